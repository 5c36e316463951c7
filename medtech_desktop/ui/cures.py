"""待办怎么办：每一类去到哪里、到了接着办哪件事、筛选时归在哪一类。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from medtech_desktop.office.todo_items import TodoItem

_GROUPS = {
    "filing": "备案",
    "authority": "备案",
    "returned": "备案",
    "refiling": "变更重报",
    "lead": "变更重报",
    "stop": "停止与判断",
    "prohibited": "停止与判断",
    "product": "停止与判断",
    "lost": "停止与判断",
    "norm": "重新自评",
    "disclosure": "公开与目录",
    "edition": "公开与目录",
    "grading": "公开与目录",
    "training-base": "培训基地",
    "privilege": "手术授权",
    "application": "手术授权",
    "emergency": "手术授权",
    "training-proof": "手术授权",
    "surgery": "手术核查",
    "log-words": "手术核查",
    "first-case-question": "备案",
    "first-case-check": "备案",
}
_ACTS = {
    "authority": "登记完成…",
    "returned": "登记提交…",
    "lead": "登记负责人…",
    "stop": "停止应用…",
    "prohibited": "停止应用…",
    "product": "停止应用…",
    "lost": "停止应用…",
    "norm": "登记自评…",
    "training-base": "填写附件4…",
    "emergency": "登记上级意见…",
    "training-proof": "登记证书…",
    "first-case-question": "登记首例…",
    "first-case-check": "撤销首例…",
}
OTHER = "其他"


class Curable(Protocol):
    """办得了的：种类、屏、事物。"""

    @property
    def kind(self) -> str: ...

    @property
    def place(self) -> str: ...

    @property
    def key(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Cure:
    """去处：哪一屏、哪一件、到了打开哪个录入框（空 = 只去到那里）。"""

    place: str
    key: str
    act: str = ""


def cure_of(item: Curable) -> Cure:
    """一件待办的去处。公开与管理目录先看差异，再由人审定，所以只去到那里。"""
    if item.kind in ("filing", "refiling"):
        act = "登记提交…" if item.place == "filings" else "新建备案…"
    else:
        act = _ACTS.get(item.kind, "")
    return Cure(item.place, item.key or item.kind, act)


def group_of(item: TodoItem) -> str:
    """筛选词：这件事归在哪一类。"""
    return _GROUPS.get(item.kind, OTHER)
