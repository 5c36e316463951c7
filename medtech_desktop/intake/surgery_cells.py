"""登记里的一格：日期与时刻、姓名与工号、编码、级别、急诊、取消、是否；绝不猜。"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from unicodedata import is_normalized

from medtech_desktop.domain.log_spellings import one_dot
from medtech_desktop.intake import cells, days
from medtech_desktop.intake.cells import Bad, narrow
from medtech_desktop.intake.days import DayRange
from medtech_desktop.intake.raw_rows import Cell, CellKind

_NOTHING = frozenset({"-", "--", "—", "——", "－", "/", "／", "\\", "无", "空", "NULL", "null"})
_MINUTES = 1440


@dataclass(frozen=True, slots=True)
class Soft:
    """读不懂而不要紧的一格：按没有写，只提一句。"""

    said: str


Moment = tuple[int, int]
"""日（序数）与时刻（分钟）：0 是只写了时刻，-1 是只写了日。"""


@dataclass(frozen=True, slots=True)
class Written:
    """一格里的一个人：姓名、工号，可以缺一。"""

    name: str
    number: str


_CLOCK = re.compile(r"(\d{1,2})\s*[:时点]\s*(\d{1,2})(?:\s*[:分]\s*\d{1,2}(?:\.\d+)?)?\s*[秒分]?")
_DATED = re.compile(r"(.*?\d[日号]?)(?:\s*[T ]\s*|(?<=[日号]))(\d{1,2}\s*[:时点].*)")
_ZONE = re.compile(r"(?:Z|[+-]\d\d:?\d\d)$")
_HALF = re.compile(r"(?i)\s*(?:(上午|am(?=[\s\d]))|(下午|pm(?=[\s\d])))\s*")
_HALF_LAST = re.compile(r"(?i)\s*(?:(am)|(pm))$")
_FOURTEEN = re.compile(r"(\d{8})(\d{2})(\d{2})(?:\d{2})?")


def moment(cell: Cell, allowed: DayRange) -> Moment | None | Bad:
    """日期、日期时间，或只有时刻。"""
    if nothing(cell):
        return None
    minute = -1
    if cell.kind is CellKind.DATE:
        at = datetime.fromisoformat(cell.text)
        minute = at.hour * 60 + at.minute if " " in cell.text else -1
    elif cell.kind is CellKind.NUMBER:
        fraction = float(cell.text) % 1
        whole = float(cell.text)
        if 0 <= whole < 1:
            return 0, round(whole * _MINUTES) % _MINUTES
        minute = round(fraction * _MINUTES) % _MINUTES if fraction and whole < 100_000 else -1
    elif cell.kind is CellKind.TEXT:
        split = _split(narrow(cell.text).strip())
        if isinstance(split, Bad):
            return split
        dated, minute = split
        if not dated:
            return 0, minute
        cell = Cell(CellKind.TEXT, dated)
    found = days.day(cell, allowed)
    if found is None or isinstance(found, Bad):
        return found
    return found.toordinal(), minute


def _split(written: str) -> tuple[str, int] | Bad:
    """文字分成日期与时刻；没有时刻的为 -1。"""
    plain = _ZONE.sub("", written) if ":" in written else written
    half = _HALF.search(plain) or _HALF_LAST.search(plain)
    if half is not None:
        plain = f"{plain[: half.start()]} {plain[half.end() :]}".strip()
    clock = _CLOCK.fullmatch(plain)
    dated = ""
    if clock is None:
        if found := _FOURTEEN.fullmatch(plain):
            dated, clock = found[1], _CLOCK.fullmatch(f"{found[2]}:{found[3]}")
        elif (pair := _DATED.fullmatch(plain)) and (clock := _CLOCK.fullmatch(pair[2].strip())):
            dated = pair[1]
        else:
            return written, -1
    assert clock is not None
    hour, minute = int(clock[1]), int(clock[2])
    if half is not None and not 1 <= hour <= 12:
        return Bad(
            f"{half[0].strip()} {hour}:{minute:02d} 读法不唯一，请写成 2024-03-05 08:30 这样"
        )
    if half is not None:
        hour = hour % 12 + 12 * bool(half[2])
    if hour == 24 and minute == 0 and dated:
        hour = 0  # the end of that day is written so; the day stays
    if hour > 23 or minute > 59:
        return Bad(f"没有 {hour}:{minute:02d} 这个时刻，请写成 2024-03-05 08:30 这样")
    return dated, hour * 60 + minute


_SERIAL = date(1899, 12, 30).toordinal()
_PLAIN_MOMENT = re.compile(
    r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T]([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?)?"
)


def short_moment(said: str | float, first: int, last: int) -> Moment | None:
    """平常写法的日期时间，直接得；别的 None，走全的读法。"""
    if isinstance(said, float):
        made = serial_moments([said], first, last)
        return made[0] if made else None
    told = _PLAIN_MOMENT.fullmatch(said)
    if told is None:
        return None
    year, month, day_of_month, hour, minute = told.groups()
    try:
        day = date(int(year), int(month), int(day_of_month)).toordinal()
    except ValueError:
        return None
    if not first <= day <= last:
        return None
    return day, -1 if hour is None else int(hour) * 60 + int(minute)


def serial_moments(serials: Sequence[float], first: int, last: int) -> list[Moment] | None:
    """一列日期序号（1900 系统）；有一个在范围以外的，None。"""
    if not _SERIAL + min(serials) >= first or not _SERIAL + max(serials) < last + 1:
        return None
    minutes = [round(serial * 86_400) // 60 for serial in serials]
    if all(serial.is_integer() for serial in serials):
        return [(_SERIAL + minute // _MINUTES, -1) for minute in minutes]
    return [
        (_SERIAL + minute // _MINUTES, minute % _MINUTES or -(serial == int(serial)))
        for minute, serial in zip(minutes, serials, strict=True)
    ]


class _DayParts(dict[str, int]):
    """「2024-03-05」→ 序数。raises ValueError."""

    def __missing__(self, text: str) -> int:
        found = self[text] = date.fromisoformat(text.replace("/", "-")).toordinal()
        return found


class _ClockParts(dict[str, int]):
    """「 08:30」→ 分钟。raises ValueError."""

    def __missing__(self, text: str) -> int:
        if not re.fullmatch(r"[ T](?:[01]\d|2[0-3]):[0-5]\d", text):
            raise ValueError(text)
        found = self[text] = int(text[1:3]) * 60 + int(text[4:6])
        return found


_DAY_PARTS = _DayParts()
_CLOCK_PARTS = _ClockParts()
_SECONDS = re.compile(r"(?::[0-5]\d)?")


def text_moments(texts: Sequence[str], first: int, last: int) -> list[Moment] | None:
    """一列都写成「2024-03-05 08:30」或带秒；有一个不是的，None。"""
    if {len(text) for text in texts} - {16, 19}:
        return None
    if not all(map(_SECONDS.fullmatch, {text[16:] for text in texts})):
        return None
    try:
        made = [(_DAY_PARTS[text[:10]], _CLOCK_PARTS[text[10:16]]) for text in texts]
    except ValueError:
        return None
    return made if first <= min(made)[0] and max(made)[0] <= last else None


LONGEST_NUMBER = 40


def short_identifier(said: str | float) -> str | None:
    """平常的号码，照原样。"""
    plain = isinstance(said, str) and len(said) <= LONGEST_NUMBER and are_plain_identifiers([said])
    return said if plain and isinstance(said, str) else None


def are_plain_identifiers(texts: Sequence[str]) -> bool:
    """各个号码只有字、数字与连字符，没有一个是空白、「无」，也没有一个字要转半角。"""
    joined = "".join(texts)
    return (
        (joined.isalnum() or joined.replace("-", "").isalnum())
        and is_normalized("NFKC", joined)
        and "" not in texts
        and _NOTHING.isdisjoint(texts)
    )


def nothing(cell: Cell) -> bool:
    """没有写，或写的是「-」「无」。"""
    return cell.is_blank or (cell.kind is CellKind.TEXT and cell.text.strip() in _NOTHING)


_BRACKETED = re.compile(r"(.+?)\s*[(\[【<]\s*([0-9A-Za-z]{1,20})\s*[)\]】>]")
_NUMBER_FIRST = re.compile(r"([0-9A-Za-z]*\d[0-9A-Za-z]*)\s*[-_:：.]?\s*([^\x00-\x7f].*)")
_NUMBER_LAST = re.compile(r"(.*[^\x00-\x7f])\s*[-_:：.]?\s*([0-9A-Za-z]*\d[0-9A-Za-z]*)")
_ONLY_NUMBER = re.compile(r"[0-9A-Za-z]*\d[0-9A-Za-z]*")


_NOBODY = re.compile(
    r"(?i)[\W_0]*|不详|未知|不明|未填写?|未录入|暂无|待[定补]|待补充|其[他它]|同上|N/?A|NULL"
)
"""写在术者一栏里的，没有说是谁。"""


def is_nobody(said: str) -> bool:
    """「不详」「待补」「-」一类，没有说是谁。"""
    return bool(_NOBODY.fullmatch(narrow(said).strip()))


def people(cell: Cell) -> tuple[Written, ...] | None | Bad:
    """一格里的几个人，姓名里可以带工号：「张三(1001)」「1001-张三、李四」。"""
    if nothing(cell) or is_nobody(cell.looks):
        return None
    if cell.kind is CellKind.NUMBER:
        number = cells.identifier(cell, "这一格")
        return number if isinstance(number, Bad) else (Written("", number or ""),)
    if cell.kind is CellKind.DATE:
        return Bad("这一格是日期，不是姓名")
    parts = cells.names(cell, 50)
    if parts is None or isinstance(parts, Bad):
        return parts
    found: list[Written] = []
    waiting = ""
    for part in parts:
        one = _one(part, waiting)
        waiting = one.number if not one.name else ""
        if found and not found[-1].name and one.name and one.number == found[-1].number:
            found[-1] = one  # 「1001/张三」
        else:
            found.append(one)
    return tuple(found)


def _one(part: str, waiting: str) -> Written:
    plain = narrow(part).strip()
    told = _BRACKETED.fullmatch(plain)
    if told is not None and _ONLY_NUMBER.fullmatch(told[2]):
        return Written(_tidy(told[1]), told[2])
    if told := _NUMBER_FIRST.fullmatch(plain):
        return Written(_tidy(told[2]), told[1])
    if _ONLY_NUMBER.fullmatch(plain):
        return Written("", plain)
    if told := _NUMBER_LAST.fullmatch(plain):
        return Written(_tidy(told[1]), told[2])
    return Written(_tidy(part), waiting)


_HAN_SPACED = re.compile(r"[\u3400-\u9fff](?:\s+[\u3400-\u9fff])+")


def _tidy(name: str) -> str:
    """姓名：撑开的空格去掉，中间点统一。"""
    plain = name.strip()
    if _HAN_SPACED.fullmatch(plain):
        plain = re.sub(r"\s+", "", plain)
    return one_dot(plain)


def numbers(cell: Cell) -> tuple[str, ...] | None | Bad:
    """工号一栏：一个，或顿号、逗号、斜杠分开的几个。"""
    if nothing(cell):
        return None
    if cell.kind is CellKind.TEXT:
        whole = cells.text(cell, 400)
        if whole is None or isinstance(whole, Bad):
            return whole
        parts = [one for one in re.split(r"[、,，;；/／|\s]+", narrow(whole)) if one]
        told = [cells.identifier(Cell(CellKind.TEXT, one), "这一格") for one in parts]
    else:
        told = [cells.identifier(cell, "这一格")]
    for one in told:
        if isinstance(one, Bad):
            return one
    return tuple(one for one in told if isinstance(one, str)) or None


def identifier(cell: Cell) -> str | None | Bad:
    """单号、病案号、次数。"""
    if nothing(cell):
        return None
    return cells.identifier(cell, "这一格", 60)


_GRADES = {
    written: grade
    for grade, several in enumerate(
        (
            ("1", "一", "i", "ⅰ", "壹"),
            ("2", "二", "ii", "ⅱ", "贰"),
            ("3", "三", "iii", "ⅲ", "叁"),
            ("4", "四", "iv", "ⅳ", "肆"),
        ),
        1,
    )
    for written in several
}
_NO_GRADE = frozenset({"0", "9", "无级别", "未分级", "未定级", "不分级", "操作", "无级"})
_GRADE_WORDS = re.compile(r"手术|操作|级别|[级類类\s:：()]")


def grade(cell: Cell) -> int | None | Bad:
    """级别：3、三级、Ⅲ、III、三；「-」「0」「未分级」是没有级别。"""
    if nothing(cell):
        return None
    written = cells.text(cell)
    if written is None or isinstance(written, Bad):
        return written
    plain = narrow(written).casefold().strip()
    if plain in _NO_GRADE:
        return None
    bare = _GRADE_WORDS.sub("", plain).removesuffix(".0")
    if bare in _GRADES:
        return _GRADES[bare]
    return Bad("级别读不懂，填一级、二级、三级、四级，没有的留空")


def _words(yes: str, no: str) -> dict[str, bool]:
    return {**dict.fromkeys(yes.split(), True), **dict.fromkeys(no.split(), False)}


_URGENT = _words(
    "急诊 急 急诊手术 急症 抢救 抢救手术 急救 是 y yes true 1 √ 急诊入院 绿色通道 紧急",
    "择期 择期手术 平诊 平 限期 限期手术 常规 日间 日间手术 非急诊 否 n no false 0 × 门诊 住院 "
    "亚急诊 普通",
)
_HAVE = _words(
    "是 有 对 √ ✓ ✔ y yes true 1 t 已 已签 已签署 签署 有签署 已同意 同意 发生 死亡 完成 "
    "已完成 已讨论",
    "否 无 不 × ✗ ✘ x n no false 0 f 未 没有 未签 未签署 拒绝 拒签 不同意 未发生 存活 未完成 "
    "未讨论 未签字",
)
_GONE = re.compile(
    r"取消|停台|作废|撤销|停止|停手术|已停|退回|撤回|终止申请|未做|未实施|未执行|未行|未手术|未开展|未施行"
)
_WAITING = re.compile(r"未|待|拟|预约|延期|改期|推迟|暂缓|暂停")
"""还没有做，或不知道做了没有。"""
_ASKS = frozenset({"是", "y", "yes", "true", "1", "√", "t"})
_NOT_GONE = re.compile(
    r"已|完|结束|术|正常|有效|提交|审核|登记|执行|安排|否|复苏|出室|入室|归档|确认"
)


def urgent(cell: Cell, asks: bool = True) -> bool | None | Soft:
    """急诊 True，择期、限期 False；``asks``：栏名问的是「是否急诊」，不问的数字是代码，不猜。"""
    if not asks and narrow(cell.looks).strip() in ("0", "1"):
        return Soft(cell.looks)
    return _said(cell, _URGENT)


def have(cell: Cell) -> bool | None | Soft:
    """有无、是否。"""
    return _said(cell, _HAVE)


def _said(cell: Cell, words: dict[str, bool]) -> bool | None | Soft:
    if cell.kind is CellKind.TEXT and cell.text.strip() in ("无", "×"):
        return words.get(cell.text.strip())
    if nothing(cell):
        return None
    if cell.kind is CellKind.FLAG:
        return cell.text == "1"
    if cell.kind is CellKind.FAULT:
        return Soft(cells.error_in(cell.text))
    plain = re.sub(r"[\s()（）]", "", narrow(cell.looks)).casefold()
    found = words.get(plain)
    return Soft(cell.looks[:20]) if found is None else found


def cancelled(cell: Cell, asks: bool) -> bool | None | Soft:
    """手术状态是不是取消；``asks``：栏名问的是「是否取消」。"""
    if nothing(cell):
        return None
    if cell.kind is CellKind.FLAG:
        return cell.text == "1"
    plain = re.sub(r"\s", "", narrow(cell.looks)).casefold()
    if asks and plain in _ASKS:
        return True
    isnt = re.match(r"(未|不|非|没有)(取消|停|作废)|否|正常|没有", plain)
    if isnt or (asks and plain in ("0", "n", "no")):
        return False
    if _GONE.search(plain):
        return True
    if _WAITING.search(plain):
        return Soft(cell.looks[:20])
    return False if _NOT_GONE.search(plain) else Soft(cell.looks[:20])


def place(cell: Cell) -> str | None | Bad:
    """科室、院区的写法。"""
    return None if nothing(cell) else cells.text(cell, 60)


def title(cell: Cell) -> str | None | Bad:
    """手术名称。"""
    return None if nothing(cell) else cells.text(cell, 500)


def order(cell: Cell) -> int | None | Bad:
    """第几项。"""
    return None if nothing(cell) else cells.whole_number(cell, 1, 999)
