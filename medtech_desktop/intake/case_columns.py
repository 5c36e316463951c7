"""导入栏目里一例怎样了：手术登记与病例登记同样的几栏。"""

from __future__ import annotations

from medtech_desktop.intake.columns import Column, Reads

OUTCOMES = (
    Column(
        "consent",
        "知情同意",
        Reads.YES_NO,
        synonyms=(
            *("知情同意书", "手术知情同意", "手术同意书", "是否签署知情同意书", "是否知情同意"),
            *("知情同意书签署", "手术知情同意书", "同意书", "已签知情同意书", "知情同意签署"),
        ),
    ),
    Column(
        "research",
        "临床研究",
        Reads.YES_NO,
        synonyms=("是否研究", "研究", "研究病例", "是否临床研究", "科研病例", "临床试验"),
    ),
    Column(
        "complication",
        "并发症",
        Reads.YES_NO,
        synonyms=(
            *("有无并发症", "手术并发症", "是否并发症", "术后并发症", "并发症发生"),
            "是否有并发症",
        ),
    ),
    Column(
        "died",
        "死亡",
        Reads.YES_NO,
        synonyms=(*("是否死亡", "手术死亡", "围手术期死亡", "术后死亡", "死亡标志", "有无死亡"),),
    ),
)
"""知情同意、临床研究、并发症、死亡；空着的是不知道，不是没有。"""
