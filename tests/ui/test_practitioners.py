"""医师屏：所列的人按科室、类别、情形；档案六栏；变更、证书、外请、免训、撤销；过去的一天。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pytestqt.qtbot import QtBot

from medtech_desktop.office.library import open_library
from medtech_desktop.ui.papers import PaperSheet
from medtech_desktop.ui.screens.certificate_entries import CertificateEntry, CertificateScansEntry
from medtech_desktop.ui.screens.scan_entries import Scan
from medtech_desktop.ui.widgets.field_state import inputs_of, put_text, text_of
from tests.builders import office_at
from tests.documents.scan_samples import jpeg
from tests.pages.practitioners import PractitionersPage
from tests.pages.window import WindowPage

TODAY, SINCE = date(2026, 11, 24), date(2026, 11, 2)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowPage]:
    office = office_at("hospital", tmp_path)
    office.hire("示例甲", "1009", department="骨科")
    office.library.close()
    page = WindowPage(qtbot, lambda: open_library(tmp_path / "库"), TODAY)
    yield page
    page.close()


def test_people_are_listed_and_narrowed(window: WindowPage) -> None:
    page = PractitionersPage(window)
    assert page.wheres() == {"全部": 5, "在院": 4, "外院": 1}
    assert page.names()[:2] == ["示例丙 2001", "示例丁 3001"]
    assert page.pick("类别", "护士").names() == ["示例丁 3001"]
    page.pick("类别", "全部类别")
    assert page.pick("科室", "骨科").names() == ["示例甲 1009"]
    page.pick("科室", "全部科室")
    assert page.where("外院").names() == ["示例丙 2001"]
    page.where("全部")
    assert sorted(page.type("slj").names()) == ["示例甲 1001", "示例甲 1009"]
    assert page.type("无此人").names() == []


def test_the_list_is_sorted_by_its_heading_and_keeps_who_is_chosen(window: WindowPage) -> None:
    page = PractitionersPage(window).choose("1002")
    page.screen.table.horizontalHeader().sectionClicked.emit(1)
    window.settle()
    assert [name.split()[1] for name in page.names()] == ["1001", "1002", "1009", "2001", "3001"]
    assert page.screen.table.currentIndex().row() == 1
    page.screen.table.keyboardSearch("3001")
    window.settle()
    assert page.heading().startswith("3001 示例丁")


def test_the_file_has_six_tabs_that_say_what_is_there_and_what_is_not(window: WindowPage) -> None:
    page = PractitionersPage(window).choose("1001")
    assert page.heading() == "1001 示例甲，在院，医师　主任医师　神经外科　注册在本院"
    qualified = page.tab("资质")
    assert any("职称 主任医师 2026-01-01 至今" in line for line in qualified)
    assert any(line.startswith("档案还缺：没有资格证书的登记") for line in qualified)
    assert page.tab("权限") == []
    assert page.tab("手术量") == ["未统计。统计过的可以登记或导入；没有登记的不等于零"]
    assert page.tab("评估") == ["还没有评估记录"]
    assert any("技术培训合格证" in line for line in page.tab("培训"))
    assert any("科室：神经外科" in line for line in page.tab("变动"))


def test_the_file_is_always_that_of_somebody_listed(window: WindowPage) -> None:
    page = PractitionersPage(window).choose("1001")
    page.type("3001")
    assert page.heading().startswith("3001 示例丁")
    page.type("无此人")
    assert page.screen.file is None
    assert not page.screen.detail.isVisible()
    page.type("3001")
    fields = {"name": "示例戊", "staff_number": "4001"}
    assert page.act("登记人员…").fill(**fields, since=SINCE).submit() == []
    assert page.screen.list.filter_box.text() == ""
    assert page.heading().startswith("4001 示例戊")


def test_a_transfer_and_its_annulment(window: WindowPage) -> None:
    page = PractitionersPage(window).choose("1001")
    entry = page.act("调科…")
    assert entry.submit() == ["没有填科室"]
    assert entry.fill(value="骨科", since=SINCE).submit() == []
    assert "骨科" in page.heading()
    assert any("神经外科 2026-01-01 2026-11-01" in line for line in page.tab("资质"))
    entry = page.act("撤销登记错的…")
    window.settle()
    box = entry.entry.form.field("record")
    words = [box.itemText(n) for n in range(box.count())]  # type: ignore[attr-defined]
    wanted = next(word for word in words if word.startswith("科室 骨科"))
    assert entry.fill(record=wanted).submit() == ["撤销须写明理由"]
    assert entry.fill(reason="调错了人").submit() == []
    assert "神经外科" in page.heading()
    assert any("调错了人" in line for line in page.tab("变动"))


def test_leaving_and_returning_move_a_person_between_the_words(window: WindowPage) -> None:
    page = PractitionersPage(window).choose("1002")
    assert page.act("离院…").fill(since=SINCE).submit() == []
    assert page.wheres()["离院"] == 1
    assert "离院" in page.heading()
    assert page.act("回到在院…").fill(since=TODAY).submit() == []
    assert "离院" not in page.wheres()
    window.window.look_at(date(2026, 11, 10))
    window.settle()
    assert page.wheres()["离院"] == 1


def test_a_visitor_is_invited_on_the_screen(window: WindowPage) -> None:
    page = PractitionersPage(window).choose("1001")
    fields: dict[str, str | date] = {"document": "示例邀请函〔2026〕1号", "since": SINCE}
    fields["until"] = date(2026, 12, 31)
    assert page.act("登记外请…").fill(**fields).submit() == ["示例甲 注册在本院，不需要邀请"]
    window.entry().entry.reject()
    window.settle()
    page.choose("2001")
    assert page.act("登记外请…").fill(**fields).submit() == []
    assert page.wheres()["外请"] == 1
    assert any("示例邀请函〔2026〕1号" in line for line in page.tab("资质"))


def test_an_exemption_needs_its_rule(window: WindowPage) -> None:
    page = PractitionersPage(window).choose("3001")
    entry = page.act("登记免训…")
    window.settle()
    assert entry.submit() == ["没有选「技术」"]
    entry.fill(technology="S16 神经血管介入诊疗技术")
    assert entry.submit() == ["没有填免训所依据的规定"]
    assert entry.fill(basis="示例规定第九条", since=SINCE).submit() == []
    assert any("示例规定第九条" in line for line in page.tab("培训"))


def test_a_certificate_is_registered_with_scans_and_shown(
    window: WindowPage, tmp_path: Path
) -> None:
    scan = tmp_path / "执业证.jpg"
    scan.write_bytes(jpeg())
    page = PractitionersPage(window).choose("3001")
    entry = page.act("登记证书…")
    assert isinstance(entry.entry, CertificateEntry)
    entry.fill(kind="医师执业证书", title="护士执业证书", number="示例号")
    assert not entry.entry.form.field("technology").isVisible()
    entry.entry.add_scans((Scan(scan.name, scan),))
    assert entry.submit() == []
    assert any("护士执业证书（示例号）" in line for line in page.tab("资质"))
    assert page.screen.file is not None
    (proof,) = page.screen.file.qualifications
    page.screen.detail.certificate_opened.emit(proof.uid)
    window.settle()
    (sheet,) = page.screen.findChildren(PaperSheet)
    sheet.reject()
    entry = page.act("加扫描件…")
    assert isinstance(entry.entry, CertificateScansEntry)
    assert entry.submit() == ["没有扫描件"]
    entry.entry.add_scans((Scan("合格证.jpg", None, jpeg((300, 300))),))
    entry.entry.add_scans((Scan("第二页.jpg", None, jpeg((310, 300))),))
    assert entry.submit() == ["没有选是哪一件证书"]
    first, second = (entry.entry.form.field(row) for row in ("scan0", "scan1"))
    put_text(inputs_of(second)[0], text_of(inputs_of(first)[0]))  # a proof may have several
    assert entry.submit() == []
    assert len(page.screen.file.scans) == 3


def test_the_file_is_shown_before_it_is_printed(window: WindowPage) -> None:
    page = PractitionersPage(window).choose("1001")
    sheet = page.screen.open_paper()
    assert sheet is not None
    window.settle()
    assert sheet.flow.paper is not None
    assert sheet.flow.paper.formats == ("pdf", "xlsx")
    assert sheet.flow.paper.title == "医师技术档案-1001-示例甲"
    sheet.reject()


def test_a_past_day_is_shown_and_nothing_can_be_done_on_it(window: WindowPage) -> None:
    page = PractitionersPage(window).choose("1001")
    assert page.act("登记职称…").fill(value="返聘专家", since=SINCE).submit() == []
    window.window.look_at(date(2026, 10, 1))
    window.settle()
    assert "主任医师" in page.heading()
    detail = page.screen.detail
    assert not detail.certificate_button.isEnabled()
    assert not detail.more.isEnabled()
    assert detail.print_button.isEnabled()
    assert not detail.scan_link.isVisible()


def test_what_is_listed_is_exported_in_its_order(window: WindowPage, tmp_path: Path) -> None:
    page = PractitionersPage(window).type("slj")
    page.screen.export_to(tmp_path / "人员.xlsx")
    window.settle()
    sheet = load_workbook(tmp_path / "人员.xlsx").worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][:3] == ["姓名", "工号", "类别"]
    assert [row[1] for row in rows[1:]] == ["1001", "1009"]


def test_figures_are_recorded_in_their_tab(window: WindowPage) -> None:
    page = PractitionersPage(window).choose("1001")
    entry = page.act("登记手术量…")
    entry.fill(period_from=date(2025, 1, 1), period_to=date(2025, 12, 31), source="示例登记本")
    assert "没有填例数" in entry.submit()[0]
    assert entry.fill(cases="0").submit() == []
    assert any("全部手术 2025-01-01 至 2025-12-31 0" in line for line in page.tab("手术量"))
    assert "没有登记的不等于零" in page.tab("手术量")[-1]
