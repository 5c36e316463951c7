"""备案一路走到底，只在窗口里点、拖、打字；半路上断一次电，打过的字还在。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from medtech_desktop.office.library import Library, open_library
from tests.builders import FIRST_CASE, office_at
from tests.pages.crashes import killed_while_typing
from tests.pages.filings import AssistantPage
from tests.pages.window import WindowPage

TODAY = date(2026, 9, 28)
SENT, RETURNED = date(2026, 9, 28), date(2026, 9, 28)
_LEAD = "示例甲"
_OPINION = "经专门组织论证、伦理委员会审查，同意开展并备案。"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    office = office_at("approved", tmp_path)
    office.hire("示例外", "9001", elsewhere="示例市第二医院")
    office.library.close()
    return tmp_path / "库"


@pytest.fixture
def scans(tmp_path: Path) -> Callable[..., Path]:
    place = tmp_path / "扫描"
    place.mkdir()

    def make(name: str) -> Path:
        picture = QImage(60, 80, QImage.Format.Format_RGB32)
        picture.fill(QColor(len(list(place.iterdir())) * 20 % 255, 200, 200))
        assert picture.save(str(place / name))
        return place / name

    return make


def _opener(folder: Path) -> Callable[[], Library]:
    return lambda: open_library(folder)


def test_from_the_first_case_to_completed(
    qtbot: QtBot, folder: Path, scans: Callable[..., Path], tmp_path: Path
) -> None:
    window = WindowPage(qtbot, _opener(folder), TODAY)
    page = AssistantPage(window)
    _first_case_and_leads(window, page)
    _materials(page, scans)
    assert page.state("意见") == "意见，被挡住，差 1 件"
    window.close()
    killed_while_typing(folder, tmp_path / "日志", "filings", "填写备案表…", "opinion", _OPINION)

    window = WindowPage(qtbot, _opener(folder), TODAY)
    page = AssistantPage(window)
    rail = window.todo.unfinished
    window.qtbot.waitUntil(lambda: len(rail.lines) == 1, timeout=5000)
    rail.lines[0].resume_link.click()
    entry = window.entry()
    assert entry.entry.form.value("opinion") == _OPINION
    assert entry.submit() == []
    _submit(window, page)
    _rounds(window, page)
    window.close()


def _first_case_and_leads(window: WindowPage, page: AssistantPage) -> None:
    page.open()
    entry = page.start("S16")
    assert entry.entry.form.field("day").isVisible()
    entry.fill(day=date(2026, 10, 1))
    assert entry.submit() == ["首例日期晚于今天"]
    entry.fill(day=FIRST_CASE, case_ref="尾号 0421", case_reason="科室迟报")
    assert entry.submit() == []
    assert page.state("首例") == "首例，已完成，09-14"
    entry = page.press("负责人")
    entry.fill(lead2="示例外（9001）")
    page.leave("lead2")
    assert entry.notices() == ["示例外注册在示例市第二医院，不在本院，不能任技术负责人"]
    page.take_way(entry, "改选医师…")
    assert entry.notices() == []
    assert entry.entry.form.value("lead2") == ""
    assert entry.fill(training1="2025年 示例培训基地 考核合格").submit() == []


def _materials(page: AssistantPage, scans: Callable[..., Path]) -> None:
    several = [f"{_LEAD} {word}.png" for word in ("资格证", "执业证", "职称证", "培训证明")]
    entry = page.drop([scans(name) for name in several])
    assert page.assigned(entry) == [
        f"医师资格证书复印件 {_LEAD}，缺失",
        f"执业证书复印件 {_LEAD}，缺失",
        f"职称证书复印件 {_LEAD}，缺失",
        f"相关培训证明复印件 {_LEAD}，缺失",
    ]
    assert entry.submit() == []
    entry = page.drop([scans("0001.png")], on="《医疗机构执业许可证副本》复印件")
    assert page.assigned(entry) == ["《医疗机构执业许可证副本》复印件，缺失"]
    assert entry.submit() == []
    QGuiApplication.clipboard().setImage(QImage(str(scans("贴.png"))))
    entry = page.paste()
    page.assign(entry, "自我评估报告")
    assert entry.submit() == []
    while (line := page.first_missing()) is not None:
        entry = page.drop([scans(f"补 {line[:4]}.png")], on=line)
        assert entry.submit() == []
    page.withdraw("自我评估报告（含所具备的条件）")
    assert page.first_missing() == "自我评估报告（含所具备的条件）"
    entry = page.drop([scans("自我评估报告.png")])
    assert entry.submit() == []
    assert page.first_missing() is None


def _submit(window: WindowPage, page: AssistantPage) -> None:
    page.open()
    assert page.state("核对") == "核对，已完成"
    assert page.next_word() == "预览附件3"
    page.click_next()
    assert page.next_word() == "登记提交…"
    entry = page.press_next()
    entry.fill(day=date(2026, 9, 30))
    assert entry.submit() == ["提交备案的日期 2026-09-30 晚于今天（2026-09-28）"]
    assert entry.fill(day=SENT).submit() == []
    assert page.state("提交") == "提交，已完成，09-28"
    page.click_step("材料")
    assert window.open_entries() == []


def _rounds(window: WindowPage, page: AssistantPage) -> None:
    window.filings.act("登记补正…")
    assert window.entry().fill(day=RETURNED, note="培训证明看不清").submit() == []
    assert page.state("提交") == "提交，当前，补正 1"
    entry = page.press_next()
    assert entry.fill(day=RETURNED).submit() == []
    assert page.next_word() == "登记收齐…"
    assert page.press_next().fill(day=RETURNED).submit() == []
    assert page.next_word() == "登记完成…"
    entry = page.press_next()
    entry.fill(day=date(2026, 10, 8))
    assert entry.submit() == ["完成备案的日期 2026-10-08 晚于今天（2026-09-28）"]
    assert entry.fill(day=RETURNED).submit() == []
    assert page.next_word() == "复制备注三"
    page.click_next()
    assert QGuiApplication.clipboard().text() == "S16 神经血管介入诊疗技术 20260928"
    assert page.states() == {"已完成"}
