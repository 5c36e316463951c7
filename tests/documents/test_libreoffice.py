"""LibreOffice opens every docx and xlsx of the lists and reports, with their text."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from medtech_desktop.documents.rendering import render
from medtech_desktop.documents.tables import Table, render_tables
from tests.documents.list_samples import ANNEX1, ANNEX4, CATALOG, DISCLOSURE, REPORT
from tests.documents.paper_samples import page_count, text_of

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]
EXPECTED = {
    "annex1.docx": ("湖南省限制类医疗技术目录（2018版）", "G01造血干细胞移植技术", "S29"),
    "annex1.xlsx": ("湖南省限制类医疗技术目录（2018版）", "S29临床基因扩增检验技术"),
    "annex4.docx": ("规范化培训基地备案表", "186例", "2.另需提供"),
    "catalog.docx": ("医疗技术临床应用管理目录", "JS-001", "变化表", "2026年版与2025年版相比"),
    "catalog.xlsx": ("JS-001", "医疗技术临床应用管理目录变化表", "已被临床淘汰"),
    "disclosure.xlsx": ("限制类技术目录", "39.7205", "例数少，不列", "该期间没有完整登记"),
    "report.docx": ("自我评估报告", "☑", "评估人：示例丁"),
    "tables.xlsx": ("=1+1", "#N/A", "36.0601"),
}


def _write_all(folder: Path) -> list[Path]:
    contents = {
        "annex1.docx": render(ANNEX1, "docx"),
        "annex1.xlsx": render(ANNEX1, "xlsx"),
        "annex4.docx": render(ANNEX4, "docx"),
        "catalog.docx": render(CATALOG, "docx"),
        "catalog.xlsx": render(CATALOG, "xlsx"),
        "disclosure.xlsx": render(DISCLOSURE, "xlsx"),
        "report.docx": render(REPORT, "docx"),
        "tables.xlsx": render_tables(
            [Table("甲", ("值", "又值"), [("=1+1", "#N/A"), ("36.0601", "\x07")])]
        ),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in contents]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """各文件由 LibreOffice 打开后另存的 PDF。"""
    folder = tmp_path_factory.mktemp("office")
    files = _write_all(folder)
    profile = (folder / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf"]
    for kind in (".docx", ".xlsx"):
        out = folder / kind.strip(".")
        subprocess.run(
            [*command, "--outdir", str(out), *(str(f) for f in files if f.suffix == kind)],
            env={k: v for k, v in os.environ.items() if k != "FONTCONFIG_FILE"},
            check=True,
            timeout=240,
            capture_output=True,
        )
    return folder


@pytest.mark.parametrize("name", list(EXPECTED))
def test_it_opens_with_its_text(opened: Path, name: str) -> None:
    source = Path(name)
    content = (opened / source.suffix.strip(".") / f"{source.stem}.pdf").read_bytes()
    text = text_of(content)
    for part in EXPECTED[name]:
        assert part in text
    pages = {"annex1.docx": 2, "annex4.docx": 1, "catalog.docx": 2, "report.docx": 1}
    if name in pages:
        assert page_count(content) == pages[name]
