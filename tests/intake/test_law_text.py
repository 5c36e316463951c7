"""读法规文本：编码和不是文本的文件。"""

from __future__ import annotations

import codecs

import pytest

from medtech_desktop.domain.law_text import NotThisLaw, split_law
from medtech_desktop.intake.law_text import LARGEST, decode_text, read_law_text
from tests.domain.law_samples import hunan, measures


@pytest.mark.parametrize("lines", [measures(), hunan()], ids=["办法", "湘11号"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_every_encoding_gives_the_same_articles(lines: list[str], encoding: str) -> None:
    text = "\n".join(lines)
    assert read_law_text(text.encode(encoding)) == split_law(text)


def test_utf16_big_endian_with_its_mark() -> None:
    text = "\n".join(measures())
    assert decode_text(codecs.BOM_UTF16_BE + text.encode("utf-16-be")) == text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "文件是空的"),
        (b"  \r\n", "文件是空的"),
        (b"%PDF-1.7 \xff", "这是 PDF 文件"),
        (b"PK\x03\x04\x14\x00", "Word 或压缩"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "旧版 Word"),
        (b"x" * (LARGEST + 1), "超过 512 KB"),
        (b"\xff\xfe\x41", "读不出文字"),
        ("张三的值班表".encode(), "没有认出这份文件"),
    ],
)
def test_files_that_are_no_law_text_are_refused_in_chinese(data: bytes, said: str) -> None:
    with pytest.raises(NotThisLaw, match=said):
        read_law_text(data)
