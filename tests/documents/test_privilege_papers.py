"""The notice over pages, its wording, and room for the seal."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from medtech_desktop.documents.privilege_notice import layout, render_docx, render_pdf, sentence
from medtech_desktop.domain.privileges import Verb
from tests.documents.privilege_samples import notice


def texts(content: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages]


def test_a_long_notice_repeats_its_heading_on_every_page() -> None:
    pages = texts(render_pdf(notice(60)))
    assert len(pages) > 3
    for at, text in enumerate(pages, 1):
        assert "授权内容" in text, at
    assert "续页）接上页：骨科（续）" in pages[1]
    assert "续页）接上页：神经外科（续）" in pages[-1]
    assert "（盖章）" in pages[-1]
    whole = "".join(pages)
    assert whole.count("示例䶮59") == 2
    assert "神经外科（60项）" in whole


def test_the_seal_has_45_millimetres() -> None:
    [cell] = layout(notice()).rows[-1].cells
    assert cell.free == 45.0
    assert [one.text for one in cell.foot][0] == "示例市第一医院（盖章）"


@pytest.mark.parametrize(
    ("verb", "title", "words"),
    [
        (Verb.GRANT, "手术授权通知", "予以授予"),
        (Verb.SUSPEND, "暂停手术授权通知", "作如下处理：暂停"),
        (Verb.REVOKE, "撤销手术授权通知", "作如下处理：撤销授权"),
        (Verb.LOWER, "降低手术授权级别通知", "作如下处理：降级"),
    ],
)
def test_the_wording_follows_what_was_decided(verb: Verb, title: str, words: str) -> None:
    record = notice(2, verb, "" if verb is Verb.GRANT else "示例事由")
    assert record.title == title
    assert words in sentence(record)
    assert "共4人4项" in sentence(record) or "共2人4项" in sentence(record)
    said = "".join(texts(render_pdf(record)))
    assert ("事由：示例事由" in said) is (verb is not Verb.GRANT)
    assert render_docx(record).startswith(b"PK")
