"""录入：以文件使目录的一版施行、确认沿革、审定本院管理目录。"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from medtech_desktop.domain.law import Finding
from medtech_desktop.ui.desk import Desk, Done
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screens.practitioner_entries import optional_day
from medtech_desktop.ui.screens.technology_entries import Plan
from medtech_desktop.ui.widgets.quiet import label

if TYPE_CHECKING:
    from medtech_desktop.office.catalog_links import ProposedLink
    from medtech_desktop.office.catalogs import EditionDiff, EditionLine
    from medtech_desktop.office.library import Library

_SHOWN = 4


class ForceEntry(Entry):
    """以文件使某版施行。"""

    def __init__(
        self,
        desk: Desk,
        editions: tuple[EditionLine, ...],
        key: str,
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        line = "同系列的旧版同日停止；旧版的条目、期限和文书都保留，旧日期仍按旧版判断。"
        super().__init__(desk, "目录由文件施行", "登记施行", line, parent)
        self._editions, self._today = editions, today
        form = self.form
        options = tuple((one.key, f"{one.name}（{one.entries} 条）") for one in editions)
        self.edition = form.choice("edition", "施行哪一版", options)
        self.edition.setCurrentIndex(max(0, self.edition.findData(key)))
        form.line("document", "文号", hint="使它施行的文件，例：示例卫发〔2026〕1号")
        form.line("title", "文件名称")
        form.day("day", "施行日", today)
        form.line("due", "补备案期限", hint="文件写明的日期；没有写的不填，暂按 15 个工作日")
        self.impact = label("", wrap=True)
        form.add("impact", "对本院", self.impact)
        self.edition.currentIndexChanged.connect(lambda _n: self._ask_impact())
        self._ask_impact()

    def _ask_impact(self) -> None:
        key = str(self.edition.currentData() or "")
        earlier = self._before(key)
        self.impact.setText("正在核对" if earlier else "同系列没有旧版可以对照")
        if earlier:
            self.desk.ask(
                ask_diff,
                earlier,
                key,
                self._today,
                then=self._show_impact,
                owner=self,
                topic="impact",
            )

    def _before(self, key: str) -> str:
        chosen = next((one for one in self._editions if one.key == key), None)
        if chosen is None:
            return ""
        same = [
            one
            for one in self._editions
            if one.series == chosen.series and one.key != key and one.state != "未施行"
        ]
        return same[0].key if same else ""

    def _show_impact(self, found: EditionDiff) -> None:
        messages = [one.message for one in found.consequences]
        more = f"等 {len(messages)} 项" if len(messages) > _SHOWN else ""
        said = "\n".join(messages[:_SHOWN]) or f"与「{found.earlier}」相比，不影响本院已登记的技术"
        self.impact.setText(f"{said}{more}")
        self._fit()

    def plan(self) -> Plan | None:
        due = optional_day(self.form.value("due"))
        if isinstance(due, Finding):
            what = Finding(due.severity, due.message, "INPUT", due.remedy, "due")
            self.form.show_findings((what,))
            return None
        value = self.form.value
        answers = (value("edition"), value("document"), value("title"))
        return _force, (answers, self.form.day_value("day"), due)


def ask_diff(library: Library, earlier: str, later: str, on: date) -> EditionDiff:
    """两版的差异与影响。"""
    from medtech_desktop.office.catalogs import compare_editions

    return compare_editions(library, earlier, later, on)


def _force(library: Library, answers: tuple[str, str, str], day: date, due: date | None) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.catalogs import put_in_force

    key, document, title = answers
    return put_in_force(
        library,
        clerk_here(),
        key,
        day,
        document_number=document,
        document_title=title,
        filing_due=due,
    )


_KINDS = (
    ("same", "不变"),
    ("renamed", "更名"),
    ("narrowed", "范围收窄"),
    ("widened", "范围扩大"),
    ("split", "拆分"),
    ("merged", "合并"),
)


class LinkConfirmEntry(Entry):
    """确认一条沿革。"""

    def __init__(
        self, desk: Desk, link: ProposedLink, today: date, parent: QWidget | None = None
    ) -> None:
        line = (
            f"前版「{f'{link.earlier.code} {link.earlier.name}'.strip()}」，"
            f"后版「{f'{link.later.code} {link.later.name}'.strip()}」。"
            "确认后，本院按前版登记的技术随之对应。"
        )
        super().__init__(
            desk, "确认沿革", "确认沿革", line, parent, part=f"{link.earlier.id} {link.later.id}"
        )
        self._link, self._today = link, today
        kind = self.form.choice("kind", "变化", _KINDS)
        kind.setCurrentIndex(max(0, kind.findData(link.kind.value)))
        self.form.line("source", "依据", hint="新文件的说明，或「编号名称一致，人工核对」")

    def plan(self) -> Plan:
        ends = (self._link.earlier.id, self._link.later.id)
        return _link, (ends, self.form.value("kind"), self.form.value("source"), self._today)


def _link(library: Library, ends: tuple[int, int], kind: str, source: str, on: date) -> Done:
    from medtech_desktop.domain.catalogs import LinkKind
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.catalog_links import confirm_link

    return confirm_link(library, clerk_here(), *ends, LinkKind(kind), on, source=source)


class AdoptEntry(Entry):
    """由会议审定管理目录的新版。"""

    def __init__(
        self, desk: Desk, count: int, changes: int, today: date, parent: QWidget | None = None
    ) -> None:
        line = f"把现状 {count} 项审定为新的一版，与上一版有 {changes} 处不同；审定后内容冻结。"
        super().__init__(desk, "审定管理目录", "审定新版", line, parent)
        self._today = today
        self.form.line("meeting", "会议或决议", hint="专门组织的会议及决议编号")
        self.form.day("adopted_on", "审定日", today)
        self.form.day("since", "施行日", today)
        self.form.line("document", "文号", hint="院内发文编号，没有的不填")
        self.form.line("name", "版名", hint="不填时按年份与次序命名")

    def plan(self) -> Plan:
        value, day = self.form.value, self.form.day_value
        texts = (value("meeting"), value("document"), value("name"))
        days = (day("adopted_on"), day("since"))
        return _adopt, (texts, days, self._today, self.reason())


def _adopt(
    library: Library,
    texts: tuple[str, str, str],
    days: tuple[date, date],
    on: date,
    reason: str,
) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.editions import NewEdition, adopt_edition

    meeting, document, name = texts
    draft = NewEdition(*days, meeting, document, name)
    return adopt_edition(library, clerk_here(), draft, on, reason=reason)
