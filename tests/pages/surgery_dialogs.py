"""手术核查的对话框怎样打开；``h`` 是 ``tests.pages.dialogs.House``。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QDialog

from medtech_desktop.ui.screens import (
    surgery_case_entries,
    surgery_entries,
    surgery_meaning_entries,
)

SURGERY_MAKERS: dict[str, Callable[[Any], QDialog]] = {
    "ExplainEntry": lambda h: surgery_entries.ExplainEntry(
        h.desk, (1, 2), "2 条发现", h.today, h.parent
    ),
    "AnnulExplanationEntry": lambda h: surgery_entries.AnnulExplanationEntry(
        h.desk, "示例说明", "示例术式一，2026-09-24", h.parent
    ),
    "CaseEntry": lambda h: surgery_case_entries.CaseEntry(
        h.desk, surgery_case_entries.CaseDraft(), h.today, h.parent
    ),
    "CancelCaseEntry": lambda h: surgery_case_entries.CancelCaseEntry(
        h.desk, "示例病例", "示例技术 2026-09-24 代号一", h.today, h.parent
    ),
    "MeaningEntry": lambda h: surgery_meaning_entries.MeaningEntry(
        h.desk, "person", "示例甲乙", "没有登记这个人", h.today, h.parent
    ),
    "AnnulMeaningEntry": lambda h: surgery_meaning_entries.AnnulMeaningEntry(
        h.desk, "person", "示例甲乙", "示例甲", h.parent
    ),
}
