"""备案材料册：封面、目录、附件2、附件3、各件扫描，一份 PDF。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from medtech_desktop.domain.papers import Annex2, Annex3, Footer


class DossierSource(StrEnum):
    """一件材料从哪里来：由记录画出、扫描件、纸质件另附、缺。"""

    PAPER = "paper"
    SCAN = "scan"
    ELSEWHERE = "elsewhere"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class DossierEntry:
    """材料册的一件，依装订次序。

    ``record`` is given with PAPER; ``file_name`` and ``sha256`` with SCAN (the bytes are
    handed to the renderer, the hash binds them to this record; empty = not compared).
    """

    title: str  # 例：「医师资格证书复印件」
    source: DossierSource
    note: str = ""  # 例：「示例甲」「有效期至 2027-05-01」
    record: Annex2 | Annex3 | None = None
    file_name: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Dossier:
    """备案材料：一份备案的全部材料。``missing`` 为还缺什么，印在目录之上。"""

    hospital: str
    authority: str  # 收件机关
    technology: str
    code: str
    filing_number: str  # 备案编号
    entries: tuple[DossierEntry, ...]
    missing: tuple[str, ...]
    prepared_on: date
    footer: Footer
