"""逐例报送的平台：登记、停用（第三十七条，湘11号 三（二））。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.dated import holds_on
from medtech_desktop.domain.report_platforms import ReportPlatform
from medtech_desktop.office.acts import Clerk, Done, named, not_found
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Look
from medtech_desktop.store.report_platforms import load_platforms
from medtech_desktop.store.tables.cases import ReportPlatformRow

CHANGED = frozenset({"case_report"})


@dataclass(frozen=True, slots=True)
class NewPlatform:
    """登记一个平台。``days`` 空 = 法规没有定几天，本院也没有定，不提醒也不判断。"""

    name: str
    since: date
    national: bool = True
    days: int | None = None
    until: date | None = None


def add_platform(library: Book, clerk: Clerk, draft: NewPlatform) -> Done:
    """登记报送平台，自启用之日起。raises Refused."""
    name = named(draft.name, "平台名称", "name")
    if draft.days is not None and draft.days < 0:
        raise not_found("天数不能小于 0", "填几天内报送，或留空", "days")
    if draft.until is not None and draft.until < draft.since:
        raise not_found("停用日早于启用日", "核对两个日期", "until")
    with library.act(clerk, "platform.add", effective=draft.since) as page:
        for one in load_platforms(page):
            if one.name == name and holds_on(one, draft.since):
                said = f"「{name}」已经登记，自 {one.since.isoformat()} 起"
                raise not_found(said, "要改天数的，先停用原来的", "name")
        page.add(
            ReportPlatformRow,
            name=name,
            national=draft.national,
            since=draft.since,
            until=draft.until,
            days=draft.days,
        )
    return Done(CHANGED, f"已登记报送平台「{name}」，自 {draft.since.isoformat()} 起", subject=name)


def end_platform(library: Book, clerk: Clerk, name: str, last_day: date) -> Done:
    """停用一个平台，``last_day`` 为最后一日；以前的报送登记保留。raises Refused."""
    with library.act(clerk, "platform.end", effective=last_day) as page:
        one = find_platform(page, name, last_day)
        page.annul(ReportPlatformRow, one.uid, "补登停用日")
        if one.since <= last_day:
            page.add(
                ReportPlatformRow,
                name=one.name,
                national=one.national,
                since=one.since,
                until=last_day,
                days=one.days,
            )
    said = f"报送平台「{one.name}」用到 {last_day.isoformat()} 为止"
    return Done(CHANGED, said, subject=one.name)


def platforms(library: Book, on: date) -> tuple[ReportPlatform, ...]:
    """全部平台，在用的在前。"""
    with library.look() as look:
        rows = load_platforms(look)
    return tuple(sorted(rows, key=lambda one: (not holds_on(one, on), one.since, one.id)))


def find_platform(look: Look, name: str, on: date) -> ReportPlatform:
    """按名称找平台；只有一个在用的可以不写名称。raises Refused."""
    rows = load_platforms(look)
    wanted = name.strip()
    fits = [one for one in rows if one.name == wanted] if wanted else list(rows)
    held = [one for one in fits if holds_on(one, on)] or fits
    if len(held) == 1 or (wanted and held):
        return held[-1]
    if not rows:
        raise not_found("还没有登记报送平台", "先用 platform add 登记平台", "platform")
    listed = "、".join(dict.fromkeys(one.name for one in rows))
    what = f"没有报送平台「{wanted}」" if wanted else "没有写是哪个平台"
    raise not_found(what, f"在册的平台：{listed}", "platform")
