"""申请表的样例记录：填了的、空白的、项目很多的。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from medtech_desktop.domain.application_papers import ApplicationForm, FormItem, FormOpinion
from tests.documents.paper_samples import FOOTER

KINDS = ("首次授权", "升级", "续授", "外请临时")
FORM = ApplicationForm(
    hospital="示例市第一医院",
    regrant=False,
    number="申请-2026-001",
    name="示例甲",
    staff_number="1001",
    title="副主任医师",
    department="神经外科",
    day=date(2026, 11, 2),
    kind="首次授权",
    kinds=KINDS,
    items=(
        FormItem("神经外科", "三级", "二级，有效至 2026-12-31", "2028-11-30"),
        FormItem("39.7201 示例血管栓塞术", "", "没有授权", "2028-11-30", 42),
        FormItem("技-001 神经血管介入诊疗技术", "", "没有授权", "长期", 0),
    ),
    statement="近一年完成三级手术 42 例，无严重并发症，年度考核合格。",
    training="2024-03-01，示例培训基地，神经血管介入规范化培训合格证",
    changes="无",
    cases=186,
    counted="2025-11-03 至 2026-11-02，",
    opinions=(
        FormOpinion("科室评议意见", "同意", "能力相符", "", "示例戊", date(2026, 11, 5)),
        FormOpinion(
            "医务部门复核意见",
            "同意",
            "",
            "",
            "示例戊",
            date(2026, 11, 6),
            "医务科仅一人，由科主任兼任",
        ),
        FormOpinion("委员会审定意见"),
    ),
    footer=replace(FOOTER, document_number="申请-2026-001"),
)
REGRANT = replace(
    FORM,
    regrant=True,
    kind="续授",
    changes="2026-05-01 神经外科 暂停（并发症未报）；2026-05-20 神经外科 恢复",
)
BLANK = replace(
    FORM,
    number="",
    name="",
    staff_number="",
    title="",
    day=None,
    kind="",
    items=tuple(FormItem("") for _ in range(6)),
    statement="",
    training="",
    changes="",
    cases=None,
    counted="",
    opinions=tuple(FormOpinion(one.title) for one in FORM.opinions),
    blank=True,
)
LONG = replace(
    FORM,
    items=tuple(FormItem(f"示例手术之{n}", "", "没有授权", "长期", n) for n in range(1, 61)),
)
