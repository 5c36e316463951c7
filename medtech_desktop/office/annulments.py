"""撤销：登记有误的，写明理由撤销，原记录和撤销都保留，绝不删除。"""

from __future__ import annotations

from datetime import date

from medtech_desktop.domain.filings import STEP_LABELS, FilingStep
from medtech_desktop.office.acts import Clerk, Done, not_found
from medtech_desktop.office.dossiers import IssuedPaper
from medtech_desktop.office.filings import CHANGED
from medtech_desktop.office.world import read_world
from medtech_desktop.store.book import Book
from medtech_desktop.store.tables import filings as f
from medtech_desktop.store.tables import technologies as t


def annul_step(library: Book, clerk: Clerk, number: str, reason: str, on: date) -> Done:
    """撤销一份备案的最后一步；撤销的是提交的，当时留存的文书一并撤销。raises Refused."""
    _needs(reason)
    with library.act(clerk, "filing.annul", reason=reason) as page:
        filing = read_world(page, on).find_filing(number)
        last = max(filing.events, key=lambda e: (e.day, e.act_seq), default=None)
        if last is None:
            raise not_found(f"{filing.filing.number} 还没有登记任何一步", "没有可撤销的", "step")
        page.annul(f.FilingEventRow, last.uid, reason)
        if last.step is FilingStep.SUBMITTED:
            kept = (
                f.IssuedPaperRow.owner_uid == filing.filing.uid,
                f.IssuedPaperRow.act_seq == last.act_seq,
            )
            for paper in page.fetch(f.IssuedPaperRow, IssuedPaper, *kept):
                page.annul(f.IssuedPaperRow, paper.uid, reason)
    said = f"已撤销 {filing.filing.number} 的{STEP_LABELS[last.step]}（{last.day.isoformat()}）"
    return Done(CHANGED, said, subject=filing.filing.number)


def annul_first_case(
    library: Book, clerk: Clerk, key: str, day: date, reason: str, on: date
) -> Done:
    """撤销登记错的首例；期限随之按其余首例重算。raises Refused."""
    _needs(reason)
    with library.act(clerk, "first_case.annul", reason=reason) as page:
        file = read_world(page, on).find_technology(key)
        cases = [c for c in file.first_cases if c.day == day]
        if not cases:
            raise not_found(
                f"{file.technology.number} 没有登记 {day.isoformat()} 的首例", "核对首例日期", "day"
            )
        for case in cases:
            page.annul(t.FirstCaseRow, case.uid, reason)
    said = f"已撤销 {file.technology.number} {day.isoformat()} 的首例"
    return Done(CHANGED, said, subject=file.technology.number)


def _needs(reason: str) -> None:
    if not reason.strip():
        raise not_found("撤销须写明理由", "写明登记错在哪里", "reason")
