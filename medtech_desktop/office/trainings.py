"""规范化培训基地：拟承担培训的技术、附件4 的填写、期限。"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from medtech_desktop.domain.filings import FilingState
from medtech_desktop.domain.law import Finding
from medtech_desktop.domain.trainings import (
    TrainingAnnouncement,
    TrainingBase,
    TrainingBaseDraft,
    TrainingBaseFiled,
    base_gaps,
    base_term,
    late_base,
)
from medtech_desktop.domain.working_days import CountedTerm
from medtech_desktop.office.acts import Clerk, Done, gate, not_found
from medtech_desktop.office.judgements import judge
from medtech_desktop.office.world import World, load_world, read_world, was_there
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Look
from medtech_desktop.store.tables import trainings as t

_CHANGED = frozenset({"training_base"})


def open_base(
    library: Book, clerk: Clerk, key: str, on: date, *, announced_on: date | None = None
) -> Done:
    """登记拟承担培训的一项限制类技术；近三年取备案前三个自然年（可改，请核对原文）。"""
    with library.act(clerk, "training_base.open", effective=on) as page:
        world = read_world(page, on)
        file = world.find_technology(key)
        _may_open(world, page, file.technology.id, announced_on)
        if not judge(world, file).category.is_restricted:
            raise not_found(
                f"{file.technology.number} 不是限制类技术，培训由本院自行进行（第三十四条）",
                "只有限制类技术的培训基地须备案",
                "code",
            )
        prefix = f"基地-{on.year}-"
        used = page.count(
            t.TrainingBaseRow, t.TrainingBaseRow.number.startswith(prefix), annulled=True
        )
        number = f"{prefix}{used + 1:03d}"
        base = page.add(
            t.TrainingBaseRow,
            number=number,
            technology_id=file.technology.id,
            announced_on=announced_on,
            opened_on=on,
        )
        page.add(
            t.TrainingBaseDraftRow,
            training_base_id=base,
            first_year=on.year - 3,
            cases1=None,
            cases2=None,
            cases3=None,
            quality="",
            conditions="",
            plan="",
        )
    return Done(_CHANGED, f"已登记 {number}", subject=number)


def _may_open(world: World, look: Look, technology_id: int, announced_on: date | None) -> None:
    """一项技术同时只有一份未备案的；招生公告不在将来。"""
    filed = _filed_on(look)
    for base in look.fetch(
        t.TrainingBaseRow, TrainingBase, t.TrainingBaseRow.technology_id == technology_id
    ):
        if base.id not in filed:
            raise not_found(f"已有未备案的 {base.number}", "打开那一份继续填写", "code")
    if announced_on is not None and announced_on > world.on:
        raise not_found("招生公告日期晚于今天", "发布以后再登记", "announced_on")


def edit_base(
    library: Book, clerk: Clerk, number: str, values: dict[str, object], version: int | None = None
) -> Done:
    """填写附件4 的各栏；``values`` 的键为草稿的列。"""
    allowed = {"first_year", "cases1", "cases2", "cases3", "quality", "conditions", "plan"}
    unknown = set(values) - allowed
    if unknown:
        raise ValueError(f"training base draft has no {unknown}")
    with library.act(clerk, "training_base.edit") as page:
        base, draft = find_base(page, number)
        _not_filed(page, base)
        page.amend(t.TrainingBaseDraftRow, draft.id, version or draft.version, **values)
    return Done(_CHANGED, "草稿已保存", subject=base.number)


def _not_filed(look: Look, base: TrainingBase) -> None:
    """已经备案的不能再改、不能再备：交出去的内容保持原样（第二十九条，如实）。"""
    where = t.TrainingBaseFiledRow.training_base_id == base.id
    if look.count(t.TrainingBaseFiledRow, where):
        raise not_found(f"{base.number} 已经备案，内容不能再改", "有新的公告另行登记", "number")


def find_base(look: Look, number: str) -> tuple[TrainingBase, TrainingBaseDraft]:
    """按编号取培训基地与草稿。raises Refused."""
    base = look.one(t.TrainingBaseRow, TrainingBase, t.TrainingBaseRow.number == number.strip())
    if base is None:
        raise not_found(f"没有培训基地「{number}」", "核对编号，或先登记", "number")
    draft = look.one(
        t.TrainingBaseDraftRow,
        TrainingBaseDraft,
        t.TrainingBaseDraftRow.training_base_id == base.id,
    )
    if draft is None:
        raise not_found(f"{number} 没有草稿", "重新登记", "number")
    last = _announcements(look, base)
    return (replace(base, announced_on=last[-1].day) if last else base), draft


def _announcements(look: Look, base: TrainingBase) -> list[TrainingAnnouncement]:
    where = t.TrainingAnnouncementRow.training_base_id == base.id
    rows = look.fetch(t.TrainingAnnouncementRow, TrainingAnnouncement, where)
    return sorted(rows, key=lambda row: row.act_seq)


def announce_base(
    library: Book, clerk: Clerk, number: str, day: date, on: date, *, reason: str = ""
) -> Done:
    """登记首次招生公告之日，3 个工作日的期限由此起算；改正已登记的须写明理由。raises Refused."""
    with library.act(clerk, "training_base.announce", reason=reason, effective=day) as page:
        base, _draft = find_base(page, number)
        _not_filed(page, base)
        if day > on:
            raise not_found("招生公告日期晚于今天", "发布以后再登记", "announced_on")
        if base.announced_on == day:
            raise not_found("公告日已经是这一天", "不必再登记", "announced_on")
        if base.announced_on is not None and not reason.strip():
            said = f"已登记过公告日 {base.announced_on.isoformat()}"
            raise not_found(said, "改正须写明理由", "reason")
        for old in _announcements(page, base):
            page.annul(t.TrainingAnnouncementRow, old.uid, reason)
        page.add(t.TrainingAnnouncementRow, training_base_id=base.id, day=day)
        term = base_term(replace(base, announced_on=day), read_world(page, on).calendar)
    due = f"，{term.due.isoformat()} 前向省级备案" if term else ""
    return Done(_CHANGED, f"{base.number} 首次招生公告 {day.isoformat()}{due}", subject=base.number)


@dataclass(frozen=True, slots=True)
class TrainingBaseView:
    """培训基地一项：期限、草稿、还缺什么。"""

    base: TrainingBase
    draft: TrainingBaseDraft
    technology: str
    code: str
    term: CountedTerm | None
    gaps: tuple[Finding, ...]
    filed_on: date | None = None


def bases_of_technology(look: Look, technology_id: int) -> tuple[str, ...]:
    """一项技术的培训基地的编号。"""
    where = t.TrainingBaseRow.technology_id == technology_id
    return tuple(base.number for base in look.fetch(t.TrainingBaseRow, TrainingBase, where))


def training_bases(library: Book, on: date) -> tuple[TrainingBaseView, ...]:
    """全部拟承担培训的技术。"""
    world = load_world(library, on)
    with library.look() as look:
        return all_bases(world, look)


def all_bases(world: World, look: Look) -> tuple[TrainingBaseView, ...]:
    """全部拟承担培训的技术，在已打开的读事务里；问过去的某日时，是那时的情形。"""
    held = look.fetch(t.TrainingBaseRow, TrainingBase)
    filed, views = _filed_on(look), []
    for number in [base.number for base in held if was_there(base.opened_on, world.on)]:
        base, draft = find_base(look, number)
        if not was_there(base.announced_on, world.on):
            base = replace(base, announced_on=None)
        day = filed.get(base.id)
        done = day if was_there(day, world.on) else None
        views.append(replace(base_view(world, base, draft), filed_on=done))
    return tuple(views)


def _filed_on(look: Look) -> dict[int, date]:
    rows = look.fetch(t.TrainingBaseFiledRow, TrainingBaseFiled)
    return {row.training_base_id: row.day for row in rows}


def file_base(
    library: Book, clerk: Clerk, number: str, day: date, *, document: str = "", reason: str = ""
) -> Done:
    """登记已向省级备案：附件4 未填齐、临床应用未备案的拒绝；逾期须写明原因。"""
    with library.act(clerk, "training_base.file", reason=reason, effective=day) as page:
        world = read_world(page, day)
        base, draft = find_base(page, number)
        _not_filed(page, base)
        view = base_view(world, base, draft)
        found = gate(page, (*view.gaps, *late_base(view.term, day)), reason)
        page.add(
            t.TrainingBaseFiledRow,
            training_base_id=base.id,
            day=day,
            document=document.strip(),
        )
    return Done(_CHANGED, f"{number} 已登记备案，{day.isoformat()}", found, number)


def base_view(world: World, base: TrainingBase, draft: TrainingBaseDraft) -> TrainingBaseView:
    """一项的情形。"""
    file = world.technology(base.technology_id)
    judged = judge(world, file)
    filed = any(
        f.state(world.on) is FilingState.FILED for f in world.filings_of(file.technology.id)
    )
    return TrainingBaseView(
        base,
        draft,
        judged.official_name(world.on),
        judged.code,
        base_term(base, world.calendar),
        base_gaps(filed, draft),
    )
