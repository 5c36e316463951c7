"""各屏在导航中的位置；只列已建成的屏。窗口自己要问的也在这里。"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from medtech_desktop.ui.article_sheet import ArticleView
from medtech_desktop.ui.main_window import Questions, WindowFacts
from medtech_desktop.ui.screen import Place
from medtech_desktop.ui.screens.institution import InstitutionScreen
from medtech_desktop.ui.status_bar import StatusView
from medtech_desktop.ui.widgets.nav import NavEntry

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library


def ask_facts(library: Library, on: date) -> WindowFacts:
    """医院、状态栏、待办数。"""
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.library import library_info

    info = library_info(library, on)
    until = f"放假安排至 {info.holidays_until} 年" if info.holidays_until else "没有放假安排"
    status = StatusView(info.folder, f"经办人 {clerk_here().name}", holidays=until)
    return WindowFacts(info.hospital, status, (), info.demo)


def ask_search(library: Library, text: str, on: date) -> tuple[tuple[str, str, str], ...]:
    """搜索技术。"""
    return ()


def ask_article(library: Library, article: str) -> ArticleView:
    """一条条款。"""
    return ArticleView(article, "", "")


PLACES: tuple[Place, ...] = (
    Place(NavEntry("institution", "系统", "sliders-horizontal"), 4, InstitutionScreen),
)
QUESTIONS = Questions(ask_facts, ask_search, ask_article)
