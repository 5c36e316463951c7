"""practitioner show：一个人的技术档案，给人看的和 JSON 的。"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from medtech_desktop.cli.library import opened
from medtech_desktop.cli.parsing import on_day
from medtech_desktop.cli.replies import Reply, finding_data, table
from medtech_desktop.domain.practitioner_files import (
    NO_EVALUATION,
    NO_VOLUME,
    FileCertificate,
    PractitionerFile,
)
from medtech_desktop.office import practitioners as office
from medtech_desktop.office.practitioner_files import practitioner_file

_LEFT_OUT = ("footer", "person_id", "certificates", "gaps")
_HEAD = ("项目", "内容", "自", "至", "情形")


def add_parser(people: Any) -> None:
    """登记命令。"""
    show = people.add_parser("show", help="一个人的技术档案（--on 为某一天的）")
    show.add_argument("person", metavar="工号或姓名")
    show.set_defaults(run=_show)


def _show(asked: argparse.Namespace) -> Reply:
    day = on_day(asked)
    with opened(asked) as library:
        person = office.person_id(library, asked.person, day)
        file = practitioner_file(library, person, day)
    return Reply(_data(file), tuple(_lines(file)))


def _data(file: PractitionerFile) -> dict[str, Any]:
    data = {key: value for key, value in asdict(file).items() if key not in _LEFT_OUT}
    data["qualifications"] = [asdict(one) for one in file.qualifications]
    data["trainings"] = [asdict(one) for one in file.trainings]
    data["gaps"] = [finding_data(gap) for gap in file.gaps]
    return data


def _lines(file: PractitionerFile) -> Iterator[str]:
    yield f"{file.staff_number} {file.name}，按 {file.as_of.isoformat()} 的登记".strip()
    facts = (file.kind, file.title, file.departments, file.whereabouts, file.registered)
    yield "，".join(fact for fact in facts if fact)
    rows = [(one.words, "", one.since, one.until, "") for one in file.titles]
    rows += [_proof(one) for one in file.certificates]
    rows += [("免训", e.technology, e.since, e.until, e.state) for e in file.exemptions]
    rows += [("外请", i.document, i.since, i.until, i.state) for i in file.invitations]
    for one in file.permissions:
        target = f"{one.target} {one.grade}".strip()
        rows.append((one.kind, target, one.since, one.until, one.state))
    yield from table(_HEAD, rows)
    for volume in file.volumes:
        yield f"{volume.target} {volume.since} 至 {volume.until}：{volume.cases:,} 例"
    if not file.volumes:
        yield f"手术量：{NO_VOLUME}"
    if not file.evaluations:
        yield NO_EVALUATION
    for gap in file.gaps:
        yield f"还缺：{gap.message}"


def _proof(one: FileCertificate) -> tuple[Any, ...]:
    return one.label, f"{one.title} {one.number}".strip(), one.since, one.until, one.state
