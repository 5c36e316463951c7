"""备案走到哪一步：一步一步的样子，现在只差哪一件，按哪个按钮。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.ui.screens.filing_views import each_box, remedy_of
from medtech_desktop.ui.widgets.life_strip import NodeView, Step
from medtech_desktop.ui.widgets.steps_strip import StepView

if TYPE_CHECKING:
    from medtech_desktop.office.filing_pages import FilingPage

ADD_SCANS, SEE_PAPER, COPY_REMARK = "登记材料…", "预览附件3", "复制备注三"
_LEADS = frozenset({"lead", "departments", "title", "training"})
_OPINION = frozenset({"opinion", "first_use"})
_GENERATED = frozenset({"annex2", "annex3"})
_WORDS = (
    ("technology", "技术"),
    ("first_case", "首例"),
    ("leads", "负责人"),
    ("materials", "材料"),
    ("opinion", "意见"),
    ("check", "核对"),
    ("preview", "预览"),
    ("submitted", "提交"),
    ("received", "收齐"),
    ("completed", "完成"),
)
ACTS = {
    "technology": "去技术目录",
    "first_case": "去技术目录",
    "leads": "填写负责人…",
    "materials": ADD_SCANS,
    "opinion": "填写备案表…",
    "preview": SEE_PAPER,
    "submitted": "登记提交…",
    "received": "登记收齐…",
    "completed": "登记完成…",
}
"""一步 → 那里要办的事；「核对」没有自己的按钮，只看还差什么。"""


@dataclass(frozen=True, slots=True)
class NextThing:
    """现在要办的一件：一句话，按钮的词（空为没有要办的）。"""

    sentence: str
    word: str


@dataclass(frozen=True, slots=True)
class Guide:
    """整条路：各步，与现在要办的一件。"""

    steps: tuple[StepView, ...]
    next: NextThing


def guide_of(page: FilingPage, seen: frozenset[str]) -> Guide:
    """由备案单页得出；``seen`` 是这次看过的文书。"""
    done = _done(page, seen)
    ended = page.line.state in ("已取消", "已结束")
    current = "" if ended else next((key for key, _word in _WORDS if not done[key]), "")
    views = []
    for key, word in _WORDS:
        step = Step.DONE if done[key] else Step.TO_COME
        if key == current:
            step = Step.CURRENT
        elif ended and not done[key]:
            step = Step.STOPPED
        note = _note(page, key)
        blocked = key == current and key in ("leads", "materials", "opinion", "check")
        late = key == current and page.line.state == "逾期"
        views.append(StepView(key, NodeView(word, step, note, blocked, late)))
    return Guide(tuple(views), _next(page, current))


def _done(page: FilingPage, seen: frozenset[str]) -> dict[str, bool]:
    open_to_edit = page.draft is not None and not page.draft.locked
    labels = [step.label for step in page.steps]
    last = labels[::-1].index("提交备案") if "提交备案" in labels else -1
    round_ = labels[len(labels) - 1 - last :] if last >= 0 else []
    sent = bool(round_) and "要求补正" not in round_
    filed = "完成备案" in labels
    return {
        "technology": True,
        "first_case": True,
        "leads": not open_to_edit or not _of(page, _leads),
        "materials": not open_to_edit or not _of(page, _materials),
        "opinion": not open_to_edit or not _of(page, _opinion),
        "check": not open_to_edit or not stopping(page),
        "preview": sent or seen >= _GENERATED,
        "submitted": sent,
        "received": filed or (sent and "材料收齐" in round_),
        "completed": filed,
    }


def _leads(finding: Finding) -> bool:
    return finding.field in _LEADS


def _opinion(finding: Finding) -> bool:
    return finding.field in _OPINION


def _materials(finding: Finding) -> bool:
    from medtech_desktop.domain.dossiers import MaterialKind

    return finding.field in {kind.value for kind in MaterialKind} - _GENERATED


def stopping(page: FilingPage) -> list[Finding]:
    """提交以前必须先办的，连同备案表上的空栏。"""
    return [one for one in each_box(page) if one.severity is Severity.REFUSE]


def _of(page: FilingPage, mine: Callable[[Finding], bool]) -> list[Finding]:
    return [one for one in stopping(page) if mine(one)]


def _note(page: FilingPage, key: str) -> str:
    counted = {"leads": _leads, "materials": _materials, "opinion": _opinion}
    if key in counted and page.draft is not None and not page.draft.locked:
        short = len(_of(page, counted[key]))
        return f"差 {short} 件" if short else ""
    if key == "first_case" and page.clock is not None and page.line.cause == "首次开展":
        return f"{page.clock.day_zero:%m-%d}"
    label = {"submitted": "提交备案", "received": "材料收齐", "completed": "完成备案"}.get(key, "")
    days = [step.day for step in page.steps if step.label == label]
    if key == "submitted" and page.line.state == "补正中":
        rounds = sum(step.label == "要求补正" for step in page.steps)
        return f"补正 {rounds}"
    return f"{days[-1]:%m-%d}" if days else ""


def _next(page: FilingPage, current: str) -> NextThing:
    if not current:
        if page.remark:
            return NextThing("已完成备案，把备注三的文字录入注册联网管理系统", COPY_REMARK)
        return NextThing(f"这一份{page.line.state}，没有要办的", "")
    if current in ("leads", "opinion", "check"):
        rules = {"leads": _leads, "opinion": _opinion}
        first = _of(page, rules.get(current, lambda _one: True))[0]
        word = remedy_of(first) or ACTS.get(current, "")
        said = (
            first.message if first.remedy in first.message else f"{first.message}，{first.remedy}"
        )
        return NextThing(said, word)
    if current == "materials":
        short = len(_of(page, _materials))
        said = f"还差 {short} 件材料，把扫描件拖进来、粘贴，或选择文件"
        return NextThing(said, ADD_SCANS)
    return NextThing(_LATER[current](page), ACTS[current])


def _said_submit(page: FilingPage) -> str:
    if page.line.state == "补正中":
        return "按补正要求改好以后，重新提交"
    warned = any(one.severity is Severity.WARN for one in page.findings)
    tail = "，提交时写明理由" if warned else ""
    return f"打印附件2、附件3，盖章，连同材料送备案部门，再登记提交{tail}"


_LATER: dict[str, Callable[[FilingPage], str]] = {
    "preview": lambda _page: "提交以前，附件2、附件3 都看一遍",
    "submitted": _said_submit,
    "received": lambda _page: "备案部门收齐材料的，登记收齐；要求补正的，在「办理」里登记补正",
    "completed": lambda _page: "备案部门在许可证副本备注栏注明以后，登记完成",
}
