"""privilege：授予、续授、升降级、暂停、恢复、撤销授权、撤销登记、一览。"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import date
from typing import Any

from medtech_desktop.cli import emergency_uses, specialties
from medtech_desktop.cli.applications import add_applications
from medtech_desktop.cli.library import opened
from medtech_desktop.cli.parsing import (
    BadUsage,
    a_date,
    a_grade,
    a_number,
    act_day,
    act_options,
    group,
    on_day,
    reason_option,
    refuse_on,
    the_clerk,
)
from medtech_desktop.cli.privilege_held import add_held
from medtech_desktop.cli.privilege_sheets import add_sheets
from medtech_desktop.cli.replies import Reply, done_reply, table
from medtech_desktop.domain.gradings import GRADE_NAMES
from medtech_desktop.domain.privilege_drafts import NewDecision
from medtech_desktop.domain.privileges import (
    OPEN,
    STATE_LABELS,
    DecisionKind,
    State,
    Target,
    TargetKind,
    Verb,
)
from medtech_desktop.office import privilege_acts as office
from medtech_desktop.office.acts import Clerk, Done, today
from medtech_desktop.office.institutions import department_id
from medtech_desktop.office.library import Library
from medtech_desktop.office.practitioners import person_id
from medtech_desktop.office.privilege_annulments import annul_decision, annul_privilege
from medtech_desktop.office.privilege_lists import MOST_SOON, set_soon_days, soon_days
from medtech_desktop.office.privilege_targets import (
    code_targets,
    specialty_target,
    technology_target,
)
from medtech_desktop.office.privileged_people import running_lines

_HELP = {
    Verb.GRANT: "授予",
    Verb.OPENING: "期初：启用以前本院已有的授权",
    Verb.RENEW: "续授；不写对象的，把所选的有效授权一律续到 --until",
    Verb.RAISE: "升级",
    Verb.LOWER: "降级",
    Verb.SUSPEND: "暂停；--everything 为这个人的全部",
    Verb.REINSTATE: "恢复；--everything 为这个人暂停着的全部",
    Verb.REVOKE: "撤销授权；--everything 为这个人的全部（如离院）",
}
_KINDS = {
    Verb.OPENING: DecisionKind.OPENING,
    Verb.RENEW: DecisionKind.RENEWAL,
    Verb.LOWER: DecisionKind.RESTRICTION,
    Verb.SUSPEND: DecisionKind.RESTRICTION,
    Verb.REINSTATE: DecisionKind.RESTRICTION,
    Verb.REVOKE: DecisionKind.RESTRICTION,
}
_WHOLE = {
    Verb.SUSPEND: office.suspend_everything,
    Verb.REINSTATE: office.reinstate_everything,
    Verb.REVOKE: office.revoke_everything,
}
_ENDS = (Verb.GRANT, Verb.OPENING, Verb.RENEW, Verb.RAISE, Verb.LOWER, Verb.SUSPEND)


def add_commands(commands: Any) -> None:
    """登记命令。"""
    privileges = group(commands, "privilege", "授权")
    for verb, words in _HELP.items():
        _verb_parser(privileges, verb, words)
    annul = privileges.add_parser("annul", help="撤销登记错的：一次决定（编号），或一件（标识）")
    annul.add_argument("number", metavar="编号", help="授权-2026-001，或一件的标识")
    annul.add_argument("--with-dependents", action="store_true", help="靠它成立的一并撤销")
    reason_option(annul)
    annul.set_defaults(run=_annul)
    listing = privileges.add_parser("list", help="某日有效和暂停着的授权")
    listing.add_argument("--person", metavar="人员", help="工号或姓名")
    listing.add_argument("--department", metavar="科室")
    listing.add_argument("--specialty", metavar="专业")
    listing.set_defaults(run=_list)
    soon = privileges.add_parser("soon", help="授权到期前几天列入将到期；不写天数为查看")
    soon.add_argument("days", nargs="?", type=a_number(1, MOST_SOON), metavar="天数")
    soon.set_defaults(run=_soon)
    add_applications(privileges)
    add_held(privileges)
    add_sheets(privileges)
    specialties.add_specialties(privileges)
    emergency_uses.add_emergencies(privileges)


def _soon(asked: argparse.Namespace) -> Reply:
    refuse_on(asked, "定的天数对以后都算，不分日子")
    with opened(asked) as library:
        if asked.days is not None:
            return done_reply(set_soon_days(library, the_clerk(asked), asked.days))
        days = soon_days(library)
    return Reply({"days": days}, (f"授权到期前 {days} 天起列入将到期",))


def _verb_parser(privileges: Any, verb: Verb, words: str) -> None:
    parser = privileges.add_parser(verb.value, help=words)
    nargs = "*" if verb is Verb.RENEW else "+"
    parser.add_argument("ids", nargs=nargs, metavar="人员", help="工号或姓名，可列多人")
    parser.add_argument("--specialty", metavar="专业", help="专业的级别授权")
    if verb in (Verb.GRANT, Verb.OPENING, Verb.RAISE, Verb.LOWER):
        parser.add_argument("--grade", type=a_grade, metavar="级别", help="1 至 4")
    if verb not in (Verb.RAISE, Verb.LOWER):
        parser.add_argument("--procedure", action="append", default=[], metavar="编码")
        parser.add_argument("--technology", action="append", default=[], metavar="编号")
    if verb in _ENDS:
        parser.add_argument("--until", type=a_date, metavar="日期", help="末日（含）")
    if verb in _WHOLE:
        parser.add_argument("--everything", action="store_true", help="这个人的全部")
    if verb is Verb.RENEW:
        parser.add_argument("--department", metavar="科室", help="这个科室的人")
        parser.add_argument(
            "--except", dest="left_out", action="append", default=[], metavar="人员", help="除外"
        )
    for name, metavar, help in (
        ("--basis", "依据", "考核、评估等"),
        ("--meeting", "会议", "审定的会议"),
        ("--document", "文号", ""),
        ("--approver", "人员", "批准人的工号或姓名"),
        ("--concurrent", "声明", "经办人自己批准的，写明兼任"),
        ("--note", "备注", ""),
    ):
        parser.add_argument(name, default="", metavar=metavar, help=help)
    parser.add_argument("--decided-on", type=a_date, metavar="日期", help="决定日期")
    act_options(parser)
    parser.set_defaults(run=_act, verb=verb)


@dataclass(frozen=True, slots=True)
class _Told:
    """命令里写的，认出来了的。"""

    library: Library
    clerk: Clerk
    decision: NewDecision
    people: list[int]
    targets: list[Target]
    day: date


def _act(asked: argparse.Namespace) -> Reply:
    day, verb = act_day(asked), asked.verb
    with opened(asked) as library:
        told = _Told(
            library,
            the_clerk(asked),
            _decision(asked, library, verb, day),
            [person_id(library, one, day) for one in asked.ids],
            _targets(asked, library, day),
            day,
        )
        if verb in (Verb.GRANT, Verb.OPENING):
            done = _grant(asked, told)
        elif verb is Verb.RENEW and not (told.people and told.targets):
            done = _renew(asked, told)
        elif getattr(asked, "everything", False):
            done = _whole(asked, told)
        else:
            done = _change(asked, told)
    return done_reply(done)


def _decision(asked: argparse.Namespace, library: Library, verb: Verb, day: date) -> NewDecision:
    decided_on = asked.decided_on or min(day, today())
    approver = person_id(library, asked.approver, decided_on) if asked.approver else None
    return NewDecision(
        _KINDS.get(verb, DecisionKind.GRANT),
        decided_on,
        asked.basis,
        asked.meeting,
        asked.document,
        approver,
        asked.concurrent,
        asked.note,
    )


def _targets(asked: argparse.Namespace, library: Library, day: date) -> list[Target]:
    """所写的各个对象。"""
    found = [specialty_target(library, asked.specialty)] if asked.specialty else []
    procedures: list[str] = getattr(asked, "procedure", [])
    if procedures:
        found += code_targets(library, procedures, min(day, today()))
    for key in getattr(asked, "technology", []):
        found.append(technology_target(library, key, day))
    return found


def _grant(asked: argparse.Namespace, told: _Told) -> Done:
    _needs_targets(told)
    if asked.grade and all(one.kind is not TargetKind.GRADE for one in told.targets):
        raise BadUsage("写了级别，没有写专业", "加 --specialty 专业；术式和技术没有级别之分")
    items = [
        office.Item(one, asked.grade if one.kind is TargetKind.GRADE else None)
        for one in told.targets
    ]
    return office.grant_privileges(
        told.library,
        told.clerk,
        told.decision,
        told.people,
        items,
        told.day,
        asked.until,
        verb=asked.verb,
        reason=asked.reason,
    )


def _renew(asked: argparse.Namespace, told: _Told) -> Done:
    if asked.procedure or asked.technology:
        raise BadUsage("写了术式或技术，没有写人员", "写明给谁续授；不写对象的按科室、专业续授")
    if asked.until is None:
        raise BadUsage("续授没有写末日", "加 --until 日期")
    library, day = told.library, told.day
    specialty = specialty_target(library, asked.specialty).id if asked.specialty else None
    department = department_id(library, asked.department, day) if asked.department else None
    selection = office.Selection(department, specialty, tuple(told.people))
    if selection == office.Selection():
        raise BadUsage("没有写续授哪些", "写人员、--department 科室或 --specialty 专业")
    left_out = {person_id(library, one, day) for one in asked.left_out}
    with library.look() as look:
        running = office.running_privileges(look, selection, day)
    excluded = [one.pick for one in running if one.pick.person_id in left_out]
    return office.renew_running(
        library,
        told.clerk,
        told.decision,
        selection,
        day,
        asked.until,
        excluded=excluded,
        reason=asked.reason,
    )


def _whole(asked: argparse.Namespace, told: _Told) -> Done:
    if told.targets or len(told.people) != 1:
        raise BadUsage("--everything 只写一个人，不写对象", "例如 revoke 1001 --everything")
    more: dict[str, Any] = {"reason": asked.reason}
    if asked.verb is Verb.SUSPEND:
        more["until"] = asked.until
    everything, [person] = _WHOLE[asked.verb], told.people
    return everything(told.library, told.clerk, told.decision, person, told.day, **more)


def _change(asked: argparse.Namespace, told: _Told) -> Done:
    _needs_targets(told)
    picks = [office.Pick(person, target) for person in told.people for target in told.targets]
    return office.change_privileges(
        told.library,
        told.clerk,
        told.decision,
        asked.verb,
        picks,
        told.day,
        getattr(asked, "until", None),
        grade=getattr(asked, "grade", None),
        reason=asked.reason,
    )


def _needs_targets(told: _Told) -> None:
    if not told.targets:
        raise BadUsage(
            "没有写授权对象",
            "写 --specialty 专业 --grade 级别、--procedure 编码或 --technology 编号",
        )


def _annul(asked: argparse.Namespace) -> Reply:
    refuse_on(asked)
    act = annul_decision if asked.number.strip().startswith("授权-") else annul_privilege
    with opened(asked) as library:
        done = act(
            library,
            the_clerk(asked),
            asked.number.strip(),
            asked.reason,
            with_dependents=asked.with_dependents,
        )
    return done_reply(done)


def _list(asked: argparse.Namespace) -> Reply:
    day = on_day(asked)
    with opened(asked) as library:
        selection = office.Selection(
            department_id(library, asked.department, day) if asked.department else None,
            specialty_target(library, asked.specialty).id if asked.specialty else None,
            (person_id(library, asked.person, day),) if asked.person else (),
        )
        lines = running_lines(library, selection, day)
    data = [
        {
            "number": one.number,
            "person": one.person,
            "target": one.target,
            "grade": one.grade,
            "until": None if one.until == OPEN else one.until.isoformat(),
            "state": one.state.name.lower(),
            "event": one.event,
        }
        for one in lines
    ]
    rows = [
        (
            one.number,
            one.person,
            one.target,
            GRADE_NAMES[one.grade] if one.grade else "",
            "长期" if one.until == OPEN else one.until.isoformat(),
            STATE_LABELS[State(one.state)],
        )
        for one in lines
    ]
    text = table(("工号", "姓名", "授权对象", "级别", "有效期至", "情形"), rows)
    return Reply({"privileges": data}, text if rows else ("没有有效或暂停着的授权",))
