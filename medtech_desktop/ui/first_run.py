"""第一次打开：填医院情况，新建资料库；或打开已有的。"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.ui import theme
from medtech_desktop.ui.problems import TroubleBar
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.form import Form
from medtech_desktop.ui.widgets.quiet import button, label


@dataclass(frozen=True, slots=True)
class HospitalDraft:
    """新建资料库所填。"""

    folder: Path
    name: str
    type: str
    level: str
    principal: str
    principal_mobile: str
    licence_number: str
    authority: str
    province: str
    tcm: bool


_TYPES = ("综合医院", "专科医院", "中医医院", "中西医结合医院", "妇幼保健院", "专科疾病防治院")
_LEVELS = ("三级甲等", "三级乙等", "三级", "二级甲等", "二级乙等", "二级", "一级", "未定级")


class FirstRun(QDialog):
    """第一次打开的对话框。``create_wanted`` 带所填，``open_wanted`` 带文件夹。"""

    create_wanted = Signal(object)
    open_wanted = Signal(object)
    article_opened = Signal(str)

    def __init__(self, folder: Path, provinces: tuple[str, ...]) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("医疗技术临床应用管理")
        self.resize(640, 690)
        self.form = Form()
        self.form.article_opened.connect(self.article_opened)
        self.trouble = TroubleBar()
        self._add_fields(folder, provinces)
        self.create_button = button("新建资料库", kind="primary")
        self.open_button = button("打开已有资料库…", "folder-open")
        self.state = label("", size=theme.NOTE, ink=Ink.INK2)
        self._lay_out()
        self.create_button.setDefault(True)
        self.create_button.clicked.connect(lambda _=False: self._create())
        self.open_button.clicked.connect(lambda _=False: self._choose())

    def _add_fields(self, folder: Path, provinces: tuple[str, ...]) -> None:
        form = self.form
        form.line("name", "医院名称", hint="填《医疗机构执业许可证》上的全称，印在备案表上")
        form.choice("type", "医院类别", tuple((word, word) for word in _TYPES))
        form.choice("level", "医院级别", tuple((word, word) for word in _LEVELS))
        form.line("principal", "主要负责人")
        form.line("mobile", "联系手机", hint="只印在备案表上，不进入任何名单和公开内容")
        form.line("licence", "许可证登记号")
        form.line("authority", "发证机关", hint="限制类技术向核发许可证的卫生行政部门备案")
        form.choice("province", "省份", tuple((word, word) for word in provinces))
        self.tcm = QCheckBox("中医类医疗机构，由中医药主管部门管理")
        form.add("tcm", "", self.tcm)
        self.tcm.setAccessibleName(self.tcm.text())
        self.folder = QLineEdit(str(folder))
        form.add("folder", "存放位置", self.folder, "本机文件夹；不要放在网盘或共享文件夹里")

    def _lay_out(self) -> None:
        inside = QWidget()
        held = QVBoxLayout(inside)
        held.setContentsMargins(0, 0, 8, 0)
        held.addWidget(self.form)
        held.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(6)
        column.addWidget(label("先登记本院", size=theme.TITLE, weight=theme.BOLD))
        line = "名称、负责人、发证机关用于备案表；以后在「系统」里可以登记变更。"
        column.addWidget(label(line, ink=Ink.INK2, wrap=True))
        column.addSpacing(10)
        column.addWidget(scroll, 1)
        column.addWidget(self.trouble)
        row = QHBoxLayout()
        row.addWidget(self.open_button)
        row.addWidget(self.state, 1, Qt.AlignmentFlag.AlignCenter)
        row.addWidget(self.create_button)
        column.addLayout(row)

    def draft(self) -> HospitalDraft:
        """所填的内容。"""
        value = self.form.value
        return HospitalDraft(
            Path(self.folder.text().strip()),
            value("name"),
            value("type"),
            value("level"),
            value("principal"),
            value("mobile"),
            value("licence"),
            value("authority"),
            value("province"),
            self.tcm.isChecked(),
        )

    def wait(self, waiting: bool) -> None:
        """正在新建或打开。"""
        self.create_button.setEnabled(not waiting)
        self.open_button.setEnabled(not waiting)
        self.state.setText("正在准备资料库" if waiting else "")
        if waiting:
            self.trouble.say("")

    def show_trouble(self, trouble: Trouble) -> None:
        """说出为什么没成。"""
        self.wait(False)
        self.trouble.show_trouble(trouble)

    def show_findings(self, findings: tuple[Finding, ...]) -> None:
        """把拒绝放到各字段下。"""
        self.wait(False)
        self.form.show_findings(findings)

    def _create(self) -> None:
        missing = [
            Finding(Severity.REFUSE, sentence, "INPUT", "", name)
            for name, sentence in (
                ("name", "没有填医院名称"),
                ("authority", "没有填发证机关，备案表不知送往何处"),
                ("folder", "没有指定存放位置"),
            )
            if not self.form.value(name)
        ]
        self.form.show_findings(tuple(missing))
        if not missing:
            self.create_wanted.emit(self.draft())

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "打开资料库文件夹", self.folder.text())
        if chosen:
            self.open_wanted.emit(Path(chosen))
