"""单元格解释：把一格读成一个值，或说出为什么读不成；绝不猜。

Pure functions.  Each returns the value, ``None`` for a blank cell, or a ``Bad`` with the
reason in Chinese.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from medtech_desktop.domain.log_spellings import one_dot
from medtech_desktop.intake.raw_rows import INVISIBLE, Cell, CellKind

MOST_DIGITS = 15
"""表格软件只保得住 15 位数字，更长的号码以数字存放时后几位已经错了。"""

LOST = "?"
"""错误工作簿里标在丢了零的号码前面；an identifier with it is refused until corrected."""

NOTHING = "#无值"
"""错误工作簿里写在没有值的格里，不改就仍被拒绝。"""

_ERROR_VALUE = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|无值|错误)")
_NO_VALUE = frozenset({"-", "--", "—", "——", "－", "/", "／", "\\", "无", "空", "N/A", "n/a"})
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufff9-\ufffb]")
_ZERO_WIDTH = re.compile("[\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
_NAME_BREAKS = re.compile(r"[、,，;；/／|｜\n]+|\s+和\s+|\s{2,}")


@dataclass(frozen=True, slots=True)
class Bad:
    """读不成：``why`` 说明原因和怎么改。"""

    why: str


@dataclass(frozen=True, slots=True)
class Code:
    """编码：照原样的写法，与可能的完整写法。

    ``candidates`` begin with the typed form; which of them exists is decided by the code
    edition, never by a pattern. ``from_number`` tells that zeros may have been lost.
    """

    typed: str
    candidates: tuple[str, ...]
    from_number: bool = False


def narrow(text: str) -> str:
    """全角数字、字母、标点转半角（NFKC）；只用于日期、编码、号码。"""
    return unicodedata.normalize("NFKC", text)


def text(cell: Cell, most: int = 200) -> str | None | Bad:
    """文字：去首尾空白与零宽字符，不改中间。longer than ``most`` is refused, not cut."""
    if cell.kind is CellKind.FAULT:
        return Bad(cell.text)
    if cell.kind is CellKind.NUMBER and has_lost_digits(cell):
        return Bad(f"数字 {cell.text} 超过 {MOST_DIGITS} 位，后几位已经丢失，请设为文本后重填")
    written = _written(cell)
    if not written.isprintable():  # most cells are, and need no look at each character
        if bad := unfit(written):
            return bad
        written = _ZERO_WIDTH.sub("", settled_private(written))
    value = written.strip(INVISIBLE)
    if len(value) > most:
        return Bad(f"有 {len(value)} 字，超过 {most} 字，没有截断，请缩短")
    if "\ufffd" in value:
        return Bad("有乱码（U+FFFD），请改正")
    if value.startswith("#") and _ERROR_VALUE.fullmatch(value):
        return Bad(f"错误值 {value}，请改成真正的值")
    return value or None


def error_in(why: str) -> str:
    """故障的原因里提到的错误值；none is named for formulas without a value."""
    found = _ERROR_VALUE.search(why)
    return found[0] if found else NOTHING


def _written(cell: Cell) -> str:
    if cell.kind is CellKind.FLAG:
        return "是" if cell.text == "1" else "否"
    return cell.looks


def unfit(written: str) -> Bad | None:
    """文字里不能收的字符：控制字符、乱码、私用区字。"""
    if found := _CONTROL.search(written):
        return Bad(f"有控制字符（U+{ord(found[0]):04X}），请删去")
    for character in settled_private(written):
        if unicodedata.category(character) in ("Co", "Cs"):
            return Bad(f"有自造字（U+{ord(character):04X}），换一台电脑就看不到，请改用规范字")
        if unicodedata.category(character) == "Cn":
            return Bad(f"有不存在的字符（U+{ord(character):04X}），请改正")
    return None


def _private_table() -> dict[int, str]:
    """GBK 旧字体占用的私用区 → 后来的正式字（GB18030-2005、-2022）。"""
    table: dict[int, str] = {}
    for number, trail in enumerate((*range(0x50, 0x7F), *range(0x80, 0xA1))):
        table[0xE815 + number] = bytes((0xFE, trail)).decode("gb18030")
    late = {0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6, 0xE82C: 0x9FB7}
    late |= {0xE832: 0x9FB8, 0xE843: 0x9FB9, 0xE854: 0x9FBA, 0xE864: 0x9FBB, 0xE7C7: 0x1E3F}
    table |= {private: chr(proper) for private, proper in late.items()}
    return table


_PRIVATE = _private_table()


def settled_private(written: str) -> str:
    """旧私用区字换成正式字，例如 U+E863 → 䶮。"""
    return written.translate(_PRIVATE)


def names(cell: Cell, most: int = 30) -> tuple[str, ...] | None | Bad:
    """一格里的几个名字：顿号、逗号、分号、斜杠、换行分开；「张 三」是一个名字。"""
    whole = text(cell, 2_000)
    if whole is None or isinstance(whole, Bad):
        return whole
    found = []
    for part in _NAME_BREAKS.split(_joined_name(whole)):
        name = part.strip(INVISIBLE)
        if len(name) > most:
            return Bad(f"「{name[:10]}…」有 {len(name)} 字，超过 {most} 字，几个名字请用顿号分开")
        if name and name not in found and name not in _NO_VALUE:
            found.append(name)
    return tuple(found) or None


_SPACES = re.compile(r"[ \u3000\u00a0]+")
_OUTSIDER = re.compile(r"(?:外请|外院|外聘|特邀|会诊|进修)(?:专家|医师|医生|教授)?")
_HAN_ONLY = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")


def _joined_name(whole: str) -> str:
    """「张 三」「李 小明」→ 去掉撑开的空格；「张三 李四」→ 顿号分开；别的不动。"""
    parts = [one for one in _SPACES.split(whole) if one]
    if len(parts) < 2 or not all(_HAN_ONLY.fullmatch(one) for one in parts):
        return whole
    if _OUTSIDER.fullmatch(parts[0]):
        return "".join(parts)  # 「外请 王某某」 is one person, and not one of ours
    if all(len(one) > 1 for one in parts):
        return "、".join(parts)
    return "".join(parts) if sum(map(len, parts)) <= 4 else whole


def terms(cell: Cell, most: int = 200) -> tuple[str, ...] | None | Bad:
    """一格里的几个词，空格不分开。"""
    whole = text(cell, 2_000)
    if whole is None or isinstance(whole, Bad):
        return whole
    found = []
    for part in re.split(r"[、;；|｜\n]+", whole):
        term = part.strip(INVISIBLE)
        if len(term) > most:
            return Bad(f"「{term[:10]}…」有 {len(term)} 字，超过 {most} 字")
        if term and term not in found:
            found.append(term)
    return tuple(found) or None


def name(cell: Cell, most: int = 50) -> str | None | Bad:
    """一个人的姓名：撑开的空格去掉，中间点统一为「·」；一格几人则说明。"""
    whole = text(cell, most)
    if whole is None or isinstance(whole, Bad):
        return whole
    several = names(cell, most)
    if isinstance(several, tuple):
        if len(several) > 1:
            return Bad("一格里有几个名字，请分成几行")
        return one_dot(several[0])
    return several


_YES = frozenset(
    {"是", "有", "对", "√", "✓", "✔", "y", "yes", "true", "1", "t", "需要", "涉及", "已"}
)
_NO = frozenset(
    {
        "否",
        "无",
        "不",
        "×",
        "✗",
        "✘",
        "x",
        "n",
        "no",
        "false",
        "0",
        "f",
        "不需要",
        "不涉及",
        "未",
        "没有",
    }
)


def yes_no(cell: Cell) -> bool | None | Bad:
    """是或否。"""
    if cell.kind is CellKind.FLAG:
        return cell.text == "1"
    value = text(cell)
    if value is None or isinstance(value, Bad):
        return value
    word = narrow(value).casefold()
    if word in _YES:
        return True
    if word in _NO or value in _NO:
        return False
    return Bad("只能填「是」或「否」")


def whole_number(cell: Cell, least: int = 0, most: int = 10_000_000) -> int | None | Bad:
    """整数。"""
    value = text(cell)
    if value is None or isinstance(value, Bad):
        return value
    written = narrow(value).replace(",", "").strip()
    found = re.fullmatch(r"([+-]?\d{1,12})(?:\.0+)?", written)
    if not found:
        return Bad("只能填整数")
    number = int(found[1])
    if not least <= number <= most:
        return Bad(f"应在 {least} 与 {most} 之间")
    return number


def has_lost_digits(cell: Cell) -> bool:
    """数字单元格的位数已超出表格软件保得住的 15 位。"""
    return cell.kind is CellKind.NUMBER and abs(float(cell.text)) >= 10**MOST_DIGITS


def identifier(cell: Cell, place: str, most: int = 40) -> str | None | Bad:
    """工号、证号：一律当文字；``place`` 如「第 5 行 G 列」，写进拒绝的理由。"""
    if cell.kind is CellKind.DATE:
        return Bad(f"{place}是日期，不是号码，请设为文本后重填")
    if cell.kind is CellKind.NUMBER:
        if has_lost_digits(cell):
            return Bad(
                f"{place}以数字存放（{cell.text}），超过 {MOST_DIGITS} 位的后几位已经丢失，"
                "请设为文本后重填"
            )
        if not re.fullmatch(r"\d+", cell.looks):
            return Bad(f"{place}是小数或负数，不是号码，请设为文本后重填")
        return cell.looks
    value = text(cell, 2_000)
    if value is None or isinstance(value, Bad):
        return value
    value = re.sub(r"\s+", "", narrow(value)).removeprefix("'")
    if re.fullmatch(r"\d(\.\d+)?[Ee]\+\d+", value):
        return Bad(f"{place}是科学记数（{value}），号码已经丢失，请设为文本后重填")
    if LOST in value:
        return Bad(f"{place}有问号，号码不完整，请填完整")
    if len(value) > most:
        return Bad(f"有 {len(value)} 位，超过 {most} 位，没有截断")
    return value or None


_CODE_CHARACTERS = re.compile(r"[0-9A-Za-z.\-+*/]{1,40}")


def code(cell: Cell, place: str, defines: bool = False) -> Code | None | Bad:
    """一个编码。``defines``：编码表自己的编码列，数字格丢了零无从核对，须拒绝。"""
    if cell.kind is CellKind.DATE:
        return Bad(f"{place}被表格软件改成了日期，请设为文本后重填编码")
    if cell.kind is CellKind.NUMBER and not cell.shown:
        return _numeric_code(cell, place, defines)
    value = text(cell, 2_000)
    if value is None or isinstance(value, Bad):
        return value
    typed = re.sub(r"\s+", "", narrow(value.replace("×", "x")).replace("。", "."))
    typed = typed.removeprefix("'")
    if not _CODE_CHARACTERS.fullmatch(typed):
        return Bad("编码里有不该有的字符，一格只填一个编码")
    return Code(typed, candidates_for(typed))


def _numeric_code(cell: Cell, place: str, defines: bool) -> Code | Bad:
    candidates = candidates_for(cell.text)
    if "E" in cell.text or cell.text.startswith("-"):
        return Bad(f"{place}是数字 {cell.text}，不是编码，请设为文本后重填")
    if defines:
        several = "、".join(candidates[:4])
        return Bad(f"{place}以数字存放，零可能已丢失（可能是 {several}），请设为文本后重填")
    return Code(cell.text, candidates, from_number=True)


def codes(cell: Cell, place: str) -> tuple[Code, ...] | None | Bad:
    """一格里的几个编码：加号、分号、逗号、顿号、换行或空格分开。"""
    if cell.kind is not CellKind.TEXT:
        one = code(cell, place)
        return one if one is None or isinstance(one, Bad) else (one,)
    whole = text(cell, 2_000)
    if whole is None or isinstance(whole, Bad):
        return whole
    found: list[Code] = []
    for part in re.split(r"[+＋;；,，、\s]+", whole):
        if not part:
            continue
        one = code(Cell(CellKind.TEXT, part), place)
        if isinstance(one, Bad):
            return Bad(f"「{part[:20]}」：{one.why}")
        if one is not None and one not in found:
            found.append(one)
    return tuple(found) or None


_PLAIN_CODE = re.compile(r"(\d{1,2})(?:\.(\d{0,5}))?")


def candidates_for(typed: str) -> tuple[str, ...]:
    """补零与大小写的可能写法，照原样的在前。only a proposal: membership decides."""
    found = [typed]
    plain = _PLAIN_CODE.fullmatch(typed)
    if plain:
        whole, decimals = plain[1].zfill(2), plain[2] or ""
        for length in (4, 5, 3, 2):
            if len(decimals) <= length:
                found.append(f"{whole}.{decimals.ljust(length, '0')}")
    elif "X" in typed or "x" in typed:
        lower = re.sub(r"(?<=\d)[Xx](?=\d)", "x", typed)
        found.append(re.sub(r"^(\d)\.", r"0\1.", lower))
    return tuple(dict.fromkeys(found))


def choice(cell: Cell, choices: Mapping[str, str], labels: Sequence[str] = ()) -> str | None | Bad:
    """若干词之一。``choices``：词（``choice_key``）→ 编码值；``labels`` 写进拒绝的理由。"""
    value = text(cell, 2_000)
    if value is None or isinstance(value, Bad):
        return value
    wanted = choice_key(value)
    if wanted in choices:
        return choices[wanted]
    if value in _NO_VALUE:
        return None
    return Bad(f"没有这一选项，可填：{'、'.join(labels or choices)[:160]}")


def choice_key(written: str) -> str:
    """选项比对用的写法：半角、小写、去空白与括号标点。"""
    return re.sub(r"[\s（）()【】\[\]:：。.]", "", narrow(written)).casefold()
