"""核查手术登记所据的，一次读入：目录、科室、人员、不适用的编码、急诊超权限；一项的全部事件。"""

from __future__ import annotations

from functools import partial

from medtech_desktop.domain.emergency_uses import confirmation_of
from medtech_desktop.domain.surgeries import Judged, Line, Unjudged
from medtech_desktop.domain.surgery_timelines import Grounds, Use, judge_line, names_of
from medtech_desktop.domain.unscoped_codes import Spans, unscoped_codes
from medtech_desktop.store.catalogs import load_catalogs
from medtech_desktop.store.emergency_uses import load_confirmations, load_emergency_uses
from medtech_desktop.store.gradings import load_grading, load_grading_editions
from medtech_desktop.store.institutions import load_departments
from medtech_desktop.store.page import Look
from medtech_desktop.store.practitioners import load_staff
from medtech_desktop.store.privilege_chains import chains_of
from medtech_desktop.store.specialties import load_specialties
from medtech_desktop.store.surgeries import meanings
from medtech_desktop.store.technologies import load_technologies
from medtech_desktop.store.technology_codes import load_technology_codes


def load_grounds(look: Look) -> Grounds:
    """判断的根据；没有变过的部分不重读。"""
    said = meanings(look).said["person"]
    return Grounds(
        look.kept(load_grading_editions),
        partial(load_grading, look),
        look.kept(load_departments),
        look.kept(load_specialties),
        look.kept(load_staff),
        look.kept(load_unscoped),
        look.kept(load_uses),
        frozenset(text for text, target in said.items() if target is None),
        look.kept(_names),
    )


def load_unscoped(look: Look) -> dict[int, Spans]:
    """不适用本办法的编码与日子。"""
    entries = look.kept(load_catalogs).out_of_scope
    return unscoped_codes(look.kept(load_technologies), load_technology_codes(look), entries)


def load_uses(look: Look) -> dict[int, tuple[Use, ...]]:
    """各人登记的急诊超权限，与上级的意见。"""
    opinions = load_confirmations(look)
    found: dict[int, list[Use]] = {}
    for use in load_emergency_uses(look):
        last = confirmation_of(use, opinions)
        told = last.confirmed if last is not None else None
        one = Use(use.person_id, use.code_id, use.day, use.case_ref, told)
        found.setdefault(use.person_id, []).append(one)
    return {person: tuple(uses) for person, uses in found.items()}


def _names(look: Look) -> frozenset[str]:
    return names_of(look.kept(load_staff))


def judge_plainly(look: Look, line: Line) -> Unjudged | tuple[Judged, ...]:
    """一项，由事件推演：解释一条发现，核对派生的发现。"""
    chains = {} if line.person_id is None else chains_of(look, line.person_id)
    return judge_line(line, load_grounds(look), chains)
