"""不算数的版本（``surgery_gone``，派生）：撤销一批，旧版本回来；由事实重建与核对。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from medtech_desktop.store.derived import clear, derive
from medtech_desktop.store.page import Look, Page

_TABLE = "surgery_gone"
_STEP = 4000
"""一步几例：其间别的问题等不到 50 毫秒。"""
_BY_ACT = 4
_PUT = "INSERT OR REPLACE INTO surgery_gone (surgery_id, why) VALUES (?, ?)"
_DROP = "DELETE FROM surgery_gone WHERE surgery_id = ?"
_STALE = "INSERT OR REPLACE INTO surgery_stale (scope, ref) VALUES (?, ?)"
_SIZE = "SELECT count(*) FROM surgery WHERE act_seq = ?"
_MINE = "SELECT id FROM surgery WHERE act_seq = ? AND id > ? ORDER BY id LIMIT ?"
_BACK = (
    "SELECT s.id, s.cancelled, s.act_seq FROM surgery s"
    " JOIN surgery_gone n ON n.surgery_id = s.id AND n.why = 1 WHERE s.id IN"
    " (SELECT max(o.id) FROM surgery o WHERE o.key IN"
    " (SELECT m.key FROM surgery m WHERE m.act_seq = ? AND m.id > ? AND m.id <= ?)"
    " AND NOT EXISTS (SELECT 1 FROM surgery_gone g WHERE g.surgery_id = o.id AND g.why = 2)"
    " GROUP BY o.key)"
)
_RIGHT = (
    "WITH undone(seq) AS (SELECT b.act_seq FROM import_batch b JOIN annulment u"
    " ON u.event_table = 'import_batch' AND u.event_uid = b.uid),"
    " newest(id) AS (SELECT max(id) FROM surgery WHERE act_seq NOT IN (SELECT seq FROM undone)"
    " GROUP BY key)"
    " SELECT id, CASE WHEN act_seq IN (SELECT seq FROM undone) THEN 2"
    " WHEN id NOT IN (SELECT id FROM newest) THEN 1 ELSE 3 END FROM surgery"
    " WHERE act_seq IN (SELECT seq FROM undone) OR id NOT IN (SELECT id FROM newest)"
    " OR cancelled = 1"
)


Tell = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class Undone:
    """撤销了几例；几例的旧版本回来了。"""

    surgeries: int
    back: int


def undo_log(page: Page, seq: int, progress: Tell | None = None) -> Undone:
    """一次操作导入的都不算数，旧版本回来；批次本身由调用的人撤销。"""
    [(whole,)] = page.raw(_SIZE, seq)
    count, acts, back = 0, set[int](), 0
    for ids in _slices(page, seq):
        derive(page, _TABLE, _PUT, [(number, 2) for number in ids])
        count += len(ids)
        _tell(progress, count // 2, whole)
    for done, ids in enumerate(_slices(page, seq), 1):
        returned = page.raw(_BACK, seq, ids[0] - 1, ids[-1])
        derive(page, _TABLE, _PUT, [(number, 3) for number, cancelled, _ in returned if cancelled])
        derive(
            page, _TABLE, _DROP, [(number,) for number, cancelled, _ in returned if not cancelled]
        )
        acts.update(act for _, _, act in returned)
        back += len(returned)
        _tell(progress, min(whole, (count + done * _STEP) // 2), whole)
    derive(page, "surgery_stale", _STALE, [(_BY_ACT, act) for act in sorted({seq, *acts})])
    return Undone(count, back)


def _slices(page: Page, seq: int) -> Iterator[list[int]]:
    last = 0
    while rows := page.raw(_MINE, seq, last, _STEP):
        yield [int(row[0]) for row in rows]
        last = rows[-1][0]


def _tell(progress: Tell | None, done: int, whole: int) -> None:
    if progress is not None:
        progress(done, whole)


def rebuild_gone(page: Page) -> int:
    """由事实重建，返回行数。"""
    rows = page.raw(_RIGHT)
    clear(page, _TABLE)
    derive(page, _TABLE, _PUT, rows)
    return len(rows)


def differing_versions(look: Look) -> int:
    """派生的与由事实重推的不同的有几行；0 = 一致。"""
    held = "SELECT surgery_id, why FROM surgery_gone"
    sql = "SELECT count(*) FROM (SELECT * FROM ({one}) EXCEPT SELECT * FROM ({two}))"
    return sum(
        int(look.raw(sql.format(one=one, two=two))[0][0])
        for one, two in ((held, _RIGHT), (_RIGHT, held))
    )
