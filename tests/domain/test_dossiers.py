"""备案材料：要哪些、齐不齐（湘11号 二（二），第十一条）。"""

from __future__ import annotations

from datetime import date

import pytest

from medtech_desktop.domain.dossiers import (
    PER_LEAD,
    Material,
    MaterialForm,
    MaterialKind,
    MaterialLine,
    MaterialState,
    dossier_gaps,
    exemption_needs_reason,
    latest_materials,
    material_lines,
    required_materials,
)

DAY = date(2026, 10, 9)
K = MaterialKind


def material(
    kind: MaterialKind,
    form: MaterialForm = MaterialForm.PAPER,
    *,
    person: int | None = None,
    seq: int = 1,
    note: str = "",
    until: date | None = None,
    title: str = "",
) -> Material:
    return Material(seq, "", seq, 1, kind, person, form, None, 1, title, note, until, DAY)


def everything(*leads: int, radiology: bool = False) -> list[Material]:
    return [
        material(kind, person=person, seq=n)
        for n, (kind, person) in enumerate(required_materials(leads, radiology=radiology), 1)
        if kind not in (K.ANNEX2, K.ANNEX3)
    ]


def lines(
    rows: list[Material], *leads: int, radiology: bool = False, **gaps: str
) -> tuple[MaterialLine, ...]:
    names = {lead: f"示例{lead}" for lead in leads}
    annexes = {K(kind): words for kind, words in gaps.items()}
    return material_lines(rows, names, radiology=radiology, day=DAY, annex_gaps=annexes)


def test_the_list_of_the_notice() -> None:
    needed = required_materials((7,), radiology=False)
    assert [kind for kind, _ in needed] == [
        K.ANNEX2,
        K.ANNEX3,
        *PER_LEAD,
        K.LICENCE,
        K.SELF_ASSESSMENT,
        K.APPRAISAL_PAPERS,
    ]
    assert len(required_materials((7, 8), radiology=True)) == len(needed) + len(PER_LEAD) + 1


def test_complete_there_is_no_gap() -> None:
    found = lines(everything(7, radiology=True), 7, radiology=True)
    assert dossier_gaps(found) == ()
    assert {line.state for line in found} == {MaterialState.COMPLETE, MaterialState.PRINTABLE}


@pytest.mark.parametrize("missing", [*PER_LEAD, K.LICENCE, K.SELF_ASSESSMENT, K.APPRAISAL_PAPERS])
def test_one_missing_is_one_gap(missing: MaterialKind) -> None:
    rows = [row for row in everything(7) if row.kind is not missing]
    [gap] = dossier_gaps(lines(rows, 7))
    assert gap.field == missing.value
    assert gap.message.endswith("缺失")


def test_each_lead_brings_his_own_copies() -> None:
    gaps = dossier_gaps(lines(everything(7), 7, 8))
    assert [gap.message for gap in gaps] == [
        "医师资格证书复印件（示例8）缺失",
        "执业证书复印件（示例8）缺失",
        "职称证书复印件（示例8）缺失",
        "相关培训证明复印件（示例8）缺失",
    ]


def test_an_annex_that_cannot_be_made_says_why() -> None:
    [gap] = dossier_gaps(lines(everything(7), 7, annex2="「技术名称」未填"))
    assert gap.message == "附件2 备案表（「技术名称」未填）还不能生成"
    signed = material(K.ANNEX2, MaterialForm.SCAN, seq=99)
    assert dossier_gaps(lines([*everything(7), signed], 7, annex2="「技术名称」未填")) == ()


def test_expired_counts_from_the_day_after() -> None:
    rows = [row for row in everything(7) if row.kind is not K.LICENCE]
    for until, states in ((DAY, "齐全"), (date(2026, 10, 8), "已过期")):
        held = material(K.LICENCE, seq=50, until=until)
        [line] = [x for x in lines([*rows, held], 7) if x.kind is K.LICENCE]
        assert line.state == states


def test_the_last_entry_of_a_material_holds_and_a_withdrawn_one_is_gone() -> None:
    first = material(K.LICENCE, seq=1, note="旧")
    second = material(K.LICENCE, seq=2, note="新")
    gone = material(K.LICENCE, MaterialForm.WITHDRAWN, seq=3)
    assert latest_materials([second, first])[(K.LICENCE, None)].note == "新"
    assert latest_materials([first, second, gone]) == {}


def test_an_exempt_one_is_not_applicable_and_names_its_ground() -> None:
    rows = [row for row in everything(7) if row.kind is not K.LEAD_TRAINING]
    exempt = material(K.LEAD_TRAINING, MaterialForm.EXEMPT, person=7, seq=60, note="规范第三条")
    found = lines([*rows, exempt], 7)
    [line] = [x for x in found if x.kind is K.LEAD_TRAINING]
    assert (line.state, line.note) == (MaterialState.EXEMPT, "示例7，规范第三条")
    assert dossier_gaps(found) == ()


@pytest.mark.parametrize(
    ("form", "note", "refused"),
    [
        (MaterialForm.EXEMPT, " ", True),
        (MaterialForm.EXEMPT, "规范第三条", False),
        (MaterialForm.PAPER, "", False),
    ],
)
def test_an_exemption_needs_its_ground(form: MaterialForm, note: str, refused: bool) -> None:
    assert bool(exemption_needs_reason(form, note)) is refused


def test_what_the_office_adds_stands_last_and_never_blocks() -> None:
    own = [material(K.OTHER, title="设备清单", seq=70), material(K.OTHER, seq=71)]
    found = lines([*everything(7), *own], 7)
    assert [(line.label, line.required) for line in found[-2:]] == [
        ("设备清单", False),
        ("其他材料", False),
    ]
