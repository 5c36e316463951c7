"""磁盘的种类：按挂载表、按路径。"""

from __future__ import annotations

from pathlib import Path

import pytest

from medtech_desktop.domain.storage_places import PlaceKind
from medtech_desktop.store.drives import kind_by_mounts, nearest_folder, place_kind, same_disk

MOUNTS = """/dev/sda1 / ext4 rw 0 0
server:/share /mnt/科室共享 nfs4 rw 0 0
//fs/share /srv/office\\040share cifs rw 0 0
/dev/sdb1 /media/clerk/U盘 vfat rw 0 0
/dev/sdc1 /srv/office\\040share/local ext4 rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/clerk/资料库", PlaceKind.LOCAL),
        ("/mnt/科室共享/资料库", PlaceKind.NETWORK),
        ("/mnt/科室共享二/资料库", PlaceKind.LOCAL),
        ("/srv/office share/库", PlaceKind.NETWORK),
        ("/srv/office share/local/库", PlaceKind.LOCAL),
        ("/media/clerk/U盘/库", PlaceKind.REMOVABLE),
    ],
)
def test_the_deepest_mount_tells(path: str, kind: PlaceKind) -> None:
    assert kind_by_mounts(Path(path), MOUNTS) is kind


def test_paths_tell_of_shares_and_clouds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert place_kind(Path("//server/share/库")) is PlaceKind.NETWORK
    assert place_kind(tmp_path / "坚果云" / "库") is PlaceKind.CLOUD
    assert place_kind(tmp_path / "库") is PlaceKind.LOCAL
    monkeypatch.setenv("OneDrive", str(tmp_path / "同步"))
    assert place_kind(tmp_path / "同步" / "库") is PlaceKind.CLOUD


def test_a_link_into_a_cloud_folder_is_seen(tmp_path: Path) -> None:
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "库").symlink_to(tmp_path / "Dropbox")
    assert place_kind(tmp_path / "库") is PlaceKind.CLOUD


def test_a_folder_that_is_not_there_yet_is_on_its_parents_disk(tmp_path: Path) -> None:
    assert nearest_folder(tmp_path / "一" / "二") == tmp_path
    assert same_disk(tmp_path / "一", tmp_path / "二" / "三")
