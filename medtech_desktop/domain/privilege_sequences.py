"""授权的先后：哪一件之后可以有哪一件（第二十条）。

One chain is one practitioner and one target.  An event is judged at its own place in the
chain; what already stands after it must still make sense.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from medtech_desktop.domain.gradings import GRADE_NAMES
from medtech_desktop.domain.law import Finding, Severity, cites
from medtech_desktop.domain.privilege_drafts import NewEvent, as_event
from medtech_desktop.domain.privileges import (
    OPEN,
    VERB_LABELS,
    PrivilegeEvent,
    Standing,
    State,
    TargetKind,
    Verb,
    after,
    in_order,
)

_GIVING = (Verb.OPENING, Verb.GRANT)
_GRADED = (Verb.OPENING, Verb.GRANT, Verb.RAISE, Verb.LOWER)
_ARTICLE = "MTCA-20"
_ANEW = "撤销以后只能重新授予，不能续授、恢复"


def _no(said: str, remedy: str, field: str = "verb") -> Finding:
    return Finding(Severity.REFUSE, said, _ARTICLE, remedy, field)


def standing_at(chain: Sequence[PrivilegeEvent], day: date) -> Standing | None:
    """一串已登记的事件到某日（含当日各件）的情形。"""
    standing: Standing | None = None
    for event in in_order(chain):
        if event.day > day:
            break
        standing = after(standing, event)
    return standing


def last_word(
    chain: Sequence[PrivilegeEvent], day: date
) -> tuple[PrivilegeEvent | None, Standing | None]:
    """到某日为止最后一件算数的事件，与它之后的情形；都还没有到的取第一件。"""
    standing, last = None, None
    counted = [one for one in in_order(chain) if one.annulled_on is None]
    for event in counted:
        if event.day > day and last is not None:
            break
        now = after(standing, event)
        if now is not standing:  # after a revocation the rest changes nothing
            standing, last = now, event
    return last, standing


def began(last: PrivilegeEvent, standing: Standing, day: date) -> date:
    """现在的情形从哪天起：最后一件算数的那天；暂停已满的，从期满次日起。

    A change holds from its own day on, though a surgery of that day is to be verified.
    """
    if last.verb is Verb.SUSPEND and day > standing.suspended_until:
        return standing.suspended_until + timedelta(days=1)
    return last.day


@cites("MTCA-20")
def misplaced(standing: Standing | None, event: NewEvent, what: str) -> Finding | None:
    """在这一情形之后不能有这一件；可以有的为 None。``what``：谁的哪一项。"""
    if standing is not None and standing.revoked and event.verb is not Verb.GRANT:
        verb = VERB_LABELS[event.verb]
        return _no(f"{what}已经撤销授权，不能{verb}", f"要再用的，重新授予。{_ANEW}")
    if event.verb in _GIVING:
        return _given_twice(standing, event, what)
    if standing is None:
        verb = VERB_LABELS[event.verb]
        remedy = "先授予；本院原来就有的，作期初登记"
        return _no(f"{what}在 {event.day.isoformat()} 还没有授权，不能{verb}", remedy)
    if event.verb is Verb.REINSTATE:
        if not (standing.suspended and event.day <= standing.suspended_until):
            return _no(f"{what}没有暂停，不用恢复", "核对是哪一项；已过期的用续授")
        return None
    if event.verb is Verb.REVOKE:
        return None
    if standing.suspended and event.day <= standing.suspended_until:
        return _no(f"{what}正在暂停，不能{VERB_LABELS[event.verb]}", "先恢复，或撤销授权")
    if event.verb is Verb.RENEW:
        return _renewed(standing, event, what)
    if standing.state(event.day) is State.EXPIRED:
        ended = standing.until.isoformat()
        return _no(f"{what}已于 {ended} 过期，不能{VERB_LABELS[event.verb]}", "先续授")
    return None if event.verb is Verb.SUSPEND else _moved(standing, event, what)


def _given_twice(standing: Standing | None, event: NewEvent, what: str) -> Finding | None:
    if standing is None:
        return None
    state = standing.state(event.day)
    if state is State.VALID:
        ends = "长期有效" if standing.until == OPEN else f"至 {standing.until.isoformat()}"
        return _no(f"{what}已有授权，{ends}", "延长期限用续授，改级别用升级或降级")
    if state is State.SUSPENDED:
        return _no(f"{what}已有授权，正在暂停", "用恢复；不再用的先撤销授权")
    return None


def _renewed(standing: Standing, event: NewEvent, what: str) -> Finding | None:
    if standing.until != OPEN and event.until is not None and event.until < standing.until:
        said = f"{what}原来到 {standing.until.isoformat()}，续授的末日反而早"
        return _no(said, "末日写得不早于原来的；要提前收回的，用暂停或撤销授权", "until")
    if event.grade is not None and event.grade != standing.grade:
        return _no(f"{what}续授不改级别", "改级别用升级或降级", "grade")
    return None


def _moved(standing: Standing, event: NewEvent, what: str) -> Finding | None:
    if event.target.kind is not TargetKind.GRADE:
        return _no(f"{what}没有级别之分，不能{VERB_LABELS[event.verb]}", "升级、降级只用于专业级别")
    if event.grade is None:
        return None  # ``ill_formed`` says it
    if event.verb is Verb.RAISE and event.grade <= standing.grade:
        said = f"{what}现为{GRADE_NAMES[standing.grade]}，升级须高于它"
        return _no(said, "核对级别；降低的用降级", "grade")
    if event.verb is Verb.LOWER and event.grade >= standing.grade:
        said = f"{what}现为{GRADE_NAMES[standing.grade]}，降级须低于它"
        return _no(said, "核对级别；提高的用升级", "grade")
    return None


@cites("MTCA-20")
def ill_formed(event: NewEvent, what: str) -> Finding | None:
    """一件事件本身的毛病：末日、级别。"""
    if event.until is not None and event.until < event.day:
        said = f"{what}的末日 {event.until.isoformat()} 早于起日 {event.day.isoformat()}"
        return Finding(Severity.REFUSE, said, "INPUT", "核对两个日期", "until")
    if event.verb is Verb.REINSTATE and event.until is not None:
        return Finding(Severity.REFUSE, f"{what}恢复不填末日", "INPUT", "期限另用续授", "until")
    if event.target.kind is TargetKind.GRADE:
        if event.verb in _GRADED and event.grade not in (1, 2, 3, 4):
            return Finding(Severity.REFUSE, f"{what}没有填级别", "INPUT", "填一至四级", "grade")
    elif event.grade is not None:
        remedy = "级别只用于按专业授权"
        return Finding(Severity.REFUSE, f"{what}没有级别之分", "INPUT", remedy, "grade")
    return None


@cites("MTCA-20")
def sequence_findings(
    chain: Sequence[PrivilegeEvent], events: Sequence[NewEvent], what: str, today: date
) -> list[Finding]:
    """同一人、同一对象的几件新事件放进已有的一串里：放不放得下，后面的还成不成立。"""
    found: list[Finding] = []
    held = list(chain)
    first = min(event.day for event in events)
    has_later = any(one.day > first for one in held)
    upset = frozenset(one.id for one in stranded(held)) if has_later else frozenset()
    for place, event in enumerate(events):
        wrong = ill_formed(event, what) or misplaced(standing_at(held, event.day), event, what)
        if wrong is not None:
            found.append(wrong)
            continue
        held.append(as_event(event, today, place))
    for later in stranded(held) if has_later else ():
        if later.id not in upset and later.uid:
            label = VERB_LABELS[later.verb]
            said = f"{what}后面已登记 {later.day.isoformat()} 的{label}，这一件补进去它就不成立"
            found.append(Finding(Severity.WARN, said, _ARTICLE, "核对先后；登记错的先撤销", "day"))
    return found


@cites("MTCA-20")
def stranded(chain: Sequence[PrivilegeEvent]) -> tuple[PrivilegeEvent, ...]:
    """一串里没有着落的：撤销了的不算，余下的当中前面没有它所要的那一件。"""
    standing: Standing | None = None
    found: list[PrivilegeEvent] = []
    for event in in_order(chain):
        if event.annulled_on is not None:
            continue
        if misplaced(standing, as_new(event), "") is not None:
            found.append(event)
            continue
        standing = after(standing, event)
    return tuple(found)


def as_new(event: PrivilegeEvent) -> NewEvent:
    """已登记的一件当作拟登记的，供核对先后。"""
    return NewEvent(
        event.person_id, event.target, event.verb, event.day, event.until, event.grade, event.reason
    )


def dependents(
    chain: Sequence[PrivilegeEvent], annulled: frozenset[str]
) -> tuple[PrivilegeEvent, ...]:
    """撤销这些（uid）以后没有着落的：例如续授没有了它的授予。"""
    before = {event.uid for event in stranded(chain)}
    left = [event for event in chain if event.uid not in annulled]
    return tuple(event for event in stranded(left) if event.uid not in before)
