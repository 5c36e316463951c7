"""主题：颜色、字号、间距、字体与样式表，全部只在此处定义一次。

Sizes are pixels at 100 %. A test recomputes the contrasts of the colours.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from medtech_desktop.resource_files import resource


class Ink(StrEnum):
    """颜色：每个成员是一种用途，其值是十六进制颜色。"""

    BG = "#FFFFFF"
    PANEL = "#F7F9FA"
    NAV = "#F2F4F6"
    NAV_CURRENT = "#DCE7F0"
    HOVER = "#F3F6F8"
    SEL = "#E5EEF5"
    LINE = "#E3E7EB"
    LINE2 = "#C3CBD3"
    LINE3 = "#8593A0"
    INK = "#1B232B"
    INK2 = "#47525D"
    INK3 = "#616C77"
    ACC = "#1F5B85"
    ACC_H = "#17476A"
    ACC_T = "#E6EFF6"
    BAD = "#A52F27"
    BAD_S = "#C2453B"
    BAD_T = "#FBECEA"
    WARN = "#7F5000"
    WARN_S = "#C4860F"
    WARN_T = "#FBF2DD"
    OK = "#25623B"
    OK_S = "#2F7F53"
    OK_T = "#E7F3EB"
    MUTE_T = "#EDF0F3"
    SCROLL = "#C9D0D7"

    @property
    def colour(self) -> QColor:
        """可直接用于绘制的颜色。"""
        return _colour(self.value)


@cache
def _colour(value: str) -> QColor:
    return QColor(value)


class Tone(StrEnum):
    """语气：好、待办、有问题、在办、停用，各有文字、标记与底色。"""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"
    BUSY = "busy"
    MUTE = "mute"

    @property
    def text(self) -> Ink:
        """文字颜色。"""
        return _TONES[self][0]

    @property
    def mark(self) -> Ink:
        """图形标记颜色（≥ 3:1）。"""
        return _TONES[self][1]

    @property
    def tint(self) -> Ink:
        """底色。"""
        return _TONES[self][2]


_TONES = {
    Tone.OK: (Ink.OK, Ink.OK_S, Ink.OK_T),
    Tone.WARN: (Ink.WARN, Ink.WARN_S, Ink.WARN_T),
    Tone.BAD: (Ink.BAD, Ink.BAD_S, Ink.BAD_T),
    Tone.BUSY: (Ink.ACC_H, Ink.ACC, Ink.ACC_T),
    Tone.MUTE: (Ink.INK2, Ink.LINE3, Ink.MUTE_T),
}

NOTE, BODY, MARK, PANEL_TITLE, TITLE, NAME, DUE, FIGURE = 12, 13, 14, 16, 18, 20, 26, 28
REGULAR, MEDIUM, BOLD = 400, 500, 700

PAGE_MARGIN, LIST_MARGIN, PANEL_MARGIN = 24, 16, 20
NAV_WIDTH, TOP_BAR, STATUS_BAR = 168, 52, 26
RAIL, RAIL_ROOM = 256, 234
"""左边一栏的宽，与其中一行的宽。"""
BUTTON, SMALL_BUTTON, CHIP, HEADING, ROW, TODO_ROW, GROUP_ROW, TWO_LINES = (
    30,
    26,
    20,
    32,
    32,
    33,
    40,
    55,
)

_BUNDLED = ("NotoSansSC-Regular.ttf", "NotoSansSC-Medium.ttf", "NotoSansSC-Bold.ttf")
_PREFERRED = ("Microsoft YaHei UI", "Noto Sans SC", "Noto Sans CJK SC")


def install(app: QApplication) -> None:
    """给整个程序换上主题：Fusion、调色板、字体、样式表和中文对话框。"""
    fusion = QStyleFactory.create("Fusion")
    app.setStyle(fusion)
    app.setPalette(palette())
    _load_fonts()
    app.setFont(font())
    app.setStyleSheet(style_sheet())
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_zh_CN", folder):
        app.installTranslator(translator)
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))


def round_like_mock() -> None:
    """分数缩放不取整；必须在创建 QApplication 之前调用。"""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )


def _load_fonts() -> None:
    if _PREFERRED[0] in QFontDatabase.families():
        return
    for name in _BUNDLED:
        try:
            QFontDatabase.addApplicationFont(str(resource("fonts", name)))
        except FileNotFoundError:
            continue


@cache
def family() -> str:
    """界面字体：微软雅黑 UI，否则随程序附带的思源黑体。"""
    present = set(QFontDatabase.families())
    return next((name for name in _PREFERRED if name in present), QFont().family())


@cache
def font(size: int = BODY, weight: int = REGULAR) -> QFont:
    """界面字体，``size`` 为 100 % 时的像素；数字等宽。"""
    made = QFont(family())
    made.setPixelSize(size)
    made.setWeight(QFont.Weight(weight))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def palette() -> QPalette:
    """调色板：表面、文字、选中行与链接。"""
    made = QPalette()
    role = QPalette.ColorRole
    for which, ink in (
        (role.Window, Ink.BG),
        (role.Base, Ink.BG),
        (role.AlternateBase, Ink.PANEL),
        (role.Button, Ink.BG),
        (role.ToolTipBase, Ink.BG),
        (role.Text, Ink.INK),
        (role.WindowText, Ink.INK),
        (role.ButtonText, Ink.INK),
        (role.ToolTipText, Ink.INK),
        (role.PlaceholderText, Ink.INK3),
        (role.Highlight, Ink.SEL),
        (role.HighlightedText, Ink.INK),
        (role.Link, Ink.ACC),
        (role.LinkVisited, Ink.ACC),
    ):
        made.setColor(which, ink.colour)
    for which in (role.Text, role.WindowText, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, Ink.INK3.colour)
    return made


def style_sheet() -> str:
    """按钮、输入框、滚动条与提示的样式表；颜色名写作 @NAME。"""
    icons = resource("icons").as_posix()
    sheet = _SHEET.replace("ICONS", icons)
    return re.sub(r"@([A-Z]\w*)", lambda found: Ink[found.group(1)].value, sheet)


def contrast(one: str, other: str) -> float:
    """两种颜色的对比度（WCAG），1 至 21。"""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(value: str) -> float:
    colour = QColor(value)
    parts = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


_SHEET = """
QAbstractScrollArea{border:0}
QPushButton{border:1px solid @LINE2;border-radius:5px;background:@BG;padding:0 12px;
  min-height:28px}
QPushButton:hover{background:@HOVER}
QPushButton:pressed{background:@ACC_T}
QPushButton:focus{border:2px solid @ACC;padding:0 11px;min-height:26px}
QPushButton:disabled{color:@INK3;background:@MUTE_T;border-color:@LINE}
QPushButton[small="true"]{min-height:24px}
QPushButton[small="true"]:focus{min-height:22px}
QPushButton[kind="primary"]{background:@ACC;border-color:@ACC;color:@BG}
QPushButton[kind="primary"]:hover,QPushButton[kind="primary"]:pressed{background:@ACC_H}
QPushButton[kind="primary"]:disabled{color:@INK3;background:@MUTE_T;border-color:@LINE}
QPushButton[kind="danger"]{color:@BAD}
QPushButton[kind="danger"]:disabled{color:@INK3}
QPushButton[kind="fatal"]{background:@BAD;border-color:@BAD;color:@BG}
QPushButton[kind="fatal"]:focus{border:2px solid @INK}
QLineEdit,QComboBox,QDateEdit,QTimeEdit,QSpinBox{border:1px solid @LINE3;border-radius:5px;
  background:@BG;padding:0 11px;min-height:28px;selection-background-color:@ACC;
  selection-color:@BG}
QPlainTextEdit{border:1px solid @LINE3;border-radius:5px;background:@BG;padding:4px 7px;
  selection-background-color:@ACC;selection-color:@BG}
QLineEdit:focus,QComboBox:focus,QDateEdit:focus,QTimeEdit:focus,QSpinBox:focus{
  border:2px solid @ACC;padding:0 10px;min-height:26px}
QPlainTextEdit:focus{border:2px solid @ACC;padding:3px 6px}
QLineEdit[wrong="true"],QComboBox[wrong="true"],QDateEdit[wrong="true"]{
  border:2px solid @BAD_S;padding:0 10px;min-height:26px}
QPlainTextEdit[wrong="true"]{border:2px solid @BAD_S;padding:3px 6px}
QLineEdit:disabled,QPlainTextEdit:disabled,QComboBox:disabled,QDateEdit:disabled,
QTimeEdit:disabled,QSpinBox:disabled{
  color:@INK2;background:@PANEL;border-color:@LINE2}
QComboBox::drop-down,QDateEdit::drop-down{border:0;width:26px;
  subcontrol-origin:padding;subcontrol-position:center right}
QComboBox::down-arrow,QDateEdit::down-arrow{image:url(ICONS/chevron-down.svg);width:14px;
  height:14px}
QSpinBox::up-button,QSpinBox::down-button,QTimeEdit::up-button,QTimeEdit::down-button{
  subcontrol-origin:border;width:0;border:0}
QSpinBox,QTimeEdit,QSpinBox:focus,QTimeEdit:focus{padding:0}
QSpinBox QLineEdit,QSpinBox QLineEdit:focus{border:0;padding:0;min-height:0;background:transparent}
QDateEdit{min-height:26px}
QDateEdit:focus{min-height:24px}
QCalendarWidget QToolButton{border:0;border-radius:4px;padding:4px 8px;background:@BG;color:@INK}
QCalendarWidget QToolButton:hover{background:@HOVER}
QCalendarWidget QWidget#qt_calendar_navigationbar{background:@BG}
QCalendarWidget QAbstractItemView{selection-background-color:@ACC;selection-color:@BG;outline:0}
QComboBox QAbstractItemView{border:1px solid @LINE2;background:@BG;outline:0;padding:4px}
QScrollBar:vertical{width:10px;background:transparent;margin:0}
QScrollBar::handle:vertical{background:@SCROLL;border-radius:3px;min-height:32px;
  margin:2px 2px 2px 4px}
QScrollBar:horizontal{height:10px;background:transparent;margin:0}
QScrollBar::handle:horizontal{background:@SCROLL;border-radius:3px;min-width:32px;
  margin:4px 2px 2px 2px}
QScrollBar::handle:hover{background:@LINE3}
QScrollBar::add-line,QScrollBar::sub-line,QScrollBar::add-page,QScrollBar::sub-page{
  background:transparent;border:0;width:0;height:0}
QToolTip{border:1px solid @LINE2;background:@BG;color:@INK;padding:4px 8px}
QMenu{background:@BG;border:1px solid @LINE2;padding:4px}
QMenu::item{padding:6px 24px 6px 12px;border-radius:4px}
QMenu::item:selected{background:@SEL}
QMenu::separator{height:1px;background:@LINE;margin:4px 8px}
QProgressBar{border:0;background:@LINE2;border-radius:3px}
QProgressBar::chunk{background:@ACC;border-radius:3px}
QCheckBox,QRadioButton{spacing:8px;min-height:24px}
QDialog{background:@BG}
"""
