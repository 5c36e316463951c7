"""第一次打开：一步一步登记，填的不丢，不合适的指出，备份能恢复，演示医院看得到。"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from medtech_desktop.app import Opening, Start, today
from medtech_desktop.office.backups import backup_library
from medtech_desktop.office.institutions import institution_view
from medtech_desktop.office.library import NewHospital, new_library, open_library
from medtech_desktop.ui.first_run_draft import draft_path, kept_draft
from medtech_desktop.ui.library_places import remember, usual_folder
from medtech_desktop.ui.problems import Problems
from tests.pages.first_run import FirstRunPage

Begin = Callable[[], FirstRunPage]
MOBILE = "13900000000"


@pytest.fixture
def begin(qtbot: QtBot, tmp_path: Path) -> Iterator[Begin]:
    made: list[FirstRunPage] = []
    draft_path().unlink(missing_ok=True)

    def start() -> FirstRunPage:
        made.append(FirstRunPage(qtbot, tmp_path / "本机" / "资料库", tmp_path / "medtech.log"))
        return made[-1]

    yield start
    for page in made:
        page.close()
    draft_path().unlink(missing_ok=True)


def _to_keeping(page: FirstRunPage) -> None:
    page.go("new").fill(name="示例市第一医院", type="综合医院", level="三级甲等")
    assert page.next() == []
    page.fill(licence="示例证一").take_offer(0)
    assert page.next() == []
    page.fill(principal="示例癸", mobile=MOBILE)
    assert page.next() == []
    assert page.next() == []
    assert page.here() == "存放与备份"


def test_each_step_says_what_is_missing(begin: Begin) -> None:
    page = begin().go("new")
    assert page.next() == ["没有填医院名称"]
    page.fill(name="示例市第一医院")
    assert page.next() == []
    assert page.next() == ["没有填发证机关，备案表不知送往何处"]
    page.fill(authority="示例市卫生健康委员会").add_site("东院", "示例证二", " ")
    assert page.next() == ["「东院」另有许可证，没有填发证机关"]
    assert page.here() == "许可证与院区"


def test_the_authority_is_offered_from_name_and_province(begin: Begin) -> None:
    page = begin().go("new").fill(name="示例市第一医院")
    page.next()
    assert page.offers() == ["填入「示例市卫生健康委员会」", "填入「湖南省卫生健康委员会」"]
    page.take_offer(1)
    assert page.value("authority") == "湖南省卫生健康委员会"
    page.back().fill(name="示例县中医医院", tcm=True)
    page.next()
    offers = page.offers()
    assert offers[0] == "填入「示例县卫生健康局」"
    assert "填入「湖南省中医药管理局」" in offers
    assert page.value("authority") == "湖南省卫生健康委员会"


def test_going_back_keeps_what_was_typed_even_when_it_is_wrong(begin: Begin) -> None:
    page = begin()
    _to_keeping(page)
    page.fill(folder="").back().back().back().back()
    assert page.here() == "本院"
    assert page.value("name") == "示例市第一医院"
    page.escape()
    assert page.here() == "医疗技术临床应用管理"
    assert page.door_words() == "继续登记本院：上次填到「本院」，所填的都还在"


def test_days_to_come_are_refused(begin: Begin) -> None:
    page = begin().go("new").fill(name="示例市第一医院")
    page.next()
    page.take_offer(0).next()
    page.fill(principal="示例癸", principal_since=today() + timedelta(days=1))
    assert page.next() == ["任职的日子晚于今天"]
    page.fill(principal_since=today() - timedelta(days=900))
    page.next()
    page.fill(opened_on=today() + timedelta(days=1))
    assert page.next() == ["启用日晚于今天"]


def test_unfit_folders_are_refused_with_the_reason(begin: Begin, tmp_path: Path) -> None:
    page = begin()
    _to_keeping(page)
    page.fill(folder=str(tmp_path / "OneDrive" / "库"))
    (said,) = page.next()
    assert said.startswith("这里由OneDrive同步")
    (tmp_path / "满的").mkdir()
    (tmp_path / "满的" / "旧文件.txt").write_text("有内容", encoding="utf-8")
    page.fill(folder=str(tmp_path / "满的"))
    assert page.next() == ["这里已有内容"]
    page.fill(folder="//server/share/库")
    assert page.next()[0].startswith("这里是网络盘")
    home = tmp_path / "本机" / "资料库"
    page.fill(folder=str(home), second=str(home / "备份"))
    assert page.next() == ["第二备份位置在资料库文件夹里面，磁盘坏了会一起丢失"]
    page.fill(second=str(tmp_path / "没有插好的U盘"))
    assert page.next() == ["找不到这个文件夹"]
    assert not home.exists()


def test_the_check_lists_all_and_leads_back_to_each(begin: Begin, tmp_path: Path) -> None:
    page = begin()
    _to_keeping(page)
    assert page.next() == []
    assert page.here() == "核对"
    said = page.checked()
    for word in ("示例市第一医院", "综合医院，三级甲等", "示例证一", "示例市卫生健康委员会"):
        assert word in said
    for word in ("示例癸", MOBILE, "湖南", today().isoformat(), str(tmp_path / "本机" / "资料库")):
        assert word in said


def test_creating_makes_the_library_with_sites_and_second_place(
    begin: Begin, tmp_path: Path
) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    page = begin()
    page.go("new").fill(name="示例市第一医院")
    page.next()
    page.take_offer(0).add_site("东院", "示例证二", "示例区卫生健康局").add_site("门诊部")
    assert page.next() == []
    page.fill(principal="示例癸", mobile=MOBILE)
    page.next()
    page.next()
    page.fill(second=str(stick))
    assert page.next() == []
    assert "东院（示例证二，示例区卫生健康局）；门诊部（同一张许可证）" in page.checked()
    assert draft_path().exists()
    page.next()
    window = page.window()
    assert window.here() == "今日待办"
    assert not draft_path().exists()
    assert list(stick.glob("*.db"))
    assert QSettings().value("library") == str(tmp_path / "本机" / "资料库")
    page.close()
    with open_library(tmp_path / "本机" / "资料库") as library:
        view = institution_view(library, today())
    assert [(name, authority) for _, name, _, _, authority in view.sites] == [
        ("本部", "示例市卫生健康委员会"),
        ("东院", "示例区卫生健康局"),
        ("门诊部", "示例市卫生健康委员会"),
    ]


def test_a_draft_survives_a_crash_and_only_its_owner_reads_it(begin: Begin) -> None:
    page = begin()
    _to_keeping(page)
    page.fill(second="示例路径")
    page.crash()
    if os.name == "posix":
        assert draft_path().stat().st_mode & 0o077 == 0
    again = begin()
    assert again.door_words() == "继续登记本院：上次填到「存放与备份」，所填的都还在"
    again.go("new")
    assert again.here() == "存放与备份"
    assert again.value("second") == "示例路径"
    again.back().back()
    assert again.value("mobile") == MOBILE


def test_a_draft_can_be_thrown_away(begin: Begin) -> None:
    page = begin().go("new").fill(name="示例市第一医院")
    page.crash()
    again = begin()
    again.form.door.restart_link.click()
    again.settle()
    assert again.door_words().startswith("登记本院，新建资料库")
    assert not draft_path().exists()
    assert again.go("new").value("name") == ""


@pytest.mark.parametrize("content", ["", "{", '{"name": 1}', "[]", "null", '{"sites": 3}'])
def test_a_broken_draft_is_passed_over(tmp_path: Path, content: str) -> None:
    path = tmp_path / "first_run.json"
    path.write_text(content, encoding="utf-8")
    assert kept_draft(path) is None


def test_a_backup_is_restored_on_a_blank_computer(begin: Begin, tmp_path: Path) -> None:
    stick = tmp_path / "U盘"
    with new_library(tmp_path / "旧电脑", NewHospital("示例市第二医院")) as library:
        assert backup_library(library, folder=stick).ok
    page = begin().go("restore")
    assert page.here() == "从备份恢复"
    page.next()
    said = [notice.finding.message for notice in page.form.restore.form.notices()]
    assert said == ["没有选备份"]
    page.form.restore.backup.setText(str(tmp_path / "空的"))
    page.form.restore.backup.editingFinished.emit()
    page.settle()
    assert "这里没有备份" in page.form.restore.said.text()
    page.form.restore.backup.setText(str(stick))
    page.form.restore.backup.editingFinished.emit()
    page.settle()
    assert "核验完好" in page.form.restore.said.text()
    page.form.next_button.click()
    window = page.window()
    assert window.window.nav.isVisible()
    page.close()
    with open_library(tmp_path / "本机" / "资料库") as library:
        assert institution_view(library, today()).values[0][1] == "示例市第二医院"


def test_the_demo_hospital_opens_and_is_not_taken_for_ones_own(
    begin: Begin, tmp_path: Path
) -> None:
    QSettings().remove("library")
    page = begin().go("demo")
    window = page.window()
    window.settle()
    assert window.window.demo_banner.isVisible()
    assert QSettings().value("library", "") == ""
    assert (tmp_path / "本机" / "演示" / "library" / "book.db").is_file()
    assert not (tmp_path / "本机" / "资料库").exists()


def test_a_foreign_folder_in_the_place_of_the_demo_is_left_alone(
    begin: Begin, tmp_path: Path
) -> None:
    place = tmp_path / "本机" / "演示" / "library"
    place.mkdir(parents=True)
    (place / "别人的.txt").write_text("x", encoding="utf-8")
    page = begin().go("demo")
    assert "不是演示数据" in page.trouble()
    assert (place / "别人的.txt").exists()


def test_a_library_that_is_gone_is_told_and_no_other_takes_its_place(
    qtbot: QtBot, tmp_path: Path
) -> None:
    gone = tmp_path / "U盘" / "资料库"
    remember(gone)
    try:
        assert usual_folder() == gone
        start = Start(Opening(usual_folder()), Problems(), tmp_path / "medtech.log")
        start.begin()
        form = start.first_run
        assert form is not None
        assert str(gone) in form.trouble.sentence.text()
        form.close()
        assert start.stop()
    finally:
        QSettings().remove("library")
