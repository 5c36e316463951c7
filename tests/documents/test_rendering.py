"""The table of papers and formats, and what importing it must not load."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from medtech_desktop.documents.rendering import RENDERERS, formats, render
from medtech_desktop.domain.disclosure_papers import Disclosure
from medtech_desktop.domain.dossier_papers import Dossier
from medtech_desktop.domain.papers import (
    Annex1,
    Annex2,
    Annex3,
    Annex4,
    Annex5,
    CountedDays,
    ManagementCatalog,
    RemarkSlip,
    SelfAssessmentReport,
)
from tests.documents.application_samples import FORM
from tests.documents.file_samples import FILE
from tests.documents.list_samples import LISTED
from tests.documents.month_samples import sheet
from tests.documents.paper_samples import ANNEX2, ANNEX3, ANNEX5, counted_days
from tests.documents.privilege_samples import PRIVILEGES
from tests.documents.scan_samples import DOSSIER, SCANS
from tests.documents.surgery_check_samples import report

PAPERS: tuple[Any, ...] = (
    *(ANNEX2, ANNEX3, ANNEX5, counted_days(), DOSSIER),
    *(*LISTED, sheet(), FORM, FILE, *PRIVILEGES, report()),
)
SAMPLES = {type(paper): paper for paper in PAPERS}
HEADS = {"pdf": b"%PDF", "docx": b"PK", "xlsx": b"PK", "html": b"<!DOCTYPE html>"}


def _made(known: type, kind: str) -> bytes:
    return render(SAMPLES[known], kind, parts=SCANS if known is Dossier else ())


@pytest.mark.parametrize(("known", "kind"), list(RENDERERS))
def test_every_listed_format_is_made_with_the_same_bytes(known: type, kind: str) -> None:
    content = _made(known, kind)
    assert content.startswith(HEADS[kind])
    assert _made(known, kind) == content


def test_formats_of_each_paper() -> None:
    assert formats(Annex1) == ("pdf", "xlsx", "docx")
    assert formats(Annex2) == ("pdf", "docx")
    assert formats(Annex3) == ("pdf", "docx")
    assert formats(Annex4) == ("pdf", "docx")
    assert formats(Annex5) == ("pdf", "xlsx")
    assert formats(CountedDays) == ("pdf",)
    assert formats(Disclosure) == ("pdf", "xlsx", "html")
    assert formats(Dossier) == ("pdf",)
    assert formats(ManagementCatalog) == ("pdf", "xlsx", "docx")
    assert formats(RemarkSlip) == ("pdf",)
    assert formats(SelfAssessmentReport) == ("pdf", "docx")
    with pytest.raises(KeyError):
        render(ANNEX2, "xlsx")


def test_importing_loads_no_heavy_library() -> None:
    script = (
        "import sys\n"
        "from medtech_desktop.documents import rendering, exports, fonts, tables, scans\n"
        "heavy = {'reportlab', 'openpyxl', 'PIL', 'pypdf', 'sqlalchemy', 'PySide6'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
