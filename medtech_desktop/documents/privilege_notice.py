"""手术授权通知：一次决定一份，按科室分组；暂停、撤销的另有措辞；留盖章处 45×45 mm。"""

from __future__ import annotations

from medtech_desktop.documents.fonts import Face, FontSet
from medtech_desktop.documents.layout import FIVE, Align, Cell, Layout, Paragraph, Row
from medtech_desktop.documents.lists import (
    PORTRAIT,
    SEAL_FREE,
    body,
    chinese_day,
    heading,
    sealed,
    widths,
)
from medtech_desktop.domain.law import cites
from medtech_desktop.domain.privilege_papers import GIVING, NoticeLine, PrivilegeNotice
from medtech_desktop.domain.privileges import VERB_LABELS, Verb

COLUMNS = ("工号", "姓名", "职称", "授权内容", "事项", "自", "至")
_SHARES = {
    "工号": 15.0,
    "姓名": 19.0,
    "职称": 23.0,
    "授权内容": 45.0,
    "事项": 13.0,
    "自": 22.5,
    "至": 22.5,
}
_CENTERED = ("工号", "姓名", "事项", "自", "至")
NO_END = "长期"
HELD_NOTE = "持有人只在所授权限以内实施手术；有效期满以前未续授的，期满次日起失效。"
HALTED_NOTE = "暂停期间不得实施所列手术（急诊抢救另有规定）；暂停不延长原有的有效期。"
REVOKED_NOTE = "撤销授权的，自所列之日起不得实施所列手术；重新取得须重新申请。"
LOWERED_NOTE = "降级的，自所列之日起只得实施新级别以内的手术。"


@cites("MTCA-20")
def layout(record: PrivilegeNotice) -> Layout:
    """通知的版式：依据、各科的表、说明与盖章处。"""
    rows: list[Row] = [heading(COLUMNS, size=FIVE, height=8.5)]
    for group in record.groups:
        rows.append(_department_row(group.department, len(group.lines)))
        lines = [_texts(line) for line in group.lines]
        rows += body(
            COLUMNS, lines, centered=_CENTERED, name="姓名", group=f"{group.department}（续）"
        )
    rows.append(_end_row(record))
    return Layout(
        title=(f"{record.hospital}{record.title}",),
        title_size=18.0,
        lead=_lead(record),
        widths=widths(COLUMNS, _SHARES, PORTRAIT),
        rows=tuple(rows),
        heading_rows=1,
        footer=record.footer,
        subject=record.hospital,
        outline=record.title,
    )


def _lead(record: PrivilegeNotice) -> tuple[Paragraph, ...]:
    head = f"{record.document}　　" if record.document else ""
    departments = "、".join(group.department for group in record.groups)
    return (
        Paragraph((f"{head}编号：{record.number}",), align=Align.CENTER, size=FIVE),
        Paragraph((f"{departments}：",), before=3.0),
        Paragraph((sentence(record),), align=Align.BODY, indent=2, before=1.0),
    )


def sentence(record: PrivilegeNotice) -> str:
    """通知的正文一句：由谁、依据什么、决定什么。"""
    by = []
    if record.meeting:
        by.append(f"经{record.meeting}审定")
    if record.approver:
        by.append(f"经{record.approver}批准")
    if record.basis:
        by.append(f"依据{record.basis}")
    who = "，".join(by)
    head = f"{who}，" if who else ""
    counts = f"{record.people}人{record.count}项"
    day = f"{chinese_day(record.decided_on)}决定"
    if record.verbs <= GIVING:
        what = f"对下列人员的手术（技术）权限予以{_verbs(record)}，共{counts}"
    else:
        what = f"对下列人员的手术（技术）权限作如下处理：{_verbs(record)}，共{counts}"
    ground = "根据《医疗技术临床应用管理办法》第二十条"
    return f"{ground}，{head}{day}{what}。请遵照执行，手术室据此安排手术。"


def _verbs(record: PrivilegeNotice) -> str:
    """所定的事项；期初登记在通知里写作确认。"""
    names = {**VERB_LABELS, Verb.OPENING: "确认"}
    return "、".join(names[verb] for verb in Verb if verb in record.verbs)


def _texts(line: NoticeLine) -> tuple[str, ...]:
    what = f"{line.what}\n事由：{line.reason}" if line.reason else line.what
    until = line.until.isoformat() if line.until else NO_END
    if line.verb in (Verb.REVOKE, Verb.REINSTATE, Verb.LOWER) and line.until is None:
        until = "—"
    elif line.verb is Verb.SUSPEND and line.until is None:
        until = "另行通知"
    verb = "确认" if line.verb is Verb.OPENING else VERB_LABELS[line.verb]
    since = line.since.isoformat()
    return (line.number, line.name, line.title, what, verb, since, until)


def _department_row(name: str, count: int) -> Row:
    text = Paragraph((f"{name}（{count}项）",), face=Face.BOLD, size=FIVE)
    return Row((Cell(0, (text,), len(COLUMNS), name=name),), height=8.0, name=name, keeps=True)


def _end_row(record: PrivilegeNotice) -> Row:
    verbs = record.verbs
    said = [HELD_NOTE] if verbs & GIVING else []
    said += [HALTED_NOTE] if Verb.SUSPEND in verbs else []
    said += [LOWERED_NOTE] if Verb.LOWER in verbs else []
    said += [REVOKED_NOTE] if Verb.REVOKE in verbs else []
    notes = [
        Paragraph((f"{at}. {text}" if len(said) > 1 else text,), size=FIVE, hang=1.5, leading=1.4)
        for at, text in enumerate(said, 1)
    ]
    cell = Cell(
        0,
        tuple(notes),
        len(COLUMNS),
        top=True,
        foot=sealed(record.hospital, record.decided_on),
        free=SEAL_FREE,
        name="说明与盖章",
    )
    return Row((cell,), height=20.0, name="说明与盖章")


def render_pdf(
    record: PrivilegeNotice, *, draft: bool = False, fonts: FontSet | None = None
) -> bytes:
    """通知的 PDF。raises UnprintableCharacters unless it is a draft."""
    from medtech_desktop.documents import pdf

    return pdf.render(layout(record), draft=draft, fonts=fonts)


def render_docx(record: PrivilegeNotice) -> bytes:
    """通知的 docx，字句与 PDF 相同。"""
    from medtech_desktop.documents import docx

    return docx.render(layout(record))
