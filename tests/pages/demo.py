"""演示医院的样板：每个进程建一次，每个测试用一份拷贝。"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from datetime import date
from functools import cache
from pathlib import Path

from medtech_desktop.office.demo import build_demo

DEMO_DAY = date(2026, 11, 24)
"""演示医院的今天；定死，各屏各日看起来一样。"""


@cache
def _template() -> Path:
    place = Path(tempfile.mkdtemp(prefix="medtech-demo-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    build_demo(place / "库", on=DEMO_DAY).close()
    return place / "库"


def demo_folder(tmp_path: Path) -> Path:
    """样板的一份拷贝。"""
    shutil.copytree(_template(), tmp_path / "库")
    return tmp_path / "库"
