"""导入栏目：培训证明。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from medtech_desktop.intake.columns import Column, Kind, Reads, backwards
from medtech_desktop.intake.kinds_people import whose


def _term(values: Mapping[str, object]) -> Sequence[tuple[str, str]]:
    return backwards(values, "since", "until", "有效期至 {until} 早于发证日期 {since}")


TRAININGS = Kind(
    "trainings",
    "培训证明",
    (
        *whose("学员姓名", note="有同名的须填工号"),
        Column(
            "code",
            "技术编号",
            synonyms=("限制类技术编号", "目录编号"),
            example="S16",
            note="对应的限制类技术；通用的培训不填",
        ),
        Column(
            "technology",
            "技术名称",
            synonyms=("培训技术", "限制类技术", "限制类技术名称", "培训项目"),
            width=28,
            note="有技术编号的可不填",
        ),
        Column(
            "title",
            "证书名称",
            required=True,
            synonyms=("培训证书名称", "证明名称", "培训证明", "证书"),
            example="规范化培训合格证",
            width=28,
        ),
        Column(
            "certificate",
            "证书编号",
            Reads.IDENTIFIER,
            synonyms=("编号", "证号", "证书号", "培训证书编号"),
            width=20,
            note="设为文本填写",
        ),
        Column(
            "issuer",
            "发证单位",
            synonyms=("培训基地", "培训单位", "发证机构", "发证机关", "颁发单位"),
            width=24,
        ),
        Column(
            "since",
            "发证日期",
            Reads.DAY,
            required=True,
            synonyms=("起", "有效期起", "培训结束日期", "发证时间", "取得日期"),
            example="2024-06-30",
        ),
        Column(
            "until",
            "有效期至",
            Reads.DAY,
            open_end=True,
            years_ahead=20,
            synonyms=("止", "有效期止", "有效期", "到期日期"),
            note="长期有效的留空",
        ),
        Column("note", "备注", synonyms=("说明",), most=1000, width=24),
    ),
    natural_key=("number", "name", "title", "certificate", "since"),
    one_of=(("number", "name"),),
    check=_term,
    lead="每行一件培训证明；人员须已登记。",
)
