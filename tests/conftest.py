"""Every test runs in the same surroundings, whatever the machine and the account."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

_HOME = Path(tempfile.mkdtemp(prefix="medtech-tests-"))


def _settle_surroundings() -> None:
    """Before Qt or any library is imported: no screen, no fonts, no settings of this PC."""
    (_HOME / "runtime").mkdir(mode=0o700)
    os.environ.update(
        QT_QPA_PLATFORM="offscreen",
        QT_SCALE_FACTOR="1",
        FONTCONFIG_FILE=str(Path(__file__).with_name("no_fonts.conf")),
        XDG_RUNTIME_DIR=str(_HOME / "runtime"),
    )
    # Where platformdirs and Qt look for settings, data and logs, on Linux and Windows.
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        os.environ[name] = str(_HOME / name.lower())
    for name in ("APPDATA", "LOCALAPPDATA"):
        if name in os.environ:
            os.environ[name] = str(_HOME / name.lower())
    for name in [n for n in os.environ if n.startswith("MEDTECH_")]:
        del os.environ[name]


_settle_surroundings()

settings.register_profile(
    "gauntlet",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("gauntlet")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="run the slow tests, too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--all"):
        return
    for item in items:
        if "slow" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="slow: only with --all"))


def pytest_collection_finish() -> None:
    """What is loaded stays; no collection has to walk it."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _home_is_temporary() -> Iterator[None]:
    yield
    shutil.rmtree(_HOME, ignore_errors=True)
