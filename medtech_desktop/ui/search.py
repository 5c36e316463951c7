"""搜索的提问与显示：office 的回答写成下拉的各行；哪一类去哪一屏。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from medtech_desktop.ui.widgets.found_list import NOTE, FoundLine

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library
    from medtech_desktop.office.search import Found, SearchAnswer

ARTICLE = "article"
"""条款不在哪一屏，打开条款页。"""

_PLACES = {
    "technology": ("technologies", "layers"),
    "practitioner": ("practitioners", "user"),
    "privilege": ("privileges", "key-round"),
    "filing": ("filings", "file-check"),
    "procedure": ("procedures", "list-tree"),
    "department": ("practitioners", "landmark"),
    "training": ("trainings", "graduation-cap"),
    "disclosure": ("disclosures", "megaphone"),
    "surgery": ("surgeries", "search-check"),
    "place": ("", "external-link"),
    "article": (ARTICLE, "book-open"),
}
DEPARTMENT = "department:"
"""科室的 key：医师屏按它筛选。"""
_SEVERAL = "名称、编号、工号、拼音首字母都可以打；几个词用空格分开，字少一些找到的多"
_ACTS = (
    ("institution", "立即备份", "系统，备份与恢复", ("备份", "备份位置")),
    ("institution", "恢复备份", "系统，备份与恢复", ("恢复", "还原")),
    ("institution", "导入表格", "系统，导入与撤销", ("导入", "导入编码", "导入科室")),
    ("institution", "撤销导入", "系统，导入与撤销", ("撤销",)),
    ("institution", "录入放假安排", "系统，放假安排", ("节假日", "调休", "工作日")),
    ("institution", "附入官方文本", "系统，法规原文", ("法规原文", "办法原文")),
    ("institution", "核验资料库", "系统，资料库", ("体检", "审计日志")),
    ("institution", "发证机关", "系统，院区与发证机关", ("院区", "执业许可证", "登记号")),
    ("institution", "登记专业", "系统，专业", ("专业", "亚专业", "所含科室")),
    ("practitioners", "登记人员", "医师", ("登记医师", "新增人员")),
    ("practitioners", "导入人员", "医师", ("导入医师",)),
    ("practitioners", "登记证书", "医师", ("培训证明", "资格证书")),
    ("privileges", "批量授权", "授权", ("授予权限", "手术授权")),
    ("privileges", "年度续授", "授权，将到期", ("续授", "到期授权")),
    ("privileges", "某日有没有权", "授权", ("有没有权", "能不能做", "当时有权吗", "查权限")),
    ("privileges", "登记急诊超权限", "授权，急诊", ("急诊手术", "超权限", "越级手术")),
    ("privileges", "科室宽表", "授权，表格与文书", ("宽表", "科室交回的表", "发给科室")),
    ("privileges", "导入期初授权", "授权，表格与文书", ("期初", "原有的授权", "导入授权")),
    ("privileges", "授权证明", "授权，表格与文书", ("权限一览", "手术室用的一览", "权限表")),
    ("privileges", "授权通知", "授权，决定", ("通知", "撤销整次登记")),
    ("privileges", "申请授权", "授权，申请", ("权限申请", "授权审定")),
    ("technologies", "登记技术", "技术目录", ("拟开展", "新技术", "提出技术")),
    ("technologies", "对应手术编码", "技术目录，先选一项技术", ("技术与编码", "终止编码对应")),
    ("technologies", "本院管理目录", "技术目录", ("目录换版", "导入目录", "目录对照")),
    ("filings", "新建备案", "备案", ("提交备案", "重新备案", "补正")),
    ("trainings", "登记培训基地", "培训", ("附件4",)),
    ("disclosures", "审定公开", "院务公开", ("公开目录", "应用情况")),
)


@dataclass(frozen=True, slots=True)
class SearchView:
    """一次搜索的下拉：所打的字与各行。"""

    text: str
    lines: tuple[FoundLine, ...]


def ask_search(library: Library, text: str, on: date) -> SearchView:
    """搜索全部；没有的屏不列。空字为请准备好索引。"""
    from medtech_desktop.office.search import Offer, find_things
    from medtech_desktop.ui.places import PLACES

    words = {place.entry.key: place.entry.word for place in PLACES}
    offers = [Offer(key, word, "打开这一屏") for key, word in words.items()]
    offers += [Offer(*act) for act in _ACTS if act[0] in words]
    return _view(find_things(library, text, on, tuple(offers)), frozenset(words))


_IN_LINE = 6
"""没有找到时，一行说得下几类找过的。"""


def _view(answer: SearchAnswer, places: frozenset[str]) -> SearchView:
    lines: list[FoundLine] = []
    for group in answer.groups:
        place, _icon = _PLACES[group.kind.value]
        if place and place != ARTICLE and place not in places:
            continue
        more = "，只列最接近的，再打几个字" if group.more else ""
        lines.append(FoundLine(f"{group.label}{more}"))
        lines += [_line(found, group.label) for found in group.found]
    if not lines and answer.text:
        searched = answer.searched.split("、")
        first, rest = "、".join(searched[:_IN_LINE]), "、".join(searched[_IN_LINE:])
        lines = [
            FoundLine(f"没有找到「{answer.text}」", fact=f"找过{first}"),
            *([FoundLine(f"也找过{rest}", kind=NOTE)] if rest else []),
            FoundLine(_SEVERAL, kind=NOTE),
        ]
    return SearchView(answer.text, tuple(lines))


def _line(found: Found, label: str) -> FoundLine:
    place, icon = _PLACES[found.kind.value]
    thing = "" if found.kind.value == "place" else found.key
    if found.kind.value == "department":
        thing = DEPARTMENT + found.key
    return FoundLine(
        found.title,
        f"{place or found.place}\t{thing}\t{found.title if not thing else ''}",
        icon,
        label,
        found.code,
        found.fact,
        found.code_marks,
        found.title_marks,
        found.fact_marks,
    )


def destination(key: str) -> tuple[str, str]:
    """所取一行的去处：哪一屏、哪件事物。"""
    place, thing, *_title = key.split("\t")
    return place, thing
