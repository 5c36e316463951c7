"""限制类技术的编码：除了手术权限，还要这项技术的权限（第十九、二十条）。"""

from __future__ import annotations

from collections.abc import Iterator

from medtech_desktop.domain.dated import held_on
from medtech_desktop.domain.law import Finding
from medtech_desktop.domain.privilege_answers import Answer, Held, technology_finding
from medtech_desktop.domain.privileges import Target, TargetKind
from medtech_desktop.office.judgements import judge
from medtech_desktop.office.privilege_held import Question, ask_held
from medtech_desktop.office.world import read_world
from medtech_desktop.store.page import Look
from medtech_desktop.store.technology_codes import links_by_code


def technology_findings(look: Look, question: Question, held: Held, who: str) -> Iterator[Finding]:
    """所问术式在当日对应的各项限制类技术：有没有那项技术的权限。"""
    day = question.day
    if question.target.kind is not TargetKind.PROCEDURE or held.answer is Answer.NOT_HELD:
        return
    for link in held_on(look.kept(links_by_code).get(question.target.id, ()), day):
        world = read_world(look, day)
        file = world.technology(link.technology_id)
        if not judge(world, file).category.is_restricted:
            continue
        target = Target(TargetKind.TECHNOLOGY, link.technology_id)
        permission = ask_held(look, Question(question.person_id, target, day)).held
        yield technology_finding(permission, who, file.name(day), link.condition)
