"""手术核查屏：从空到导入，按问题、科室、医师、状态看，一条的详情与说明，全部手术、病例登记、认名。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from medtech_desktop.office.library import open_library
from medtech_desktop.ui.screens import surgery_today
from medtech_desktop.ui.widgets.quiet import ChipLabel
from tests.builders import CLERK, FIRST_CASE, LEAD, Office, office_at
from tests.office.findings_log import as_checked, september
from tests.office.surgery_log import log_surgery
from tests.office.test_surgery_today import operated, platform
from tests.pages.privileges import PrivilegesPage
from tests.pages.surgeries import SurgeriesPage
from tests.pages.window import WindowPage, lines_of

TODAY = date(2026, 11, 2)
Opened = Callable[[Callable[[Office], None] | None], SurgeriesPage]


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    windows: list[WindowPage] = []
    QSettings().remove("surgeries/period")

    def open_with(prepare: Callable[[Office], None] | None = None) -> SurgeriesPage:
        office = office_at("privileged", tmp_path)
        if prepare is not None:
            prepare(office)
            as_checked(office)
        office.library.close()
        windows.append(WindowPage(qtbot, lambda: open_library(tmp_path / "库"), TODAY))
        return SurgeriesPage(windows[-1])

    yield open_with
    for window in windows:
        window.close()


@pytest.fixture
def page(opened: Opened) -> SurgeriesPage:
    return opened(september)


def test_without_a_log_it_says_what_to_do_first(opened: Opened) -> None:
    page = opened(None)
    assert page.is_empty()
    assert "先导入分级目录和期初授权" in page.screen.empty.accessibleName()
    assert [chip.text() for chip in page.screen.empty.findChildren(ChipLabel)] == ["第二十条"]
    assert page.sentence() == "还没有导入手术登记"
    page.screen.empty.act_chosen.emit("到手术分级")
    page.window.settle()
    assert page.window.here() == "手术分级"


def test_kinds_and_departments_narrow_and_keep_their_numbers(page: SurgeriesPage) -> None:
    assert page.sentence().endswith("5 例，2 项问题，1 项待核实")
    assert page.rail() == {
        "全部": 3, "当日无该项授权": 1, "授权已过期": 1, "当日变更，待核实": 1,
    }  # fmt: skip
    assert page.words() == {"全部": 3, "违规": 2, "待核实": 1}
    assert page.title() == "全部问题"
    assert [line[:10] for line in page.lines()] == ["2026-09-24", "2026-09-22", "2026-08-02"]
    assert page.kind("授权已过期").title() == "授权已过期"
    assert len(page.lines()) == 1
    assert page.rail()["当日无该项授权"] == 1  # the others keep their numbers
    page.kind("全部").kind("神经外科", "departments")
    assert page.title() == "神经外科"
    assert page.rail("people") == {"全部医师": 3, "示例乙": 3}
    page.kind("全部科室", "departments").word("待核实")
    assert [line[:10] for line in page.lines()] == ["2026-08-02"]


def test_what_was_not_judged_is_told_with_its_reason(page: SurgeriesPage) -> None:
    rail = page.screen.check.rail
    assert rail.words.views()[-1].count == 1
    rail.words.word("unjudged").click()  # type: ignore[attr-defined]
    assert page.rail("unjudged") == {"没有写术者": 1}
    assert "不算问题，也不算没有问题" in rail.unjudged_note.text()
    said: list[str] = []
    page.screen.said.connect(said.append)
    page.kind("没有写术者", "unjudged")
    assert said == ["登记里没有写术者：补写以后再导入一次，同一例成为新版本"]


def _by_someone_registered_later(office: Office) -> None:
    later = office.hire("示例后登记", "8803", since=FIRST_CASE + timedelta(9))
    with office.library.act(CLERK, "test.log") as page:
        log_surgery(page, "39.7201", FIRST_CASE, later, ref="手-1")


def test_what_was_not_asked_is_told_beside_what_was_not_judged(opened: Opened) -> None:
    rail = opened(_by_someone_registered_later).screen.check.rail
    assert "1 名术者手术时没有登记过执业注册" in rail.unjudged_note.text()


def test_the_months_lead_to_one_month(page: SurgeriesPage) -> None:
    assert page.months()[-4:] == [1, 2, 0, 0]
    page.screen.check.months.chosen.emit("2026-08")
    page.window.settle()
    assert page.sentence().startswith("2026年8月，1 例")
    assert len(page.lines()) == 1
    assert page.screen.period.box.currentText() == "自定"
    page.period("自定")  # once more: the days stay
    assert page.sentence().startswith("2026年8月，1 例")
    assert page.period("全部").sentence().startswith("5 例")


def test_the_kinds_are_walked_with_the_arrows(page: SurgeriesPage) -> None:
    kinds = page.screen.check.rail.kinds
    kinds.kind("any").setFocus()
    down = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(kinds.kind("any"), down)
    page.window.settle()
    assert page.title() == "当日无该项授权"
    assert kinds.focusWidget() is kinds.kind("1")


def test_one_finding_tells_case_person_day_article_and_bars(page: SurgeriesPage) -> None:
    page.choose(0)
    assert page.name() == "39.7201 示例术式一 违规"
    facts = page.facts()
    assert "病例 住院号 尾号 4471，行 863" in facts
    assert "手术日 2026-09-24 周四 14:05，神经外科" in facts
    assert "问题 当日无该项授权" in facts
    assert any(bar.startswith("本术式：") for bar in page.bars())
    assert page.buttons() == ["说明…", "改由上级确认…", "转授权处理"]
    articles: list[str] = []
    page.screen.article_opened.connect(articles.append)
    [chip] = page.screen.check.detail.chips()
    assert chip.text() == "第二十条"
    chip.click()
    assert articles == ["MTCA-20"]


def test_the_whole_number_of_a_patient_is_looked_at_once(page: SurgeriesPage) -> None:
    said: list[str] = []
    page.window.desk.said.connect(said.append)
    page.choose(0)
    assert "尾号 4471" in page.case()
    assert "Z000" not in page.case()
    page.reveal()
    assert page.case().endswith("（病案号 P1，住院号 Z0004471）")
    assert not any("Z000" in one for one in said)
    assert "Z000" not in "".join(page.facts())
    page.choose(1).choose(0)
    assert "Z000" not in page.case()


def _owed(office: Office) -> None:
    operated(office, FIRST_CASE)
    platform(office, "示例省平台", 7, national=False)


def test_what_was_not_reported_is_reported_from_its_finding(opened: Opened) -> None:
    page = opened(_owed)
    page.kind("应逐例报送未报")
    [owed] = page.today_lines()
    assert owed.startswith("手-1")
    assert page.buttons() == ["说明…", "登记逐例报送…"]
    assert page.press("说明").fill(outcome="已说明情况", text="平台停了一周").submit() == []
    page.kind("应逐例报送未报")
    assert page.explanations()[0].endswith("平台停了一周")
    page.screen.check.detail.explained._links[0].click()
    page.window.entry().fill(reason="写错了一条").submit()
    page.kind("应逐例报送未报")
    assert page.explanations() == []
    entry = page.cure().window.entry()
    assert entry.entry.form.value("case") == "手-1"
    assert entry.entry.form.value("platform") == "示例省平台"
    assert entry.fill(receipt="回执一").submit() == []
    assert "应逐例报送未报" not in page.rail()


def _owed_twice(office: Office) -> None:
    """同一个手术单号，两天各一例。"""
    operated(office, FIRST_CASE)
    second, person = FIRST_CASE + timedelta(1), office.person(LEAD)
    with office.library.act(CLERK, "test.log") as page:
        log_surgery(page, "39.7201", second, person, ref="手-1")
    platform(office, "示例省平台", 7, national=False)


def test_of_two_cases_of_one_number_the_day_tells_which(opened: Opened) -> None:
    page = opened(_owed_twice)
    page.kind("应逐例报送未报")
    assert len(page.today_lines()) == 2
    entry = page.cure().window.entry()
    day = entry.entry.form.value("operated")
    assert day in {FIRST_CASE.isoformat(), (FIRST_CASE + timedelta(1)).isoformat()}
    [said] = entry.fill(receipt="回执一", operated="").submit()
    assert "「手-1」有几例" in said
    [said] = entry.fill(operated="上周").submit()
    assert "「上周」不是日期" in said
    assert entry.fill(operated=day).submit() == []
    [left] = page.today_lines()
    assert day not in left


def test_what_is_too_much_to_list_is_told(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened(_owed)
    monkeypatch.setattr(surgery_today, "MOST", 0)
    page.kind("应逐例报送未报")
    told = page.screen.check.left_out
    assert page.today_lines() == []
    assert told.isVisible()
    assert told.text() == "另有 1 例没有列出，缩短时间再看"
    page.kind("全部")
    assert not told.isVisible()


def test_it_goes_to_the_privilege_with_person_and_procedure(page: SurgeriesPage) -> None:
    page.choose(0).cure()
    assert page.window.here() == "授权"
    privileges = PrivilegesPage(page.window)
    assert "示例乙" in privileges.current()
    assert "39.7201" in privileges.current()


def test_an_explanation_stays_beside_the_finding_and_can_be_annulled(page: SurgeriesPage) -> None:
    entry = page.choose(1).press("说明")
    assert entry.submit() == ["没有选「结论」"]
    entry.fill(outcome="已说明情况", text="续授的会议推迟了两周")
    assert entry.submit() == []
    assert page.words() == {"全部": 3, "违规": 1, "待核实": 1, "已说明": 1}
    assert page.sentence().endswith("2 项问题，1 项待核实，1 项已说明")
    page.choose(1)
    assert page.explanations()[0].endswith("续授的会议推迟了两周")
    links = page.screen.check.detail.explained._links
    links[0].click()
    page.window.entry().fill(reason="写错了一条").submit()
    assert page.choose(1).explanations() == []
    assert page.words() == {"全部": 3, "违规": 2, "待核实": 1}


def test_several_findings_are_explained_at_once(page: SurgeriesPage) -> None:
    page.choose(0, last=2)
    assert page.buttons() == ["说明这 3 条…"]
    entry = page.press("说明这 3 条")
    entry.fill(outcome="核实属实", text="三例均已在科室会上通报")
    assert entry.submit() == []
    assert page.words() == {"全部": 3, "已确认属实": 3}


def test_an_emergency_is_recorded_with_what_is_known(page: SurgeriesPage) -> None:
    entry = page.choose(0).press("改由上级确认")
    assert entry.entry.form.value("person") == "示例乙（1002）"
    assert entry.entry.form.value("procedure").startswith("39.7201")
    assert entry.entry.form.day_value("day") == date(2026, 9, 24)
    entry.fill(reason="急诊破裂出血，来不及转出")
    assert entry.submit() == []


def test_filter_sort_copy_and_export_what_is_listed(page: SurgeriesPage, tmp_path: Path) -> None:
    assert len(page.filter("slys").lines()) + len(page.filter("示例乙").lines()) >= 3
    assert page.filter("没有的").lines() == []
    assert page.screen.check.table.empty_words.startswith("没有符合的发现")
    page.filter("").sort("术式")
    assert page.copied()[0] == "手术日\t问题\t术式\t级别\t术者\t科室\t当日授权\t状态"
    rows = page.export(tmp_path / "发现.csv").read_text("utf-8-sig").splitlines()
    assert len(rows) == 4
    assert rows[0].startswith("手术日,问题,病例,编码,术式")


def test_every_logged_line_is_listed_and_leads_to_its_finding(page: SurgeriesPage) -> None:
    page.tab("全部手术")
    assert len(page.logged()) == 5
    assert page.screen.log.count.text().startswith("列出 5 行")
    table = page.screen.log.table
    table.opened.emit(table.model_held.ids[[*page.logged()].index(
        next(line for line in page.logged() if line.startswith("2026-09-24")))])  # fmt: skip
    page.window.settle()
    assert page.screen.tab() == "check"
    assert page.name() == "39.7201 示例术式一 违规"


def test_going_to_a_finding_every_page_looks_at_the_whole(page: SurgeriesPage) -> None:
    page.period("本月")
    page.tab("全部手术")
    assert page.logged() == []
    page.screen.show_finding(1)
    page.window.settle()
    assert page.tab("全部手术").screen.period.box.currentText() == "全部"
    assert len(page.logged()) == 5


def test_a_past_day_is_looked_at_without_writing(page: SurgeriesPage) -> None:
    page.window.window.look_at(date(2026, 9, 23))
    page.window.settle()
    assert [line[:10] for line in page.lines()] == ["2026-09-22", "2026-08-02"]
    assert not page.screen.import_button.isEnabled()
    page.choose(0)
    assert not page.screen.check.detail.explain_button.isEnabled()
    assert "现在的核查结果" in page.sentence()


def test_a_case_without_surgery_is_registered_corrected_and_cancelled(page: SurgeriesPage) -> None:
    page.tab("病例登记")
    page.screen.cases.act("登记病例…")
    page.window.settle()
    entry = page.window.entry()
    box = entry.entry.form.field("technology")
    box.setCurrentIndex(1)  # type: ignore[attr-defined]
    entry.fill(ref="代号一", person="示例甲（1001）", day=date(2026, 10, 8), consent="没有")
    assert entry.submit() == []
    assert len(page.cases()) == 1
    assert "代号一" in page.cases()[0]
    cases = page.screen.cases
    cases.table.choose(cases.table.rows_model.row(0).key)
    cases.act("取消…")
    entry = page.window.entry()
    assert entry.fill(reason="没有做成").submit() == []
    assert "已取消" in page.cases()[0]


def test_the_badge_counts_what_is_to_be_verified_and_tells_its_rows(page: SurgeriesPage) -> None:
    item = page.window.window.nav.item("surgeries")
    assert item.badge.count == 1
    sheet = page.window.window.open_source("surgeries")
    page.window.settle()
    assert sheet.title.text() == "手术核查待核实的"
    assert sheet.table is not None
    assert [line[:10] for line in lines_of(sheet.table)] == ["2026-08-02"]
    sheet.accept()


def test_the_report_of_what_is_looked_at_is_shown(page: SurgeriesPage) -> None:
    page.period("全部").kind("神经外科", "departments")
    sheet = page.screen.print_report()
    page.window.settle()
    assert sheet is not None
    assert sheet.isVisible()
    assert page.window.troubles == []
    sheet.reject()


@pytest.mark.parametrize("wide", [1366, 1280])
def test_nothing_is_cut(page: SurgeriesPage, wide: int) -> None:
    window = page.window.window
    window.resize(wide, 697)
    page.choose(0)
    assert window.width() == wide
    detail = page.screen.check.detail
    for widget in (*detail.buttons(), page.screen.import_button, page.screen.check.export_button):
        right = widget.mapTo(page.screen, widget.rect().topRight()).x()
        assert right <= page.screen.width(), widget
        assert widget.width() >= widget.minimumSizeHint().width(), widget


@pytest.mark.parametrize(
    ("wide", "high", "rows"), [(1366, 768, 5), (1366, 697, 5), (1280, 649, 3), (1920, 1040, 12)]
)
def test_whole_rows_are_in_sight(page: SurgeriesPage, wide: int, high: int, rows: int) -> None:
    page.window.window.resize(wide, high)
    page.choose(0)
    assert page.rows_in_sight() == rows
    assert page.screen.check.detail.height() >= 200
