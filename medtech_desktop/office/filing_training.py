"""备案表上的相关培训情况：登记了培训证明，还没有提交的备案表随之填上。"""

from __future__ import annotations

from datetime import date

from medtech_desktop.office.filings import training_words
from medtech_desktop.office.world import read_world
from medtech_desktop.store.page import Page
from medtech_desktop.store.tables import filings as t


def fill_training(page: Page, person_id: int, on: date) -> int:
    """给这名负责人还空着的各份备案表填上培训情况，返回份数；写过的和已提交的不动。"""
    world = read_world(page, on)
    filled = 0
    for filing in world.filings:
        if filing.is_locked(on):
            continue
        file = world.technology(filing.filing.technology_id)
        for lead in filing.leads:
            if lead.person_id != person_id or lead.training.strip():
                continue
            if words := training_words(world, person_id, file):
                page.amend(t.FilingLeadRow, lead.id, lead.version, training=words)
                filled += 1
    return filled
