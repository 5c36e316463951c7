"""导入的批次：取批号、登记一批、记住使用者指明的表头；各类导入共用。"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Protocol

from medtech_desktop.store.imports import ImportBatch, remembered_headings
from medtech_desktop.store.page import Page
from medtech_desktop.store.tables.imports import HeadingRow, ImportBatchRow

MANY = 50
"""多于这么多行的，导入之前先备份；备份不成就不导入。"""


class Counted(Protocol):
    """一批的各数。"""

    @property
    def kind(self) -> str: ...
    @property
    def file_name(self) -> str: ...
    @property
    def sha256(self) -> str: ...
    @property
    def read(self) -> int: ...
    @property
    def accepted(self) -> int: ...
    @property
    def duplicates(self) -> int: ...
    @property
    def misfit_rows(self) -> int: ...
    @property
    def mapping(self) -> dict[str, str]: ...


def earlier_words(earlier: ImportBatch | None) -> str:
    """同一文件以前导入过的，说哪一批。"""
    return f"{earlier.file_name} 已作为 {earlier.number} 导入过" if earlier else ""


def batch_words(report: Counted, kept: str, more: str = "", twice: int = 0) -> str:
    """导入以后说的一句话：``kept`` 记入了什么，``more`` 还要说明的；``twice`` 几行写了两遍。"""
    parts = [f"读入 {report.read:,} 行", kept, more]
    if held := report.duplicates - twice:
        parts.append(f"已在册 {held:,} 行")
    if twice:
        parts.append(f"文件里写了两遍的 {twice:,} 行")
    if report.misfit_rows:
        parts.append(f"不合格 {report.misfit_rows:,} 行")
    return "，".join(part for part in parts if part)


def enter_batch(page: Page, report: Counted, on: date) -> str:
    """登记一批，返回批号。"""
    prefix = f"导入-{on.year}-"
    used = page.count(ImportBatchRow, ImportBatchRow.number.startswith(prefix), annulled=True)
    number = f"{prefix}{used + 1:03d}"
    page.add(
        ImportBatchRow,
        number=number,
        kind=report.kind,
        file_name=report.file_name,
        sha256=report.sha256,
        read=report.read,
        accepted=report.accepted,
        duplicates=report.duplicates,
        misfits=report.misfit_rows,
        mapping=json.dumps(report.mapping, ensure_ascii=False, sort_keys=True),
    )
    return number


def remember(page: Page, kind: str, mapping: Mapping[str, str], given: Mapping[str, str]) -> None:
    """使用者指定过的表头记住，下次自动对上。"""
    known = remembered_headings(page, kind)
    for heading, column in given.items():
        if known.get(heading) != column:
            page.add(HeadingRow, kind=kind, heading=heading, column=column)
