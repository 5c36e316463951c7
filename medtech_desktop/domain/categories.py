"""技术类别：禁止类、限制类（国家、省）、其他、不适用本办法（湘二，办法第五、十二、四十七条）。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from medtech_desktop.domain.catalogs import Level, RestrictedCatalog, RestrictedItem
from medtech_desktop.domain.law import MTCA_IN_FORCE, Finding, Severity, cites
from medtech_desktop.domain.prohibited import Match, MatchKind
from medtech_desktop.domain.scope import Scope, ScopeKind
from medtech_desktop.domain.terms import Closeness, closest, stem


class Category(StrEnum):
    """某日某技术的类别。"""

    PROHIBITED = "prohibited"
    NATIONAL = "national"
    PROVINCIAL = "provincial"
    SELF_MANAGED = "self_managed"
    NOT_APPLICABLE = "not_applicable"


CATEGORY_LABELS = {
    Category.PROHIBITED: "禁止类",
    Category.NATIONAL: "国家限制类",
    Category.PROVINCIAL: "省级限制类",
    Category.SELF_MANAGED: "其他（自我管理）",
    Category.NOT_APPLICABLE: "不适用本办法",
}


@dataclass(frozen=True, slots=True)
class Categorised:
    """类别及其依据。``questions`` 为尚待判定的事项；判定之前类别按现有事实。"""

    category: Category
    article: str
    items: tuple[RestrictedItem, ...] = ()
    marks: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()

    @property
    def is_restricted(self) -> bool:
        """是否限制类（国家或省）。"""
        return self.category in (Category.NATIONAL, Category.PROVINCIAL)

    @property
    def is_filed_here(self) -> bool:
        """是否须备案：限制类须，其他与不适用者不。"""
        return self.is_restricted


@cites("MTCA-5", "MTCA-9", "MTCA-10", "MTCA-12", "MTCA-47", "HN-2", "HN-2.1", "HN-2.2", "HN-2.3")
def category_on(
    day: date,
    lineages: tuple[str, ...],
    catalog: RestrictedCatalog,
    prohibited: Match,
    scope: Scope,
) -> Categorised:
    """某日某技术的类别。``catalog``、``prohibited``、``scope`` 均须为同一日。

    Order: a certain prohibition; the office's own decision on scope; the recorded catalog
    entry; the suggestion of the out-of-scope list; else 其他.  Raises ValueError when the
    catalog is of another day.
    """
    if catalog.day != day:
        raise ValueError(f"目录为 {catalog.day.isoformat()} 的，所问为 {day.isoformat()}")
    if prohibited.kind is MatchKind.CERTAIN:
        return Categorised(Category.PROHIBITED, "MTCA-9")
    questions = (prohibited.question,) if prohibited.kind is MatchKind.POSSIBLE else ()
    if scope.kind is ScopeKind.OUT and scope.decision is not None:
        return Categorised(Category.NOT_APPLICABLE, "MTCA-47", questions=questions)
    items = tuple(
        item for item in catalog.items if any(one in item.answers_to for one in lineages if one)
    )
    if items:
        return _restricted(items, questions)
    if scope.kind is ScopeKind.OUT and day >= MTCA_IN_FORCE:
        return Categorised(Category.NOT_APPLICABLE, "MTCA-47", questions=questions)
    if scope.kind is ScopeKind.ASK:
        questions = (*questions, scope.question)
    return Categorised(Category.SELF_MANAGED, "MTCA-12", questions=questions)


def _restricted(items: tuple[RestrictedItem, ...], questions: tuple[str, ...]) -> Categorised:
    is_national = any(item.level is Level.NATIONAL for item in items)
    marks = tuple(item.mark for item in items if item.mark)
    restored = ("名称有补字，请核对原文",) if any(item.entry.restored for item in items) else ()
    unverified = any(item.entry.unverified or item.edition.unverified for item in items)
    doubt = ("目录请核对原文",) if unverified else ()
    return Categorised(
        Category.NATIONAL if is_national else Category.PROVINCIAL,
        "MTCA-10" if is_national else "HN-2.2",
        items,
        (*marks, *restored, *doubt),
        questions,
    )


_TELLING = 4  # characters of a name that are enough to suspect the same technology


@cites("MTCA-10", "HN-2.2")
def near_restricted(
    names: tuple[str, ...], catalog: RestrictedCatalog
) -> tuple[RestrictedItem, Closeness] | None:
    """名称相近的限制类条目：没有按编号登记的，问一句是不是它；身份仍由人确认，不凭名称。

    SAME when only general words differ, WITHIN when one name holds the other.
    """
    best: tuple[RestrictedItem, Closeness] | None = None
    for item in catalog.items:
        near = _near(names, item.entry.name)
        if near is Closeness.SAME:
            return item, near
        if near is Closeness.WITHIN and best is None:
            best = item, near
    return best


def _near(names: tuple[str, ...], entry: str) -> Closeness:
    near = closest(names, (entry,))
    for name in names:
        if near is not Closeness.SAME and len(stem(name)) >= _TELLING:
            other = closest((entry,), (name,))
            near = other if other is not Closeness.NONE else near
    return near


@cites("MTCA-10", "HN-2.2")
def near_findings(names: tuple[str, ...], catalog: RestrictedCatalog) -> tuple[Finding, ...]:
    """登记时的提示：按「其他」登记而名称与限制类相近的；近似名称不拦，身份由人确认。"""
    near = near_restricted(names, catalog)
    if near is None:
        return ()
    entry = near[0].entry
    said = f"名称与限制类「{entry.code} {entry.name}」相近".replace("「 ", "「")
    remedy = f"就是它的，用「对应目录条目」改为 {entry.code or entry.name}；不是的不必处理"
    article = "MTCA-10" if near[0].level is Level.NATIONAL else "HN-2.2"
    return (Finding(Severity.NOTE, said, article, remedy, "code"),)
