"""按技术核查的两种：逾期未备案、应逐例报送未报；随今天而变，一项技术（一例）一行。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from medtech_desktop.domain.surgeries import KIND_LABELS, Kind
from medtech_desktop.ui import theme
from medtech_desktop.ui.screens.surgery_views import ANY, KIND_ICONS
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.pieces import ArticleChip, Glyph, Words
from medtech_desktop.ui.widgets.rows import Cell, Column, Row, words

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library
    from medtech_desktop.office.surgery_lists import TechnologyFinding

TECHNOLOGY_COLUMNS = (
    Column("问题", 148),
    Column("技术", 0),
    Column("例数", 60, right=True),
    Column("期限", 96),
    Column("情形", 0, folds=True),
    Column("依据", 96),
    Column("", 84, right=True, sortable=False),
)


@dataclass(frozen=True, slots=True)
class TodayAnswer:
    """按技术核查的各行、各种几条；``cures`` 一行 → 去哪一屏、什么事物。"""

    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    counts: Mapping[Kind, int] = field(default_factory=dict)
    cures: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def rows_of(self, kind: str) -> tuple[Row, ...]:
        """一种的各行。"""
        return self.rows.get(kind, ())

    @property
    def first_kind(self) -> str:
        """先看哪一种。"""
        return next((str(int(kind)) for kind, count in self.counts.items() if count), ANY)

    @property
    def words(self) -> str:
        """列表下面的一句话；没有的为空。"""
        told = [f"{KIND_LABELS[kind]} {count:,}" for kind, count in self.counts.items() if count]
        return f"另有按技术核查的：{'，'.join(told)}" if told else ""


def ask_today(library: Library, on: date) -> TodayAnswer:
    """按技术核查的。"""
    from medtech_desktop.office.surgery_lists import technology_findings

    rows: dict[str, list[Row]] = {}
    counts: dict[Kind, int] = {}
    cures: dict[str, tuple[str, str]] = {}
    for number, one in enumerate(technology_findings(library, on)):
        key = str(number)
        rows.setdefault(str(int(one.kind)), []).append(_row(key, one))
        counts[one.kind] = counts.get(one.kind, 0) + 1
        late = one.kind is Kind.LATE_FILING
        cures[key] = ("technologies", one.number) if late else ("", "")
    return TodayAnswer({kind: tuple(each) for kind, each in rows.items()}, counts, cures)


def _row(key: str, one: TechnologyFinding) -> Row:
    icon, tone = KIND_ICONS[one.kind]
    label = KIND_LABELS[one.kind]
    kind = Cell((Glyph(icon, tone.text, 14), Words(label, Ink.INK)), sort=label, tip=label)
    return Row(
        key,
        (
            kind,
            words(f"{one.number} {one.name}", weight=theme.MEDIUM),
            Cell((Words(f"{len(one.cases):,}"),), sort=len(one.cases)),
            words(one.due.isoformat() if one.due else "", Ink.INK2),
            words(one.message),
            Cell((ArticleChip(one.article),)),
        ),
        action="去看" if one.kind is Kind.LATE_FILING else "",
    )
