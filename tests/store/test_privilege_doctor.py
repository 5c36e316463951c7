"""A spoiled row of the derived table is found by the doctor, and mended."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from medtech_desktop.cli.running import run
from medtech_desktop.domain.privileges import Verb
from medtech_desktop.office import privilege_lists as lists
from medtech_desktop.office.acts import today
from medtech_desktop.store.book import Book
from medtech_desktop.store.doctor import doctor
from tests.office.privilege_house import DAY, LIVER, build_house, open_privileges

WHAT = "授权区间"


def line(folder: Path) -> tuple[bool, str]:
    with Book.open(folder) as book:
        return next((one.ok, one.detail) for one in doctor(book) if one.what == WHAT)


@pytest.mark.parametrize(
    "spoil",
    [
        "UPDATE privilege_interval SET high = 4, low = 4 WHERE person_id = 2 AND kind = 1",
        "DELETE FROM privilege_interval WHERE id = (SELECT max(id) FROM privilege_interval)",
        "INSERT INTO privilege_interval (person_id, kind, target, since, until, low, high,"
        " recorded_on, state) VALUES (3, 2, 9, '2026-01-01', '2026-12-31', 4, 4, '2026-01-01', 1)",
    ],
)
def test_a_spoiled_row_is_found_and_mended(
    tmp_path: Path, spoil: str, capsys: pytest.CaptureFixture[str]
) -> None:
    house = build_house(tmp_path)
    open_privileges(house)
    folder = house.book.folder
    house.book.close()
    assert line(folder) == (True, "与授权事件重推的一致")
    tool = sqlite3.connect(folder / "book.db")
    tool.execute(spoil)
    tool.commit()
    tool.close()
    ok, detail = line(folder)
    assert not ok
    assert "medtech doctor --rebuild" in detail
    assert "示例" in detail
    assert run(["--book", str(folder), "doctor"]) == 3
    assert run(["--book", str(folder), "doctor", "--rebuild"]) == 0
    assert "原来 1 人的与授权事件不符" in capsys.readouterr().out
    assert line(folder)[0]


def test_a_rebuild_is_seen_by_the_list(tmp_path: Path) -> None:
    house = build_house(tmp_path)
    open_privileges(house)
    from medtech_desktop.office.privilege_intervals import rebuild_privileges
    from tests.books import CLERK

    assert len(house.find()) == 4
    rebuild_privileges(house.book, CLERK)
    house.decide(1, LIVER, Verb.REVOKE, today() - DAY)
    answer = lists.find_privileges(
        house.book, lists.PrivilegeQuestion(view=lists.View.REVOKED), today()
    )
    assert [row[0] for row in answer.first] == ["示例丙"]
    house.book.close()


def test_a_long_check_tells_how_far_it_is(tmp_path: Path) -> None:
    house = build_house(tmp_path)
    open_privileges(house)
    told: list[tuple[int, int, str]] = []
    doctor(house.book, lambda done, of, words: told.append((done, of, words)))
    house.book.close()
    assert [words for _done, _of, words in told if "人" in words] == ["正在查授权区间（0 / 3 人）"]
    assert [done for done, _of, _words in told] == sorted(done for done, _of, _words in told)
