"""看到哪里：每个资料库、每个账户各记一处；离开窗口时记下。在工作线程中被调用。"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library
    from medtech_desktop.office.news import Seen


def seen_of(library: Library) -> Seen | None:
    """上次看到哪里；没有看过为 None。"""
    from medtech_desktop.office.news import Seen, library_mark

    uid, _head = library_mark(library)
    seq, _, day = str(QSettings().value(_key(uid), "")).partition(" ")
    try:
        return Seen(int(seq), date.fromisoformat(day))
    except ValueError:
        return None


def mark_seen(library: Library, on: date) -> None:
    """记下看到这里。"""
    from medtech_desktop.office.news import library_mark

    uid, head = library_mark(library)
    QSettings().setValue(_key(uid), f"{head} {on.isoformat()}")


def _key(uid: str) -> str:
    from medtech_desktop.office.acts import clerk_here

    return f"seen/{uid}/{clerk_here().name}"
