"""导出文书：一份、一类或全部；提交过的备案给出当时的原样字节。"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from medtech_desktop.documents.exports import write_atomically
from medtech_desktop.domain.law import Finding
from medtech_desktop.office.acts import Clerk, not_found
from medtech_desktop.office.dossiers import issued_bytes, issued_papers
from medtech_desktop.office.library import audit_anchor
from medtech_desktop.office.paper_kinds import KINDS, Paper, kind_of, paper_of
from medtech_desktop.office.world import load_world
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
    world = load_world(library, on)
    anchor = audit_anchor(library)
    with library.look() as look:
        work = [(k, key) for k in kinds for key in (ids or kind_of(k).ids(world, look))]
    folder.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    skipped: list[Skipped] = []
    for place, (kind, key) in enumerate(work):
        if progress is not None:
            progress(place, len(work))
        with library.look() as look:
            paper = paper_of(world, kind, key, look=look, anchor=anchor)
        kept = _kept(library, kind, key, on)
        if paper.gaps and kept is None and not draft:
            skipped.append(Skipped(paper.stem, paper.gaps))
            continue
        for fmt, content in _contents(paper, kept, formats, draft):
            suffix = "-草稿" if draft and paper.gaps and kept is None else ""
            path = folder / f"{_safe(paper.stem)}{suffix}.{fmt}"
            write_atomically(path, content)
            files.append(path)
    if files and not library.read_only:
        with library.act(clerk, "paper.export") as page:
            page.remark(
                files=[[p.name, sha256(p.read_bytes()).hexdigest()] for p in files],
                folder=folder.name,
            )
    return Exported(tuple(files), tuple(skipped))


def _contents(
    paper: Paper, kept: bytes | None, formats: Sequence[str], draft: bool
) -> Iterator[tuple[str, bytes]]:
    wanted = [f for f in paper.formats() if not formats or f in formats]
    if not wanted:
        can = "、".join(paper.formats())
        raise not_found(
            f"{paper.stem} 没有 {'、'.join(formats)} 格式", f"可用格式：{can}", "format"
        )
    for fmt in wanted:
        if fmt == "pdf" and kept is not None:
            yield fmt, kept
        elif not paper.gaps or draft:
            yield fmt, paper.render(fmt, draft=draft and bool(paper.gaps))


def _kept(library: Book, kind: str, key: str, on: date) -> bytes | None:
    """提交时保存的原样字节；没有提交过则 None。"""
    if kind not in ("annex2", "annex3"):
        return None
    rows = [p for p in issued_papers(library, key, on) if p.paper == kind and p.day <= on]
    return issued_bytes(library, rows[-1].attachment_id) if rows else None


_FORBIDDEN = str.maketrans(dict.fromkeys('\\/:*?"<>|\n\r\t', "_"))


def _safe(stem: str) -> str:
    """Windows 文件名不许的字符换成下划线，过长的截到 120 字。"""
    return stem.translate(_FORBIDDEN).rstrip(" .")[:120]


@dataclass(frozen=True, slots=True)
class Previewed:
    """预览：PDF、还缺什么、能出的格式。"""

    pdf: bytes
    gaps: tuple[Finding, ...]
    formats: tuple[str, ...]


def previewed(library: Book, kind: str, key: str, on: date) -> Previewed:
    """预览：提交过的给原样，有缺项的给草稿，并列出还缺什么。"""
    kept = _kept(library, kind, key, on)
    world = load_world(library, on)
    anchor = audit_anchor(library)
    with library.look() as look:
        paper = paper_of(world, kind, key, look=look, anchor=anchor)
    if kept is not None:
        return Previewed(kept, (), paper.formats())
    pdf = paper.render("pdf", draft=bool(paper.gaps))
    return Previewed(pdf, paper.gaps, paper.formats())


def preview(library: Book, kind: str, key: str, on: date) -> tuple[bytes, tuple[Finding, ...]]:
    """预览的 PDF 与还缺什么。"""
    made = previewed(library, kind, key, on)
    return made.pdf, made.gaps
