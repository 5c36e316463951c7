"""法规原文：把上传的文本文件读成一条一条（UTF-8、GB18030、UTF-16）。"""

from __future__ import annotations

import codecs

from medtech_desktop.domain.law_text import ArticleText, NotThisLaw, split_law

LARGEST = 512 * 1024
"""最大字节数；the two documents together are under 50 KB."""

_BINARY = {
    b"%PDF": "PDF",
    b"PK\x03\x04": "Word 或压缩",
    b"\xd0\xcf\x11\xe0": "旧版 Word",
    b"{\\rtf": "RTF",
}
_COMMON = frozenset("的一是在不和医疗第条章、。，（）")


def read_law_text(data: bytes) -> tuple[ArticleText, ...]:
    """读一份正式文本。raises NotThisLaw in Chinese when it cannot be read or split."""
    return split_law(decode_text(data))


def decode_text(data: bytes) -> str:
    """文本文件的文字；the encoding is told by its mark, else by what decodes.

    raises NotThisLaw for an empty, oversized or binary file.
    """
    if not data.strip():
        raise NotThisLaw("文件是空的，请另选文件")
    if len(data) > LARGEST:
        size = len(data) // 1024
        raise NotThisLaw(f"文件有 {size} KB，超过 512 KB，不像一份法规文本，请另选文件")
    for start, kind in _BINARY.items():
        if data.startswith(start):
            raise NotThisLaw(f"这是 {kind} 文件，请先另存为纯文本（.txt）再选择")
    text = _marked(data) or _unmarked(data)
    if text is None or "\x00" in text:
        raise NotThisLaw("读不出文字：编码不是 UTF-8、GB18030 或 UTF-16，请另存为 UTF-8 文本")
    return text


def _marked(data: bytes) -> str | None:
    if data.startswith(codecs.BOM_UTF8):
        return _decoded(data, "utf-8-sig")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded(data, "utf-16")
    return None


def _unmarked(data: bytes) -> str | None:
    """UTF-8 when it decodes; else whichever of the others reads most like Chinese."""
    text = _decoded(data, "utf-8")
    if text is not None and "\x00" not in text:
        return text
    tries = (_decoded(data, name) for name in ("gb18030", "utf-16-le", "utf-16-be"))
    read = [t for t in tries if t is not None]
    return max(read, key=lambda t: sum(c in _COMMON for c in t), default=None)


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None
