"""授权宽表上写的人、术式、专业：认出是哪一个；认不出的说为什么，并列出可能的。"""

from __future__ import annotations

from dataclasses import dataclass, field

from medtech_desktop.domain.privileges import Target, TargetKind
from medtech_desktop.intake import cells
from medtech_desktop.intake.cells import Bad
from medtech_desktop.intake.raw_rows import Cell, CellKind
from medtech_desktop.intake.wide_sheets import Topic, Written
from medtech_desktop.office.privilege_standings import Standings, plain_name


@dataclass(frozen=True, slots=True)
class Subject:
    """认出的对象；``code`` 为还没有内部号的编码。"""

    target: Target
    label: str
    code: str = ""


@dataclass(slots=True)
class WideWords:
    """本院认得的；``department`` 为这张表的科室，None = 没有指明。"""

    standings: Standings
    department: int | None = None
    _numbers: dict[str, int] = field(default_factory=dict)
    _names: dict[str, list[int]] = field(default_factory=dict)
    _codes: dict[tuple[str, str], Subject | Bad] = field(default_factory=dict)
    _people: dict[tuple[str, str], int | Bad] = field(default_factory=dict)
    _new: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        staff, on = self.standings.staff, self.standings.on
        for person in {p.person_id for p in staff.practices}:
            if number := staff.staff_number(person, on):
                self._numbers[number] = person
            self._names.setdefault(plain_name(staff.name(person, on)), []).append(person)

    # what a heading is

    def is_person(self, text: str) -> bool:
        """像不像本院的一个人。"""
        parts = [part for part in text.split() if part]
        return any(plain_name(one) in self._names or one in self._numbers for one in [*parts, text])

    def is_procedure(self, text: str) -> bool:
        """像不像一个术式：编码或名称。"""
        first = text.split()[0] if text.split() else ""
        codes = self.standings.codes
        return codes.known(first) or bool(codes.of_name(text))

    def is_specialty(self, text: str) -> bool:
        """是不是一个专业。"""
        return self._specialty(text) is not None

    # who and what

    def person(self, written: Written) -> int | Bad:
        """写的是谁。"""
        key = (written.number.looks, written.name.looks)
        if key not in self._people:
            self._people[key] = self._person(written)
        return self._people[key]

    def _person(self, written: Written) -> int | Bad:
        number = cells.identifier(written.number, "工号")
        name = cells.name(written.name)
        if isinstance(number, Bad):
            return number
        if isinstance(name, Bad):
            return name
        if number:
            return self._numbered(number, name or "")
        return self._named(name or "")

    def _numbered(self, number: str, name: str) -> int | Bad:
        standings = self.standings
        found = self._numbers.get(number)
        if found is None:
            zeros = [one for one in self._numbers if one.lstrip("0") == number.lstrip("0")]
            hint = f"，是不是 {'、'.join(sorted(zeros))}" if zeros else ""
            return Bad(f"没有工号「{number}」{hint}，先登记这名人员或核对工号")
        own = standings.staff.name(found, standings.on)
        if name and plain_name(name) != plain_name(own):
            return Bad(f"工号 {number} 是{own}，表上写的是「{name}」，请核对")
        return found

    def _named(self, name: str) -> int | Bad:
        everyone = self._names.get(plain_name(name), [])
        standings = self.standings
        if not everyone:
            return Bad(f"没有人员「{name}」，先登记这名人员或核对姓名")
        mine = everyone
        if self.department is not None:
            on = standings.on
            mine = [p for p in everyone if self.department in standings.staff.departments(p, on)]
        if len(mine) == 1:
            return mine[0]
        told = "、".join(
            f"{standings.named(p)}{standings.department_names(p)}"
            for p in standings.in_order(everyone)
        )
        if mine:
            return Bad(f"有 {len(mine)} 名「{name}」：{told}，请写工号")
        return Bad(f"本科室没有「{name}」，全院有：{told}，是其中一位的请写工号")

    def subject(self, written: Written, topic: Topic) -> Subject | Bad:
        """写的是什么对象。"""
        key = (f"{topic}{written.number.looks}", written.name.looks)
        if key not in self._codes:
            graded = topic is Topic.GRADE
            self._codes[key] = self._graded(written) if graded else self._procedure(written)
        return self._codes[key]

    def _specialty(self, text: str) -> int | None:
        wanted = plain_name(text).removesuffix("专业")
        for one in self.standings.specialties.specialties:
            if plain_name(one.name).removesuffix("专业") == wanted:
                return one.id
        return None

    def _graded(self, written: Written) -> Subject | Bad:
        text = written.name.looks.strip()
        specialties = self.standings.specialties
        if text:
            found = self._specialty(text)
            if found is None:
                return Bad(f"没有专业「{text}」，请先登记专业或核对名称")
            return Subject(Target(TargetKind.GRADE, found), specialties.name(found))
        if self.department is None:
            return Bad("没有写专业，也没有指明科室")
        own = self.standings.specialties_of(self.department)
        if len(own) == 1:
            return Subject(Target(TargetKind.GRADE, own[0]), specialties.name(own[0]))
        if not own:
            return Bad("本科室还没有划入任何专业，先登记专业")
        names = "、".join(specialties.name(one) for one in own)
        return Bad(f"本科室有几个专业：{names}，请在级别栏上写明是哪个专业")

    def _procedure(self, written: Written) -> Subject | Bad:
        texts = [c for c in (written.number, written.name) if not c.is_blank]
        if not texts:
            return Bad("没有写术式")
        number = texts[0]
        found = self._coded(number)
        name = written.name.looks if len(texts) == 2 else ""
        if found is None:
            found = self._called(name or number.looks)
        if isinstance(found, str) and name and not self._same(found, name):
            own = self.standings.codes.names[found]
            return Bad(f"编码 {found} 是「{own}」，表上写的是「{name}」，请核对")
        return found if isinstance(found, Bad) else self._made(found)

    def _same(self, code: str, name: str) -> bool:
        """编码与名称是不是同一条；名称里写着别的编码所有的名称才算不合。"""
        others = self.standings.codes.of_name(name)
        return not others or code in others

    def _coded(self, cell: Cell) -> str | Bad | None:
        """一格里的编码；「36.0700 冠状动脉…」取前头的。不像编码为 None。"""
        codes = self.standings.codes
        first = cell.looks.split()[0] if cell.looks.split() else ""
        if cell.kind is CellKind.TEXT and first and first != cell.looks.strip():
            cell = Cell(CellKind.TEXT, first)
        read = cells.code(cell, "这一格")
        if isinstance(read, Bad):
            return None if cell.kind is CellKind.TEXT else read
        if read is None:
            return None
        fitting = [one for one in dict.fromkeys(read.candidates) if codes.known(one)]
        if len(fitting) == 1 or (fitting and fitting[0] == read.typed and not read.from_number):
            return fitting[0]
        if fitting:
            return Bad(f"{read.typed} 可能是 {'、'.join(fitting)}，请写全编码")
        return Bad(f"没有编码「{read.typed}」") if any(c.isdigit() for c in first[:2]) else None

    def _called(self, name: str) -> str | Bad:
        codes = self.standings.codes
        found = codes.of_name(name)
        if len(found) == 1:
            return found[0]
        if found:
            return Bad(f"「{name}」有几个编码：{'、'.join(found)}，请写编码")
        near = codes.near(name)
        hint = f"，相近的有：{'；'.join(near)}，是其中一条的请写编码" if near else ""
        return Bad(f"没有手术「{name}」{hint}")

    def _made(self, code: str) -> Subject:
        """没有内部号的先给一个负号，采用时才添。"""
        codes = self.standings.codes
        inner = codes.ids.get(code)
        if inner is None:
            inner = self._new.setdefault(code, -1 - len(self._new))
        return Subject(Target(TargetKind.PROCEDURE, inner), f"{code} {codes.names[code]}", code)
