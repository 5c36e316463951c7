"""各屏在导航中的位置；只列已建成的屏。窗口自己要问的也在这里。"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from medtech_desktop.ui.article_sheet import ArticleView
from medtech_desktop.ui.desk import Done
from medtech_desktop.ui.main_window import Questions, WindowFacts
from medtech_desktop.ui.screen import Place, Screen, Setting
from medtech_desktop.ui.search import ask_search
from medtech_desktop.ui.status_bar import StatusView
from medtech_desktop.ui.widgets.nav import Badge, NavEntry

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library


def ask_facts(library: Library, on: date) -> WindowFacts:
    """医院、状态栏、待办数。"""
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.backups import backup_state
    from medtech_desktop.office.filing_pages import filing_list
    from medtech_desktop.office.library import library_info
    from medtech_desktop.office.surgery_checks import catch_up_little
    from medtech_desktop.office.surgery_sources import count_to_verify
    from medtech_desktop.office.todo import todo_board

    catch_up_little(library)
    info = library_info(library, on)
    board = todo_board(library, on)
    filings = [line for line in filing_list(library, on) if line.is_open]
    until = f"放假安排至 {info.holidays_until} 年" if info.holidays_until else "没有放假安排"
    backup = backup_state(library, on)
    status = StatusView(
        info.folder,
        f"经办人 {clerk_here().name}",
        "，".join(part for part in (backup.words, backup.gap) if part),
        backup.level.value == "warn",
        backup.level.value == "late",
        until,
    )
    badges = (
        ("todo", Badge(len(board.items), board.overdue > 0)),
        ("filings", Badge(len(filings), any(line.state == "逾期" for line in filings))),
        ("surgeries", Badge(count_to_verify(library, on))),
    )
    return WindowFacts(info.hospital, status, badges, info.demo)


def ask_article(library: Library, article: str) -> ArticleView:
    """一条条款：所在文件、大意、是否须核对原文。"""
    from medtech_desktop.office.law import article_wording

    try:
        told = article_wording(library, article)
    except KeyError:
        return ArticleView(article, "本院登记里没有这一条", "")
    found = told.article
    gist = "　".join(part for part in (found.gist, found.note) if part)
    since = f"自 {found.since.isoformat()} 起施行" if found.since.year > 1 else ""
    source = f"原文取自 {told.source}" if told.wording else ""
    document = "，".join(part for part in (found.chapter, since, source) if part)
    return ArticleView(article, document, gist, told.wording, found.unverified)


def back_up_before_leaving(library: Library) -> Done:
    """关窗口前：上次备份以后有改动的位置备份一次；备份不成不拦着关。"""
    from medtech_desktop.office.acts import Done as Made
    from medtech_desktop.office.acts import clerk_here, today
    from medtech_desktop.office.backups import backup_on_exit
    from medtech_desktop.ui.seen import mark_seen

    done = backup_on_exit(library, clerk_here())
    mark_seen(library, today())
    return Made(frozenset(), done.said if done is not None else "没有改动，不需要备份")


def _todo(setting: Setting) -> Screen:
    from medtech_desktop.ui.screens.todo import TodoScreen

    return TodoScreen(setting)


def _technologies(setting: Setting) -> Screen:
    from medtech_desktop.ui.screens.technologies import TechnologiesScreen

    return TechnologiesScreen(setting)


def _filings(setting: Setting) -> Screen:
    from medtech_desktop.ui.screens.filings import FilingsScreen

    return FilingsScreen(setting)


def _procedures(setting: Setting) -> Screen:
    from medtech_desktop.ui.screens.procedures import ProceduresScreen

    return ProceduresScreen(setting)


def _practitioners(setting: Setting) -> Screen:
    from medtech_desktop.ui.screens.practitioners import PractitionersScreen

    return PractitionersScreen(setting)


def _privileges(setting: Setting) -> Screen:
    from medtech_desktop.ui.screens.privileges import PrivilegesScreen

    return PrivilegesScreen(setting)


def _surgeries(setting: Setting) -> Screen:
    from medtech_desktop.ui.screens.surgeries import SurgeriesScreen

    return SurgeriesScreen(setting)


def _disclosures(setting: Setting) -> Screen:
    from medtech_desktop.ui.screens.disclosures import DisclosuresScreen

    return DisclosuresScreen(setting)


def _trainings(setting: Setting) -> Screen:
    from medtech_desktop.ui.screens.trainings import TrainingsScreen

    return TrainingsScreen(setting)


def _institution(setting: Setting) -> Screen:
    from medtech_desktop.ui.screens.institution import InstitutionScreen

    return InstitutionScreen(setting)


PLACES: tuple[Place, ...] = (
    Place(NavEntry("todo", "今日待办", "list-todo"), 0, _todo),
    Place(NavEntry("technologies", "技术目录", "layers"), 1, _technologies),
    Place(NavEntry("filings", "备案", "file-check"), 1, _filings),
    Place(NavEntry("procedures", "手术分级", "list-tree"), 2, _procedures),
    Place(NavEntry("practitioners", "医师", "users"), 2, _practitioners),
    Place(NavEntry("privileges", "授权", "key-round"), 2, _privileges),
    Place(NavEntry("surgeries", "手术核查", "search-check"), 2, _surgeries),
    Place(NavEntry("trainings", "培训", "graduation-cap"), 2, _trainings),
    Place(NavEntry("disclosures", "院务公开", "megaphone"), 3, _disclosures),
    Place(NavEntry("institution", "系统", "sliders-horizontal"), 4, _institution),
)
QUESTIONS = Questions(ask_facts, ask_search, ask_article, back_up_before_leaving)
