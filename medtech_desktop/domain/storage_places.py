"""存放的地方：资料库只放本机磁盘；第二备份位置可以是 U盘或共享，不可以是网盘。"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from medtech_desktop.domain.law import Finding, Severity

_OWN = "INPUT"


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


def library_place_findings(folder: Path, kind: PlaceKind) -> tuple[Finding, ...]:
    """资料库能不能放在这里。"""
    remedy = "改选本机磁盘上的文件夹；另一台电脑要看的，用导出或打印"
    match kind:
        case PlaceKind.NETWORK:
            why = "这里是网络盘：断网或两台电脑同时打开会损坏数据，资料库不能放在这里"
        case PlaceKind.CLOUD:
            name = cloud_name(folder) or "网盘"
            why = f"这里由{name}同步：同步到一半的文件打不开，内容也会传到院外，资料库不能放在这里"
        case PlaceKind.REMOVABLE:
            why = "这里是 U盘或移动硬盘：拔掉就不能用，资料库不能放在这里"
            remedy = "改选本机磁盘上的文件夹；U盘可以作第二备份位置"
        case _:
            return ()
    return (Finding(Severity.REFUSE, why, _OWN, remedy, "folder"),)


def second_place_findings(
    folder: Path, kind: PlaceKind, library: Path, *, same_disk: bool
) -> tuple[Finding, ...]:
    """第二备份位置能不能用；同一块磁盘上的只提示。"""
    refused = ""
    if folder == library or folder.is_relative_to(library):
        refused = "第二备份位置在资料库文件夹里面，磁盘坏了会一起丢失"
    elif kind is PlaceKind.CLOUD:
        refused = f"这里由{cloud_name(folder) or '网盘'}同步，备份会传到院外"
    if refused:
        remedy = "改选 U盘、另一块磁盘或院内的共享文件夹"
        return (Finding(Severity.REFUSE, refused, _OWN, remedy, "second"),)
    if not same_disk:
        return ()
    what = "它与资料库在同一块磁盘上，磁盘坏了会一起丢失"
    return (Finding(Severity.NOTE, what, _OWN, "有 U盘或另一块磁盘时改用它", "second"),)
