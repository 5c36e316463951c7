"""备份与恢复：做到哪里、何时做、迟了怎么说；恢复的数据出同样的文书。"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from pypdf import PdfWriter

from medtech_desktop.domain.backups import LATEST, BackupReason, Lateness
from medtech_desktop.domain.dossiers import MaterialKind, MaterialState
from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.office.acts import today
from medtech_desktop.office.backups import (
    backup_library,
    backup_now,
    backup_on_exit,
    backup_state,
    bring_back_attachments,
    list_backups,
    set_second_place,
)
from medtech_desktop.office.dossiers import (
    NewMaterial,
    add_material,
    issued_papers,
    submit_filing,
)
from medtech_desktop.office.exports import export_papers
from medtech_desktop.office.imports import import_file
from medtech_desktop.office.library import check_audit, check_library, open_library
from medtech_desktop.office.restoring import preview_restore, restore_library
from medtech_desktop.office.todo import todo_board
from tests.builders import CLERK, FILING, OPENED_FILING, SUBMITTED, Office


def change(office: Office, text: str = "改") -> None:
    """One more act, whatever it is."""
    with office.library.act(CLERK, "test.change") as page:
        page.remark(text=text)


# --- 做备份 ------------------------------------------------------------------------------------


def test_a_backup_is_made_verified_and_logged(submitted: Office) -> None:
    library = submitted.library
    done = backup_library(library, CLERK)
    (place,) = done.places
    assert done.ok
    assert place.item is not None
    assert place.item.path.parent == library.folder / "backups"
    assert place.item.attachments > 0
    assert place.item.missing == 0
    assert place.item.why == "手动备份"
    assert "已核验" in done.said
    assert submitted.acts()[-1] == "backup.made"
    (listed,), troubles = list_backups(library)
    assert (listed, troubles) == (place.item, ())
    assert all(line.ok for line in check_library(library))


def test_both_places_are_served_and_one_that_is_away_does_not_stop_the_other(
    submitted: Office, tmp_path: Path
) -> None:
    library, stick = submitted.library, tmp_path / "U盘"
    stick.mkdir()
    said = submitted.do(set_second_place, stick).said
    assert "已登记第二备份位置" in said
    assert "同一块磁盘" in said
    assert backup_library(library, CLERK).ok
    assert len(list_backups(library)[0]) == 3
    stick.rename(tmp_path / "拔出")
    done = backup_library(library, CLERK)
    here, second = done.places
    assert here.item is not None
    assert not done.ok
    assert second.trouble is not None
    assert "不在，或不是原来那一个" in second.trouble.sentence
    assert second.trouble.number == "E-DB-40"
    assert not stick.exists(), "a path without a stick is not made on the system disk"
    assert submitted.acts()[-2:] == ["backup.made", "backup.failed"]
    stick.mkdir()
    assert not backup_library(library, CLERK).ok, "another stick at the same letter"
    submitted.do(set_second_place, stick)
    assert backup_library(library, CLERK).ok
    assert "已取消" in submitted.do(set_second_place, None).said
    assert len(backup_library(library, CLERK).places) == 1


def test_a_place_inside_the_library_or_of_another_hospital_is_refused(
    submitted: Office, tmp_path: Path
) -> None:
    library, other = submitted.library, tmp_path / "别家"
    for inside in (library.folder, library.folder / "attachments"):
        done = backup_library(library, CLERK, inside)
        assert not done.ok
        assert "在数据文件夹里面" in done.said
        with pytest.raises(Trouble, match="在数据文件夹里面"):
            submitted.do(set_second_place, inside)
    from tests.builders import new_hospital

    strangers = new_hospital(tmp_path / "另一家")
    assert backup_library(strangers.library, CLERK, other).ok
    strangers.library.close()
    before = sorted(p.name for p in other.iterdir())
    done = backup_library(library, CLERK, other)
    assert "另一个数据文件夹的备份，没有改动它们" in done.said
    assert sorted(p.name for p in other.iterdir()) == before


def test_on_exit_only_what_changed_is_backed_up(submitted: Office, tmp_path: Path) -> None:
    library, stick = submitted.library, tmp_path / "U盘"
    first = backup_on_exit(library, CLERK)
    assert first is not None
    assert first.ok
    assert backup_on_exit(library, CLERK) is None
    change(submitted)
    again = backup_on_exit(library, CLERK)
    assert again is not None
    assert [p.place for p in again.places] == ["library"]
    assert again.places[0].item is not None
    assert again.places[0].item.why == "退出时"
    submitted.do(set_second_place, stick)
    both = backup_on_exit(library, CLERK)
    assert both is not None
    assert [p.place for p in both.places] == ["library", "second"]
    shutil.rmtree(stick)
    change(submitted)
    away = backup_on_exit(library, CLERK)
    assert away is not None
    assert [p.place for p in away.places] == ["library"]


def test_before_a_big_step_there_is_a_backup_or_the_step_is_not_taken(
    submitted: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = backup_now(submitted.library, BackupReason.IMPORT, CLERK)
    assert item.why == "导入之前"
    change(submitted)

    def full(fd: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Trouble, match="备份所在的磁盘已满") as told:
        backup_now(submitted.library, BackupReason.IMPORT, CLERK)
    monkeypatch.undo()
    assert told.value.number == "E-DB-40"
    assert submitted.acts()[-1] == "backup.failed"
    state = backup_state(submitted.library, today())
    assert state.words == "上次备份没有完成"
    assert state.level is Lateness.WARN
    assert "磁盘已满" in state.detail
    backup_now(submitted.library, BackupReason.IMPORT, CLERK)
    assert backup_state(submitted.library, today()).words == "备份 今天"


@pytest.mark.parametrize(("rows", "backups"), [(50, 0), (51, 1)])
def test_many_rows_are_imported_after_a_backup(
    hospital: Office, tmp_path: Path, rows: int, backups: int
) -> None:
    file = tmp_path / "科室.csv"
    lines = ["科室名称", *(f"示例科室{n}" for n in range(rows))]
    file.write_text("\n".join(lines), encoding="utf-8")
    import_file(hospital.library, CLERK, "departments", file, today())
    items, _ = list_backups(hospital.library)
    assert [item.why for item in items] == ["导入之前"] * backups
    assert hospital.acts()[-1] == "import.departments"


def test_old_generations_are_thinned_while_working(submitted: Office) -> None:
    library = submitted.library
    for _ in range(LATEST + 1):
        change(submitted)
        done = backup_library(library, CLERK)
    assert done.places[0].thinned == 1
    assert len(list_backups(library)[0]) == LATEST


def test_a_library_opened_to_look_at_can_be_backed_up_elsewhere(
    submitted: Office, tmp_path: Path
) -> None:
    folder = submitted.library.folder
    submitted.library.close()
    with open_library(folder, read_only=True) as library:
        before = submitted_acts(library)
        assert backup_library(library, CLERK, tmp_path / "U盘").ok
        assert backup_on_exit(library, CLERK) is None
        assert submitted_acts(library) == before


def submitted_acts(library: object) -> int:
    return len(Office(library).acts())  # type: ignore[arg-type]


# --- 迟了怎么说 --------------------------------------------------------------------------------


def test_the_state_says_when_and_how_late(submitted: Office, tmp_path: Path) -> None:
    library, now = submitted.library, today()
    fresh = backup_state(library, now)
    assert (fresh.words, fresh.level, fresh.gap) == ("还没有备份", Lateness.FINE, "")
    week = backup_state(library, now + timedelta(days=8))
    assert (week.level, week.gap) == (Lateness.WARN, "没有登记第二备份位置")
    assert backup_state(library, now + timedelta(days=31)).level is Lateness.LATE
    stick = tmp_path / "U盘"
    submitted.do(set_second_place, stick)
    backup_library(library, CLERK)
    for days, words, level, gap in (
        (0, "备份 今天", Lateness.FINE, ""),
        (1, "备份 昨天", Lateness.FINE, ""),
        (7, "备份 7 日前", Lateness.FINE, ""),
        (8, "备份 8 日前", Lateness.WARN, "第二备份位置 8 日没有备份"),
        (31, "备份 31 日前", Lateness.LATE, "第二备份位置 31 日没有备份"),
    ):
        state = backup_state(library, now + timedelta(days=days))
        assert (state.words, state.level, state.gap) == (words, level, gap)
        assert state.second == str(stick)
        assert bool(state.detail) == bool(gap)
    shutil.rmtree(library.folder / "backups")
    assert backup_state(library, now).words == "还没有备份"


def test_the_board_of_the_day_names_the_gap(submitted: Office) -> None:
    now = today()

    def titles(on: date) -> list[str]:
        return [gap.title for gap in todo_board(submitted.library, on).gaps]

    assert "没有登记第二备份位置" not in titles(now)
    assert "没有登记第二备份位置" in titles(now + timedelta(days=8))


# --- 恢复 --------------------------------------------------------------------------------------


def test_a_restored_library_gives_the_same_papers_byte_for_byte(
    submitted: Office, tmp_path: Path
) -> None:
    library, stick = submitted.library, tmp_path / "U盘"
    backup_library(library, CLERK, stick)
    before = papers_of(submitted.library, tmp_path / "原")
    done = restore_library(stick, tmp_path / "新电脑" / "库", CLERK, live=library)
    with open_library(done.folder) as restored:
        report = check_audit(restored, done.item.head)
        assert report.ok
        assert report.head == done.head
        assert papers_of(restored, tmp_path / "恢复") == before
        assert all(line.ok for line in check_library(restored))
        assert len(issued_papers(restored, FILING, SUBMITTED)) == len(
            issued_papers(library, FILING, SUBMITTED)
        )
        new = Office(restored)
        assert new.filing(FILING, SUBMITTED) == submitted.filing(FILING, SUBMITTED)
        change(new)
    assert done.item.head in done.said
    assert done.head in done.said


def papers_of(library: object, folder: Path) -> dict[str, bytes]:
    """附件2、附件3 定稿的字节。"""
    done = export_papers(
        library,  # type: ignore[arg-type]
        CLERK,
        ("annex2", "annex3"),
        (FILING,),
        folder,
        SUBMITTED,
        formats=("pdf",),
    )
    assert done.files
    return {path.name: path.read_bytes() for path in done.files}


def test_what_would_be_lost_is_said_before(submitted: Office, tmp_path: Path) -> None:
    library, stick = submitted.library, tmp_path / "U盘"
    backup_library(library, CLERK, stick)
    same = preview_restore(stick, library)
    assert same.said[-1] == "此备份之后没有新的记录，恢复不会失去内容"
    submitted.hire("示例戊", "1005")
    before = sorted(p.name for p in tmp_path.iterdir())
    preview = preview_restore(stick, library)
    assert preview.loss is not None
    assert preview.loss.records > 3
    text = "\n".join(preview.said)
    assert f"此备份之后有 {preview.loss.records} 条记录将消失（2 次操作）" in text
    assert "　人员 1" in text
    assert "　证书与培训证明 1" in text
    assert sorted(p.name for p in tmp_path.iterdir()) == before
    assert preview_restore(stick).said[-1] == "没有可比较的现有数据"


def test_a_damaged_backup_is_refused_in_the_preview_already(
    submitted: Office, tmp_path: Path
) -> None:
    stick = tmp_path / "U盘"
    (place,) = backup_library(submitted.library, CLERK, stick).places
    assert place.item is not None
    with place.item.path.open("ab") as file:
        file.write(b"x")
    for act in (preview_restore, lambda p: restore_library(p, tmp_path / "新", CLERK)):
        with pytest.raises(Trouble, match="已损坏") as told:
            act(stick)
        assert told.value.number == "E-DB-30"
    assert not (tmp_path / "新").exists()


def test_the_library_in_use_is_not_replaced_from_within(submitted: Office, tmp_path: Path) -> None:
    library, stick = submitted.library, tmp_path / "U盘"
    backup_library(library, CLERK, stick)
    with pytest.raises(Trouble, match="正打开着"):
        restore_library(stick, library.folder, CLERK, live=library, replace=True)
    library.close()
    done = restore_library(stick, library.folder, CLERK, replace=True)
    assert done.aside is not None
    assert done.aside.name in done.said
    with open_library(library.folder) as again:
        assert not again.notices


# --- 附件 --------------------------------------------------------------------------------------


def test_a_lost_scan_comes_back_from_the_backup(submitted: Office, tmp_path: Path) -> None:
    """Row 33: told, the others usable, and mended."""
    library = submitted.library
    backup_library(library, CLERK)
    (sha, path), *rest = library.vault.files()
    path.unlink()
    (bad,) = (line for line in check_library(library) if not line.ok)
    assert bad.what == "附件"
    assert "附件缺失" in bad.detail
    assert all(library.vault.state(other) == "" for other, _ in rest)
    assert submitted.do(bring_back_attachments).said == "取回 1 个附件"
    assert library.vault.state(sha) == ""
    assert all(line.ok for line in check_library(library))
    path.unlink()
    shutil.rmtree(library.folder / "backups")
    assert "备份里也没有的 1 个" in submitted.do(bring_back_attachments).said
    assert "没有取回附件" in submitted.do(bring_back_attachments, tmp_path).said


def pdf_bytes(pages: int) -> bytes:
    """一份真的 PDF。"""
    writer, out = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    writer.write(out)
    return out.getvalue()


def a_scan(office: Office, tmp_path: Path) -> Path:
    """登记一件扫描的许可证，返回附件所在。"""
    scan = tmp_path / "许可证.pdf"
    scan.write_bytes(pdf_bytes(1))
    office.do(add_material, FILING, NewMaterial(MaterialKind.LICENCE, file=scan), OPENED_FILING)
    sha = hashlib.sha256(scan.read_bytes()).hexdigest()
    return office.library.vault.path(sha)


@pytest.mark.parametrize("harm", ["附件缺失", "附件被改动"])
def test_a_harmed_scan_shows_in_its_row_and_the_others_stay(
    ready: Office, tmp_path: Path, harm: str
) -> None:
    """Row 33."""
    stored = a_scan(ready, tmp_path)
    backup_library(ready.library, CLERK)
    assert ready.filing(FILING, OPENED_FILING).missing == 0
    if harm == "附件缺失":
        stored.unlink()
    else:
        stored.write_bytes(stored.read_bytes()[:-1] + b"x")
    page = ready.filing(FILING, OPENED_FILING)
    (line,) = (m for m in page.materials if m.kind is MaterialKind.LICENCE)
    assert (line.state, line.note) == (MaterialState.MISSING, f"{harm}，可从备份取回或重新上传")
    assert page.missing == 1
    assert [f.field for f in page.findings] == ["licence"]
    assert "licence" in [f.field for f in ready.refused(submit_filing, FILING, SUBMITTED)]
    (paper,) = export_papers(
        ready.library, CLERK, ("dossier",), (FILING,), tmp_path, OPENED_FILING, draft=True
    ).files
    assert paper.stat().st_size > 1000
    ready.do(bring_back_attachments)
    assert ready.filing(FILING, OPENED_FILING).missing == 0
    ready.submit(FILING, SUBMITTED)
