"""技术与手术编码的对应：一次读入。"""

from __future__ import annotations

from medtech_desktop.domain.technology_codes import TechnologyCode
from medtech_desktop.store.page import Look
from medtech_desktop.store.tables.gradings import TechnologyCodeRow


def load_technology_codes(look: Look) -> tuple[TechnologyCode, ...]:
    """全部对应，含已终止的；撤销了的不在内。"""
    return tuple(look.fetch(TechnologyCodeRow, TechnologyCode))


def links_by_code(look: Look) -> dict[int, tuple[TechnologyCode, ...]]:
    """全部对应，按编码的内部号。"""
    found: dict[int, list[TechnologyCode]] = {}
    for link in load_technology_codes(look):
        found.setdefault(link.code_id, []).append(link)
    return {code: tuple(links) for code, links in found.items()}
