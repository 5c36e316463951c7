"""一件事的结果与门槛：办成了说什么，规则不许时怎样拒绝。"""

from __future__ import annotations

import getpass
import os
import socket
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone

from medtech_desktop.domain.entered_text import one_line_problem
from medtech_desktop.domain.law import Finding, Refused, Severity
from medtech_desktop.store.book import Clerk
from medtech_desktop.store.page import Page

__all__ = [
    "Clerk",
    "Done",
    "NothingSaved",
    "clerk_here",
    "gate",
    "named",
    "not_found",
    "today",
]

_SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Done:
    """办成：``changed`` 是变动的种类（表的名词），``said`` 一句话，``subject`` 所办的对象。"""

    changed: frozenset[str]
    said: str
    findings: tuple[Finding, ...] = ()
    subject: str = ""

    def in_full(self, *severities: Severity) -> Done:
        """窗口里只有一句话的：这几类结论也说在里面；不写的都说。"""
        wanted = [one for one in self.findings if one.severity in (severities or tuple(Severity))]
        told = [f"。{one.message}" + (f"：{one.remedy}" if one.remedy else "") for one in wanted]
        return replace(self, said=self.said + "".join(told))


class NothingSaved(Exception):  # noqa: N818 - ends an act on purpose
    """到此为止，这次操作什么也不保存：预演，或没有一行合格。"""


def today() -> date:
    """今天（北京时间的日子；法定日按 Asia/Shanghai 计）。"""
    return datetime.now(_SHANGHAI).date()


def refuse_to_come(day: date, what: str, field: str, today_is: date | None = None) -> None:
    """还没有到的日子不登记：论证、审查、首例是已经发生的事。raises Refused."""
    now = today_is or today()
    if day > now:
        said = f"{what} {day.isoformat()} 晚于今天（{now.isoformat()}）"
        raise not_found(said, "核对日期；办了以后再登记", field)


def clerk_here(name: str = "", person_id: int | None = None) -> Clerk:
    """坐在这台电脑前的人；没有登录时取系统账户名。"""
    try:
        account = getpass.getuser()
    except (KeyError, OSError):
        account = os.environ.get("USERNAME", "")
    return Clerk(person_id, name or account or "未具名", socket.gethostname(), account)


def gate(page: Page, findings: Iterable[Finding], reason: str = "") -> tuple[Finding, ...]:
    """门槛：有拒绝就不办；有 WARN 须写明理由，理由随审计条目保存。

    raises Refused with every finding, so that a form can stand each at its field.
    """
    found = tuple(findings)
    refused = any(f.severity is Severity.REFUSE for f in found)
    warned = [f for f in found if f.severity is Severity.WARN]
    if refused or (warned and not reason.strip()):
        raise Refused(found)
    if warned:
        page.remark(
            reason=reason.strip(),
            warned=[{"message": f.message, "article": f.article} for f in warned],
        )
    return found


def named(text: str, what: str, field: str = "") -> str:
    """名称一类的一行文字，去掉两头空白。raises Refused when empty, broken or too long."""
    problem = one_line_problem(text)
    if problem == "没有填":
        raise not_found(f"没有填{what}", f"填写{what}后再保存", field)
    if problem:
        raise not_found(f"{what}{problem}", "改正后再保存", field)
    return text.strip()


def not_found(what: str, remedy: str, field: str = "") -> Refused:
    """找不到所指的对象：不是法规拒绝，而是输入不对。"""
    return Refused([Finding(Severity.REFUSE, what, "INPUT", remedy, field)])
