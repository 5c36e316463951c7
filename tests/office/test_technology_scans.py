"""给依据、论证、伦理审查、管理规范加扫描件：挂到哪一次，看得到，不合格的不收。"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from medtech_desktop.domain.trouble import BadInput
from medtech_desktop.office.consent_forms import keep_consent_form
from medtech_desktop.office.library import open_library
from medtech_desktop.office.news import Seen, news_since
from medtech_desktop.office.technology_scans import (
    OWNER_LABELS,
    NewScan,
    attach_scan,
    attach_scans,
    scan_owners,
)
from tests.builders import APPRAISED, PROVEN, Office, office_at, words
from tests.documents.scan_samples import jpeg

ON = date(2026, 9, 28)


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "扫描.jpg"
    path.write_bytes(jpeg())
    return path


@pytest.mark.parametrize("kind", OWNER_LABELS)
def test_each_kind_takes_a_scan(filing: Office, scan: Path, kind: str) -> None:
    filing.do(keep_consent_form, "S16", "示例同意书 2026 版", ON)
    done = filing.do(attach_scan, "S16", scan, kind, ON)
    [row] = filing.page("S16", ON).attachments
    assert row.name == "扫描.jpg"
    assert row.used_in.startswith(OWNER_LABELS[kind][:2])
    assert done.subject == filing.page("S16", ON).line.number
    assert filing.acts()[-1] == "technology.attach"


def test_the_latest_or_the_one_of_the_day(filing: Office, scan: Path) -> None:
    again = date(2026, 9, 1)
    filing.appraise("S16", again)
    filing.do(attach_scan, "S16", scan, "appraisal", ON)
    [row] = filing.page("S16", ON).attachments
    assert row.day == again
    other = scan.with_name("第一次.jpg")
    other.write_bytes(jpeg((30, 40)))
    filing.do(attach_scan, "S16", other, "appraisal", ON, day=APPRAISED)
    assert {r.day for r in filing.page("S16", ON).attachments} == {again, APPRAISED}
    found = filing.refused(attach_scan, "S16", other, "appraisal", ON, day=date(2026, 1, 2))
    assert "2026-01-02" in words(found)


def test_nothing_to_attach_to_is_refused_with_the_way(hospital: Office, scan: Path) -> None:
    hospital.propose("S22")
    for kind, label in OWNER_LABELS.items():
        held = scan_owners(hospital.world(ON), hospital.world(ON).find_technology("S22"))
        if any(one.kind == kind for one in held):
            continue
        found = hospital.refused(attach_scan, "S22", scan, kind, ON)
        assert f"还没有登记{label}" in words(found)


def test_the_same_scan_is_not_attached_twice(filing: Office, scan: Path) -> None:
    filing.do(attach_scan, "S16", scan, "evidence", ON)
    found = filing.refused(attach_scan, "S16", scan, "evidence", ON)
    assert "已经在" in words(found)
    filing.do(attach_scan, "S16", scan, "ethics", ON)
    assert len(filing.page("S16", ON).attachments) == 2


def test_a_file_that_is_no_scan_keeps_nothing(filing: Office, scan: Path) -> None:
    bad = scan.with_name("文稿.pdf")
    bad.write_bytes(b"PK\x03\x04")
    owner = filing.page("S16", ON).scan_owners[0]
    before = filing.last_seq()
    with pytest.raises(BadInput):
        filing.do(attach_scans, "S16", (NewScan(owner.uid, scan), NewScan(owner.uid, bad)), ON)
    assert filing.last_seq() == before
    assert filing.page("S16", ON).attachments == ()


def test_of_another_technology_is_refused(filing: Office, scan: Path) -> None:
    found = filing.refused(attach_scans, "S16", (NewScan("没有的", scan),), ON)
    assert "不是这项技术的" in words(found)


def test_the_news_names_the_technology(tmp_path: Path, scan: Path) -> None:
    office = office_at("filing", tmp_path)
    seen = Seen(office.last_seq(), ON)
    office.do(attach_scan, "S16", scan, "norm", ON)
    office.library.close()
    library = open_library(tmp_path / "库")
    [item] = news_since(library, seen, (), ON).items
    library.close()
    assert item.sentence == "S16 加了扫描件"
    assert (item.place, item.key) == ("technologies", "技-001")


def test_before_its_day_nothing_is_there(filing: Office) -> None:
    owners = filing.page("S16", date(2026, 3, 31)).scan_owners
    assert date(2026, 3, 31) < PROVEN
    assert not any(one.kind == "evidence" for one in owners)
