"""A wide sheet against the whole code list: codes typed as numbers, names, near ones."""

from __future__ import annotations

import time
from collections import Counter
from datetime import date
from pathlib import Path

from medtech_desktop.domain.privilege_sheets import Change
from medtech_desktop.office.privilege_standings import plain_name
from medtech_desktop.office.wide_cells import ReadOptions
from medtech_desktop.office.wide_entries import preview_sheet
from tests.builders import CLERK, Office
from tests.code_lists import all_codes, enter_codes
from tests.wide_books import workbook

ON = date(2026, 11, 24)


def test_the_whole_list_is_looked_through_quickly(hospital: Office, tmp_path: Path) -> None:
    codes = all_codes()
    enter_codes(hospital.library, tmp_path, "全表", date(2026, 1, 1), codes)
    hospital.hire("示例丁", "0701", department="骨科")
    names = Counter(plain_name(name) for _, name in codes)
    unique = [(code, name) for code, name in codes if names[plain_name(name)] == 1][:120]
    heads = [name if at % 2 else code for at, (code, name) in enumerate(unique)]
    wrong = [f"{unique[at][1]}错" for at in range(10)]
    rows = (("姓名", *heads, *wrong), ("示例丁", *("√" for _ in (*heads, *wrong))))
    path = workbook(tmp_path, rows)
    begun = time.monotonic()
    preview = preview_sheet(hospital.library, path, ON, ReadOptions("骨科"), clerk=CLERK)
    assert time.monotonic() - begun < 20
    assert [one.change for one in preview.changes] == [Change.GRANT] * 120
    assert {one.code for one in preview.changes} == {code for code, _ in unique}
    assert len(preview.misfits) == 10
    assert all("没有手术" in one.why for one in preview.misfits)
