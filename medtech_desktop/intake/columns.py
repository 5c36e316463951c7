"""栏目定义：一种导入有哪些栏、怎么认、怎么读；模板、标题匹配与解释都从这里来。"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from medtech_desktop.intake.cells import choice_key


class Reads(StrEnum):
    """一栏怎么读，以及 ``Draft.values`` 里是什么类型。"""

    TEXT = "text"  # str
    NAME = "name"  # str
    NAMES = "names"  # tuple[str, ...]
    TERMS = "terms"  # tuple[str, ...]
    IDENTIFIER = "identifier"  # str
    DAY = "day"  # date
    YES_NO = "yes_no"  # bool
    WHOLE = "whole"  # int
    CODE = "code"  # str: the code column of a code list itself
    LISTED_CODE = "listed_code"  # Code: one code of a code list that we hold
    CODES = "codes"  # tuple[Code, ...]
    CHOICE = "choice"  # str, the code value


@dataclass(frozen=True, slots=True)
class Choice:
    """一个选项：编码值、模板上的写法、别的写法。"""

    value: str
    label: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """一栏。``years_ahead``：日期最晚到今天以后几年；``most``：最多几个字。"""

    key: str
    heading: str
    reads: Reads = Reads.TEXT
    required: bool = False
    synonyms: tuple[str, ...] = ()
    note: str = ""
    choices: tuple[Choice, ...] = ()
    example: str = ""
    most: int = 200
    width: int = 16
    years_ahead: int = 1
    open_end: bool = False

    @cached_property
    def choice_words(self) -> dict[str, str]:
        """选项比对用的写法 → 编码值。"""
        words: dict[str, str] = {}
        for one in self.choices:
            for written in (one.label, one.value, *one.synonyms):
                words.setdefault(choice_key(written), str(one.value))
        return words

    @cached_property
    def choice_labels(self) -> tuple[str, ...]:
        """模板下拉里的写法。"""
        return tuple(one.label for one in self.choices)


Check = Callable[[Mapping[str, object]], Sequence[tuple[str, str]]]
"""整行的核对：返回（栏目键，原因）。"""


def _nothing(_: Mapping[str, object]) -> Sequence[tuple[str, str]]:
    return ()


def backwards(
    values: Mapping[str, object], since: str, until: str, said: str
) -> list[tuple[str, str]]:
    """止日早于起日的：（止日一栏，原因）；``said`` 里 {since}、{until} 处写那两天。"""
    first, last = values.get(since), values.get(until)
    if isinstance(first, date) and isinstance(last, date) and last < first:
        return [(until, said.format(since=first, until=last))]
    return []


@dataclass(frozen=True, slots=True)
class Kind:
    """一种导入。``one_of``：每组里至少有一栏；``natural_key``：认重复用的栏目键。

    ``headless``: the columns of a list that is often handed on without headings; the
    first of them must be codes, else the file is refused for want of headings.
    ``monthly``: often one sheet a month; sheets with the same headings are read together.
    """

    key: str
    label: str
    columns: tuple[Column, ...]
    natural_key: tuple[str, ...]
    one_of: tuple[tuple[str, ...], ...] = ()
    check: Check = field(default=_nothing)
    lead: str = ""
    headless: tuple[str, ...] = ()
    monthly: bool = False

    def column(self, key: str) -> Column:
        """按键取一栏。raises KeyError."""
        for one in self.columns:
            if one.key == key:
                return one
        raise KeyError(key)
