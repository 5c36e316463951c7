"""各清单的一页，如屏上打开时所问；``LIST_PAGES`` 的每一个收资料库与今天。"""

from __future__ import annotations

from datetime import date

from medtech_desktop.office.library import Library
from medtech_desktop.office.practitioner_lists import PeopleQuestion, find_people, people_rows
from medtech_desktop.office.privilege_lists import (
    PrivilegeQuestion,
    find_privileges,
    privilege_rows,
)
from medtech_desktop.office.search import find_things
from medtech_desktop.office.todo import todo_board
from medtech_desktop.office.world import load_world

_PAGE = 200


def technologies(library: Library, on: date) -> object:
    """技术与备案。"""
    world = load_world(library, on)
    return [file.name(on) for file in world.technologies], world.filings


def people(library: Library, on: date) -> object:
    """医师：找，第一页。"""
    answer = find_people(library, PeopleQuestion("示例"), on)
    return people_rows(library, answer.ids[:_PAGE], on)


def privileges(library: Library, on: date) -> object:
    """授权：找，第一页。"""
    answer = find_privileges(library, PrivilegeQuestion("示例"), on)
    return privilege_rows(library, on, answer.ids[:_PAGE])


def board(library: Library, on: date) -> object:
    """待办。"""
    return todo_board(library, on)


def found(library: Library, on: date) -> object:
    """到处找。"""
    return find_things(library, "示例", on)


LIST_PAGES = (technologies, people, privileges, board, found)
