"""The theme on the one application, and a desk that is always stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication

from medtech_desktop.ui import theme
from medtech_desktop.ui.desk import Desk

MakeDesk = Callable[[Callable[[], object]], Desk]


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["medtech-tests"]


@pytest.fixture(autouse=True)
def _themed(qapp: QApplication) -> None:
    if not qapp.styleSheet():
        theme.install(qapp)


@pytest.fixture
def make_desk(qapp: QApplication) -> Iterator[MakeDesk]:
    made: list[Desk] = []

    def make(opener: Callable[[], object]) -> Desk:
        made.append(Desk(opener))
        return made[-1]

    yield make
    assert all(desk.stop() for desk in made)
