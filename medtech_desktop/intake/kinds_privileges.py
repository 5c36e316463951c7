"""导入栏目：授权（多为期初）。一行是一人一项：专业的级别、一条手术编码，或一项技术。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from medtech_desktop.intake.columns import Column, Kind, Reads, backwards
from medtech_desktop.intake.kinds_gradings import GRADES
from medtech_desktop.intake.kinds_people import whose
from medtech_desktop.intake.kinds_technologies import a_technology, an_operation

_TARGETS = ("specialty", "code", "technology")
_LABELS = {"specialty": "专业", "code": "手术编码", "technology": "技术编号"}


def _one_target(values: Mapping[str, object]) -> Sequence[tuple[str, str]]:
    """三种对象居一；级别随专业；末日不早于授权之日。"""
    found: list[tuple[str, str]] = []
    given = [key for key in _TARGETS if values.get(key)]
    if "code" in given and "specialty" in given and not values.get("grade"):
        given.remove("specialty")  # the specialty of the operator, beside the code
    if len(given) > 1:  # none at all is said by ``one_of``
        named = "、".join(_LABELS[key] for key in given)
        found.append((given[1], f"一行只授一项，{named}同时填了"))
    if given == ["specialty"] and not values.get("grade"):
        found.append(("grade", "按专业授权的要填级别"))
    found += backwards(values, "day", "until", "有效期至 {until} 早于授权日期 {since}")
    return found


PRIVILEGES = Kind(
    "privileges",
    "授权（期初）",
    (
        *whose("术者", "手术医师"),
        Column(
            "specialty",
            "专业",
            example="普通外科",
            most=60,
            synonyms=("专科", "手术专业", "授权专业"),
            note="按级别授权的填；须与登记的专业名称一致",
        ),
        Column(
            "grade",
            "级别",
            Reads.CHOICE,
            choices=GRADES,
            example="三级",
            synonyms=("手术级别", "授权级别", "手术权限", "权限级别", "最高级别"),
            note="一至四级",
        ),
        an_operation("按术式授权的填；编码库里有的编码，设为文本"),
        Column(
            "procedure",
            "手术名称",
            width=32,
            most=400,
            synonyms=("术式", "术式名称", "手术操作名称"),
            note="供核对，可以留空",
        ),
        a_technology("按技术授权的填：S16、技-001 或登记的名称"),
        Column(
            "day",
            "授权日期",
            Reads.DAY,
            required=True,
            example="2025-03-01",
            synonyms=("授予日期", "批准日期", "授权时间", "生效日期", "开始日期"),
        ),
        Column(
            "until",
            "有效期至",
            Reads.DAY,
            years_ahead=50,
            open_end=True,
            example="2027-02-28",
            synonyms=("有效期", "截止日期", "到期日期", "失效日期", "终止日期"),
            note="末日（含）；长期的留空",
        ),
        Column(
            "document",
            "文号",
            most=100,
            example="示例医发〔2025〕3号",
            synonyms=("授权文号", "文件号", "批准文号", "发文号", "文件"),
            note="同一文号、同一会议的各行合为一次决定",
        ),
        Column("meeting", "会议", most=200, synonyms=("审定会议", "会议名称", "批准会议")),
        Column("basis", "依据", most=400, width=20, synonyms=("授权依据", "考核情况", "考核依据")),
        Column("note", "备注", most=1000, width=24, synonyms=("说明", "理由")),
    ),
    natural_key=("number", "name", "specialty", "code", "technology", "day"),
    one_of=(("number", "name"), ("specialty", "code", "technology")),
    check=_one_target,
    lead="每行一人一项。启用日以前的是期初；以后的填会议，备注写补录的理由。一次最多 20 万行。",
)
