"""法规原文：把上传的正式文本切成一条一条。

Two documents are understood: the 办法 (第一条 … 第五十一条) and 湘卫医发〔2018〕11号
(一、… 六、, 附件 1–5).  Texts copied out of a PDF are welcome: lines broken anywhere,
blank lines between them, page breaks.  A paragraph ends where a line ends its sentence.
Every character of the text except white space lands in exactly one top-level entry.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from medtech_desktop.domain.law import chinese_number

ARTICLES_OF_MTCA = 51
_INDENTS_BY_CHANCE = 10
_HUNAN_SUBSECTIONS = {1: 0, 2: 3, 3: 2, 4: 0, 5: 0, 6: 5}
_MTCA_TITLE = "医疗技术临床应用管理办法"
_HUNAN_NUMBER = re.compile(r"湘卫医发[〔\[（(【]?2018[〕\]）)】]?11号")


class NotThisLaw(ValueError):  # noqa: N818 - said to the user as it is
    """不是所要的法规，或者文本不完整；the message says in Chinese what is missing."""


@dataclass(frozen=True, slots=True)
class ArticleText:
    """一条原文：编号、题头（「第十一条」）、文字、所在章；段落以换行分开。

    ``part_of`` names the article of which this is a paragraph or an item; top-level
    entries have none and together hold the whole text.
    """

    id: str
    heading: str
    wording: str
    chapter: str = ""
    part_of: str = ""


@dataclass(slots=True)
class _Entry:
    id: str
    heading: str
    chapter: str = ""
    paragraphs: list[str] = field(default_factory=list)


def split_law(text: str) -> tuple[ArticleText, ...]:
    """切分正式文本。raises NotThisLaw for a text that is neither or is incomplete."""
    lines = _lines(text)
    flat = "".join(line.replace(" ", "") for line in lines)
    if _HUNAN_NUMBER.search(flat[:400]):
        return _Hunan(lines).split()
    if _MTCA_TITLE in flat[:400] and "第一条" in flat:
        return _split_measures(lines)
    raise NotThisLaw(
        "没有认出这份文件：开头既没有《医疗技术临床应用管理办法》的标题和第一条，"
        "也没有文号「湘卫医发〔2018〕11号」。原来的文本没有改动，请选择这两份文件的正式文本"
    )


def document_of(texts: Sequence[ArticleText]) -> str:
    """这些条文属于哪份文件：「MTCA」或「HN」。"""
    return texts[0].id.partition("-")[0]


def wording_of(article_id: str, texts: Sequence[ArticleText]) -> str | None:
    """一条的原文；a part that the text does not show falls back to its article."""
    found = {t.id: t for t in texts}
    wanted = article_id.replace(" ", "")
    whole = re.sub(r"(¶\d+|\(\d+\))$", "", wanted)
    entry = found.get(wanted) or found.get(whole)
    return entry.wording if entry else None


_FRAME = {"MTCA-0", "HN-0", "HN-end", "HN-imprint"}

# --- lines and paragraphs ---------------------------------------------------------------

_PAGE_NUMBER = re.compile(r"[—–\-－·\s]*(第\s*)?\d{1,3}(\s*页)?[—–\-－·\s]*")
_CHAPTER = re.compile(r"第([一二三四五六七八九十]+)章\s*(.*)")
_ARTICLE = re.compile(r"第([一二三四五六七八九十]+)条(\s*)(.*)")
_SECTION = re.compile(r"([一二三四五六七八九十]+)、\s*(.*)")
_ITEM = re.compile(r"(?P<mark>[（(](?P<n>[一二三四五六七八九十]+)[）)])\s*(?P<body>.*)")
_NUMBERED = re.compile(r"(?P<mark>(?P<n>\d{1,2})\s*[.．])\s*(?!\d)(?P<body>.*)")
_ANNEX = re.compile(r"附件\s*([1-9一二三四五])\s*[:：]?")
_CLOSING = re.compile(r"(联系人|联系电话|附件)\s*[:：]|湖南省卫生健康委员会(\s|$)")
_IMPRINT = re.compile(r"湖南省卫生健康委员会办公室|校对\s*[:：]")
_ROW = re.compile(r"[A-Z]\d{2}\s")
_MARK = re.compile(
    r"[（(][一二三四五六七八九十]+[）)]|\d{1,2}\s*[.．]"
    r"|第[一二三四五六七八九十]+[条章]|[一二三四五六七八九十]+、"
)
_SENTENCE_END = re.compile(r"[。！？][”’」』）)》]*$")
_CJK = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3001-\u303f〔〕“”‘’—…]"
_LOOSE_SPACE = re.compile(rf"(?<={_CJK})[ \t]+(?=\d)|(?<=\d)[ \t]+(?={_CJK})")
_INDENT = re.compile(r"\u3000{2}|\t| {4}")


def _lines(text: str) -> list[str]:
    """Non-empty lines; an indented one keeps a leading U+3000 as its sign."""
    text = unicodedata.normalize("NFC", text).replace("\ufeff", "")
    text = re.sub(r"\r\n?|[\f\v\u0085\u2028\u2029]", "\n", text)
    found = []
    for raw in text.replace("\u00a0", " ").split("\n"):
        line = re.sub(r"[ \t\u3000]+", " ", raw).strip()
        if line and not _PAGE_NUMBER.fullmatch(line):
            found.append("\u3000" + line if _INDENT.match(raw) else line)
    return found


_NUMBERS = {chinese_number(n): n for n in range(1, 100)}


def _value(number: str) -> int:
    return int(number) if number.isdigit() else _NUMBERS.get(number, 0)


def _join(left: str, right: str) -> str:
    """Two halves of a broken line; a space only between Latin words or numbers."""
    if left and left[-1].isascii() and left[-1].isalnum() and right[:1].isascii():
        return f"{left} {right}" if right[:1].isalnum() else left + right
    return left + right


def _tidy(paragraph: str) -> str:
    return _LOOSE_SPACE.sub("", paragraph)


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in line)


def _paragraphs(lines: Sequence[str], full: int) -> Iterator[str]:
    """Broken lines joined into paragraphs; ``full`` is the width of a full line.

    ``full`` 0 stands for a text that indents its paragraphs: only indents part them.
    """
    held = ""
    for index, line in enumerate(lines):
        if line.startswith("\u3000") and held:
            yield _tidy(held)
            held = ""
        line = line.lstrip("\u3000")
        held = _join(held, line)
        after = lines[index + 1].lstrip("\u3000") if index + 1 < len(lines) else ""
        if _ends(line, after, full):
            yield _tidy(held)
            held = ""
    if held:
        yield _tidy(held)


def _ends(line: str, after: str, full: int) -> bool:
    if not full:
        return False
    if _SENTENCE_END.search(line):
        return True
    if line[-1] in "；：;:":
        return bool(_MARK.match(after)) or _width(line) < full - 8
    return False


def _full_width(lines: Sequence[str]) -> int:
    if sum(line.startswith("\u3000") for line in lines) > _INDENTS_BY_CHANCE:
        return 0
    widths = sorted(_width(line) for line in lines)
    return widths[len(widths) * 3 // 4] if widths else 0


# --- parts of an entry -------------------------------------------------------------------


def _finish(entries: Sequence[_Entry]) -> tuple[ArticleText, ...]:
    found: list[ArticleText] = []
    for entry in entries:
        wording = "\n".join(entry.paragraphs)
        found.append(ArticleText(entry.id, entry.heading, wording, entry.chapter))
        if entry.id not in _FRAME:
            found += _parts(entry)
    return tuple(found)


def _parts(entry: _Entry) -> Iterator[ArticleText]:
    """Paragraphs (款) and items (项) of an entry, each with an id of its own."""
    pattern = _ITEM if entry.id.startswith("MTCA") else _NUMBERED
    annex = "annex" in entry.id
    whole: list[list[str]] = []
    items: list[ArticleText] = []
    for paragraph in entry.paragraphs:
        found = pattern.match(paragraph.removeprefix("注：").lstrip())
        if found and (whole or annex) and _value(found["n"]) == len(items) + 1:
            key = f"{entry.id}({len(items) + 1})"
            items.append(ArticleText(key, found["mark"], found["body"], entry.chapter, entry.id))
            if whole:
                whole[-1].append(paragraph)
        else:
            whole.append([paragraph])
    if len(whole) > 1 and not annex:
        for n, lines in enumerate(whole, 1):
            wording = "\n".join(lines)
            heading = f"第{chinese_number(n)}款"
            yield ArticleText(f"{entry.id}¶{n}", heading, wording, entry.chapter, entry.id)
    yield from items


# --- the two documents -------------------------------------------------------------------


def _split_measures(lines: list[str]) -> tuple[ArticleText, ...]:
    """办法：第一条 … 第五十一条 under its chapters."""
    entries = [_Entry("MTCA-0", "标题与公布")]
    gathered: list[list[str]] = [[]]
    chapter, expected, fresh = "", 1, True
    for marked in lines:
        line = marked.lstrip("\u3000")
        article = _ARTICLE.match(line)
        if title := _CHAPTER.fullmatch(line):
            chapter, fresh = f"第{title[1]}章 {title[2]}".strip(), True
            continue
        alone = article is not None and (fresh or bool(article[2]) or not article[3])
        if article and alone and _value(article[1]) == expected:
            entries.append(_Entry(f"MTCA-{expected}", f"第{article[1]}条", chapter))
            gathered.append([article[3]] if article[3] else [])
            expected += 1
        else:
            gathered[-1].append(marked)
        fresh = bool(_SENTENCE_END.search(line))
    _all_found("第{}条", expected - 1, ARTICLES_OF_MTCA)
    full = _full_width(lines)
    entries[0].paragraphs = [line.lstrip("\u3000") for line in gathered[0]]
    for entry, body in zip(entries[1:], gathered[1:], strict=True):
        entry.paragraphs = list(_paragraphs(body, full))
    _no_empty(entries)
    return _finish(entries)


class _Hunan:
    """湘卫医发〔2018〕11号：一、… 六、, （一）…, 附件 1 … 5."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.entries = [_Entry("HN-0", "标题与开头")]
        self.gathered: list[list[str]] = [[]]
        self.section = self.subsection = self.annex = 0
        self.title = ""

    def split(self) -> tuple[ArticleText, ...]:
        for marked in self.lines:
            line = marked.lstrip("\u3000")
            opened = (
                self._opens_annex(line) or self._opens_section(line) or self._opens_subsection(line)
            )
            if not opened:
                self._opens_frame(line)
                self.gathered[-1].append(marked)
        _all_found("{}、", self.section, len(_HUNAN_SUBSECTIONS))
        self._subsections_found()
        full = _full_width(self.lines)
        for entry, lines in zip(self.entries, self.gathered, strict=True):
            entry.paragraphs = _written(entry.id, lines, full)
        _no_empty([e for e in self.entries if e.id != "HN-6"])
        return _finish(self.entries)

    def _opens_annex(self, line: str) -> bool:
        found = _ANNEX.fullmatch(line)
        if found is None:
            return False
        if _value(found[1]) != self.annex + 1:
            raise NotThisLaw(f"附件不连续：附件{self.annex + 1} 没有找到，请核对文本是否完整")
        self.annex += 1
        self._open(_Entry(f"HN-annex{self.annex}", f"附件{self.annex}", "附件"))
        return True

    def _opens_section(self, line: str) -> bool:
        found = _SECTION.fullmatch(line)
        if found is None or self.annex or _value(found[1]) != self.section + 1:
            return False
        self.section, self.subsection = self.section + 1, 0
        self.title = f"{found[1]}、{found[2]}"
        self._open(_Entry(f"HN-{self.section}", self.title, self.title))
        return True

    def _opens_subsection(self, line: str) -> bool:
        found = _ITEM.match(line)
        if found is None or self.annex or not self.section:
            return False
        if _value(found["n"]) != self.subsection + 1:
            return False
        self.subsection += 1
        key = f"HN-{self.section}.{self.subsection}"
        self._open(_Entry(key, found["mark"], self.title))
        self.gathered[-1].append(found["body"])
        return True

    def _opens_frame(self, line: str) -> None:
        last = self.entries[-1].id
        if last == "HN-6.5" and _CLOSING.match(line):
            self._open(_Entry("HN-end", "落款"))
        elif last in {"HN-annex5", "HN-end"} and _IMPRINT.match(line):
            self._open(_Entry("HN-imprint", "印发"))

    def _open(self, entry: _Entry) -> None:
        self.entries.append(entry)
        self.gathered.append([])

    def _subsections_found(self) -> None:
        ids = {entry.id for entry in self.entries}
        for section, count in _HUNAN_SUBSECTIONS.items():
            for n in range(1, count + 1):
                if f"HN-{section}.{n}" not in ids:
                    place = f"{chinese_number(section)}、（{chinese_number(n)}）"
                    raise NotThisLaw(f"没有找到{place}，请核对文本是否完整")


def _written(entry_id: str, lines: Sequence[str], full: int) -> list[str]:
    if entry_id == "HN-0":
        return _preamble(lines, full)
    if "annex" in entry_id or entry_id in _FRAME:
        return _form([line.lstrip("\u3000") for line in lines])
    return list(_paragraphs(lines, full))


def _preamble(lines: Sequence[str], full: int) -> list[str]:
    """文头、文号 as they stand, the title in one line, then the opening words."""
    plain = [line.lstrip("\u3000") for line in lines]
    number = next((i for i, line in enumerate(plain) if _HUNAN_NUMBER.search(line)), -1)
    title = next((i for i, line in enumerate(plain) if line.endswith("的通知")), number)
    whole_title = ["".join(plain[number + 1 : title + 1])] if title > number else []
    return plain[: number + 1] + whole_title + list(_paragraphs(lines[title + 1 :], full))


def _form(lines: Sequence[str]) -> list[str]:
    """The lines of a form as they stand.

    Joined are labels set one character a line, broken notes and broken catalog rows.
    """
    found: list[str] = []
    vertical = note = row = False
    for line in lines:
        starts = bool(_NUMBERED.match(line) or line.startswith("注："))
        note = note or line.startswith("注：")
        broken_row = row and not _ROW.match(line) and not line.startswith("技术编号")
        if found and ((vertical and len(line) == 1) or (note and not starts) or broken_row):
            found[-1] = _join(found[-1], line)
        else:
            found.append(line)
        vertical = len(line) == 1
        row = row or bool(_ROW.match(line))
    return [_tidy(line) if _NUMBERED.match(line.removeprefix("注：")) else line for line in found]


def _all_found(pattern: str, found: int, wanted: int) -> None:
    if found == wanted:
        return
    missing = pattern.format(chinese_number(found + 1))
    raise NotThisLaw(
        f"文本不完整：应有 {wanted} 条（节），{missing}没有找到。原来的文本没有改动，请核对文件"
    )


def _no_empty(entries: Sequence[_Entry]) -> None:
    for entry in entries:
        if not any(p.strip() for p in entry.paragraphs):
            raise NotThisLaw(f"「{entry.heading}」下面没有文字，请核对文本是否完整")
