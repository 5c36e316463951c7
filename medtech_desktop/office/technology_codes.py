"""技术与手术编码的对应：登记、终止、撤销；某日哪些编码属于限制类技术。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from medtech_desktop.domain.dated import holds_on
from medtech_desktop.domain.law import Finding, Severity, cites
from medtech_desktop.domain.procedures import edition_in_use
from medtech_desktop.domain.technology_codes import TechnologyCode, codes_of, technologies_of
from medtech_desktop.office.acts import Clerk, Done, not_found
from medtech_desktop.office.grading_codes import CodeBook, code_book
from medtech_desktop.office.judgements import category_of
from medtech_desktop.office.surgery_first_cases import first_case_findings, record_found
from medtech_desktop.office.world import World, read_world
from medtech_desktop.store.book import Book
from medtech_desktop.store.gradings import code_ids, code_texts
from medtech_desktop.store.page import Look, Page
from medtech_desktop.store.procedures import load_code_editions
from medtech_desktop.store.surgery_findings import lines_of_code
from medtech_desktop.store.tables.gradings import TechnologyCodeRow
from medtech_desktop.store.technology_codes import load_technology_codes

CHANGED = frozenset({"technology", "grading"})
_MOST = 200
_LISTED = 12


@dataclass(frozen=True, slots=True)
class CodeLink:
    """一条对应：技术（院内编号、名称）、编码与其名称、条件、起止日。"""

    uid: str
    technology: str
    technology_name: str
    code: str
    name: str
    condition: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class NewCode:
    """登记一条对应；``condition`` 非空 = 只在符合这一条件时才算这项技术。"""

    code: str
    since: date
    condition: str = ""


@cites("MTCA-18")
def restricted_codes(look: Look, world: World, on: date) -> frozenset[int]:
    """当日属于限制类技术的编码（内部号）；有纳入条件的要看病例，不在内。"""
    return frozenset(
        one.code_id
        for file in world.technologies
        if category_of(world, file, on).is_restricted
        for one in codes_of(load_technology_codes(look), file.technology.id, on)
        if not one.condition
    )


def link_code(library: Book, clerk: Clerk, key: str, draft: NewCode, on: date) -> Done:
    """把一条手术编码与技术对应起来。raises Refused."""
    with library.act(clerk, "technology.code", effective=draft.since) as page:
        file = read_world(page, on).find_technology(key)
        code, name = _listed(page, draft.code, draft.since)
        number = code_ids(page, [code])[code]
        for one in load_technology_codes(page):
            mine = (one.technology_id, one.code_id) == (file.technology.id, number)
            if mine and (one.until is None or one.until >= draft.since):
                what = f"{file.technology.number} 已经对应 {code}（自 {one.since.isoformat()}）"
                raise not_found(what, "要改条件或日期的，先终止原来的对应", "code")
        condition = draft.condition.strip()
        if len(condition) > _MOST:
            raise not_found(f"条件超过 {_MOST} 字", "写得短一些", "condition")
        _write(page, file.technology.id, number, condition, draft.since, None)
        found = record_found(page, on, {file.technology.id})
        told = tuple(first_case_findings(page, found, on))
        earlier = _earlier_cases(page, number, draft.since)
    said = f"{file.technology.number} 自 {draft.since.isoformat()} 起对应 {code} {name}"
    changed = CHANGED | {"filing"} if told else CHANGED
    return Done(changed, said, (*told, *earlier), file.technology.number)


@cites("MTCA-11")
def _earlier_cases(look: Look, code_id: int, since: date) -> tuple[Finding, ...]:
    """登记里早于起日的同一编码的手术：首例、核查都不算它们，由人看起日对不对。"""
    lines = lines_of_code(look, code_id, date.min, since - timedelta(days=1))
    if not lines:
        return ()
    first = min(line.day for line in lines)
    said = f"登记里早于 {since.isoformat()} 的还有 {len(lines):,} 项（最早 {first.isoformat()}）"
    said += "，不算这项技术的病例，也不作首例"
    remedy = "那时已在做这项技术的，终止这条对应，把起日写早，重新登记"
    return (Finding(Severity.NOTE, said, "MTCA-11", remedy, "since"),)


def end_code(library: Book, clerk: Clerk, key: str, code: str, last_day: date, on: date) -> Done:
    """终止一条对应，``last_day`` 为最后一日；起日在其后的整条撤销。"""
    with library.act(clerk, "technology.code_end", effective=last_day) as page:
        file = read_world(page, on).find_technology(key)
        code = _as_listed(page, code.strip(), last_day)
        number = code_ids(page, [code]).get(code)
        running = [
            one
            for one in load_technology_codes(page)
            if one.technology_id == file.technology.id
            and one.code_id == number
            and (one.until is None or one.until > last_day)
        ]
        if not running:
            what = f"{file.technology.number} 没有对应 {code}，或已经终止"
            raise not_found(what, "核对编码", "code")
        for one in running:
            page.annul(TechnologyCodeRow, one.uid, "补登终止日")
            if one.since <= last_day:
                mine = (one.technology_id, one.code_id, one.condition)
                _write(page, *mine, one.since, last_day)
    day = (last_day + timedelta(days=1)).isoformat()
    said = f"{file.technology.number} 自 {day} 起不再对应 {code}"
    return Done(CHANGED, said, subject=file.technology.number)


def _write(
    page: Page, technology: int, code: int, condition: str, since: date, until: date | None
) -> None:
    page.add(
        TechnologyCodeRow,
        technology_id=technology,
        code_id=code,
        condition=condition,
        since=since,
        until=until,
    )


def _listed(look: Look, typed: str, on: date) -> tuple[str, str]:
    """在编码库里的编码与名称；补零后恰有一条的用它。raises Refused."""
    book = _book_on(look, on)
    if book is None:
        raise not_found("还没有手术操作编码", "先导入本院所用的编码库", "code")
    found = book.resolve_text(typed)
    if isinstance(found, str):
        raise not_found(f"{typed.strip()}：{found}", "核对编码，或换编码库的版", "code")
    return found[0], found[1]


def _as_listed(look: Look, typed: str, on: date) -> str:
    """少写末尾的 0 而补零后恰有一条的，是那一条；别的照写的。"""
    book = _book_on(look, on)
    found = book.resolve_text(typed) if book is not None else ""
    return typed if isinstance(found, str) else found[0]


def _book_on(look: Look, on: date) -> CodeBook | None:
    editions = load_code_editions(look)
    used = edition_in_use(editions, on) or (editions[0] if editions else None)
    return None if used is None else code_book(look, used)


# Questions


def codes_of_technology(library: Book, key: str, on: date) -> tuple[CodeLink, ...]:
    """一项技术的全部对应，现行的在前。"""
    with library.look() as look:
        world = read_world(look, on)
        return links_of(look, world, world.find_technology(key).technology.id)


def links_of(look: Look, world: World, technology_id: int) -> tuple[CodeLink, ...]:
    """同上，书已打开的。"""
    found = [one for one in load_technology_codes(look) if one.technology_id == technology_id]
    return _links(look, world, found)


def technologies_of_code(look: Look, world: World, code: str) -> tuple[CodeLink, ...]:
    """一条编码当日属于哪些技术。"""
    number = code_ids(look, [code]).get(code)
    if number is None:
        return ()
    return _links(look, world, technologies_of(load_technology_codes(look), number, world.on))


def _links(look: Look, world: World, found: Iterable[TechnologyCode]) -> tuple[CodeLink, ...]:
    texts, book, on = code_texts(look), _book_on(look, world.on), world.on
    made = []
    for one in found:
        code = texts[one.code_id]
        entry = book.find(code) if book is not None else None
        file = world.technology(one.technology_id)
        made.append(
            CodeLink(
                one.uid,
                file.technology.number,
                file.name(on),
                code,
                entry[1] if entry else "",
                one.condition,
                one.since,
                one.until,
            )
        )
    made.sort(key=lambda link: (not holds_on(link, on), link.code, link.since))
    return tuple(made)


def codes_like(library: Book, words: str, on: date) -> tuple[tuple[str, str], ...]:
    """编码库里合这几个字的头几条：编码、名称、拼音首字母都可以。"""
    from medtech_desktop.office.procedures import CodeQuestion, find_codes

    answer = find_codes(library, CodeQuestion(words=words), on)
    return tuple((row[0], row[1]) for row in answer.first[:_LISTED])


def offered_codes(library: Book, key: str, on: date) -> tuple[tuple[str, str], ...]:
    """按技术名称在编码库里找到的编码，供选；已对应的不列，由人确认，不自动采用。"""
    from medtech_desktop.office.procedures import CodeQuestion, code_rows, find_codes

    with library.look() as look:
        world = read_world(look, on)
        file = world.find_technology(key)
        linked = {
            one.code_id for one in codes_of(load_technology_codes(look), file.technology.id, on)
        }
        texts = {code_texts(look)[number] for number in linked}
        wording = file.wording(on)
    offered: dict[str, str] = {}
    for code in wording.codes:
        answer = find_codes(library, CodeQuestion(words=code), on)
        for row in code_rows(library, answer.edition, on, answer.ids[:20]):
            offered.setdefault(row[0], row[1])
    for name in (wording.name, *wording.aliases):
        stem = name.removesuffix("技术").removesuffix("术")
        if len(stem) < 2:
            continue
        answer = find_codes(library, CodeQuestion(words=stem), on)
        for row in code_rows(library, answer.edition, on, answer.ids[:20]):
            offered.setdefault(row[0], row[1])
    return tuple((code, name) for code, name in offered.items() if code not in texts)[:20]
