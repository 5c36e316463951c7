"""控件：筛选、列表、逐日计数、表单告示、预览、搜索。"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.ui.widgets.blocker import Blocker, BlockerView, BlockView
from medtech_desktop.ui.widgets.day_strip import DayKind, DayStrip, DayView
from medtech_desktop.ui.widgets.filter_words import FilterWord, FilterWords
from medtech_desktop.ui.widgets.form import Form
from medtech_desktop.ui.widgets.life_strip import LifeStrip, NodeView, Step
from medtech_desktop.ui.widgets.master_list import ListEntry, MasterList, filtered
from medtech_desktop.ui.widgets.nav import Badge, Nav, NavEntry
from medtech_desktop.ui.widgets.paper_view import PaperPane
from tests.pages.typing import press, type_chinese

_ENTRIES = (
    ListEntry("1", "S16", "神经血管介入诊疗技术", kinds=frozenset({"restricted"})),
    ListEntry("2", "S20", "经导管射频消融术", kinds=frozenset({"restricted"}), found_by="XGNK"),
    ListEntry("3", "", "经口腔镜甲状腺切除术", kinds=frozenset({"other"})),
)
_WORDS = (FilterWord("all", "全部", 3), FilterWord("restricted", "限制类", 2))


@pytest.mark.parametrize(
    ("kind", "text", "keys"),
    [
        ("", "", ["1", "2", "3"]),
        ("restricted", "", ["1", "2"]),
        ("", "s16", ["1"]),
        ("", "经 术", ["1", "2", "3"]),
        ("", "经口 切除", ["3"]),
        ("other", "xgnk", []),
        ("", "xgnk", ["2"]),
    ],
)
def test_filtering_needs_every_typed_word(kind: str, text: str, keys: list[str]) -> None:
    assert [entry.key for entry in filtered(_ENTRIES, kind, text)] == keys


def test_the_list_filters_while_typing_and_tells_what_is_chosen(qtbot: QtBot) -> None:
    box = MasterList("技术", 324)
    qtbot.addWidget(box)
    told: list[str] = []
    box.chosen.connect(told.append)
    box.show_entries(_ENTRIES, _WORDS, "筛选 3 项")
    assert told[-1] == "1"
    type_chinese(box.filter_box, "射频")
    assert told[-1] == "2"
    type_chinese(box.filter_box, "没有这个")
    assert told[-1] == ""


def test_jumping_to_a_filtered_out_thing_lifts_the_filter(qtbot: QtBot) -> None:
    box = MasterList("技术", 324)
    qtbot.addWidget(box)
    box.show_entries(_ENTRIES, _WORDS, "")
    box.words.word("restricted").click()  # type: ignore[attr-defined]
    assert box.model.rowCount() == 2
    box.choose("3")
    assert box.current_key() == "3"


def test_a_thing_not_yet_loaded_is_chosen_when_it_comes(qtbot: QtBot) -> None:
    box = MasterList("技术", 324)
    qtbot.addWidget(box)
    box.show_entries(_ENTRIES[:1], _WORDS, "")
    box.choose("2")
    box.show_entries(_ENTRIES, _WORDS, "")
    assert box.current_key() == "2"


def test_counted_days_are_whole_weeks_and_walk_by_arrows(qtbot: QtBot) -> None:
    strip = DayStrip()
    qtbot.addWidget(strip)
    first = date(2026, 9, 16)
    days = tuple(
        DayView(first + timedelta(days=n), DayKind.COUNTED, f"第 {n} 日") for n in range(9)
    )
    strip.show_days(days, first)
    assert strip.weeks() == [date(2026, 9, 14), date(2026, 9, 21)]
    told: list[date] = []
    strip.day_chosen.connect(told.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down):
        press(strip, key)
    assert told == [first, first + timedelta(days=1), first + timedelta(days=8)]
    assert strip.accessibleName() == "逐日计数：9月24日，第 8 日"


def test_the_life_strip_says_every_step(qtbot: QtBot) -> None:
    strip = LifeStrip()
    qtbot.addWidget(strip)
    strip.show_nodes(
        (
            NodeView("首例", Step.DONE, "09月14日"),
            NodeView("提交备案", Step.CURRENT, "剩 5 个工作日"),
        )
    )
    assert strip.accessibleName() == "生命周期：首例 已完成 09月14日；提交备案 当前 剩 5 个工作日"
    plain = strip.height()
    strip.show_nodes((NodeView("首例", Step.DONE),), (NodeView("停止", Step.STOPPED),))
    assert strip.height() > plain


def test_a_blocker_offers_the_cure(qtbot: QtBot) -> None:
    blocker = Blocker()
    qtbot.addWidget(blocker)
    block = BlockView("training", "培训证明未上传", "示例甲", "HN-2.2", "上传证明…")
    blocker.show_blocks(BlockerView("还差 1 件", "截止 10月10日", (block,)))
    cure = next(b for b in blocker.findChildren(QPushButton) if b.text() == "上传证明…")
    with qtbot.waitSignal(blocker.remedy_chosen) as chosen:
        cure.click()
    assert chosen.args == ["training"]


def _form(qtbot: QtBot) -> Form:
    form = Form()
    qtbot.addWidget(form)
    form.line("name", "技术名称")
    form.line("lead", "技术负责人")
    form.day("day", "首例日期", date(2026, 9, 14))
    form.choice("site", "院区", (("1", "本部"), ("2", "东院区")))
    return form


def test_a_refusal_stands_at_its_field(qtbot: QtBot) -> None:
    form = _form(qtbot)
    form.show()
    refused = Finding(Severity.REFUSE, "示例寅不在本院注册", "MTCA-11(3)", "改选", "lead")
    form.show_findings((refused,))
    notice = form.notices()[0]
    lead = form.field("lead")
    assert lead.property("wrong") == "true"
    assert form.field("name").property("wrong") != "true"
    qtbot.waitUntil(lambda: notice.y() > lead.y())
    assert (
        notice.mapTo(form, notice.rect().topLeft()).y()
        > lead.mapTo(form, lead.rect().topLeft()).y()
    )
    form.clear_findings()
    assert lead.property("wrong") == "false"
    assert form.notices() == ()


def test_a_warning_asks_for_a_reason_and_keeps_what_was_typed(qtbot: QtBot) -> None:
    form = _form(qtbot)
    warning = Finding(Severity.WARN, "规范已换版", "MTCA-10")
    form.show_findings((warning,))
    assert form.reasons() == {}
    type_chinese(form.notices()[0].reason, "新版无实质变化")
    refused = Finding(Severity.REFUSE, "日期不对", "MTCA-11", "", "day")
    form.show_findings((warning, refused))
    assert form.reasons() == {"规范已换版": "新版无实质变化"}


def test_the_form_gives_back_what_was_entered(qtbot: QtBot) -> None:
    form = _form(qtbot)
    type_chinese(form.field("name"), "  神经血管介入诊疗技术 ")
    assert form.value("name") == "神经血管介入诊疗技术"
    assert form.day_value("day") == date(2026, 9, 14)
    assert form.value("site") == "1"
    with pytest.raises(TypeError):
        form.day_value("name")


def test_the_nav_says_overdue_in_words_and_walks_by_arrows(qtbot: QtBot) -> None:
    nav = Nav(((NavEntry("a", "今日待办", "list-todo"),), (NavEntry("b", "备案", "file-check"),)))
    qtbot.addWidget(nav)
    with qtbot.waitActive(nav):
        nav.show()
        nav.activateWindow()
    nav.set_badge("b", Badge(3, True))
    assert nav.item("b").accessibleName() == "备案，3 项，有逾期"
    nav.item("a").setFocus()
    press(nav.item("a"), Qt.Key.Key_Down)
    assert nav.item("b").hasFocus()


def test_everything_that_takes_focus_has_a_name(qtbot: QtBot) -> None:
    form = _form(qtbot)
    box = MasterList("技术", 324)
    pane = PaperPane()
    for widget in (form, box, pane):
        qtbot.addWidget(widget)
        takers = [
            child
            for child in widget.findChildren(QWidget)
            if child.focusPolicy() & Qt.FocusPolicy.TabFocus
            and not child.objectName().startswith("qt_")
        ]
        assert takers
        assert [type(child).__name__ for child in takers if not child.accessibleName()] == []


def test_filter_words_are_chosen_by_arrows(qtbot: QtBot) -> None:
    words = FilterWords()
    qtbot.addWidget(words)
    words.show_words(_WORDS, "all")
    with qtbot.waitActive(words):
        words.show()
        words.activateWindow()
    words.word("all").setFocus()
    with qtbot.waitSignal(words.chosen) as chosen:
        press(words.word("all"), Qt.Key.Key_Right)
    assert chosen.args == ["restricted"]
    assert words.current() == "restricted"


def test_a_narrow_row_of_words_drops_counts_whole_and_cuts_no_word(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    words = FilterWords(parent=holder, lead=0)
    words.show_words(_WORDS, "all")
    words.resize(400, 35)
    holder.show()
    other = words.word("restricted")
    with_count = other.sizeHint().width()
    qtbot.waitUntil(lambda: other.width() == with_count)
    words.resize(words.word("all").sizeHint().width() + with_count - 4, 35)
    qtbot.waitUntil(lambda: other.width() == other.sizeHint().width() < with_count)
    assert words.word("all").width() == words.word("all").sizeHint().width()
    assert "2" in other.accessibleName()
