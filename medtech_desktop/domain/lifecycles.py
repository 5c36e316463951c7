"""生命周期：一项技术走到哪一步，什么挡住下一步，依据哪一条。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from medtech_desktop.domain.appraisals import (
    Verdict,
    appraisal_gate,
    ethics_gate,
    latest_appraisal,
    latest_ethics,
)
from medtech_desktop.domain.categories import Categorised, Category
from medtech_desktop.domain.clocks import FilingDuty
from medtech_desktop.domain.evidence import proof_gate
from medtech_desktop.domain.filings import FilingFile, FilingState, FilingStep
from medtech_desktop.domain.law import MTCA_IN_FORCE, Finding, Severity, cites, has_refusal
from medtech_desktop.domain.norms import Norm, norm_findings
from medtech_desktop.domain.products import product_findings
from medtech_desktop.domain.prohibited import Match, prohibited_findings
from medtech_desktop.domain.stops import Stop, started_on, stopped_on
from medtech_desktop.domain.technologies import TechnologyFactKind, TechnologyFile


class NodeState(StrEnum):
    """节点状态。"""

    DONE = "done"
    CURRENT = "current"
    TODO = "todo"
    REFUSED = "refused"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Node:
    """生命周期的一个节点。"""

    key: str
    label: str
    day: date | None
    state: NodeState
    note: str = ""


@dataclass(frozen=True, slots=True)
class LifeCycle:
    """生命周期：各节点、总状态（界面用词）、挡住下一步的结论。"""

    state: str
    nodes: tuple[Node, ...]
    blockers: tuple[Finding, ...]
    next_step: str


def last_stop(file: TechnologyFile, day: date) -> Stop | None:
    """当日以前最近一次停止（不论是否已恢复）。"""
    rows = [s for s in file.stops if s.day <= day]
    return max(rows, key=lambda s: (s.day, s.act_seq), default=None)


def gate_since(file: TechnologyFile, day: date) -> date | None:
    """停用以后须重新论证：门槛只看此日以后的结论。"""
    stop = last_stop(file, day)
    return stop.day if stop else None


@cites("MTCA-11", "HN-2.2")
def self_assessment_gate(
    file: TechnologyFile, day: date, norms: Sequence[Norm]
) -> tuple[Finding, ...]:
    """限制类：按管理规范自我评估，符合条件的才可以开展。"""
    if day < MTCA_IN_FORCE:
        return ()
    last = file.assessment_on(day)
    if last is None:
        return (_no("尚未按管理规范自我评估", "MTCA-11", "登记自我评估", "self_assessment"),)
    out: list[Finding] = []
    if not last.compared:
        what = f"{last.assessed_on.isoformat()} 的自我评估没有对照管理规范"
        out.append(_no(what, "MTCA-11", "对照管理规范重新评估", "self_assessment"))
    if not last.meets:
        what = f"{last.assessed_on.isoformat()} 自我评估为不符合管理规范要求"
        out.append(_no(what, "MTCA-11", "整改后重新评估", "self_assessment"))
    out += norm_findings(day, norms, file.lineages_on(day), last.norm_id, last.assessed_on)
    return tuple(out)


@cites("MTCA-17", "MTCA-21", "MTCA-13", "MTCA-9")
def start_gate(
    file: TechnologyFile,
    day: date,
    category: Categorised,
    prohibited: Match,
    norms: Sequence[Norm],
) -> tuple[Finding, ...]:
    """获准开展以前的全部门槛；不适用本办法的不在此判断。"""
    in_use = started_on(file.starts, day) is not None
    found = list(prohibited_findings(prohibited, in_use=in_use))
    if category.category is Category.NOT_APPLICABLE:
        return tuple(found)
    research = file.flag(TechnologyFactKind.RESEARCH, day)
    if research:
        return tuple(found)
    after = gate_since(file, day)
    found += proof_gate(file.evidence, day)
    found += product_findings(file.products, file.approvals, day)
    if category.is_restricted:
        found += self_assessment_gate(file, day, norms)
    found += appraisal_gate(file.appraisals, day, after)
    risky = file.flag(TechnologyFactKind.ETHICAL_RISK, day)
    waiver = not category.is_restricted and not risky
    found += ethics_gate(file.ethics_reviews, day, waiver_allowed=waiver, after=after)
    return tuple(found)


@cites("MTCA-25", "MTCA-22")
def case_gate(file: TechnologyFile, day: date) -> tuple[Finding, ...]:
    """停止期间不得再开展：停止日以后的病例是违规。"""
    stop = stopped_on(file.stops, file.starts, day)
    if stop is None or day <= stop.day:
        return ()
    what = f"该技术自 {stop.day.isoformat()} 起已停止应用"
    article = "MTCA-22" if stop.ground == "22" else "MTCA-25"
    return (_no(what, article, "恢复须重新论证；停止后的病例须说明", "day"),)


def life_cycle(
    file: TechnologyFile,
    on: date,
    category: Categorised,
    gate: tuple[Finding, ...],
    duty: FilingDuty | None,
    filings: Sequence[FilingFile],
) -> LifeCycle:
    """生命周期，按 ``on`` 日。``gate`` 为当日的开展门槛。"""
    stop = stopped_on(file.stops, file.starts, on)
    nodes = _preparation(file, on, category)
    if category.is_restricted or filings:
        nodes += _filing_nodes(file, on, duty, filings)
    if category.category is not Category.NOT_APPLICABLE:
        nodes.append(Node("evaluation", "动态评估", None, NodeState.TODO))
    if stop is not None:
        nodes.append(Node("stop", "停止应用", stop.day, NodeState.STOPPED, stop.reason))
    state = _state(file, on, category, gate, duty, filings, stop)
    started = started_on(file.starts, on)
    blockers = () if started and stop is None else gate
    marked = _mark_current(nodes)
    current = next((n for n in marked if n.state is NodeState.CURRENT), None)
    return LifeCycle(state, tuple(marked), blockers, current.label if current else "")


def _preparation(file: TechnologyFile, on: date, category: Categorised) -> list[Node]:
    after = gate_since(file, on)
    registered = min((f.since for f in file.facts if f.kind == "name"), default=None)
    nodes = [Node("proposed", "拟开展", registered, NodeState.DONE)]
    start = started_on(file.starts, on)
    opening = start is not None and start.opening
    if category.category is Category.NOT_APPLICABLE:
        return nodes
    if category.is_restricted:
        last = file.assessment_on(on)
        good = last is not None and last.compared and last.meets
        nodes.append(
            _node("self_assessment", "自我评估", last.assessed_on if last else None, good, last)
        )
    appraisal = latest_appraisal(file.appraisals, on, after)
    passed = appraisal is not None and appraisal.verdict is Verdict.PASS
    held = appraisal.held_on if appraisal else None
    nodes.append(_node("appraisal", "技术论证", held, passed, appraisal))
    ethics = latest_ethics(file.ethics_reviews, on, after)
    passed = ethics is not None and (ethics.waived or ethics.verdict is Verdict.PASS)
    nodes.append(_node("ethics", "伦理审查", ethics.held_on if ethics else None, passed, ethics))
    resumed = start is not None and (after is None or start.day >= after)
    label = "期初在用" if opening else "获准开展"
    nodes.append(_node("start", label, start.day if resumed and start else None, resumed, None))
    cases = file.counting_cases(on)
    first = cases[0].day if cases else None
    nodes.append(_node("first_case", "首例", first, first is not None, None))
    if opening:
        nodes = [n if n.state is NodeState.DONE else _skipped(n) for n in nodes]
    return nodes


def _skipped(node: Node) -> Node:
    return Node(node.key, node.label, None, NodeState.DONE, "期初，启用前已完成")


def _node(key: str, label: str, day: date | None, done: bool, tried: object | None) -> Node:
    if done:
        return Node(key, label, day, NodeState.DONE)
    state = NodeState.REFUSED if tried is not None else NodeState.TODO
    return Node(key, label, day, state)


def _filing_nodes(
    file: TechnologyFile, on: date, duty: FilingDuty | None, filings: Sequence[FilingFile]
) -> list[Node]:
    filing = duty.filing if duty and duty.filing else (filings[0] if filings else None)

    def when(step: FilingStep) -> date | None:
        event = filing.first(step, on) if filing else None
        return event.day if event else None

    out = [
        _node(
            "submitted",
            "提交备案",
            when(FilingStep.SUBMITTED),
            bool(when(FilingStep.SUBMITTED)),
            None,
        )
    ]
    if when(FilingStep.RETURNED):
        out.append(Node("returned", "补正", when(FilingStep.RETURNED), NodeState.DONE))
    completed = when(FilingStep.COMPLETED)
    received = when(FilingStep.RECEIVED)
    out.append(_node("received", "材料收齐", received, bool(received or completed), None))
    out.append(_node("completed", "完成备案", completed, bool(completed), None))
    if when(FilingStep.CANCELLED):
        out.append(Node("cancelled", "备案取消", when(FilingStep.CANCELLED), NodeState.STOPPED))
    return out


def _mark_current(nodes: list[Node]) -> list[Node]:
    """第一个未完成的节点是当前一步；动态评估在开展以后，从不挡住什么。"""
    out, found = [], False
    for node in nodes:
        if not found and node.state is NodeState.TODO and node.key != "evaluation":
            found = True
            out.append(Node(node.key, node.label, node.day, NodeState.CURRENT, node.note))
        else:
            found = found or node.state is NodeState.REFUSED
            out.append(node)
    return out


def _state(
    file: TechnologyFile,
    on: date,
    category: Categorised,
    gate: tuple[Finding, ...],
    duty: FilingDuty | None,
    filings: Sequence[FilingFile],
    stop: Stop | None,
) -> str:
    if category.category is Category.NOT_APPLICABLE:
        return "不适用"
    if stop is not None:
        return "已停止"
    started = started_on(file.starts, on)
    if started is None and not file.counting_cases(on):
        return _before_start(file, on, category, gate)
    if not category.is_restricted:
        return "在用"
    if duty is None:
        cancelled = any(f.state(on) is FilingState.CANCELLED for f in filings)
        early = [
            f for f in filings if f.state(on) not in (FilingState.CLOSED, FilingState.CANCELLED)
        ]
        if early and early[-1].state(on) is not FilingState.OPEN:
            return early[-1].state(on).value
        return "已取消" if cancelled else "已获准"
    if duty.submitted is None:
        return "逾期" if duty.is_late(on) else "待备案"
    return duty.filing.state(on).value if duty.filing else "待备案"


def _before_start(
    file: TechnologyFile, on: date, category: Categorised, gate: tuple[Finding, ...]
) -> str:
    after = gate_since(file, on)
    if not has_refusal(gate) and (file.appraisals or file.ethics_reviews):
        return "拟开展"  # 两道门都通过，等本院批准
    appraisal = latest_appraisal(file.appraisals, on, after)
    if appraisal is None:
        tried = category.is_restricted and file.assessment_on(on) is not None
        return "论证中" if tried else "拟开展"
    return "伦理审查" if appraisal.verdict is Verdict.PASS else "论证中"


def _no(what: str, article: str, remedy: str, field: str) -> Finding:
    return Finding(Severity.REFUSE, what, article, remedy, field)
