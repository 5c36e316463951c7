"""录入：续授、暂停、恢复、升级、降级、撤销授权，年度续授，撤销登记错的一件。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from medtech_desktop.domain.gradings import GRADE_NAMES
from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.domain.privileges import VERB_LABELS, Target, Verb
from medtech_desktop.ui.desk import Desk, Done
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screens.privilege_entries import _DecisionEntry, decision_of
from medtech_desktop.ui.screens.technology_entries import Plan

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library
    from medtech_desktop.office.privilege_chains import ChainLine

_LINES = {
    Verb.RENEW: "续到新的末日；原来的授权不改，另记一件续授。",
    Verb.SUSPEND: "暂停期间不得开展；恢复须另作决定。",
    Verb.REINSTATE: "恢复以后按原来的末日有效。",
    Verb.RAISE: "升到更高的级别。",
    Verb.LOWER: "降到较低的级别，立即生效。",
    Verb.REVOKE: "撤销以后不得开展；再要开展须重新授权。",
}
_UNTIL = {
    Verb.RENEW: ("有效至", "如 2028-11-23；不填为长期"),
    Verb.SUSPEND: ("暂停至", "如 2027-02-28；不填为到恢复时为止"),
    Verb.RAISE: ("有效至", "不填为原来的末日"),
    Verb.LOWER: ("有效至", "不填为原来的末日"),
}
_TAKING = (Verb.LOWER, Verb.SUSPEND, Verb.REVOKE)
_KINDS = {Verb.RENEW: "renewal", Verb.RAISE: "grant"}
_TITLES = {Verb.RENEW: "办理续授"}


@dataclass(frozen=True, slots=True)
class Picked:
    """选定的一项：谁、哪个对象，怎样称呼。"""

    person: int
    target: Target
    who: str
    what: str

    @property
    def key(self) -> str:
        """草稿认得出它。"""
        return f"{self.person} {int(self.target.kind)} {self.target.id}"


class ChangeEntry(_DecisionEntry):
    """变更授权：选定的各项，一次决定。"""

    def __init__(
        self,
        desk: Desk,
        verb: Verb,
        picks: tuple[Picked, ...],
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        title = _TITLES.get(verb, VERB_LABELS[verb])
        act = VERB_LABELS[verb] if len(picks) == 1 else f"{VERB_LABELS[verb]} {len(picks):,} 项"
        alone = len(picks) == 1
        thing = picks[0].key if alone else ""
        part = verb.value if alone else f"{verb.value} {len(picks)} {picks[0].key}"
        super().__init__(desk, title, act, _about(picks, verb), parent, thing=thing, part=part)
        self._verb, self._picks = verb, picks
        if verb is Verb.REVOKE:
            self.act_button.setProperty("kind", "fatal")
        if verb in (Verb.RAISE, Verb.LOWER):
            grades = tuple((str(one), word) for one, word in sorted(GRADE_NAMES.items()))
            self.form.choice("grade", "级别", grades)
        if verb in _UNTIL:
            self.form.line("until", *_with_hint(_UNTIL[verb]))
        reason = "暂停、降级、撤销须写明" if verb in _TAKING else "补录的须写明；其余可不填"
        self.form.text("reason", "理由", hint=reason)
        self.add_decision(today)

    def plan(self) -> Plan | None:
        self.form.clear_findings()
        until = self.until() if self.form.has("until") else None
        if until is False:
            return None
        told = self.told()
        told["verb"] = self._verb.value
        told["grade"] = self.form.value("grade") if self.form.has("grade") else ""
        told["reason"] = self.form.value("reason") or self.reason()
        picks = tuple((one.person, one.target) for one in self._picks)
        return _change, (told, picks, until)


def _about(picks: tuple[Picked, ...], verb: Verb) -> str:
    first = f"{picks[0].who}「{picks[0].what}」" if picks else ""
    rest = f" 等 {len(picks):,} 项" if len(picks) > 1 else ""
    return f"{first}{rest}：{_LINES[verb]}"


def _with_hint(told: tuple[str, str]) -> tuple[str, str, str]:
    return told[0], "", told[1]


def _change(
    library: Library,
    told: dict[str, str],
    picks: tuple[tuple[int, Target], ...],
    until: date | None,
) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.practitioners import person_id
    from medtech_desktop.office.privilege_acts import Pick, change_privileges

    verb, day = Verb(told["verb"]), date.fromisoformat(told["day"])
    approver = person_id(library, told["approver"], day) if told["approver"] else None
    return change_privileges(
        library,
        clerk_here(),
        decision_of(told, _KINDS.get(verb, "restriction"), approver),
        verb,
        [Pick(*one) for one in picks],
        day,
        until,
        grade=int(told["grade"]) if told["grade"] else None,
        reason=told["reason"],
    )


class YearRenewalEntry(_DecisionEntry):
    """年度续授：一个科室（或全院）有效的授权一律续到新的末日。"""

    def __init__(
        self,
        desk: Desk,
        scopes: tuple[tuple[str, str], ...],
        scope: str,
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        line = "范围内有效的授权一律续到新的末日；已离院的、原来就到更晚的，自动不续。"
        super().__init__(desk, "年度续授", "续授", line, parent, part=scope)
        box = self.form.choice("scope", "范围", scopes)
        box.setCurrentIndex(max(0, box.findData(scope)))
        end = date(today.year + 1, 12, 31)
        self.form.day("until", "有效至", end)
        self.form.text("reason", "说明")
        self.add_decision(today, basis_hint="年度考核、动态评估等")

    def plan(self) -> Plan:
        told = self.told()
        told["scope"], told["reason"] = self.form.value("scope"), self.form.value("reason")
        return _renew_all, (told, self.form.day_value("until"))


def _renew_all(library: Library, told: dict[str, str], until: date) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.practitioners import person_id
    from medtech_desktop.office.privilege_acts import Selection, renew_running

    day = date.fromisoformat(told["day"])
    approver = person_id(library, told["approver"], day) if told["approver"] else None
    kind, _, number = told["scope"].partition(":")
    selection = Selection(
        int(number) if kind == "department" else None,
        int(number) if kind == "specialty" else None,
    )
    decision = decision_of(told, "renewal", approver)
    return renew_running(
        library, clerk_here(), decision, selection, day, until, reason=told["reason"]
    )


class _AnnulEntry(Entry):
    """撤销登记错的授权：写明理由；靠它的各件一并撤销，或有的就先不撤销。"""

    def add_why(self) -> None:
        """加上理由与靠它的各件。"""
        self.act_button.setProperty("kind", "fatal")
        self.form.text("reason", "理由", hint="写明登记错在哪里")
        more = (("no", "有的就先不撤销"), ("yes", "一并撤销"))
        self.form.choice("dependents", "靠它的各件", more, "例如续授靠它的授予成立")

    def why(self) -> tuple[str, bool] | None:
        """理由，一并撤销没有；没有写理由的指出。"""
        if reason := self.form.value("reason"):
            return reason, self.form.value("dependents") == "yes"
        said = Finding(Severity.REFUSE, "没有写理由", "INPUT", "写明登记错在哪里", "reason")
        self.form.show_findings((said,))
        return None


class AnnulPrivilegeEntry(_AnnulEntry):
    """撤销登记错的一件：自始不算数，原记录和撤销都保留。"""

    def __init__(
        self, desk: Desk, picked: Picked, lines: tuple[ChainLine, ...], parent: QWidget | None
    ) -> None:
        line = f"{picked.who}「{picked.what}」：登记错的一件自始不算数，原记录和撤销都保留。"
        super().__init__(desk, "撤销登记", "撤销登记", line, parent, thing=picked.key)
        choices = tuple((one.uid, f"{one.day.isoformat()} {one.said}") for one in lines)
        self.form.choice("event", "哪一件", choices)
        self.add_why()

    def plan(self) -> Plan | None:
        why = self.why()
        return (_annul, (self.form.value("event"), *why)) if why else None


def _annul(library: Library, uid: str, reason: str, more: bool) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.privilege_annulments import annul_privilege

    return annul_privilege(library, clerk_here(), uid, reason, with_dependents=more)


class SoonDaysEntry(Entry):
    """定授权到期前几天列入将到期。"""

    def __init__(self, desk: Desk, days: int, parent: QWidget | None = None) -> None:
        line = f"现在是 {days} 天。「将到期」一览和今日待办按它列；矩阵的记号固定为 60 天。"
        super().__init__(desk, "将到期的天数", "保存天数", line, parent)
        self.form.line("days", "到期前几天", str(days), "1 到 366 的整数")

    def plan(self) -> Plan | None:
        self.form.clear_findings()
        text = self.form.value("days")
        if not text.isdecimal():
            said = Finding(Severity.REFUSE, f"「{text}」不是天数", "INPUT", "填整数", "days")
            self.form.show_findings((said,))
            return None
        return _set_soon, (int(text),)


def ask_soon(library: Library) -> int:
    """将到期是几天以内。"""
    from medtech_desktop.office.privilege_lists import soon_days

    return soon_days(library)


def _set_soon(library: Library, days: int) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.privilege_lists import set_soon_days

    return set_soon_days(library, clerk_here(), days)
