"""把驱动的错误说成中文：发生了什么、保住了什么、怎么办。"""

from __future__ import annotations

import os
import re
from pathlib import Path

from medtech_desktop.domain.trouble import Interrupted, Trouble
from medtech_desktop.store.triggers import (
    APPEND_ONLY,
    CHAIN_BROKEN,
    NO_BUSINESS_ROLE,
    SAME_REVIEWER,
    SELF_APPROVAL,
    STEP_OUT_OF_TURN,
)

INTERRUPT, IOERR, CORRUPT, FULL, CANTOPEN, NOTADB = 9, 10, 11, 13, 14, 26
READONLY, BUSY, LOCKED, CONSTRAINT, AUTH = 8, 5, 6, 19, 23
HURT = frozenset({IOERR, CORRUPT, FULL, CANTOPEN, NOTADB})
"""After these the connection is thrown away and made anew."""

PROBE = 256 * 1024

_NOT_SAVED = "本次未保存，原数据完好"


class Broken(Trouble):
    """违反约束：数据库拒绝这条记录；``constraint`` 是约束名或 表.列。"""

    def __init__(self, sentence: str, constraint: str, number: str = "E-DB-14") -> None:
        self.constraint = constraint
        super().__init__(sentence, "请核对后再保存；若反复出现，请记下错误号", number)


class LostTransaction(Trouble):
    """事务已不在：中断使本次的修改全部撤回，后面的语句不得单独写入。"""

    def __init__(self) -> None:
        super().__init__(f"保存中途被打断，{_NOT_SAVED}", "请再保存一次", "E-DB-15")


UNREADABLE = "Could not decode to UTF-8"


def is_trouble(error: BaseException) -> bool:
    """是外部原因的错误；其余（如 SQL 写错）是程序错误，原样抛出。"""
    code = code_of(error)
    return code in _PLAIN or code in (CONSTRAINT, INTERRUPT, FULL) or UNREADABLE in str(error)


def unreadable(what: str) -> Trouble:
    """存着的内容读不懂：文件损坏，或被别的工具改过。"""
    return Trouble(
        f"{what}的内容读不懂，数据文件可能已损坏或被别的工具改过，没有改动它",
        "请运行体检，并用最近一次核验过的备份恢复",
        "E-DB-19",
    )


def code_of(error: BaseException) -> int:
    """SQLite 主错误码；不是驱动的错误则 0。"""
    code = getattr(getattr(error, "orig", None) or error, "sqlite_errorcode", 0)
    return int(code or 0) & 0xFF


def short_of_space(folder: Path) -> bool:
    """试写 256 KiB，写不下即磁盘已满（配额与文件大小限制也算）。"""
    probe = folder / "space.part"
    try:
        with probe.open("wb") as file:
            file.write(bytes(PROBE))
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        return True
    finally:
        probe.unlink(missing_ok=True)
    return False


def explain(error: BaseException, folder: Path) -> Trouble:
    """驱动的错误 → 故障。``folder`` 用来判断磁盘是否已满。"""
    code, words = code_of(error), str(getattr(error, "orig", None) or error)
    if code == CONSTRAINT:
        return _constraint(words)
    if code == INTERRUPT:
        return Interrupted(f"已取消，{_NOT_SAVED}", "", "E-DB-13")
    if code == FULL or (code == IOERR and short_of_space(folder)):
        return Trouble(f"磁盘已满，{_NOT_SAVED}", "请清理磁盘后再保存一次", "E-DB-03")
    if UNREADABLE in words:
        return unreadable("数据文件")
    sentence, remedy, number = _PLAIN.get(code, _UNKNOWN)
    return Trouble(sentence, remedy, number)


def _constraint(words: str) -> Trouble:
    if APPEND_ONLY in words:
        table = words.split(APPEND_ONLY, 1)[1]
        return Broken(f"已生效的记录不能修改或删除（{table}），原数据完好", table, "E-DB-17")
    if CHAIN_BROKEN in words:
        return Broken(f"审计日志不连续，{_NOT_SAVED}", "act_chain", "E-DB-35")
    for rule, sentence in _RULES.items():
        if rule in words:
            return Broken(f"{sentence}，{_NOT_SAVED}", rule, "E-DB-18")
    found = re.match(r"(UNIQUE|CHECK|NOT NULL|FOREIGN KEY) constraint failed(?:: (.*))?", words)
    what = {
        "UNIQUE": "与已有记录重复",
        "CHECK": "数值不在允许范围内",
        "NOT NULL": "缺少必填内容",
        "FOREIGN KEY": "引用的记录不存在或仍被引用",
    }.get(found[1] if found else "", "数据不合要求")
    name = (found[2] if found else words) or ""
    return Broken(f"{what}{f'（{name}）' if name else ''}，{_NOT_SAVED}", name)


_RULES = {
    SELF_APPROVAL: "本人不能审定或确认自己的授权（第二十条）",
    SAME_REVIEWER: "同一人审了两步，没有写明兼任",
    STEP_OUT_OF_TURN: "申请还没有到这一步，或这一步没有写全",
    NO_BUSINESS_ROLE: "管理员、审计不办业务审批",
}

_UNKNOWN = (
    f"数据文件操作没有完成，{_NOT_SAVED}",
    "请再试一次；若反复出现，请记下错误号",
    "E-DB-00",
)

_PLAIN: dict[int, tuple[str, str, str]] = {
    BUSY: ("数据文件正被另一个程序使用", "请关闭另一个窗口或程序后再试", "E-DB-10"),
    LOCKED: ("数据文件正被另一个程序使用", "请关闭另一个窗口或程序后再试", "E-DB-10"),
    READONLY: (f"没有写入权限，{_NOT_SAVED}", "请联系管理员开放该文件夹的写入权限", "E-DB-09"),
    IOERR: (
        f"数据文件读写出错，{_NOT_SAVED}",
        "请检查硬盘；若再次出现，请停止录入并用最近的备份恢复",
        "E-DB-07",
    ),
    CORRUPT: (
        "数据文件已损坏，已停止使用，没有改动它",
        "请用最近一次核验过的备份恢复",
        "E-DB-19",
    ),
    CANTOPEN: ("打不开数据文件，没有改动它", "请检查文件夹是否还在、是否有权限", "E-DB-23"),
    NOTADB: (
        "密码不对，或文件已损坏；没有改动它",
        "请核对密码；仍打不开请用最近的备份恢复",
        "E-DB-27",
    ),
    AUTH: (f"没有权限，{_NOT_SAVED}", "请联系管理员", "E-DB-09"),
}
