"""存放的地方：网络盘、网盘、U盘不放资料库；第二备份位置不在资料库里、不在网盘里。"""

from __future__ import annotations

from pathlib import Path

import pytest

from medtech_desktop.domain.law import Severity
from medtech_desktop.domain.storage_places import PlaceKind, cloud_name
from medtech_desktop.office.storage_places import library_place_findings, second_place_findings

HOME = Path("/data/资料库")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/home/a/OneDrive - 示例医院/库", "OneDrive"),
        ("/d/坚果云/库", "坚果云"),
        ("/d/WPS云盘/库", "WPS云盘"),
        ("/d/BaiduSyncdisk/库", "百度网盘"),
        ("/d/医务科/库", ""),
    ],
)
def test_a_cloud_folder_is_known_by_its_name(path: str, name: str) -> None:
    assert cloud_name(Path(path)) == name


@pytest.mark.parametrize("kind", [PlaceKind.NETWORK, PlaceKind.CLOUD, PlaceKind.REMOVABLE])
def test_the_library_stays_on_this_computer(kind: PlaceKind) -> None:
    (found,) = library_place_findings(HOME, kind)
    assert found.severity is Severity.REFUSE
    assert found.field == "folder"
    assert found.remedy


def test_a_local_folder_is_fine() -> None:
    assert library_place_findings(HOME, PlaceKind.LOCAL) == ()


def test_the_second_place_may_be_a_stick_or_a_share_but_no_cloud() -> None:
    stick = Path("/media/u")
    for kind in (PlaceKind.REMOVABLE, PlaceKind.NETWORK):
        assert second_place_findings(stick, kind, HOME, same_disk=False) == ()
    (found,) = second_place_findings(stick, PlaceKind.CLOUD, HOME, same_disk=False)
    assert found.severity is Severity.REFUSE
    (found,) = second_place_findings(HOME / "备份", PlaceKind.LOCAL, HOME, same_disk=True)
    assert "里面" in found.message


def test_the_same_disk_is_only_told() -> None:
    (found,) = second_place_findings(Path("/data/备份"), PlaceKind.LOCAL, HOME, same_disk=True)
    assert found.severity is Severity.NOTE
