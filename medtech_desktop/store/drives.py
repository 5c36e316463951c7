"""磁盘：一个文件夹在本机磁盘、网络盘、网盘还是可拔的盘上。"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from medtech_desktop.domain.storage_places import PlaceKind, cloud_name

_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afpfs", "davfs", "ceph", "glusterfs", "afs"}
    | {"ncpfs", "fuse.davfs2", "fuse.sshfs", "fuse.rclone", "fuse.glusterfs"}
)
_REMOVABLE_ROOTS = ("/media/", "/run/media/")


def place_kind(folder: Path) -> PlaceKind:
    """文件夹（不必已经存在）在什么样的地方。"""
    whole = folder.expanduser().absolute()
    if cloud_name(whole) or _synced_by_onedrive(whole):
        return PlaceKind.CLOUD
    if str(whole).startswith(("\\\\", "//")):
        return PlaceKind.NETWORK
    real = Path(os.path.realpath(whole))
    if real != whole and cloud_name(real):
        return PlaceKind.CLOUD
    return _kind(real)


def nearest_folder(folder: Path) -> Path:
    """它自己或最近的一层已有的文件夹。"""
    for one in (folder, *folder.parents):
        if one.is_dir():
            return one
    return folder


def same_disk(one: Path, two: Path) -> bool:
    """两个文件夹在不在同一块磁盘上；问不出的算不在。"""
    try:
        return nearest_folder(one).stat().st_dev == nearest_folder(two).stat().st_dev
    except OSError:
        return False


def can_write(folder: Path) -> bool:
    """能不能在这里新建：看最近的一层已有的文件夹。"""
    return os.access(nearest_folder(folder), os.W_OK)


def _synced_by_onedrive(folder: Path) -> bool:
    roots = (os.environ.get(name, "") for name in ("OneDrive", "OneDriveCommercial"))
    return any(root and folder.is_relative_to(root) for root in roots)


if sys.platform == "win32":  # pragma: no cover - looked at on Windows only
    import ctypes

    _REMOVABLE_DRIVE, _REMOTE_DRIVE, _CD_DRIVE = 2, 4, 5

    def _kind(folder: Path) -> PlaceKind:
        drive = ctypes.windll.kernel32.GetDriveTypeW(f"{folder.drive}\\")
        if drive == _REMOTE_DRIVE:
            return PlaceKind.NETWORK
        if drive in (_REMOVABLE_DRIVE, _CD_DRIVE):
            return PlaceKind.REMOVABLE
        return PlaceKind.LOCAL

else:

    def _kind(folder: Path) -> PlaceKind:
        try:
            mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
        except OSError:
            mounts = ""
        return kind_by_mounts(folder, mounts)


def kind_by_mounts(folder: Path, mounts: str) -> PlaceKind:
    """按挂载表（每行：设备、位置、类型……）判断，取最深的一处。"""
    best, kind = "", ""
    for line in mounts.splitlines():
        words = line.split()
        if len(words) < 3:
            continue
        place = words[1].replace("\\040", " ")
        inside = folder.is_relative_to(place)
        if inside and len(place) >= len(best):
            best, kind = place, words[2]
    if kind in _NETWORK:
        return PlaceKind.NETWORK
    if best and f"{best}/".startswith(_REMOVABLE_ROOTS):
        return PlaceKind.REMOVABLE
    return PlaceKind.LOCAL
