"""Papers of privileges, invented, with rare characters in the names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from medtech_desktop.domain.papers import Footer
from medtech_desktop.domain.privilege_histories import (
    HistoryBar,
    HistoryCell,
    HistoryEvent,
    PrivilegeHistory,
)
from medtech_desktop.domain.privilege_papers import (
    NoticeGroup,
    NoticeLine,
    PrivilegeCertificate,
    PrivilegeNotice,
    PrivilegeRoster,
    RosterLine,
    RosterPerson,
    RosterProcedure,
)
from medtech_desktop.domain.privileges import Interval, State, TargetKind, Verb

DAY, END = date(2026, 11, 24), date(2027, 12, 31)
FOOTER = Footer("湖南2018", "授权-2026-001", "审计 1·abc")


def notice(count: int = 3, verb: Verb = Verb.GRANT, reason: str = "") -> PrivilegeNotice:
    """A notice of so many lines in each of two departments."""
    groups = tuple(
        NoticeGroup(
            department,
            tuple(
                NoticeLine(
                    *(f"05{at:02}", f"示例䶮{at}", "副主任医师", f"81.{at:02}00 示例关节置换术"),
                    *(verb, DAY, END if verb is Verb.GRANT else None, reason),
                )
                for at in range(count)
            ),
        )
        for department in ("骨科", "神经外科")
    )
    return PrivilegeNotice(
        hospital="示例市第一医院",
        number="授权-2026-001",
        document="示例〔2026〕9号",
        basis="年度考核",
        meeting="管理委员会第4次会议",
        approver="",
        decided_on=DAY,
        groups=groups,
        printed_on=DAY,
        footer=FOOTER,
    )


LINE = RosterLine(
    *("骨科", "0501", "示例𬭎", "主任医师", "骨科专业", "四级", DAY, END, "示例〔2026〕9号")
)
ROSTER = PrivilegeRoster(
    "示例市第一医院",
    "骨科",
    DAY,
    (RosterPerson("骨科", "0501", "示例𬭎", "主任医师", ("骨科专业 四级",), ()),),
    (RosterProcedure("81.5100", "示例髋关节置换术", "三级", (), ("示例𬭎",)),),
    (LINE,),
    FOOTER,
)
CERTIFICATE = PrivilegeCertificate(
    *("示例市第一医院", "0501", "示例𬭎", "主任医师", "骨科", DAY, (LINE,), DAY, FOOTER)
)


def history(count: int = 2) -> PrivilegeHistory:
    """One target: a grant, a renewal on record late, and ``count`` entries annulled."""
    given = Interval(date(2024, 1, 1), date(2027, 12, 31), 1, 1, date(2024, 1, 1), State.VALID)
    kept = HistoryEvent(date(2024, 1, 1), "术式", "授予", "示例文", "示例依据", "示例经办")
    late = replace(kept, day=date(2025, 1, 1), said="续授", late="补录于 2026-01-01")
    struck = replace(kept, said="授予别的", annulled="2026-02-01 撤销登记：授错了人")
    cell = HistoryCell(
        *("D01.0100", "示例手术", "骨科", "有权", "三级", "凭术式，自 2024-01-01"),
        ("须核对：示例结论（第二十条）。示例办法",),
        (HistoryBar("术式", TargetKind.PROCEDURE, (given,)),),
        (kept, late, *(struck for _ in range(count))),
        ("急诊超权限 急诊-2026-001：示例，待上级确认",),
        "无权，没有据以有权的授权",
    )
    who = ("示例医院", "示例甲", "1001", "主任医师", "骨科")
    return PrivilegeHistory(*who, DAY, date(2026, 5, 1), False, (cell,), DAY, FOOTER)


PRIVILEGES = (notice(), ROSTER, CERTIFICATE, history())
