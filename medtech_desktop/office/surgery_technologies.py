"""手术核查的技术一面：对应编码的手术行与病例登记各例，写成派生的发现（law.md 第 6 节）。"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from medtech_desktop.domain.privilege_answers import Asked, held, source_of
from medtech_desktop.domain.privileges import PrivilegeEvent, Target, TargetKind
from medtech_desktop.domain.registered_cases import RegisteredCase, operator_unjudged
from medtech_desktop.domain.surgeries import Judged, Kind, Status
from medtech_desktop.domain.surgery_rules import is_ours, privilege_judged
from medtech_desktop.domain.surgery_technologies import FAMILY, Span
from medtech_desktop.domain.technologies import TechnologyFile
from medtech_desktop.office.acts import today
from medtech_desktop.office.technology_cases import Reader, linked_lines
from medtech_desktop.office.technology_spans import TechnologySpans
from medtech_desktop.office.world import World, read_world
from medtech_desktop.store.page import Look, Page
from medtech_desktop.store.privilege_chains import chains_for
from medtech_desktop.store.registered_cases import counting_cases
from medtech_desktop.store.surgery_findings import (
    CodedLine,
    StoredFinding,
    coded_lines,
    lines_of_code,
    rewrite_findings_of,
    rewrite_findings_of_cases,
    rewrite_technology_findings,
)
from medtech_desktop.store.surgery_grounds import load_grounds
from medtech_desktop.store.technology_codes import load_technology_codes


def refresh_technologies(page: Page, technologies: Collection[int] | None = None) -> int:
    """重写这些技术（None = 全部）的技术一面和病例登记的发现；返回条数。

    Technologies that share a code are judged together: a line has one finding of a kind.
    """
    chosen = None if technologies is None else _with_relations(page, technologies)
    rows = technology_findings(page, chosen)
    rewrite_technology_findings(page, chosen, FAMILY, rows)
    return len(rows)


def refresh_cases(
    page: Page, keys: Collection[int], operators: Collection[int], people: Collection[int]
) -> None:
    """重写这些例（来源键）与 ``operators`` 做的各例的技术一面，``people`` 的病例登记的发现。

    What a technology may do on which day has not changed: only who did it, or what was done.
    """
    codes = {one.code_id for one in load_technology_codes(page) if not one.condition}
    done = coded_lines(page, codes, people=operators) if operators else []
    wanted = {*keys, *(line.key for line in done)}
    if wanted:
        known: dict[int, list[CodedLine]] = {}
        for line in coded_lines(page, codes, keys=wanted):
            known.setdefault(line.code_id, []).append(line)
        rewrite_findings_of(page, wanted, FAMILY, _rows_among(page, known) if known else ())
    mine = set(people)
    cases = [one for one in counting_cases(page) if one.person_id in mine]
    if cases:
        spans = TechnologySpans(page, read_world(page, today()))
        rows = _case_rows(page, spans, _files(spans.world), cases)
        rewrite_findings_of_cases(page, [one.id for one in cases], rows)


def _rows_among(look: Look, known: dict[int, list[CodedLine]]) -> list[StoredFinding]:
    """已经取来的各项，依编码。"""

    def read(
        _look: Look, code: int, since: date, until: date, _earliest: int | None
    ) -> list[CodedLine]:
        return [line for line in known.get(code, ()) if since <= line.day <= until]

    spans = TechnologySpans(look, read_world(look, today()))
    links = load_technology_codes(look)
    linked = {one.technology_id for one in links if one.code_id in known and not one.condition}
    return _all_line_rows(look, spans, linked, read)


def technology_findings(
    look: Look, technologies: Collection[int] | None = None
) -> list[StoredFinding]:
    """技术一面的发现，``store.surgery_findings.COLUMNS`` 的各行。"""
    lines = TechnologySpans(look, read_world(look, today()))
    files = _files(lines.world)
    chosen = set(files) if technologies is None else set(technologies) & set(files)
    rows = _all_line_rows(look, lines, chosen, lines_of_code)
    cases = [one for one in counting_cases(look) if one.technology_id in chosen]
    rows += _case_rows(look, lines, files, cases)
    return rows


def _files(world: World) -> dict[int, TechnologyFile]:
    return {file.technology.id: file for file in world.technologies}


def _all_line_rows(
    look: Look, lines: TechnologySpans, chosen: Collection[int], read: Reader
) -> list[StoredFinding]:
    """这些技术的各项；一项一种只有一条。"""
    files = _files(lines.world)
    seen: set[tuple[int, int]] = set()
    rows: list[StoredFinding] = []
    for number in sorted(chosen):
        for row in _line_rows(look, lines, files[number], read):
            mark = row[5] or 0, row[0]
            if mark not in seen:
                seen.add(mark)
                rows.append(row)
    return rows


def _with_relations(look: Look, technologies: Collection[int]) -> set[int]:
    """这些技术，连同与它们有共同编码的。"""
    links = [one for one in load_technology_codes(look) if not one.condition]
    chosen, before = set(technologies), -1
    while len(chosen) != before:
        before = len(chosen)
        codes = {one.code_id for one in links if one.technology_id in chosen}
        chosen |= {one.technology_id for one in links if one.code_id in codes}
    return chosen


# Lines of the log


def _line_rows(
    look: Look, lines: TechnologySpans, file: TechnologyFile, read: Reader
) -> Iterator[StoredFinding]:
    for days in lines.telling(file):
        for linked in linked_lines(look, file.technology.id, days, read=read):
            for line in linked.lines:
                yield from _one_line(lines, file, line)


def _one_line(
    lines: TechnologySpans, file: TechnologyFile, line: CodedLine
) -> Iterator[StoredFinding]:
    span = lines.on(file, line.site_id, line.day)
    if span.unjudged is not None:
        return
    for judged in span.judged:
        yield _of_line(line, judged, _person(judged, span, line.person_id))
    trained = _untrained(lines, file, span, line.person_id, line.day)
    if trained is not None:
        yield _of_line(line, trained, line.person_id)


def _person(judged: Judged, span: Span, operator: int | None) -> int | None:
    return span.lead_id if judged.kind is Kind.LEAD else operator


def _untrained(
    lines: TechnologySpans, file: TechnologyFile, span: Span, person: int | None, day: date
) -> Judged | None:
    if not span.is_restricted or person is None:
        return None
    if lines.proofs.fit(person, span.lineages, day):
        return None
    return Judged(Kind.UNTRAINED, Status.VIOLATION, technology_id=file.technology.id)


def _of_line(line: CodedLine, judged: Judged, person: int | None) -> StoredFinding:
    return (
        int(judged.kind),
        int(judged.status),
        line.key,
        line.ordinal,
        line.surgery_id,
        line.id,
        None,
        line.day.isoformat(),
        person,
        line.department_id,
        line.code_id,
        judged.technology_id,
        judged.needed,
        judged.had,
    )


# Registered cases


def _case_rows(
    look: Look,
    lines: TechnologySpans,
    files: dict[int, TechnologyFile],
    cases: Sequence[RegisteredCase],
) -> Iterator[StoredFinding]:
    chains, grounds = _chains(look, cases), load_grounds(look)
    for case in cases:
        file = files[case.technology_id]
        span = lines.on(file, case.site_id, case.day)
        if span.unjudged is not None:
            continue
        judgements = registered_judged(file, case, span)
        if operator_unjudged(case, grounds.is_somebody) is None:
            judgements = (*_permission(lines.world, file.technology.id, case, chains), *judgements)
        for judged in judgements:
            yield _of_case(case, judged, _person(judged, span, case.person_id))
        trained = _untrained(lines, file, span, case.person_id, case.day)
        if trained is not None:
            yield _of_case(case, trained, case.person_id)


Chains = dict[tuple[int, Target], list[PrivilegeEvent]]


def _chains(look: Look, cases: Iterable[RegisteredCase]) -> Chains:
    pairs = {
        (one.person_id, Target(TargetKind.TECHNOLOGY, one.technology_id))
        for one in cases
        if one.person_id is not None
    }
    return chains_for(look, sorted(pairs, key=lambda pair: (pair[0], pair[1].id)))


def registered_judged(file: TechnologyFile, case: RegisteredCase, span: Span) -> tuple[Judged, ...]:
    """病例登记的一例，术者认不出也判断的：技术一面、知情同意。"""
    if case.consent is not False:
        return span.judged
    return (*span.judged, Judged(Kind.CONSENT, Status.VIOLATION, technology_id=file.technology.id))


def _permission(
    world: World, technology_id: int, case: RegisteredCase, chains: Chains
) -> Sequence[Judged]:
    """没有手术编码的技术，技术准予就是授权：与手术权限同一口径（第十九条、第二十条）。"""
    if case.person_id is None:
        return (Judged(Kind.NOT_OURS, Status.VIOLATION, technology_id=technology_id),)
    target = Target(TargetKind.TECHNOLOGY, technology_id)
    chain = chains.get((case.person_id, target), [])
    sources = [source_of(target, "技术", chain, case.day)] if chain else []
    judged = privilege_judged(held(Asked(case.day), sources), technology_id)
    if is_ours(world.staff, case.person_id, case.day):
        return () if judged is None else (judged,)
    away = Judged(Kind.NOT_OURS, Status.VIOLATION, technology_id=technology_id)
    beside = judged is not None and judged.kind is not Kind.NO_PRIVILEGE
    return (away, judged) if beside and judged is not None else (away,)


def _of_case(case: RegisteredCase, judged: Judged, person: int | None) -> StoredFinding:
    return (
        int(judged.kind),
        int(judged.status),
        case.key,
        0,
        None,
        None,
        case.id,
        case.day.isoformat(),
        person,
        case.department_id,
        None,
        judged.technology_id,
        judged.needed,
        judged.had,
    )
