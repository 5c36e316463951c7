"""手术登记的导入：看、记、再导入、撤销、取消；患者不出那张表；首例随之起算。"""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from medtech_desktop.domain.surgeries import Kind, Line
from medtech_desktop.domain.trouble import Interrupted
from medtech_desktop.office import imports, log_meanings
from medtech_desktop.office.imports import ImportDone, ImportOptions
from medtech_desktop.office.surgery_imports import import_log, preview_log
from medtech_desktop.office.surgery_lists import LogQuestion, Order, finding_ids, finding_rows
from medtech_desktop.office.technology_codes import NewCode, link_code
from medtech_desktop.store.evidence import unexplained
from medtech_desktop.store.furnishing import BACKUPS
from medtech_desktop.store.manifests import copies_in
from medtech_desktop.store.surgeries import load_lines, log_counts
from medtech_desktop.store.surgery_versions import differing_versions
from tests.builders import CLERK, LEAD, OPENED, STARTED, Office

ON = date(2026, 9, 20)
HEADS = (
    "手术单号",
    "手术日期",
    "术者",
    "术者工号",
    "手术编码",
    "手术名称",
    "科室",
    "病案号",
    "住院号",
)
CANARY = "ZY20269984471"
ROWS: list[tuple[str, ...]] = [
    *[
        ("SS01", "2026-03-02", "示例甲", "1001", code, name, "神经外科", "BA770012", CANARY)
        for code, name in (("39.7201", "示例术式一"), ("39.7402", "示例术式二"))
    ],
    ("SS02", "2026-03-03", "示例乙", "", "39.7201", "示例术式一", "神经外科", "BA770013", ""),
    ("SS03", "2026-03-04", "外来者", "", "77.9999", "没有的术式", "没有的科", "BA770014", ""),
]
BAD = ("SS04", "不是日期", "示例甲", "", "39.7201", "示例术式一", "神经外科", "BA770015", "")


def write(path: Path, rows: Sequence[Sequence[str]], heads: Sequence[str] = HEADS) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([heads, *rows])
    return path


def take(office: Office, path: Path, **more: object) -> ImportDone:
    return imports.import_file(office.library, CLERK, "surgeries", path, ON, **more)  # type: ignore[arg-type]


def logged(office: Office) -> tuple[int, int]:
    with office.library.look() as look:
        counts = log_counts(look)
        assert differing_versions(look) == 0
        assert unexplained(look) == []
    return counts.surgeries, counts.lines


def test_a_log_is_seen_and_then_kept(privileged: Office, tmp_path: Path) -> None:
    path = write(tmp_path / "登记.csv", ROWS)
    before = privileged.last_seq()
    report = preview_log(privileged.library, "surgeries", path, ON)
    assert privileged.last_seq() == before
    assert (report.read, report.accepted, report.duplicates, report.misfit_rows) == (4, 4, 0, 0)
    assert (report.surgeries, report.lines, report.new, report.versions) == (3, 4, 3, 0)
    assert {one.said for one in report.reading.unknown} >= {"外来者", "没有的科", "77.9999"}
    done = import_log(privileged.library, CLERK, report, ON)
    assert done.said == "读入 4 行，记入 3 例 4 项（导入-2026-001）"
    with privileged.library.look() as look:
        lines = load_lines(look)
        acts = [row[0] for row in look.raw("SELECT action FROM act ORDER BY seq DESC LIMIT 1")]
        stale = look.raw("SELECT scope, ref FROM surgery_stale")
    lead = privileged.person(LEAD)
    assert [one.person_id for one in lines] == [lead, lead, privileged.person("1002"), None]
    assert [one.code_id is None for one in lines] == [False, False, False, True]
    assert (lines[3].said_person, lines[3].said_code) == ("外来者", "77.9999")
    assert lines[0].department_id == lines[2].department_id is not None
    assert acts == ["import.surgeries"]
    assert (4, privileged.last_seq()) in stale
    assert logged(privileged) == (3, 4)
    [batch] = imports.import_batches(privileged.library)
    assert (batch.kind, batch.read, batch.accepted) == ("surgeries", 4, 4)


def test_read_is_accepted_and_duplicates_and_misfits(privileged: Office, tmp_path: Path) -> None:
    take(privileged, write(tmp_path / "一.csv", ROWS[:2]))
    report = take(privileged, write(tmp_path / "二.csv", [*ROWS, ROWS[2], BAD])).report
    assert (report.read, report.accepted, report.duplicates, report.misfit_rows) == (6, 2, 3, 1)
    assert [one.line for one in report.misfits] == [7]
    assert logged(privileged) == (3, 4)


def test_a_number_that_comes_again_on_another_day_is_told_before_it_replaces(
    privileged: Office, tmp_path: Path
) -> None:
    """A running number that begins anew every month would replace the month before."""
    take(privileged, write(tmp_path / "三月.csv", ROWS))
    later = [(row[0], "2026-04-02", *row[2:]) for row in ROWS[:3]]
    report = preview_log(privileged.library, "surgeries", write(tmp_path / "四月.csv", later), ON)
    assert (report.versions, report.moved) == (2, 2)
    assert report.notes[0].startswith("2 例与登记着的号")
    done = take(privileged, write(tmp_path / "四月.csv", later))
    assert any("手术日不同，登记着的不再算数" in one for one in done.report.notes)
    same = [(*row[:7], "BA770099", "") for row in later]
    again = take(privileged, write(tmp_path / "又.csv", same)).report
    assert not any("手术日不同" in one for one in again.notes)


def test_the_same_file_twice_adds_nothing(privileged: Office, tmp_path: Path) -> None:
    path = write(tmp_path / "登记.csv", ROWS)
    take(privileged, path)
    before = privileged.last_seq()
    done = take(privileged, path)
    assert done.said == "读入 4 行，没有记入任何一例，已在册 4 行"
    assert (done.subject, done.report.duplicates, done.report.accepted) == ("", 4, 0)
    assert done.report.earlier == "登记.csv 已作为 导入-2026-001 导入过"
    assert privileged.last_seq() == before


def test_one_changed_row_is_one_new_version_with_its_key(
    privileged: Office, tmp_path: Path
) -> None:
    take(privileged, write(tmp_path / "一.csv", ROWS))
    with privileged.library.look() as look:
        keys = [one.key for one in load_lines(look)]
    changed = [*ROWS[:2], (*ROWS[2][:2], "示例甲", *ROWS[2][3:]), *ROWS[3:]]
    done = take(privileged, write(tmp_path / "二.csv", changed))
    assert done.said == "读入 4 行，记入 1 例 1 项（导入-2026-002），其中 1 例是新版本，已在册 3 行"
    with privileged.library.look() as look:
        assert sorted(one.key for one in load_lines(look)) == sorted(keys)
    assert logged(privileged) == (3, 4)
    said = privileged.do(imports.undo_import, "导入-2026-002", "导错了").said
    assert said == "已撤销 导入-2026-002，1 例不再算数，1 例回到以前的版本"
    with privileged.library.look() as look:
        people = {one.person_id for one in load_lines(look)}
    assert people == {privileged.person(LEAD), privileged.person("1002"), None}


def test_undone_and_imported_again(privileged: Office, tmp_path: Path) -> None:
    path = write(tmp_path / "登记.csv", ROWS)
    take(privileged, path)
    take(privileged, write(tmp_path / "二.csv", [*ROWS[:2], BAD, ("SS09", *ROWS[2][1:])]))
    said = privileged.do(imports.undo_import, "导入-2026-001", "导错了").said
    assert said.startswith("已撤销 导入-2026-001，3 例不再算数；导入-2026-002 里当时算作重复")
    assert logged(privileged) == (1, 1)
    privileged.refused(imports.undo_import, "导入-2026-001", "再撤销")
    privileged.refused(imports.undo_import, "导入-2026-002", " ")
    assert take(privileged, path).report.accepted == 4
    assert logged(privileged) == (4, 5)


def test_what_the_log_stands_on_is_not_undone(privileged: Office, tmp_path: Path) -> None:
    people = write(
        tmp_path / "人.csv", [("示例新", "1999", "医师", "新科")], ("姓名", "工号", "类别", "科室")
    )
    done = imports.import_file(privileged.library, CLERK, "practitioners", people, ON)
    row = (*ROWS[2][:2], "示例新", "1999", *ROWS[2][4:6], "新科", "BA1", "")
    log = take(privileged, write(tmp_path / "登记.csv", [row]))
    [finding] = privileged.refused(imports.undo_import, done.subject, "导错了")
    assert "已被 2 条后来的记录引用" in finding.message
    privileged.do(imports.undo_import, log.subject, "导错了")
    privileged.do(imports.undo_import, done.subject, "导错了")


def test_all_or_nothing(privileged: Office, tmp_path: Path) -> None:
    path = write(tmp_path / "登记.csv", [*ROWS, BAD])
    done = take(privileged, path, all_or_nothing=True)
    assert (done.subject, done.report.misfit_rows) == ("", 1)
    assert logged(privileged) == (0, 0)


def test_another_system_is_another_surgery(privileged: Office, tmp_path: Path) -> None:
    path = write(tmp_path / "登记.csv", ROWS)
    take(privileged, path, options=ImportOptions(system="手麻"))
    done = take(privileged, path, options=ImportOptions(system="介入"))
    assert done.report.accepted == 4
    assert logged(privileged) == (6, 8)
    with privileged.library.look() as look:
        bodies = look.raw("SELECT body FROM act WHERE action = 'import.surgeries' ORDER BY seq")
    assert [json.loads(body)["facts"] for (body,) in bodies] == [
        {"system": "手麻"},
        {"system": "介入"},
    ]


def test_the_same_numbers_under_another_system_are_asked_about(
    privileged: Office, tmp_path: Path
) -> None:
    path = write(tmp_path / "登记.csv", ROWS)
    take(privileged, path, options=ImportOptions(system="手麻"))
    report = preview_log(privileged.library, "surgeries", path, ON)
    assert report.notes[0].startswith("头 3 例里有 3 例，同一天同一手术单号已经在册")
    assert "（这次没有写）" in report.notes[0]
    same = preview_log(privileged.library, "surgeries", path, ON, system="手麻")
    other = [("SS01", "2026-04-02", *ROWS[0][2:])]
    later = write(tmp_path / "介入.csv", other)
    numbered = preview_log(privileged.library, "surgeries", later, ON, system="介入")
    assert not any("来源系统" in note for note in (*same.notes, *numbered.notes))


def test_a_row_written_twice_is_not_said_to_be_known(privileged: Office, tmp_path: Path) -> None:
    done = take(privileged, write(tmp_path / "登记.csv", [*ROWS, ROWS[0]]))
    assert done.said.endswith("（导入-2026-001），文件里写了两遍的 1 行")
    again = take(privileged, write(tmp_path / "登记.csv", [*ROWS, ROWS[0]]))
    assert again.said.endswith("没有记入任何一例，已在册 4 行，文件里写了两遍的 1 行")


def test_headings_that_were_named_are_remembered(privileged: Office, tmp_path: Path) -> None:
    heads = ("奇怪的单号", *HEADS[1:])
    take(privileged, write(tmp_path / "一.csv", ROWS, heads), mapping={"奇怪的单号": "ref"})
    again = take(privileged, write(tmp_path / "二.csv", ROWS, heads))
    assert again.report.duplicates == 4


def test_what_was_said_of_a_writing_holds_for_later_imports(
    privileged: Office, tmp_path: Path
) -> None:
    privileged.do(log_meanings.say_meaning, "person", "外来者", LEAD, ON)
    privileged.do(log_meanings.say_meaning, "code", "77.9999", "39.7402", ON)
    privileged.do(log_meanings.say_meaning, "department", "没有的科", "神经外科", ON)
    take(privileged, write(tmp_path / "登记.csv", ROWS))
    with privileged.library.look() as look:
        rows = look.raw("SELECT person_id, code_id, department_id FROM surgery_line WHERE id = 4")
    assert None not in rows[0]
    assert log_meanings.unresolved(privileged.library, ON) == ()


def test_a_file_read_again_after_a_meaning_is_the_same(privileged: Office, tmp_path: Path) -> None:
    """说明了指谁再导入同一个文件，是重复；后来说得更多，也是。"""
    path = write(tmp_path / "登记.csv", ROWS)
    privileged.do(log_meanings.say_meaning, "department", "没有的科", "神经外科", ON)
    take(privileged, path)
    before = logged(privileged)
    for kind, said, target in (("person", "外来者", LEAD), ("code", "77.9999", "39.7402")):
        privileged.do(log_meanings.say_meaning, kind, said, target, ON)
        again = take(privileged, path)
        assert (again.report.duplicates, again.subject) == (4, "")
        assert logged(privileged) == before
    [line] = lines_of(privileged, 4)
    assert None not in (line.person_id, line.code_id, line.department_id)


def lines_of(office: Office, *ids: int) -> list[Line]:
    with office.library.look() as look:
        return load_lines(look, ids=ids)


def test_what_was_imported_by_a_wrong_meaning_is_put_right_by_the_same_file(
    privileged: Office, tmp_path: Path
) -> None:
    path = write(tmp_path / "登记.csv", ROWS)
    privileged.do(log_meanings.say_meaning, "person", "外来者", "1002", ON)
    take(privileged, path)
    assert lines_of(privileged, 4)[0].person_id == privileged.person("1002")
    privileged.do(log_meanings.annul_meaning, "person", "外来者", "说错了")
    done = take(privileged, path)
    assert (done.report.duplicates, done.report.accepted) == (3, 1)
    assert lines_of(privileged, 5)[0].said_person == "外来者"
    assert lines_of(privileged, 5)[0].person_id is None
    assert take(privileged, path).report.duplicates == 4
    privileged.do(log_meanings.say_meaning, "person", "外来者", LEAD, ON)
    take(privileged, path)
    with privileged.library.look() as look:
        [line] = [one for one in load_lines(look) if one.ref == "SS03"]
    assert line.person_id == privileged.person(LEAD)


def test_an_explanation_stays_with_its_line_when_the_code_is_known_later(
    privileged: Office, tmp_path: Path
) -> None:
    """没有写序号的几项，次序不因认名而变：说明挂在第几项上。"""
    rows = [(*ROWS[0][:4], code, name, *ROWS[0][6:]) for code, name in ORDERED]
    take(privileged, write(tmp_path / "一.csv", rows))
    before = ordinals(privileged)
    privileged.do(log_meanings.say_meaning, "code", "01.9999", "39.7402", ON)
    later = [(*row[:-1], "ZY1") for row in rows]  # something else was changed
    assert take(privileged, write(tmp_path / "二.csv", later)).report.accepted == 2
    assert ordinals(privileged) == before


ORDERED = (("39.7201", "示例术式一"), ("01.9999", "没有的术式"))


def ordinals(office: Office) -> dict[str, int]:
    sql = (
        "SELECT coalesce(w.text, ''), l.ordinal FROM surgery_line l LEFT JOIN log_word w"
        " ON w.id = l.said_name WHERE l.surgery_id = (SELECT max(id) FROM surgery)"
    )
    with office.library.look() as look:
        return dict(look.raw(sql))


def test_many_rows_are_backed_up_once_and_can_be_cancelled(
    privileged: Office, tmp_path: Path
) -> None:
    many = [(f"M{n}", *ROWS[2][1:]) for n in range(4100)]
    path = write(tmp_path / "多.csv", many)
    report = preview_log(privileged.library, "surgeries", path, ON)
    told: list[int] = []

    def stop(done: int) -> None:
        told.append(done)
        if done >= 4000:
            raise Interrupted("已取消，什么也没有导入")

    with pytest.raises(Interrupted):
        import_log(privileged.library, CLERK, report, ON, progress=stop)
    assert [done for done in told if done] == [1000, 2000, 3000, 4000]
    assert logged(privileged) == (0, 0)
    import_log(privileged.library, CLERK, report, ON)
    assert logged(privileged) == (4100, 4100)
    assert len(copies_in(privileged.library.folder / BACKUPS)) == 2


def test_the_patient_stands_in_one_table_only(
    privileged: Office, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = write(tmp_path / "登记.csv", [*ROWS, BAD])
    done = take(privileged, path)
    with privileged.library.look() as look:
        tables = [row[0] for row in look.raw("SELECT name FROM sqlite_master WHERE type='table'")]
        rest = "".join(str(look.raw(f'SELECT * FROM "{n}"')) for n in tables if n != "patient")
        patients = str(look.raw("SELECT * FROM patient"))
    for canary in (CANARY, "BA770012", "BA770013", "BA770014"):
        assert canary not in rest + done.said + caplog.text + repr(done)
    assert CANARY in patients
    assert "BA770015" not in patients


def test_the_first_case_in_the_log_starts_its_clock(privileged: Office, tmp_path: Path) -> None:
    from medtech_desktop.office import technology_codes

    draft = technology_codes.NewCode("39.7201", date(2026, 1, 1))
    privileged.do(technology_codes.link_code, "S16", draft, ON)
    take(privileged, write(tmp_path / "登记.csv", [(*r[:1], "2026-09-14", *r[2:]) for r in ROWS]))
    [first] = privileged.world(ON).find_technology("S16").first_cases
    assert first.day == date(2026, 9, 14)
    privileged.do(imports.undo_import, "导入-2026-001", "导错了")
    assert privileged.world(ON).find_technology("S16").first_cases == ()


@pytest.mark.refuses("MTCA-45(3)", duty="6.consent")
def test_consent_is_asked_of_a_case_whose_first_line_is_out_of_scope(
    privileged: Office, tmp_path: Path
) -> None:
    key = privileged.propose(name="同种异体肾移植术", leads=())
    privileged.do(link_code, key, NewCode("39.7402", OPENED), STARTED)
    rows = [
        (ref, "2026-03-02", "示例甲", "1001", code, "示例术", "神经外科", "", "", str(number), "否")
        for ref, codes in (("SS08", ("39.7402", "39.7201")), ("SS09", ("39.7402",)))
        for number, code in enumerate(codes, 1)
    ]
    heads = (*HEADS, "手术序号", "知情同意")
    take(privileged, write(tmp_path / "登记.csv", rows, heads))
    [found] = finding_rows(
        privileged.library,
        finding_ids(privileged.library, LogQuestion(kind=Kind.CONSENT), Order(), ON),
        ON,
    )
    assert (found.case, found.code) == ("SS08", "39.7201")
