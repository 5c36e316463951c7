"""格的位置：预览要在空格处画虚框，位置须与印出的一致，且不改变印出的字节。"""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest

from medtech_desktop.documents.boxes import PaperBox
from medtech_desktop.documents.rendering import boxes, render
from medtech_desktop.domain.papers import Annex2
from tests.documents.list_samples import ANNEX1
from tests.documents.paper_samples import ANNEX2


def _text_in(pdf: bytes, box: PaperBox) -> str:
    document = pypdfium2.PdfDocument(BytesIO(pdf))
    try:
        page = document[box.page]
        width, height = page.get_size()
        text = page.get_textpage().get_text_bounded(
            left=box.left * width,
            right=(box.left + box.width) * width,
            top=height - box.top * height,
            bottom=height - (box.top + box.height) * height,
        )
        return "".join(text.split())
    finally:
        document.close()


def _found(record: Annex2, field: str) -> list[PaperBox]:
    return [box for box in boxes(record) if box.field == field]


def test_a_box_is_where_its_text_is_printed() -> None:
    record = ANNEX2
    pdf = render(record, "pdf")
    for field in ("hospital", "hospital_type", "hospital_level", "principal", "technology"):
        [box] = _found(record, field)
        assert _text_in(pdf, box) == "".join(str(getattr(record, field)).split())
        assert not box.blank
    [opinion] = _found(record, "opinion")
    assert _text_in(pdf, opinion).startswith("医疗机构意见：")


def test_each_lead_has_boxes_and_only_the_empty_ones_are_blank() -> None:
    record = ANNEX2
    first = record.leads[0]
    two = replace(record, leads=(first, replace(first, name="示例乙", training="")))
    assert [box.blank for box in _found(two, "training")] == [False, True]
    pdf = render(two, "pdf", draft=True)
    assert [_text_in(pdf, box) for box in _found(two, "lead")] == [first.name, "示例乙"]


def test_a_box_that_goes_on_has_a_place_on_each_page() -> None:
    record = replace(ANNEX2, opinion="本院意见一段话。\n" * 120)
    places = _found(record, "opinion")
    assert len(places) > 1
    assert [box.page for box in places] == sorted({box.page for box in places})


@pytest.mark.parametrize("answer", [True, None])
def test_an_answer_not_given_is_blank(answer: bool | None) -> None:
    record = replace(ANNEX2, first_use=answer)
    [box] = _found(record, "first_use")
    assert box.blank is (answer is None)


def test_asking_for_boxes_changes_no_byte() -> None:
    record = ANNEX2
    before = render(record, "pdf")
    boxes(record)
    assert render(record, "pdf") == before


def test_a_paper_without_named_boxes_has_none() -> None:
    assert boxes(ANNEX1) == ()
