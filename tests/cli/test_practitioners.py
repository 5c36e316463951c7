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
