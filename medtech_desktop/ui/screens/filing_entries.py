"""录入：新建备案、填意见与负责人、登记材料、登记每一步、提交。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.ui.desk import Desk, Done
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screens.practitioner_entries import optional_day
from medtech_desktop.ui.screens.technology_entries import Plan, ask_people
from medtech_desktop.ui.widgets.field_state import put_text
from medtech_desktop.ui.widgets.people_field import PeopleField
from medtech_desktop.ui.widgets.quiet import button

if TYPE_CHECKING:
    from medtech_desktop.office.filing_pages import DraftView
    from medtech_desktop.office.library import Library

_SHORT = 36


class OpenFilingEntry(Entry):
    """新建备案。"""

    def __init__(
        self, desk: Desk, key: str, name: str, today: date, parent: QWidget | None = None
    ) -> None:
        line = f"{name}：缘由与期限由首例、目录和变更推定；编号生成后不变。"
        super().__init__(desk, "新建备案", "新建备案", line, parent, thing=key)
        self._key, self._today = key, today
        causes = (
            ("", "按登记推定"),
            ("principal_change", "主要负责人变更"),
            ("lead_change", "技术负责人变更"),
        )
        self.form.choice("cause", "缘由", causes)
        self.leads = PeopleField()
        self.form.add("lead", "技术负责人", self.leads, "不填时用技术目录里登记的负责人")
        self.form.text("opinion", "医疗机构意见", hint="印入附件2，可以以后再填")
        desk.ask(ask_people, today, then=self.leads.set_people, owner=self)

    def plan(self) -> Plan:
        value = self.form.value
        answers = (value("cause"), self.leads.keys(), value("opinion"))
        return _open, (self._key, answers, self._today, self.reason())


def _open(
    library: Library, key: str, answers: tuple[str, tuple[str, ...], str], on: date, reason: str
) -> Done:
    from medtech_desktop.domain.filings import FilingCause
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.filings import NewFiling, open_filing

    cause, leads, opinion = answers
    draft = NewFiling(FilingCause(cause) if cause else None, leads=leads, opinion=opinion)
    return open_filing(library, clerk_here(), key, draft, on, reason=reason)


class OpinionEntry(Entry):
    """填写备案表：是否首次开展、医疗机构意见。"""

    def __init__(
        self, desk: Desk, number: str, draft: DraftView, today: date, parent: QWidget | None = None
    ) -> None:
        line = f"{number}：提交以前可以改。"
        super().__init__(desk, "填写备案表", "保存草稿", line, parent, thing=number)
        self._number, self._version, self._today = number, draft.version, today
        answers = (("", "未答"), ("yes", "是"), ("no", "否"))
        box = self.form.choice("first_use", "是否首次开展", answers, "变更后重新提交的选「否」")
        said = {True: "yes", False: "no", None: ""}[draft.first_use]
        box.setCurrentIndex(box.findData(said))
        self.opinions = self.form.choice("earlier", "以前的意见", (("", "不用以前的"),))
        self.form.show_field("earlier", False)
        self.text = self.form.text("opinion", "医疗机构意见", draft.opinion, "印入附件2，加盖公章")
        self.opinions.activated.connect(lambda _n: self._take())
        desk.ask(ask_opinions, today, then=self._show_opinions, owner=self)

    def _show_opinions(self, opinions: tuple[str, ...]) -> None:
        for text in opinions:
            short = text if len(text) <= _SHORT else f"{text[:_SHORT]}…"
            self.opinions.addItem(short.replace("\n", " "), text)
        self.form.show_field("earlier", bool(opinions))
        self._fit()

    def _take(self) -> None:
        """取一条以前的意见；原来写的可以撤销回来。"""
        chosen = self.form.value("earlier")
        if chosen:
            put_text(self.text, chosen)

    def plan(self) -> Plan:
        said = self.form.value("first_use")
        first = None if not said else said == "yes"
        answers = (first, self.form.value("opinion"), self._version)
        return _opinion, (self._number, answers, self._today)


def ask_opinions(library: Library, on: date) -> tuple[str, ...]:
    """本院以前写过的意见。"""
    from medtech_desktop.office.filing_pages import earlier_opinions

    return earlier_opinions(library, on)


def _opinion(
    library: Library, number: str, answers: tuple[bool | None, str, int], on: date
) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.filings import edit_draft

    first, opinion, version = answers
    return edit_draft(
        library, clerk_here(), number, on=on, opinion=opinion, first_use=first, version=version
    )


@dataclass(frozen=True, slots=True)
class MaterialDraft:
    """登记一件材料所填。"""

    kind: str
    person: int | None
    form: str
    path: Path | None
    copies: int
    title: str
    note: str
    until: date | None


class MaterialEntry(Entry):
    """登记一件材料。"""

    def __init__(
        self,
        desk: Desk,
        number: str,
        material: tuple[str, int | None, str],
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        kind, person, name = material
        super().__init__(
            desk,
            f"登记材料：{name}",
            "登记材料",
            number,
            parent,
            thing=number,
            part=f"{kind} {person or 0}",
        )
        self._number, self._kind, self._person, self._today = number, kind, person, today
        form = self.form
        if kind == "other":
            form.line("title", "材料名称")
        forms = (("scan", "上传扫描件"), ("paper", "纸质件已备"), ("exempt", "免于提供"))
        form.choice("form", "形式", forms, "免于提供的须在说明里写明依据")
        self.file = QLineEdit()
        self.file.setReadOnly(True)
        choose = button("选择文件…", "upload")
        choose.clicked.connect(lambda _=False: self._choose())
        held = QWidget()
        row = QHBoxLayout(held)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.file, 1)
        row.addWidget(choose)
        self.file.setAccessibleName("扫描件")
        form.add("file", "扫描件", held, "PDF、JPG 或 PNG，每件不超过 20 MB")
        form.line("copies", "份数", "1")
        form.line("until", "有效期至", hint="如 2028-05-31；长期有效的不填")
        form.line("note", "说明")

    def _choose(self) -> None:
        kinds = "扫描件 (*.pdf *.jpg *.jpeg *.png)"
        path, _kind = QFileDialog.getOpenFileName(self, "选择扫描件", "", kinds)
        if path:
            put_text(self.file, path)

    def plan(self) -> Plan | None:
        self.form.clear_findings()
        found = self._mistakes()
        until = optional_day(self.form.value("until"))
        if isinstance(until, Finding):
            found.append(until)
        if found:
            self.form.show_findings(tuple(found))
            return None
        value = self.form.value
        draft = MaterialDraft(
            self._kind,
            self._person,
            value("form"),
            Path(self.file.text()) if value("form") == "scan" else None,
            int(value("copies")),
            value("title") if self._kind == "other" else "",
            value("note"),
            until if isinstance(until, date) else None,
        )
        return _material, (self._number, draft, self._today)

    def _mistakes(self) -> list[Finding]:
        found: list[Finding] = []
        if self.form.value("form") == "scan" and not self.file.text():
            what = "没有选择扫描件"
            found.append(
                Finding(Severity.REFUSE, what, "INPUT", "选择文件，或改为纸质件已备", "file")
            )
        if not self.form.value("copies").isdigit() or int(self.form.value("copies")) < 1:
            found.append(Finding(Severity.REFUSE, "份数须是正整数", "INPUT", "", "copies"))
        return found


def _material(library: Library, number: str, draft: MaterialDraft, on: date) -> Done:
    from medtech_desktop.domain.dossiers import MaterialForm, MaterialKind
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.dossiers import NewMaterial, add_material

    made = NewMaterial(
        MaterialKind(draft.kind),
        MaterialForm(draft.form),
        draft.person,
        draft.path,
        draft.copies,
        draft.title,
        draft.note,
        draft.until,
    )
    return add_material(library, clerk_here(), number, made, on)


class StepEntry(Entry):
    """登记提交、补正、收齐、完成、取消、结束。"""

    def __init__(
        self, desk: Desk, number: str, step: str, today: date, parent: QWidget | None = None
    ) -> None:
        word, line, note = STEP_WORDS[step]
        super().__init__(
            desk, f"登记{word}", f"登记{word}", f"{number}：{line}", parent, thing=number, part=step
        )
        self._number, self._step, self._today = number, step, today
        if step == "cancelled":
            self.act_button.setProperty("kind", "fatal")
            self.act_button.setDefault(False)
        self.form.day("day", f"{word}日期", today)
        self.form.line("document", "文号", hint="受理、取消等文书的编号，没有的不填")
        self.form.text("note", note)

    def plan(self) -> Plan:
        value = self.form.value
        answers = (value("document"), value("note"), self.reason())
        days = (self.form.day_value("day"), self._today)
        return _step, (self._number, self._step, days, answers)


STEP_WORDS = {
    "submitted": ("提交备案", "提交的附件2、附件3 按原样保存，之后不能再改。", "说明"),
    "returned": ("补正", "备案部门要求补正的，写明要补什么。", "补正内容"),
    "received": ("材料收齐", "自收齐之日起 15 个工作日内由备案部门完成备案。", "说明"),
    "completed": ("完成备案", "以备案部门在许可证副本备注栏注明之日为准。", "说明"),
    "cancelled": ("备案取消", "由备案部门作出，须有文号；再开展须重新论证和备案。", "说明"),
    "closed": ("结束办理", "不再办理这一份，记录保留。", "原因"),
}


def _step(
    library: Library,
    number: str,
    step: str,
    days: tuple[date, date],
    answers: tuple[str, str, str],
) -> Done:
    from medtech_desktop.domain.filings import FilingStep
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.dossiers import submit_filing
    from medtech_desktop.office.filings import take_step

    document, note, reason = answers
    day, today = days
    kind, clerk = FilingStep(step), clerk_here()
    if kind is FilingStep.SUBMITTED:
        return submit_filing(
            *(library, clerk, number, day),
            document=document,
            note=note,
            reason=reason,
            today=today,
        )
    return take_step(library, clerk, number, kind, day, document=document, note=note, today=today)
