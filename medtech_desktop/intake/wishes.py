"""授权宽表的一格：读得要什么，或说出为什么读不懂；绝不猜。"""

from __future__ import annotations

import re
from datetime import date

from medtech_desktop.domain.privilege_sheets import MARKS, Want, Wish
from medtech_desktop.intake import cells, days
from medtech_desktop.intake.cells import Bad
from medtech_desktop.intake.days import DayRange
from medtech_desktop.intake.raw_rows import Cell, CellKind, Copy

_LATEST = date(2100, 1, 1)
_WORDS: dict[Want, tuple[str, ...]] = {
    Want.GRANT: ("授", "授予", "拟授", "新授", "同意授予"),
    Want.TICK: (
        *("同意", "是", "有权", "可", "√", "✓", "✔", "☑", "1"),
        *("y", "yes", "true", "o", "○", "●", "v"),
    ),
    Want.RENEW: ("续", "续授", "续期", "延续"),
    Want.SUSPEND: ("停", "拟暂停"),
    Want.REINSTATE: ("恢", "恢复", "复"),
    Want.REVOKE: ("撤", "撤销", "撤销授权", "取消", "取消授权", "不授"),
    Want.NOT: (
        *("×", "✗", "✘", "x", "否", "无", "不", "n", "no", "false", "0", "-", "--"),
        *("—", "——", "/", "没有", "无权", "☐", "□"),
    ),
}
_MEANING = {word: want for want, words in _WORDS.items() for word in words}
_GRADES = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_GRADES |= {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_GRADE = re.compile(r"(?:第)?(一|二|三|四|[1-4]|iv|iii|ii|i)(?:级|类)?(?:手术)?(?:权限)?")
_NAMED_GRADE = re.compile(r"(?:第)?(一|二|三|四|[1-4]|iv|iii|ii|i)(?:级|类)(?:手术)?(?:权限)?")


def grade_in(written: str, *, named: bool = False) -> int | None:
    """「三级」「Ⅲ」「3」「III级手术」→ 3；``named`` 时须写明「级」。不是级别为 None。"""
    word = re.sub(r"\s", "", cells.narrow(written)).casefold()
    found = (_NAMED_GRADE if named else _GRADE).fullmatch(word)
    return _GRADES[found[1]] if found else None


def wish(cell: Cell, *, graded: bool, epoch_1904: bool = False) -> Wish | Bad:
    """一格的意思。``graded``：这一格里写的是级别，「1」是一级而不是打勾。"""
    if cell.kind is CellKind.FAULT:
        return Bad(cell.text)
    if cell.is_blank:
        return Wish(Want.NOTHING)
    if cell.copy is not Copy.NO:
        return Bad("是合并的单元格，不知道合并的各格是不是都要，请拆开逐格填")
    if cell.kind is CellKind.FLAG:
        return Wish(Want.TICK if cell.text == "1" else Want.NOT)
    written = cells.text(cell)
    if isinstance(written, Bad):
        return written
    if written is None:
        return Wish(Want.NOTHING)
    plain = re.sub(r"\s", "", cells.narrow(written))
    if plain in MARKS:
        return Wish(Want.MARK, mark=plain)
    grade = grade_in(plain, named=not graded)
    if grade is not None:
        return Wish(Want.GRADE, grade=grade)
    if (want := _MEANING.get(plain.casefold())) is not None:
        return Wish(want)
    return _day(cell, graded, epoch_1904)


def _day(cell: Cell, graded: bool, epoch_1904: bool) -> Wish | Bad:
    found = days.day(cell, DayRange(_LATEST, epoch_1904))
    if isinstance(found, date):
        return Wish(Want.UNTIL, until=found)
    words = "一级、二级、三级、四级 或 不授" if graded else "授、续、停、恢复、撤 或 √"
    if isinstance(found, Bad) and re.search(r"\d{2}", cell.looks):
        return Bad(f"{found.why}；或填 {words}")
    return Bad(f"读不懂，可填 {words}，或有效期末日")
