"""随程序附带的目录、省包与名单。"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from medtech_desktop.domain.catalogs import Level, LinkKind
from medtech_desktop.domain.prohibited import Ground, IndicationRule, Issuer
from medtech_desktop.domain.scope import Family
from medtech_desktop.domain.terms import split_terms
from medtech_desktop.intake.catalogs import shipped_catalogs
from medtech_desktop.intake.provinces import read_province, shipped_province, shipped_provinces
from medtech_desktop.intake.toml_tables import BadResource, TomlTable, read_toml
from medtech_desktop.resource_files import resource

ANNEX_1 = """
G01 造血干细胞移植技术
G02 同种胰岛移植技术
G03 同种异体运动系统结构性组织移植技术
G04 同种异体角膜移植技术
G05 同种异体皮肤移植技术
G06 性别重置技术
G07 质子和重离子加速器放射治疗技术
G08 放射性粒子植入治疗技术
G09 肿瘤深部热疗和全身热疗技术
G10 肿瘤消融治疗技术
G11 心室辅助技术
G12 人工智能辅助诊断技术
G13 人工智能辅助治疗技术
G14 颅颌面畸形颅面外科矫治术
G15 口腔颌面部肿瘤颅颌联合根治术
S01 三级及以上呼吸内镜诊疗技术
S02 三级及以上鼻科内镜诊疗技术
S03 三级及以上消化内镜诊疗技术
S04 三级及以上普通外科内镜诊疗技术
S05 三级及以上泌尿外科内镜诊疗技术
S06 三级及以上关节镜诊疗技术
S07 三级及以上脊柱内镜诊疗技术
S08 三级及以上胸外科内镜诊疗技术
S09 三级及以上妇科内镜诊疗技术
S10 三级及以上咽喉科内镜诊疗技术
S11 三级及以上儿科呼吸内镜诊疗技术
S12 三级及以上儿科消化内镜诊疗技术
S13 三级及以上小儿外科内镜诊疗技术
S14 人工关节置换技术
S15 人工椎间盘髓核置换术
S16 神经血管介入诊疗技术
S17 三级及以上综合介入诊疗技术
S18 三级及以上外周血管介入诊疗技术
S19 冠心病介入治疗
S20 经导管射频消融术
S21 先天性心脏病介入治疗
S22 冠状动脉旁路移植技术
S23 术中放疗技术（包括术中置管术后放疗技术）
S24 三维适形及调强放疗技术（含γ刀、X刀、Cyberknife治疗）
S25 血液净化技术（含血液透析、血浆置换、腹膜透析等技术）
S26 胎儿镜宫内治疗技术
S27 绒毛、脐血、羊水穿刺、细胞学诊断
S28 基因芯片诊断技术
S29 临床基因扩增检验技术
"""

NATIONAL_2022 = """
异基因造血干细胞移植技术
同种胰岛移植技术
同种异体运动系统结构性组织移植技术
同种异体角膜移植技术
性别重置技术
质子和重离子加速器放射治疗技术
放射性粒子植入治疗技术
肿瘤消融治疗技术
心室辅助技术
人工智能辅助治疗技术
体外膜肺氧合（ECMO）技术
自体器官移植技术
"""

SHIPPED = shipped_catalogs()


def edition_id(key: str) -> int:
    return next(edition.id for edition in SHIPPED.editions if edition.key == key)


def test_annex_1_is_shipped_as_printed() -> None:
    printed = {e.id for e in SHIPPED.editions if e.printed_as == "湖南2018"}
    lines = sorted((e for e in SHIPPED.entries if e.edition_id in printed), key=lambda e: e.ordinal)
    assert [f"{e.code} {e.name}" for e in lines] == ANNEX_1.strip().splitlines()
    assert [e.ordinal for e in lines] == list(range(1, 45))


def test_the_national_list_of_2022_has_no_codes_and_asks_to_be_checked() -> None:
    held = [e for e in SHIPPED.entries if e.edition_id == edition_id("国家2022")]
    assert [e.name for e in held] == NATIONAL_2022.strip().splitlines()
    assert {e.code for e in held} == {""}
    assert all(e.unverified for e in held)
    edition = next(e for e in SHIPPED.editions if e.key == "国家2022")
    assert edition.unverified
    assert "请核对原文" in edition.note


def test_no_document_number_is_invented() -> None:
    numbers = {event.document_number for event in SHIPPED.force_events}
    assert numbers == {"", "国家卫生健康委员会令第1号", "湘卫医发〔2018〕11号"}
    assert all(e.unverified for e in SHIPPED.force_events if not e.document_number)


def test_the_force_events_tell_who_put_what_in_force_and_when() -> None:
    national, provincial = edition_id("湖南2018·国家部分"), edition_id("湖南2018·省级部分")
    told = {(e.edition_id, e.level, e.into_force, e.day) for e in SHIPPED.force_events}
    assert told == {
        (national, Level.NATIONAL, True, date(2018, 11, 1)),
        (national, Level.PROVINCIAL, True, date(2018, 11, 19)),
        (provincial, Level.PROVINCIAL, True, date(2018, 11, 19)),
        (national, Level.NATIONAL, False, date(2022, 4, 20)),
        (edition_id("国家2022"), Level.NATIONAL, True, date(2022, 4, 20)),
    }


def test_links_are_typed_data() -> None:
    kinds = [link.kind for link in SHIPPED.links]
    assert kinds.count(LinkKind.NARROWED) == 1
    assert kinds.count(LinkKind.SAME) == 9
    assert len(kinds) == 10


def test_ids_and_uids_are_unique_and_always_the_same() -> None:
    again = shipped_catalogs("湖南")
    assert again == SHIPPED
    for rows in (
        SHIPPED.series,
        SHIPPED.editions,
        SHIPPED.entries,
        SHIPPED.links,
        SHIPPED.force_events,
        SHIPPED.prohibited,
        SHIPPED.out_of_scope,
    ):
        assert [row.id for row in rows] == list(range(1, len(rows) + 1))
        assert len({row.uid for row in rows}) == len(rows)
        assert {len(row.uid) for row in rows} == {36}


def test_the_examples_of_the_notice_are_shipped_with_ground_and_source() -> None:
    told = {(e.technology, e.indication, e.indication_rule, e.ground) for e in SHIPPED.prohibited}
    assert told == {
        ("脑下垂体酒精毁损术", "顽固性疼痛", IndicationRule.ONLY, Ground.UNPROVEN),
        ("克隆治疗技术", "", IndicationRule.ANY, Ground.ETHICS),
        ("代孕技术", "", IndicationRule.ANY, Ground.ETHICS),
        ("肢体延长术", "医疗目的", IndicationRule.EXCEPT, Ground.BANNED),
        ("角膜放射状切开术", "", IndicationRule.ANY, Ground.OBSOLETE),
    }
    assert {(e.issuer, e.since, e.until) for e in SHIPPED.prohibited} == {
        (Issuer.PROVINCIAL, date(2018, 11, 19), None)
    }
    assert {(e.interim, e.note) for e in SHIPPED.prohibited} == {(True, "国家目录发布前")}
    assert {e.source for e in SHIPPED.prohibited} == {"湘卫医发〔2018〕11号 二（一）"}


def test_the_three_families_out_of_scope_are_all_shipped() -> None:
    assert {e.family for e in SHIPPED.out_of_scope} == set(Family)
    words = [w for e in SHIPPED.out_of_scope for w in (e.name, *split_terms(e.aliases))]
    assert "移植" not in words
    assert {"肝移植", "试管婴儿", "CAR-T"} <= set(words)


def test_an_unknown_province_is_named() -> None:
    with pytest.raises(LookupError, match="没有「湖北」的省包"):
        shipped_catalogs("湖北")


# --- the province pack ---------------------------------------------------------------------


def test_the_pack_of_hunan() -> None:
    pack = shipped_province("湖南省")
    assert (pack.id, pack.series_key, pack.version) == ("hunan", "hunan", "2018.1")
    assert pack in shipped_provinces()
    assert pack.transition_until == date(2019, 1, 31)
    assert pack.annex_title(5) == "湖南省限制类医疗机构临床应用备案汇总表"
    assert pack.annex_title(1) == "湖南省限制类医疗技术目录（2018版）"
    with pytest.raises(LookupError, match="附件6"):
        pack.annex_title(6)
    assert (pack.date_mask, pack.date_mask_restored) == ("YYYYMMDD", True)
    assert pack.remark_parts == ("code", "name", "completed_on")


def test_every_day_of_a_year_has_one_half_year() -> None:
    pack = shipped_province()
    assert [pack.half_year(date(2026, month, 1)).report_month for month in range(1, 13)] == [
        *([6] * 6),
        *([12] * 6),
    ]


def test_radiology_adds_its_licence_to_the_materials() -> None:
    pack = shipped_province()
    without, with_it = (pack.required_materials(radiology=r) for r in (False, True))
    assert [m.key for m in with_it if m not in without] == ["radiology_licence_copy"]
    assert len(without) == 7
    codes = {e.code for e in SHIPPED.entries}
    assert pack.radiology_codes <= codes
    assert "S22" not in pack.radiology_codes


def test_the_addressee_is_that_of_the_day() -> None:
    pack = shipped_province()
    told = pack.addressee("provincial", date(2026, 1, 1))
    assert told is not None
    assert told.name == "湖南省卫生健康委员会"
    assert pack.addressee("provincial", date(2018, 11, 18)) is None
    tcm = pack.addressee("provincial_tcm", date(2026, 1, 1))
    assert tcm is not None
    assert tcm.unverified


# --- data files with mistakes --------------------------------------------------------------


def test_a_pack_without_a_part_is_named(tmp_path: Path) -> None:
    whole = resource("provinces", "hunan", "pack.toml").read_text(encoding="utf-8")
    path = tmp_path / "pack.toml"
    path.write_text(whole.replace("transition_until", "until"), encoding="utf-8")
    with pytest.raises(BadResource, match="缺 transition_until"):
        read_province(path)
    path.write_text(whole.replace("number = 5\ntitle", "number = 7\ntitle"), encoding="utf-8")
    with pytest.raises(BadResource, match="自 1 起连续"):
        read_province(path)


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes("名 = ".encode("gbk"))
    with pytest.raises(BadResource, match="x.toml"):
        read_toml(path)


def test_values_of_the_wrong_kind_are_refused() -> None:
    table = TomlTable("表", {"a": True, "b": "字", "c": [1], "d": 3})
    assert (table.flag("a"), table.text("b"), table.whole("d")) == (True, "字", 3)
    with pytest.raises(BadResource, match="a 的类型不对"):
        table.whole("a")
    with pytest.raises(BadResource, match="c 应为一组文字"):
        table.texts("c")
    with pytest.raises(BadResource, match="不认识的项 d"):
        table.only("a", "b", "c")
    with pytest.raises(BadResource, match="缺 e"):
        table.text("e")
