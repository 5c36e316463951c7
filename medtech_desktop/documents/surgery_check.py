"""手术核查报告：首页是计数与签字，接着横放的清单，栏名各页重复；xlsx 分四张表。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from medtech_desktop.documents.fonts import Face, FontSet
from medtech_desktop.documents.layout import (
    FIVE,
    SMALL_FIVE,
    THIRD,
    Align,
    Cell,
    Layout,
    Paragraph,
    Row,
)
from medtech_desktop.documents.lists import (
    LANDSCAPE,
    PORTRAIT,
    body,
    chinese_day,
    heading,
    widths,
)
from medtech_desktop.domain.law import cites
from medtech_desktop.domain.surgery_papers import (
    CheckLine,
    CountLine,
    LateLine,
    SurgeryCheckReport,
)

if TYPE_CHECKING:
    from medtech_desktop.documents import xlsx

TITLE = "手术核查报告"
COUNTS = ("项目", "依据", "条数", "其中已说明")
FINDINGS = ("序号", "手术日", "病例", "问题", "术式", "级别", "术者", "科室", "证据", "状态")
LATE = ("序号", "技术", "期限", "提交日", "例数", "证据", "状态")
SHEET = (
    *("序号", "手术日", "病例", "问题", "依据", "编码", "术式", "级别", "术者", "工号", "科室"),
    *("证据", "处理", "状态", "说明"),
)
PEOPLE = ("工号", "术者", "科室", "条数", "其中待核实")
SIGNS = ("医务科核对", "科室负责人", "分管负责人")
_COUNT_SHARES = {"项目": 72.0, "依据": 44.0, "条数": 22.0, "其中已说明": 26.0}
_SHARES = {
    "序号": 11.0,
    "手术日": 24.0,
    "病例": 29.0,
    "问题": 34.0,
    "术式": 51.0,
    "级别": 11.0,
    "术者": 19.0,
    "科室": 23.0,
    "证据": 73.0,
    "状态": 23.0,
    "依据": 30.0,
    "编码": 24.0,
    "工号": 20.0,
    "处理": 60.0,
    "说明": 50.0,
    "技术": 60.0,
    "期限": 24.0,
    "提交日": 24.0,
    "例数": 14.0,
    "条数": 16.0,
    "其中待核实": 24.0,
}
_CENTERED = ("序号", "手术日", "级别", "状态", "条数", "其中已说明", "期限", "提交日", "例数")
_SMALL = 8.5


@cites("MTCA-18", "MTCA-20")
def layouts(record: SurgeryCheckReport) -> tuple[Layout, ...]:
    """首页；有发现的，清单；有逾期未备案的，另一份清单。"""
    made = [front(record)]
    if record.findings:
        made.append(_listed(record, "清单", FINDINGS, _rows(record), "术式"))
    if record.late:
        made.append(_listed(record, "逾期未备案的技术", LATE, _late_rows(record), "技术"))
    return tuple(made)


def front(record: SurgeryCheckReport) -> Layout:
    """首页：一句话，各项计数，没有判断的，签字。"""
    rows: list[Row] = [heading(COUNTS)]
    for title, lines in (
        ("按问题", record.by_kind),
        ("按科室", record.by_department),
        ("按月份", record.by_month),
        ("没有判断的（行）", record.unjudged),
    ):
        if lines or title == "按问题":
            rows += _section(title, lines)
    return Layout(
        title=(f"{record.hospital}{TITLE}",),
        title_size=THIRD,
        lead=tuple(Paragraph((line,), size=FIVE, leading=1.5) for line in _lead(record)),
        widths=widths(COUNTS, _COUNT_SHARES, PORTRAIT),
        rows=(*rows, *_signs()),
        notes=tuple(
            Paragraph((f"注：{note}。",), size=SMALL_FIVE, leading=1.4) for note in record.notes
        ),
        heading_rows=1,
        footer=record.footer,
        subject=f"{record.where} {_period(record)}",
        outline=TITLE,
    )


def _period(record: SurgeryCheckReport) -> str:
    return f"{chinese_day(record.since)}至{chinese_day(record.until)}"


def _lead(record: SurgeryCheckReport) -> Iterator[str]:
    yield f"范围：{record.where}，{_period(record)}；{chinese_day(record.printed_on)}制"
    yield (
        f"手术 {record.surgeries:,} 例、{record.lines:,} 项：问题 {record.problems:,} 项"
        f"（其中已说明 {record.explained:,} 项），待核实 {record.to_verify:,} 项，"
        f"核实无误 {record.cleared:,} 项。"
    )
    yield f"判断了 {record.judged:,} 行，没有判断 {record.left_out:,} 行，原因列在下面。"


def _section(title: str, lines: tuple[CountLine, ...]) -> Iterator[Row]:
    said = Paragraph((title,), face=Face.BOLD, size=FIVE)
    yield Row((Cell(0, (said,), len(COUNTS), name=title),), height=8.0, keeps=True)
    told = [
        (
            one.name,
            one.basis or "—",
            f"{one.count:,}",
            f"{one.explained:,}" if one.explained else "—",
        )
        for one in lines
    ]
    yield from body(COUNTS, told, centered=_CENTERED, name="项目", height=7.0, group=title)


def _signs() -> Iterator[Row]:
    """签字：三处，各一行，签名与日期之间留空。"""
    for at, name in enumerate(SIGNS):
        label = Paragraph((name,), align=Align.CENTER, size=FIVE)
        blank = Paragraph(("签字：　　　　　　　　　年　　月　　日",), size=FIVE)
        cells = (Cell(0, (label,), name=name, repeats=True), Cell(1, (blank,), 3, name=name))
        yield Row(cells, height=13.0, name=name, keeps=at < len(SIGNS) - 1)


def _listed(
    record: SurgeryCheckReport,
    title: str,
    columns: tuple[str, ...],
    rows: list[tuple[str, ...]],
    name: str,
) -> Layout:
    said = f"{record.where}，{_period(record)}　　{len(rows):,} 条　　患者号只印尾号"
    return Layout(
        title=(f"{TITLE}（{title}）",),
        title_size=THIRD,
        lead=(Paragraph((said,), size=FIVE),),
        widths=widths(columns, _SHARES, LANDSCAPE),
        rows=(
            heading(columns, size=_SMALL, height=7.5),
            *body(columns, rows, centered=_CENTERED, size=_SMALL, height=7.0, name=name),
        ),
        heading_rows=1,
        landscape=True,
        footer=record.footer,
        subject=f"{record.where} {_period(record)}",
        outline=title,
    )


def _rows(record: SurgeryCheckReport) -> list[tuple[str, ...]]:
    return [
        (
            str(at),
            one.day.isoformat(),
            one.case,
            one.kind,
            f"{one.code} {one.procedure}".strip() or "—",
            one.grade or "—",
            one.person or "—",
            one.department or "—",
            _evidence(one),
            one.state,
        )
        for at, one in enumerate(record.findings, 1)
    ]


def _evidence(one: CheckLine) -> str:
    """证据与依据；有说明的另起一行。"""
    brief = one.brief or one.evidence
    said = f"{brief}（{one.basis}）" if one.basis else brief
    return f"{said}\n说明：{one.explanation}" if one.explanation else said


def _late_rows(record: SurgeryCheckReport) -> list[tuple[str, ...]]:
    return [(str(at), *_late(one)) for at, one in enumerate(record.late, 1)]


def _late(one: LateLine) -> tuple[str, ...]:
    sent = one.submitted.isoformat() if one.submitted else "没有提交"
    said = f"{one.evidence}（{one.basis}）" if one.basis else one.evidence
    name = f"{one.number} {one.technology}"
    return (name, one.due.isoformat(), sent, f"{one.cases:,}", said, one.state)


def render_pdf(
    record: SurgeryCheckReport, *, draft: bool = False, fonts: FontSet | None = None
) -> bytes:
    """报告的 PDF。raises UnprintableCharacters unless it is a draft."""
    from medtech_desktop.documents import pdf

    return pdf.render_many(layouts(record), draft=draft, fonts=fonts)


def render_xlsx(record: SurgeryCheckReport) -> bytes:
    """报告的 xlsx：计数、清单、没有判断的、按术者；有逾期未备案的另一张。"""
    from medtech_desktop.documents import xlsx

    head = f"{record.hospital}　　{record.where}　　{_period(record)}"
    people = [
        (one.number, one.name, one.department, str(one.count), str(one.to_verify))
        for one in record.people
    ]
    unjudged = [(one.name, f"{one.count}") for one in record.unjudged]
    listed = list(map(_cells, _numbered(record)))
    sheets = [
        _summed(record, head),
        _sheet("清单", f"{TITLE}（清单）", SHEET, listed, head),
        _sheet("没有判断的", f"{TITLE}（没有判断的行）", ("原因", "行数"), unjudged, head),
        _sheet("按术者", f"{TITLE}（按术者）", PEOPLE, people, head),
    ]
    if record.late:
        rows = _late_rows(record)
        sheets.append(_sheet("逾期未备案", f"{TITLE}（逾期未备案）", LATE, rows, head))
    return xlsx.render(tuple(sheets))


def _summed(record: SurgeryCheckReport, head: str) -> xlsx.Sheet:
    counted = [
        (title, *_told(one))
        for title, lines in (
            ("按问题", record.by_kind),
            ("按科室", record.by_department),
            ("按月份", record.by_month),
        )
        for one in lines
    ]
    lead = "\n".join((head, *_lead(record)))
    return _sheet("汇总", TITLE, ("分类", *COUNTS), counted, lead, record.notes)


def _told(one: CountLine) -> tuple[str, ...]:
    return (one.name, one.basis, str(one.count), str(one.explained))


def _numbered(record: SurgeryCheckReport) -> Iterator[tuple[int, CheckLine]]:
    return enumerate(record.findings, 1)


def _cells(numbered: tuple[int, CheckLine]) -> tuple[str, ...]:
    at, one = numbered
    return (
        str(at),
        one.day.isoformat(),
        one.case,
        one.kind,
        one.basis,
        one.code,
        one.procedure,
        one.grade,
        one.person,
        one.number,
        one.department,
        one.evidence,
        one.remedy,
        one.state,
        one.explanation,
    )


def _sheet(
    name: str,
    title: str,
    columns: tuple[str, ...],
    rows: Sequence[tuple[str, ...]],
    head: str,
    notes: tuple[str, ...] = (),
) -> xlsx.Sheet:
    from medtech_desktop.documents import xlsx

    shares = {**_SHARES, "证据": 80.0, "分类": 24.0, "项目": 60.0, "原因": 90.0, "行数": 24.0}
    wide = tuple(shares.get(column, 24.0) for column in columns)
    return xlsx.Sheet(name, title, columns, wide, tuple(rows), head, notes)
