"""导出文书：一份、一类或全部；提交过的备案给出当时的原样字节。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from medtech_desktop.documents.exports import make_folder, write_atomically
from medtech_desktop.documents.rendering import boxes
from medtech_desktop.domain.dossier_papers import Dossier
from medtech_desktop.domain.law import Finding
from medtech_desktop.domain.papers import Footer
from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.office.acts import Clerk, not_found
from medtech_desktop.office.dossiers import IssuedPaper, issued_bytes, papers_of_filing
from medtech_desktop.office.library import paper_anchor
from medtech_desktop.office.paper_kinds import KINDS, Paper, kind_of, paper_of
from medtech_desktop.office.printings import PrintedPaper, record_exports
from medtech_desktop.office.world import World, load_world
from medtech_desktop.store import attachments
from medtech_desktop.store.book import Book

__all__ = ["KINDS", "Exported", "Previewed", "Skipped", "export_papers", "preview", "previewed"]


@dataclass(frozen=True, slots=True)
class Skipped:
    """没有导出的一份，以及还缺什么。"""

    name: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Exported:
    """导出的结果。"""

    files: tuple[Path, ...]
    skipped: tuple[Skipped, ...]


def export_papers(
    library: Book,
    clerk: Clerk,
    kinds: Sequence[str],
    ids: Sequence[str],
    folder: Path,
    on: date,
    *,
    formats: Sequence[str] = (),
    draft: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Exported:
    """导出到 ``folder``，先写临时文件再换名；有缺项的不定稿，列入 ``skipped``。"""
    maker = _Maker(library, load_world(library, on), paper_anchor(library), formats, draft)
    work = maker.work(kinds, ids)
    return _export(maker, work, clerk, folder, picky=len(kinds) == 1, progress=progress)


def export_list(
    library: Book,
    clerk: Clerk,
    work: Sequence[tuple[str, str]],
    folder: Path,
    on: date,
    *,
    formats: Sequence[str] = ("pdf",),
    progress: Callable[[int, int], None] | None = None,
) -> Exported:
    """按所列次序导出（种类，对象）；有缺项的出草稿。"""
    maker = _Maker(library, load_world(library, on), paper_anchor(library), formats, True)
    return _export(maker, work, clerk, folder, picky=False, progress=progress)


def _export(
    maker: _Maker,
    work: Sequence[tuple[str, str]],
    clerk: Clerk,
    folder: Path,
    *,
    picky: bool,
    progress: Callable[[int, int], None] | None,
) -> Exported:
    make_folder(folder)
    files: list[Path] = []
    skipped: list[Skipped] = []
    papers: list[PrintedPaper] = []
    try:
        for place, (kind, key) in enumerate(work):
            if progress is not None:
                progress(place, len(work))
            made = maker.made(kind, key, picky=picky)
            if isinstance(made, Skipped):
                skipped.append(made)
                continue
            for name, content in made:
                write_atomically(folder / name, content)
                files.append(folder / name)
                papers.append(maker.written(kind, key, name, content, folder))
    except Trouble as trouble:
        if not files:
            raise
        said = f"{trouble.sentence}；在它以前的 {len(files)} 个文件已经导出"
        raise Trouble(said, trouble.remedy, trouble.number) from trouble
    finally:  # what was written before the disk was full is on record, too
        record_exports(maker.library, clerk, papers, folder)
    return Exported(tuple(files), tuple(skipped))


def export_attachment(
    library: Book, clerk: Clerk, attachment_id: int, folder: Path, used_in: str = ""
) -> Exported:
    """把一件扫描件原样写到 ``folder``。raises Trouble when it is missing or changed."""
    content = issued_bytes(library, attachment_id)
    with library.look() as look:
        name = _safe_file(attachments.name_of(look, attachment_id))
    make_folder(folder)
    write_atomically(folder / name, content)
    digest = sha256(content).hexdigest()
    paper = PrintedPaper("attachment", used_in, name, digest, 0, 1, False, "", folder.name, name)
    record_exports(library, clerk, (paper,), folder)
    return Exported((folder / name,), ())


def _safe_file(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending) > _LONGEST_ENDING:
        return safe_stem(name)
    return f"{safe_stem(stem)}{dot}{safe_stem(ending)}"


@dataclass(frozen=True, slots=True)
class _Maker:
    """一次导出：所问的日子、页脚的审计锚、要的格式（空 = 都要）、是否出草稿。"""

    library: Book
    world: World
    anchor: str
    formats: Sequence[str]
    draft: bool

    def work(self, kinds: Sequence[str], ids: Sequence[str]) -> list[tuple[str, str]]:
        """要出的（种类，对象）。几种一起出时，每种只取它自己的对象。"""
        work = []
        with self.library.look() as look:
            for name in kinds:
                own = kind_of(name).ids(self.world, look) if not ids or len(kinds) > 1 else ids
                work += [(name, key) for key in own if not ids or key in ids]
        if ids and not work:
            raise not_found(f"没有「{'、'.join(ids)}」的文书", "核对备案编号等对象", "ids")
        return work

    def made(self, kind: str, key: str, *, picky: bool) -> Skipped | list[tuple[str, bytes]]:
        """一份文书的各个文件（名称，内容）；``picky`` 时没有所要的格式就拒绝。"""
        paper = self._paper(self.world, kind, key)
        wanted = [f for f in paper.formats() if not self.formats or f in self.formats]
        if not wanted and picky:
            can = "、".join(paper.formats())
            raise not_found(
                f"{paper.stem} 没有 {'、'.join(self.formats)} 格式", f"可用格式：{can}", "format"
            )
        issued = _issued(self.library, self.world, kind, key)
        if issued is not None:
            return self._as_issued(paper.stem, issued, key, wanted)
        if paper.gaps and not self.draft:
            return Skipped(paper.stem, paper.gaps)
        rough = bool(paper.gaps)
        stem = safe_stem(paper.stem) + ("-草稿" if rough else "")
        return [(f"{stem}.{fmt}", paper.render(fmt, draft=rough)) for fmt in wanted]

    def _as_issued(
        self, stem: str, issued: IssuedPaper, key: str, wanted: Sequence[str]
    ) -> list[tuple[str, bytes]]:
        """提交过的：PDF 给原样字节，别的格式按提交时的登记重出。"""
        out = []
        for fmt in wanted:
            if fmt == "pdf":
                content = issued_bytes(self.library, issued.attachment_id)
            else:
                then = load_world(self.library, issued.day, issued.act_seq)
                paper = replace(paper_of(then, issued.paper, key), gaps=())
                content = paper.render(fmt)
            out.append((f"{safe_stem(stem)}.{fmt}", content))
        return out

    def written(self, kind: str, key: str, name: str, content: bytes, folder: Path) -> PrintedPaper:
        """写出的一个文件，记入打印记录的样子。"""
        draft = Path(name).stem.endswith("-草稿")
        return PrintedPaper(
            kind,
            key,
            Path(name).stem,
            sha256(content).hexdigest(),
            0,
            1,
            draft,
            self.world.pack().form_edition,
            folder.name,
            name,
        )

    def _paper(self, world: World, kind: str, key: str) -> Paper:
        kind_of(kind).ready(self.library)
        with self.library.look() as look:
            return paper_of(world, kind, key, look=look, anchor=self.anchor)


def _issued(library: Book, world: World, kind: str, key: str) -> IssuedPaper | None:
    """已提交、没有退回补正的附件2、附件3：提交时保存的那一份；否则 None。"""
    if kind not in ("annex2", "annex3"):
        return None
    filing = world.find_filing(key)
    if not filing.is_locked(world.on):
        return None
    rows = [p for p in papers_of_filing(library, filing) if p.paper == kind and p.day <= world.on]
    return rows[-1] if rows else None


_FORBIDDEN = str.maketrans(dict.fromkeys((*'\\/:*?"<>|\x7f', *map(chr, range(32))), "_"))
_LONGEST_ENDING = 10
_DEVICES = frozenset({"CON", "PRN", "AUX", "NUL"}) | {
    f"{port}{number}" for port in ("COM", "LPT") for number in "123456789¹²³"
}


def safe_stem(stem: str) -> str:
    """Windows 文件名不许的字符换成下划线，设备名前加下划线；过长的截到 200 字节。"""
    short = stem.encode(errors="ignore")[:200].decode(errors="ignore").translate(_FORBIDDEN)
    plain = short.strip(" ").rstrip(" .") or "_"
    device = plain.partition(".")[0].rstrip().upper() in _DEVICES
    return f"_{plain}" if device else plain


@dataclass(frozen=True, slots=True)
class EmptyBox:
    """预览中须画虚框的一格：在哪一页的哪里（按页宽高的比例），缺什么。"""

    page: int
    left: float
    top: float
    width: float
    height: float
    word: str


@dataclass(frozen=True, slots=True)
class Previewed:
    """预览：PDF、还缺什么、能出的格式、缺项的各格、是否提交过的原样、表式版本、名称。

    ``lacking`` are the pieces that a bound dossier does not hold yet.
    """

    pdf: bytes
    gaps: tuple[Finding, ...]
    formats: tuple[str, ...]
    empty: tuple[EmptyBox, ...] = ()
    issued: bool = False
    layout: str = ""
    title: str = ""
    lacking: tuple[str, ...] = ()


_MISSING_WORDS = {
    "training": "缺培训证明",
    "lead": "缺负责人",
    "opinion": "缺机构意见",
    "appraisal": "缺论证结论",
    "ethics": "缺伦理结论",
    "first_use": "未答",
    "self_assessed": "未答",
    "meets_norm": "未答",
}


def empty_boxes(record: Any, gaps: Sequence[Finding]) -> tuple[EmptyBox, ...]:
    """各缺项所在的格：空着的；都不空而内容不对的（如负责人），是这一栏的每一格。"""
    wanted = dict.fromkeys(gap.field for gap in gaps if gap.field)
    held = boxes(record) if wanted else ()
    found = []
    for field in wanted:
        own = [box for box in held if box.field == field]
        for box in [box for box in own if box.blank] or own:
            word = _MISSING_WORDS.get(field, f"缺{box.name}")
            found.append(EmptyBox(box.page, box.left, box.top, box.width, box.height, word))
    return tuple(found)


def previewed(library: Book, kind: str, key: str, on: date) -> Previewed:
    """预览：提交过的给原样，有缺项的给草稿，并列出还缺什么。"""
    return previewed_in(library, load_world(library, on), paper_anchor(library), kind, key)


def previewed_in(library: Book, world: World, anchor: str, kind: str, key: str) -> Previewed:
    """在已读入的全貌里预览；一次看许多份时用。"""
    kind_of(kind).ready(library)
    with library.look() as look:
        paper = paper_of(world, kind, key, look=look, anchor=anchor)
    issued = _issued(library, world, kind, key)
    foot = getattr(paper.record, "footer", None)
    layout = foot.form_edition if isinstance(foot, Footer) else ""
    if issued is not None:
        pdf = issued_bytes(library, issued.attachment_id)
        return Previewed(pdf, (), paper.formats(), (), True, layout, paper.stem)
    pdf = paper.render("pdf", draft=bool(paper.gaps))
    empty = empty_boxes(paper.record, paper.gaps)
    lacking = paper.record.missing if isinstance(paper.record, Dossier) else ()
    return Previewed(pdf, paper.gaps, paper.formats(), empty, False, layout, paper.stem, lacking)


def preview(library: Book, kind: str, key: str, on: date) -> tuple[bytes, tuple[Finding, ...]]:
    """预览的 PDF 与还缺什么。"""
    made = previewed(library, kind, key, on)
    return made.pdf, made.gaps
