"""体检：数据文件、引用、版本、审计、附件、备份各一行结论。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from medtech_desktop.domain.backups import Lateness, lateness
from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.store import audit, backup_log, evidence
from medtech_desktop.store.attachments import harmed
from medtech_desktop.store.backups import Progress
from medtech_desktop.store.book import Book
from medtech_desktop.store.furnishing import BACKUPS
from medtech_desktop.store.manifests import manifests_in
from medtech_desktop.store.migrating import SCHEMA
from medtech_desktop.store.page import table_of
from medtech_desktop.store.practitioners import load_staff
from medtech_desktop.store.privileges import differing_people
from medtech_desktop.store.restoring import check
from medtech_desktop.store.surgery_doctor import surgery_lines
from medtech_desktop.store.tables.attachments import Attachment

_NAMED = 5


@dataclass(frozen=True, slots=True)
class DoctorLine:
    """体检的一行：是否正常、查什么、详情。"""

    ok: bool
    what: str
    detail: str


def doctor(book: Book, progress: Progress | None = None) -> list[DoctorLine]:
    """全面体检；不修改任何内容。每项各自进行，一项出错不影响其他项。"""

    def intervals(one: Book) -> tuple[bool, str]:
        return _intervals(one, tell)

    def tell(done: int, of: int) -> None:
        if progress is not None:
            at = [what for what, _check in checks].index("授权区间")
            progress(at, len(checks), f"正在查授权区间（{done:,} / {of:,} 人）")

    checks: list[tuple[str, Callable[[Book], tuple[bool, str]]]] = [
        ("数据文件完整性", _integrity),
        ("数据引用", _foreign_keys),
        ("数据版本", _schema),
        ("审计日志", _audit),
        ("记录与审计一致", _evidence),
        ("授权区间", intervals),
        ("手术核查", _surgeries),
        ("附件", _attachments),
        ("备份", _backup),
        ("第二备份位置", _second_place),
    ]
    if book.key is not None:
        checks.insert(1, ("加密页校验", _cipher))
    found = []
    for place, (what, look_at) in enumerate(checks):
        if progress is not None:
            progress(place, len(checks), f"正在查{what}")
        found.append(_line(book, what, look_at))
    return found


def _line(book: Book, what: str, check: Callable[[Book], tuple[bool, str]]) -> DoctorLine:
    try:
        ok, detail = check(book)
    except Trouble as trouble:
        ok, detail = False, str(trouble)
    return DoctorLine(ok, what, detail)


def _integrity(book: Book) -> tuple[bool, str]:
    found = [str(row[0]) for row in book.line.pragma_rows("integrity_check")]
    return (True, "完好") if found == ["ok"] else (False, "；".join(found[:5]))


def _cipher(book: Book) -> tuple[bool, str]:
    found = book.line.cipher_problems()
    return (False, "；".join(found[:5])) if found else (True, "每页校验相符")


def _foreign_keys(book: Book) -> tuple[bool, str]:
    found = book.line.pragma_rows("foreign_key_check")
    tables = "、".join(sorted({str(row[0]) for row in found}))
    return (False, f"{len(found)} 处引用不成立：{tables}") if found else (True, "全部成立")


def _schema(book: Book) -> tuple[bool, str]:
    found = int(book.line.pragma("user_version"))
    return found == SCHEMA, f"数据版本 {found}，本程序 {SCHEMA}"


def _audit(book: Book) -> tuple[bool, str]:
    with book.look() as look:
        report = audit.verify(look)
    if not report.ok:
        return False, report.why
    return True, f"{report.entries} 条，首尾相接，末条锚 {report.head or '（尚无记录）'}"


def _evidence(book: Book) -> tuple[bool, str]:
    with book.look() as look:
        found = evidence.unexplained(look)
    return (False, "；".join(found)) if found else (True, "每行都有对应的审计记录")


def _intervals(book: Book, tell: Callable[[int, int], None]) -> tuple[bool, str]:
    """派生的授权区间由事件重推一遍，逐人比对。"""
    with book.look() as look:
        wrong = differing_people(look, tell)
        if not wrong:
            return True, "与授权事件重推的一致"
        staff = load_staff(look)
    names = [staff.name(one, _today()) or f"内部号 {one}" for one in wrong[:_NAMED]]
    more = f"等 {len(wrong)} 人" if len(wrong) > _NAMED else ""
    who = "、".join(names) + more
    return False, f"{who}的与授权事件不符，用 medtech doctor --rebuild 重建；授权事件没有受影响"


def _surgeries(book: Book) -> tuple[bool, str]:
    with book.look() as look:
        return surgery_lines(look)


def _attachments(book: Book) -> tuple[bool, str]:
    with book.look() as look:
        total = int(look.raw(f"SELECT count(*) FROM {table_of(Attachment).name}")[0][0])
        found = harmed(look)
    if found:
        return False, "；".join(f"{name}：{why}" for name, why in found[:20])
    return True, f"{total} 个，都在且未被改动"


def _today() -> date:
    return backup_log.day_of(datetime.now(UTC).isoformat())


def _backup(book: Book) -> tuple[bool, str]:
    """最近一份备份整份核验一遍。"""
    with book.look() as look:
        created = backup_log.created_on(look)
    found, troubles = manifests_in(book.folder / BACKUPS)
    bad = "".join(f"；{t.sentence}" for t in troubles[:5])
    if not found:
        fine = lateness(None, created, _today()) is Lateness.FINE and not troubles
        return fine, f"还没有备份{bad}"
    newest = found[0]
    try:
        check(newest, book.key)
    except Trouble as trouble:
        return False, f"{trouble.sentence}{bad}"
    with book.look() as look:
        later = backup_log.changes_after(look, newest.head_seq)
    words = f"最近一份 {newest.said_at}，第 {newest.head_seq} 号记录为止，核验完好"
    words += f"，其后有 {later} 次操作" if later else ""
    lost = f"；其中 {len(newest.missing)} 个附件备份时已缺" if newest.missing else ""
    return not troubles and not lost, words + lost + bad


def _second_place(book: Book) -> tuple[bool, str]:
    with book.look() as look:
        created = backup_log.created_on(look)
        last = backup_log.last_made(look, backup_log.SECOND)
        place = backup_log.second_place(look)
    words = f"最近一次备份 {last.day.isoformat()}" if last else "还没有备份过"
    if not place:
        words = "没有登记" if last is None else f"没有登记，{words}"
    fine = lateness(last.day if last else None, created, _today()) is Lateness.FINE
    return fine, words
