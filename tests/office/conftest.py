"""每个测试一家样例医院，走到名字所说的那一步。"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import Office, office_at


def _at(stage: str, tmp_path: Path) -> Iterator[Office]:
    office = office_at(stage, tmp_path)
    yield office
    office.library.close()


@pytest.fixture
def hospital(tmp_path: Path) -> Iterator[Office]:
    """新建的医院：人员、规范，没有技术。"""
    yield from _at("hospital", tmp_path)


@pytest.fixture
def approved(tmp_path: Path) -> Iterator[Office]:
    """S16 已获准开展，还没有首例。"""
    yield from _at("approved", tmp_path)


@pytest.fixture
def filing(tmp_path: Path) -> Iterator[Office]:
    """S16 有首例，备案已新建，材料未备。"""
    yield from _at("filing", tmp_path)


@pytest.fixture
def ready(tmp_path: Path) -> Iterator[Office]:
    """材料齐全，可以提交。"""
    yield from _at("ready", tmp_path)


@pytest.fixture
def submitted(tmp_path: Path) -> Iterator[Office]:
    """已提交，在备案部门。"""
    yield from _at("submitted", tmp_path)


@pytest.fixture
def filed(tmp_path: Path) -> Iterator[Office]:
    """已完成备案。"""
    yield from _at("filed", tmp_path)


@pytest.fixture
def privileged(tmp_path: Path) -> Iterator[Office]:
    """有编码库、分级目录、一个专业，和示例甲的期初授权。"""
    yield from _at("privileged", tmp_path)
