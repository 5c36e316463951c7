"""Thinning old backups: never the newest, and nothing while that is in doubt."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from medtech_desktop.store import manifests
from medtech_desktop.store.backups import thin
from medtech_desktop.store.book import Book
from medtech_desktop.store.manifests import Manifest, manifests_in
from medtech_desktop.store.restoring import check
from medtech_desktop.store.vault import Vault
from tests.books import fresh_book
from tests.store.libraries import NOW, PDF, backed_up, with_attachments


def again(made: Manifest, moment: datetime) -> Manifest:
    """The same backup, as if it had been made at another moment."""
    path = made.path.with_name(f"{moment:%Y%m%dT%H%M%SZ}-{made.head_seq:06d}.db")
    shutil.copy(made.path, path)
    copy = replace(made, path=path, made_at=f"{moment:%Y-%m-%dT%H:%M:%SZ}")
    manifests.write_manifest(copy)
    return copy


def test_old_generations_are_thinned_and_others_libraries_left_alone(tmp_path: Path) -> None:
    place = tmp_path / "U盘"
    with Book.create(tmp_path / "另一个") as other:
        stranger = backed_up(other, place, NOW - timedelta(days=900))
    with with_attachments(fresh_book(tmp_path)) as book:
        made = backed_up(book, place, NOW)
    for days in range(44, 0, -1):
        again(made, NOW - timedelta(days=days))
    gone = thin(place, made.book)
    left = manifests.copies_in(place)
    assert len(gone) == 15  # of 45 days 30 stay; the last of October is one of them
    assert len(left) == 45 - 15 + 1
    assert stranger.path in left
    for manifest in manifests_in(place)[0]:
        check(manifest)
    assert thin(place, made.book) == []


@pytest.mark.parametrize("harm", ["flip", "gone", "scan"])
def test_nothing_is_thinned_while_the_newest_cannot_be_shown_whole(
    tmp_path: Path, harm: str
) -> None:
    with with_attachments(fresh_book(tmp_path)) as book:
        made = backed_up(book, now=NOW)
    for days in range(40, 0, -1):
        again(made, NOW - timedelta(days=days))
    place = made.path.parent
    before = len(manifests.copies_in(place))
    if harm == "flip":
        content = bytearray(made.path.read_bytes())
        content[5000] ^= 1
        made.path.write_bytes(content)
    elif harm == "gone":
        made.path.unlink()
        made.path.write_bytes(b"")
    else:
        Vault(place, None).path(made.attachments[0][0]).unlink()
    assert thin(place, made.book) == []
    assert len(manifests.copies_in(place)) == before


def test_scans_of_thinned_generations_go_after_thirty_days(tmp_path: Path) -> None:
    with with_attachments(fresh_book(tmp_path)) as book:
        place = book.folder / "backups"
        made = backed_up(book)
        for hour in range(9):
            again(made, NOW - timedelta(hours=hour))
        store = Vault(place, None)
        old, young = store.put(PDF + b"old"), store.put(PDF + b"young")
        long_ago = time.time() - 31 * 86400
        for _, path in store.files():
            if path.name != young:
                os.utime(path, (long_ago, long_ago))
        assert len(thin(place, made.book)) == 2
        assert not store.path(old).exists()
        assert store.path(young).exists()
        check(made)


def test_an_unreadable_manifest_keeps_every_scan(tmp_path: Path) -> None:
    with with_attachments(fresh_book(tmp_path)) as book:
        place = book.folder / "backups"
        first = backed_up(book, now=NOW - timedelta(days=400))
        made = backed_up(book)
        for hour in range(9):
            again(made, NOW - timedelta(hours=hour))
        first.path.with_suffix(".json").write_bytes(b"{")
        store = Vault(place, None)
        orphan = store.path(store.put(PDF + b"orphan"))
        os.utime(orphan, (0, 0))
        assert len(thin(place, made.book)) == 2
        assert orphan.exists()
        assert first.path.exists()
