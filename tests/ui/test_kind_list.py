"""种类表、月线：几十万条也写得全，几千名医师也只列最多的几位，按钮接着用。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from pytestqt.qtbot import QtBot

from medtech_desktop.domain.surgeries import OUTCOME_LABELS
from medtech_desktop.domain.surgery_explanations import NOTED
from medtech_desktop.office.surgery_lists import LogSummary
from medtech_desktop.ui import theme
from medtech_desktop.ui.painting import text_width
from medtech_desktop.ui.screens.surgery_rail import PEOPLE, SurgeryRail
from medtech_desktop.ui.screens.surgery_views import (
    ANY,
    FINDING_COLUMNS,
    MOST_LISTED,
    month_views,
    month_words,
    rail_view,
)
from medtech_desktop.ui.widgets.kind_list import KindList, KindView
from medtech_desktop.ui.widgets.month_line import MonthLine
from medtech_desktop.ui.widgets.pieces import StateChip, piece_width
from medtech_desktop.ui.widgets.ruled import PAD

_MANY = 1_048_576


def summary(people: int) -> LogSummary:
    """这么多医师各有几条的计数。"""
    counted = tuple((n, f"示例{n:04d}", people + 1 - n) for n in range(1, people + 1))
    day = date(2026, 11, 2)
    return LogSummary(
        _MANY, _MANY, people, 0, 0, 0, (), (), (), counted, (), _MANY, (), (), day, day
    )


def test_the_buttons_go_on_with_other_counts_and_what_is_gone_is_gone(qtbot: QtBot) -> None:
    listed = KindList("按问题")
    qtbot.addWidget(listed)
    chosen: list[str] = []
    listed.chosen.connect(chosen.append)
    listed.show_kinds((KindView("1", "甲", 3), KindView("2", "乙", 2), KindView("3", "丙", 1)), "2")
    first = listed.kind("1")
    listed.show_kinds((KindView("1", "甲", 9), KindView("3", "丙", 1)), "3")
    assert listed.kind("1") is first
    assert [listed.kind(key).accessibleName() for key in ("1", "3")] == ["甲 9", "丙 1"]
    assert listed.current() == "3"
    listed.kind("3").click()  # type: ignore[attr-defined]
    listed.show_kinds((KindView("4", "丁", 1),), "")
    assert listed.current() == ""
    listed.kind("4").click()  # type: ignore[attr-defined]
    assert chosen == ["3", "4"]


def test_a_million_is_written_whole(qtbot: QtBot) -> None:
    listed = KindList("按问题")
    qtbot.addWidget(listed)
    listed.show_kinds((KindView("1", "当日无该项授权", _MANY), KindView("2", "乙", 1)), "1")
    room = listed.kind("1")._scale.count  # type: ignore[attr-defined]
    assert room >= text_width(f"{_MANY:,}", theme.font(theme.BODY, theme.BOLD)) + 8
    line = MonthLine()
    qtbot.addWidget(line)
    months = tuple((f"2026-{n:02d}", "", _MANY) for n in (9, 10))
    line.show_months(month_views(months))
    widest = max(text_width(said, face) for said, face in line._words())
    assert line._tells >= widest + 6
    assert month_words(months).splitlines() == [
        "10月 1,048,576 条，与上月相同",
        "此前月均 1,048,576 条",
    ]


def test_of_thousands_of_people_the_most_are_listed_and_the_chosen_one(qtbot: QtBot) -> None:
    view = rail_view(summary(2000), "1990")
    assert len(view.people) == MOST_LISTED + 2
    assert view.people[0].count == sum(range(1, 2001))
    assert view.people[-1].word == "示例1990"
    rail = SurgeryRail()
    qtbot.addWidget(rail)
    rail.turn(PEOPLE)
    rail.show_view(view, ANY, ANY, "1990")
    assert rail.words.views()[1].count == 2000
    assert "打姓名" in rail.people_note.text()
    assert not rail.people_note.isHidden()
    rail.show_view(rail_view(summary(3)), ANY, ANY, ANY)
    assert rail.people_note.isHidden()


def test_every_department_is_listed(qtbot: QtBot) -> None:
    told = replace(summary(0), by_department=tuple((n, f"示例{n}科", 1) for n in range(1, 91)))
    rail = SurgeryRail()
    qtbot.addWidget(rail)
    rail.show_view(rail_view(told), ANY, "90", ANY)
    assert rail.departments.current() == "90"
    assert rail.words.views()[0].count == 90


def test_every_state_of_a_finding_fits_its_column() -> None:
    [column] = [one for one in FINDING_COLUMNS if one.chip]
    for word in (*OUTCOME_LABELS.values(), NOTED):
        assert piece_width(StateChip(word)) <= column.width - 2 * PAD
