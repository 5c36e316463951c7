"""规则的拒绝与放行：每一条从命令行走一遍，拒绝的带条款、退出码 1，什么也不记。"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.terminal import Terminal

DAY = ("--effective", "2026-03-12")


def _articles(findings: list[dict[str, str]]) -> set[str]:
    return {f["article"] for f in findings if f["severity"] == "refuse"}


# --- prohibited ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "article"),
    [
        (("克隆治疗技术",), "MTCA-9(2)"),
        (("代孕",), "MTCA-9(2)"),
        (("代孕技术",), "MTCA-9(2)"),
        (("肢体延长术", "--indication", "美容增高"), "HN-2.1"),
        (("以增高为目的的肢体延长术",), "HN-2.1"),
        (("脑下垂体酒精毁损术", "--indication", "顽固性疼痛"), "MTCA-9(1)"),
    ],
    ids=lambda x: x if isinstance(x, str) else x[0],
)
def test_a_prohibited_technology_is_refused(
    hospital: Terminal, words: tuple[str, ...], article: str
) -> None:
    """MTCA-9、HN-2.1：禁止类不得登记；没有急诊的例外。"""
    findings = hospital.refused("technology", "add", *words, *DAY)
    assert article in _articles(findings)
    assert "急诊亦无例外" in findings[0]["remedy"]
    assert hospital.json("technology", "list")["technologies"] == []


@pytest.mark.parametrize("name", ["肢体延长术", "小腿延长术", "脑下垂体酒精毁损术"])
def test_a_possible_match_asks_for_the_indication(hospital: Terminal, name: str) -> None:
    """MTCA-9：可能属于禁止类的，先问适应证。"""
    findings = hospital.refused("technology", "add", name, *DAY)
    assert "写明适应证" in findings[0]["remedy"]


@pytest.mark.parametrize(
    "name",
    [
        "医疗目的肢体延长术",
        "自体器官移植技术",
        "自体皮肤移植术",
        "角膜移植术",
        "骨髓移植术",
        "近视角膜激光手术",
        "G01",
        "G02",
        "G03",
        "G04",
        "G05",
        "S22",
    ],
)
def test_near_misses_pass(hospital: Terminal, name: str) -> None:
    """MTCA-9、MTCA-47：像而不是的一律放行，也不算不适用。"""
    hospital.ok("technology", "add", name, *DAY)
    [line] = hospital.json("technology", "list")["technologies"]
    assert line["category"] in ("national", "provincial", "self_managed")
    assert line["state"] == "拟开展"


def test_a_name_near_a_restricted_one_is_pointed_out_once(hospital: Terminal) -> None:
    answer = hospital.ask("technology", "add", "冠心病介入治疗技术", *DAY)
    assert answer.code == 0
    assert (answer.out + answer.err).count("S19 冠心病介入治疗") == 1


# --- out of scope -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["肝移植术", "肾移植术", "人工授精", "干细胞治疗"])
def test_out_of_scope_is_kept_but_neither_appraised_nor_filed(
    hospital: Terminal, name: str
) -> None:
    """MTCA-47：登记可以，误办备案与论证拒绝。"""
    assert "不适用本办法" in hospital.ok("technology", "add", name, *DAY)
    filed = hospital.refused("filing", "open", name, "--first-case", "2026-04-01", *DAY)
    assert _articles(filed) == {"MTCA-47"}
    appraised = hospital.refused("appraisal", "record", name, "--verdict", "通过", *DAY)
    assert "MTCA-47" in _articles(appraised)
    page = hospital.json("technology", "explain", name)
    assert (page["state"], page["missing"]) == ("不适用", [])


def test_an_other_technology_is_not_filed(hospital: Terminal) -> None:
    """MTCA-12：其他类自我管理，不备案。"""
    hospital.ok("technology", "add", "经口腔镜甲状腺切除术", *DAY)
    findings = hospital.refused("filing", "open", "经口腔镜甲状腺切除术", *DAY)
    assert "MTCA-12" in _articles(findings)


# --- the lead -----------------------------------------------------------------------------


def test_a_lead_registered_elsewhere_is_refused(approved: Terminal) -> None:
    """MTCA-11(3)：负责人须在本院注册；从登记、更换到备案三处都拒绝。"""
    add = approved.refused("technology", "add", "S22", "--lead", "2001", *DAY)
    change = approved.refused("technology", "lead", "S16", "2001", "--effective", "2026-07-01")
    both = approved.refused("technology", "lead", "S16", "1001", "2001")
    filed = approved.refused("filing", "open", "S16", "--lead", "2001")
    for findings in (add, change, both, filed):
        assert "MTCA-11(3)" in _articles(findings)
        assert any("示例丙注册在示例省外医院" in f["message"] for f in findings)


def test_a_lead_who_moves_away_makes_annex_2_refuse(ready: Terminal) -> None:
    """MTCA-11(3)：提交时负责人已注册到外院，备案表拒绝。"""
    ready.ok("practitioner", "register", "1001", "--elsewhere", "外院", "--effective", "2026-09-17")
    findings = ready.refused("filing", "submit", "S16", "--effective", "2026-09-18")
    assert "MTCA-11(3)" in _articles(findings)


def test_a_nurse_is_no_lead(hospital: Terminal) -> None:
    """MTCA-11(3)：负责人须是执业医师。"""
    hospital.ok("practitioner", "add", "示例丁", "--number", "3001", "--kind", "nurse", *DAY)
    findings = hospital.refused("technology", "add", "S16", "--lead", "3001", *DAY)
    assert "MTCA-11(3)" in _articles(findings)


# --- before the first case ----------------------------------------------------------------


def test_what_is_missing_is_told_with_its_article(hospital: Terminal) -> None:
    """MTCA-4、11、13、21：限制类未论证不得开展；explain 说出缺什么、凭什么。"""
    hospital.ok("technology", "add", "S16", *DAY)
    page = hospital.json("technology", "explain", "S16")
    assert page["because"]["article"] == "HN-2.2"
    missing = {f["article"] for f in page["missing"]}
    assert missing == {"MTCA-9(4)", "MTCA-11", "MTCA-21", "MTCA-13"}
    assert all(f["remedy"] and f["label"] for f in page["missing"])
    findings = hospital.refused("technology", "start", "S16", *DAY)
    assert _articles(findings) == missing


def test_one_no_blocks_and_only_pass_opens_the_door(approved: Terminal) -> None:
    """MTCA-21、MTCA-13：一个不通过就不能开展，补充后再审也不行。"""
    approved.ok("technology", "add", "S22", "--lead", "1001", *DAY)
    approved.ok("technology", "evidence", "S22", "指南", *DAY)
    approved.ok("technology", "assess", "S22", "--meets", "yes", *DAY)
    approved.ok("appraisal", "record", "S22", "--verdict", "通过", *DAY)
    approved.ok("ethics", "record", "S22", "--verdict", "不通过", "--conclusion", "风险不明", *DAY)
    start = ("technology", "start", "S22", "--reason", "规范待登记", *DAY)
    assert _articles(approved.refused(*start)) == {"MTCA-13"}
    approved.ok("ethics", "record", "S22", "--conclusion", "同意", "--effective", "2026-03-13")
    approved.ok("appraisal", "record", "S22", "--verdict", "redo", "--effective", "2026-03-13")
    later = ("technology", "start", "S22", "--reason", "规范待登记", "--effective", "2026-03-14")
    assert _articles(approved.refused(*later)) == {"MTCA-21"}


def test_appraising_needs_proof_first(hospital: Terminal) -> None:
    """MTCA-9(4)、MTCA-4：没有安全有效的依据，不能论证能力。"""
    hospital.ok("technology", "add", "S16", *DAY)
    findings = hospital.refused("appraisal", "record", "S16", "--verdict", "通过", *DAY)
    assert "MTCA-9(4)" in _articles(findings)


def test_a_first_case_that_happened_anyway_is_recorded_with_its_reason(
    hospital: Terminal,
) -> None:
    """MTCA-11：期限自首例起算；违规的首例须写明理由才登记，后来的同意不溯及。"""
    hospital.ok("technology", "add", "S16", *DAY)
    words = ("technology", "first-case", "S16", "--day", "2026-04-01", "--effective", "2026-04-02")
    answer = hospital.ask(*words)
    assert answer.code == 1
    assert "加 --reason" in answer.err
    hospital.ok(*words, "--reason", "科室未报告，检查时发现")
    assert hospital.json("technology", "show", "S16")["due"] == "2026-04-23"


# --- the dossier --------------------------------------------------------------------------


def test_an_incomplete_dossier_is_refused(filing: Terminal) -> None:
    """HN-2.2：材料不齐不能提交，缺的逐件列出。"""
    findings = filing.refused("filing", "submit", "S16", "--effective", "2026-09-17")
    assert _articles(findings) >= {"HN-2.2", "MTCA-11(1)", "MTCA-11(3)"}
    said = "".join(f["message"] for f in findings)
    for what in ("医师资格证书", "执业证书", "职称证书", "培训证明", "医疗机构执业许可证"):
        assert what in said
    shown = filing.json("filing", "show", "S16")
    assert len([m for m in shown["materials"] if m["state"] == "缺失"]) == 8


def test_one_missing_paper_is_enough(filing: Terminal) -> None:
    """HN-2.2：只差一件也不行；补上那一件就放行。"""
    material = ("filing", "material", "S16")
    late = ("--effective", "2026-09-16")
    person = ("--person", "1001")
    for kind in ("lead_qualification", "lead_practice", "lead_title", "lead_training"):
        filing.ok(*material, kind, *person, *late)
    for kind in ("radiation_licence", "self_assessment", "appraisal_papers"):
        filing.ok(*material, kind, *late)
    submit = ("filing", "submit", "S16", "--effective", "2026-09-17")
    findings = filing.refused(*submit)
    assert [f["message"][:14] for f in findings] == ["《医疗机构执业许可证副本》复"]
    filing.ok(*material, "licence", *late)
    filing.ok(*submit)


def test_a_scan_is_checked_before_it_is_kept(filing: Terminal) -> None:
    """材料只收 PDF、JPG、PNG；读不到的、空的、冒充的都不收，退出码 2。"""
    Path("表.xlsx").write_bytes(b"PK\x03\x04")
    Path("空.pdf").touch()
    Path("真.pdf").write_bytes(b"%PDF-1.4 scan")
    add = ("filing", "material", "S16", "licence", "--file")
    for name, word in (("没有.pdf", "读不到"), ("表.xlsx", "不是 PDF"), ("空.pdf", "空文件")):
        assert word in filing.wrong(*add, name)
    filing.ok(*add, "真.pdf", "--effective", "2026-09-16")
    assert filing.json("doctor")["ok"] is True


def test_steps_go_in_order_and_only_once(ready: Terminal) -> None:
    """MTCA-11¶2：提交、收齐、完成依次登记；没有视为备案。"""
    step = ("--effective", "2026-09-20")
    assert "待备案" in ready.wrong("filing", "received", "S16", *step)
    ready.wrong("filing", "complete", "S16", *step)
    ready.ok("filing", "submit", "S16", *step)
    ready.wrong("filing", "submit", "S16", *step)
    ready.wrong("filing", "edit", "S16", "--opinion", "改一改", *step)
    ready.ok("filing", "received", "S16", "--effective", "2026-09-22")
    assert "已于 2026-09-22 登记材料收齐" in ready.wrong(
        "filing", "received", "S16", "--effective", "2026-09-23"
    )
    assert "早于上一步" in ready.wrong("filing", "complete", "S16", "--effective", "2026-09-21")
    ready.ok("filing", "complete", "S16", "--effective", "2026-09-24", "--document", "示例回执")
    findings = ready.refused("filing", "cancel", "S16", "--effective", "2026-10-24")
    assert _articles(findings) == {"MTCA-25"}


def test_sending_late_needs_its_reason(ready: Terminal) -> None:
    """MTCA-11：逾期提交可以，理由要写。首例 9 月 14 日，10 月 10 日（调休上班）到期。"""
    assert ready.json("filing", "show", "S16")["due"] == "2026-10-10"
    late = ("filing", "submit", "S16", "--effective", "2026-10-12")
    answer = ready.ask(*late)
    assert answer.code == 1
    assert "加 --reason" in answer.err
    ready.ok(*late, "--reason", "负责人证件换发")


# --- stopping -----------------------------------------------------------------------------


def test_a_stop_and_its_way_back(ready: Terminal) -> None:
    """MTCA-22、MTCA-25：停止即停；恢复须重新论证和伦理审查。"""
    ready.wrong("technology", "stop", "S16", "--ground", "22")
    ready.ok(
        *("technology", "stop", "S16", "--ground", "25(2)", "--why", "关键设备退役"),
        *("--effective", "2026-10-08"),
    )
    assert ready.json("technology", "show", "S16")["state"] == "已停止"
    findings = ready.refused("technology", "start", "S16", "--effective", "2026-10-20")
    assert _articles(findings) == {"MTCA-21", "MTCA-13"}
    ready.ok("appraisal", "record", "S16", "--verdict", "通过", "--effective", "2026-10-21")
    ready.ok("ethics", "record", "S16", "--conclusion", "同意", "--effective", "2026-10-22")
    ready.ok("technology", "start", "S16", "--effective", "2026-10-23")
    assert ready.json("technology", "show", "S16")["state"] != "已停止"


def test_a_product_without_approval_stops_the_use(approved: Terminal) -> None:
    """HN-2.1 末：未批准上市的产品不得使用。"""
    approved.ok(
        *("technology", "product", "S16", "示例器械", "--state", "unapproved"),
        *("--effective", "2026-07-01"),
    )
    todo = approved.type("--json", "--on", "2026-07-02", "--book", "库", "todo").data
    assert [t["article"] for t in todo if "示例器械" in t["matter"]] == ["HN-2.1"]


# --- in use before 2018 -------------------------------------------------------------------


def test_use_from_before_the_measures_owes_its_filing(terminal: Terminal) -> None:
    """MTCA-49、HN-6.1：2018 年以前在用的，三个月与 2019-01-31 两个期限都给出。"""
    terminal.ok(
        *("new", "库", "--hospital", "示例医院", "--authority", "示例市卫生健康委员会"),
        *("--effective", "2018-01-01"),
    )
    terminal.book = "库"
    for code in ("S03", "G08"):
        terminal.ok("technology", "add", code, "--effective", "2017-06-01")
        terminal.ok(
            *("technology", "start", code, "--opening", "--effective", "2017-06-01"),
            *("--document", "示例病例登记", "--reason", "期初在用"),
        )
    said = terminal.type("--json", "--on", "2019-01-04", "--book", "库", "todo").data
    owed = {t["code"]: t for t in said if t["kind"] == "filing"}
    assert set(owed) == {"S03", "G08"}
    assert {t["due"] for t in owed.values()} <= {"2019-01-31", "2019-02-01"}
    assert owed["S03"]["article"] == "HN-6.1"
    before = terminal.type("--json", "--on", "2018-10-31", "--book", "库", "todo").data
    assert [t for t in before if t["kind"] == "filing"] == []  # MTCA-51


# --- names --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ("department", "add", ""),
        ("department", "add", "骨\n科"),
        ("department", "add", "骨" * 201),
        ("practitioner", "add", ""),
        ("practitioner", "add", "甲\t乙"),
        ("practitioner", "add", "甲" * 2000),
        ("technology", "add", ""),
        ("technology", "add", "某\n术"),
        ("technology", "add", "某" * 2000),
        ("technology", "add", "某术", "--alias", ""),
        ("technology", "add", "S99"),
        ("site", "add", "", "--same-licence"),
        ("hospital", "set", "--name", " "),
        ("hospital", "set", "--principal", "甲\n乙"),
        ("practitioner", "certificate", "9999", "training", "--title", "证"),
        ("technology", "lead", "S16", "nobody"),
        ("filing", "show", "备案-1999-001"),
        ("technology", "explain", ""),
    ],
    ids=lambda words: " ".join(words)[:40],
)
def test_a_name_is_refused_whole_never_cut(approved: Terminal, words: tuple[str, ...]) -> None:
    head = approved.json("audit", "verify")["head"]
    approved.wrong(*words)
    assert approved.json("audit", "verify")["head"] == head


@pytest.mark.parametrize("name", ["=1+1术", "@SUM(A1)", "+术", "😀术", "𬭎术", "A B，C（D）"])
def test_a_strange_name_is_kept_as_text(hospital: Terminal, name: str) -> None:
    hospital.ok("technology", "add", name, *DAY)
    [line] = hospital.json("technology", "list")["technologies"]
    assert line["name"] == name


def test_codes_are_read_as_they_are_typed(approved: Terminal) -> None:
    for typed in ("S16", "s16", "Ｓ１６", " S16 ", "技-001"):
        assert approved.json("technology", "show", typed)["code"] == "S16"


def test_a_filing_step_of_a_day_to_come_is_refused(ready: Terminal) -> None:
    """登记的是已经发生的事；今天是哪天看电脑的日子。"""
    assert "晚于今天" in ready.wrong("filing", "submit", "S16", "--effective", "2199-01-04")
    ready.ok("filing", "submit", "S16", "--effective", "2026-09-20")
    for step in ("received", "complete"):
        assert "晚于今天" in ready.wrong("filing", step, "S16", "--effective", "2199-01-04")
