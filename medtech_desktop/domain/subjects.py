"""诊疗科目：许可证登记的，与一项技术须有的（第四十三条第（一）项）。"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.dated import held_on
from medtech_desktop.domain.law import MTCA_IN_FORCE, cites


@dataclass(frozen=True, slots=True)
class LicenceSubject:
    """许可证登记的一个诊疗科目。"""

    id: int
    uid: str
    act_seq: int
    licence_id: int
    name: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class TechnologySubject:
    """开展一项技术须有的一个诊疗科目。"""

    id: int
    uid: str
    act_seq: int
    technology_id: int
    name: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Subjects:
    """全部诊疗科目，按日提问。"""

    licensed: tuple[LicenceSubject, ...] = ()
    needed: tuple[TechnologySubject, ...] = ()

    def of_licence(self, licence_id: int) -> tuple[LicenceSubject, ...]:
        """一张许可证的，先后各条。"""
        return tuple(one for one in self.licensed if one.licence_id == licence_id)

    def of_technology(self, technology_id: int) -> tuple[TechnologySubject, ...]:
        """一项技术须有的，先后各条。"""
        return tuple(one for one in self.needed if one.technology_id == technology_id)


def subject_key(name: str) -> str:
    """比较用的写法：全角半角、空白、代码前缀不同的是同一科目。"""
    plain = unicodedata.normalize("NFKC", name)
    return "".join(plain.split()).lstrip("0123456789.-、").casefold()


@cites("MTCA-43(1)")
def missing_subjects(
    subjects: Subjects, technology_id: int, licence_id: int | None, day: date
) -> tuple[str, ...]:
    """技术须有而许可证当日没有登记的诊疗科目。

    Nothing is missing where nothing is known: no subject asked of the technology, or none
    recorded of the licence up to that day.
    """
    if licence_id is None or day < MTCA_IN_FORCE:
        return ()
    known = [one for one in subjects.of_licence(licence_id) if one.since <= day]
    if not known:
        return ()
    held = {subject_key(one.name) for one in held_on(known, day)}
    asked = held_on(subjects.of_technology(technology_id), day)
    names = dict.fromkeys(one.name for one in asked)
    return tuple(name for name in names if subject_key(name) not in held)
