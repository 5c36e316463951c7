"""上次查看以来：别人办的事、这几天转为逾期的；本次自己办的不算。"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from medtech_desktop.office import news
from medtech_desktop.office.library import open_library
from medtech_desktop.office.news import News, Seen, library_mark, news_since
from medtech_desktop.office.todo import todo_board
from tests.builders import CLERK, Office, office_at

DAY = date(2026, 9, 28)


def _since(folder: Path, seq: int, day: date = DAY, on: date = DAY) -> News:
    with open_library(folder) as library:
        return news_since(library, Seen(seq, day), todo_board(library, on).items, on)


def _head(folder: Path) -> int:
    with open_library(folder) as library:
        return library_mark(library)[1]


def test_the_first_look_has_no_news(tmp_path: Path) -> None:
    office = office_at("filing", tmp_path)
    news = news_since(office.library, None, (), DAY)
    office.library.close()
    assert news.items == ()
    assert news.head > 0


def test_what_this_session_did_is_no_news_and_what_others_did_is(tmp_path: Path) -> None:
    office_at("approved", tmp_path).library.close()
    folder = tmp_path / "库"
    seen = _head(folder)
    office = Office(open_library(folder))
    try:
        office.operate("S16", date(2026, 9, 14))
        board = todo_board(office.library, DAY).items
        assert news_since(office.library, Seen(seen, DAY), board, DAY).items == ()
    finally:
        office.library.close()
    (told,) = _since(folder, seen).items
    assert told.sentence == "S16 登记了首例"
    assert told.detail.endswith(CLERK.name)
    assert (told.place, told.key) == ("technologies", "技-001")


def test_acts_of_one_kind_one_day_and_one_clerk_are_one_sentence(tmp_path: Path) -> None:
    office_at("ready", tmp_path).library.close()
    told = [item.sentence for item in _since(tmp_path / "库", 0).items]
    assert len(told) == len(set(told))
    assert any(said.startswith("S16 新建备案") for said in told)
    assert any("登记人员" in said or "登记为人员" in said for said in told)
    assert not any("None" in said for said in told)


def test_what_became_overdue_in_between_is_told_once(tmp_path: Path) -> None:
    office_at("filing", tmp_path).library.close()
    folder = tmp_path / "库"
    head = _head(folder)
    late = date(2026, 10, 12)
    (told,) = _since(folder, head, DAY, late).items
    assert told.sentence == "S16 转为逾期"
    assert told.bad
    assert told.detail.startswith("应于 10月10日前")
    assert _since(folder, head, late, late).items == ()


def test_printing_is_no_news_and_every_act_has_its_own_words(tmp_path: Path) -> None:
    office = office_at("ready", tmp_path)
    with office.library.look() as look:
        head = look.last_seq()
    with office.library.act(CLERK, "paper.print"):
        pass
    with office.library.act(CLERK, "something.new"):
        pass
    with office.library.act(CLERK, "import.practitioners"):
        pass
    office.library.close()
    told = [item.sentence for item in _since(tmp_path / "库", head).items]
    assert told == ["导入了一批", "登记有改动"]


def test_every_act_of_the_program_is_told_in_its_own_words() -> None:
    source = Path(news.__file__).parent
    written = {
        name
        for path in source.glob("*.py")
        for name in re.findall(r'\.act\([\w() ]+, "([a-z_]+\.[a-z_]+)"', path.read_text("utf-8"))
    }
    untold = {n for n in written if news._is_news(n) and news._told(n) is news._OTHER}
    assert all(name.startswith("demo.") for name in untold)
