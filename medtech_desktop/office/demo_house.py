"""演示医院的全院事务：管理目录、应用情况与院务公开、培训基地。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from medtech_desktop.office.acts import Clerk
from medtech_desktop.office.demo_applications import add_demo_applications
from medtech_desktop.office.demo_codes import add_demo_codes
from medtech_desktop.office.demo_gradings import add_demo_gradings
from medtech_desktop.office.demo_privileges import add_demo_privileges
from medtech_desktop.office.disclosures import (
    Approval,
    NewFigure,
    approve_disclosure,
    default_period,
    disclosure_view,
    record_figure,
)
from medtech_desktop.office.editions import NewEdition, adopt_edition
from medtech_desktop.office.library import Library
from medtech_desktop.office.technology_codes import NewCode, link_code
from medtech_desktop.office.trainings import edit_base, open_base


def keep_house(library: Library, clerk: Clerk, on: date, ago: Callable[[int], date]) -> None:
    """审定过一版管理目录；公开过一次；一家培训基地刚发公告。"""
    day = ago(40)
    meeting = "示例：医疗技术临床应用管理专门组织第2次会议"
    adopt_edition(library, clerk, NewEdition(day, day, meeting), day)
    add_demo_codes(library, clerk, ago(400), ago(60))
    add_demo_gradings(library, clerk, ago(300), ago(50), on)
    link_code(library, clerk, "S20", NewCode("D08.0900", ago(50)), on)
    some = NewCode("D09.0900", ago(50), "仅限血管内途径（示例）")
    link_code(library, clerk, "S20", some, on)
    _disclose(library, clerk, ago(35))
    number = open_base(library, clerk, "S22", on, announced_on=ago(1)).subject
    values: dict[str, object] = {
        "cases1": 41,
        "cases2": 52,
        "cases3": 60,
        "quality": "示例：近三年无与技术相关的严重不良后果，并发症率逐年下降。",
        "conditions": "示例：杂交手术间一间、模拟训练室一间，教学录像系统一套。",
        "plan": "",
    }
    edit_base(library, clerk, number, values)
    add_demo_privileges(library, clerk, on)
    add_demo_applications(library, clerk, on, ago)


def _disclose(library: Library, clerk: Clerk, day: date) -> None:
    first, last = default_period(day)
    view = disclosure_view(library, day)
    names = [row[1] for row in view.record.lists[2].rows]
    for place, name in enumerate(names):
        draft = NewFigure(first, last, 30 + 7 * place, place % 3, 0, "示例：手工统计")
        record_figure(library, clerk, name, draft, day)
    approval = Approval("示例癸", day, day)
    approve_disclosure(library, clerk, approval, day)
