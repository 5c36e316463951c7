"""帮助里的一页：键盘用法、图标与颜色的意思、条款的来历。"""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.pieces import (
    ArticleChip,
    CategoryChip,
    Chip,
    ProvisionalChip,
    StateChip,
)
from medtech_desktop.ui.widgets.quiet import ChipLabel, label

_KEYS = (
    ("Ctrl+K", "搜索技术：名称或编号，回车打开"),
    ("Ctrl+1 … Ctrl+9、Ctrl+0", "换屏，次序同左侧导航"),
    ("F5", "重新读取本屏"),
    ("回车或双击", "做这一行右端蓝字所写的事"),
    ("F4", "打开这一行所依据的条款"),
    ("Ctrl+C", "复制所选各行连同标题，可直接粘贴到 Excel"),
    ("菜单键或 Shift+F10", "表的菜单：复制整表、导出所列、筛选一列、排序、列宽还原"),
    ("Alt+方向键", "在表里排序：左右换列，上升序，下降序；点表头第三次回到原来的次序"),
    ("Ctrl+Z、Ctrl+Y、Ctrl+D", "在填数的格子里撤销、重做、向下填充"),
    ("Ctrl+V", "在填数的格子里粘贴从 Excel 复制的一块；文件可以拖进导入框"),
    ("预览中", "PgUp、PgDn 翻页，Ctrl+加减号缩放，Ctrl+C 复制本页文字，Ctrl+P 打印，F11 放大看"),
    ("空格", "批量打印时勾上或去掉所选各行"),
    ("Tab、方向键", "在字段、列表、筛选词之间移动"),
    ("Esc", "关闭对话框，不保存"),
)
_CHIPS: tuple[tuple[Chip, str], ...] = (
    (ArticleChip("MTCA-11"), "依据《医疗技术临床应用管理办法》该条；点开看大意或原文"),
    (ArticleChip("HN-2.2"), "依据湘卫医发〔2018〕11号该部分"),
    (ArticleChip("HOSPITAL"), "依据本院自己的制度，虚线框"),
    (CategoryChip("限制类"), "技术类别"),
    (StateChip("待备案"), "有期限的待办，琥珀色"),
    (StateChip("逾期"), "已过期限或违规，红色"),
    (StateChip("已备案"), "已办好，绿色"),
    (ProvisionalChip(), "放假安排缺失，期限只是暂定"),
)
_NOTES = (
    "期限按工作日计，首例当日不计，次日起数；逐日计数可看可打印。",
    "条款旁的短文是大意，不是原文；以印发的文件为准。",
    "法定事实只增不改：写错了用更正或作废，旧的仍可查。",
    "「查看日期」可看任一过去日子的情形，期间不能修改。",
)


class KeysPage(QScrollArea):
    """键盘与签一页。"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(8)
        column.addWidget(label("键盘与签", size=theme.TITLE, weight=theme.BOLD))
        column.addWidget(label("键盘", weight=theme.BOLD))
        column.addLayout(_key_grid())
        column.addSpacing(8)
        column.addWidget(label("签的意思", weight=theme.BOLD))
        column.addLayout(_chip_grid())
        column.addSpacing(8)
        column.addWidget(label("须知", weight=theme.BOLD))
        for note in _NOTES:
            column.addWidget(label(note, wrap=True))
        column.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setAccessibleName("键盘与签")


def _key_grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setColumnStretch(1, 1)
    grid.setHorizontalSpacing(16)
    for row, (key, says) in enumerate(_KEYS):
        grid.addWidget(label(key, weight=theme.MEDIUM), row, 0)
        grid.addWidget(label(says, ink=Ink.INK2, wrap=True), row, 1)
    return grid


def _chip_grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setColumnStretch(1, 1)
    grid.setHorizontalSpacing(16)
    for row, (chip, says) in enumerate(_CHIPS):
        grid.addWidget(ChipLabel(chip), row, 0)
        grid.addWidget(label(says, ink=Ink.INK2, wrap=True), row, 1)
    return grid
