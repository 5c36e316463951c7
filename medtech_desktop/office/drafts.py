"""草稿：打了字还没有保存的录入。留、取、列、丢，都不是动作，不进审计。"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta, timezone

from medtech_desktop import __version__
from medtech_desktop.office.acts import clerk_here
from medtech_desktop.store.book import Book
from medtech_desktop.store.drafts import Drafts, last_recorded

KEPT_DAYS = 90
"""满 90 天没有动过的草稿清理掉。"""

_WORDS = ("key", "title", "about", "place", "thing", "word")
_SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class NewDraft:
    """要留的草稿：``key`` 认得出是哪一件，``fields`` 只有改动过的字段。

    ``place``, ``thing`` and ``word`` lead back to the form: the screen, what it shows, and the
    word that opens the form there.
    """

    key: str
    title: str
    about: str
    place: str
    thing: str
    word: str
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Draft:
    """一份草稿，与何时、谁、哪一版程序留的。"""

    made: NewDraft
    saved_at: datetime
    clerk: str
    version: str

    @property
    def by_other(self) -> str:
        """别的经办人留的，是谁；自己留的为空。"""
        return "" if self.clerk == clerk_here().name else self.clerk


@dataclass(frozen=True, slots=True)
class DraftBoard:
    """全部草稿，新的在前；``swept``：这次清掉了几份满期的。"""

    drafts: tuple[Draft, ...]
    swept: int = 0


def keep_draft(library: Book, made: NewDraft) -> bool:
    """留一份草稿，返回留下没有；只读的资料库不留。raises Trouble."""
    if library.read_only:
        return False
    body = {
        **asdict(made),
        "saved_at": datetime.now(UTC).astimezone(_SHANGHAI).isoformat(timespec="seconds"),
        "clerk": clerk_here().name,
        "version": __version__,
    }
    text = json.dumps(body, ensure_ascii=False, sort_keys=True)
    Drafts(library.folder, library.vault).put(made.key, text.encode("utf-8", "replace"))
    return True


def draft_for(library: Book, key: str) -> Draft | None:
    """这一件的草稿；没有则 None。"""
    content = Drafts(library.folder, library.vault).get(key)
    return _read(content) if content is not None else None


def drafts(library: Book) -> DraftBoard:
    """没有办完的录入；满 90 天的先清掉。"""
    kept = Drafts(library.folder, library.vault)
    with library.look() as look:
        now = min(datetime.now(UTC), last_recorded(look) or datetime.max.replace(tzinfo=UTC))
    old = now - timedelta(days=KEPT_DAYS)
    swept = 0 if library.read_only else kept.sweep(old)
    read = (draft for draft in map(_read, kept.all()) if draft is not None)
    found = [draft for draft in read if kept.path(draft.made.key).exists()]
    found.sort(key=lambda draft: draft.saved_at, reverse=True)
    return DraftBoard(tuple(found), swept)


def drop_draft(library: Book, key: str) -> bool:
    """丢弃一份草稿，返回原来有没有。"""
    return not library.read_only and Drafts(library.folder, library.vault).drop(key)


def _read(content: bytes) -> Draft | None:
    """A draft of another version of the program may lack a part, or have one more."""
    try:
        body = json.loads(content)
        fields = {str(name): str(value) for name, value in body["fields"].items()}
        at = datetime.fromisoformat(body["saved_at"])
        word = {name: str(body.get(name, "")) for name in _WORDS}
        return Draft(
            NewDraft(**word, fields=fields),
            at if at.tzinfo else at.replace(tzinfo=_SHANGHAI),
            str(body.get("clerk", "")),
            str(body.get("version", "")),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
