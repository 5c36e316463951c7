"""导入病例登记：没有手术行的技术，一例一行；同一例再来、内容变了的是新版本。"""

from __future__ import annotations

from dataclasses import dataclass, field

from medtech_desktop.domain.log_spellings import places_by_name
from medtech_desktop.intake.surgery_cells import Written, is_nobody
from medtech_desktop.intake.surgery_names import Names, effective
from medtech_desktop.office.cases import PATIENT_AS_REF, CaseBook, NewCase, names_patient
from medtech_desktop.office.import_keepers import Duplicate, Keeper, Unfit, Values, text
from medtech_desktop.office.import_targets import technology_of
from medtech_desktop.office.surgery_first_cases import first_case_findings, record_found
from medtech_desktop.office.surgery_vocabulary import vocabulary
from medtech_desktop.store.patients import masked_number
from medtech_desktop.store.surgeries import Meanings, meanings

_FLAGS = ("consent", "research", "complication", "died")


@dataclass(slots=True)
class Cases(Keeper):
    """病例登记：技术须在册，认不出的术者照原样记下。"""

    book: CaseBook = field(init=False)
    names: Names = field(init=False)
    meant: Meanings = field(init=False)
    places: dict[str, set[int]] = field(init=False)
    technologies: dict[str, int] = field(default_factory=dict)

    def begin(self) -> None:
        Keeper.begin(self)
        self.book = CaseBook(self.page)
        self.names = Names(vocabulary(self.page))
        self.meant = meanings(self.page)
        self.places = places_by_name(self.world.hospital)

    def keep(self, row: Values) -> None:
        ref, number, admission = (text(row, key) for key in ("ref", "patient", "admission"))
        if not (ref or number or admission):
            raise Unfit("ref", "", "没有病例代号，也没有病案号、住院号，认不出是哪一例")
        if names_patient(ref, number, admission):
            raise Unfit("ref", masked_number("病案号", ref), PATIENT_AS_REF)
        place = self._department(text(row, "department"))
        person, said = self._person(row, place)
        flags = {name: row.get(name) for name in _FLAGS}
        new = NewCase(
            technology_of(self.world, text(row, "technology"), self.technologies),
            row["day"],
            ref,
            person,
            said,
            place,
            patient_number=number,
            admission=admission,
            cancelled=bool(row.get("cancelled")),
            note=text(row, "note"),
            **flags,
        )
        if self.book.put(new) == "duplicate":
            raise Duplicate

    def _person(self, row: Values, place: int | None) -> tuple[int | None, str]:
        """术者，与手术登记同样地认；认不出、同名分不清的留着写法，本院以后说明。"""
        number, name = text(row, "number"), text(row, "name")
        who = self.names.who(Written("" if is_nobody(name) else name, number))
        if who.wrong:
            raise Unfit("name", name, f"{who.wrong}，请核对工号或姓名")
        if who.open:
            who = self.names.told_apart(who, row["day"].isoformat(), place)
        person, said = effective(who.person, who.said)
        return person, said or ""

    def _department(self, name: str) -> int | None:
        if not name:
            return None
        meant = self.meant.said["department"].get(name)
        found = {meant} if meant is not None else self.places.get(name, set())
        if len(found) != 1:
            why = "没有登记这个科室" if not found else f"有 {len(found)} 个科室用过这个名称"
            raise Unfit("department", name, f"{why}，先登记，或在认名里说明指哪个科室")
        return next(iter(found))

    def finish(self) -> None:
        technologies = self.book.write()
        found = record_found(self.page, self.on, technologies)
        self.findings = tuple(first_case_findings(self.page, found, self.on))
