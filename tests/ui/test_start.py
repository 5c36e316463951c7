"""开窗口：首屏以前不装重的库；第一次打开先登记本院；库打不开说明原因。"""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from collections.abc import Callable
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from medtech_desktop.app import Opening, Start, start_log
from medtech_desktop.ui.curtain import Curtain
from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.places import PLACES
from medtech_desktop.ui.problems import Problems
from medtech_desktop.ui.screens.backups import RestoreEntry
from medtech_desktop.ui.screens.certificate_entries import CertificateEntry
from medtech_desktop.ui.screens.correction_entries import AnnulCaseEntry, AnnulStepEntry
from medtech_desktop.ui.screens.decision_entries import LinkEntry, ProhibitionEntry, ScopeEntry
from medtech_desktop.ui.screens.disclosure_entries import ApprovalEntry, FiguresEntry
from medtech_desktop.ui.screens.edition_entries import AdoptEntry, ForceEntry
from medtech_desktop.ui.screens.filing_entries import MaterialEntry, OpenFilingEntry, StepEntry
from medtech_desktop.ui.screens.import_entries import UndoImportEntry
from medtech_desktop.ui.screens.imports import ImportSheet
from medtech_desktop.ui.screens.institution_entries import (
    AuthorityEntry,
    FactEntry,
    HolidaysEntry,
)
from medtech_desktop.ui.screens.practitioner_entries import (
    PractitionerChangeEntry,
    PractitionerEntry,
)
from medtech_desktop.ui.screens.self_assessment_entries import NormEntry, SelfAssessmentEntry
from medtech_desktop.ui.screens.technology_entries import (
    AppraisalEntry,
    DepartmentsEntry,
    EthicsEntry,
    EvidenceEntry,
    LeadsEntry,
    TechnologyEntry,
)
from medtech_desktop.ui.screens.training_entries import BaseEntry
from medtech_desktop.ui.screens.use_entries import FirstCaseEntry, StartEntry, StopEntry
from medtech_desktop.ui.theme import Ink
from tests.ui.conftest import MakeDesk

_HEAVY = ("sqlalchemy", "alembic", "sqlcipher3", "openpyxl", "reportlab", "PIL", "pypdfium2")
_DAY = date(2026, 9, 28)


def test_nothing_heavy_is_loaded_before_the_first_paint() -> None:
    code = (
        "import sys, medtech_desktop.app, medtech_desktop.ui.main_window, "
        "medtech_desktop.ui.places; "
        f"print([name for name in {_HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_first_frame_needs_nothing_but_qt_and_the_theme() -> None:
    code = (
        "import sys, medtech_desktop.app, medtech_desktop.ui.curtain; "
        "print(sorted(name for name in sys.modules if name.startswith('medtech_desktop.ui.')))"
    )
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "['medtech_desktop.ui.curtain', 'medtech_desktop.ui.theme']"


def test_the_curtain_says_that_the_program_is_opening(qtbot: QtBot) -> None:
    curtain = Curtain()
    curtain.show()
    shown = curtain.grab().toImage()
    assert curtain.accessibleName() == "正在打开"
    assert shown.pixelColor(5, 5) == Ink.NAV.colour
    assert shown.pixelColor(600, 20) == Ink.BG.colour
    curtain.close()


def test_the_library_is_opened_only_after_the_first_frame(qtbot: QtBot, tmp_path: Path) -> None:
    opened: list[bool] = []
    desk = Desk(lambda: opened.append(True), held=True)
    desk.ask(lambda _library: None, then=lambda _answer: None)
    qtbot.wait(80)
    assert opened == []
    desk.release()
    qtbot.waitUntil(lambda: opened == [True])
    assert desk.stop()


def test_a_library_that_exists_opens_at_once_and_trouble_is_told(
    qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "坏库"
    folder.mkdir()
    (folder / "book.db").write_bytes(b"not a library at all" * 300)
    start = Start(Opening(folder), Problems(), tmp_path / "medtech.log")
    start.begin()
    assert start.first_run is None
    window = start.window
    assert window is not None
    qtbot.waitUntil(lambda: window.trouble_bar.isVisible(), timeout=20_000)
    assert window.trouble_bar.sentence.text()
    window.close()
    window.deleteLater()


def test_the_log_is_a_file_of_its_own(tmp_path: Path) -> None:
    import logging

    path = start_log(tmp_path / "日志")
    log = logging.getLogger("medtech_desktop")
    log.info("开始")
    handler = log.handlers[-1]
    handler.close()
    log.removeHandler(handler)
    assert "开始" in path.read_text(encoding="utf-8")


def _entries(desk: Desk, parent: QWidget) -> list[Callable[[], Entry]]:
    plain = (
        AnnulCaseEntry,
        AppraisalEntry,
        EthicsEntry,
        EvidenceEntry,
        FirstCaseEntry,
        LinkEntry,
        NormEntry,
        OpenFilingEntry,
        ProhibitionEntry,
        ScopeEntry,
        SelfAssessmentEntry,
        StartEntry,
        StopEntry,
    )
    key, name = "技-001", "示例技术"
    return [
        *(lambda kind=kind: kind(desk, key, name, _DAY, parent) for kind in plain),
        lambda: TechnologyEntry(desk, _DAY, parent),
        lambda: LeadsEntry(desk, key, name, ("示例甲",), _DAY, parent),
        lambda: DepartmentsEntry(desk, key, name, "骨科", _DAY, parent),
        lambda: PractitionerEntry(desk, _DAY, parent),
        lambda: CertificateEntry(desk, (("1", "示例甲"),), "training", _DAY, parent),
        lambda: MaterialEntry(desk, "备案-2026-001", ("other", None, "其他"), _DAY, parent),
        lambda: StepEntry(desk, "备案-2026-001", "submitted", _DAY, parent),
        lambda: AnnulStepEntry(desk, "备案-2026-001", "提交备案", _DAY, parent),
        lambda: PractitionerChangeEntry(desk, 1, "示例甲", _DAY, parent),
        lambda: HolidaysEntry(desk, 2027, parent),
        lambda: FactEntry(desk, "医疗机构级别", "三级甲等", _DAY, parent),
        lambda: AuthorityEntry(desk, 1, "示例市卫生健康委员会", _DAY, parent),
        lambda: ApprovalEntry(desk, (_DAY, _DAY), _DAY, parent),
        lambda: FiguresEntry(desk, (), (_DAY, _DAY), _DAY, parent),
        lambda: ForceEntry(desk, (), "", _DAY, parent),
        lambda: AdoptEntry(desk, 3, 1, _DAY, parent),
        lambda: BaseEntry(desk, _DAY, parent),
        lambda: UndoImportEntry(desk, "导入-2026-001", "示例.xlsx", parent),
        lambda: RestoreEntry(desk, Path("没有"), parent),
    ]


@pytest.mark.parametrize("number", range(32))
def test_a_closed_entry_dies(qtbot: QtBot, make_desk: MakeDesk, number: int) -> None:
    desk = make_desk(_no_library)
    parent = QWidget()
    qtbot.addWidget(parent)
    made = _entries(desk, parent)
    assert len(made) == 32
    entry = made[number]()
    gone = weakref.ref(entry)
    entry.begin()
    qtbot.waitUntil(lambda: not desk.is_busy)
    with qtbot.waitSignal(entry.destroyed):
        entry.close()
    del entry
    gc.collect()
    assert gone() is None


def test_a_closed_import_leaves_nothing_behind(qtbot: QtBot, make_desk: MakeDesk) -> None:
    desk = make_desk(_no_library)
    parent = QWidget()
    qtbot.addWidget(parent)
    sheet = ImportSheet(desk, "technologies", _DAY, parent)
    gone = weakref.ref(sheet)
    sheet.open()
    qtbot.waitUntil(lambda: not desk.is_busy)
    with qtbot.waitSignal(sheet.destroyed):
        sheet.close()
    del sheet
    gc.collect()
    assert gone() is None


def _no_library() -> object:
    from medtech_desktop.domain.trouble import Trouble

    raise Trouble("没有资料库")


def test_a_log_that_cannot_be_written_is_no_reason_not_to_open(tmp_path: Path) -> None:
    (tmp_path / "占着").write_bytes(b"")
    assert start_log(tmp_path / "占着" / "日志").name == "medtech.log"


def test_a_screen_lives_in_the_module_named_like_its_place() -> None:
    """``calm`` imports it by that name while the window is idle."""
    for place in PLACES:
        assert find_spec(f"medtech_desktop.ui.screens.{place.entry.key}") is not None
