"""首次登记的各步：本院、许可证与院区、负责人、启用日与省份、存放与备份、核对。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QFileDialog,
    QGridLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.ui import theme
from medtech_desktop.ui.first_run_draft import HospitalDraft
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.form import Form
from medtech_desktop.ui.widgets.quiet import Link, button, label
from medtech_desktop.ui.widgets.sites_field import SitesField

if TYPE_CHECKING:
    from medtech_desktop.office.provinces import ProvincePack

TYPES = ("", "综合医院", "专科医院", "中医医院", "中西医结合医院", "妇幼保健院", "专科疾病防治院")
LEVELS = ("", "三级甲等", "三级乙等", "三级", "二级甲等", "二级乙等", "二级", "一级", "未定级")
_OPENED = (
    "从这一天起在本程序里逐件登记。以前已在用的技术、已办完的备案，照原来的日期登记或导入，"
    "标为「期初」，不按今天补算期限。拿不准就用今天。"
)


def _refusal(what: str, field: str, remedy: str = "") -> Finding:
    return Finding(Severity.REFUSE, what, "INPUT", remedy, field)


class Step(QWidget):
    """一步。``title``、``line`` 是标题与说明；``fields`` 是它的字段名。"""

    title = ""
    line = ""
    edited = Signal()

    def __init__(self, today: date) -> None:
        super().__init__()
        self.today = today
        self.form = Form()
        self.form.edited.connect(self.edited)
        self.form.edited.connect(self.form.clear_findings)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        column.addWidget(self.form)
        self.fill()
        column.addStretch(1)

    def fill(self) -> None:
        """放字段。"""
        raise NotImplementedError

    def show_draft(self, draft: HospitalDraft) -> None:
        """把草稿放进字段。"""
        raise NotImplementedError

    def read(self, draft: HospitalDraft) -> HospitalDraft:
        """把字段写进草稿。"""
        raise NotImplementedError

    def problems(self) -> tuple[Finding, ...]:
        """这一步自己看得出的问题。"""
        return ()

    def set_text(self, name: str, text: str) -> None:
        """一个文字字段的内容。"""
        field = self.form.field(name)
        if isinstance(field, QLineEdit) and field.text() != text:
            field.setText(text)
            field.setCursorPosition(0)
        elif isinstance(field, QComboBox):
            field.setCurrentIndex(max(0, field.findData(text)))

    def set_day(self, name: str, day: date) -> None:
        """一个日期字段的内容。"""
        field = self.form.field(name)
        if isinstance(field, QDateEdit):
            field.setDate(QDate(day.year, day.month, day.day))


class HospitalStep(Step):
    """本院。"""

    title = "本院"
    line = "照《医疗机构执业许可证》填，印在备案表上；以后有变更，在「系统」里登记。"

    def fill(self) -> None:
        form = self.form
        form.line("name", "医院名称", hint="许可证上的全称，不用简称")
        form.choice("type", "医院类别", tuple((word, word or "（未填）") for word in TYPES))
        form.choice("level", "医院级别", tuple((word, word or "（未填）") for word in LEVELS))
        self.tcm = QCheckBox("中医类医疗机构，由中医药主管部门管理")
        form.add("tcm", "", self.tcm)
        self.tcm.setAccessibleName(self.tcm.text())
        self.tcm.toggled.connect(lambda _on: self.edited.emit())

    def show_draft(self, draft: HospitalDraft) -> None:
        for name in ("name", "type", "level"):
            self.set_text(name, str(getattr(draft, name)))
        self.tcm.setChecked(draft.tcm)

    def read(self, draft: HospitalDraft) -> HospitalDraft:
        value = self.form.value
        return replace(
            draft,
            name=value("name"),
            type=value("type"),
            level=value("level"),
            tcm=self.tcm.isChecked(),
        )

    def problems(self) -> tuple[Finding, ...]:
        if self.form.value("name"):
            return ()
        return (_refusal("没有填医院名称", "name", "填许可证上的全称"),)


class LicenceStep(Step):
    """许可证与院区。"""

    title = "许可证与院区"
    line = "限制类技术向核发许可证的卫生行政部门备案；一张许可证一份备案。"

    def fill(self) -> None:
        form = self.form
        form.line("licence", "登记号", hint="许可证上的登记号，可以以后再填")
        form.line("authority", "发证机关", hint="许可证上盖章的机关，全称")
        self.offers = QWidget()
        self._offered = QVBoxLayout(self.offers)
        self._offered.setContentsMargins(0, 0, 0, 0)
        self._offered.setSpacing(2)
        form.add("offers", "", self.offers)
        self.offers.setAccessibleName("发证机关的候选")
        form.line("main_site", "默认院区", "本部", "只有一个院区的，不用改")
        self.sites = SitesField()
        self.sites.edited.connect(self.edited)
        form.add("sites", "其他院区", self.sites, "没有其他院区的，留空")

    def offer(self, names: tuple[str, ...]) -> None:
        """发证机关的候选：点一下填入。"""
        while (item := self._offered.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for name in names:
            link = Link(f"填入「{name}」")
            link.clicked.connect(lambda _=False, name=name: self._take(name))
            self._offered.addWidget(link)
        if names:
            what = "候选由医院名称和省份推出，请与许可证上的印章核对"
            self._offered.addWidget(label(what, size=theme.NOTE, ink=Ink.INK3))
        self.form.show_field("offers", bool(names))

    def _take(self, name: str) -> None:
        self.set_text("authority", name)
        self.form.field("authority").setFocus(Qt.FocusReason.OtherFocusReason)  # Enter goes on

    def show_draft(self, draft: HospitalDraft) -> None:
        for name in ("licence", "authority", "main_site"):
            self.set_text(name, str(getattr(draft, name)))
        if self.sites.sites() != draft.sites:
            self.sites.show_sites(draft.sites)

    def read(self, draft: HospitalDraft) -> HospitalDraft:
        value = self.form.value
        return replace(
            draft,
            licence=value("licence"),
            authority=value("authority"),
            main_site=value("main_site"),
            sites=self.sites.sites(),
        )

    def problems(self) -> tuple[Finding, ...]:
        found = []
        if not self.form.value("authority"):
            what = "没有填发证机关，备案表不知送往何处"
            found.append(_refusal(what, "authority", "填许可证上盖章的机关"))
        if not self.form.value("main_site"):
            found.append(_refusal("没有填默认院区的名称", "main_site", "只有一个院区的填「本部」"))
        names = [self.form.value("main_site")]
        for site in self.sites.sites():
            if not site.name:
                found.append(_refusal("有一个院区没有填名称", "sites", "填上名称，或移去这一行"))
            elif site.own_licence and not site.authority:
                what = f"「{site.name}」另有许可证，没有填发证机关"
                found.append(_refusal(what, "sites", "填上发证机关，或改为同一张许可证"))
            names.append(site.name)
        if len(set(names)) < len(names):
            found.append(_refusal("两个院区同名", "sites", "改成不同的名称"))
        return tuple(found)


class PrincipalStep(Step):
    """负责人。"""

    title = "负责人"
    line = "许可证上的主要负责人，印在备案表上；以后换人，在「系统」里登记，旧日期的文书仍用旧人。"

    def fill(self) -> None:
        form = self.form
        form.line("principal", "主要负责人", hint="可以以后再填；打印备案表以前须填")
        form.line("mobile", "联系手机", hint="只印在备案表上，不进入任何名单和公开内容")
        form.day("principal_since", "自何日起", self.today, "任职的日子；早于启用日的照实填")

    def show_draft(self, draft: HospitalDraft) -> None:
        self.set_text("principal", draft.principal)
        self.set_text("mobile", draft.mobile)
        self.set_day("principal_since", draft.day("principal_since") or self.today)

    def read(self, draft: HospitalDraft) -> HospitalDraft:
        value = self.form.value
        since = self.form.day_value("principal_since").isoformat()
        return replace(
            draft, principal=value("principal"), mobile=value("mobile"), principal_since=since
        )

    def problems(self) -> tuple[Finding, ...]:
        found = []
        if self.form.value("mobile") and not self.form.value("principal"):
            found.append(_refusal("填了手机，没有填负责人", "principal", "填上姓名，或删去手机"))
        if self.form.day_value("principal_since") > self.today:
            found.append(_refusal("任职的日子晚于今天", "principal_since", "到那天再登记"))
        return tuple(found)


class OpeningStep(Step):
    """启用日与省份。"""

    title = "启用日与省份"
    line = "省份决定目录、附件的样式和收件机关。"

    def fill(self) -> None:
        self.form.choice("province", "省份", (), "目前随附的省份资料")
        self.form.day("opened_on", "启用日", self.today, _OPENED)

    def set_provinces(self, packs: tuple[ProvincePack, ...]) -> None:
        """可选的省份。"""
        field = self.form.field("province")
        if isinstance(field, QComboBox) and not field.count():
            for pack in packs:
                field.addItem(f"{pack.name}（{pack.notice_number}）", pack.short_name)

    def show_draft(self, draft: HospitalDraft) -> None:
        self.set_text("province", draft.province)
        self.set_day("opened_on", draft.day("opened_on") or self.today)

    def read(self, draft: HospitalDraft) -> HospitalDraft:
        day = self.form.day_value("opened_on").isoformat()
        return replace(draft, province=self.form.value("province"), opened_on=day)

    def problems(self) -> tuple[Finding, ...]:
        found = []
        if not self.form.value("province"):
            found.append(_refusal("没有选省份", "province"))
        if self.form.day_value("opened_on") > self.today:
            what = "启用日晚于今天"
            found.append(_refusal(what, "opened_on", "用今天，或以前开始登记的日子"))
        return tuple(found)


class KeepingStep(Step):
    """存放与备份。"""

    title = "存放与备份"
    line = "资料库是本机磁盘上的一个文件夹；另有第二备份位置，电脑坏了也找得回来。"

    def fill(self) -> None:
        form = self.form
        hint = "不能放在网盘、网络盘或 U盘上"
        form.line("folder", "资料库", hint=hint)
        form.line("second", "第二备份位置", hint="U盘、另一块磁盘或院内共享的文件夹；可以以后登记")
        self._choosers = (
            ("folder", "资料库放在哪个文件夹（新的或空的）"),
            ("second", "第二备份位置（U盘或另一块磁盘）"),
        )
        for name, title in self._choosers:
            made = button("选择…", "folder-open")
            made.setAccessibleName(title)
            made.clicked.connect(lambda _=False, name=name, title=title: self._choose(name, title))
            form.beside(name, made)

    def _choose(self, name: str, title: str) -> None:
        chosen = QFileDialog.getExistingDirectory(self, title, self.form.value(name))
        if chosen:
            self.set_text(name, str(Path(chosen)))

    def show_draft(self, draft: HospitalDraft) -> None:
        self.set_text("folder", draft.folder)
        self.set_text("second", draft.second)

    def read(self, draft: HospitalDraft) -> HospitalDraft:
        return replace(draft, folder=self.form.value("folder"), second=self.form.value("second"))

    def problems(self) -> tuple[Finding, ...]:
        if self.form.value("folder"):
            return ()
        return (_refusal("没有指定资料库的文件夹", "folder", "选一个新的或空的文件夹"),)


def summary(draft: HospitalDraft) -> tuple[tuple[int, str, str], ...]:
    """核对页的各行：第几步、项目、内容。"""
    sites = "；".join(
        f"{site.name}（{site.licence or '登记号未填'}，{site.authority}）"
        if site.own_licence
        else f"{site.name}（同一张许可证）"
        for site in draft.sites
    )
    tcm = "（中医类）" if draft.tcm else ""
    principal = draft.principal
    if principal and draft.principal_since:
        principal += f"，自 {draft.principal_since} 起"
    none = "（未填）"
    return (
        (0, "医院名称", draft.name),
        (0, "类别与级别", "，".join(w for w in (draft.type, draft.level) if w) + tcm or none),
        (1, "许可证登记号", draft.licence or none),
        (1, "发证机关", draft.authority),
        (1, "院区", "；".join(word for word in (draft.main_site, sites) if word)),
        (2, "主要负责人", principal or none),
        (2, "联系手机", draft.mobile or none),
        (3, "省份", draft.province),
        (3, "启用日", draft.opened_on),
        (4, "资料库", draft.folder),
        (4, "第二备份位置", draft.second or "（以后登记；没有以前，每天在今日待办提醒）"),
    )


class CheckStep(Step):
    """核对。"""

    title = "核对"
    line = "没有问题就新建；新建以后，这里填的都能在「系统」里登记变更。"
    step_wanted = Signal(int)

    def fill(self) -> None:
        self.form.hide()
        self.rows: tuple[tuple[int, str, str], ...] = ()
        self._held = QWidget()
        column = self.layout()
        if isinstance(column, QVBoxLayout):
            column.addWidget(self._held)

    def show_draft(self, draft: HospitalDraft) -> None:
        self.rows = summary(draft)
        fresh = QWidget()
        grid = QGridLayout(fresh)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(8)
        grid.setHorizontalSpacing(12)
        grid.setColumnStretch(1, 1)
        before = -1
        for number, (step, title, value) in enumerate(self.rows):
            grid.addWidget(label(title, ink=Ink.INK2), number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(value, weight=theme.MEDIUM, wrap=True), number, 1)
            if step != before:
                link = Link("修改")
                link.setAccessibleName(f"修改{title}")
                link.clicked.connect(lambda _=False, step=step: self.step_wanted.emit(step))
                grid.addWidget(link, number, 2, Qt.AlignmentFlag.AlignTop)
            before = step
        column = self.layout()
        if column is not None:
            column.replaceWidget(self._held, fresh)
        self._held.hide()
        self._held.deleteLater()
        self._held = fresh

    def read(self, draft: HospitalDraft) -> HospitalDraft:
        return draft


STEPS: tuple[Callable[[date], Step], ...] = (
    HospitalStep,
    LicenceStep,
    PrincipalStep,
    OpeningStep,
    KeepingStep,
    CheckStep,
)


def quiet_edits(step: Step, work: Callable[[], None]) -> None:
    """放草稿进字段时不当作有人在填。"""
    blocked: QObject = step
    before = blocked.blockSignals(True)
    try:
        work()
    finally:
        blocked.blockSignals(before)
