"""录入：登记技术、依据、科室、负责人、自我评估、论证、伦理、获准、首例、停止。"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from medtech_desktop.ui.desk import Desk, Done
from medtech_desktop.ui.entry import Act, Entry
from medtech_desktop.ui.widgets.catalog_field import CatalogChoice, CatalogField
from medtech_desktop.ui.widgets.people_field import PeopleField, PersonChoice

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library
    from medtech_desktop.office.technologies import NewTechnology

Plan = tuple[Act, tuple[object, ...]]
YES_NO = (("yes", "是"), ("no", "否"))
NO_YES = (("no", "否"), ("yes", "是"))
UNANSWERED = ("", "未选")
_VERDICTS = (UNANSWERED, ("pass", "通过"), ("redo", "补充后再审"), ("fail", "不通过"))


def split_names(text: str) -> tuple[str, ...]:
    """用顿号、逗号或分号分开的各名。"""
    for sign in ("，", ",", "；", ";", "\n"):
        text = text.replace(sign, "、")
    return tuple(part.strip() for part in text.split("、") if part.strip())


def ask_people(library: Library, on: date) -> tuple[PersonChoice, ...]:
    """在册人员。"""
    from medtech_desktop.office.pinyin import person_haystack
    from medtech_desktop.office.practitioner_lists import practitioner_list

    return tuple(
        PersonChoice(
            line.name,
            line.staff_number,
            f"{line.title} {line.departments}".strip(),
            person_haystack(line.name, (line.staff_number, line.title, line.departments)),
        )
        for line in practitioner_list(library, on)
    )


def ask_entries(library: Library, on: date) -> tuple[CatalogChoice, ...]:
    """施行中的限制类目录的条目。"""
    from medtech_desktop.office.catalogs import catalog_lines
    from medtech_desktop.office.pinyin import haystack

    return tuple(
        CatalogChoice(one.code, one.name, one.edition, haystack((one.code, one.name)))
        for one in catalog_lines(library, on)
    )


class TechnologyEntry(Entry):
    """登记技术。"""

    def __init__(self, desk: Desk, today: date, parent: QWidget | None = None) -> None:
        line = "目录里有的填技术编号，名称以目录为准；其他技术只填名称。"
        super().__init__(desk, "登记技术", "登记技术", line, parent)
        self._today = today
        form = self.form
        self.code = CatalogField()
        hint = "如 S16；没有编号的限制类填目录名称；其他技术不填"
        form.add("code", "技术编号", self.code, hint)
        self.code.told.connect(lambda words: form.tell("code", words))
        form.line("name", "技术名称", hint="本院叫法，可不填")
        form.line("aliases", "别名", hint="多个用顿号分开")
        form.line("codes", "手术操作编码", hint="多个用顿号分开")
        form.line("indication", "适应证")
        form.line("departments", "开展科室", hint="多个用顿号分开，均印入备案表")
        self.leads = PeopleField()
        form.add("leads", "技术负责人", self.leads, "须是本院注册的执业医师")
        options = (("", "按目录提示"), *YES_NO)
        form.choice("radiology", "涉及放射诊疗", options)
        form.choice("ethical_risk", "重大伦理风险", NO_YES)
        form.choice("research", "临床研究", NO_YES, "是的，不按临床应用判断")
        form.day("on", "拟开展日期", today)
        desk.ask(ask_people, today, then=self.leads.set_people, owner=self)
        desk.ask(ask_entries, today, then=self.code.set_choices, owner=self)

    def plan(self) -> Plan:
        value = self.form.value
        said = value("radiology")
        draft: dict[str, object] = {
            "name": value("name"),
            "code": value("code"),
            "aliases": split_names(value("aliases")),
            "codes": split_names(value("codes")),
            "indication": value("indication"),
            "departments": split_names(value("departments")),
            "leads": self.leads.keys(),
            "radiology": None if not said else said == "yes",
            "ethical_risk": value("ethical_risk") == "yes",
            "research": value("research") == "yes",
        }
        return _add, (draft, self.form.day_value("on"), self.reason())


def _add(library: Library, draft: dict[str, object], on: date, reason: str) -> Done:
    from medtech_desktop.domain.law import Severity
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.technologies import NewTechnology, add_technology

    made: NewTechnology = NewTechnology(**draft)  # type: ignore[arg-type]
    done = add_technology(library, clerk_here(), made, on, reason=reason)
    return done.in_full(Severity.NOTE)  # what had to be explained was read in the form


class EvidenceEntry(Entry):
    """登记安全有效的依据。"""

    def __init__(
        self, desk: Desk, key: str, name: str, today: date, parent: QWidget | None = None
    ) -> None:
        line = f"{name}：没有安全性、有效性的依据，不能论证。"
        super().__init__(desk, "登记依据", "登记依据", line, parent, thing=key)
        self._key = key
        self.form.text("source", "依据", hint="指南、文献或临床研究结论的名称和出处")
        self.form.day("day", "日期", today)

    def plan(self) -> Plan:
        return _evidence, (self._key, self.form.value("source"), self.form.day_value("day"))


def _evidence(library: Library, key: str, source: str, day: date) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.technologies import add_evidence

    return add_evidence(library, clerk_here(), key, source, day)


class LeadsEntry(Entry):
    """登记开展科室与技术负责人。"""

    def __init__(
        self,
        desk: Desk,
        key: str,
        name: str,
        leads: tuple[str, ...],
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        line = f"{name}：自所填日期起由这些人负责；以前的记录保留。"
        super().__init__(desk, "登记技术负责人", "登记技术负责人", line, parent, thing=key)
        self._key = key
        self.leads = PeopleField("、".join(leads))
        self.form.add("person", "技术负责人", self.leads, "须是本院注册的执业医师；多名均填")
        self.form.day("since", "自何日起", today)
        desk.ask(ask_people, today, then=self.leads.set_people, owner=self)

    def plan(self) -> Plan:
        return _leads, (self._key, self.leads.keys(), self.form.day_value("since"))


def _leads(library: Library, key: str, people: tuple[str, ...], since: date) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.technologies import set_leads

    return set_leads(library, clerk_here(), key, people, since)


class DepartmentsEntry(Entry):
    """登记开展科室。"""

    def __init__(
        self,
        desk: Desk,
        key: str,
        name: str,
        departments: str,
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        line = f"{name}：开展科室为多个时，备案表均应填写。"
        super().__init__(desk, "登记开展科室", "登记开展科室", line, parent, thing=key)
        self._key = key
        self.form.line("departments", "开展科室", departments, "多个用顿号分开")
        self.form.day("since", "自何日起", today)

    def plan(self) -> Plan:
        names = split_names(self.form.value("departments"))
        return _departments, (self._key, names, self.form.day_value("since"))


def _departments(library: Library, key: str, names: tuple[str, ...], since: date) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.technologies import set_departments

    return set_departments(library, clerk_here(), key, names, since)


class AppraisalEntry(Entry):
    """登记论证结论。"""

    def __init__(
        self, desk: Desk, key: str, name: str, today: date, parent: QWidget | None = None
    ) -> None:
        line = f"{name}：论证技术能力与安全保障能力，只有「通过」才可以开展。"
        super().__init__(desk, "登记论证结论", "登记论证结论", line, parent, thing=key)
        self._key = key
        form = self.form
        form.day("held_on", "论证日期", today)
        form.choice("ability", "技术能力", _VERDICTS)
        form.choice("safety", "安全保障能力", _VERDICTS)
        form.choice("verdict", "结论", _VERDICTS)
        form.text("conclusion", "结论文字", hint="印入附件3，由主任手签")
        form.line("meeting", "会议", hint="会议名称或纪要文号")

    def plan(self) -> Plan | None:
        if not self.answered("ability", "safety", "verdict"):
            return None
        value = self.form.value
        fields = ("ability", "safety", "verdict", "conclusion", "meeting")
        answers = tuple(value(field) for field in fields)
        return _appraise, (self._key, self.form.day_value("held_on"), answers, self.reason())


def _appraise(library: Library, key: str, day: date, answers: tuple[str, ...], reason: str) -> Done:
    from medtech_desktop.domain.appraisals import Verdict
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.appraisals import NewAppraisal, record_appraisal

    ability, safety, verdict, conclusion, meeting = answers
    draft = NewAppraisal(
        day, Verdict(ability), Verdict(safety), Verdict(verdict), conclusion, meeting
    )
    return record_appraisal(library, clerk_here(), key, draft, reason=reason)


class EthicsEntry(Entry):
    """登记伦理审查结论。"""

    def __init__(
        self, desk: Desk, key: str, name: str, today: date, parent: QWidget | None = None
    ) -> None:
        line = f"{name}：限制类和有重大伦理风险的须经审查通过，不能免审。"
        super().__init__(desk, "登记伦理审查", "登记伦理审查", line, parent, thing=key)
        self._key = key
        form = self.form
        form.day("held_on", "审查日期", today)
        waived = form.choice("waived", "免审", NO_YES, "「是」须由伦理委员会签署不涉及重大伦理风险")
        form.choice("verdict", "结论", _VERDICTS)
        waived.currentIndexChanged.connect(
            lambda _n: form.show_field("verdict", not self._is_waived())
        )
        form.text("conclusion", "结论文字", hint="印入附件3，由主任手签；免审的写明理由")
        form.line("meeting", "会议", hint="会议名称或批件号")
        form.line("consulted", "咨询专家", hint="咨询省级或国家级专家的，写明")

    def _is_waived(self) -> bool:
        return self.form.value("waived") == "yes"

    def plan(self) -> Plan | None:
        if not self._is_waived() and not self.answered("verdict"):
            return None
        value = self.form.value
        fields = ("waived", "verdict", "conclusion", "meeting", "consulted")
        answers = tuple(value(field) for field in fields)
        return _review, (self._key, self.form.day_value("held_on"), answers, self.reason())


def _review(library: Library, key: str, day: date, answers: tuple[str, ...], reason: str) -> Done:
    from medtech_desktop.domain.appraisals import Verdict
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.appraisals import NewEthicsReview, record_ethics

    waived, verdict, conclusion, meeting, consulted = answers
    said = Verdict.PASS if waived == "yes" else Verdict(verdict)
    draft = NewEthicsReview(day, said, conclusion, waived == "yes", meeting, consulted)
    return record_ethics(library, clerk_here(), key, draft, reason=reason)
