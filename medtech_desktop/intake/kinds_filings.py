"""导入栏目：已有的备案（期初）、放假安排。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from medtech_desktop.domain.filings import CAUSE_LABELS, FilingCause
from medtech_desktop.intake.columns import Choice, Column, Kind, Reads, backwards

_CAUSE_WORDS = {
    FilingCause.FIRST_CASE: ("首例", "首例后备案", "新开展"),
    FilingCause.BEFORE_FIRST_CASE: ("开展前备案",),
    FilingCause.IN_USE_2018: ("已开展", "2018年前已开展"),
    FilingCause.EDITION_CHANGE: ("目录变化", "目录变更"),
    FilingCause.PRINCIPAL_CHANGE: ("变更主要负责人", "法人变更"),
    FilingCause.LEAD_CHANGE: ("变更技术负责人", "负责人变更"),
}


def _order(values: Mapping[str, object]) -> Sequence[tuple[str, str]]:
    return backwards(values, "submitted_on", "completed_on", "完成备案 {until} 早于提交 {since}")


FILINGS = Kind(
    "filings",
    "已有的备案（期初）",
    (
        Column(
            "code",
            "技术编号",
            most=20,
            example="G02",
            synonyms=("编号", "目录编号", "技术编码", "项目编号", "技术代码"),
        ),
        Column(
            "technology",
            "技术名称",
            width=36,
            example="同种胰岛移植技术",
            synonyms=(
                "名称",
                "项目名称",
                "医疗技术名称",
                "技术项目名称",
                "限制类技术名称",
                "备案技术名称",
                "备案技术",
            ),
            note="写目录全称；有编号时可以留空",
        ),
        Column(
            "cause",
            "备案缘由",
            Reads.CHOICE,
            example="首次开展",
            synonyms=("缘由", "备案类型", "备案原因", "是否首次开展"),
            choices=tuple(
                Choice(cause, label, _CAUSE_WORDS[cause]) for cause, label in CAUSE_LABELS.items()
            ),
        ),
        Column(
            "first_case_on",
            "首例日期",
            Reads.DAY,
            example="2023-03-01",
            synonyms=(
                "首例时间",
                "首次开展日期",
                "首例临床应用日期",
                "开展日期",
                "首例手术日期",
                "首次临床应用日期",
                "开展时间",
            ),
        ),
        Column(
            "submitted_on",
            "提交日期",
            Reads.DAY,
            example="2023-03-10",
            synonyms=(
                "提交备案日期",
                "上报日期",
                "报送日期",
                "提交时间",
                "备案申请日期",
                "申请日期",
                "上报时间",
                "报送时间",
                "提交备案时间",
            ),
        ),
        Column(
            "completed_on",
            "完成备案时间",
            Reads.DAY,
            example="2023-03-20",
            synonyms=(
                "完成备案日期",
                "备案日期",
                "备案时间",
                "备案完成日期",
                "备案完成时间",
                "通过日期",
            ),
        ),
        Column(
            "authority",
            "备案机关",
            most=100,
            width=26,
            example="（填核发许可证的机关全称）",
            synonyms=(
                "备案卫生健康行政部门",
                "备案部门",
                "备案单位",
                "核发机关",
                "卫生行政部门",
                "备案的卫生行政部门",
            ),
        ),
        Column(
            "leads",
            "技术负责人",
            Reads.NAMES,
            example="示例甲",
            synonyms=("负责人", "项目负责人", "技术负责人姓名"),
            note="填工号或姓名，几人用顿号分开",
        ),
        Column(
            "departments",
            "开展科室",
            Reads.NAMES,
            example="普通外科",
            synonyms=("科室", "应用科室", "科室名称", "申请科室"),
        ),
        Column(
            "document",
            "文号",
            most=100,
            width=20,
            synonyms=("备案号", "备案编号", "备案文号", "回执号", "文件号"),
        ),
        Column("note", "备注", synonyms=("说明",), most=1000, width=24),
    ),
    natural_key=("code", "technology", "submitted_on", "completed_on"),
    one_of=(("code", "technology"), ("submitted_on", "completed_on")),
    check=_order,
    lead="每行一份启用本软件以前的备案。「提交日期」与「完成备案时间」至少填一项。",
)


HOLIDAYS = Kind(
    "holidays",
    "放假安排",
    (
        Column(
            "day",
            "日期",
            Reads.DAY,
            required=True,
            years_ahead=2,
            example="2026-10-01",
            synonyms=("放假日期", "调休日期", "节假日日期"),
            note="一天一行",
        ),
        Column(
            "working",
            "放假或上班",
            Reads.CHOICE,
            required=True,
            synonyms=("类型", "性质", "放假/上班", "是否上班", "安排", "类别", "休/班"),
            choices=(
                Choice("holiday", "放假", ("休", "休息", "假日", "节假日", "放假调休", "调休放假")),
                Choice("working", "上班", ("班", "调休上班", "工作日", "补班", "调班")),
            ),
            example="放假",
        ),
        Column(
            "name",
            "名称",
            synonyms=("节日", "假日名称", "节日名称", "节假日名称"),
            example="国庆节",
            most=30,
        ),
        Column(
            "source",
            "来源",
            synonyms=("依据", "文号", "文件"),
            most=200,
            width=36,
            example="（填国务院办公厅通知的文号）",
        ),
    ),
    natural_key=("day",),
    lead="每行一天。只填与平常星期不同的日子：放假的工作日，上班的周末。",
)
