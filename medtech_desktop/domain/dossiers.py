"""备案材料：要哪些、齐不齐（湘11号二（二），第十一条）。

Incomplete material cannot be marked ready.  The list is open: the office may add a
line of its own, which never blocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from medtech_desktop.domain.law import Finding, Severity, cites


class MaterialKind(StrEnum):
    """材料种类。"""

    ANNEX2 = "annex2"
    ANNEX3 = "annex3"
    LEAD_QUALIFICATION = "lead_qualification"
    LEAD_PRACTICE = "lead_practice"
    LEAD_TITLE = "lead_title"
    LEAD_TRAINING = "lead_training"
    LICENCE = "licence"
    RADIATION_LICENCE = "radiation_licence"
    SELF_ASSESSMENT = "self_assessment"
    APPRAISAL_PAPERS = "appraisal_papers"
    OTHER = "other"


MATERIAL_LABELS: dict[MaterialKind, str] = {
    MaterialKind.ANNEX2: "附件2 备案表",
    MaterialKind.ANNEX3: "附件3 论证结论",
    MaterialKind.LEAD_QUALIFICATION: "医师资格证书复印件",
    MaterialKind.LEAD_PRACTICE: "执业证书复印件",
    MaterialKind.LEAD_TITLE: "职称证书复印件",
    MaterialKind.LEAD_TRAINING: "相关培训证明复印件",
    MaterialKind.LICENCE: "《医疗机构执业许可证副本》复印件",
    MaterialKind.RADIATION_LICENCE: "《放射诊疗许可证副本》复印件",
    MaterialKind.SELF_ASSESSMENT: "自我评估报告（含所具备的条件）",
    MaterialKind.APPRAISAL_PAPERS: "详细论证材料（存档备查）",
    MaterialKind.OTHER: "其他材料",
}

PER_LEAD = (
    MaterialKind.LEAD_QUALIFICATION,
    MaterialKind.LEAD_PRACTICE,
    MaterialKind.LEAD_TITLE,
    MaterialKind.LEAD_TRAINING,
)
GENERATED = frozenset({MaterialKind.ANNEX2, MaterialKind.ANNEX3})


class MaterialForm(StrEnum):
    """材料的形式：扫描件、纸质件、免于提供（须有理由）、撤下。"""

    SCAN = "scan"
    PAPER = "paper"
    EXEMPT = "exempt"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Material:
    """一件材料的登记；同一件以最后一条为准。"""

    id: int
    uid: str
    act_seq: int
    filing_id: int
    kind: MaterialKind
    person_id: int | None
    form: MaterialForm
    attachment_id: int | None
    copies: int
    title: str
    note: str
    valid_until: date | None
    day: date


class MaterialState(StrEnum):
    """材料状态（值即界面用词）。"""

    COMPLETE = "齐全"
    MISSING = "缺失"
    PRINTABLE = "可生成"
    BLOCKED = "待补"
    EXPIRED = "已过期"
    EXEMPT = "不适用"


@dataclass(frozen=True, slots=True)
class MaterialLine:
    """材料清单的一行。"""

    kind: MaterialKind
    person_id: int | None
    label: str
    note: str
    state: MaterialState
    copies: int
    article: str
    required: bool
    attachment_id: int | None = None


def latest_materials(
    rows: Sequence[Material],
) -> dict[tuple[MaterialKind, int | None], Material]:
    """每件材料最后一次登记；撤下的不算。"""
    latest: dict[tuple[MaterialKind, int | None], Material] = {}
    for row in sorted(rows, key=lambda r: r.act_seq):
        if row.kind is not MaterialKind.OTHER:
            latest[(row.kind, row.person_id)] = row
    return {k: r for k, r in latest.items() if r.form is not MaterialForm.WITHDRAWN}


def required_materials(
    lead_ids: Sequence[int], *, radiology: bool
) -> tuple[tuple[MaterialKind, int | None], ...]:
    """这份备案要哪些材料：四证按每名负责人，放射许可证按技术是否涉及放射诊疗。"""
    kinds: list[tuple[MaterialKind, int | None]] = [
        (MaterialKind.ANNEX2, None),
        (MaterialKind.ANNEX3, None),
    ]
    kinds += [(kind, person) for person in lead_ids for kind in PER_LEAD]
    kinds.append((MaterialKind.LICENCE, None))
    if radiology:
        kinds.append((MaterialKind.RADIATION_LICENCE, None))
    kinds.append((MaterialKind.SELF_ASSESSMENT, None))
    kinds.append((MaterialKind.APPRAISAL_PAPERS, None))
    return tuple(kinds)


_ARTICLES = {
    MaterialKind.ANNEX3: "MTCA-11(2)",
    MaterialKind.SELF_ASSESSMENT: "MTCA-11(1)",
    MaterialKind.LEAD_TRAINING: "MTCA-11(3)",
}


@cites("HN-2.2", "MTCA-11")
def material_lines(
    rows: Sequence[Material],
    lead_names: dict[int, str],
    *,
    radiology: bool,
    day: date,
    annex_gaps: dict[MaterialKind, str],
) -> tuple[MaterialLine, ...]:
    """材料清单逐项状态。``annex_gaps``：附件2、附件3 还缺什么，空 = 可以生成。"""
    held = latest_materials(rows)
    lines = []
    for kind, person in required_materials(tuple(lead_names), radiology=radiology):
        row = held.get((kind, person))
        state, note = _state(kind, row, annex_gaps, day)
        who = lead_names.get(person, "") if person is not None else ""
        lines.append(
            MaterialLine(
                kind,
                person,
                MATERIAL_LABELS[kind],
                "，".join(part for part in (who, note) if part),
                state,
                row.copies if row else 0,
                _ARTICLES.get(kind, "HN-2.2"),
                True,
                row.attachment_id if row else None,
            )
        )
    return (*lines, *_own_lines(rows))


def _own_lines(rows: Sequence[Material]) -> list[MaterialLine]:
    """清单是开放的：本院另附的材料，从不挡住提交。"""
    return [
        MaterialLine(
            row.kind,
            None,
            row.title or "其他材料",
            row.note,
            MaterialState.COMPLETE,
            row.copies,
            "HN-2.2",
            False,
            row.attachment_id,
        )
        for row in rows
        if row.kind is MaterialKind.OTHER and row.form is not MaterialForm.WITHDRAWN
    ]


def _state(
    kind: MaterialKind, row: Material | None, gaps: dict[MaterialKind, str], day: date
) -> tuple[MaterialState, str]:
    if kind in GENERATED:
        if row is not None and row.form in (MaterialForm.SCAN, MaterialForm.PAPER):
            return MaterialState.COMPLETE, row.note
        gap = gaps.get(kind, "")
        return (MaterialState.BLOCKED, gap) if gap else (MaterialState.PRINTABLE, "")
    if row is None:
        return MaterialState.MISSING, ""
    if row.form is MaterialForm.EXEMPT:
        return MaterialState.EXEMPT, row.note
    if row.valid_until is not None and row.valid_until < day:
        return MaterialState.EXPIRED, f"有效期至 {row.valid_until.isoformat()}"
    return MaterialState.COMPLETE, row.note


@cites("HN-2.2", "MTCA-11")
def dossier_gaps(lines: Sequence[MaterialLine]) -> tuple[Finding, ...]:
    """材料不齐，不能提交备案。"""
    bad = (MaterialState.MISSING, MaterialState.BLOCKED, MaterialState.EXPIRED)
    out = []
    for line in lines:
        if line.required and line.state in bad:
            note = f"（{line.note}）" if line.note else ""
            out.append(
                Finding(
                    Severity.REFUSE,
                    f"{line.label}{note}{_WORDS[line.state]}",
                    line.article,
                    _REMEDY.get(line.kind, "上传扫描件，或登记纸质件已备"),
                    line.kind.value,
                )
            )
    return tuple(out)


_WORDS = {
    MaterialState.MISSING: "缺失",
    MaterialState.BLOCKED: "还不能生成",
    MaterialState.EXPIRED: "已过期",
}
_REMEDY = {
    MaterialKind.ANNEX2: "补齐备案表所缺的格",
    MaterialKind.ANNEX3: "登记论证结论和伦理审查结论",
}


@cites("MTCA-11(3)")
def exemption_needs_reason(form: MaterialForm, note: str) -> tuple[Finding, ...]:
    """免于提供的材料须写明依据（例如规范规定免于培训）。"""
    if form is MaterialForm.EXEMPT and not note.strip():
        return (
            Finding(
                Severity.REFUSE,
                "免于提供材料须写明依据",
                "MTCA-11(3)",
                "写明哪份规范的哪一条规定可以免于提供",
                "note",
            ),
        )
    return ()
