"""subject、platform、case-report：诊疗科目、报送平台、逐例报送。"""

from __future__ import annotations

from pathlib import Path

from tests.cli.terminal import Terminal


def test_subjects_of_the_licence_and_of_a_technology(approved: Terminal) -> None:
    day = ("--effective", "2026-02-01")
    approved.ok("subject", "add", "内科", "外科", *day)
    approved.ok("technology", "subject", "S16", "神经外科专业", *day)
    told = approved.json("technology", "subjects", "S16")["subjects"]
    assert [(one["name"], one["missing"]) for one in told] == [("神经外科专业", True)]
    assert "许可证上没有" in approved.ok("technology", "subjects", "S16")
    approved.ok("subject", "add", "神经外科专业", *day)
    assert "许可证上没有" not in approved.ok("technology", "subjects", "S16")
    approved.ok("subject", "end", "外科", "--until", "2026-06-30")
    rows = approved.json("subject", "list")["subjects"]
    ended = {one["name"]: one["until"] for one in rows}
    assert ended == {"内科": None, "外科": "2026-06-30", "神经外科专业": None}
    approved.ok("technology", "subject", "S16", "神经外科专业", "--until", "2026-06-30")
    assert "许可证上没有" not in approved.ok("technology", "subjects", "S16")
    assert "没有「骨科」" in approved.wrong("subject", "end", "骨科", "--until", "2026-06-30")


def test_platforms_and_reports(approved: Terminal) -> None:
    assert "还没有登记平台" in approved.ok("platform", "list")
    assert "没有应报的病例" in approved.ok("case-report", "list", "S16")
    approved.ok("platform", "add", "示例省平台", "--national", "no", "--days", "7")
    [one] = approved.json("platform", "list")["platforms"]
    assert (one["name"], one["national"], one["days"]) == ("示例省平台", False, 7)
    assert "7 天" in approved.ok("platform", "list")
    assert approved.json("case-report", "list", "S16")["reports"] == []
    said = approved.wrong("case-report", "mark", "S16", "手-1", "--receipt", "回执一")
    assert "没有病例「手-1」" in said
    approved.ok("platform", "end", "示例省平台", "--until", "2026-11-01")


def test_a_case_shown_says_whether_it_was_reported(approved: Terminal) -> None:
    approved.ok("case", "add", "S16", "2026-09-14", "例一", "--person", "1001")
    shown = approved.json("surgeries", "show", "例一")
    assert (shown["day"], shown["technology"], shown["physician"]) == (
        *("2026-09-14", "技-001"),
        "示例甲",
    )
    assert shown["reports"] == []
    told = ("--national", "no", "--days", "7", "--effective", "2026-02-01")
    approved.ok("platform", "add", "示例省平台", *told)
    [waiting] = approved.json("surgeries", "show", "例一")["reports"]
    assert (waiting["state"], waiting["overdue"]) == (None, "2026-09-21")
    text = approved.ok("surgeries", "show", "例一")
    assert "示例省平台 待报，已过期限 2026-09-21" in text
    assert "没有发现问题" not in text
    assert "待报，已过期限 2026-09-21" in approved.ok("case-report", "list", "S16")
    day = ("--effective", "2026-09-20")
    approved.ok("case-report", "mark", "S16", "例一", "--receipt", "回执一", *day)
    [sent] = approved.json("surgeries", "show", "例一")["reports"]
    assert (sent["state"], sent["on"], sent["overdue"]) == ("sent", "2026-09-20", None)
    assert "示例省平台 已报，2026-09-20，回执一" in approved.ok("surgeries", "show", "例一")


def test_the_consent_form_of_a_technology(approved: Terminal) -> None:
    told = approved.json("technology", "consent-form", "S16")
    assert (told["consent_form"], told["findings"][0]["article"]) == (None, "MTCA-45(3)")
    approved.ok("technology", "consent", "S16", "--title", "示例同意书 2026 版")
    assert "示例同意书 2026 版" in approved.ok("technology", "consent-form", "S16")
    assert approved.json("technology", "consent-form", "S16")["findings"] == []


def test_a_code_linked_from_an_earlier_day_finds_the_first_case(approved: Terminal) -> None:
    Path("编码.csv").write_text("编码,名称,类别\n39.7201,示例术式一,手术\n", encoding="utf-8")
    approved.ok("import", "procedures", "编码.csv", "--edition", "示例", "--since", "2026-01-01")
    log = "手术单号,手术日期,术者,手术编码\nSS1,2026-09-14,示例甲,39.72\n"
    Path("登记.csv").write_text(log.replace("39.72", "39.7201"), encoding="utf-8")
    approved.ok("import", "surgeries", "登记.csv")
    late = approved.ask("technology", "code", "S16", "39.7201")
    assert "早于" in late.err
    assert "最早 2026-09-14" in late.err
    approved.ok("technology", "code", "S16", "39.7201", "--until", "2026-01-01")
    told = approved.ask("technology", "code", "S16", "39.7201", "--effective", "2026-09-01")
    assert "手术登记里的首例 2026-09-14，备案期限 2026-10-10" in told.err
    assert "提醒：" in told.err
