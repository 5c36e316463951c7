"""看存放的地方：新建以前核对资料库与第二备份位置的文件夹。"""

from __future__ import annotations

from pathlib import Path

from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.domain.storage_places import library_place_findings, second_place_findings
from medtech_desktop.store.drives import can_write, place_kind, same_disk

__all__ = ["library_place", "second_place"]


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
