"""分级目录的查找：科室、全院、最高；不纳入与没有列入；哪日哪版。"""

from __future__ import annotations

import time
from datetime import date

import pytest

from medtech_desktop.domain.gradings import (
    Graded,
    GradingEdition,
    GradingLine,
    GradingList,
    Standing,
    by_code,
    edition_before,
    edition_on,
    grade_name,
    managed_categories,
    written_categories,
)

THYROID, STENT, SCOPE, BARE = 1, 2, 3, 4
SURGERY, CARDIOLOGY, ENT = 11, 12, 13
CATEGORIES = {THYROID: "surgery", STENT: "interventional", SCOPE: "diagnostic", BARE: ""}


def edition(
    number: int = 1, since: date = date(2026, 1, 1), managed: str = "surgery、interventional"
) -> GradingEdition:
    return GradingEdition(
        number, f"g{number}", number, f"分级-2026-{number:03d}", "示例目录", 1, managed,
        since, since, "示例会议", "", "",
    )  # fmt: skip


def grading(*lines: GradingLine, managed: str = "surgery、interventional") -> GradingList:
    return GradingList(edition(managed=managed), by_code(lines), {}, CATEGORIES)


def test_the_departments_own_line_wins_over_the_whole_hospital() -> None:
    found = grading(
        GradingLine(THYROID, "甲状腺切除术", SURGERY, 3),
        GradingLine(THYROID, "甲状腺切除术", None, 2),
        GradingLine(THYROID, "甲状腺切除术", ENT, 4),
    )
    assert (found.grade_of(THYROID, SURGERY).grade, found.grade_of(THYROID, ENT).grade) == (3, 4)
    assert found.grade_of(THYROID, SURGERY).note == ""
    assert found.grade_of(THYROID, CARDIOLOGY).grade == 2
    assert found.grade_of(THYROID, None).grade == 2
    assert [line.department_id for line in found.lines_of(THYROID)] == [None, SURGERY, ENT]
    assert len(found) == 3


def test_of_two_departments_the_stricter_counts() -> None:
    found = grading(
        GradingLine(THYROID, "甲状腺切除术", SURGERY, 3),
        GradingLine(THYROID, "甲状腺切除术", None, 2),
        GradingLine(THYROID, "甲状腺切除术", ENT, None),
        GradingLine(STENT, "支架置入术", SURGERY, 3),
        GradingLine(STENT, "支架置入术", ENT, 4),
    )
    both = found.grade_among(THYROID, (CARDIOLOGY, SURGERY))
    assert (both.needed, "不止一个" in both.note) == (3, True)
    assert found.grade_among(THYROID, (ENT, SURGERY)).needed == 3
    assert found.grade_among(THYROID, ()) == found.grade_of(THYROID, None)
    own = found.grade_among(STENT, (CARDIOLOGY, SURGERY))
    assert (own.needed, own.note) == (3, "")  # 四级 of a third department is not theirs


def test_without_either_the_highest_of_the_others_counts_with_a_note() -> None:
    found = grading(
        GradingLine(THYROID, "甲状腺切除术", SURGERY, 2),
        GradingLine(THYROID, "甲状腺切除术", ENT, 3),
    )
    graded = found.grade_of(THYROID, CARDIOLOGY)
    assert (graded.grade, graded.needed) == (3, 3)
    assert "最高" in graded.note
    assert graded.line is not None
    assert graded.line.department_id == ENT


def test_managed_as_says_what_is_needed_and_leaves_the_grade() -> None:
    found = grading(GradingLine(STENT, "支架置入", None, 3, managed_as=4))
    graded = found.grade_of(STENT, CARDIOLOGY)
    assert (graded.grade, graded.needed) == (3, 4)


def test_the_highest_of_the_others_goes_by_what_is_needed() -> None:
    found = grading(
        GradingLine(STENT, "支架置入", SURGERY, 3),
        GradingLine(STENT, "支架置入", ENT, 2, managed_as=4),
    )
    assert found.grade_of(STENT, CARDIOLOGY).needed == 4


def test_left_out_unmanaged_and_unlisted_are_told_apart() -> None:
    found = grading(
        GradingLine(THYROID, "甲状腺切除术", None, None),
        GradingLine(SCOPE, "胃镜检查", None, 2),
    )
    out = found.grade_of(THYROID, None)
    assert (out.standing, out.grade, out.line is not None) == (Standing.LEFT_OUT, None, True)
    unmanaged = found.grade_of(SCOPE, None)  # graded in the list, but its category is not managed
    assert (unmanaged.standing, unmanaged.needed) == (Standing.LEFT_OUT, None)
    assert "诊断性操作" in unmanaged.note
    missing = found.grade_of(STENT, None)
    assert missing == Graded(None, None, None, missing.note, Standing.UNLISTED)
    assert "没有列入" in missing.note
    assert grading(managed="surgery").grade_of(STENT, None).standing is Standing.LEFT_OUT
    assert found.grade_of(BARE, None).standing is Standing.UNLISTED


def test_a_code_without_a_category_is_always_managed() -> None:
    found = grading(GradingLine(BARE, "未注明类别的手术", None, 1), managed="")
    assert found.grade_of(BARE, None).grade == 1
    assert managed_categories("") == frozenset({""})
    assert written_categories({"interventional", "surgery", ""}) == "surgery、interventional"
    assert managed_categories("surgery、treatment") == {"", "surgery", "treatment"}


def test_the_edition_of_the_day_is_the_latest_in_force() -> None:
    old, new = edition(1, date(2024, 1, 1)), edition(2, date(2026, 3, 1))
    again = edition(3, date(2026, 3, 1))  # the same day, entered later
    assert edition_on((old, new), date(2023, 12, 31)) is None
    assert edition_on((new, old), date(2026, 2, 28)) is old
    assert edition_on((old, new), date(2026, 3, 1)) is new
    assert edition_on((old, new, again), date(2026, 3, 1)) is again
    assert edition_before((old, new, again), again) is new
    assert edition_before((old, new), old) is None


@pytest.mark.parametrize(("grade", "said"), [(4, "四级"), (1, "一级"), (None, "不纳入")])
def test_grades_have_their_names(grade: int | None, said: str) -> None:
    assert grade_name(grade) == said


def test_a_real_size_list_is_asked_quickly() -> None:
    """13,686 codes, four departments each: a million surgeries ask this one by one."""
    lines = [
        GradingLine(code, "示例手术", department, 1 + (code + (department or 0)) % 4)
        for code in range(13_686)
        for department in (None, 11, 12, 13)
    ]
    found = GradingList(edition(), by_code(lines), {}, dict.fromkeys(range(13_686), "surgery"))
    assert len(found) == 4 * 13_686
    started = time.perf_counter()
    for code in range(13_686):
        found.grade_of(code, 13)
    each = (time.perf_counter() - started) / 13_686
    assert each < 40e-6, f"{each * 1e6:.1f} µs a code"
    assert found.grade_of(5, 13).grade == 1 + (5 + 13) % 4
