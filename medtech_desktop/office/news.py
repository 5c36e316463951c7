"""上次查看以来：审计日志里别人（或命令行）办的事，和这几天转为逾期的，合成几句话。

What this very session recorded is no news: the clerk has just done it. The session is
the run of the audit log, so acts recorded from the command line in between are told.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from medtech_desktop.office.practitioners import called
from medtech_desktop.office.technology_scans import scan_owners
from medtech_desktop.office.todo_items import TodoItem
from medtech_desktop.office.world import World, load_world
from medtech_desktop.store.book import Book

__all__ = ["News", "NewsItem", "Seen", "library_mark", "news_since"]

_SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
_NAMED = 3
_MOST = 2000


@dataclass(frozen=True, slots=True)
class Seen:
    """上次看到哪里：审计序号与那一天。"""

    seq: int
    day: date


@dataclass(frozen=True, slots=True)
class NewsItem:
    """一条变化：图标、一句话、时刻与经办人、去看的地方；``bad`` 为逾期一类。"""

    icon: str
    sentence: str
    detail: str
    place: str
    key: str
    bad: bool = False


@dataclass(frozen=True, slots=True)
class News:
    """变化的全部；``head`` 是现在的审计序号，离开时记下。"""

    items: tuple[NewsItem, ...]
    head: int


@dataclass(frozen=True, slots=True)
class _Told:
    """一类操作怎么说：一件的说法（接在对象后）、几件的说法、图标、去处。"""

    one: str
    many: str
    icon: str
    place: str = "technologies"


_FILING, _PEOPLE, _HOUSE = "filings", "practitioners", "institution"
_RIGHTS = "privileges"
_TOLD: dict[str, _Told] = {
    "technology.add": _Told("登记为新技术", "登记技术 {n} 项", "plus"),
    "technology.start": _Told("获准开展", "获准开展 {n} 项", "circle-check"),
    "technology.stop": _Told("停止应用", "停止应用 {n} 项", "circle-stop"),
    "technology.leads": _Told("换了技术负责人", "{n} 项换了技术负责人", "users"),
    "technology.departments": _Told("换了科室", "{n} 项换了科室", "users"),
    "technology.self_assess": _Told("登记了自我评估", "自我评估 {n} 项", "scale"),
    "technology.scope": _Told("判定了适用范围", "判定适用范围 {n} 项", "scale"),
    "technology.answer": _Told("判定了是否禁止类", "判定是否禁止类 {n} 项", "scale"),
    "technology.attach": _Told("加了扫描件", "扫描件 {n} 次", "file-up"),
    "technology.evidence": _Told("登记了依据", "登记依据 {n} 件", "file-text"),
    "technology.link": _Told("对应到目录条目", "对应目录条目 {n} 项", "layers"),
    "appraisal.record": _Told("登记了论证结论", "论证结论 {n} 项", "scale"),
    "ethics.record": _Told("登记了伦理意见", "伦理意见 {n} 项", "scale"),
    "norm.add": _Told("登记了管理规范", "管理规范 {n} 份", "file-text"),
    "product.add": _Told("登记了所用产品", "所用产品 {n} 件", "layers"),
    "first_case.record": _Told("登记了首例", "登记首例 {n} 项", "flag"),
    "first_case.annul": _Told("撤销了首例", "撤销首例 {n} 项", "undo-2"),
    "filing.open": _Told("新建备案", "新建备案 {n} 份", "file-plus", _FILING),
    "filing.edit": _Told("备案草稿有改动", "备案草稿 {n} 份有改动", "pencil", _FILING),
    "filing.leads": _Told("备案的负责人有改动", "{n} 份备案的负责人有改动", "users", _FILING),
    "filing.submitted": _Told("备案已提交", "备案已提交 {n} 份", "file-check", _FILING),
    "filing.received": _Told("备案材料收齐", "备案材料收齐 {n} 份", "file-check", _FILING),
    "filing.returned": _Told("备案要求补正", "备案要求补正 {n} 份", "corner-up-left", _FILING),
    "filing.completed": _Told("完成备案", "完成备案 {n} 份", "circle-check", _FILING),
    "filing.cancelled": _Told("备案被取消", "备案被取消 {n} 份", "ban", _FILING),
    "filing.closed": _Told("备案结束办理", "备案结束办理 {n} 份", "circle-minus", _FILING),
    "filing.annul": _Told("撤销了备案的一步", "撤销备案的步骤 {n} 次", "undo-2", _FILING),
    "material.add": _Told("备案收了材料", "备案材料 {n} 次", "file-up", _FILING),
    "material.withdraw": _Told("备案撤下了材料", "撤下材料 {n} 次", "undo-2", _FILING),
    "material.all": _Told("备案材料登记为已备", "备案材料 {n} 次", "file-up", _FILING),
    "practitioner.add": _Told("登记为人员", "登记人员 {n} 人", "users", _PEOPLE),
    "practitioner.certificate": _Told("登记了证书", "登记证书 {n} 件", "id-card", _PEOPLE),
    "practitioner.presence": _Told("在院情况有变", "{n} 人在院情况有变", "users", _PEOPLE),
    "practitioner.register": _Told("执业注册有变", "{n} 人执业注册有变", "users", _PEOPLE),
    "practitioner.transfer": _Told("调科", "{n} 人调科", "users", _PEOPLE),
    "practitioner.join": _Told("兼任了另一科室", "{n} 人兼任另一科室", "users", _PEOPLE),
    "practitioner.part": _Told("不再兼任一个科室", "{n} 人不再兼任", "users", _PEOPLE),
    "practitioner.invite": _Told("登记了外请邀请", "外请邀请 {n} 份", "users", _PEOPLE),
    "practitioner.exempt": _Told("登记了免训", "免训 {n} 件", "id-card", _PEOPLE),
    "practitioner.workload": _Told("登记了手术量", "登记手术量 {n} 次", "list-tree", _PEOPLE),
    "practitioner.attach": _Told("加了证书扫描件", "证书扫描件 {n} 次", "file-up", _PEOPLE),
    "practitioner.annul": _Told("撤销了登记", "撤销人员登记 {n} 次", "undo-2", _PEOPLE),
    "practitioner.title": _Told("职称有变", "{n} 人职称有变", "users", _PEOPLE),
    "institution.set": _Told("本院登记有变", "本院登记有变 {n} 次", "landmark", _HOUSE),
    "site.add": _Told("登记了院区", "登记院区 {n} 个", "landmark", _HOUSE),
    "licence.authority": _Told("发证机关有变", "发证机关有变 {n} 次", "landmark", _HOUSE),
    "department.add": _Told("登记了科室", "登记科室 {n} 个", "landmark", _HOUSE),
    "department.rename": _Told("科室更名", "科室更名 {n} 个", "landmark", _HOUSE),
    "holidays.set": _Told("录入了放假安排", "录入放假安排 {n} 次", "calendar", _HOUSE),
    "law.attach": _Told("附入了官方文本", "附入官方文本 {n} 份", "book-open", _HOUSE),
    "backup.failed": _Told("备份没有完成", "备份没有完成 {n} 次", "circle-alert", _HOUSE),
    "backup.place": _Told("第二备份位置有变", "第二备份位置有变 {n} 次", "database", _HOUSE),
    "library.restore": _Told("从备份恢复", "从备份恢复 {n} 次", "hard-drive-upload", _HOUSE),
    "library.migrate": _Told("数据升级到新版本", "数据升级 {n} 次", "database", _HOUSE),
    "import.undo": _Told("撤销了一批导入", "撤销导入 {n} 批", "undo-2", _HOUSE),
    "catalog.force": _Told("目录施行有变", "目录施行有变 {n} 次", "layers"),
    "catalog.link": _Told("目录沿革有变", "目录沿革有变 {n} 次", "layers"),
    "edition.adopt": _Told("管理目录审定了新版", "管理目录审定新版 {n} 次", "layers"),
    "disclosure.figure": _Told("录入了应用情况", "应用情况 {n} 次", "megaphone", "disclosures"),
    "disclosure.approve": _Told("审定了公开", "审定公开 {n} 次", "megaphone", "disclosures"),
    "training_base.open": _Told("登记了培训基地", "培训基地 {n} 个", "graduation-cap", "trainings"),
    "application.open": _Told("授权申请已登记", "授权申请 {n} 份", "file-plus", _RIGHTS),
    "application.resubmit": _Told("授权申请重新提交", "重新提交申请 {n} 份", "pencil", _RIGHTS),
    "application.review": _Told("授权申请有了意见", "申请的意见 {n} 次", "scale", _RIGHTS),
    "application.decide": _Told("委员会审定了申请", "审定申请 {n} 次", "scale", _RIGHTS),
    "application.withdraw": _Told("授权申请撤回", "撤回申请 {n} 份", "undo-2", _RIGHTS),
    "application.annul": _Told("撤销了申请的一步", "撤销申请的步骤 {n} 次", "undo-2", _RIGHTS),
    "technology.set": _Told("登记有改动", "{n} 项技术有改动", "pencil"),
    "library.new": _Told("新建资料库", "新建资料库 {n} 次", "database", _HOUSE),
    "training_base.announce": _Told(
        "发布了招生公告", "招生公告 {n} 次", "graduation-cap", "trainings"
    ),
    "training_base.edit": _Told(
        "附件4 有改动", "附件4 有改动 {n} 次", "graduation-cap", "trainings"
    ),
    "training_base.file": _Told("培训基地已备案", "基地备案 {n} 个", "graduation-cap", "trainings"),
    "privilege.soon": _Told(
        "定了授权将到期的天数", "授权将到期的天数 {n} 次", "sliders-horizontal", _RIGHTS
    ),
    "privilege.rebuild": _Told("重建了授权区间", "重建授权区间 {n} 次", "database", _RIGHTS),
}
_TOLD |= {
    "privilege.decide": _Told("登记了授权决定", "授权决定 {n} 次", "id-card", _RIGHTS),
    "privilege.opening": _Told("登记了期初授权", "期初授权 {n} 次", "id-card", _RIGHTS),
    "privilege.sheet": _Told("采用了科室的授权宽表", "采用授权宽表 {n} 份", "id-card", _RIGHTS),
    "privilege.grant": _Told("授予了权限", "授予权限 {n} 次", "id-card", _RIGHTS),
    "privilege.renew": _Told("续授了权限", "续授权限 {n} 次", "id-card", _RIGHTS),
    "privilege.raise": _Told("升了级别", "升级 {n} 次", "id-card", _RIGHTS),
    "privilege.lower": _Told("降了级别", "降级 {n} 次", "id-card", _RIGHTS),
    "privilege.suspend": _Told("暂停了权限", "暂停权限 {n} 次", "circle-stop", _RIGHTS),
    "privilege.reinstate": _Told("恢复了权限", "恢复权限 {n} 次", "circle-check", _RIGHTS),
    "privilege.revoke": _Told("撤销了授权", "撤销授权 {n} 次", "ban", _RIGHTS),
    "privilege.annul": _Told("撤销了一件授权登记", "撤销授权登记 {n} 件", "undo-2", _RIGHTS),
    "privilege.annul_decision": _Told(
        "撤销了授权决定的登记", "撤销授权决定 {n} 次", "undo-2", _RIGHTS
    ),
    "specialty.add": _Told("登记为专业", "登记专业 {n} 个", "layers", _RIGHTS),
    "specialty.departments": _Told("专业的科室有变", "专业的科室有变 {n} 次", "layers", _RIGHTS),
    "emergency.record": _Told("登记了急诊超权限", "急诊超权限 {n} 例", "circle-alert", _RIGHTS),
    "emergency.confirm": _Told(
        "确认了急诊超权限", "确认急诊超权限 {n} 例", "circle-check", _RIGHTS
    ),
    "emergency.decline": _Told("不予确认急诊超权限", "不予确认 {n} 例", "ban", _RIGHTS),
}
_TOLD |= {
    action: _Told(one, many, icon, "procedures")
    for action, one, many, icon in (
        ("grading.draft", "分级目录起草了新的一版", "起草分级目录 {n} 份", "pencil"),
        ("grading.discard", "删去了分级目录的草稿", "删去分级目录草稿 {n} 份", "undo-2"),
        ("grading.categories", "分级目录纳入的类别有改动", "纳入的类别改动 {n} 次", "pencil"),
        ("grading.lines", "分级目录草稿有改动", "分级目录草稿改动 {n} 次", "pencil"),
        ("grading.undo", "分级目录草稿撤销了一步", "分级目录草稿撤销 {n} 步", "undo-2"),
        ("grading.adopt", "分级目录审定了新版", "分级目录审定新版 {n} 次", "list-tree"),
        ("grading.annul", "撤销了分级目录的审定", "撤销分级目录的审定 {n} 次", "undo-2"),
    )
}
_TOLD |= {
    "technology.code": _Told("对应了手术编码", "{n} 项对应了手术编码", "list-tree"),
    "technology.code_end": _Told("终止了手术编码的对应", "{n} 项终止手术编码的对应", "list-tree"),
}
_TOLD |= {
    "technology.subject": _Told("须有的诊疗科目有变", "{n} 项须有的诊疗科目有变", "list-tree"),
    "technology.subject_end": _Told(
        "不再要求一个诊疗科目", "不再要求的诊疗科目 {n} 个", "list-tree"
    ),
    "technology.consent": _Told("登记了知情同意书", "知情同意书 {n} 份", "file-text"),
    "licence.subject": _Told("登记了诊疗科目", "登记诊疗科目 {n} 次", "landmark", _HOUSE),
    "licence.subject_end": _Told("终止了诊疗科目", "终止诊疗科目 {n} 次", "landmark", _HOUSE),
    "platform.add": _Told("登记了报送平台", "登记报送平台 {n} 个", "landmark", _HOUSE),
    "platform.end": _Told("停用了报送平台", "停用报送平台 {n} 个", "landmark", _HOUSE),
    "case_report.mark": _Told("登记了逐例报送", "登记逐例报送 {n} 例", "file-check"),
}
_TOLD |= {
    action: _Told(one, many, icon, "surgeries")
    for action, one, many, icon in (
        ("case.register", "登记了病例", "登记病例 {n} 例", "plus"),
        ("case.correct", "更正了病例", "更正病例 {n} 例", "pencil"),
        ("case.cancel", "病例取消", "病例取消 {n} 例", "ban"),
        ("case.annul", "撤销了病例登记", "撤销病例登记 {n} 例", "undo-2"),
        ("log.meaning", "说明了登记里的写法指谁", "说明登记里的写法 {n} 个", "users"),
        ("log.meaning_annul", "撤销了对写法的说明", "撤销对写法的说明 {n} 次", "undo-2"),
        ("patient.erase", "抹去了患者号码", "抹去患者号码 {n} 次", "lock"),
        ("surgery.explain", "登记了核查的说明", "核查的说明 {n} 次", "circle-alert"),
        ("surgery.explanation_annul", "撤销了核查的说明", "撤销核查的说明 {n} 次", "undo-2"),
        ("patient.reveal", "调阅了患者号", "调阅患者号 {n} 次", "id-card"),
    )
}
_IMPORT = _Told("导入了一批", "导入 {n} 批", "file-up", _HOUSE)
_OTHER = _Told("登记有改动", "登记有改动 {n} 处", "pencil")
_SILENT = frozenset({"backup.made", "import.rehearse", "attachment.bring_back"})
_NUMBERED = {"privilege_decision": "number", "emergency_use": "number", "specialty": "name"}
"""表 → 说起它时用哪一列。"""
_SILENT_KINDS = ("paper.", "table.")
"""Printing and exporting change nothing; who printed what stands in its own list."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """一条审计条目，已读成要说的。"""

    action: str
    at: datetime
    who: str
    subject: str
    key: str


def library_mark(library: Book) -> tuple[str, int]:
    """资料库的标识与现在的审计序号：记「看到哪里」时用。"""
    with library.look() as look:
        uid = look.raw("SELECT uid FROM book_info")
        head = look.raw("SELECT coalesce(max(seq), 0) FROM act")
    return str(uid[0][0]), int(head[0][0])


def news_since(library: Book, seen: Seen | None, items: Sequence[TodoItem], on: date) -> News:
    """``seen`` 以来的变化，新的在前；第一次看没有变化可说。``items`` 是现在的待办。"""
    _uid, head = library_mark(library)
    if seen is None:
        return News((), head)
    with library.look() as look:
        rows = look.raw(
            "SELECT recorded_at, person_name, os_user, action, body FROM act "
            "WHERE seq > ? AND run <> ? ORDER BY seq DESC LIMIT ?",
            seen.seq,
            library.run,
            _MOST,
        )
        numbers = dict(look.raw("SELECT id, number FROM privilege_application"))
    world = load_world(library, on)
    entries = [_entry(world, row, numbers) for row in rows if _is_news(str(row[3]))]
    return News((*_overdue(items, seen.day, on), *_grouped(entries, on)), head)


def _is_news(action: str) -> bool:
    return action not in _SILENT and not action.startswith(_SILENT_KINDS)


def _overdue(items: Iterable[TodoItem], before: date, on: date) -> Iterable[NewsItem]:
    """上次查看那天还没有逾期，现在逾期了的。"""
    for item in items:
        if item.due is not None and item.overdue and before <= item.due < on:
            name = item.code or item.subject
            detail = f"应于 {item.due.month}月{item.due.day}日前：{item.matter}"
            place, key = item.place, item.key
            yield NewsItem("circle-alert", f"{name} 转为逾期", detail, place, key, True)


def _entry(world: World, row: Sequence[object], applications: Mapping[int, str]) -> _Entry:
    at = datetime.fromisoformat(str(row[0])).astimezone(_SHANGHAI)
    action, values = str(row[3]), _values(str(row[4]))
    if action.startswith("application."):
        subject = key = _application(values, applications)
    else:
        subject, key = _subject(world, action, values)
    return _Entry(action, at, str(row[1]) or str(row[2]), subject, key)


def _values(body: str) -> list[tuple[str, Mapping[str, object]]]:
    changes = json.loads(body).get("changes", [])
    return [(str(c.get("table", "")), c.get("values") or {}) for c in changes]


def _application(values: list[tuple[str, Mapping[str, object]]], numbers: Mapping[int, str]) -> str:
    """所说的申请；一次审定多份的不指明。"""
    found = set()
    for table, held in values:
        number = held.get("number")
        if table == "privilege_application" and isinstance(number, str):
            found.add(number)
        elif isinstance(owner := held.get("application_id"), int):
            found.add(numbers.get(owner, ""))
    return found.pop() if len(found) == 1 else ""


def _subject(
    world: World, action: str, values: list[tuple[str, Mapping[str, object]]]
) -> tuple[str, str]:
    """所说的对象与去看它的 key。"""
    for table, held in values:
        if isinstance(filing := held.get("filing_id"), int):
            return _filing(world, filing)
        owner = held.get("owner_uid")
        if table == "attachment_link" and isinstance(owner, str):
            return _owner(world, owner)
        if table in _NUMBERED and isinstance(name := held.get(_NUMBERED[table]), str):
            return name, ""
        if table == "filing" and isinstance(number := held.get("number"), str):
            technology = held.get("technology_id")
            name = _technology(world, technology)[0] if isinstance(technology, int) else ""
            return name, number
        if isinstance(technology := held.get("technology_id"), int):
            name, key = _technology(world, technology)
            return name, "" if action.startswith(("training", "disclosure")) else key
        if table == "technology" and isinstance(number := held.get("number"), str):
            found = [f for f in world.technologies if f.technology.number == number]
            return (_technology(world, found[0].technology.id)[0] if found else number), number
        person = held.get("person_id", held.get("subject_id") if table == "person_fact" else None)
        if isinstance(person, int):
            return called(world.staff, world.hospital, person, world.on), str(person)
        if table == "person" and isinstance(person := held.get("id"), int):
            return called(world.staff, world.hospital, person, world.on), str(person)
    return "", ""


def _technology(world: World, number: int) -> tuple[str, str]:
    for file in world.technologies:
        if file.technology.id == number:
            codes = world.codes(file)
            return (codes[-1] if codes else file.name(world.on)), file.technology.number
    return "", ""


def _owner(world: World, uid: str) -> tuple[str, str]:
    """扫描件挂在哪项技术的登记上，或哪个人的证书上。"""
    for proof in world.staff.certificates:
        if proof.uid == uid:
            person = proof.person_id
            return called(world.staff, world.hospital, person, world.on), str(person)
    for file in world.technologies:
        if any(one.uid == uid for one in scan_owners(world, file)):
            return _technology(world, file.technology.id)
    return "", ""


def _filing(world: World, number: int) -> tuple[str, str]:
    for file in world.filings:
        if file.filing.id == number:
            return _technology(world, file.filing.technology_id)[0], file.filing.number
    return "", ""


def _grouped(entries: Sequence[_Entry], on: date) -> list[NewsItem]:
    """同一天、同一人、同一类的合成一句。"""
    held: dict[tuple[str, date, str], list[_Entry]] = {}
    for entry in entries:
        held.setdefault((entry.action, entry.at.date(), entry.who), []).append(entry)
    return [_item(together, on) for together in held.values()]


def _item(entries: list[_Entry], on: date) -> NewsItem:
    newest = entries[0]
    told = _told(newest.action)
    subjects = list(dict.fromkeys(entry.subject for entry in reversed(entries) if entry.subject))
    keys = {entry.key for entry in entries if entry.key}
    if len(keys) <= 1 and len(subjects) <= 1:
        name = subjects[0] if subjects else ""
        times = f"（{len(entries)} 次）" if len(entries) > 1 else ""
        sentence = f"{name} {told.one}{times}".strip()
    else:
        named = "、".join(subjects[:_NAMED]) + (" 等" if len(subjects) > _NAMED else "")
        sentence = told.many.format(n=len(keys) or len(entries)) + (f"：{named}" if named else "")
    detail = f"{_when(newest.at, on)}，{newest.who}"
    key = next(iter(keys)) if len(keys) == 1 else ""
    bad = newest.action in ("backup.failed", "filing.cancelled")
    return NewsItem(told.icon, sentence, detail, told.place, key, bad)


def _told(action: str) -> _Told:
    """一类操作怎么说；这里没有写的，只说有改动。"""
    if action.startswith("import."):
        return _IMPORT
    return _TOLD.get(action, _OTHER)


def _when(at: datetime, on: date) -> str:
    day = at.date()
    if day == on:
        return f"今天 {at:%H:%M}"
    if day == on - timedelta(days=1):
        return f"昨天 {at:%H:%M}"
    year = "" if day.year == on.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日 {at:%H:%M}"
