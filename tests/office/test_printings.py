"""打印记录：打印与导出都留下谁、何时、哪一稿；按事物查得到，新的在前。"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from medtech_desktop.office.exports import export_papers, previewed
from medtech_desktop.office.library import paper_anchor
from medtech_desktop.office.printings import (
    PrintedPaper,
    last_printing,
    paper_label,
    printings,
    record_prints,
    things_of,
)
from tests.builders import CLERK, FILING, OPENED_FILING, SUBMITTED, Office


def _printed(kind: str, number: str, content: bytes = b"%PDF", copies: int = 1) -> PrintedPaper:
    digest = sha256(content).hexdigest()
    return PrintedPaper(kind, number, kind, digest, 1, copies, False, "湖南2018", "示例打印机")


def test_an_export_is_on_record_with_what_was_written(ready: Office, tmp_path: Path) -> None:
    done = export_papers(
        ready.library, CLERK, ("annex2",), (FILING,), tmp_path / "出", SUBMITTED, formats=("pdf",)
    )
    [line] = printings(ready.library)
    assert (line.word, line.label, line.paper.number) == ("导出", "附件2 备案表", FILING)
    assert line.person == CLERK.name
    [file] = done.files
    assert line.paper.sha256 == sha256(file.read_bytes()).hexdigest()
    assert (line.paper.file, line.paper.place) == (file.name, "出")
    assert (line.paper.draft, line.paper.layout) == (False, "湖南2018")


def test_a_draft_is_called_a_draft(filing: Office, tmp_path: Path) -> None:
    export_papers(
        filing.library, CLERK, ("annex2",), (FILING,), tmp_path, OPENED_FILING,
        formats=("pdf",), draft=True,
    )  # fmt: skip
    [line] = printings(filing.library)
    assert line.paper.draft is filing_has_gaps(filing)


def filing_has_gaps(office: Office) -> bool:
    """样例备案此时是否还有缺项。"""
    return bool(previewed(office.library, "annex2", FILING, OPENED_FILING).gaps)


def test_the_last_printing_is_of_that_paper_only(ready: Office) -> None:
    assert last_printing(ready.library, "annex2", FILING) is None
    record_prints(ready.library, CLERK, (_printed("annex2", FILING, copies=2),))
    record_prints(ready.library, CLERK, (_printed("annex3", FILING, copies=5),))
    found = last_printing(ready.library, "annex2", FILING)
    assert found is not None
    assert (found.paper.copies, found.person, found.pc) == (2, CLERK.name, CLERK.pc)
    assert [p.paper.kind for p in printings(ready.library)] == ["annex3", "annex2"]


def test_a_technology_gathers_what_was_printed_of_its_filings(ready: Office) -> None:
    record_prints(ready.library, CLERK, (_printed("annex2", FILING), _printed("annex5", "2026H2")))
    record_prints(ready.library, CLERK, (_printed("self-assessment", "技-001"),))
    things = things_of(ready.library, "S16", SUBMITTED)
    assert things == ("技-001", FILING)
    kinds = [p.paper.kind for p in printings(ready.library, things)]
    assert kinds == ["self-assessment", "annex2"]
    assert len(printings(ready.library, things_of(ready.library, FILING, SUBMITTED))) == 1
    assert len(printings(ready.library)) == 3


def test_records_of_earlier_versions_are_read(ready: Office) -> None:
    name = f"附件2-{FILING}-神经血管介入诊疗技术-草稿.pdf"
    with ready.library.act(CLERK, "paper.export") as page:
        page.remark(files=[[name, "0" * 64]], folder="旧")
    [line] = printings(ready.library)
    assert (line.label, line.paper.number, line.paper.draft) == ("附件2 备案表", FILING, True)
    assert line.paper.place == "旧"


def test_a_preview_prints_the_same_bytes_after_printing(ready: Office) -> None:
    before = previewed(ready.library, "annex2", FILING, SUBMITTED).pdf
    anchor = paper_anchor(ready.library)
    record_prints(ready.library, CLERK, (_printed("annex2", FILING, before),))
    assert paper_anchor(ready.library) == anchor
    assert previewed(ready.library, "annex2", FILING, SUBMITTED).pdf == before


def test_nothing_printed_is_no_record(ready: Office) -> None:
    record_prints(ready.library, CLERK, ())
    assert printings(ready.library) == ()
    assert paper_label("scan") == "扫描件"
