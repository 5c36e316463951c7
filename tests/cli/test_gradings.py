"""grading：起草、改、审定、对照、查级别、导出；technology code。"""

from __future__ import annotations

from pathlib import Path

from tests.cli.terminal import Terminal

CODES = (
    "编码,名称,类别\n06.3900,甲状腺部分切除术,手术\n39.7201,颈动脉支架置入术,介入治疗\n"
    "45.1300,小肠内镜检查,诊断性操作\n"
)


def _ready(hospital: Terminal, folder: Path) -> None:
    path = folder / "编码.csv"
    path.write_text(CODES, encoding="utf-8")
    hospital.ok(
        "import", "procedures", str(path), "--edition", "示例编码", "--effective", "2026-01-01"
    )


def test_a_list_is_drafted_adopted_compared_and_asked(hospital: Terminal, tmp_path: Path) -> None:
    _ready(hospital, tmp_path)
    assert "还没有审定的分级目录" in hospital.ok("grading", "list")
    assert "没有正在编的草稿" in hospital.wrong("grading", "set", "06.3900", "3")
    hospital.ok("grading", "draft", "示例2026年版", "--effective", "2026-03-01")
    hospital.ok("grading", "set", "06.3900", "三级")
    hospital.ok("grading", "set", "39.7201", "3", "--managed-as", "4", "--intervention", "yes")
    hospital.ok("grading", "set", "45.1300", "out")
    assert hospital.json("grading", "list")["draft"]["lines"] == 3
    hospital.ok("grading", "undo")
    assert hospital.json("grading", "diff", "draft")["counts"] == {"added": 2}
    hospital.ok("grading", "managed", "surgery", "interventional")
    done = hospital.json(
        "grading", "adopt", "--meeting", "示例会议", "--effective", "2026-03-01"
    )  # fmt: skip
    assert done["subject"] == "分级-2026-001"
    graded = hospital.json("grading", "of", "39.7201")
    assert (graded["grade"], graded["needed"], graded["line"]) == (3, 4, "全院")
    assert hospital.json("grading", "of", "45.1300")["standing"] == "left_out"
    assert "没有施行" in hospital.wrong("--on", "2026-02-01", "grading", "show")
    rows = hospital.json("grading", "show", "--grade", "3")["lines"]
    assert [one["code"] for one in rows] == ["06.3900", "39.7201"]
    assert hospital.json("grading", "show", "--find", "jzx")["lines"][0]["code"] == "06.3900"
    hospital.ok("grading", "draft", "下一版")
    hospital.ok("grading", "set", "06.3900", "4")
    hospital.ok("grading", "drop", "39.7201")
    hospital.ok("grading", "adopt", "--meeting", "示例会议二")
    diff = hospital.json("grading", "diff", "分级-2026-001", "分级-2026-002")
    assert diff["counts"] == {"removed": 1, "raised": 1}
    page = hospital.json("procedure", "show", "06.3900")
    assert page["grades"] == [{"department": "全院", "grade": "四级", "more": ""}]
    hospital.ok("export", "grading", "--out", str(tmp_path / "文书"))
    names = sorted(one.name for one in (tmp_path / "文书").iterdir())
    stem = "手术分级管理目录-分级-2026-00"
    assert names == [f"{stem}{n}.{kind}" for n in (1, 2) for kind in ("pdf", "xlsx")]
    hospital.ok("grading", "annul", "分级-2026-002", "--reason", "没有通过（示例）")
    assert hospital.json("grading", "list")["current"] == "分级-2026-001"


def test_a_file_with_a_meeting_is_an_edition_at_once(hospital: Terminal, tmp_path: Path) -> None:
    _ready(hospital, tmp_path)
    path = tmp_path / "分级.csv"
    path.write_text("编码,科室,级别\n6.39,,Ⅲ级\n45.1300,全院,不纳入\n", encoding="gb18030")
    hospital.ok("import", "grading", str(path), "--meeting", "示例会议", "--since", "2026-05-01")
    (edition,) = hospital.json("grading", "list")["editions"]
    assert (edition["lines"], edition["since"]) == (2, "2026-05-01")


def test_a_technology_and_its_codes(hospital: Terminal, tmp_path: Path) -> None:
    _ready(hospital, tmp_path)
    hospital.ok("technology", "add", "S16", "--effective", "2026-03-01")
    linked = ("--since", "2026-03-01", "--condition", "仅限神经介入途径（示例）")
    hospital.ok("technology", "code", "S16", "39.7201", *linked)
    (code,) = hospital.json("technology", "codes", "S16")["codes"]
    assert (code["code"], code["until"]) == ("39.7201", None)
    assert hospital.json("procedure", "show", "39.7201")["links"][0]["number"] == "技-001"
    hospital.ok("technology", "code", "S16", "39.7201", "--until", "2026-06-30")
    (code,) = hospital.json("technology", "codes", "S16")["codes"]
    assert (code["until"], code["condition"]) == ("2026-06-30", "仅限神经介入途径（示例）")


def test_the_hospital_chooses_that_the_restricted_are_managed_as_four(hospital: Terminal) -> None:
    assert "限制类按四级：否" in hospital.ok("hospital", "show")
    hospital.ok("hospital", "set", "--restricted-as-four", "yes", "--effective", "2026-03-01")
    assert "限制类按四级：是" in hospital.ok("hospital", "show")
    hospital.ok("hospital", "set", "--restricted-as-four", "no", "--effective", "2026-06-01")
    assert "限制类按四级：否" in hospital.ok("hospital", "show")
    assert "限制类按四级：是" in hospital.ok("--on", "2026-05-31", "hospital", "show")


def test_a_grade_is_written_in_any_of_the_usual_ways(hospital: Terminal, tmp_path: Path) -> None:
    _ready(hospital, tmp_path)
    hospital.ok("grading", "draft", "示例版", "--effective", "2026-03-01")
    hospital.ok("grading", "set", "06.3900", "Ⅲ级", "--managed-as", "四级")
    hospital.ok("grading", "set", "45.1300", "不纳入")
    hospital.ok("grading", "adopt", "--meeting", "示例会议", "--effective", "2026-03-01")
    for words in ("三", "Ⅲ级", "3", "三级"):
        [row] = hospital.json("grading", "show", "--grade", words)["lines"]
        assert (row["code"], row["grade"], row["managed_as"]) == ("06.3900", 3, 4)
    for words in ("out", "不纳入"):
        [row] = hospital.json("grading", "show", "--grade", words)["lines"]
        assert (row["code"], row["grade"]) == ("45.1300", None)
    assert "不是级别" in hospital.wrong("grading", "show", "--grade", "五级")
