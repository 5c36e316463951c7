"""授权申请：科室评议 → 医务部门复核 → 委员会审定 → 文号（第二十条）。

What the last step said decides what may come next; the database holds the same table in
a trigger (``store/triggers.py``), so that neither a program nor a tool can skip a step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from medtech_desktop.domain.privileges import Target, target_of


class ApplicationKind(StrEnum):
    """申请种类：首次、升级、续授、外请临时。"""

    FIRST = "first"
    RAISE = "raise"
    RENEW = "renew"
    VISITING = "visiting"


class ReviewStep(StrEnum):
    """申请的步骤：科室评议、医务部门复核、委员会审定、重新提交、撤回。

    A committee step that carries a decision is the document (发文); ``resubmitted`` carries
    the statement as it now stands, and the review begins again.
    """

    DEPARTMENT = "department"
    OFFICE = "office"
    COMMITTEE = "committee"
    RESUBMITTED = "resubmitted"
    WITHDRAWN = "withdrawn"


class StepVerdict(StrEnum):
    """一步的意见：同意、退回补充、不同意。"""

    AGREE = "agree"
    RETURN = "return"
    REFUSE = "refuse"


class ApplicationState(StrEnum):
    """申请现在等谁，或怎样结束的。"""

    DEPARTMENT = "department"
    OFFICE = "office"
    COMMITTEE = "committee"
    DOCUMENT = "document"
    RETURNED = "returned"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


APPLICATION_LABELS: dict[ApplicationKind, str] = {
    ApplicationKind.FIRST: "首次授权",
    ApplicationKind.RAISE: "升级",
    ApplicationKind.RENEW: "续授",
    ApplicationKind.VISITING: "外请临时",
}
STEP_LABELS: dict[ReviewStep, str] = {
    ReviewStep.DEPARTMENT: "科室评议",
    ReviewStep.OFFICE: "医务部门复核",
    ReviewStep.COMMITTEE: "委员会审定",
    ReviewStep.RESUBMITTED: "重新提交",
    ReviewStep.WITHDRAWN: "撤回",
}
VERDICT_LABELS: dict[StepVerdict, str] = {
    StepVerdict.AGREE: "同意",
    StepVerdict.RETURN: "退回补充",
    StepVerdict.REFUSE: "不同意",
}
STATE_LABELS: dict[ApplicationState, str] = {
    ApplicationState.DEPARTMENT: "待科室评议",
    ApplicationState.OFFICE: "待医务部门复核",
    ApplicationState.COMMITTEE: "待委员会审定",
    ApplicationState.DOCUMENT: "待发文",
    ApplicationState.RETURNED: "退回补充",
    ApplicationState.GRANTED: "已获准",
    ApplicationState.REFUSED: "不同意",
    ApplicationState.WITHDRAWN: "已撤回",
}
REVIEWS = (ReviewStep.DEPARTMENT, ReviewStep.OFFICE, ReviewStep.COMMITTEE)
"""由人审的三步，依次。"""
OPEN_STATES = (
    ApplicationState.DEPARTMENT,
    ApplicationState.OFFICE,
    ApplicationState.COMMITTEE,
    ApplicationState.DOCUMENT,
    ApplicationState.RETURNED,
)
"""仍在办理，依次。"""
_BACK = (ReviewStep.WITHDRAWN,)
NEXT_STEPS: dict[ApplicationState, tuple[ReviewStep, ...]] = {
    ApplicationState.DEPARTMENT: (ReviewStep.DEPARTMENT, ReviewStep.RESUBMITTED, *_BACK),
    ApplicationState.OFFICE: (ReviewStep.OFFICE, *_BACK),
    ApplicationState.COMMITTEE: (ReviewStep.COMMITTEE, *_BACK),
    ApplicationState.DOCUMENT: (ReviewStep.COMMITTEE, *_BACK),
    ApplicationState.RETURNED: (ReviewStep.RESUBMITTED, *_BACK),
    ApplicationState.GRANTED: (),
    ApplicationState.REFUSED: (),
    ApplicationState.WITHDRAWN: (),
}
"""各情形下可走的下一步。"""


@dataclass(frozen=True, slots=True)
class Application:
    """授权申请的抬头。"""

    id: int
    uid: str
    act_seq: int
    number: str
    person_id: int
    kind: ApplicationKind
    department_id: int | None
    day: date
    statement: str


@dataclass(frozen=True, slots=True)
class ApplicationItem:
    """申请的一项：专业级别、术式或技术；``until`` 希望的有效期末日。"""

    id: int
    uid: str
    act_seq: int
    application_id: int
    specialty_id: int | None
    code_id: int | None
    technology_id: int | None
    grade: int | None
    until: date | None

    @property
    def target(self) -> Target:
        """授权对象。"""
        return target_of(self.specialty_id, self.code_id, self.technology_id)


@dataclass(frozen=True, slots=True)
class ApplicationStep:
    """申请的一步。"""

    id: int
    uid: str
    act_seq: int
    application_id: int
    step: ReviewStep
    verdict: StepVerdict
    person_id: int | None
    day: date
    opinion: str
    meeting: str
    concurrent: str
    decision_id: int | None


@dataclass(frozen=True, slots=True)
class ItemResult:
    """委员会对一项的结论：同意（至何日），或不同意（理由）。"""

    id: int
    uid: str
    act_seq: int
    step_id: int
    item_id: int
    agreed: bool
    until: date | None
    note: str


@dataclass(frozen=True, slots=True)
class ApplicationFile:
    """一份申请：抬头、各项、各步（依登记先后）、委员会逐项的结论。"""

    application: Application
    items: tuple[ApplicationItem, ...] = ()
    steps: tuple[ApplicationStep, ...] = ()
    results: tuple[ItemResult, ...] = ()

    def steps_on(self, day: date) -> tuple[ApplicationStep, ...]:
        """某日已经作出的各步。"""
        return tuple(one for one in self.steps if one.day <= day)

    def state(self, day: date = date.max) -> ApplicationState:
        """某日的情形，由最后一步而来。"""
        steps = self.steps_on(day)
        return state_after(steps[-1] if steps else None)

    def statement(self, day: date = date.max) -> str:
        """现行的申请理由：最近一次重新提交的，没有则为申请时的。"""
        said = [s.opinion for s in self.steps_on(day) if s.step is ReviewStep.RESUBMITTED]
        return said[-1] if said else self.application.statement

    @property
    def waiting_since(self) -> date:
        """从哪天起等下一步。"""
        return self.steps[-1].day if self.steps else self.application.day

    def round(self, day: date = date.max) -> tuple[ApplicationStep, ...]:
        """本轮（最近一次提交以来）的各步。"""
        steps = self.steps_on(day)
        starts = [n for n, s in enumerate(steps) if s.step is ReviewStep.RESUBMITTED]
        return steps[starts[-1] + 1 :] if starts else steps

    def step_of(self, step: ReviewStep, day: date = date.max) -> ApplicationStep | None:
        """本轮最近的这一步。"""
        return next((s for s in reversed(self.round(day)) if s.step is step), None)

    def results_of(self, step_id: int) -> dict[int, ItemResult]:
        """某一步逐项的结论，按项。"""
        return {one.item_id: one for one in self.results if one.step_id == step_id}


def state_after(last: ApplicationStep | None) -> ApplicationState:
    """最后一步之后的情形。"""
    if last is None or last.step is ReviewStep.RESUBMITTED:
        return ApplicationState.DEPARTMENT
    if last.step is ReviewStep.WITHDRAWN:
        return ApplicationState.WITHDRAWN
    if last.verdict is StepVerdict.REFUSE:
        return ApplicationState.REFUSED
    if last.verdict is StepVerdict.RETURN:
        return ApplicationState.RETURNED
    if last.step is ReviewStep.DEPARTMENT:
        return ApplicationState.OFFICE
    if last.step is ReviewStep.OFFICE:
        return ApplicationState.COMMITTEE
    return ApplicationState.DOCUMENT if last.decision_id is None else ApplicationState.GRANTED


def in_order(steps: Sequence[ApplicationStep]) -> tuple[ApplicationStep, ...]:
    """依登记先后；后一步的日期不早于前一步。"""
    return tuple(sorted(steps, key=lambda one: one.id))
