"""授权申请的规则：谁能审哪一步、意见怎样写、各项是否成立（第二十条）。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.applications import (
    NEXT_STEPS,
    STATE_LABELS,
    STEP_LABELS,
    VERDICT_LABELS,
    ApplicationFile,
    ApplicationKind,
    ApplicationState,
    ReviewStep,
    StepVerdict,
)
from medtech_desktop.domain.law import Finding, Severity, cites
from medtech_desktop.domain.privileges import Standing, Target, TargetKind, Verb

NO_BUSINESS = frozenset({"administrator", "auditor"})
"""不办业务审批的角色：管理员、审计。"""
_BUSINESS = frozenset({"clerk", "head", "member"})
_ROLE_LABELS = {"administrator": "管理员", "auditor": "审计"}


@dataclass(frozen=True, slots=True)
class Reviewer:
    """作出意见的人：当日的角色、科室、是否已离院。"""

    person_id: int
    name: str
    roles: frozenset[str] = frozenset()
    departments: tuple[int, ...] = ()
    has_left: bool = False


@dataclass(frozen=True, slots=True)
class NewStep:
    """要登记的一步。``document``：委员会同意，随授权决定一并登记。"""

    step: ReviewStep
    verdict: StepVerdict
    day: date
    opinion: str = ""
    meeting: str = ""
    concurrent: str = ""
    document: bool = False


def _no(message: str, remedy: str, field: str) -> Finding:
    return Finding(Severity.REFUSE, message, "MTCA-20", remedy, field)


@cites("MTCA-20")
def step_findings(file: ApplicationFile, new: NewStep) -> tuple[Finding, ...]:
    """这一步现在能不能走：次序、日期。"""
    number, state = file.application.number, file.state()
    if new.step not in NEXT_STEPS[state] or (
        state is ApplicationState.DOCUMENT
        and new.step is ReviewStep.COMMITTEE
        and not (new.document and new.verdict is StepVerdict.AGREE)
    ):
        said = f"{number} 现为「{STATE_LABELS[state]}」，不能登记{STEP_LABELS[new.step]}"
        return (_no(said, _way_on(state), "step"),)
    since = file.waiting_since
    if new.day < since:
        said = f"日期早于上一步（{since.isoformat()}）"
        return (_no(said, "核对日期；上一步登记错的，先撤销它", "day"),)
    return ()


def _way_on(state: ApplicationState) -> str:
    if state in (ApplicationState.GRANTED, ApplicationState.REFUSED, ApplicationState.WITHDRAWN):
        return "这份申请已经结束；需要的另行申请"
    if state is ApplicationState.RETURNED:
        return "补充后重新提交，或撤回"
    if state is ApplicationState.DOCUMENT:
        return "委员会已同意，登记文号使授权生效"
    return f"先办{STATE_LABELS[state].removeprefix('待')}"


@cites("MTCA-20")
def opinion_findings(new: NewStep, has_reviewer: bool) -> tuple[Finding, ...]:
    """意见是否写全：退回与不同意写理由；委员会写会议或审定人，其余两步写审的人。"""
    found = []
    if new.verdict is not StepVerdict.AGREE and not new.opinion.strip():
        said = f"{VERDICT_LABELS[new.verdict]}须写明意见"
        found.append(_no(said, "写明理由，申请人看得到", "opinion"))
    if new.step is ReviewStep.COMMITTEE:
        if not has_reviewer and not new.meeting.strip():
            said = "委员会审定须写明会议，或审定的人"
            found.append(_no(said, "填写会议名称与日期，或选定审定人", "meeting"))
    elif new.step in (ReviewStep.DEPARTMENT, ReviewStep.OFFICE) and not has_reviewer:
        said = f"{STEP_LABELS[new.step]}须写明是谁审的"
        found.append(_no(said, "选定作出意见的人", "person"))
    elif new.step is ReviewStep.RESUBMITTED and not new.opinion.strip():
        found.append(_no("重新提交须写明申请理由", "写明补充或改正了什么", "opinion"))
    return tuple(found)


@cites("MTCA-20")
def reviewer_findings(
    file: ApplicationFile, new: NewStep, reviewer: Reviewer | None
) -> tuple[Finding, ...]:
    """谁能审：不是本人；不是只管系统或只读日志的人；审过另一步的须写兼任。"""
    if reviewer is None or new.step not in (
        ReviewStep.DEPARTMENT,
        ReviewStep.OFFICE,
        ReviewStep.COMMITTEE,
    ):
        return ()
    name, what = reviewer.name, STEP_LABELS[new.step]
    if reviewer.person_id == file.application.person_id:
        said = f"{name} 是 {file.application.number} 的申请人，不能办自己申请的{what}"
        return (_no(said, "由另一人办理；兼任也不行", "person"),)
    if reviewer.has_left:
        said = f"{name} 在 {new.day.isoformat()} 已不在院，不能办{what}"
        return (_no(said, "核对日期，或由另一人办理", "person"),)
    if reviewer.roles & NO_BUSINESS and not reviewer.roles & _BUSINESS:
        role = "、".join(_ROLE_LABELS[one] for one in sorted(reviewer.roles & NO_BUSINESS))
        said = f"{name} 的角色是{role}，不办业务审批"
        return (_no(said, "由经办、科长或委员办理", "person"),)
    earlier = sorted(
        {
            STEP_LABELS[one.step]
            for one in file.steps
            if one.person_id == reviewer.person_id and one.step is not new.step
        }
    )
    if earlier and not new.concurrent.strip():
        said = f"{name} 已办过{'、'.join(earlier)}，再办{what}须写兼任声明"
        return (_no(said, "由另一人办理；确系一人兼任的，写明兼任", "concurrent"),)
    return ()


@cites("MTCA-20")
def outside_department(
    file: ApplicationFile, new: NewStep, reviewer: Reviewer | None, department: str
) -> tuple[Finding, ...]:
    """科室评议的人不在申请人的科室：须写明理由。"""
    wanted = file.application.department_id
    if new.step is not ReviewStep.DEPARTMENT or reviewer is None or wanted is None:
        return ()
    if wanted in reviewer.departments:
        return ()
    said = f"{reviewer.name} 不在{department}，科室评议一般由本科室的人作出"
    remedy = "由本科室的人评议；确需他科评议的写明理由"
    return (Finding(Severity.WARN, said, "MTCA-20", remedy, "person"),)


@dataclass(frozen=True, slots=True)
class WantedItem:
    """申请的一项：对象、级别、希望的末日。"""

    target: Target
    grade: int | None = None
    until: date | None = None


@cites("MTCA-20")
def item_findings(
    kind: ApplicationKind,
    day: date,
    items: Sequence[WantedItem],
    names: Mapping[Target, str],
    held: Mapping[Target, Standing],
    asked: Mapping[Target, str],
) -> tuple[Finding, ...]:
    """各项是否成立：有级别、不重复、末日在后；续授与升级要有可续、可升的。

    ``held``: what the applicant holds of each target; ``asked``: the open application
    that asks for it already.
    """
    if not items:
        return (_no("没有选任何一项", "至少选一个专业级别、一个术式或一项技术", "items"),)
    found: list[Finding] = []
    seen: set[Target] = set()
    for one in items:
        name = names.get(one.target, "")
        if one.target in seen:
            found.append(_no(f"「{name}」写了两次", "删去重复的一项", "items"))
            continue
        seen.add(one.target)
        if one.target in asked:
            said = f"「{name}」已在 {asked[one.target]} 申请中"
            found.append(_no(said, "在那一份上继续办理，或先撤回它", "items"))
        found += _item(kind, day, one, name, held.get(one.target))
    return tuple(found)


def _item(
    kind: ApplicationKind, day: date, one: WantedItem, name: str, held: Standing | None
) -> list[Finding]:
    found = []
    graded = one.target.kind is TargetKind.GRADE
    if graded and one.grade not in (1, 2, 3, 4):
        found.append(_no(f"「{name}」没有选级别", "选一级至四级", "items"))
    if one.until is not None and one.until < day:
        said = f"「{name}」希望的末日 {one.until.isoformat()} 早于申请之日"
        found.append(_no(said, "核对日期", "items"))
    if kind is ApplicationKind.VISITING and one.until is None:
        found.append(_no(f"「{name}」没有末日，外请临时授权须有末日", "填写末日", "items"))
    current = None if held is None or held.revoked else held
    if kind is ApplicationKind.RENEW and current is None:
        said = f"「{name}」没有可续的授权"
        found.append(_no(said, "没有授过或已撤销的，选首次授权", "items"))
    if kind is ApplicationKind.RAISE and graded and one.grade is not None:
        if current is None:
            said = f"「{name}」没有可升的授权"
            found.append(_no(said, "没有授过的，选首次授权", "items"))
        elif one.grade <= current.grade:
            said = f"「{name}」已有同级或更高的授权"
            found.append(_no(said, "核对级别；有效期将满的，选续授", "items"))
    return found


def verb_for(kind: ApplicationKind, one: WantedItem, held: Standing | None) -> Verb:
    """获准以后写成哪一种授权事件：没有可接续的一律为授予（再授权也是授予）。"""
    if held is None or held.revoked or kind is ApplicationKind.VISITING:
        return Verb.GRANT
    if kind is ApplicationKind.RENEW:
        return Verb.RENEW
    raises = one.target.kind is TargetKind.GRADE and (one.grade or 0) > held.grade
    return Verb.RAISE if kind is ApplicationKind.RAISE and raises else Verb.GRANT
