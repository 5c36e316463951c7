"""演示医院的人员：姓名都以「示例」开头，一眼可知是虚构。"""

from __future__ import annotations

import random
from datetime import date
from typing import Any

from medtech_desktop.domain.practitioners import PractitionerKind, RegistrationPlace
from medtech_desktop.office.acts import Clerk
from medtech_desktop.office.institutions import ensure_department
from medtech_desktop.office.library import Library
from medtech_desktop.store.institutions import load_hospital
from medtech_desktop.store.tables import practitioners as t

DEPARTMENTS = (
    "神经外科",
    "神经内科",
    "心血管内科",
    "心脏大血管外科",
    "普通外科",
    "肝胆外科",
    "骨科",
    "泌尿外科",
    "妇科",
    "产科",
    "肿瘤科",
    "放射治疗科",
    "放射科",
    "肾内科",
    "检验科",
    "医务科",
)
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_TITLES = ("主任医师", "主任医师", "副主任医师", "副主任医师", "主治医师")
_SINCE = date(2018, 1, 1)


def pretend_name(number: int) -> str:
    """第几个人的名字（1 起）：示例甲子、示例乙丑……；同名即真有同名。"""
    place = number - 1
    tail = _BRANCHES[place // 10 % 12] if number > 10 else ""
    turn = place // 120
    return f"示例{_STEMS[place % 10]}{tail}" + ("䶮" if turn % 2 else "")


def add_people(library: Library, clerk: Clerk, count: int, seed: int) -> None:
    """登记 ``count`` 名医务人员：前 40 名是可任负责人的医师，其余有护士、技师和外院医师。"""
    dice = random.Random(seed)
    with library.act(clerk, "demo.people") as page:
        hospital = load_hospital(page)
        site = hospital.sites[0]
        licence = hospital.licence_of(site.id, _SINCE)
        departments = [ensure_department(page, name, _SINCE) for name in DEPARTMENTS]
        rows: dict[Any, list[dict[str, Any]]] = {
            t.PersonRow: [],
            t.PersonFact: [],
            t.IdentifierRow: [],
            t.PracticeRow: [],
            t.RegistrationRow: [],
            t.MembershipRow: [],
        }
        for number in range(1, count + 1):
            _one(rows, number, dice, departments, licence.id if licence else None)
        for table, values in rows.items():
            page.add_many(table, values)


def _one(
    rows: dict[Any, list[dict[str, Any]]],
    number: int,
    dice: random.Random,
    departments: list[int],
    licence: int | None,
) -> None:
    span: dict[str, Any] = {"since": _SINCE, "until": None}
    able = number <= 40
    kind = PractitionerKind.PHYSICIAN
    if not able and dice.random() < 0.25:
        kind = dice.choice((PractitionerKind.NURSE, PractitionerKind.TECHNICIAN))
    away = not able and dice.random() < 0.05
    rows[t.PersonRow].append({"id": number})
    fact = {"subject_id": number, "since": _SINCE}
    rows[t.PersonFact].append({**fact, "kind": "name", "value": pretend_name(number)})
    title = dice.choice(_TITLES[:3] if able else _TITLES)
    if kind is PractitionerKind.PHYSICIAN:
        rows[t.PersonFact].append({**fact, "kind": "title", "value": title})
    identifier = {"person_id": number, "scheme": "staff_no", "value": f"D{number:04d}"}
    rows[t.IdentifierRow].append({**identifier, **span})
    rows[t.PracticeRow].append({"person_id": number, "kind": kind, **span})
    rows[t.RegistrationRow].append(
        {
            "person_id": number,
            "place": RegistrationPlace.ELSEWHERE if away else RegistrationPlace.HERE,
            "licence_id": None if away else licence,
            "institution": "示例外院" if away else "",
            **span,
        }
    )
    if not away:
        place = departments[(number - 1) % len(departments)]
        rows[t.MembershipRow].append({"person_id": number, "department_id": place, **span})
