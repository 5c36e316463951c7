"""Backups that are damaged, forged, of another key or of a newer program: refused."""

from __future__ import annotations

import json
import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.store import attachments, manifests
from medtech_desktop.store.book import Book
from medtech_desktop.store.manifests import Manifest, find_backup, read_manifest
from medtech_desktop.store.restoring import check
from medtech_desktop.store.vault import Vault
from tests.books import CLERK, KEY, KEYS, fresh_book
from tests.store.libraries import PDF, backed_up, with_attachments
from tests.store.slips import save_scan


def damage(manifest: Manifest, dice: random.Random) -> str:
    """One kind of damage to one file of the backup; what was done."""
    store = Vault(manifest.path.parent, None)
    some = [store.path(sha) for sha, _ in manifest.attachments]
    path = dice.choice([manifest.path, manifest.path.with_suffix(".json"), *some])
    content = bytearray(path.read_bytes())
    way = dice.choice(["flip", "cut", "empty", "gone", "surplus"])
    if way == "flip":
        content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
    elif way == "cut":
        del content[dice.randrange(len(content)) :]
    elif way == "empty":
        content.clear()
    elif way == "surplus":
        content += b"\xee" * dice.randrange(1, 5000)
    if way == "gone":
        path.unlink()
    else:
        path.write_bytes(content)
    return f"{way} {path.name}"


@pytest.mark.parametrize("key", KEYS)
def test_any_damage_to_a_backup_is_found(
    tmp_path: Path, pytestconfig: pytest.Config, key: bytes | None
) -> None:
    with with_attachments(fresh_book(tmp_path, key)) as book:
        for n in range(5):
            save_scan(book, 1000 + n)
        with book.act(CLERK, "x") as page:
            attachments.keep(page, PDF + b"last", "末.pdf")
    # rows without a file of their own would only be "missing"; here every file counts
    whole = tmp_path / "whole"
    with Book.open(tmp_path / "数据", key=key) as book:
        made = backed_up(book, whole)
    dice = random.Random(20260501)
    for number in range(400 if pytestconfig.getoption("--all") else 40):
        place = tmp_path / f"d{number}"
        shutil.copytree(whole, place)
        listed = tuple(a for a in made.attachments if a[0] not in made.missing)
        copy = read_manifest(place / made.path.name)
        what = damage(_only(copy, listed), dice)
        with pytest.raises(Trouble) as told:
            check(find_backup(place / made.path.name), key)
        assert told.value.number in ("E-DB-30", "E-DB-23"), what
        assert "备份" in told.value.sentence, what
        shutil.rmtree(place)


def _only(manifest: Manifest, listed: tuple[tuple[str, int], ...]) -> Manifest:
    return replace(manifest, attachments=listed)


def test_a_manifest_that_was_written_anew_does_not_hide_another_book(tmp_path: Path) -> None:
    """Whoever forges the manifest's seal still has to make the copy agree with it."""
    with with_attachments(fresh_book(tmp_path)) as book:
        made = backed_up(book)
        save_scan(book, 50)
        other = backed_up(book)
    shutil.copy(other.path, made.path)
    with pytest.raises(Trouble, match="已损坏"):
        check(read_manifest(made.path))
    forged = replace(made, sha256=other.sha256, size=other.size)
    manifests.write_manifest(forged)
    with pytest.raises(Trouble, match="审计末条与清单不符"):
        check(read_manifest(made.path))


def test_a_wrong_key_is_told(tmp_path: Path) -> None:
    with with_attachments(fresh_book(tmp_path, KEY)) as book:
        made = backed_up(book)
    with pytest.raises(Trouble, match="已加密，需要密码"):
        check(made)
    with pytest.raises(Trouble, match="密码不对"):
        check(made, bytes(32))


def test_a_newer_backup_is_refused(tmp_path: Path) -> None:
    with fresh_book(tmp_path) as book:
        made = backed_up(book)
    with pytest.raises(Trouble, match="更高版本") as told:
        check(replace(made, schema=99))
    assert told.value.number == "E-DB-24"
    text = made.path.with_suffix(".json").read_text(encoding="utf-8")
    body = json.loads(text)
    del body["seal"]
    body["manifest"] = 2
    body["seal"] = manifests._seal(body)
    made.path.with_suffix(".json").write_text(json.dumps(body), encoding="utf-8")
    with pytest.raises(Trouble, match="更高版本"):
        read_manifest(made.path)
