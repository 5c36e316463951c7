"""命令的写法：全局选项在命令之前；说明与差错都是中文。"""

from __future__ import annotations

import argparse
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from medtech_desktop.cli.help_text import HelpText
from medtech_desktop.domain.entered_text import unfit_character
from medtech_desktop.office.acts import Clerk, clerk_here, today
from medtech_desktop.office.library import usual_folder


class BadUsage(Exception):  # noqa: N818 - a kind of answer, not a defect
    """用法有误：一句话说明错在哪里，``remedy`` 说明正确写法。"""

    def __init__(self, sentence: str, remedy: str = "") -> None:
        self.remedy = remedy
        super().__init__(sentence)


class Parser(argparse.ArgumentParser):
    """说中文的命令解析。"""

    def __init__(self, *args: Any, **kw: Any) -> None:
        kw.setdefault("add_help", False)
        kw.setdefault("allow_abbrev", False)
        kw.setdefault("formatter_class", HelpText)
        super().__init__(*args, **kw)
        self.add_argument("-h", "--help", action="help", help="显示用法")
        self._optionals.title = "选项"
        self._positionals.title = "参数"

    def error(self, message: str) -> NoReturn:
        raise BadUsage(f"用法有误：{_chinese(message)}", f"用法：{self.format_usage_line()}")

    def format_usage_line(self) -> str:
        """一行用法。"""
        return " ".join(self.format_usage().replace("usage:", "").split())

    def format_help(self) -> str:
        return super().format_help().replace("usage:", "用法：")


_MESSAGES = (
    ("the following arguments are required:", "缺少"),
    ("unrecognized arguments:", "不认识"),
    ("invalid choice:", "没有这个选项："),
    ("expected one argument", "后面缺一个值"),
    ("expected at least one argument", "后面至少要一个值"),
    ("choose from", "可用"),
    ("argument ", "参数 "),
    ("not allowed with", "不能与之同用："),
    ("one of the arguments", "须给出其中之一："),
    ("is required", ""),
    ("ambiguous option:", "选项不明确："),
    ("could match", "可能是"),
    ("ignored explicit argument", "不接受值"),
)


def _chinese(message: str) -> str:
    for english, chinese in _MESSAGES:
        message = message.replace(english, chinese)
    message = re.sub(r"'([^']*)'", r"「\1」", message).replace("」, 「", "」「")
    message = re.sub(r" ?\((可用|可能是) ?([^)]*)\)", r"，\1 \2", message)
    return re.sub(r"[:：] *", "：", message).strip()


_FIRST_YEAR, _LAST_YEAR = 1900, 2199


def a_date(text: str) -> date:
    """日期参数 YYYY-MM-DD。"""
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError(text)
        day = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"「{text}」不是日期，写成 2026-09-14 的样子") from None
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise argparse.ArgumentTypeError(f"「{text}」不在 {_FIRST_YEAR} 年到 {_LAST_YEAR} 年之间")
    return day


def yes_no(text: str) -> bool:
    """是/否参数。"""
    plain = text.strip().lower()
    if plain in ("yes", "y", "是", "true", "1"):
        return True
    if plain in ("no", "n", "否", "false", "0"):
        return False
    raise argparse.ArgumentTypeError(f"「{text}」应为 yes 或 no（是 或 否）")


def a_count(text: str) -> int:
    """非负整数参数。"""
    plain = text.strip()
    if not plain.isdecimal():
        raise argparse.ArgumentTypeError(f"「{text}」应为不小于 0 的整数")
    if len(plain) > 9:
        raise argparse.ArgumentTypeError(f"「{text[:20]}」太大")
    return int(plain)


def a_number(least: int, most: int) -> Callable[[str], int]:
    """``least`` 到 ``most`` 之间的整数参数。"""

    def between(text: str) -> int:
        number = a_count(text)
        if not least <= number <= most:
            raise argparse.ArgumentTypeError(f"「{text}」应在 {least} 到 {most} 之间")
        return number

    return between


_GRADES = {"一": 1, "二": 2, "三": 3, "四": 4, "I": 1, "II": 2, "III": 3, "IV": 4}


def a_grade(text: str) -> int:
    """级别参数：3、三级、Ⅲ 都收。"""
    plain = unicodedata.normalize("NFKC", text).strip().upper().removesuffix("级")
    found = _GRADES.get(plain) or (int(plain) if plain in ("1", "2", "3", "4") else None)
    if found is None:
        raise argparse.ArgumentTypeError(f"「{text}」不是级别，写 1 至 4，或一级至四级")
    return found


_IN_A_ROW = 4
"""几选一不超过几项的，用法里连着写；多的一项一行。"""


def one_of(labels: Mapping[Any, str], words: str = "") -> dict[str, Any]:
    """几选一的参数：写代号或中文名都收，读出的是代号；给 ``add_argument`` 的选项。"""
    codes = {str(getattr(key, "value", key)): label for key, label in labels.items()}
    each = [f"{code}＝{label}" for code, label in codes.items()]
    listed, shown = "；".join(each), ("\n" if len(each) > _IN_A_ROW else "；").join(each)
    known = {label: code for code, label in codes.items()} | {code: code for code in codes}
    known = {unicodedata.normalize("NFKC", name): code for name, code in known.items()}

    def read(text: str) -> str:
        code = known.get(unicodedata.normalize("NFKC", text).strip())
        if code is None:
            raise argparse.ArgumentTypeError(f"没有「{text}」，可写 {listed}")
        return code

    return {"type": read, "help": f"{words}：{shown}" if words else shown}


def a_path(text: str) -> str:
    """路径参数：不空。"""
    if not text.strip():
        raise argparse.ArgumentTypeError("没有写路径")
    return text


def refuse_unfit_words(words: Sequence[str]) -> None:
    """命令中有控制字符或残缺的编码。raises BadUsage."""
    for place, word in enumerate(words, 1):
        if unfit_character(word):
            shown = "".join(c if c.isprintable() else "?" for c in word[:60])
            raise BadUsage(
                f"第 {place} 个词「{shown}」含有不可显示的控制字符，或不是 UTF-8 编码",
                "删去这个字符，或把终端的编码设为 UTF-8",
            )


def book_path(asked: argparse.Namespace) -> Path:
    """所指的数据文件夹。"""
    return Path(asked.book) if asked.book else usual_folder()


def on_day(asked: argparse.Namespace) -> date:
    """提问的日子：``--on``，缺省今天。"""
    day: date | None = asked.on
    return day or today()


def act_day(asked: argparse.Namespace) -> date:
    """办事的生效日：``--effective``，缺省今天；``--on`` 只用于提问。"""
    refuse_on(asked)
    day: date | None = getattr(asked, "effective", None)
    return day or today()


def done_day(asked: argparse.Namespace) -> date:
    """已经办了的日子：``--effective``，不晚于今天。raises BadUsage."""
    day = act_day(asked)
    if day > today():
        said = f"--effective {day.isoformat()} 晚于今天（{today().isoformat()}）"
        raise BadUsage(said, "这条命令登记已经发生的事，办了以后再登记")
    return day


_EFFECTIVE = "生效日写 --effective 日期，放在命令之后"
_RECORDED_NOW = "去掉 --on；这条命令没有生效日，记作今天办的"


def refuse_on(asked: argparse.Namespace, remedy: str = "") -> None:
    """办事不收 ``--on``。"""
    if asked.on is not None:
        dated = _EFFECTIVE if hasattr(asked, "effective") else _RECORDED_NOW
        raise BadUsage("--on 只用于提问，这条命令是办事", remedy or dated)


def the_clerk(asked: argparse.Namespace) -> Clerk:
    """经办人。"""
    return clerk_here(asked.clerk or "")


def group(commands: Any, name: str, help: str) -> Any:
    """一组命令（``technology add`` 之类）。"""
    parser = commands.add_parser(name, help=help)
    return parser.add_subparsers(
        title="命令", dest=f"{name}_command", metavar="命令", required=True, parser_class=Parser
    )


_WARNED = "有提醒时须写明的理由"


def act_options(parser: argparse.ArgumentParser, reason: str = _WARNED) -> None:
    """办事命令共有的选项；``reason``：理由在这里是什么。"""
    parser.add_argument("--effective", type=a_date, metavar="日期", help="生效日，缺省今天")
    reason_option(parser, reason)


def reason_option(parser: argparse.ArgumentParser, words: str = _WARNED) -> None:
    """只有理由的：没有生效日可写（撤销自始不算数），或另有自己的日期。"""
    parser.add_argument("--reason", default="", metavar="理由", help=words)
