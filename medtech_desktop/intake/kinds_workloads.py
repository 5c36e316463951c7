"""导入栏目：手术量。一行是一人一段时间的例数；没有统计的不写，写 0 的才是零。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from medtech_desktop.intake.columns import Column, Kind, Reads, backwards
from medtech_desktop.intake.kinds_people import whose
from medtech_desktop.intake.kinds_technologies import a_technology, an_operation

_TARGETS = {"code": "手术编码", "technology": "技术编号", "whole": "全部手术"}


def _one_target(values: Mapping[str, object]) -> Sequence[tuple[str, str]]:
    """对象居一；止日不早于起日；结果不多于例数。"""
    found: list[tuple[str, str]] = []
    given = [key for key in _TARGETS if values.get(key)]
    if len(given) > 1:  # none at all is said by ``one_of``
        named = "、".join(_TARGETS[key] for key in given)
        found.append((given[1], f"一行只统计一项，{named}同时填了"))
    elif values.get("whole") is False and not given:
        found.append(("whole", "不是全部手术的，填手术编码或技术编号"))
    found += backwards(values, "since", "until", "统计止日 {until} 早于起日 {since}")
    cases = values.get("cases")
    for key, word in (("complications", "并发症"), ("deaths", "死亡")):
        count = values.get(key)
        if isinstance(count, int) and isinstance(cases, int) and count > cases:
            found.append((key, f"{word} {count} 例，多于例数 {cases} 例"))
    return found


WORKLOADS = Kind(
    "workloads",
    "手术量",
    (
        *whose("术者", "手术医师", "主刀"),
        an_operation("一种术式的例数；编码库里有的编码，设为文本"),
        a_technology("一项技术的例数：S16、技-001 或登记的名称"),
        Column(
            "whole",
            "全部手术",
            Reads.YES_NO,
            example="是",
            synonyms=("全部", "合计", "是否合计"),
            note="这个人全部手术的合计填「是」",
        ),
        Column(
            "since",
            "起",
            Reads.DAY,
            required=True,
            example="2026-01-01",
            synonyms=("统计起日", "开始日期", "起始日期", "起日", "统计开始", "自"),
        ),
        Column(
            "until",
            "止",
            Reads.DAY,
            required=True,
            example="2026-06-30",
            synonyms=("统计止日", "结束日期", "截止日期", "止日", "统计结束", "至"),
            note="含这一天",
        ),
        Column(
            "cases",
            "例数",
            Reads.WHOLE,
            required=True,
            example="36",
            synonyms=("手术例数", "手术量", "台次", "台数", "总例数"),
            note="没有做过的填 0；没有统计的不要写这一行",
        ),
        Column(
            "complications",
            "并发症",
            Reads.WHOLE,
            synonyms=("并发症例数", "并发症数"),
            note="没有统计的留空",
        ),
        Column(
            "deaths", "死亡", Reads.WHOLE, synonyms=("死亡例数", "死亡数"), note="没有统计的留空"
        ),
        Column(
            "source",
            "来源",
            most=200,
            width=24,
            example="示例：手术室登记本",
            synonyms=("统计来源", "数据来源", "出处"),
        ),
    ),
    natural_key=("number", "name", "code", "technology", "whole", "since", "until"),
    one_of=(("number", "name"), ("code", "technology", "whole")),
    check=_one_target,
    lead="每行一人一段时间。期间不能与已登记的重叠，否则一例算两次。",
)
