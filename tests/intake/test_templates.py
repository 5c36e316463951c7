"""模板：栏名、说明、下拉、示例行；填上就能读，示例不读，Excel 系软件打得开。"""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.intake.columns import Column, Kind, Reads
from medtech_desktop.intake.kinds import KINDS, kind_of
from medtech_desktop.intake.misfit_books import misfit_workbook
from medtech_desktop.intake.reading import read_kind
from medtech_desktop.intake.templates import EXAMPLE, template_bytes
from tests.intake.workbooks import book

TODAY = date(2026, 11, 22)
SOFFICE = shutil.which("soffice")
NEEDED = {
    *("technologies", "catalog", "prohibited", "procedures", "grading", "departments"),
    *("practitioners", "privileges", "workloads", "trainings", "filings", "holidays"),
    *("surgeries", "cases"),
}


def page_of(kind: str) -> Any:
    return load_workbook(BytesIO(template_bytes(kind))).worksheets[0]


def test_every_kind_of_the_command_line_is_there() -> None:
    assert set(KINDS) == NEEDED
    with pytest.raises(Trouble, match="没有「别的」这种导入"):
        kind_of("别的")


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.key)
def test_no_heading_means_two_columns(kind: Kind) -> None:
    from medtech_desktop.intake.headings import IGNORED, heading_key

    owners: dict[str, str] = {}
    for column in kind.columns:
        for written in (column.heading, *column.synonyms):
            assert owners.setdefault(heading_key(written), column.key) == column.key, written
    assert not owners.keys() & {heading_key(one) for one in IGNORED}
    assert set(kind.natural_key) <= {column.key for column in kind.columns}


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.key)
def test_headings_notes_and_drop_downs(kind: Kind) -> None:
    page = page_of(kind.key)
    assert [cell.value for cell in page[2]] == [column.heading for column in kind.columns]
    offered = {
        str(offer.sqref).partition(":")[0].rstrip("0123456789"): offer.formula1
        for offer in page.data_validations.dataValidation
    }
    for cell, column in zip(page[2], kind.columns, strict=True):
        if column.required:
            assert "必填" in cell.comment.text
        if column.note:
            assert column.note in cell.comment.text
        if column.choices:
            listed = '"' + ",".join(column.choice_labels) + '"'
            assert listed in [
                offered.get(key) for key in offered if key.startswith(cell.column_letter)
            ]
        if column.reads in (Reads.IDENTIFIER, Reads.CODE, Reads.CODES, Reads.TEXT):
            assert page.column_dimensions[cell.column_letter].number_format == "@"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_empty_template_has_no_data_since_the_example_is_not_read(
    kind: str, tmp_path: Path
) -> None:
    assert str(page_of(kind)["A3"].value).startswith(EXAMPLE)
    path = tmp_path / "模板.xlsx"
    path.write_bytes(template_bytes(kind))
    with pytest.raises(Trouble, match="没有一行数据"):
        read_kind(kind, path, today=TODAY)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.key)
def test_the_example_itself_would_be_accepted(kind: Kind, tmp_path: Path) -> None:
    filled = load_workbook(BytesIO(template_bytes(kind.key)))
    page: Any = filled.worksheets[0]
    for at, column in enumerate(kind.columns, 1):
        page.cell(row=4, column=at).value = column.example or _any_choice(column)
    path = tmp_path / "填好.xlsx"
    filled.save(path)
    reading = read_kind(kind.key, path, today=TODAY)
    assert reading.misfits == ()
    assert [draft.line for draft in reading.rows] == [4]
    assert any("第 3 行是示例" in note for note in reading.notes)
    needed = {column.key for column in kind.columns if column.example}
    assert needed <= set(reading.rows[0].values)


def _any_choice(column: Column) -> str | None:
    return column.choice_labels[0] if column.choices else None


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not here")
def test_libreoffice_opens_templates_and_misfits_and_saves_them_as_xls(tmp_path: Path) -> None:
    names = []
    for kind in sorted(KINDS):
        (tmp_path / f"{kind}.xlsx").write_bytes(template_bytes(kind))
        names.append(kind)
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(book([["编码", "名称"], ["36.0700", "甲"], [36.07, "乙"], ["36.0800", None]]))
    reading = read_kind("procedures", bad, today=TODAY)
    (tmp_path / "misfits.xlsx").write_bytes(misfit_workbook(reading))
    names.append("misfits")
    out = tmp_path / "xls"
    assert SOFFICE is not None
    subprocess.run(
        [
            *(SOFFICE, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile"),
            *("--convert-to", "xls", "--outdir", str(out)),
            *(str(tmp_path / f"{name}.xlsx") for name in names),
        ],
        env={k: v for k, v in os.environ.items() if k != "FONTCONFIG_FILE"},
        check=True,
        capture_output=True,
        timeout=180,
    )
    assert {path.stem for path in out.glob("*.xls")} == set(names)
    for kind in KINDS:
        with pytest.raises(Trouble, match="没有一行数据"):
            read_kind(kind, out / f"{kind}.xls", today=TODAY)
    again = read_kind("procedures", out / "misfits.xls", today=TODAY)
    assert {(one.line, one.column) for one in again.misfits} == {(2, "编码"), (3, "名称")}


def test_the_files_are_whole_and_hold_no_formula() -> None:
    for kind in KINDS:
        with zipfile.ZipFile(BytesIO(template_bytes(kind))) as archive:
            assert archive.testzip() is None
            sheets = [n for n in archive.namelist() if n.startswith("xl/worksheets/sheet")]
            assert all(b"<f>" not in archive.read(name) for name in sheets)
