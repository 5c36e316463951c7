"""导入栏目：手术分级管理目录。"""

from __future__ import annotations

from medtech_desktop.intake.columns import Choice, Column, Kind, Reads
from medtech_desktop.intake.kinds_technologies import PROCEDURES, others

_CODES = ("编码", *PROCEDURES.column("code").synonyms)
_NAMES = ("名称", *PROCEDURES.column("name").synonyms)
LEFT_OUT = "out"
_WORDS = {4: ("四", "Ⅳ", "IV"), 3: ("三", "Ⅲ", "III"), 2: ("二", "Ⅱ", "II"), 1: ("一", "Ⅰ", "I")}


def _grade(number: int) -> Choice:
    """三级：3、三、三级、Ⅲ、III、3级、三级手术都算。"""
    forms = (str(number), *_WORDS[number])
    written = [form + end for form in forms for end in ("", "级", "级手术", "类", "类手术")]
    return Choice(str(number), f"{_WORDS[number][0]}级", tuple(written))


GRADES = tuple(_grade(number) for number in (4, 3, 2, 1))
_OUT = Choice(LEFT_OUT, "不纳入", ("不分级", "不纳入管理", "不纳入分级", "不定级", "不管理"))

GRADING = Kind(
    "grading",
    "手术分级管理目录",
    (
        Column(
            "code",
            "编码",
            Reads.LISTED_CODE,
            required=True,
            example="52.8400",
            most=40,
            synonyms=others("编码", _CODES),
            note="编码库里有的编码；设为文本填写",
        ),
        Column(
            "name",
            "名称",
            example="胰岛细胞移植",
            width=44,
            most=400,
            synonyms=others("名称", _NAMES),
            note="留空则取编码库里的名称",
        ),
        Column(
            "department",
            "科室",
            width=18,
            synonyms=("专科", "科别", "专业", "适用科室", "开展科室", "科室名称", "所属科室"),
            note="留空或写「全院」为全院；写本院登记的科室名称",
        ),
        Column(
            "grade",
            "级别",
            Reads.CHOICE,
            required=True,
            choices=(*GRADES, _OUT),
            synonyms=("手术级别", "分级", "手术分级", "手术等级", "等级", "类别级别", "定级"),
            example="四级",
            note="一至四级，或不纳入",
        ),
        Column(
            "managed_as",
            "按几级管理",
            Reads.CHOICE,
            choices=GRADES,
            synonyms=("管理级别", "按级管理", "按何级管理", "授权级别"),
            note="与级别相同的留空；限制类按四级管理的写四级（请核对原文）",
        ),
        Column(
            "minimally_invasive",
            "微创",
            Reads.YES_NO,
            synonyms=("是否微创", "微创手术", "微创标识"),
            note="是或否",
        ),
        Column(
            "day_surgery",
            "日间",
            Reads.YES_NO,
            synonyms=("日间手术", "是否日间", "是否日间手术", "日间标识"),
            note="是或否",
        ),
        Column(
            "interventional",
            "介入",
            Reads.YES_NO,
            synonyms=("是否介入", "介入手术", "介入标识"),
            note="是或否",
        ),
        Column("note", "备注", synonyms=("说明",), most=1000, width=24),
    ),
    natural_key=("code", "department"),
    lead="每行一条编码；各科室级别不同的，一个科室一行。",
)
