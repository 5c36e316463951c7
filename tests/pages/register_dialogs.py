"""登记类录入框的造法：分级目录、诊疗科目、知情同意书、报送；``dialogs.MAKERS`` 收进去。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QDialog

from medtech_desktop.ui.screens import grading_entries, report_entries, subject_entries

_TECH, _NAME = "技-001", "示例技术"

REGISTER_MAKERS: dict[str, Callable[[Any], QDialog]] = {
    "GradingDraftEntry": lambda h: grading_entries.GradingDraftEntry(
        h.desk, "示例目录", h.today, h.parent
    ),
    "GradingLineEntry": lambda h: grading_entries.GradingLineEntry(
        h.desk, 1, ("普通外科", "骨科"), h.today, h.parent
    ),
    "GradingCategoriesEntry": lambda h: grading_entries.GradingCategoriesEntry(
        h.desk, 1, ("surgery",), (("surgery", 120),), h.today, h.parent
    ),
    "GradingAdoptEntry": lambda h: grading_entries.GradingAdoptEntry(
        h.desk, 1, "示例目录", h.today, h.parent
    ),
    "GradingAnnulEntry": lambda h: grading_entries.GradingAnnulEntry(
        h.desk, "分级-2026-001", "示例目录", h.today, h.parent
    ),
    "LicenceSubjectsEntry": lambda h: subject_entries.LicenceSubjectsEntry(
        h.desk, h.today, h.parent
    ),
    "EndLicenceSubjectEntry": lambda h: subject_entries.EndLicenceSubjectEntry(
        h.desk, ("内科", "神经外科专业"), h.today, h.parent
    ),
    "NeededSubjectEntry": lambda h: subject_entries.NeededSubjectEntry(
        h.desk, _TECH, _NAME, h.today, h.parent
    ),
    "DropSubjectEntry": lambda h: subject_entries.DropSubjectEntry(
        h.desk, _TECH, _NAME, ("神经外科专业",), h.today, h.parent
    ),
    "ConsentFormEntry": lambda h: subject_entries.ConsentFormEntry(
        h.desk, _TECH, _NAME, h.today, h.parent
    ),
    "PlatformEntry": lambda h: report_entries.PlatformEntry(h.desk, h.today, h.parent),
    "EndPlatformEntry": lambda h: report_entries.EndPlatformEntry(
        h.desk, ("示例省平台",), h.today, h.parent
    ),
    "CaseReportEntry": lambda h: report_entries.CaseReportEntry(
        h.desk, _TECH, _NAME, h.today, h.parent
    ),
}
