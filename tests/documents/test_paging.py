"""Lines and pages of any text: nothing lost, nothing outside, the seal with its text."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from medtech_desktop.documents import annex2
from medtech_desktop.documents.fonts import font_set
from medtech_desktop.documents.layout import Align, Paragraph
from medtech_desktop.documents.lines import (
    MILLIMETRE,
    NOT_FIRST,
    NOT_LAST,
    break_paragraph,
)
from medtech_desktop.documents.paging import Flow, Page, Room
from tests.documents.paper_samples import ANNEX2, LEAD

LETTERS = "一二三甲乙丙丁，。；：？！（）《》“”、…—ABCxyz0123456789.,%-/ 䶮𬭎"
TEXT = st.text(alphabet=LETTERS, max_size=400)
ROOM = Room(first=640.0, further=690.0, notes=40.0)


@given(text=TEXT, width=st.floats(20.0, 460.0), indent=st.sampled_from([0.0, 2.0]))
@example(text="，" * 50, width=60.0, indent=0.0)
@example(text="（" * 50, width=60.0, indent=2.0)
@example(text="A" * 300, width=100.0, indent=2.0)
def test_lines_hold_every_character_within_the_width(
    text: str, width: float, indent: float
) -> None:
    paragraph = Paragraph((text,), indent=indent)
    lines = break_paragraph(paragraph, width, font_set())
    written = "".join(line.text for line in lines)
    assert written.replace(" ", "") == text.replace(" ", "")
    for line in lines:
        room = max(width - line.indent, paragraph.size)
        assert line.width <= room + paragraph.size + 0.02 or len(line.tokens) == 1
        if line.width > room + 0.02:  # only what cannot be parted may stand out
            assert len(line.tokens) <= 2


def test_punctuation_stands_where_it_may() -> None:
    text = "经论证（含伦理审查），该技术“安全有效”，同意开展；请于15个工作日内备案。" * 12
    for width in range(90, 460, 7):
        lines = [line.text for line in break_paragraph(Paragraph((text,)), width, font_set())]
        assert "".join(lines) == text
        assert not any(line[0] in NOT_FIRST for line in lines)
        assert not any(line[-1] in NOT_LAST for line in lines[:-1])


def test_words_and_numbers_are_not_parted() -> None:
    text = "例数1234.5例，死亡率0.25%，ICD-9-CM-3编码39.7501。" * 8
    lines = [line.text for line in break_paragraph(Paragraph((text,)), 130, font_set())]
    assert sum(line.count("1234.5") for line in lines) == 8
    assert sum(line.count("ICD-9-CM-3") for line in lines) == 8


def test_items_of_a_centred_list_stay_whole() -> None:
    paragraph = Paragraph(("神经外科、神经内科、重症医学科",), align=Align.CENTER)
    lines = [line.text for line in break_paragraph(paragraph, 90, font_set())]
    assert lines == ["神经外科、", "神经内科、", "重症医学科"]


def _flow(opinion: str, training: str, leads: int, hospital: str) -> tuple[Flow, list[Page]]:
    lead = replace(LEAD, training=training)
    record = replace(ANNEX2, opinion=opinion, leads=(lead,) * leads, hospital=hospital)
    flow = Flow(annex2.layout(record), font_set(), ROOM)
    return flow, flow.pages_of()


@hypothesis_settings(max_examples=60)
@given(
    opinion=st.integers(0, 2500),
    training=st.integers(0, 2500),
    leads=st.integers(1, 5),
    hospital=st.integers(0, 2500),
)
def test_pages_hold_every_line_once_and_no_more_than_fits(
    opinion: int, training: int, leads: int, hospital: int
) -> None:
    flow, pages = _flow("意" * opinion, "训" * training, leads, "院" * hospital)
    for at, page in enumerate(pages):
        room = ROOM.further if at else ROOM.first
        used = sum(fragment.height for fragment in page.fragments)
        assert used + (ROOM.notes if page.notes else 0.0) <= room + 0.1
    assert [page.notes for page in pages] == [False] * (len(pages) - 1) + [True]
    for number, parts in enumerate(flow.measured):
        for at, part in enumerate(parts):
            if part.cell.repeats or part.cell.rows > 1:
                continue
            shown = [f.parts[at] for p in pages for f in p.fragments if f.number == number]
            assert [line for piece in shown for line in piece.lines] == list(part.lines)
            feet = [piece for piece in shown if piece.foot]
            assert len(feet) == (1 if part.foot else 0)
            if feet:
                assert feet[0] is shown[-1] or feet[0] == shown[-1]
                assert len(feet[0].lines) >= min(2, len(part.lines))
    sealed = [at for at, page in enumerate(pages) for f in page.fragments if f.parts[0].foot]
    assert sealed == [len(pages) - 1]


@hypothesis_settings(max_examples=30)
@given(training=st.integers(0, 1500), leads=st.integers(1, 4))
def test_labels_that_span_rows_have_room_on_every_page(training: int, leads: int) -> None:
    flow, pages = _flow("同意。", "训" * training, leads, "示例医院")
    for (start, at), need in flow.spans.items():
        rows = flow.measured[start][at].cell.rows
        for page in pages:
            here = [f.height for f in page.fragments if start <= f.number < start + rows]
            assert not here or sum(here) >= need - 0.1


def test_the_seal_needs_its_space() -> None:
    flow, pages = _flow("同意。", "训" * 10, 1, "示例医院")
    (part,) = [p for f in pages[0].fragments for p in f.parts if p.foot]
    assert part.height >= 45 * MILLIMETRE
    assert flow.width(part.cell) >= 45 * MILLIMETRE
