"""要许久的事：有进度，能取消；停下了说停下了，已经做完的照样说做完了。"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from medtech_desktop.ui.desk import Desk, Ticket
from medtech_desktop.ui.widgets.progress_sheet import ProgressSheet
from medtech_desktop.ui.widgets.progress_strip import ProgressStrip

_BUSY = "上一件还没有做完，做完或取消以后再来"


def begin_long(
    desk: Desk,
    host: QWidget,
    said: str,
    work: Callable[..., Any],
    *args: object,
    strip: ProgressStrip | None = None,
    acts: bool = False,
    stopped: Callable[[], None] | str = "",
    then: Callable[[Any], None] | None = None,
    **otherwise: Any,
) -> Ticket | None:
    """做一件要许久的事，``work`` 收 ``progress``；``host`` 没有进度条（``strip``）的用进度框。

    ``stopped``: what to say, or do, when it was cancelled before it was done. ``otherwise``:
    troubled and refused, as for the desk. None when nothing was begun: the strip still shows
    another act, or a past day is looked at.
    """
    if strip is not None and strip.is_going:
        desk.said.emit(_BUSY)
        return None
    sheet = ProgressSheet(said, host) if strip is None else None
    shown = strip or (sheet.strip if sheet is not None else ProgressStrip(host))
    end = sheet.finish if sheet is not None else shown.end
    halted = stopped if callable(stopped) else partial(desk.said.emit, stopped or f"{said}已取消")
    told = {"then": then or _nothing, "owner": host, "progress": shown.tell, **otherwise}
    begin = desk.act if acts else desk.ask
    ticket: Ticket = begin(work, *args, stopped=halted, ended=end, **told)
    if ticket.answered:
        end()
        return None
    shown.begin(said, lambda: desk.cancel(ticket))
    return ticket


def _nothing(_answer: object) -> None:
    return None
