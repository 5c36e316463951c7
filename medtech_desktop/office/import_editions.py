"""导入目录的一版、禁止类名单、既往备案（期初）。"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from medtech_desktop.domain.catalogs import Entry, LinkKind
from medtech_desktop.domain.filings import FilingCause, FilingStep
from medtech_desktop.domain.law import HN_IN_FORCE, Refused
from medtech_desktop.domain.prohibited import Ground, IndicationRule, Issuer
from medtech_desktop.domain.technologies import FoundBy, TechnologyFile
from medtech_desktop.domain.terms import join_terms
from medtech_desktop.office.acts import not_found
from medtech_desktop.office.import_keepers import Duplicate, Keeper, Unfit, Values, names, text
from medtech_desktop.office.practitioners import find_person
from medtech_desktop.store.filings import next_filing_number
from medtech_desktop.store.tables import catalogs as tc
from medtech_desktop.store.tables import filings as tf
from medtech_desktop.store.tables import technologies as tt
from medtech_desktop.store.uids import new_uid


@dataclass(slots=True)
class Catalog(Keeper):
    """限制类目录的一版：条目先入册，施行另由文件；沿革只记表中写明的。"""

    needs: ClassVar[tuple[str, ...]] = ("edition", "series")
    edition_id: int = 0
    earlier: dict[str, Entry] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    place: int = 0

    def begin(self) -> None:
        Keeper.begin(self)
        records, wanted = self.world.catalogs, self.options.edition.strip()
        if not wanted:
            raise not_found("没有写目录的版名", "写明版名，如「湖南2026」", "edition")
        if any(e.key == wanted for e in records.editions):
            raise not_found(f"「{wanted}」已经导入", "换一个版名，或先撤销那一批", "edition")
        series = self.options.series or self.world.pack().series_key
        if series not in {s.key for s in records.series}:
            keys = "、".join(s.key for s in records.series)
            raise not_found(f"没有目录系列「{series}」", f"现有系列：{keys}", "series")
        mine = {e.id for e in records.editions if e.series_key == series}
        for entry in records.entries:
            if entry.edition_id in mine:
                for key in (entry.code, entry.name):
                    if key:
                        self.earlier[key] = entry
        self.edition_id = self.page.add(
            tc.EditionRow,
            series_key=series,
            key=wanted,
            name=wanted,
            printed_as=wanted,
            source=self.options.source,
            source_date=self.options.since,
            has_codes=True,
            unverified=False,
            note="导入",
        )

    def keep(self, row: Values) -> None:
        code, name = text(row, "code"), text(row, "name")
        for key, column in ((code, "code"), (name, "name")):
            if key and key in self.seen:
                raise Unfit(column, key, "在本版内重复")
        olds = []
        for before in names(row, "former"):
            if before not in self.earlier:
                raise Unfit("former", before, "前版目录里没有这一条")
            olds.append(self.earlier[before])
        self.seen |= {k for k in (code, name) if k}
        self.place += 1
        entry = self.page.add(
            tc.EntryRow,
            edition_id=self.edition_id,
            ordinal=self.place,
            code=code,
            name=name,
            lineage=olds[0].lineage if len(olds) == 1 else f"import-{new_uid()}",
            aliases=join_terms(names(row, "aliases")),
            restored=False,
            unverified=False,
            note=text(row, "note"),
        )
        for old in olds:
            alike = LinkKind.SAME if old.name == name else LinkKind.RENAMED
            kind = LinkKind.MERGED if len(olds) > 1 else alike
            self.page.add(
                tc.EntryLinkRow,
                from_entry_id=old.id,
                to_entry_id=entry,
                kind=LinkKind(row.get("link") or kind),
                source=self.options.source,
                note="导入时写明",
            )


@dataclass(slots=True)
class Prohibited(Keeper):
    """禁止类名单：技术 × 适应证，有理由和来源。"""

    known: set[tuple[str, str]] = field(default_factory=set)

    def begin(self) -> None:
        Keeper.begin(self)
        self.known = {(e.technology, e.indication) for e in self.world.catalogs.prohibited}

    def keep(self, row: Values) -> None:
        technology, indication = text(row, "technology"), text(row, "indication")
        if (technology, indication) in self.known:
            raise Duplicate
        since = row.get("since") or self.options.since or self.on
        source = text(row, "source") or self.options.source
        if not source:
            raise Unfit("source", "", "没有写来源，写明列入的文件名称与文号")
        terms = join_terms(names(row, "indication_terms") or names(row, "indication"))
        rule = IndicationRule.ONLY if indication else IndicationRule.ANY
        self.page.add(
            tc.ProhibitedEntryRow,
            technology=technology,
            indication=indication,
            indication_rule=IndicationRule(row.get("indication_rule") or rule),
            ground=Ground(row.get("ground") or Ground.BANNED),
            issuer=Issuer(row.get("issuer") or Issuer.HOSPITAL),
            since=since,
            until=row.get("until"),
            source=source,
            aliases=join_terms(names(row, "aliases")),
            codes="",
            exceptions=join_terms(names(row, "exceptions")),
            indication_terms=terms,
            allowed_terms="",
            interim=False,
            unverified=False,
            note=text(row, "note"),
        )
        self.known.add((technology, indication))


@dataclass(slots=True)
class Filings(Keeper):
    """既往备案（期初）：启用日以前已经提交或完成的备案，按原来的日期记入。"""

    done: set[tuple[int, date | None]] = field(default_factory=set)
    started: set[int] = field(default_factory=set)

    def begin(self) -> None:
        Keeper.begin(self)
        for file in self.world.filings:
            for event in file.events:
                if event.step is FilingStep.SUBMITTED:
                    self.done.add((file.filing.technology_id, event.day))
        self.started = {f.technology.id for f in self.world.technologies if f.starts}

    def keep(self, row: Values) -> None:
        file = self._technology(row)
        submitted: date | None = row.get("submitted_on")
        completed: date | None = row.get("completed_on")
        first: date | None = row.get("first_case_on")
        if submitted is None and completed is None:
            raise Unfit("submitted_on", "", "提交日期和完成备案时间至少填一个")
        if submitted and completed and completed < submitted:
            raise Unfit("completed_on", completed.isoformat(), "完成备案时间早于提交日期")
        sent = submitted or completed
        if (file.technology.id, sent) in self.done:
            raise Duplicate
        hospital = self.world.hospital
        site = hospital.default_site()
        licence = hospital.licence_of(site.id, self.on) if site else None
        if site is None or licence is None:
            raise Unfit("technology", text(row, "technology"), "还没有登记院区和许可证")
        people = self._people(row)
        if first is not None:
            self._first_case(file, site.id, first)
        filing = self._filing(file, licence.id, first, sent or self.on, row.get("cause"))
        self._leads(filing, people)
        for step, day in ((FilingStep.SUBMITTED, submitted), (FilingStep.COMPLETED, completed)):
            if day is not None:
                self._step(filing, step, day, text(row, "document"))
        self.done.add((file.technology.id, sent))

    def _technology(self, row: Values) -> TechnologyFile:
        wanted = text(row, "code") or text(row, "technology")
        try:
            return self.world.find_technology(wanted)
        except Refused as refused:
            raise Unfit("technology", wanted, refused.findings[0].message) from refused

    def _first_case(self, file: TechnologyFile, site: int, day: date) -> None:
        if not file.counting_cases(self.on):
            self.page.add(
                tt.FirstCaseRow,
                technology_id=file.technology.id,
                site_id=site,
                day=day,
                found_on=day,
                found_by=FoundBy.ENTERED,
                case_ref="期初",
                counts=True,
                reason="",
            )
        if file.technology.id not in self.started:
            self.page.add(
                tt.StartRow,
                technology_id=file.technology.id,
                day=day,
                opening=True,
                document="既往备案导入",
            )
            self.started.add(file.technology.id)

    def _filing(
        self, file: TechnologyFile, licence: int, first: date | None, sent: date, wanted: Any
    ) -> int:
        cause = FilingCause.BEFORE_FIRST_CASE
        if first is not None:
            old = first < HN_IN_FORCE
            cause = FilingCause.IN_USE_2018 if old else FilingCause.FIRST_CASE
        cause = FilingCause(wanted) if wanted else cause
        filing = self.page.add(
            tf.FilingRow,
            number=next_filing_number(self.page, sent.year),
            technology_id=file.technology.id,
            licence_id=licence,
            cause=cause,
            opened_on=sent,
            day_zero=first,
        )
        self.page.add(
            tf.FilingDraftRow,
            filing_id=filing,
            first_use=not cause.value.startswith("in_"),
            opinion="",
        )
        return filing

    def _people(self, row: Values) -> list[int]:
        """负责人先认清，再写任何一行：不合格的行什么也不留下。"""
        found = []
        for name in names(row, "leads"):
            try:
                found.append(find_person(self.world.staff, name, self.on))
            except Refused as refused:
                raise Unfit("leads", name, refused.findings[0].message) from refused
        return found

    def _leads(self, filing: int, people: list[int]) -> None:
        for position, person in enumerate(people, 1):
            self.page.add(
                tf.FilingLeadRow,
                filing_id=filing,
                person_id=person,
                departments="",
                training="",
                position=position,
            )

    def _step(self, filing: int, step: FilingStep, day: date, document: str) -> None:
        values: dict[str, Any] = {"filing_id": filing, "step": step, "day": day}
        self.page.add(
            tf.FilingEventRow, **values, document=document, note="既往备案导入", attested_by=None
        )
