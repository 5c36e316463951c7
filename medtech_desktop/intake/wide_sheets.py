"""授权宽表的形状：人在行还是在列，哪一列是级别、哪一列是术式；哪些行不是数据。

Pure: works on raw rows.  ``Vocabulary`` tells what the book knows, so that a sheet with a
blank or a diagonal corner (「手术＼医师」) is still read the right way round.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from medtech_desktop.domain.gradings import GRADE_NAMES
from medtech_desktop.domain.privilege_sheets import Want, Wish
from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.intake.cells import narrow
from medtech_desktop.intake.raw_rows import Cell, CellKind, Copy, RawRow, column_letter
from medtech_desktop.intake.wishes import grade_in, wish

LOOK_DOWN = 12
_NAMES = frozenset(
    ("姓名", "医师姓名", "医生姓名", "人员姓名", "术者", "术者姓名", "手术医师", "医师", "医生")
    + ("人员", "主刀", "主刀医师", "员工姓名")
)
_NUMBERS = frozenset(
    ("工号", "职工号", "员工号", "人员编号", "职工编号", "员工编号", "工作证号", "胸卡号")
    + ("医师工号", "医师编号", "职工工号")
)
_CODES = frozenset(
    ("编码", "手术编码", "手术操作编码", "手术代码", "代码", "icd编码", "icd9编码", "icd-9-cm-3")
    + ("手术及操作编码", "icd-9-cm-3编码", "icd9-cm-3编码", "icd-9-cm3编码", "操作编码")
)
_PROCEDURES = frozenset(
    ("名称", "手术名称", "手术操作名称", "术式", "术式名称", "手术", "操作名称", "手术项目")
    + ("手术及操作名称", "项目名称", "手术操作", "项目")
)
_WANTED = frozenset(
    ("拟授级别", "授权级别", "手术级别", "级别", "授予级别", "手术权限级别", "权限级别", "权限")
    + ("申请级别", "批准级别", "拟授权级别", "手术权限", "手术授权级别", "授权等级", "手术等级")
)
_PRESENT = frozenset(("现有级别", "原级别", "现级别", "目前级别", "原有级别", "现权限", "原权限"))
_UNTIL = frozenset(("有效期至", "有效期", "截止日期", "授权截止", "到期日", "有效期限", "截止日"))
_ASIDE = re.compile(
    r"序号|编号|no|职称|职务|科室|科别|专业技术职务|性别|年龄|学历|学位|备注|说明|签名|签字|"
    r"合计|小计|总计|工龄|类别|入院日期|出生日期|手机|电话|资格证号|执业证号|"
    r"专业技术职称|技术职称|联系电话|审核意见|本科室级别"
)
_FOOTER = re.compile(
    r"合计|总计|小计|共\d+[人项个]|注[:：]|填表|科主任|科室负责人|签字|签名|制表|审核|说明[:：]|"
    r"备注[:：]|填写说明|日期[:：]"
)
_PERSON_WORD = re.compile(r"姓名|医师|医生|人员|术者")
_PROCEDURE_WORD = re.compile(r"手术|术式|编码|项目|操作")


class Topic(StrEnum):
    """表讲的是级别，还是逐个术式。"""

    GRADE = "grade"
    PROCEDURE = "procedure"


class Vocabulary(Protocol):
    """本院认得的人、术式、专业。"""

    def is_person(self, text: str) -> bool: ...

    def is_procedure(self, text: str) -> bool: ...

    def is_specialty(self, text: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Written:
    """表上写的一个人或一个对象：号码（工号、编码）与名称各一格，空的为空白格。

    ``shown`` is how it is told to a person, ``columns`` the texts over a column.
    """

    number: Cell = Cell()
    name: Cell = Cell()
    shown: str = ""
    place: int = 0


@dataclass(frozen=True, slots=True)
class WideCell:
    """一格：行号、列、写的是谁、什么对象、内容；级别的格连同同一专业的有效期至。"""

    line: int
    index: int
    person: Written
    subject: Written
    topic: Topic
    cell: Cell
    until: Cell = Cell()

    @property
    def place(self) -> str:
        """「第 5 行 G 列」。"""
        return f"第 {self.line} 行 {column_letter(self.index)} 列"


@dataclass(frozen=True, slots=True)
class WideTable:
    """读得的一张宽表；``lead`` 为标题各行的文字，``nameless`` 有内容却没有写是谁的各行。"""

    sheet: str
    lead: str
    people_across: bool
    cells: tuple[WideCell, ...]
    nameless: tuple[int, ...] = ()


def key_of(cell: Cell | str) -> str:
    """栏名比对用的写法：半角、小写、去空白与括号。"""
    text = cell if isinstance(cell, str) else cell.looks
    return re.sub(r"[\s()（）\[\]【】:：]", "", narrow(text)).casefold()


def read_table(rows: Sequence[RawRow], sheet: str, known: Vocabulary) -> WideTable:
    """认出一张宽表。raises Trouble when it is none."""
    at, across, corner = _heading(rows, known)
    columns = _Columns.of(rows, at, across, corner, known)
    lead = "　".join(dict.fromkeys(c.looks for row in rows[:at] for c in row.cells if c.text))
    body = rows[at + columns.deep :]
    nameless: list[int] = []
    cells = tuple(_cells(body, columns, nameless))
    return WideTable(sheet, lead, across, cells, tuple(nameless))


def not_wide(why: str) -> Trouble:
    """不是宽表。"""
    return Trouble(
        f"{why}，什么也没有记下",
        "表里须有一行栏名：一边是姓名或工号，另一边是术式、编码或级别；可先导出本科室的表照填",
        "E-IN-13",
    )


def _heading(rows: Sequence[RawRow], known: Vocabulary) -> tuple[int, bool, int]:
    """栏名在第几行（``rows`` 里的序号）、人是否在列上、没有栏名的行首在第几列（-1 = 有栏名）。"""
    for at, row in enumerate(rows[:LOOK_DOWN]):
        keys = [key_of(c) for c in row.cells if c.copy is not Copy.ACROSS]
        named = any(k in _NAMES or k in _NUMBERS for k in keys)
        coded = any(k in _CODES or k in _PROCEDURES for k in keys)
        if named and any(k in _CODES for k in keys):
            raise not_wide("这是一行一条的清单，不是宽表")
        if named:
            return at, False, -1
        if coded and len(set(keys)) > 1:
            return at, True, -1
    for at in range(min(len(rows), LOOK_DOWN)):
        if (found := _by_words(rows, at, known)) is not None:
            return at, *found
    raise not_wide("没有找到宽表的栏名")


def _by_words(rows: Sequence[RawRow], at: int, known: Vocabulary) -> tuple[bool, int] | None:
    """行首没有栏名或是斜线表头的：看栏名里认得的是人还是术式。"""
    row = rows[at]
    first = next((i for i, c in enumerate(row.cells) if not c.is_blank), -1)
    if first < 0:
        return None
    corner = key_of(row.cells[first])
    slanted = bool(_PERSON_WORD.search(corner) and _PROCEDURE_WORD.search(corner))
    heads = [c.looks for c in row.cells[first + (1 if slanted else 0) :] if not c.is_blank]
    people = sum(known.is_person(one) for one in heads)
    things = sum(known.is_procedure(one) or grade_in(one, named=True) is not None for one in heads)
    if max(people, things) < 2 or 2 * max(people, things) < len(heads):
        return None
    return people > things, first if slanted else max(first - 1, 0)


@dataclass(frozen=True, slots=True)
class _Column:
    """一个内容列：上头写的是谁或什么；``kind`` 为 wish、tick、until、procedure、person。"""

    index: int
    kind: str
    who: Written
    grade: int = 0


@dataclass(frozen=True, slots=True)
class _Columns:
    """栏名读得的：行首的号码列与名称列、各内容列、栏名占几行。"""

    number: int
    name: int
    values: tuple[_Column, ...]
    deep: int
    across: bool

    @classmethod
    def of(
        cls, rows: Sequence[RawRow], at: int, across: bool, corner: int, known: Vocabulary
    ) -> _Columns:
        row = rows[at]
        keys = [key_of(cell) for cell in row.cells]
        numbers, names = (_CODES, _PROCEDURES) if across else (_NUMBERS, _NAMES)
        number = next((i for i, k in enumerate(keys) if k in numbers), -1)
        name = next((i for i, k in enumerate(keys) if k in names), corner)
        deep = 2 if _is_second(rows, at, number, name) else 1
        under = rows[at + 1] if deep == 2 else None
        values = []
        for index in range(max(len(row.cells), len(under.cells) if under else 0)):
            if index in (number, name):
                continue
            upper, lower = row.cell(index), under.cell(index) if under else Cell()
            column = _person_column(index, upper, lower) if across else None
            column = column or (None if across else _value_column(index, upper, lower, known))
            if column is not None:
                values.append(column)
        return cls(number, name, _filled(values), deep, across)


def _is_second(rows: Sequence[RawRow], at: int, number: int, name: int) -> bool:
    """下一行是不是栏名的第二行：行首空着或是合并下来的，别处有字。"""
    if at + 1 >= len(rows):
        return False
    under = rows[at + 1]
    heads = [under.cell(i) for i in (number, name) if i >= 0]
    if not all(c.is_blank or c.copy is Copy.DOWN for c in heads):
        return False
    texts = [c for c in under.cells if not c.is_blank and c.copy is not Copy.DOWN]
    return any(_heads(cell) for cell in texts)


def _heads(cell: Cell) -> bool:
    """像栏名而不像填的内容：读不成要什么，或是「三级」这样的级别。"""
    made = wish(replace(cell, copy=Copy.NO), graded=False)
    return not isinstance(made, Wish) or made.want is Want.GRADE


def _person_column(index: int, upper: Cell, lower: Cell) -> _Column | None:
    """人在列上：「姓名\n工号」一格，或两行各一。"""
    if upper.is_blank and lower.is_blank:
        return None
    key = key_of(upper)
    if _ASIDE.fullmatch(key) or key in _WANTED or key in _PROCEDURES or key in _CODES:
        return None
    lines = [part.strip() for part in re.split(r"[\n/／]+|\s{2,}", upper.looks) if part.strip()]
    lower = Cell() if lower.copy is Copy.DOWN else lower
    number = lower
    if len(lines) == 2:
        texts = [replace(upper, kind=CellKind.TEXT, text=part, shown="") for part in lines]
        named = (
            texts
            if re.search(r"\d", lines[1]) or not re.search(r"\d", lines[0])
            else [*texts[::-1]]
        )
        upper, number = named
    shown = " ".join(dict.fromkeys(c.looks for c in (upper, number) if not c.is_blank))
    return _Column(index, "person", Written(number, upper, shown, index))


def _value_column(index: int, upper: Cell, lower: Cell, known: Vocabulary) -> _Column | None:
    """人在行上：这一列是级别、打勾的级别、有效期至，还是一个术式。"""
    lower = Cell() if lower.copy is Copy.DOWN else lower
    low = lower if not lower.is_blank else upper
    over = upper if low is lower else Cell()
    key = key_of(low)
    if not key or _ASIDE.fullmatch(key) or key in _PRESENT:
        return None
    group = over if not over.is_blank and known.is_specialty(over.looks) else Cell()
    subject = Written(Cell(), group, group.looks or low.looks, index)
    if key in _WANTED:
        return _Column(index, "wish", subject)
    if key in _UNTIL:
        return _Column(index, "until", subject)
    if (grade := grade_in(low.looks, named=True)) is not None:
        return _Column(index, "tick", subject, grade)
    if known.is_specialty(low.looks):
        return _Column(index, "wish", Written(Cell(), low, low.looks, index))
    shown = " ".join(dict.fromkeys(c.looks for c in (over, low) if not c.is_blank))
    if over.is_blank or over.copy is Copy.ACROSS or not known.is_procedure(over.looks):
        return _Column(index, "procedure", Written(low, Cell(), low.looks, index))
    return _Column(index, "procedure", Written(over, low, shown, index))


def _filled(values: Sequence[_Column]) -> tuple[_Column, ...]:
    """只有「有效期至」而没有级别列的，那一列没有用处。"""
    wished = any(one.kind in ("wish", "tick") for one in values)
    return tuple(one for one in values if one.kind != "until" or wished)


def _cells(rows: Sequence[RawRow], columns: _Columns, nameless: list[int]) -> Iterator[WideCell]:
    for row in rows:
        number, name = row.cell(columns.number), row.cell(columns.name)
        heads = [c.looks for c in row.cells[: max(columns.number, columns.name, 0) + 1]]
        if any(_FOOTER.match(re.sub(r"\s", "", narrow(one))) for one in heads if one):
            continue
        if name.copy is Copy.ACROSS and number.copy is Copy.ACROSS:
            continue
        if number.is_blank and name.is_blank:
            if any(not row.cell(c.index).is_blank for c in columns.values):
                nameless.append(row.line)
            continue
        shown = " ".join(c.looks for c in (number, name) if not c.is_blank)
        yield from _row_cells(row, columns, Written(number, name, shown, row.line))


def _row_cells(row: RawRow, columns: _Columns, who: Written) -> Iterator[WideCell]:
    ticks: dict[str, WideCell] = {}
    untils = {c.who.name.looks: row.cell(c.index) for c in columns.values if c.kind == "until"}
    for column in columns.values:
        cell = row.cell(column.index)
        if column.kind == "until":
            continue
        if column.kind == "person":
            yield WideCell(row.line, column.index, column.who, who, Topic.PROCEDURE, cell)
        elif column.kind == "procedure":
            yield WideCell(row.line, column.index, who, column.who, Topic.PROCEDURE, cell)
        else:
            until = untils.get(column.who.name.looks, Cell())
            made = WideCell(row.line, column.index, who, column.who, Topic.GRADE, cell, until)
            if column.kind == "wish":
                yield made
            elif (ticked := _ticked(made, column.grade)) is not None:
                ticks[column.who.name.looks] = _higher(ticks.get(column.who.name.looks), ticked)
    yield from ticks.values()


def _ticked(cell: WideCell, grade: int) -> WideCell | None:
    """一级至四级各一列、打勾的：勾了的一格就是这一级；写了别的照原样，去说明读不懂。"""
    if cell.cell.is_blank:
        return None
    said = wish(cell.cell, graded=False)
    want = said.want if isinstance(said, Wish) else None
    if want is Want.NOT:
        return None
    if want in (Want.GRANT, Want.TICK, Want.MARK):
        return replace(cell, cell=Cell(CellKind.TEXT, GRADE_NAMES[grade]))
    return cell


def _higher(one: WideCell | None, other: WideCell) -> WideCell:
    if one is None:
        return other
    return max(one, other, key=lambda each: grade_in(each.cell.text, named=True) or 9)
