"""成批的文书：列表的次序，缺什么写明，不齐的不先选上，提交过的是原样。"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from medtech_desktop.documents.exports import write_atomically
from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.office import exports, filings
from medtech_desktop.office.exports import previewed
from medtech_desktop.office.paper_batches import (
    BATCH_KINDS,
    batch_kinds,
    batch_lines,
    batch_papers,
    export_batch,
)
from medtech_desktop.office.printings import printings
from tests.builders import CLERK, COMPLETED, FILING, OPENED_FILING, SUBMITTED, Office

LATER = date(2026, 11, 2)


def _quiet(_done: int, _total: int, _words: str = "") -> None:
    return None


def test_lines_go_by_the_list_and_then_by_kind(ready: Office) -> None:
    other = ready.propose("S19", on=OPENED_FILING)
    lines = batch_lines(ready.library, (other, FILING), ("annex3", "annex2"), OPENED_FILING)
    assert [(line.kind, line.number) for line in lines] == [
        ("annex2", ""),
        ("annex3", ""),
        ("annex2", FILING),
        ("annex3", FILING),
    ]
    assert [line.lacking for line in lines[:2]] == ["还没有新建备案"] * 2
    assert not any(line.can_be_made for line in lines[:2])
    assert lines[2].name == "S16 神经血管介入诊疗技术"
    assert all(line.ready for line in lines[2:])


def test_what_is_incomplete_says_what_it_lacks_and_becomes_a_draft(ready: Office) -> None:
    ready.do(filings.edit_draft, FILING, on=OPENED_FILING, opinion="")
    [line] = batch_lines(ready.library, ("S16",), ("annex2",), OPENED_FILING)
    assert (line.ready, line.can_be_made, line.number) == (False, True, FILING)
    assert "「医疗机构意见」未填" in line.lacking
    [paper] = batch_papers(ready.library, ((line.kind, line.number),), OPENED_FILING, _quiet)
    assert paper.draft
    assert paper.pdf == previewed(ready.library, "annex2", FILING, OPENED_FILING).pdf


def test_every_kind_of_a_filing_that_is_not_far_enough_gives_its_reason(filing: Office) -> None:
    lines = batch_lines(filing.library, (FILING,), BATCH_KINDS, OPENED_FILING)
    found = {line.kind: line for line in lines}
    assert list(found) == list(BATCH_KINDS)
    assert found["remark-slip"].lacking == "尚未完成备案"
    assert found["dossier"].lacking.startswith("缺 ")
    assert found["self-assessment"].ready
    assert [kind for kind, _ in batch_kinds()] == list(BATCH_KINDS)


def test_what_was_submitted_is_given_byte_for_byte(submitted: Office) -> None:
    work = (("annex2", FILING), ("annex3", FILING))
    papers = batch_papers(submitted.library, work, LATER, _quiet)
    for paper in papers:
        assert paper.pdf == previewed(submitted.library, paper.kind, FILING, LATER).pdf
        assert not paper.draft


def test_a_batch_is_exported_in_order_with_one_record_each(ready: Office, tmp_path: Path) -> None:
    work = (("annex3", FILING), ("annex2", FILING), ("counted-days", FILING))
    told: list[tuple[int, int]] = []

    def report(done: int, total: int, _words: str = "") -> None:
        told.append((done, total))

    done = export_batch(ready.library, CLERK, work, tmp_path / "出", SUBMITTED, report)
    assert [path.name.split("-")[0] for path in done.files] == ["附件3", "附件2", "计数表"]
    assert told == [(0, 3), (1, 3), (2, 3)]
    assert [line.paper.kind for line in printings(ready.library)] == [kind for kind, _ in work]


def test_a_batch_can_be_given_up_midway(ready: Office) -> None:
    def tired(done: int, _total: int, _words: str = "") -> None:
        if done:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        batch_papers(ready.library, (("annex2", FILING), ("annex3", FILING)), SUBMITTED, tired)
    assert printings(ready.library) == ()


def test_one_that_cannot_be_written_is_named_and_those_before_it_are_kept(
    filed: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = write_atomically

    def full(path: Path, content: bytes) -> None:
        if path.name.startswith("附件3"):
            raise Trouble(f"磁盘已满，{path.name} 没有导出，原文件未动", "腾出空间", "E-EX-01")
        real(path, content)

    monkeypatch.setattr(exports, "write_atomically", full)
    work = (("annex2", FILING), ("annex3", FILING), ("remark-slip", FILING))
    with pytest.raises(Trouble) as met:
        export_batch(filed.library, CLERK, work, tmp_path, COMPLETED, _quiet)
    assert "附件3" in met.value.sentence
    assert "1 个文件已经导出" in met.value.sentence
    assert met.value.number == "E-EX-01"
    assert [path.name[:3] for path in tmp_path.glob("*.pdf")] == ["附件2"]
    assert [one.label for one in printings(filed.library, (FILING,))] == ["附件2 备案表"]


def test_a_folder_that_cannot_be_made_is_trouble_and_no_defect(
    filed: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "占着").write_bytes(b"")
    work = (("annex2", FILING),)
    with pytest.raises(Trouble, match="不是文件夹"):
        export_batch(filed.library, CLERK, work, tmp_path / "占着", COMPLETED, _quiet)

    def gone(*_: object, **__: object) -> None:
        raise OSError(19, "No such device")

    monkeypatch.setattr(Path, "mkdir", gone)
    with pytest.raises(Trouble, match="U 盘"):
        export_batch(filed.library, CLERK, work, tmp_path / "盘", COMPLETED, _quiet)
