"""授权宽表发出：一个科室或各科室，人员 × 级别、人员 × 术式，印着现状（第二十条）。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from medtech_desktop.documents.exports import make_folder, write_atomically
from medtech_desktop.documents.privilege_sheets import render
from medtech_desktop.domain.gradings import GRADE_NAMES
from medtech_desktop.domain.privilege_sheets import SheetPackage, SheetPerson, SheetProcedure
from medtech_desktop.domain.privileges import Target, TargetKind
from medtech_desktop.office.acts import Clerk, not_found
from medtech_desktop.office.exports import safe_stem
from medtech_desktop.office.printings import PrintedPaper, record_exports
from medtech_desktop.office.privilege_standings import Standings, load_standings
from medtech_desktop.store.book import Book

Progress = Callable[[int, int, str], None]
PAPER = "privilege-sheet"


@dataclass(frozen=True, slots=True)
class SheetFiles:
    """写出的各个文件，与没有医务人员因而没有出表的科室。"""

    files: tuple[Path, ...]
    empty: tuple[str, ...] = ()


def package_of(standings: Standings, department_id: int, sent: str) -> SheetPackage:
    """一个科室的宽表。``sent``：发出时数据文件的末号，写进表号。"""
    on, staff = standings.on, standings.staff
    people = standings.members(department_id)
    specialties = standings.specialties_of(department_id)
    codes = standings.department_codes(department_id) | standings.held_codes(people)
    ordered = sorted(codes, key=lambda one: standings.codes.label(one)[0])
    return SheetPackage(
        id=_package_id(standings, department_id, sent),
        hospital=standings.hospital.name(on),
        department=standings.hospital.department_name(department_id, on),
        as_of=on,
        people=tuple(
            SheetPerson(staff.staff_number(p, on), staff.name(p, on), staff.title(p, on))
            for p in people
        ),
        specialties=tuple(standings.specialties.name(one) for one in specialties),
        grades=tuple(
            tuple(_grade_held(standings, p, specialty) for specialty in specialties) for p in people
        ),
        procedures=tuple(_procedure(standings, one, department_id) for one in ordered),
        marks=tuple(
            tuple(
                standings.current(p, Target(TargetKind.PROCEDURE, one), department_id).mark()
                for p in people
            )
            for one in ordered
        ),
    )


def _package_id(standings: Standings, department_id: int, sent: str) -> str:
    """表号：日子、发出时的末号与科室的摘要；同一时刻同一科室的相同。"""
    digest = sha256(f"{standings.on} {sent} {department_id}".encode()).hexdigest()[:6].upper()
    return f"{standings.on:%Y%m%d}-{sent}-{digest}"


def _grade_held(standings: Standings, person: int, specialty: int) -> tuple[str, str]:
    held = standings.current(person, Target(TargetKind.GRADE, specialty))
    return held.grade_mark(), held.until_written()


def _procedure(standings: Standings, code_id: int, department_id: int) -> SheetProcedure:
    code, name = standings.codes.label(code_id)
    graded = standings.grading.grade_of(code_id, department_id) if standings.grading else None
    grade = GRADE_NAMES.get(graded.grade, "") if graded is not None and graded.grade else ""
    return SheetProcedure(code, name, grade)


def packages_of(
    library: Book, departments: Sequence[str], on: date, progress: Progress | None = None
) -> tuple[SheetPackage, ...]:
    """这些科室（空 = 有医务人员的各科室）的宽表。raises Refused for an unknown department."""
    with library.look() as look:
        standings = load_standings(look, on)
        sent = str(look.last_seq())
        wanted = [standings.department(one) for one in departments]
        chosen = wanted or list(standings.staffed_departments())
        made = []
        for place, one in enumerate(chosen):
            if progress is not None:
                name = standings.hospital.department_name(one, on)
                progress(place, len(chosen), f"正在做 {name}")
            made.append(package_of(standings, one, sent))
    return tuple(made)


def save_sheets(
    library: Book,
    clerk: Clerk,
    departments: Sequence[str],
    folder: Path,
    on: date,
    *,
    one_file: bool = False,
    progress: Progress | None = None,
) -> SheetFiles:
    """把宽表存到 ``folder``：一科一个文件，或合成一个。raises Refused, Trouble."""
    packages = packages_of(library, departments, on, progress)
    empty = tuple(one.department for one in packages if not one.people)
    held = [one for one in packages if one.people]
    if not held:
        said = "这个科室还没有登记医务人员" if departments else "还没有登记科室的医务人员"
        raise not_found(said, "先登记医务人员与所在科室，再发宽表", "department")
    make_folder(folder)
    groups = [held] if one_file and len(held) > 1 else [[one] for one in held]
    files, papers = [], []
    for place, group in enumerate(groups):
        if progress is not None:
            progress(place, len(groups), f"正在写 {group[0].department}")
        title = group[0].department if len(group) == 1 else "各科室"
        path = folder / f"{safe_stem(f'授权征求表-{title}-{on.isoformat()}')}.xlsx"
        content = render(group)
        write_atomically(path, content)
        files.append(path)
        digest = sha256(content).hexdigest()
        stem, about = path.stem, group[0].id
        papers.append(
            PrintedPaper(PAPER, about, stem, digest, 0, 1, False, "", folder.name, path.name)
        )
    record_exports(library, clerk, papers, folder)
    return SheetFiles(tuple(files), empty)
