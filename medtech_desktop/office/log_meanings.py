"""认名：手术登记里的写法指谁、指哪个科室、哪条编码；说一次，从前与以后的登记都认得。"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.law import Finding
from medtech_desktop.domain.log_spellings import Called, places_by_name
from medtech_desktop.office.acts import Clerk, Done, named, not_found
from medtech_desktop.office.institutions import find_department
from medtech_desktop.office.practitioners import called, find_person
from medtech_desktop.office.surgery_first_cases import first_case_findings, record_found
from medtech_desktop.office.world import World, read_world
from medtech_desktop.store.book import Book
from medtech_desktop.store.gradings import code_texts
from medtech_desktop.store.log_meanings import (
    KINDS,
    Meaning,
    Writing,
    load_meanings,
    writings,
)
from medtech_desktop.store.page import Look, Page
from medtech_desktop.store.privilege_targets import code_labels
from medtech_desktop.store.tables.surgeries import LogMeaningRow
from medtech_desktop.store.technology_codes import load_technology_codes

KIND_LABELS = {"person": "术者", "department": "科室", "code": "手术编码"}
CHANGED, FILED = frozenset({"surgery"}), frozenset({"technology", "filing"})
_LIKELY = 5


@dataclass(frozen=True, slots=True)
class Likely:
    """可能指的一个：内部号与给人看的写法。"""

    target: int
    label: str


@dataclass(frozen=True, slots=True)
class Unresolved:
    """没有认出的一个写法：几处、自哪天至哪天、为什么、可能指谁。

    ``settled``: the office has said that nobody can tell; it is not asked again.
    """

    kind: str
    said: str
    count: int
    first: date
    last: date
    why: str
    likely: tuple[Likely, ...] = ()
    settled: bool = False


@dataclass(frozen=True, slots=True)
class MeaningLine:
    """认名一览的一行：写法、指谁（``label`` 空 = 认不出）、登记里几处。"""

    uid: str
    kind: str
    said: str
    target: int | None
    label: str
    note: str
    count: int


def unresolved(library: Book, on: date) -> tuple[Unresolved, ...]:
    """登记里还没有认出的全部写法，先人、后科室、后编码，多的在前。"""
    with library.look() as look:
        return tuple(_unresolved(look, on))


def _unresolved(look: Look, on: date) -> Iterable[Unresolved]:
    said = {(one.kind, one.said): one.target for one in load_meanings(look)}
    guesser = _Guesser(look, on)
    for kind in KINDS:
        for one in writings(look, kind):
            if said.get((kind, one.said)) is None and not guesser.is_told(one, said):
                yield guesser.told(one, (kind, one.said) in said)


class _Guesser:
    """为什么没有认出、可能指谁。"""

    def __init__(self, look: Look, on: date) -> None:
        self.look, self.on = look, on
        self.world: World = read_world(look, on)
        self.called = Called.of(self.world.staff)
        self.places = places_by_name(self.world.hospital)

    def is_told(self, one: Writing, said: Collection[tuple[str, str]]) -> bool:
        """导入以后登记了这个人：已经归他名下，除非本院写明了认不出。"""
        is_asked = one.kind == "person" and (one.kind, one.said) not in said
        return is_asked and len(self.called.who(one.said)) == 1

    def told(self, one: Writing, settled: bool) -> Unresolved:
        """一个写法。"""
        guess = {"person": self._person, "department": self._department, "code": self._code}
        why, likely = guess[one.kind](one.said)
        if settled:
            why = "已写明认不出"
        return Unresolved(
            one.kind, one.said, one.count, one.first, one.last, why, tuple(likely), settled
        )

    def _person(self, said: str) -> tuple[str, list[Likely]]:
        world = self.world
        found = sorted(self.called.who(said))
        labels = [Likely(one, called(world.staff, world.hospital, one, self.on)) for one in found]
        if len(found) > 1:
            return f"同名 {len(found)} 人，从日期与科室分不清", labels
        return ("有这个人" if found else "没有登记这个人"), labels

    def _department(self, said: str) -> tuple[str, list[Likely]]:
        exact = sorted(self.places.get(said, ()))
        near = exact or sorted(
            {
                one
                for name, several in self.places.items()
                if name in said or said in name
                for one in several
            }
        )
        hospital = self.world.hospital
        labels = [Likely(one, hospital.department_name(one, self.on)) for one in near[:_LIKELY]]
        if len(exact) > 1:
            return f"有 {len(exact)} 个科室用过这个名称", labels
        return "没有登记这个科室" if not exact else "导入以后登记了这个科室", labels

    def _code(self, said: str) -> tuple[str, list[Likely]]:
        near = [number for number, code in code_texts(self.look).items() if code.startswith(said)]
        labels = code_labels(self.look, near[:_LIKELY])
        why = "编码库里没有，可能少写了末尾" if near else "编码库里没有这一编码"
        return why, [Likely(one, labels.get(one, "")) for one in near[:_LIKELY]]


def say_meaning(
    library: Book,
    clerk: Clerk,
    kind: str,
    said: str,
    target: str,
    on: date,
    *,
    note: str = "",
) -> Done:
    """说明一个写法指谁：``target`` 为工号或姓名、科室名称、手术编码；空 = 认不出，不再问。

    Holds for what is logged already and for later imports. raises Refused.
    """
    _known_kind(kind)
    written = named(said, "写法", "said")
    with library.act(clerk, "log.meaning", effective=on) as page:
        world = read_world(page, on)
        number, label = _target(page, world, kind, target.strip(), on)
        held = {(one.kind, one.said): one for one in load_meanings(page)}
        before = held.get((kind, written))
        if before is not None and before.target == number:
            raise not_found(f"「{written}」已经这样说明过", "不必再说", "said")
        page.add(LogMeaningRow, kind=kind, said=written, target=number, note=note.strip())
        found = _first_cases(page, number, on) if kind == "code" else ()
    told = f"指{label}" if number is not None else "认不出，不再问"
    said_so = f"已记下：登记里的{KIND_LABELS[kind]}「{written}」{told}"
    return Done(CHANGED | FILED if found else CHANGED, said_so, found, written)


def _first_cases(page: Page, code_id: int | None, on: date) -> tuple[Finding, ...]:
    """认出了编码，登记里或许就有了首例：同一次操作里登记。"""
    links = load_technology_codes(page)
    technologies = {one.technology_id for one in links if one.code_id == code_id}
    found = record_found(page, on, technologies) if technologies else ()
    return tuple(first_case_findings(page, found, on))


def annul_meaning(library: Book, clerk: Clerk, kind: str, said: str, reason: str) -> Done:
    """撤销一条认名；这个写法回到没有认出（再早说过的，按再早的）。raises Refused."""
    _known_kind(kind)
    if not reason.strip():
        raise not_found("撤销须写明理由", "写明说错在哪里", "reason")
    with library.act(clerk, "log.meaning_annul", reason=reason) as page:
        found = [one for one in load_meanings(page) if (one.kind, one.said) == (kind, said.strip())]
        if not found:
            raise not_found(
                f"没有说明过{KIND_LABELS[kind]}「{said.strip()}」指谁", "核对写法", "said"
            )
        page.annul(LogMeaningRow, found[0].uid, reason)
    return Done(CHANGED, f"已撤销「{found[0].said}」的认名", subject=found[0].said)


def meaning_lines(library: Book, on: date) -> tuple[MeaningLine, ...]:
    """本院说过的全部认名，新的在前。"""
    with library.look() as look:
        held = load_meanings(look)
        counts = {(kind, one.said): one.count for kind in KINDS for one in writings(look, kind)}
        labels = _labels(look, read_world(look, on), held, on)
        return tuple(
            MeaningLine(
                one.uid,
                one.kind,
                one.said,
                one.target,
                labels.get((one.kind, one.target), ""),
                one.note,
                counts.get((one.kind, one.said), 0),
            )
            for one in reversed(held)
        )


def _labels(
    look: Look, world: World, held: Iterable[Meaning], on: date
) -> dict[tuple[str, int | None], str]:
    told: dict[tuple[str, int | None], str] = {}
    codes = [one.target for one in held if one.kind == "code" and one.target is not None]
    told.update((("code", number), text) for number, text in code_labels(look, codes).items())
    for one in held:
        if one.target is None or one.kind == "code":
            continue
        if one.kind == "person":
            label = called(world.staff, world.hospital, one.target, on)
        else:
            label = world.hospital.department_name(one.target, on)
        told[one.kind, one.target] = label
    return told


def _known_kind(kind: str) -> None:
    if kind not in KINDS:
        raise not_found(f"没有「{kind}」这一类写法", f"可用：{'、'.join(KINDS)}", "kind")


def _target(page: Look, world: World, kind: str, target: str, on: date) -> tuple[int | None, str]:
    """所指的内部号与称呼。raises Refused."""
    if not target:
        return None, ""
    if kind == "person":
        number = find_person(world.staff, target, on)
        return number, called(world.staff, world.hospital, number, on)
    if kind == "department":
        number = find_department(world.hospital, target, on)
        return number, world.hospital.department_name(number, on)
    found = [code_id for code_id, code in code_texts(page).items() if code == target]
    if not found:
        raise not_found(f"编码库里没有「{target}」", "写全编码，或先导入编码库", "target")
    return found[0], code_labels(page, found)[found[0]]
