"""手术权限一览（全院、科室）与授权证明。科室的一览大字，供手术室张挂。"""

from __future__ import annotations

from medtech_desktop.documents.fonts import FontSet
from medtech_desktop.documents.layout import FIVE, SMALL_FOUR, Align, Cell, Layout, Paragraph, Row
from medtech_desktop.documents.lists import (
    LANDSCAPE,
    PORTRAIT,
    SEAL_FREE,
    body,
    chinese_day,
    heading,
    sealed,
    widths,
)
from medtech_desktop.domain.law import cites
from medtech_desktop.domain.privilege_papers import (
    PrivilegeCertificate,
    PrivilegeRoster,
    RosterLine,
)

TITLE = "手术权限一览"
BY_PROCEDURE = "手术权限一览（按术式）"
CERTIFICATE = "手术授权证明"
PEOPLE = ("科室", "工号", "姓名", "职称", "级别权限", "单项权限")
PROCEDURES = ("编码", "术式", "级别", "可以实施的人员")
LINES = ("科室", "工号", "姓名", "职称", "授权内容", "级别", "自", "至", "文号或决定")
OWN = ("序号", "授权内容", "级别", "自", "至", "文号或决定")
_SHARES = {
    "科室": 24.0,
    "工号": 22.0,
    "姓名": 28.0,
    "职称": 30.0,
    "级别权限": 62.0,
    "单项权限": 110.0,
    "编码": 36.0,
    "术式": 80.0,
    "级别": 18.0,
    "可以实施的人员": 130.0,
}
_OWN_SHARES = {
    "序号": 12.0,
    "授权内容": 56.0,
    "级别": 14.0,
    "自": 27.0,
    "至": 27.0,
    "文号或决定": 40.0,
}
_SHEET_SHARES = {"授权内容": 70.0, "自": 24.0, "至": 24.0, "文号或决定": 44.0, "科室": 30.0}
_CENTERED = ("科室", "工号", "姓名", "职称", "级别", "编码", "序号", "自", "至")
_LARGE = 14.0
NO_END = "长期"


@cites("MTCA-20")
def layouts(record: PrivilegeRoster) -> tuple[Layout, ...]:
    """按人一份；有术式的，按术式另起一份。"""
    size = _LARGE if record.department else FIVE
    columns = PEOPLE[1:] if record.department else PEOPLE
    rows = [row[1:] if record.department else row for row in _people(record)]
    made = [_listed(record, TITLE, columns, rows, size, "姓名")]
    if record.procedures:
        rows = _procedures(record)
        made.append(_listed(record, BY_PROCEDURE, PROCEDURES, rows, size, "术式"))
    return tuple(made)


def _listed(
    record: PrivilegeRoster,
    title: str,
    columns: tuple[str, ...],
    rows: list[tuple[str, ...]],
    size: float,
    name: str,
) -> Layout:
    where = record.department or "全院"
    day = f"{chinese_day(record.as_of)}有效　　{len(record.people)}人"
    return Layout(
        title=(f"{record.hospital}{where}{title}",),
        title_size=20.0 if record.department else 18.0,
        lead=(Paragraph((f"{day}　　以外的手术不得安排（急诊抢救另有规定）",), size=SMALL_FOUR),),
        widths=widths(columns, _SHARES, LANDSCAPE),
        rows=(
            heading(columns, size=size, height=size * 0.8),
            *body(columns, rows, centered=_CENTERED, size=size, height=size * 0.75, name=name),
        ),
        heading_rows=1,
        landscape=True,
        footer=record.footer,
        subject=f"{where} {record.as_of.isoformat()}",
        outline=title,
    )


def _people(record: PrivilegeRoster) -> list[tuple[str, ...]]:
    return [
        (
            one.department,
            one.number,
            one.name,
            one.title,
            "\n".join(one.grades) or "—",
            "\n".join((*one.procedures, *(f"不得做：{name}" for name in one.barred))) or "—",
        )
        for one in record.people
    ]


def _procedures(record: PrivilegeRoster) -> list[tuple[str, ...]]:
    return [
        (one.code, one.name, one.grade, _who(one.people, one.by_grade)) for one in record.procedures
    ]


def _who(people: tuple[str, ...], by_grade: tuple[str, ...]) -> str:
    """单项授权的，与凭级别的，分两行写。"""
    lines = []
    if people:
        lines.append(f"单项：{'、'.join(people)}" if by_grade else "、".join(people))
    if by_grade:
        lines.append(f"按级别：{'、'.join(by_grade)}")
    return "\n".join(lines) or "（无人）"


def render_pdf(
    record: PrivilegeRoster, *, draft: bool = False, fonts: FontSet | None = None
) -> bytes:
    """一览的 PDF。raises UnprintableCharacters unless it is a draft."""
    from medtech_desktop.documents import pdf

    return pdf.render_many(layouts(record), draft=draft, fonts=fonts)


def render_xlsx(record: PrivilegeRoster) -> bytes:
    """一览的 xlsx：按人、按术式、逐项三张表。"""
    from medtech_desktop.documents import xlsx

    where = record.department or "全院"
    head = f"{record.hospital}　　{where}　　{chinese_day(record.as_of)}有效"
    sheets = [
        xlsx.Sheet("按人", TITLE, PEOPLE, _wide(PEOPLE), tuple(_people(record)), head),
        xlsx.Sheet("逐项", TITLE, LINES, _wide(LINES), tuple(map(_line, record.lines)), head),
    ]
    if record.procedures:
        rows = tuple(_procedures(record))
        made = xlsx.Sheet("按术式", BY_PROCEDURE, PROCEDURES, _wide(PROCEDURES), rows, head)
        sheets.insert(1, made)
    return xlsx.render(tuple(sheets))


def _wide(columns: tuple[str, ...]) -> tuple[float, ...]:
    shares = {**_SHARES, **_SHEET_SHARES}
    return tuple(shares.get(name, 24.0) for name in columns)


def _line(line: RosterLine) -> tuple[str, ...]:
    return (line.department, line.number, line.name, line.title, *_held(line))


def _held(line: RosterLine) -> tuple[str, ...]:
    until = line.until.isoformat() if line.until else NO_END
    return (line.what, line.grade or "—", line.since.isoformat(), until, line.document)


@cites("MTCA-20")
def certificate_layout(record: PrivilegeCertificate) -> Layout:
    """授权证明：抬头、某人某日有效的各项、落款与盖章处。"""
    rows = [(str(at), *_held(line)) for at, line in enumerate(record.lines, 1)]
    day = chinese_day(record.as_of)
    number = f"（工号 {record.number}）" if record.number else ""
    title = f"，{record.title}" if record.title else ""
    where = f"，{record.departments}" if record.departments else ""
    who = f"兹证明{record.name}{number}{title}{where}，{day}在本院"
    said = f"{who}持有下列{len(rows)}项有效的手术（技术）授权："
    if not rows:
        said = f"{who}没有有效的手术（技术）授权。"
    return Layout(
        title=(CERTIFICATE,),
        lead=(Paragraph((said,), align=Align.BODY, indent=2, before=4.0),),
        widths=widths(OWN, _OWN_SHARES, PORTRAIT),
        rows=(
            heading(OWN, height=9.0),
            *body(OWN, rows, centered=_CENTERED, name="授权内容"),
            _seal_row(record),
        ),
        heading_rows=1,
        footer=record.footer,
        subject=record.name,
        outline=CERTIFICATE,
    )


def _seal_row(record: PrivilegeCertificate) -> Row:
    said = "本证明只证明所写之日的情形；以后的暂停、撤销与期满以本院登记为准。"
    foot = sealed(record.hospital, record.printed_on)
    barred = f"级别之内不得做的术式：{'、'.join(record.barred)}。" if record.barred else ""
    note = (Paragraph((barred + said,), size=FIVE, leading=1.4),)
    cell = Cell(0, note, len(OWN), top=True, foot=foot, free=SEAL_FREE, name="落款与盖章")
    return Row((cell,), height=20.0, name="落款与盖章")


def render_certificate(
    record: PrivilegeCertificate, *, draft: bool = False, fonts: FontSet | None = None
) -> bytes:
    """授权证明的 PDF。raises UnprintableCharacters unless it is a draft."""
    from medtech_desktop.documents import pdf

    return pdf.render(certificate_layout(record), draft=draft, fonts=fonts)
