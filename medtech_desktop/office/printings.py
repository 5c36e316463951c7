"""打印记录：哪份文书何时由谁打印或导出，内容的散列，几份，草稿还是定稿。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from medtech_desktop.office.acts import Clerk
from medtech_desktop.office.paper_kinds import KINDS
from medtech_desktop.office.trainings import bases_of_technology
from medtech_desktop.office.world import World, load_world
from medtech_desktop.store.book import Book
from medtech_desktop.store.printings import EXPORTED, PRINTED, PaperAct, paper_acts

SCAN_LABEL = "扫描件"


@dataclass(frozen=True, slots=True)
class PrintedPaper:
    """打印或导出的一份：种类、对象、名称、内容散列、几页几份、草稿、表式版本、去向。

    ``place`` is the printer, or the folder and file of an export.
    """

    kind: str
    number: str
    title: str
    sha256: str
    pages: int
    copies: int
    draft: bool
    layout: str
    place: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Printing:
    """打印记录的一行。``word`` 为「打印」或「导出」。"""

    seq: int
    at: str
    person: str
    pc: str
    word: str
    label: str
    paper: PrintedPaper


def record_prints(library: Book, clerk: Clerk, papers: Sequence[PrintedPaper]) -> None:
    """记下一次打印的各份文书；只读打开的数据文件记不下。"""
    if not papers or library.read_only:
        return
    with library.act(clerk, PRINTED) as page:
        page.remark(papers=[asdict(paper) for paper in papers])


def record_exports(
    library: Book, clerk: Clerk, papers: Sequence[PrintedPaper], folder: Path
) -> None:
    """记下写到 ``folder`` 的各个文件；只读打开的数据文件记不下。"""
    if not papers or library.read_only:
        return
    with library.act(clerk, EXPORTED) as page:
        page.remark(
            files=[[paper.file, paper.sha256] for paper in papers],
            folder=folder.name,
            papers=[asdict(paper) for paper in papers],
        )


def printings(library: Book, things: Iterable[str] = ()) -> tuple[Printing, ...]:
    """打印与导出的记录，新的在前；``things`` 为备案编号等对象，空为全部。"""
    wanted = frozenset(things)
    with library.look() as look:
        acts = paper_acts(look, tuple(wanted))
    lines = (line for act in acts for line in _lines(act))
    return tuple(line for line in lines if not wanted or line.paper.number in wanted)


def last_printing(library: Book, kind: str, number: str) -> Printing | None:
    """这份文书最后一次打印；没有打印过为 None。"""
    return next(
        (p for p in printings(library, (number,)) if p.paper.kind == kind and p.word == "打印"),
        None,
    )


def things_of(library: Book, key: str, on: date) -> tuple[str, ...]:
    """一件事物名下文书的对象：备案、基地、公开是它自己；技术连同它的各份备案与基地。"""
    world = load_world(library, on)
    wanted = key.strip()
    if any(filing.filing.number == wanted for filing in world.filings):
        return (wanted,)
    if not _is_technology(world, wanted):
        return (wanted,)
    return things_of_technology(library, world, wanted)


def things_of_technology(library: Book, world: World, key: str) -> tuple[str, ...]:
    """一项技术、它的各份备案与培训基地。"""
    file = world.find_technology(key)
    filings = (f.filing.number for f in world.filings_of(file.technology.id))
    with library.look() as look:
        bases = bases_of_technology(look, file.technology.id)
    return (file.technology.number, *filings, *bases)


def _is_technology(world: World, key: str) -> bool:
    return any(
        key in (f.technology.number, f.technology.uid, f.name(world.on), *world.codes(f))
        for f in world.technologies
    )


def _lines(act: PaperAct) -> list[Printing]:
    word = "打印" if act.action == PRINTED else "导出"
    return [
        Printing(act.seq, act.at, act.person, act.pc, word, paper_label(paper.kind), paper)
        for paper in _papers(act)
    ]


def paper_label(kind: str) -> str:
    """文书种类的名称。"""
    return KINDS[kind].label if kind in KINDS else SCAN_LABEL


def _papers(act: PaperAct) -> list[PrintedPaper]:
    known = PrintedPaper.__dataclass_fields__
    rows: list[dict[str, Any]] = act.facts.get("papers") or []
    if rows or act.action != EXPORTED:
        return [PrintedPaper(**{k: v for k, v in row.items() if k in known}) for row in rows]
    return [_old_export(name, digest, act) for name, digest in act.facts.get("files", ())]


def _old_export(name: str, digest: str, act: PaperAct) -> PrintedPaper:
    """较早的导出只记了文件名：种类与对象从文件名认出。"""
    stem, _, _ = name.rpartition(".")
    draft = stem.endswith("-草稿")
    head, _, rest = stem.partition("-")
    kind = next((k.name for k in KINDS.values() if k.label.startswith(head)), "")
    parts = rest.split("-")
    number = "-".join(parts[:3]) if parts[0] in ("备案", "公开", "基地") else ""
    folder = str(act.facts.get("folder", ""))
    return PrintedPaper(kind, number, stem, digest, 0, 1, draft, "", folder, name)
