"""授权对象的写法：认不出的，用窗口里的话说。"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from medtech_desktop.domain.applications import ApplicationKind
from medtech_desktop.office import applications as office_of
from medtech_desktop.office.application_targets import NewItem
from tests.application_samples import APPLICANT, DAY, house_at
from tests.builders import Office


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Office]:
    office = house_at(tmp_path)
    yield office
    office.library.close()


def test_what_is_nowhere_on_record_is_told_in_the_words_of_the_window(house: Office) -> None:
    unknown = (NewItem(None, "示例没有的术式"),)
    [found] = house.refused(
        office_of.open_application,
        office_of.NewApplication(APPLICANT, ApplicationKind.FIRST, DAY, unknown),
    )
    assert found.message == "没有专业、手术编码或技术「示例没有的术式」"
    assert "「系统」" in found.remedy
    assert "add" not in found.remedy
