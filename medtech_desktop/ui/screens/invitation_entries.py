"""录入：外请的邀请、限制类技术的免训。"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from medtech_desktop.domain.law import Finding
from medtech_desktop.ui.desk import Desk, Done
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screens.certificate_entries import ask_technologies
from medtech_desktop.ui.screens.practitioner_entries import optional_day
from medtech_desktop.ui.screens.technology_entries import UNANSWERED, Plan

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library


class InvitationEntry(Entry):
    """登记外请：凭邀请文件，有起止日。"""

    def __init__(
        self, desk: Desk, person: int, name: str, today: date, parent: QWidget | None = None
    ) -> None:
        line = "注册在外院的医师来院，凭邀请文件，临时权限不超过邀请的期限。"
        super().__init__(desk, f"登记外请：{name}", "登记外请", line, parent, thing=str(person))
        self._person = person
        self.form.line("document", "邀请文件", hint="名称或文号")
        self.form.line("institution", "所在单位", hint="不填时用其注册的外院")
        self.form.line("department", "邀请科室", hint="可不填")
        self.form.day("since", "自何日起", today)
        self.form.day("until", "到何日止", today, "含这一天")

    def plan(self) -> Plan:
        fields = ("document", "institution", "department")
        answers = {field: self.form.value(field) for field in fields}
        days = (self.form.day_value("since"), self.form.day_value("until"))
        return _invite, (self._person, answers, days)


def _invite(
    library: Library, person: int, answers: dict[str, str], days: tuple[date, date]
) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.invitations import NewInvitation, invite

    draft = NewInvitation(
        answers["document"], days[0], days[1], answers["institution"], answers["department"]
    )
    return invite(library, clerk_here(), person, draft)


class ExemptionEntry(Entry):
    """登记免训。"""

    def __init__(
        self, desk: Desk, person: int, name: str, today: date, parent: QWidget | None = None
    ) -> None:
        line = "有免训规定的才可以免训，写明依据的规定；只对所选的一项限制类技术。"
        super().__init__(desk, f"登记免训：{name}", "登记免训", line, parent, thing=str(person))
        self._person = person
        self.technology = self.form.choice("technology", "技术", (UNANSWERED,))
        self.form.line("basis", "依据的规定", hint="规定的名称与条款")
        self.form.line("why", "理由", hint="如何符合这条规定")
        self.form.line("document", "文件", hint="可不填")
        self.form.day("since", "自何日起", today)
        self.form.line("until", "到何日止", hint="长期的不填")
        desk.ask(ask_technologies, today, then=self._show_technologies, owner=self)

    def _show_technologies(self, found: tuple[tuple[str, str], ...]) -> None:
        for lineage, said in found:
            self.technology.addItem(said, lineage)

    def plan(self) -> Plan | None:
        self.form.clear_findings()
        until = optional_day(self.form.value("until"))
        if isinstance(until, Finding):
            self.form.show_findings((until,))
            return None
        if not self.answered("technology"):
            return None
        fields = ("technology", "basis", "why", "document")
        answers = {field: self.form.value(field) for field in fields}
        return _exempt, (self._person, answers, self.form.day_value("since"), until)


def _exempt(
    library: Library, person: int, answers: dict[str, str], since: date, until: date | None
) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.invitations import NewExemption, exempt

    draft = NewExemption(
        answers["technology"],
        answers["basis"],
        since,
        answers["why"],
        answers["document"],
        until,
    )
    return exempt(library, clerk_here(), person, draft)
