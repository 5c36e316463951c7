"""适用范围：人体器官移植、人类辅助生殖、细胞治疗不适用本办法（第四十七条）。"""

from __future__ import annotations

from datetime import date

import pytest

from medtech_desktop.domain.law import Severity
from medtech_desktop.domain.scope import (
    Family,
    Scope,
    ScopeDecision,
    ScopeKind,
    decision_findings,
    scope_findings,
    scope_of,
    suggested_scope,
)
from medtech_desktop.intake.catalogs import shipped_catalogs

SHIPPED = shipped_catalogs()
LISTED = SHIPPED.out_of_scope
TODAY = date(2026, 11, 22)


def family_of(name: str) -> Family:
    found = suggested_scope(LISTED, name)
    assert found.kind is ScopeKind.OUT, name
    assert found.entry is not None
    return found.entry.family


@pytest.mark.refuses("MTCA-47")
@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("人体器官移植技术", Family.ORGAN),
        ("肝移植术", Family.ORGAN),
        ("同种异体原位肝移植术", Family.ORGAN),
        ("活体肝移植", Family.ORGAN),
        ("肾移植", Family.ORGAN),
        ("亲属活体肾移植术", Family.ORGAN),
        ("心脏移植术", Family.ORGAN),
        ("心脏-肺联合移植术", Family.ORGAN),
        ("双侧肺移植术", Family.ORGAN),
        ("胰腺移植", Family.ORGAN),
        ("小肠移植", Family.ORGAN),
        ("试管婴儿", Family.REPRODUCTION),
        ("体外受精-胚胎移植术", Family.REPRODUCTION),
        ("IVF-ET", Family.REPRODUCTION),
        ("卵胞浆内单精子注射（ICSI）", Family.REPRODUCTION),
        ("夫精人工授精", Family.REPRODUCTION),
        ("PGT-A", Family.REPRODUCTION),
        ("CAR-T", Family.CELL),
        ("CAR-T细胞治疗技术", Family.CELL),
        ("car t 细胞治疗", Family.CELL),
        ("干细胞治疗", Family.CELL),
        ("间充质干细胞移植", Family.CELL),
        ("免疫细胞治疗", Family.CELL),
    ],
)
def test_out_of_scope_is_neither_filed_nor_appraised(name: str, family: Family) -> None:
    assert family_of(name) is family
    for doing in ("备案", "论证", "报送"):
        (finding,) = scope_findings(suggested_scope(LISTED, name), doing)
        assert (finding.severity, finding.article) == (Severity.REFUSE, "MTCA-47")
        assert f"不在此{doing}" in finding.message


@pytest.mark.allows("MTCA-47")
@pytest.mark.parametrize(
    "name",
    [
        "造血干细胞移植技术",
        "自体造血干细胞移植",
        "异基因造血干细胞移植技术",
        "脐血干细胞移植",
        "同种胰岛移植技术",
        "胰岛细胞移植",
        "同种异体运动系统结构性组织移植技术",
        "同种异体角膜移植技术",
        "角膜缘干细胞移植",
        "同种异体皮肤移植技术",
        "自体皮肤移植术",
        "自体器官移植技术",
        "自体肾移植术",
        "肾自体移植术",
        "离体肝切除联合自体肝移植术",
        "全人工心脏移植术",
        "自体肺动脉移植术[Ross手术]",
        "冠状动脉旁路移植技术",
        "胎儿镜宫内治疗技术",
        "绒毛、脐血、羊水穿刺、细胞学诊断",
        "移植肾切除术",
        "移植肝穿刺活检",
        "用结肠移植的食管重建术",
        "腹腔镜取卵巢囊肿术",
        "红细胞治疗性单采",
        "毛囊移植",
        "脂肪移植隆胸",
        "骨移植术",
        "cartilage graft 软骨移植",
        "AIDS 患者手术",
        "不含肾移植的血管吻合",
    ],
)
def test_the_word_transplant_alone_takes_nothing_out(name: str) -> None:
    assert suggested_scope(LISTED, name) == Scope(ScopeKind.IN)
    assert scope_findings(suggested_scope(LISTED, name)) == ()


@pytest.mark.allows("MTCA-47")
def test_no_entry_of_a_restricted_catalog_is_out_of_scope() -> None:
    for entry in SHIPPED.entries:
        assert suggested_scope(LISTED, entry.name).kind is ScopeKind.IN, entry.name


@pytest.mark.parametrize("name", ["肾移植术后随访", "肝移植受者超声检查", "人工授精精液收集"])
def test_a_listed_word_among_others_asks_and_refuses_nothing(name: str) -> None:
    found = suggested_scope(LISTED, name)
    assert found.kind is ScopeKind.ASK
    (finding,) = scope_findings(found)
    assert finding.severity is Severity.WARN
    assert finding.message == found.question


def decision(number: int, in_scope: bool, since: date, until: date | None = None) -> ScopeDecision:
    family = "" if in_scope else "organ"
    return ScopeDecision(number, "", 7, in_scope, "医务科核对", since, until, family)


def decided(name: str, *decisions: ScopeDecision) -> Scope:
    return scope_of(LISTED, name, on=TODAY, decisions=decisions)


@pytest.mark.allows("MTCA-47")
def test_a_decision_brings_a_suggested_technology_in() -> None:
    found = decided("肾移植术", decision(1, True, date(2026, 1, 1)))
    assert found.kind is ScopeKind.IN
    assert scope_findings(found) == ()


@pytest.mark.refuses("MTCA-47")
def test_a_decision_takes_an_unlisted_technology_out_and_is_named() -> None:
    found = decided("子宫移植术", decision(1, False, date(2026, 1, 1)))
    (finding,) = scope_findings(found)
    assert "2026-01-01 判定：医务科核对" in finding.message
    assert "人体器官移植技术" in finding.message


def test_the_last_decision_that_holds_counts() -> None:
    early, late = decision(1, True, date(2026, 1, 1)), decision(2, False, date(2026, 2, 1))
    assert decided("子宫移植术", late, early).kind is ScopeKind.OUT
    ended = decision(2, False, date(2026, 2, 1), date(2026, 3, 1))
    assert decided("子宫移植术", ended, early).kind is ScopeKind.IN
    future = decision(3, True, date(2027, 1, 1))
    assert decided("肾移植术", future).kind is ScopeKind.OUT


@pytest.mark.refuses("MTCA-47")
def test_a_decision_without_a_reason_is_refused() -> None:
    silent = ScopeDecision(1, "", 7, True, " ", date(2026, 1, 1))
    (finding,) = decision_findings(silent)
    assert (finding.severity, finding.field) == (Severity.REFUSE, "reason")


def test_taking_out_a_restricted_technology_is_warned_of() -> None:
    out = decision(1, False, date(2026, 1, 1))
    (finding,) = decision_findings(out, "同种胰岛移植技术")
    assert finding.severity is Severity.WARN
    assert "同种胰岛移植技术" in finding.message
    assert decision_findings(out) == ()
    assert decision_findings(decision(2, True, date(2026, 1, 1)), "同种胰岛移植技术") == ()


def test_aliases_of_the_technology_are_asked_too() -> None:
    assert suggested_scope(LISTED, "新疗法", ("CAR-T",)).kind is ScopeKind.OUT
