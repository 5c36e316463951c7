"""医师屏的问与视图：所列的人、筛选词、档案各栏的行。"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from medtech_desktop.ui import theme
from medtech_desktop.ui.desk import Report
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.filter_words import FilterWord
from medtech_desktop.ui.widgets.long_rows import LongColumn, Texts
from medtech_desktop.ui.widgets.pieces import StateChip, Words
from medtech_desktop.ui.widgets.rows import Cell, Column, Row, words

if TYPE_CHECKING:
    from medtech_desktop.domain.practitioner_files import (
        FileCertificate,
        FilePermissionEvent,
        PractitionerFile,
    )
    from medtech_desktop.office.library import Library
    from medtech_desktop.office.practitioner_lists import PeopleAnswer, PeopleQuestion

ALL = "all"
COLUMNS = (
    LongColumn("姓名", 84, key="name", weight=theme.MEDIUM),
    LongColumn("工号", 66, key="number", ink=Ink.INK2),
    LongColumn("科室", 0, key="departments", ink=Ink.INK2),
    LongColumn("职称", 86, key="title", ink=Ink.INK2),
    LongColumn("情形", 52, key="where"),
)
TABS = ("资质", "权限", "手术量", "评估", "培训", "变动")
SPAN_COLUMNS = (
    Column("类别", 76),
    Column("内容", 0, folds=True),
    Column("起", 92),
    Column("止", 92),
)
CERTIFICATE_COLUMNS = (
    Column("种类", 108),
    Column("名称与编号", 0, folds=True),
    Column("有效期至", 92),
    Column("状态", 112),
    Column("", 102, right=True, sortable=False),
)
EXEMPTION_COLUMNS = (
    Column("免训的技术", 0, folds=True),
    Column("依据", 0, folds=True),
    Column("止", 92),
    Column("状态", 112),
)
INVITATION_COLUMNS = (
    Column("所在单位", 0, folds=True),
    Column("邀请文件", 0, folds=True),
    Column("起", 92),
    Column("止", 92),
    Column("状态", 112),
)
PERMISSION_COLUMNS = (
    Column("类别", 68),
    Column("对象", 0, folds=True),
    Column("级别", 48),
    Column("情形", 168),
    Column("有效期至", 92),
    Column("文号", 166, folds=True),
)
EVENT_COLUMNS = (
    Column("日期", 92),
    Column("变动", 72),
    Column("对象", 190, folds=True),
    Column("依据、理由与文号", 0, folds=True),
)
VOLUME_COLUMNS = (
    Column("对象", 0, folds=True),
    Column("统计期间", 176),
    Column("例数", 64, right=True),
    Column("并发症", 64, right=True),
    Column("死亡", 64, right=True),
    Column("来源", 88),
)
CHANGE_COLUMNS = (
    Column("日期", 92),
    Column("类别", 52),
    Column("变动", 0, folds=True),
    Column("文号", 166, folds=True),
)
_WHERES = ("here", "leave", "visiting", "elsewhere", "left", "died", "unknown")


@dataclass(frozen=True, slots=True)
class Asked:
    """屏上所问。"""

    words: str = ""
    department: str = ""
    kind: str = ALL
    where: str = ALL
    order: str = "name"
    descending: bool = False
    keep: int = 0


def _question(asked: Asked) -> PeopleQuestion:
    from medtech_desktop.office.practitioner_lists import PeopleQuestion

    return PeopleQuestion(
        asked.words,
        asked.department,
        asked.kind,
        asked.where,
        asked.order,
        asked.descending,
        asked.keep,
    )


def ask_people(library: Library, asked: Asked, on: date) -> PeopleAnswer:
    """所列的人。"""
    from medtech_desktop.office.practitioner_lists import find_people

    return find_people(library, _question(asked), on)


def ask_rows(library: Library, ids: Sequence[int], on: date) -> Sequence[Texts]:
    """一页的各行。"""
    from medtech_desktop.office.practitioner_lists import people_rows

    return people_rows(library, ids, on)


def ask_place(library: Library, asked: Asked, beginning: str, on: date) -> int:
    """以此开头的第一个人在第几行。"""
    from medtech_desktop.office.practitioner_lists import row_that_begins

    return row_that_begins(library, _question(asked), beginning, on)


def ask_file(library: Library, person: int, on: date) -> PractitionerFile:
    """一个人的档案。raises Refused."""
    from medtech_desktop.office.practitioner_files import practitioner_file

    return practitioner_file(library, person, on)


def keep_people(
    library: Library, ids: array[int], path: Path, on: date, progress: Report | None = None
) -> Path:
    """把所列的人存为文件。raises Trouble."""
    from medtech_desktop.office.practitioner_lists import export_people

    return export_people(library, ids, path, on, progress)


# Views


def filter_words_of(wheres: tuple[tuple[str, int], ...], current: str) -> tuple[FilterWord, ...]:
    """筛选词：全部，然后有人的各种情形；正在用的没有人了也留着。"""
    from medtech_desktop.domain.practitioners import WHEREABOUTS_LABELS, Whereabouts

    counted = dict(wheres)
    listed = [FilterWord(ALL, "全部", counted.get(ALL, 0))]
    listed += [
        FilterWord(key, WHEREABOUTS_LABELS[Whereabouts(key)], counted.get(key, 0))
        for key in _WHERES
        if counted.get(key) or key == current
    ]
    return tuple(listed)


def department_choices(names: tuple[str, ...], current: str) -> tuple[tuple[str, str], ...]:
    """科室的选项：全部，然后各科室。"""
    shown = names if not current or current in names else (*names, current)
    return (("", "全部科室"), *((name, name) for name in shown))


def kind_choices() -> tuple[tuple[str, str], ...]:
    """类别的选项。"""
    from medtech_desktop.domain.practitioners import KIND_LABELS

    return ((ALL, "全部类别"), *((label, label) for label in KIND_LABELS.values()))


def _state(word: str) -> Cell:
    return Cell((StateChip(word),), sort=word, tip=word)


def _day(day: date | None, none: str) -> str:
    return day.isoformat() if day is not None else none


def span_rows(file: PractitionerFile) -> tuple[Row, ...]:
    """职称、科室、执业注册；还有效的在前。"""
    groups = (
        ("职称", file.titles),
        ("科室", file.memberships),
        ("执业注册", file.registrations),
    )
    return tuple(
        Row(
            f"{kind} {at}",
            (
                words(kind, Ink.INK2),
                words(span.words, weight=theme.MEDIUM if span.until is None else theme.REGULAR),
                words(span.since.isoformat(), Ink.INK2),
                words(_day(span.until, "至今"), Ink.INK2),
            ),
        )
        for kind, spans in groups
        for at, span in enumerate(reversed(spans))
    )


def certificate_rows(certificates: tuple[FileCertificate, ...], allowed: bool) -> tuple[Row, ...]:
    """证书；行尾的动作是看扫描件，没有的加扫描件。"""
    rows = []
    for one in certificates:
        name = one.title + (f"（{one.number}）" if one.number else "")
        name += f"，对应 {one.technology}" if one.technology else ""
        action = f"看扫描件 {len(one.scans)}" if one.scans else ""
        rows.append(
            Row(
                one.uid,
                (
                    words(one.label, Ink.INK2),
                    words(name, weight=theme.MEDIUM),
                    words(_day(one.until, "长期"), Ink.INK2),
                    _state(one.state),
                ),
                action=action or ("加扫描件…" if allowed else ""),
            )
        )
    return tuple(rows)


def exemption_rows(file: PractitionerFile) -> tuple[Row, ...]:
    """免训。"""
    return tuple(
        Row(
            one.uid,
            (
                words(one.technology, weight=theme.MEDIUM),
                words("，".join(x for x in (one.basis, one.reason, one.document) if x)),
                words(_day(one.until, "长期"), Ink.INK2),
                _state(one.state),
            ),
        )
        for one in file.exemptions
    )


def invitation_rows(file: PractitionerFile) -> tuple[Row, ...]:
    """外请的邀请，新的在前。"""
    return tuple(
        Row(
            one.uid,
            (
                words("，".join(x for x in (one.institution, one.department) if x)),
                words(one.document, weight=theme.MEDIUM),
                words(one.since.isoformat(), Ink.INK2),
                words(one.until.isoformat(), Ink.INK2),
                _state(one.state),
            ),
        )
        for one in reversed(file.invitations)
    )


def permission_rows(file: PractitionerFile) -> tuple[Row, ...]:
    """当日的各项权限。"""
    return tuple(
        Row(
            str(at),
            (
                words(one.kind, Ink.INK2),
                words(one.target, weight=theme.MEDIUM),
                words(one.grade),
                Cell(
                    (StateChip(one.state), *((Words(one.note, Ink.INK2),) if one.note else ())),
                    sort=one.state,
                    tip="，".join(x for x in (one.state, one.note) if x),
                ),
                words(_day(one.until, "长期"), Ink.INK2),
                words(one.document, Ink.INK2),
            ),
        )
        for at, one in enumerate(file.permissions)
    )


def event_rows(file: PractitionerFile) -> tuple[Row, ...]:
    """权限的每一次变动与理由。"""
    return tuple(_event_row(at, one) for at, one in enumerate(file.permission_events))


def _event_row(at: int, one: FilePermissionEvent) -> Row:
    late = f"{one.recorded_on.isoformat()} 补录" if one.late else ""
    gone = f"{one.annulled_on.isoformat()} 撤销（登记有误）" if one.annulled_on else ""
    until = f"至 {one.until.isoformat()}" if one.until else ""
    parts = (one.basis, one.reason, until, one.meeting, one.document or one.decision, late, gone)
    return Row(
        str(at),
        (
            words(one.day.isoformat(), Ink.INK2),
            words(one.verb, weight=theme.MEDIUM),
            words(f"{one.target} {one.grade}".strip()),
            words("；".join(part for part in parts if part), Ink.INK2),
        ),
    )


def volume_rows(file: PractitionerFile) -> tuple[Row, ...]:
    """手术量与结果；没有统计的写「未统计」，不写 0。"""
    return tuple(
        Row(
            str(at),
            (
                words(one.target, weight=theme.MEDIUM),
                words(f"{one.since.isoformat()} 至 {one.until.isoformat()}", Ink.INK2),
                _number(one.cases),
                _number(one.complications),
                _number(one.deaths),
                words(one.source, Ink.INK2),
            ),
        )
        for at, one in enumerate(file.volumes)
    )


def _number(value: int | None) -> Cell:
    if value is None:
        return Cell((Words("未统计", Ink.INK3),), sort=-1)
    return Cell((Words(f"{value:,}"),), sort=value)


def change_rows(file: PractitionerFile) -> tuple[Row, ...]:
    """变动，新的在前。"""
    return tuple(
        Row(
            str(at),
            (
                words(one.day.isoformat(), Ink.INK2),
                words(one.kind, Ink.INK2),
                words(one.words),
                words(one.document, Ink.INK2),
            ),
        )
        for at, one in enumerate(file.changes)
    )
