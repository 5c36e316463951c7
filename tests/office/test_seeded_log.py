"""演示的手术登记：干净的一条问题也没有；埋了问题的，核查恰好说出所埋的，一条不多，一条不少。

The lists of what was seeded are made without asking the check (``office.demo_cast``).
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from medtech_desktop.domain.surgeries import Kind, Status, Unjudged
from medtech_desktop.office.demo import build_demo
from medtech_desktop.office.demo_log_after import explain_some
from medtech_desktop.office.demo_surgeries import DemoLog, add_clean_log, add_seeded_log
from medtech_desktop.office.library import Library, open_library
from medtech_desktop.office.surgery_answers import check_answer
from medtech_desktop.office.surgery_checks import catch_up
from medtech_desktop.office.surgery_lists import LogQuestion, log_summary
from tests.builders import CLERK
from tests.cli.terminal import run_quietly

ON = date(2026, 11, 24)
CASES = 1500
Told = Counter[tuple[str, str, str]]


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clean") / "库"
    library = build_demo(folder, on=ON, cases=0, clean=True)
    add_clean_log(library, CLERK, ON, CASES)
    catch_up(library)
    library.close()
    return folder


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, DemoLog]:
    folder = tmp_path_factory.mktemp("seeded") / "库"
    library = build_demo(folder, on=ON, cases=0)
    log = add_seeded_log(library, CLERK, ON, CASES)
    catch_up(library)
    library.close()
    return folder, log


def by_cli(folder: Path) -> tuple[int, Told]:
    words = ("--json", "--on", ON.isoformat(), "--book", str(folder), "surgeries", "check")
    code, said = run_quietly(*words)
    told, _end = json.JSONDecoder().raw_decode(said)  # what goes to stderr comes after
    return code, Counter(
        (one["case"] or one["technology"], one["kind"], one["status"]) for one in told["violations"]
    )


def expected(log: DemoLog) -> Told:
    return Counter(
        (one.ref, one.kind.name.lower(), one.status.name.lower()) for one in log.problems
    )


def open_at(folder: Path) -> Library:
    return open_library(folder)


def test_the_clean_log_gives_no_finding(clean: Path) -> None:
    with open_at(clean) as library:
        answer = check_answer(library, LogQuestion(), ON)
        summary = log_summary(library, LogQuestion(), ON)
    assert answer.is_clean, [one.finding.message for one in answer.findings]
    unjudged = {reason for reason, _label, _count in summary.unjudged}
    assert {
        *(Unjudged.CANCELLED, Unjudged.NO_OPERATOR, Unjudged.OPERATOR_UNCLEAR),
        *(Unjudged.NO_CODE, Unjudged.CODE_UNKNOWN, Unjudged.LEFT_OUT, Unjudged.NO_EDITION),
    } <= unjudged
    assert summary.judged > CASES / 2
    assert by_cli(clean) == (0, Counter())


def test_the_seeded_log_gives_exactly_what_was_seeded(seeded: tuple[Path, DemoLog]) -> None:
    folder, log = seeded
    wanted = expected(log)
    assert {one.kind for one in log.problems} == set(Kind)
    code, told = by_cli(folder)
    assert code == 1
    assert sorted(told - wanted) == []
    assert sorted(wanted - told) == []


def test_the_office_says_the_same_and_counts_the_confirmed_apart(
    seeded: tuple[Path, DemoLog],
) -> None:
    folder, log = seeded
    with open_at(folder) as library:
        answer = check_answer(library, LogQuestion(), ON)
        with library.look() as look:
            notes = look.raw("SELECT kind FROM surgery_finding WHERE status = 3")
    found = Counter((one.row.kind, one.row.status) for one in answer.findings)
    stored = [one for one in log.problems if one.kind not in (Kind.NOT_REPORTED, Kind.LATE_FILING)]
    assert found == Counter((one.kind, one.status) for one in stored)
    assert notes == [(int(Kind.EMERGENCY),)], "the confirmed emergency is a note"
    assert {one.status for one in stored} == {Status.VIOLATION, Status.TO_VERIFY}


def test_the_same_seed_gives_the_same_log(seeded: tuple[Path, DemoLog], tmp_path: Path) -> None:
    folder, log = seeded
    library = build_demo(tmp_path / "库", on=ON, cases=0)
    again = add_seeded_log(library, CLERK, ON, CASES)
    sql = (
        "SELECT s.ref, s.day, s.department_id, l.ordinal, l.code_id, l.person_id"
        " FROM surgery s JOIN surgery_line l ON l.surgery_id = s.id ORDER BY l.id"
    )
    with library.look() as look:
        mine = look.raw(sql)
    library.close()
    with open_at(folder) as other, other.look() as look:
        assert look.raw(sql) == mine
    assert again == log


def test_explanations_change_what_is_shown_and_delete_nothing(
    seeded: tuple[Path, DemoLog], tmp_path: Path
) -> None:
    folder, log = seeded
    own = tmp_path / "库"
    shutil.copytree(folder, own)
    with open_at(own) as library:
        explain_some(library, CLERK, ON)
        summary = log_summary(library, LogQuestion(), ON)
        with library.look() as look:
            kept = look.raw("SELECT count(*) FROM surgery_finding WHERE status < 3")[0][0]
    assert kept == sum(
        one.kind not in (Kind.NOT_REPORTED, Kind.LATE_FILING) for one in log.problems
    )
    assert summary.explained >= 1
    _code, told = by_cli(own)
    assert sum((expected(log) - told).values()) == 2, "the two cleared ones are not listed"
