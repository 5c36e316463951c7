"""存放的地方有几种：本机磁盘、网络盘、网盘、可拔的盘。"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path


class PlaceKind(StrEnum):
    """一个文件夹在什么样的地方。"""

    LOCAL = "local"
    NETWORK = "network"
    CLOUD = "cloud"
    REMOVABLE = "removable"


_CLOUDS = (
    ("onedrive", "OneDrive"),
    ("坚果云", "坚果云"),
    ("nutstore", "坚果云"),
    ("wps云盘", "WPS云盘"),
    ("wpsdrive", "WPS云盘"),
    ("wps cloud", "WPS云盘"),
    ("百度网盘", "百度网盘"),
    ("baidunetdisk", "百度网盘"),
    ("baidusyncdisk", "百度网盘"),
    ("百度云", "百度网盘"),
    ("微云", "腾讯微云"),
    ("weiyun", "腾讯微云"),
    ("阿里云盘", "阿里云盘"),
    ("adrive", "阿里云盘"),
    ("dropbox", "Dropbox"),
    ("google drive", "Google Drive"),
    ("icloud", "iCloud"),
    ("nextcloud", "Nextcloud"),
)


def cloud_name(folder: Path) -> str:
    """路径里的网盘文件夹属于哪个网盘；不在网盘里为空。"""
    for part in folder.parts:
        plain = part.casefold()
        for mark, name in _CLOUDS:
            if plain.startswith(mark):
                return name
    return ""
