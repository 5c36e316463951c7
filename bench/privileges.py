"""授权：一个核心问题，五十万项授权里打一个字，一次操作以后的一览，大医院的打开与重建。

The big hospital is the demo at full size (2,000 people, 500,000 events, invented codes), its
peer the same at a tenth.  Limits that are times are taken in processor time of this thread.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from statistics import median

from bench.ratios import Row, medians, rounds_of
from bench.start import _run
from medtech_desktop.domain.privilege_index import (
    ListedPerson,
    ListedTarget,
    PrivilegeIndex,
    Stand,
    View,
    key_of,
)
from medtech_desktop.domain.privileges import DecisionKind, State, Target, TargetKind, Verb
from medtech_desktop.office.acts import Clerk, today
from medtech_desktop.office.application_targets import NewItem
from medtech_desktop.office.demo import build_demo
from medtech_desktop.office.demo_people import pretend_name
from medtech_desktop.office.library import Library
from medtech_desktop.office.pinyin import haystack, initials, person_haystack
from medtech_desktop.office.privilege_annulments import annul_privilege
from medtech_desktop.office.privilege_batches import BatchDraft, check_batch
from medtech_desktop.office.privilege_held import Question, ask_held
from medtech_desktop.office.privilege_lists import PrivilegeQuestion, find_privileges
from medtech_desktop.office.privilege_questions import was_held
from medtech_desktop.office.privileges import NewDecision, NewEvent, enter_decision
from medtech_desktop.office.todo import todo_board
from medtech_desktop.store.privileges import events_of_act, rebuild_intervals

CLERK = Clerk(None, "示例经办", "示例电脑", "example")
PEOPLE, EVENTS = 2000, 500_000
MANY = 500_000
FRAME = 0.016
_PARTS = ("胃", "肝", "甲状腺", "肾", "主动脉", "神经", "胆囊", "结肠", "膀胱", "髋关节")
_DEEDS = ("部分切除", "病损切除", "修补", "置换", "切开引流", "成形", "探查", "活检")
_KEYS = ("切除", "示例甲", "gqc", "D01", "甲 切除", "D0123", "肝 修补", "无此词")


def _own(work: Callable[[], object], times: int = 9) -> float:
    """The median of this thread's processor time."""
    taken = []
    for _ in range(times):
        begun = time.thread_time()
        work()
        taken.append(time.thread_time() - begun)
    return median(taken)


def big_index(size: int = MANY) -> tuple[PrivilegeIndex, list[tuple[str, ...]]]:
    """So many privileges of 2,000 people over 3,200 invented codes, and their texts."""
    codes = [
        (f"D{n // 80:02d}.{n % 80:02d}00", f"示例{_PARTS[n % 10]}{_DEEDS[n // 10 % 8]}{n // 80}式")
        for n in range(3200)
    ]
    names = [(pretend_name(n + 1), f"D{n + 1:04d}") for n in range(PEOPLE)]
    index = PrivilegeIndex()
    index.name_people(
        [
            ListedPerson(n + 1, person_haystack(name, (number,)), frozenset((n % 16,)))
            for n, (name, number) in enumerate(names)
        ]
    )
    targets = [Target(TargetKind.PROCEDURE, n + 1) for n in range(len(codes))]
    index.name_targets(
        [ListedTarget(t, haystack(code)) for t, code in zip(targets, codes, strict=True)]
    )
    each, day = size // PEOPLE, today().toordinal()
    texts: list[tuple[str, ...]] = []
    for person, (name, number) in enumerate(names):
        mine = sorted({(person * 7 + n * 13) % len(codes) for n in range(each)})
        states = (State.VALID, State.VALID, State.EXPIRED, State.SUSPENDED)
        index.put(
            person + 1,
            [
                Stand(key_of(targets[n]), int(states[(person + n) % 4]), day - 9, day + n % 900)
                for n in mine
            ],
        )
        texts += [(name, number, *codes[n]) for n in mine]
    return index, texts


def _like(texts: list[tuple[str, ...]]) -> Callable[[str], object]:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE held (id INTEGER PRIMARY KEY, who, number, code, name, initials)")
    known: dict[str, str] = {}
    for _who, _number, _code, name in texts:
        if name not in known:
            known[name] = initials(name)[0]
    base.executemany(
        "INSERT INTO held (who, number, code, name, initials) VALUES (?, ?, ?, ?, ?)",
        ((*one, known[one[3]]) for one in texts),
    )

    def search(text: str) -> object:
        words = text.split()
        fields = ("who", "number", "code", "name", "initials")
        either = " OR ".join(f"{one} LIKE ?" for one in fields)
        where = " AND ".join(f"({either})" for _ in words)
        values = [f"%{word}%" for word in words for _ in fields]
        return base.execute(f"SELECT id FROM held WHERE {where}", values).fetchall()

    return search


def searches() -> Iterator[Row]:
    """Row 3."""
    index, texts = big_index()
    tenth, _ = big_index(MANY // 10)
    like = _like(texts)
    joined = "\n".join("\t".join(one) for one in texts)

    def ours(which: PrivilegeIndex) -> None:
        for text in _KEYS:
            which._forget()  # as typed for the first time
            which.counts(which.narrow(which.find(text), View.ALL))

    def plain() -> None:
        for text in _KEYS:
            joined.count(text)

    one, peer, sql, small = medians(
        [
            (lambda: ours(index), 3),
            (plain, 1),
            (lambda: [like(text) for text in _KEYS], 1),
            (lambda: ours(tenth), 3),
        ],
        rounds=3,
    )
    each = [_own(partial(_first, index, text)) for text in _KEYS]
    what = f"授权一览打一个字，{len(index):,} 项"
    yield Row(f"{what}（各词居中）", "一帧 16 毫秒", median(each) / FRAME, 1.0, median(each))
    yield Row(f"{what}（最慢的词）", "一帧 16 毫秒", max(each) / FRAME, 1.0, max(each))
    yield Row(what, "连成一串的 str.count", one / peer, None, one / len(_KEYS))
    yield Row(what, "SQLite LIKE", one / sql, 1 / 5, one / len(_KEYS))
    yield Row("授权一览打一个字，十倍的授权", "十分之一", one / small, 10.0, one / len(_KEYS))


def _first(index: PrivilegeIndex, text: str) -> None:
    index._forget()
    index.counts(index.find(text))


def _questions(library: Library, on: date) -> Callable[[], object]:
    """Twenty questions of ids, inside one open look each."""
    asked = [
        Question(1 + n * 7 % 190, Target(TargetKind.PROCEDURE, 1 + n * 11 % 200), on)
        for n in range(20)
    ]

    def ask() -> None:
        with library.look() as look:
            for one in asked:
                ask_held(look, one)

    return ask


def _undo(library: Library) -> None:
    """The last of those is annulled."""
    with library.look() as look:
        [last] = events_of_act(look, look.last_seq())
    annul_privilege(library, CLERK, last.uid, "示例：登记错了")


def _act(library: Library, day: date) -> None:
    """One more privilege for one person."""
    with library.act(CLERK, "bench.act") as page:
        decision = NewDecision(DecisionKind.GRANT, day, meeting="示例会议")
        event = NewEvent(7, Target(TargetKind.PROCEDURE, 9), Verb.GRANT, day, reason="示例")
        enter_decision(page, decision, [event], reason="示例")


def books(folder: Path, on: date) -> Iterator[Row]:
    """The core question, the list and the rebuild, in the big demo and in a tenth of it."""
    begun = time.perf_counter()
    big = build_demo(folder / "大", on=on, physicians=PEOPLE, events=EVENTS, clerk=CLERK)
    built = time.perf_counter() - begun
    yield Row(f"建立演示大医院（{EVENTS:,} 件授权事件）", "300 秒", built / 300, None, built)
    small = build_demo(
        folder / "小", on=on, physicians=PEOPLE // 10, events=EVENTS // 10, clerk=CLERK
    )
    asks = [_questions(big, on), _questions(small, on)]
    large, little = medians([(asks[0], 3), (asks[1], 3)], rounds=5)
    own = _own(asks[0]) / 20
    yield Row("一个核心问题（连同事件链）", "1 毫秒", own / 0.001, 1.0, own)
    yield Row("一个核心问题，十倍的事件", "十分之一的库", large / little, 1.2, large / 20)
    typed = _own(lambda: was_held(big, "D0007", "D01.0100", on))
    yield Row("一个核心问题，按所打的工号与编码", "5 毫秒", typed / 0.005, None, typed)
    first = _own(lambda: find_privileges(big, PrivilegeQuestion(), on), 1)
    yield Row("授权一览第一次打开", "3 秒", first / 3, None, first)
    shown = _own(lambda: find_privileges(big, PrivilegeQuestion(), on))
    yield Row(
        "授权一览没有变过，再问（连同头一页 200 行）", "一帧 16 毫秒", shown / FRAME, None, shown
    )
    yield from _after_acts(big, on)
    checked = _own(lambda: check_batch(big, CLERK, _batch(on)), 1)
    yield Row("成批授权 60 人 10 项的核对", "2 秒", checked / 2, None, checked)
    begun = time.thread_time()
    with small.act(CLERK, "privilege.rebuild") as page:
        count = rebuild_intervals(page)
        rebuilt = time.thread_time() - begun
    yield Row(f"授权区间全部重建（{count:,} 段）", "6 秒", rebuilt / 6, None, rebuilt)
    big.close()
    small.close()


def _after_acts(big: Library, on: date) -> Iterator[Row]:
    """An act on one person, and the undoing of it, and what the list and 今日待办 read again."""
    lists: dict[str, list[float]] = {"登记": [], "撤销": []}
    boards: dict[str, list[float]] = {"登记": [], "撤销": []}
    todo_board(big, on)
    for turn in range(5):
        for word in ("登记", "撤销"):
            _act(big, on - timedelta(days=turn)) if word == "登记" else _undo(big)
            question = PrivilegeQuestion("肝")
            lists[word].append(_own(partial(find_privileges, big, question, on), 1))
            boards[word].append(_own(partial(todo_board, big, on), 1))
    for word in ("登记", "撤销"):
        told, taken = f"一次{word}以后的", median(lists[word])
        yield Row(f"{told}授权一览", "1 秒", taken, 1.0, taken)
        taken = median(boards[word])
        yield Row(f"{told}今日待办", "1 秒", taken, 1.0, taken)


def _batch(on: date) -> BatchDraft:
    items = tuple(NewItem(TargetKind.PROCEDURE, f"D01.{n:02d}00") for n in range(1, 11))
    decision = NewDecision(DecisionKind.GRANT, on, meeting="示例会议")
    return BatchDraft(decision, tuple(range(100, 160)), items, on)


def starts(folder: Path) -> Iterator[Row]:
    """Row 1 with the big demo: from the icon to today's work."""
    works: list[tuple[Callable[[], object], int]] = [
        (partial(_run, folder, until, book), 1)
        for until, book in (("frame", "大"), ("data", "小"), ("data", "大"))
    ]
    frame, small, big = (median(times) for times in rounds_of(works, 3))
    told = "首帧以后到今日待办有数据（演示大医院）"
    yield Row(told, "1 秒", big - frame, 1.0, big - frame)
    yield Row("启动到今日待办有数据，十倍的授权", "十分之一的库", big / small, 1.1, big)
    if sys.platform != "win32":
        import resource

        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        print(f"参考  打开演示大医院到今日待办，内存最多 {most} MB", flush=True)


def rows() -> Iterator[Row]:
    yield from searches()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield from books(folder, today())
        yield from starts(folder)
