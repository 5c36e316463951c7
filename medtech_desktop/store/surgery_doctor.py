"""体检手术核查的派生表：各段重推一遍；发现按人抽查，逐项由事件推演。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from medtech_desktop.domain.surgeries import Judged, Line, Unjudged
from medtech_desktop.domain.surgery_timelines import judge_line
from medtech_desktop.store.grading_windows import differing_windows
from medtech_desktop.store.page import Look
from medtech_desktop.store.privilege_chains import chains_of
from medtech_desktop.store.surgeries import load_lines
from medtech_desktop.store.surgery_checks import PRIVILEGE, people_of_log
from medtech_desktop.store.surgery_grounds import load_grounds
from medtech_desktop.store.surgery_stale import load_stale
from medtech_desktop.store.surgery_versions import differing_versions

_SAMPLE = 40
"""至多查几人：全部查一遍要几分钟。"""
_STORED = (
    "SELECT line_id, kind, status, key, ordinal, day, person_id, department_id, code_id, needed,"
    f" had FROM surgery_finding WHERE person_id = ? AND case_id IS NULL AND kind IN {PRIVILEGE}"
)


def surgery_lines(look: Look) -> tuple[bool, str]:
    """体检的一行：是否正常，详情。"""
    people = people_of_log(look)
    if not people:
        return True, "没有手术登记"
    wrong = differing_versions(look)
    if wrong:
        return False, f"不算数的病例有 {wrong:,} 例与登记不符，{_REBUILD}"
    if load_stale(look):
        return True, "有改动还没有核查，打开手术核查时补上"
    if differing_windows(look):
        return False, f"须几级的各段与分级目录不符，{_REBUILD}"
    chosen = people[:: max(1, len(people) // _SAMPLE)][:_SAMPLE]
    counted = 0
    for person in chosen:
        lines = load_lines(look, person_id=person)
        counted += len(lines)
        if sorted(look.raw(_STORED, person), key=repr) != _plainly(look, person, lines):
            return False, f"核查的发现与授权事件逐项推演的不符，{_REBUILD}"
    return True, f"抽查 {len(chosen)} 人 {counted:,} 项，与逐项推演的一致"


_REBUILD = "用 medtech doctor --rebuild 重建；登记没有受影响"


def _plainly(look: Look, person: int, lines: Sequence[Line]) -> list[tuple[Any, ...]]:
    grounds, chains = load_grounds(look), chains_of(look, person)
    found = []
    for line in lines:
        answer = judge_line(line, grounds, chains)
        if not isinstance(answer, Unjudged):
            found += [_row(line, judged) for judged in answer]
    return sorted(found, key=repr)


def _row(line: Line, judged: Judged) -> tuple[Any, ...]:
    return (
        *(line.id, int(judged.kind), int(judged.status), line.key, line.ordinal),
        *(line.day.isoformat(), line.person_id, line.department_id, line.code_id),
        *(judged.needed, judged.had),
    )
