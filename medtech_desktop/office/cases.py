"""病例登记：没有手术行的技术，一例一条；登记、更正、取消、撤销，一览。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from medtech_desktop.domain.law import Finding
from medtech_desktop.domain.registered_cases import RegisteredCase, current
from medtech_desktop.domain.surgery_keys import case_key, keyed_number, patient_key
from medtech_desktop.office.acts import Clerk, Done, named, not_found, refuse_to_come, today
from medtech_desktop.office.judgements import judge
from medtech_desktop.office.practitioners import called
from medtech_desktop.office.surgery_first_cases import (
    annul_found,
    first_case_findings,
    record_found,
)
from medtech_desktop.office.world import World, read_world
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Look, Page
from medtech_desktop.store.patients import ensure_patients, key_of_patient, masked_patients
from medtech_desktop.store.registered_cases import load_registered_cases, put_cases, recheck
from medtech_desktop.store.surgeries import log_secret
from medtech_desktop.store.tables.cases import RegisteredCaseRow

CHANGED = frozenset({"surgery", "technology", "filing"})
_KEPT_OUT = ("patient_number", "admission")
"""Stand in the table of patients; the case holds its number there."""
_PATIENT = (*_KEPT_OUT, "patient_id")


@dataclass(frozen=True, slots=True)
class NewCase:
    """登记一例所填的内容；``ref`` 病例代号，不写患者信息。认不出的术者写在 ``said_person``。

    A flag that is None is 未知; ``patient_id`` is a patient known already.
    """

    technology_id: int
    day: date
    ref: str
    person_id: int | None = None
    said_person: str = ""
    department_id: int | None = None
    site_id: int | None = None
    patient_number: str = ""
    admission: str = ""
    consent: bool | None = None
    research: bool | None = None
    complication: bool | None = None
    died: bool | None = None
    cancelled: bool = False
    note: str = ""
    patient_id: int | None = None


class CaseBook:
    """登记着的各例与要写的：同键同内容的算重复，内容不同的是新版本；``write`` 一并写入。"""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.secret = log_secret(page)
        self.held = {one.key: one.content for one in current(load_registered_cases(page))}
        self._rows: list[dict[str, Any]] = []
        self._patients: dict[int, tuple[str | None, str | None]] = {}
        self._of: list[int | None] = []

    def put(self, new: NewCase) -> str:
        """记一例：``new`` 新的、``version`` 新版本、``duplicate`` 已在册且没有不同。"""
        key, content = self.numbers(new)
        known = self.held.get(key)
        if known == content:
            return "duplicate"
        self.held[key] = content
        patient = patient_key(self.secret, new.patient_number, new.admission)
        if patient is not None:
            self._patients[patient] = (new.patient_number or None, new.admission or None)
        self._of.append(patient)
        values = {name: value for name, value in asdict(new).items() if name not in _KEPT_OUT}
        self._rows.append({"key": key, "content": content, **values})
        return "new" if known is None else "version"

    def numbers(self, new: NewCase) -> tuple[int, int]:
        """来源键与内容的散列；患者只以他的键入内容。"""
        told = [value for name, value in asdict(new).items() if name not in _PATIENT]
        patient = patient_key(self.secret, new.patient_number, new.admission)
        if patient is None and new.patient_id is not None:
            patient = key_of_patient(self.page, new.patient_id)
        ref = new.ref.strip() or f"#{patient}"  # without a reference the patient tells the case
        key = case_key(self.secret, new.technology_id, ref, new.day.isoformat())
        return key, keyed_number(self.secret, *told, patient)

    def write(self) -> set[int]:
        """写入，返回是哪几项技术的。"""
        if not self._rows:
            return set()
        numbers = ensure_patients(self.page, self._patients) if self._patients else {}
        for row, patient in zip(self._rows, self._of, strict=True):
            if patient is not None:
                row["patient_id"] = numbers[patient]
        put_cases(self.page, self._rows)
        return {row["technology_id"] for row in self._rows}


def register_case(library: Book, clerk: Clerk, new: NewCase, on: date) -> Done:
    """登记一例；早于在册首例的，就是首例，备案期限从那天起算。raises Refused."""
    with library.act(clerk, "case.register", effective=new.day) as page:
        checked, world = _checked(page, new, on)
        book = CaseBook(page)
        key, _ = book.numbers(checked)
        if key in book.held:
            raise not_found(
                f"{new.day.isoformat()} 的「{checked.ref}」已经登记过",
                "要改的用更正；另一例换一个病例代号",
                "ref",
            )
        book.put(checked)
        found = _write(page, book, on)
        name = _technology(world, new.technology_id)
    said = f"已登记 {name} {new.day.isoformat()} 一例（{checked.ref}）"
    return Done(CHANGED, said, found, checked.ref)


def correct_case(library: Book, clerk: Clerk, uid: str, new: NewCase, on: date) -> Done:
    """更正一例：同一代号、日期、技术的成新版本，否则撤销原来的另记一例。raises Refused."""
    with library.act(clerk, "case.correct", effective=new.day) as page:
        before = _held(page, uid)
        checked, _world = _checked(page, new, on)
        if not checked.patient_number and not checked.admission and checked.patient_id is None:
            checked = replace(checked, patient_id=before.patient_id)
        book = CaseBook(page)
        key, content = book.numbers(checked)
        if key == before.key and content == before.content:
            raise not_found("没有改动", "改了再保存", "ref")
        if key != before.key:
            if key in book.held:
                raise not_found(f"「{checked.ref}」当天已有一例", "核对病例代号与日期", "ref")
            _annul(page, before, f"更正为 {checked.day.isoformat()} {checked.ref}", on)
        book.put(checked)
        found = _write(page, book, on)
    return Done(CHANGED, f"已更正病例 {checked.ref}", found, checked.ref)


def cancel_case(library: Book, clerk: Clerk, uid: str, reason: str, on: date) -> Done:
    """一例没有做成（已取消），理由必填；记录仍在，不再计数。raises Refused."""
    _needs(reason, "写明为什么取消")
    with library.act(clerk, "case.cancel", reason=reason) as page:
        before = _held(page, uid)
        if before.cancelled:
            raise not_found(f"「{before.ref}」已经取消", "不必再办", "ref")
        book = CaseBook(page)
        book.put(replace(_as_new(before), cancelled=True, note=reason.strip()))
        _write(page, book, on)
    return Done(CHANGED, f"已取消病例 {before.ref}（{before.day.isoformat()}）", (), before.ref)


def annul_case(library: Book, clerk: Clerk, uid: str, reason: str, on: date) -> Done:
    """撤销登记错的一例，连同它以前的版本；由它发现的首例一并撤销。raises Refused."""
    _needs(reason, "写明登记错在哪里")
    with library.act(clerk, "case.annul", reason=reason) as page:
        before = _held(page, uid)
        _annul(page, before, reason.strip(), on)
    return Done(CHANGED, f"已撤销病例 {before.ref}（{before.day.isoformat()}）", (), before.ref)


def _needs(reason: str, remedy: str) -> None:
    if not reason.strip():
        raise not_found("须写明理由", remedy, "reason")


def _held(page: Page, uid: str) -> RegisteredCase:
    """按标识或病例代号找现行的一例。raises Refused."""
    wanted = uid.strip()
    cases = current(load_registered_cases(page))
    found = [one for one in cases if wanted in (one.uid, one.ref)]
    if not found:
        raise not_found(f"没有登记病例「{wanted}」", "核对病例代号", "ref")
    if len(found) > 1:
        days = "、".join(f"{one.day.isoformat()} {one.uid}" for one in found[:5])
        raise not_found(f"有 {len(found)} 例「{wanted}」：{days}", "用标识指明是哪一例", "ref")
    return found[0]


def _as_new(one: RegisteredCase) -> NewCase:
    names = NewCase.__dataclass_fields__
    return NewCase(**{n: getattr(one, n) for n in names if n not in _KEPT_OUT})


def _checked(page: Page, new: NewCase, on: date) -> tuple[NewCase, World]:
    """填得对不对。raises Refused."""
    world = read_world(page, on)
    refuse_to_come(new.day, "病例日期", "day", today())
    known = {file.technology.id for file in world.technologies}
    if new.technology_id not in known:
        raise not_found("没有这项技术", "先登记技术", "technology")
    if new.person_id is None and not new.said_person.strip():
        raise not_found("没有填术者", "选择做这一例的人员", "person")
    if names_patient(new.ref, new.patient_number, new.admission):
        raise not_found(PATIENT_AS_REF, "另取一个代号，如日期加序号", "ref")
    return replace(new, ref=named(new.ref, "病例代号", "ref")), world


PATIENT_AS_REF = "病例代号就是病案号或住院号：代号到处看得见，不写患者的号码"


def names_patient(ref: str, number: str, admission: str) -> bool:
    """病例代号写的就是患者的号码。"""
    return bool(ref.strip()) and ref.strip() in (number.strip(), admission.strip())


def _write(page: Page, book: CaseBook, on: date) -> tuple[Finding, ...]:
    """写入，并看是不是首例。"""
    technologies = book.write()
    return tuple(first_case_findings(page, record_found(page, on, technologies), on))


def _annul(page: Page, one: RegisteredCase, reason: str, on: date) -> None:
    mine = [row for row in load_registered_cases(page) if row.key == one.key]
    for row in mine:
        page.annul(RegisteredCaseRow, row.uid, reason)
    recheck(page, [one.technology_id])
    for seq in sorted({row.act_seq for row in mine}):
        annul_found(page, seq, reason, on)


# The list


@dataclass(frozen=True, slots=True)
class CaseLine:
    """病例一览的一行。``patient`` 已遮盖；``person`` 认不出的为登记里的写法。"""

    uid: str
    key: int
    technology_id: int
    number: str
    technology: str
    day: date
    ref: str
    person_id: int | None
    person: str
    department: str
    patient: str
    consent: bool | None
    research: bool | None
    complication: bool | None
    died: bool | None
    cancelled: bool
    note: str
    versions: int


def case_rows(
    library: Book,
    on: date,
    *,
    technology: str = "",
    since: date | None = None,
    until: date | None = None,
) -> tuple[CaseLine, ...]:
    """登记着的各例，新的在前；可以只要一项技术、一段日子的。raises Refused."""
    with library.look() as look:
        world = read_world(look, on)
        wanted = world.find_technology(technology).technology.id if technology.strip() else None
        rows = load_registered_cases(look, wanted)
        versions: dict[int, int] = {}
        for row in rows:
            versions[row.key] = versions.get(row.key, 0) + 1
        held = [
            one
            for one in current(rows)
            if (since is None or since <= one.day) and (until is None or one.day <= until)
        ]
        return tuple(_lines(look, world, held, versions))


def registered_line(look: Look, on: date, key: int) -> CaseLine | None:
    """某来源键登记着的一例；没有为 None。"""
    rows = [one for one in load_registered_cases(look) if one.key == key]
    found = _lines(look, read_world(look, on), current(rows), {key: len(rows)})
    return next(iter(found), None)


def _lines(
    look: Look, world: World, cases: Iterable[RegisteredCase], versions: Mapping[int, int]
) -> Iterable[CaseLine]:
    held = sorted(cases, key=lambda one: (one.day, one.id), reverse=True)
    patients = masked_patients(look, {one.patient_id for one in held if one.patient_id is not None})
    hospital, staff = world.hospital, world.staff
    for one in held:
        person, place = one.person_id, one.department_id
        yield CaseLine(
            one.uid,
            one.key,
            one.technology_id,
            world.technology(one.technology_id).technology.number,
            _technology(world, one.technology_id),
            one.day,
            one.ref,
            person,
            called(staff, hospital, person, one.day) if person is not None else one.said_person,
            hospital.department_name(place, one.day) if place is not None else "",
            patients.get(one.patient_id, "") if one.patient_id is not None else "",
            *(one.consent, one.research, one.complication, one.died, one.cancelled),
            one.note,
            versions[one.key],
        )


def _technology(world: World, technology_id: int) -> str:
    return judge(world, world.technology(technology_id)).official_name(world.on)
