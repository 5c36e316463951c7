"""导入栏目：病例登记。没有手术的技术一例一行。"""

from __future__ import annotations

from medtech_desktop.intake.case_columns import OUTCOMES
from medtech_desktop.intake.columns import Column, Kind, Reads
from medtech_desktop.intake.kinds_people import whose
from medtech_desktop.intake.kinds_technologies import CODE, NAME

CASES = Kind(
    "cases",
    "病例登记",
    (
        Column(
            "day",
            "日期",
            Reads.DAY,
            required=True,
            years_ahead=0,
            example="2026-03-05",
            synonyms=(
                *("开展日期", "实施日期", "治疗日期", "操作日期", "手术日期", "应用日期"),
                *("诊疗日期", "实施时间", "开展时间", "首次实施日期", "检查日期"),
            ),
        ),
        Column(
            "technology",
            "技术",
            required=True,
            most=100,
            width=28,
            example="S16",
            synonyms=("医疗技术", *NAME, *CODE),
            note="技术编号、本院编号或登记的名称",
        ),
        *whose(
            *("术者", "执行人", "操作者", "实施者", "实施医师", "操作医师", "治疗医师", "主刀"),
            *("执行医师", "手术医师", "术者姓名", "执行人姓名", "实施人", "经治医师"),
        ),
        Column(
            "department",
            "科室",
            most=60,
            example="普通外科",
            synonyms=("开展科室", "执行科室", "科室名称", "所在科室", "实施科室", "应用科室"),
        ),
        Column(
            "ref",
            "病例代号",
            Reads.IDENTIFIER,
            width=18,
            synonyms=("病例编号", "病例号", "例号", "登记号", "登记编号", "病例序号", "流水号"),
            note="本院自编的号，不要写患者姓名；没有的按日期、技术、病案号认",
        ),
        Column(
            "patient",
            "病案号",
            Reads.IDENTIFIER,
            synonyms=("患者号", "患者编号", "病人号", "患者ID", "病人ID", "病历号", "门诊号"),
            note="设为文本填写，可以不填",
        ),
        Column(
            "admission",
            "住院号",
            Reads.IDENTIFIER,
            synonyms=("住院流水号", "就诊号", "住院次数", "就诊流水号", "次数"),
            note="设为文本填写，可以不填",
        ),
        *OUTCOMES,
        Column(
            "cancelled",
            "取消",
            Reads.YES_NO,
            synonyms=("是否取消", "已取消", "作废", "是否作废", "停台", "是否停台"),
            note="取消了的填「是」",
        ),
        Column("note", "备注", most=1000, width=24, synonyms=("说明", "情况说明")),
    ),
    natural_key=("technology", "ref", "day"),
    lead="一例一行。不要患者姓名、身份证号、电话。",
    monthly=True,
)
