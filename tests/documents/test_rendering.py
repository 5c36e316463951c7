"""The table of papers and formats, and what importing it must not load."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from medtech_desktop.documents.rendering import RENDERERS, formats, render
from medtech_desktop.domain.papers import Annex2, Annex3, Annex5, CountedDays
from tests.documents.paper_samples import ANNEX2, ANNEX3, ANNEX5, counted_days

SAMPLES = {type(paper): paper for paper in (ANNEX2, ANNEX3, ANNEX5, counted_days())}
HEADS = {"pdf": b"%PDF", "docx": b"PK", "xlsx": b"PK"}


@pytest.mark.parametrize(("known", "kind"), list(RENDERERS))
def test_every_listed_format_is_made(known: type, kind: str) -> None:
    assert render(SAMPLES[known], kind).startswith(HEADS[kind])


def test_formats_of_each_paper() -> None:
    assert formats(Annex2) == ("pdf", "docx")
    assert formats(Annex3) == ("pdf", "docx")
    assert formats(Annex5) == ("pdf", "xlsx")
    assert formats(CountedDays) == ("pdf",)
    with pytest.raises(KeyError):
        render(ANNEX2, "xlsx")


def test_importing_loads_no_heavy_library() -> None:
    script = (
        "import sys\n"
        "from medtech_desktop.documents import rendering, exports, fonts\n"
        "heavy = {'reportlab', 'openpyxl', 'PIL', 'pypdf', 'sqlalchemy', 'PySide6'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
