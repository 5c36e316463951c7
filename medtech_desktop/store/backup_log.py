"""备份的记录：每次备份成败都是一次操作，拔掉 U盘以后仍说得出上次是哪一天。"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.store.manifests import Manifest
from medtech_desktop.store.page import Look, Page

MADE, FAILED, RESTORED = "backup.made", "backup.failed", "library.restore"
HERE, SECOND, OTHER = "library", "second", "other"
"""备份位置：数据文件夹中的 backups、第二备份位置、临时指定的。"""

SECOND_PLACE = "backup_place"
"""数据文件的约定中第二备份位置的名称。"""

_SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class BackupEntry:
    """记录中的一次备份：时刻（UTC 文本）、是否完成、位置、末条锚、失败时的说明。"""

    recorded_at: str
    made: bool
    place: str
    head: str
    said: str

    @property
    def day(self) -> date:
        """哪一天（北京时间）。"""
        return day_of(self.recorded_at)


def day_of(recorded_at: str) -> date:
    """记录时刻的北京日子。"""
    return datetime.fromisoformat(recorded_at).astimezone(_SHANGHAI).date()


def remark_made(page: Page, manifest: Manifest, place: str, thinned: list[str]) -> None:
    """把完成的一次备份写进操作。"""
    page.remark(
        place=place,
        why=manifest.why.value,
        file=manifest.path.name,
        sha256=manifest.sha256,
        head=manifest.head,
        missing=len(manifest.missing),
        thinned=thinned,
    )


def remark_failed(page: Page, trouble: Trouble, place: str) -> None:
    """把没有完成的一次备份写进操作。"""
    page.remark(place=place, number=trouble.number, said=trouble.sentence)


def _newest(look: Look, place: str, *actions: str) -> BackupEntry | None:
    marks = ", ".join("?" * len(actions))
    rows = look.raw(
        f"SELECT recorded_at, action, body FROM act WHERE action IN ({marks}) "
        "AND json_extract(body, '$.facts.place') = ? ORDER BY seq DESC LIMIT 1",
        *actions,
        place,
    )
    if not rows:
        return None
    recorded_at, action, body = rows[0]
    facts = json.loads(body)["facts"]
    return BackupEntry(
        str(recorded_at),
        action == MADE,
        str(facts["place"]),
        str(facts.get("head", "")),
        str(facts.get("said", "")),
    )


def last_made(look: Look, place: str) -> BackupEntry | None:
    """该位置最近一次完成的备份。"""
    return _newest(look, place, MADE)


def last_failed(look: Look, place: str) -> BackupEntry | None:
    """该位置最近一次没有完成、其后也没有完成过的备份。"""
    latest = _newest(look, place, MADE, FAILED)
    return latest if latest is not None and not latest.made else None


def changes_after(look: Look, seq: int) -> int:
    """第 ``seq`` 条之后的操作次数；备份自己的记录不算。"""
    rows = look.raw(
        "SELECT count(*) FROM act WHERE seq > ? AND action NOT IN (?, ?)", seq, MADE, FAILED
    )
    return int(rows[0][0])


def created_on(look: Look) -> date:
    """数据文件建立之日（北京时间）。"""
    return day_of(str(look.raw("SELECT created_at FROM book_info")[0][0]))


def second_place(look: Look) -> str:
    """第二备份位置；没有登记则空。"""
    rows = look.raw(
        "SELECT value FROM library_fact WHERE kind = ? ORDER BY act_seq DESC, id DESC LIMIT 1",
        SECOND_PLACE,
    )
    return str(rows[0][0]) if rows else ""
