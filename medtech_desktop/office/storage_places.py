"""看存放的地方：资料库只放本机磁盘；第二备份位置可以是 U盘或共享，不可以是网盘。"""

from __future__ import annotations

from pathlib import Path

from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.domain.storage_places import PlaceKind, cloud_name
from medtech_desktop.store.drives import can_write, place_kind, same_disk

__all__ = ["library_place", "library_place_findings", "second_place", "second_place_findings"]

_OWN = "INPUT"


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


def library_place(folder: Path) -> tuple[Finding, ...]:
    """资料库放在 ``folder``：网络盘、网盘、可拔的盘拒绝；已有内容、没有写入权限也拒绝。"""
    whole = folder.expanduser().absolute()
    found = library_place_findings(whole, place_kind(folder))
    if found:
        return found
    if whole.exists() and (not whole.is_dir() or any(whole.iterdir())):
        what, remedy = "这里已有内容", "另选一个新的或空的文件夹；已有资料库的，回到首页打开它"
        return (_refusal(what, remedy, "folder"),)
    if not can_write(whole):
        return (_refusal("这里没有写入权限", "另选一个文件夹", "folder"),)
    return ()


def second_place(folder: Path, library: Path) -> tuple[Finding, ...]:
    """第二备份位置：须已存在、可写；在资料库里面的、由网盘同步的拒绝。"""
    whole, home = folder.expanduser().absolute(), library.expanduser().absolute()
    found = second_place_findings(whole, place_kind(folder), home, same_disk=same_disk(whole, home))
    if any(one.severity is Severity.REFUSE for one in found):
        return found
    if not whole.is_dir():
        what = "找不到这个文件夹"
        return (_refusal(what, "先插好 U盘、建好文件夹；也可以留空，以后在「系统」登记", "second"),)
    if not can_write(whole):
        return (_refusal("这里没有写入权限", "另选一个文件夹", "second"),)
    return found


def _refusal(what: str, remedy: str, field: str) -> Finding:
    return Finding(Severity.REFUSE, what, "INPUT", remedy, field)
