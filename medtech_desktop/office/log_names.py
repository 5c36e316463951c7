"""登记里的人、术式、科室怎么称呼，一个词合上其中哪些：先合不多的名称，再按索引取行。"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from medtech_desktop.domain.institutions import Hospital
from medtech_desktop.domain.log_questions import Hits
from medtech_desktop.domain.matching import Haystack, split_words
from medtech_desktop.domain.practitioners import Staff
from medtech_desktop.domain.procedures import edition_in_use
from medtech_desktop.domain.shelves import Shelf
from medtech_desktop.domain.technologies import TechnologyFile
from medtech_desktop.office.pinyin import haystack, person_haystack, sort_key
from medtech_desktop.store.institutions import load_hospital
from medtech_desktop.store.page import Look
from medtech_desktop.store.practitioners import load_staff
from medtech_desktop.store.privilege_lists import code_names
from medtech_desktop.store.procedures import load_code_editions
from medtech_desktop.store.surgery_lists import log_words, used_in_log
from medtech_desktop.store.technologies import load_technologies

_WORDS_KEPT = 64


@dataclass(frozen=True, slots=True, eq=False)
class LogNames:
    """某日的称呼；没有认出的照登记的写法。"""

    on: date
    staff: Staff
    hospital: Hospital
    codes: Mapping[int, tuple[str, str]]
    technologies: Mapping[int, TechnologyFile]
    words: Mapping[int, str]
    used_people: tuple[int, ...]
    used_codes: tuple[int, ...]
    _shelves: dict[str, tuple[list[int], Shelf]] = field(default_factory=dict, repr=False)
    _hits: dict[str, Hits] = field(default_factory=dict, repr=False)
    _keys: dict[tuple[str, int], str] = field(default_factory=dict, repr=False)

    def person(self, person_id: int, day: date | None = None) -> str:
        """姓名，按当日。"""
        return self.staff.name(person_id, day or self.on)

    def department(self, department_id: int, day: date | None = None) -> str:
        """科室名称，按当日。"""
        return self.hospital.department_name(department_id, day or self.on)

    def code(self, code_id: int) -> tuple[str, str]:
        """编码与名称。"""
        return self.codes.get(code_id, ("", ""))

    def technology(self, technology_id: int, day: date | None = None) -> str:
        """技术的名称。"""
        file = self.technologies.get(technology_id)
        return file.name(day or self.on) if file is not None else ""

    def technology_number(self, technology_id: int) -> str:
        """技术的院内编号。"""
        file = self.technologies.get(technology_id)
        return file.technology.number if file is not None else ""

    def sorted_as(self, what: str, number: int) -> str:
        """排序用的键：人、术式、科室按拼音；没有的在后。"""
        known = self._keys.get((what, number))
        if known is None:
            text = self._text(what, number) if number else ""
            known = sort_key(text, what == "person") if text else "\U0010ffff"
            self._keys[what, number] = known
        return known

    def _text(self, what: str, number: int) -> str:
        if what == "person":
            return self.person(number)
        return self.code(number)[1] if what == "code" else self.department(number)

    def asked(self, words: str) -> tuple[tuple[str, Hits], ...]:
        """打的各词，连同各自合上的。"""
        return tuple((word, self.hits(word)) for word in split_words(words))

    def hits(self, word: str) -> Hits:
        """一个词合上的人、编码、科室、技术、写法。"""
        known = self._hits.get(word)
        if known is None:
            if len(self._hits) >= _WORDS_KEPT:
                self._hits.clear()
            known = self._hits[word] = Hits(
                self._found("people", word),
                self._found("codes", word),
                self._found("departments", word),
                self._found("technologies", word),
                self._found("words", word),
            )
        return known

    def make_ready(self, tell: Callable[[], object]) -> None:
        """一个词合上哪些所用的，先备好；一类一类地。"""
        for what in ("people", "codes", "departments", "technologies", "words"):
            self._shelf(what)
            tell()

    def _found(self, what: str, word: str) -> frozenset[int]:
        numbers, shelf = self._shelf(what)
        return frozenset(numbers[place] for place in shelf.every(word))

    def _shelf(self, what: str) -> tuple[list[int], Shelf]:
        kept = self._shelves.get(what)
        if kept is None:
            listed = list(self._listed(what))
            kept = [number for number, _hay in listed], Shelf(hay for _number, hay in listed)
            self._shelves[what] = kept
        return kept

    def _listed(self, what: str) -> Iterable[tuple[int, Haystack]]:
        if what == "people":
            for one in self.used_people:
                staff_number = self.staff.staff_number(one, self.on)
                yield one, person_haystack(self.person(one), (staff_number,))
        elif what == "codes":
            for one in self.used_codes:
                yield one, _hay(*self.code(one))
        elif what == "departments":
            for department in self.hospital.departments:
                yield department.id, _hay(self.department(department.id))
        elif what == "technologies":
            for number, file in self.technologies.items():
                yield number, _hay(file.technology.number, file.name(self.on))
        else:
            for number, text in self.words.items():
                yield number, _hay(text)


@lru_cache(maxsize=32_768)
def _hay(*texts: str) -> Haystack:
    return haystack(texts)


def log_names(look: Look, on: date) -> LogNames:
    """某日的称呼；登记没有变过的不重读。"""
    return look.kept(_read_names, on)


def _read_names(look: Look, on: date) -> LogNames:
    editions = load_code_editions(look)
    edition = edition_in_use(editions, on) or next(iter(editions), None)
    return LogNames(
        on,
        look.kept(load_staff),
        look.kept(load_hospital),
        code_names(look, edition.id if edition is not None else 0),
        {one.technology.id: one for one in look.kept(load_technologies)},
        look.kept(log_words),
        look.kept(_used_people),
        look.kept(_used_codes),
    )


def _used_people(look: Look) -> tuple[int, ...]:
    return used_in_log(look, "person_id")


def _used_codes(look: Look) -> tuple[int, ...]:
    return used_in_log(look, "code_id")
