"""成批的文书：按列表的次序列出各份，缺什么写在旁边；一次印出或导出。"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from medtech_desktop.domain.filings import FilingFile, FilingState
from medtech_desktop.domain.law import Refused
from medtech_desktop.domain.technologies import TechnologyFile
from medtech_desktop.office.acts import Clerk
from medtech_desktop.office.disclosures import load_posted
from medtech_desktop.office.exports import Exported, export_list, previewed_in
from medtech_desktop.office.judgements import judge
from medtech_desktop.office.library import paper_anchor
from medtech_desktop.office.paper_kinds import KINDS, paper_of
from medtech_desktop.office.technology_papers import (
    LACKING,
    TechnologyPaper,
    filing_papers,
    own_papers,
)
from medtech_desktop.office.world import World, load_world, read_world
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Look

Progress = Callable[[int, int, str], None]

BATCH_KINDS = ("annex2", "annex3", "counted-days", "dossier", "remark-slip", "self-assessment")
"""可成批的种类，依此次序。"""
OWN_KINDS = ("notice", "certificate", "privileges")
"""对象自己就是一份的：决定、人员、科室。"""
_FILING_KINDS = frozenset(BATCH_KINDS) - {"self-assessment"}
_ABSENT = {
    "annex2": "还没有新建备案",
    "annex3": "还没有新建备案",
    "counted-days": "没有在计的期限",
    "dossier": "没有在办的备案",
    "remark-slip": "尚未完成备案",
    "self-assessment": "还没有自我评估",
}
_ENDED = (FilingState.CANCELLED, FilingState.CLOSED)


@dataclass(frozen=True, slots=True)
class BatchLine:
    """一份：种类、对象（出不了时为空）、名称、哪项技术、还缺什么。

    ``ready`` ones are chosen at first; a line that ``can_be_made`` but is not ready
    becomes a draft.
    """

    kind: str
    number: str
    label: str
    name: str
    ready: bool
    can_be_made: bool
    lacking: str


@dataclass(frozen=True, slots=True)
class BatchPaper:
    """做好的一份，供打印。"""

    kind: str
    number: str
    title: str
    pdf: bytes
    draft: bool
    layout: str


def batch_kinds() -> tuple[tuple[str, str], ...]:
    """可成批的种类与名称。"""
    return tuple((kind, KINDS[kind].label) for kind in BATCH_KINDS)


def batch_lines(
    library: Book,
    things: Sequence[str],
    kinds: Sequence[str],
    on: date,
    progress: Progress | None = None,
) -> tuple[BatchLine, ...]:
    """各对象（备案编号、技术的院内编号或公开编号）的所选文书，先依列表、再依种类的次序。"""
    wanted = [kind for kind in BATCH_KINDS if kind in kinds]
    with library.look() as look:
        world = read_world(look, on)
        if "disclosure" in kinds:
            return tuple(_posted(look, thing) for thing in things)
        if own := [kind for kind in OWN_KINDS if kind in kinds]:
            return tuple(_own(world, look, kind, thing) for thing in things for kind in own)
        found: list[BatchLine] = []
        for place, thing in enumerate(things):
            if progress is not None:
                progress(place, len(things), f"正在看第 {place + 1} 项，共 {len(things)} 项")
            found += _lines_of(world, look, thing, wanted)
        return tuple(found)


def _own(world: World, look: Look, kind: str, thing: str) -> BatchLine:
    """授权的文书：对象就是决定编号、工号、科室名称，没有缺项。"""
    label = KINDS[kind].label
    try:
        paper = paper_of(world, kind, thing, look=look)
    except Refused as no:
        return BatchLine(kind, "", label, thing, False, False, no.findings[0].message)
    return BatchLine(kind, thing, label, paper.stem, True, True, "")


def _posted(look: Look, thing: str) -> BatchLine:
    """审定过的一次院务公开：内容冻结，总是齐的。"""
    posted = next((one for one in load_posted(look) if one.number == thing), None)
    label = KINDS["disclosure"].label
    if posted is None:
        return BatchLine("disclosure", "", label, thing, False, False, "没有这一次公开")
    return BatchLine("disclosure", thing, label, f"院务公开 {thing}", True, True, "")


def _lines_of(world: World, look: Look, thing: str, kinds: Sequence[str]) -> Iterator[BatchLine]:
    file, filing = _subject(world, thing)
    judged = judge(world, file)
    name = f"{judged.code} {judged.official_name(world.on)}".strip()
    held: dict[str, TechnologyPaper] = {}
    if filing is not None and _FILING_KINDS & set(kinds):
        held |= {paper.kind: paper for paper in filing_papers(world, look, file, filing)}
    if "self-assessment" in kinds:
        held |= {paper.kind: paper for paper in own_papers(world, look, file)}
    for kind in kinds:
        paper = held.get(kind)
        if paper is None:
            yield BatchLine(kind, "", KINDS[kind].label, name, False, False, _ABSENT[kind])
        else:
            ready = paper.state != LACKING
            yield BatchLine(kind, paper.number, paper.label, name, ready, True, paper.lacking)


def _subject(world: World, thing: str) -> tuple[TechnologyFile, FilingFile | None]:
    """列表上的一项：备案本身；技术则是它在办的或最近的一份备案。"""
    for filing in world.filings:
        if filing.filing.number == thing:
            return world.technology(filing.filing.technology_id), filing
    file = world.find_technology(thing)
    own = sorted(
        world.filings_of(file.technology.id),
        key=lambda f: (f.state(world.on) not in _ENDED, f.filing.opened_on, f.filing.id),
    )
    return file, own[-1] if own else None


def batch_papers(
    library: Book, work: Sequence[tuple[str, str]], on: date, progress: Progress
) -> tuple[BatchPaper, ...]:
    """依次做好各份（种类，对象），供一次打印；提交过的是原样，有缺项的是草稿。"""
    world, anchor = load_world(library, on), paper_anchor(library)
    out = []
    for place, (kind, number) in enumerate(work):
        progress(place, len(work), f"{KINDS[kind].label} {number}")
        made = previewed_in(library, world, anchor, kind, number)
        rough = bool(made.gaps or made.lacking)
        out.append(BatchPaper(kind, number, made.title, made.pdf, rough, made.layout))
    return tuple(out)


def export_batch(
    library: Book,
    clerk: Clerk,
    work: Sequence[tuple[str, str]],
    folder: Path,
    on: date,
    progress: Progress,
) -> Exported:
    """依次导出各份的 PDF。"""

    def report(done: int, total: int) -> None:
        kind, number = work[done]
        progress(done, total, f"{KINDS[kind].label} {number}")

    return export_list(library, clerk, work, folder, on, progress=report)
