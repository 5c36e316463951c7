"""资格：做限制类技术须先培训（第二十六条、湘11号 五），外请须有邀请（第二十条）。

A gate refuses before a privilege is given.  A training that ran out afterwards is told
beside the running privilege and takes nothing away by itself.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from medtech_desktop.domain.dated import held_on
from medtech_desktop.domain.law import (
    HN_IN_FORCE,
    MTCA_IN_FORCE,
    Finding,
    Severity,
    cites,
)
from medtech_desktop.domain.practitioners import (
    WHEREABOUTS_LABELS,
    Certificate,
    CertificateKind,
    RegistrationPlace,
    Staff,
    TrainingExemption,
    Whereabouts,
)


class TrainingState(StrEnum):
    """培训情形：不须培训、有有效的培训证明、免训、曾有而已过期、没有。"""

    NOT_NEEDED = "not_needed"
    TRAINED = "trained"
    EXEMPT = "exempt"
    EXPIRED = "expired"
    MISSING = "missing"


TRAINING_STATE_LABELS: dict[TrainingState, str] = {
    TrainingState.NOT_NEEDED: "不适用",
    TrainingState.TRAINED: "有效",
    TrainingState.EXEMPT: "免训",
    TrainingState.EXPIRED: "已过期",
    TrainingState.MISSING: "缺失",
}


@dataclass(frozen=True, slots=True)
class TrainingAnswer:
    """某人某日对某项限制类技术的培训情形，和它所靠的证明。

    ``lapsed_on`` is the last day of the proof that ran out, when it did.
    """

    state: TrainingState
    certificates: tuple[Certificate, ...] = ()
    exemptions: tuple[TrainingExemption, ...] = ()
    lapsed_on: date | None = None

    @property
    def is_fit(self) -> bool:
        """可以授权。"""
        return self.state not in (TrainingState.EXPIRED, TrainingState.MISSING)


@cites("MTCA-26", "HN-5")
def trained_for(
    staff: Staff, person_id: int, lineages: Collection[str], day: date
) -> TrainingAnswer:
    """当日对这些技术的培训情形。

    ``lineages`` are the restricted entries that the technology stands for on that day;
    none means that nobody has to be trained.  A proof without lineage is a general one;
    an exemption names its technology.
    """
    if not lineages or day < MTCA_IN_FORCE:
        return TrainingAnswer(TrainingState.NOT_NEEDED)
    proofs = tuple(
        c
        for c in staff.all_certificates_of(person_id)
        if c.kind is CertificateKind.TRAINING and (not c.lineage or c.lineage in lineages)
    )
    freed = tuple(e for e in staff.exemptions_of(person_id) if e.lineage in lineages)
    held, exempt = held_on(proofs, day), held_on(freed, day)
    if held:
        return TrainingAnswer(TrainingState.TRAINED, held, exempt)
    if exempt:
        return TrainingAnswer(TrainingState.EXEMPT, (), exempt)
    until = [*(proof.until for proof in proofs), *(one.until for one in freed)]
    ends = [end for end in until if end is not None and end < day]
    if ends:
        return TrainingAnswer(TrainingState.EXPIRED, proofs, freed, max(ends))
    return TrainingAnswer(TrainingState.MISSING)


@cites("MTCA-26", "HN-5")
def training_gate(
    staff: Staff, person_id: int, lineages: Collection[str], day: date, technology_name: str
) -> tuple[Finding, ...]:
    """授权以前：限制类技术没有有效的培训证明、也没有免训依据的，拒绝。"""
    answer = trained_for(staff, person_id, lineages, day)
    if answer.is_fit:
        return ()
    name = staff.name(person_id, day) or "该人员"
    of = f"「{technology_name}」的培训证明"
    if answer.lapsed_on is not None:
        said = f"{name} 的{of}已于 {answer.lapsed_on.isoformat()} 到期"
    else:
        said = f"{name} 没有{of}"
    refusal = Finding(
        Severity.REFUSE,
        f"{said}，不能授予这项限制类技术的权限",
        "MTCA-26",
        "先登记其培训证明，再授权",
        "training",
    )
    if day < HN_IN_FORCE:
        return (refusal,)
    way = Finding(
        Severity.NOTE, "按规定免训的除外", "HN-5", "有免训规定的，登记免训依据以后授权", "training"
    )
    return (refusal, way)


@cites("MTCA-26", "HN-5")
def training_lapsed(
    staff: Staff, person_id: int, lineages: Collection[str], day: date, technology_name: str
) -> tuple[Finding, ...]:
    """已有的权限：培训证明过期或没有的，提示；权限不因此自动终止。"""
    answer = trained_for(staff, person_id, lineages, day)
    if answer.is_fit:
        return ()
    name = staff.name(person_id, day) or "该人员"
    if answer.lapsed_on is not None:
        said = f"{name} 的「{technology_name}」培训证明已于 {answer.lapsed_on.isoformat()} 到期"
    else:
        said = f"{name} 有「{technology_name}」的权限，没有培训证明"
    remedy = "补登有效的培训证明；要暂停或撤销的，另作决定，权限不自动终止"
    return (Finding(Severity.WARN, said, "MTCA-26", remedy, "training"),)


@cites("MTCA-20")
def absence_lapsed(staff: Staff, person_id: int, day: date) -> tuple[Finding, ...]:
    """已有的权限：人当日已离院、去世，或注册在外院而没有邀请的，提示；权限不因此自动终止。"""
    name = staff.name(person_id, day) or "该人员"
    where = staff.whereabouts(person_id, day)
    if where in (Whereabouts.LEFT, Whereabouts.DIED):
        said = f"{name} {day.isoformat()} 已{WHEREABOUTS_LABELS[where]}，授权没有收回"
        remedy = "核对是谁做的；离院、去世的，撤销授权"
    elif where is Whereabouts.ELSEWHERE:
        said = f"{name} {day.isoformat()} 注册在外院，没有有效的邀请"
        remedy = "补登邀请文件；没有的，撤销授权"
    else:
        return ()
    return (Finding(Severity.WARN, said, "MTCA-20", remedy, "person"),)


@cites("MTCA-20")
def visiting_gate(
    staff: Staff, person_id: int, day: date, until: date | None = None
) -> tuple[Finding, ...]:
    """外请：注册不在本院的，须有覆盖授权期限的邀请文件，只能授予有末日的临时权限。

    Someone registered here needs no invitation; who has left or died gets nothing.
    """
    name = staff.name(person_id, day) or "该人员"

    def no(said: str, remedy: str) -> tuple[Finding, ...]:
        return (Finding(Severity.REFUSE, f"{name}{said}", "MTCA-20", remedy, "invitation"),)

    where = staff.whereabouts(person_id, day)
    if where in (Whereabouts.LEFT, Whereabouts.DIED):
        gone = "已离院" if where is Whereabouts.LEFT else "已去世"
        return no(f"{gone}，不能授权", "核对人员；已回院的先登记回院")
    if where in (Whereabouts.HERE, Whereabouts.LEAVE):
        return ()
    held = held_on(staff.invitations_of(person_id), day)
    if not held:
        outside = held_on(staff.registrations_of(person_id), day)
        place = next((r.institution for r in outside if r.place is not RegistrationPlace.HERE), "")
        return no(
            f"注册在{place or '外院'}，{day.isoformat()} 没有有效的邀请"
            if outside
            else f"在 {day.isoformat()} 没有执业注册记录，也没有邀请",
            "先登记邀请文件和期限，再授予临时权限",
        )
    last = max(one.until for one in held)
    if until is None or until > last:
        return no(
            f"的邀请到 {last.isoformat()} 为止，临时权限不能更长",
            f"权限的末日写在 {last.isoformat()} 或以前",
        )
    return ()
