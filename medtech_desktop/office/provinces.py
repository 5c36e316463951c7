"""随附的省份资料：新建时选省份、给发证机关的候选。"""

from __future__ import annotations

from medtech_desktop.domain.provinces import ProvincePack, authority_suggestions
from medtech_desktop.intake.provinces import shipped_provinces

__all__ = ["ProvincePack", "authority_suggestions", "province_choices"]


def province_choices() -> tuple[ProvincePack, ...]:
    """可选的省份，按代号。"""
    return shipped_provinces()
