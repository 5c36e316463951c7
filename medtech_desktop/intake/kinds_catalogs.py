"""导入栏目：目录的一版、禁止类技术。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from medtech_desktop.domain.catalogs import LEVEL_LABELS, LINK_LABELS, Level, LinkKind
from medtech_desktop.domain.prohibited import GROUND_LABELS, Ground, IndicationRule, Issuer
from medtech_desktop.intake.columns import Choice, Column, Kind, Reads, backwards
from medtech_desktop.intake.kinds_technologies import CODE, NAME, others

_LINK_WORDS = {
    LinkKind.SAME: ("相同", "保留", "未变"),
    LinkKind.RENAMED: ("改名", "名称调整"),
    LinkKind.NARROWED: ("缩小", "范围缩小"),
    LinkKind.WIDENED: ("扩大",),
    LinkKind.SPLIT: ("分拆",),
    LinkKind.MERGED: ("归并",),
}

CATALOG = Kind(
    "catalog",
    "目录的一版",
    (
        Column(
            "ordinal", "序号", Reads.WHOLE, synonyms=("顺序号", "排序", "No."), example="1", width=8
        ),
        Column(
            "code",
            "技术编号",
            synonyms=others("技术编号", CODE),
            most=20,
            example="G01",
            note="目录没有编号的整列留空",
        ),
        Column(
            "name",
            "技术名称",
            required=True,
            synonyms=others("技术名称", NAME),
            width=40,
            example="同种胰岛移植技术",
            note="照目录原文",
        ),
        Column(
            "level",
            "层级",
            Reads.CHOICE,
            synonyms=("级别", "目录层级", "类别", "管理层级"),
            choices=(
                Choice(
                    Level.NATIONAL,
                    LEVEL_LABELS[Level.NATIONAL],
                    ("国家", "国家级", "国家目录", "国家限制类技术"),
                ),
                Choice(
                    Level.PROVINCIAL,
                    LEVEL_LABELS[Level.PROVINCIAL],
                    ("省", "省级", "省目录", "本省", "湖南省", "省级限制类技术"),
                ),
            ),
            example="国家限制类",
            note="一份文件里有国家、省两部分时填写",
        ),
        Column("aliases", "别名", Reads.TERMS, synonyms=("其他名称", "曾用名", "俗称"), width=24),
        Column(
            "former",
            "前版条目",
            Reads.TERMS,
            synonyms=(
                "沿革",
                "前版编号",
                "原编号",
                "原技术编号",
                "前版名称",
                "原名称",
                "对应原条目",
            ),
            width=24,
            note="前一版的编号或全称，几条用顿号分开；新增的留空",
        ),
        Column(
            "link",
            "与前版关系",
            Reads.CHOICE,
            synonyms=("沿革类型", "变化", "变动", "调整情况", "关系"),
            choices=tuple(
                Choice(kind, label, _LINK_WORDS[kind]) for kind, label in LINK_LABELS.items()
            ),
            note="与前版条目的关系；新增的留空",
        ),
        Column("note", "备注", synonyms=("说明",), most=1000, width=24),
    ),
    natural_key=("code", "name"),
    lead="每行一个条目，照目录的顺序。整份目录一次导入，导入后先看对比，再决定施行。",
)


def _period(values: Mapping[str, object]) -> Sequence[tuple[str, str]]:
    return backwards(values, "since", "until", "止日 {until} 早于起日 {since}")


_GROUND_WORDS = {
    Ground.UNPROVEN: ("安全性有效性不确切", "不确切", "安全性、有效性不确切"),
    Ground.ETHICS: ("重大伦理问题", "伦理问题"),
    Ground.OBSOLETE: ("临床淘汰", "已被临床淘汰", "淘汰"),
    Ground.NO_RESEARCH: ("未经临床研究论证", "未经论证"),
    Ground.BANNED: ("明令禁止",),
}

_ISSUERS = (
    Choice(Issuer.NATIONAL, "国家", ("国家级", "国家卫生健康委", "国家卫健委")),
    Choice(Issuer.PROVINCIAL, "省", ("省级", "湖南省", "省卫生健康委", "省卫健委")),
    Choice(Issuer.HOSPITAL, "本院", ("医院", "本机构", "院级")),
)
_RULES = (
    Choice(IndicationRule.ANY, "一律禁止", ("全部", "所有适应证", "任何")),
    Choice(IndicationRule.ONLY, "仅所列适应证禁止", ("仅限所列", "所列适应证")),
    Choice(IndicationRule.EXCEPT, "除所列目的外禁止", ("除外", "所列除外")),
)

PROHIBITED = Kind(
    "prohibited",
    "禁止类技术",
    (
        Column(
            "technology",
            "技术名称",
            required=True,
            synonyms=others("技术名称", NAME),
            width=36,
            example="克隆治疗技术",
        ),
        Column(
            "indication",
            "适应证",
            synonyms=("适应症", "限定适应证"),
            most=1000,
            width=24,
            note="照来源原文；一律禁止的留空",
        ),
        Column(
            "indication_rule",
            "适应证规则",
            Reads.CHOICE,
            choices=_RULES,
            width=20,
            synonyms=("适用范围", "禁止范围"),
            example="一律禁止",
        ),
        Column(
            "ground",
            "禁止理由",
            Reads.CHOICE,
            required=True,
            width=36,
            synonyms=("理由", "禁止原因", "禁用理由", "分类"),
            choices=tuple(
                Choice(ground, label, _GROUND_WORDS[ground])
                for ground, label in GROUND_LABELS.items()
            ),
            example="存在重大伦理问题",
        ),
        Column(
            "issuer",
            "列入机关",
            Reads.CHOICE,
            required=True,
            choices=_ISSUERS,
            synonyms=("发布层级", "层级", "列入单位", "发布机关"),
            example="国家",
        ),
        Column(
            "since",
            "起日",
            Reads.DAY,
            required=True,
            example="2018-11-01",
            synonyms=("施行日期", "生效日期", "开始日期", "禁止日期", "自"),
            note="自这一天起（含）",
        ),
        Column(
            "until",
            "止日",
            Reads.DAY,
            open_end=True,
            years_ahead=30,
            synonyms=("失效日期", "结束日期", "终止日期", "至"),
            note="至这一天止（含）；现行的留空",
        ),
        Column(
            "source",
            "来源",
            required=True,
            most=500,
            width=30,
            synonyms=("文号", "文件", "依据", "文件名称及文号", "发文字号", "来源文件"),
            example="（填发布文件的名称与文号）",
        ),
        Column("aliases", "别名", Reads.TERMS, synonyms=("其他名称", "核对用词"), width=24),
        Column(
            "exceptions",
            "不算在内的词",
            Reads.TERMS,
            synonyms=("例外词", "排除词"),
            width=20,
            note="含有这个名称、却是别的技术的词",
        ),
        Column("indication_terms", "适应证用词", Reads.TERMS, width=20, note="核对适应证用的词"),
        Column("note", "备注", synonyms=("说明",), most=1000, width=24),
    ),
    natural_key=("technology", "indication", "since"),
    check=_period,
    lead="每行一项禁止类技术，照发布文件填写。",
)
