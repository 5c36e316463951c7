"""命令行办人员的变更：调科、兼任、离院、回院、外请、免训、证书与扫描件、撤销。"""

from __future__ import annotations

from pathlib import Path

from tests.cli.terminal import Terminal
from tests.documents.scan_samples import jpeg

DAY = ("--effective", "2026-05-10")


def place_of(hospital: Terminal, number: str, on: str) -> str:
    rows = hospital.json("--on", on, "practitioner", "list")["practitioners"]
    return str(next(row["departments"] for row in rows if row["number"] == number))


def test_departments_change_by_the_day(hospital: Terminal) -> None:
    said = hospital.ok("practitioner", "transfer", "1001", "骨科", *DAY)
    assert "由神经外科调到骨科" in said
    hospital.ok("practitioner", "join", "1001", "急诊科", *DAY)
    assert place_of(hospital, "1001", "2026-05-09") == "神经外科"
    assert place_of(hospital, "1001", "2026-05-10") == "骨科、急诊科"
    hospital.ok("practitioner", "part", "1001", "急诊科", "--effective", "2026-06-01")
    assert place_of(hospital, "1001", "2026-06-01") == "骨科"
    assert "已经在骨科" in hospital.wrong("practitioner", "transfer", "1001", "骨科", *DAY)


def test_leaving_and_returning(hospital: Terminal) -> None:
    assert "离院" in hospital.ok("practitioner", "leave", "1002", *DAY)
    assert "已离院" in hospital.wrong("practitioner", "join", "1002", "骨科", *DAY)
    assert "在院" in hospital.ok("practitioner", "return", "1002", "--effective", "2026-06-01")
    assert "休假" in hospital.ok("practitioner", "leave", "1002", "--state", "休假")


def test_a_visitor_is_invited(hospital: Terminal) -> None:
    words = ("--document", "示例邀请函", "--until", "2026-06-30", *DAY)
    data = hospital.json("practitioner", "invite", "2001", *words)
    assert data["done"] is True
    assert "2026-05-10 至 2026-06-30" in data["said"]
    assert "不需要邀请" in hospital.wrong("practitioner", "invite", "1001", *words)


def test_an_exemption_and_a_certificate_with_its_scan(hospital: Terminal, tmp_path: Path) -> None:
    words = ("practitioner", "exempt", "1002", "S16", "--basis", "示例规定第九条", *DAY)
    assert "免训" in hospital.ok(*words)
    assert "没有「没有」" in hospital.wrong(
        "practitioner", "exempt", "1002", "没有", "--basis", "示例", *DAY
    )
    (tmp_path / "证.jpg").write_bytes(jpeg())
    (tmp_path / "背面.jpg").write_bytes(jpeg((300, 400)))
    assert hospital.wrong("practitioner", "certificate", "1002", "没有这种", "--title", "介入")
    named = ("practitioner", "certificate", "1002", "training", "--title", "介入培训")
    more = ("--technology", "S16", "--number", "示例9号", "--scan", "证.jpg", *DAY)
    assert "连同 1 份扫描件" in hospital.ok(*named, *more)
    assert "已加 1 份" in hospital.ok("practitioner", "attach", "1002", "示例9号", "背面.jpg")
    assert "没有证书" in hospital.wrong("practitioner", "attach", "1002", "无此证", "背面.jpg")


def test_what_was_entered_in_error_is_annulled(hospital: Terminal) -> None:
    hospital.ok("practitioner", "transfer", "1001", "骨科", *DAY)
    records = hospital.json("practitioner", "records", "1001")["records"]
    (moved,) = [row["record"] for row in records if "科室 骨科" in row["words"]]
    assert "须写明理由" in hospital.wrong("practitioner", "annul", "1001", moved)
    hospital.ok("practitioner", "annul", "1001", moved, "--reason", "调错了人")
    assert place_of(hospital, "1001", "2026-06-01") == "神经外科"


def test_the_file_is_exported_by_number(hospital: Terminal, tmp_path: Path) -> None:
    hospital.ok("export", "practitioner-file", "1001", "--out", "档案")
    found = sorted(path.name for path in (tmp_path / "档案").iterdir())
    assert found == ["医师技术档案-1001-示例甲.pdf", "医师技术档案-1001-示例甲.xlsx"]
    assert "没有人员" in hospital.wrong("export", "practitioner-file", "9999", "--out", "档案")


def test_people_without_a_kind_and_trainings_are_imported(
    hospital: Terminal, tmp_path: Path
) -> None:
    people = "工号,姓名,职称\n0101,示例一,主治医师\n0102,示例二,教授\n"
    (tmp_path / "人员.csv").write_text(people, encoding="utf-8")
    data = hospital.json("import", "practitioners", "人员.csv", "--people", "医师", *DAY)
    assert (data["accepted"], data["misfit_rows"]) == (2, 0)
    proofs = "工号,技术编号,证书名称,发证日期\n0101,S16,合格证,2024-06-30\n"
    (tmp_path / "培训.csv").write_text(proofs, encoding="utf-8")
    assert "记入 1 行" in hospital.ok("import", "trainings", "培训.csv", *DAY)
    (proof,) = hospital.json("practitioner", "show", "0101")["trainings"]
    assert (proof["title"], proof["technology"]) == ("合格证", "S16 神经血管介入诊疗技术")
    hospital.ok("template", "trainings", "模板.xlsx")
    assert (tmp_path / "模板.xlsx").stat().st_size > 0


def test_the_file_is_shown_as_of_a_day(hospital: Terminal) -> None:
    hospital.ok("practitioner", "transfer", "1001", "骨科", *DAY)
    before = hospital.json("--on", "2026-05-09", "practitioner", "show", "1001")
    assert (before["name"], before["departments"]) == ("示例甲", "神经外科")
    after = hospital.json("practitioner", "show", "1001")
    assert after["departments"] == "骨科"
    assert {"permissions", "volumes", "evaluations", "changes", "gaps"} <= set(after)
    said = hospital.ok("practitioner", "show", "示例甲")
    assert "1001 示例甲" in said
    assert "未统计" in said
    assert "还没有评估记录" in said
    assert "没有人员" in hospital.wrong("practitioner", "show", "没有这人")


def test_figures_are_recorded_and_annulled(hospital: Terminal) -> None:
    words = ("practitioner", "workload", "1001", "全部", "--from", "2025-01-01")
    more = ("--to", "2025-12-31", "--cases", "0", "--source", "示例登记本")
    assert "手术量：未统计" in hospital.ok("practitioner", "show", "1001")
    assert "全部手术 2025-01-01 至 2025-12-31 0 例" in hospital.ok(*words, *more)
    assert "会算两次" in hospital.refused(*words, *more)[0]["message"]
    assert "2025-01-01 至 2025-12-31：0 例" in hospital.ok("practitioner", "show", "1001")
    records = hospital.json("practitioner", "records", "1001")["records"]
    [uid] = [one["record"] for one in records if one["words"].startswith("手术量")]
    undone = hospital.ok("practitioner", "annul", "1001", uid, "--reason", "数错了")
    assert "已撤销" in undone
    assert "手术量：未统计" in hospital.ok("practitioner", "show", "1001")
