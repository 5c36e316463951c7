"""授权申请的读入：抬头、各项、各步、委员会逐项的结论。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select

from medtech_desktop.domain.applications import (
    Application,
    ApplicationFile,
    ApplicationItem,
    ApplicationStep,
    ItemResult,
    in_order,
)
from medtech_desktop.store.page import Look, table_of
from medtech_desktop.store.tables.acts import Annulment
from medtech_desktop.store.tables.applications import (
    ApplicationItemRow,
    ApplicationResultRow,
    ApplicationRow,
    ApplicationStepRow,
)

_R = TypeVar("_R")
_FEW = 500


def load_applications(look: Look, *where: ColumnElement[bool]) -> tuple[ApplicationFile, ...]:
    """全部申请（或其中几份），依编号先后；撤销了的步骤不在内。"""
    heads = look.fetch(ApplicationRow, Application, *where)
    if where:
        ids = [one.id for one in heads]
        items = look.fetch(
            ApplicationItemRow, ApplicationItem, ApplicationItemRow.application_id.in_(ids)
        )
        steps = look.fetch(
            ApplicationStepRow, ApplicationStep, ApplicationStepRow.application_id.in_(ids)
        )
        results = look.fetch(
            ApplicationResultRow,
            ItemResult,
            ApplicationResultRow.step_id.in_([one.id for one in steps]),
        )
    else:
        items = look.fetch(ApplicationItemRow, ApplicationItem)
        steps = look.fetch(ApplicationStepRow, ApplicationStep)
        results = look.fetch(ApplicationResultRow, ItemResult)
    return _files(heads, items, steps, results)


def _files(
    heads: Iterable[Application],
    items: Iterable[ApplicationItem],
    steps: Iterable[ApplicationStep],
    results: Iterable[ItemResult],
) -> tuple[ApplicationFile, ...]:
    items_of = _by(items, "application_id")
    steps_of = _by(steps, "application_id")
    results_of = _by(results, "step_id")
    made = []
    for head in heads:
        mine = in_order(steps_of.get(head.id, []))
        found = [result for step in mine for result in results_of.get(step.id, [])]
        made.append(ApplicationFile(head, tuple(items_of.get(head.id, [])), mine, tuple(found)))
    return tuple(made)


def _by(rows: Iterable[_R], name: str) -> dict[int, list[_R]]:
    groups: dict[int, list[_R]] = {}
    for row in rows:
        key: Any = getattr(row, name)
        groups.setdefault(key, []).append(row)
    return groups


def application_by_number(look: Look, number: str) -> ApplicationFile | None:
    """按编号取一份；没有则 None。"""
    found = load_applications(look, ApplicationRow.number == number.strip())
    return found[0] if found else None


def applications_numbered(look: Look, numbers: Sequence[str]) -> dict[str, ApplicationFile]:
    """这些编号的申请，一次读入。"""
    found: dict[str, ApplicationFile] = {}
    for start in range(0, len(numbers), _FEW):
        part = [one.strip() for one in numbers[start : start + _FEW]]
        files = load_applications(look, ApplicationRow.number.in_(part))
        found.update((file.application.number, file) for file in files)
    return found


def applications_of(look: Look, person_id: int) -> tuple[ApplicationFile, ...]:
    """某人的全部申请。"""
    return load_applications(look, ApplicationRow.person_id == person_id)


def items_dropped_in(look: Look, application_id: int, act_seq: int) -> list[ApplicationItem]:
    """某次操作里撤销的各项：撤销那一步时照样放回。"""
    undone, item = table_of(Annulment).c, table_of(ApplicationItemRow).c
    found = look.rows(
        select(undone.event_uid).where(
            undone.event_table == ApplicationItemRow.__tablename__, undone.act_seq == act_seq
        )
    )
    uids = [str(row[0]) for row in found]
    return look.fetch(
        ApplicationItemRow,
        ApplicationItem,
        item.application_id == application_id,
        item.uid.in_(uids),
        annulled=True,
    )


def next_application_number(look: Look, year: int) -> str:
    """本年的下一个申请编号；撤销过的编号不再使用。"""
    prefix = f"申请-{year}-"
    used = look.count(ApplicationRow, ApplicationRow.number.startswith(prefix), annulled=True)
    return f"{prefix}{used + 1:03d}"
