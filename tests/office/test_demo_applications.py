"""演示医院的授权申请：每一种情形都有一份。"""

from __future__ import annotations

from pathlib import Path

from medtech_desktop.domain.applications import ApplicationState
from medtech_desktop.office.application_pages import application_list
from medtech_desktop.office.library import open_library
from tests.pages.demo import DEMO_DAY, demo_folder


def test_there_is_an_application_in_every_state(tmp_path: Path) -> None:
    library = open_library(demo_folder(tmp_path))
    try:
        lines = application_list(library, DEMO_DAY)
        states = {line.state for line in lines}
        assert states == set(ApplicationState)
    finally:
        library.close()
