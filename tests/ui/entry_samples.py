"""每一种录入框的一个样子：少了哪一种，测试会说。"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace as Record
from typing import Any

from PySide6.QtWidgets import QWidget

from medtech_desktop.domain.applications import ApplicationState
from medtech_desktop.domain.catalogs import LinkKind
from medtech_desktop.domain.privileges import Target, TargetKind, Verb
from medtech_desktop.domain.trainings import TrainingBaseDraft
from medtech_desktop.office.filing_pages import DraftView
from medtech_desktop.office.usage_lines import UsageLine
from medtech_desktop.ui import screens
from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screens.privilege_change_entries import Picked
from medtech_desktop.ui.screens.scan_entries import Place
from medtech_desktop.ui.screens.specialty_entries import SpecialtyDraft
from medtech_desktop.ui.screens.surgery_case_entries import CaseDraft
from tests.application_samples import page_at

DAY = date(2026, 9, 28)
_PLAIN = (
    *("AnnulCaseEntry", "AppraisalEntry", "EthicsEntry", "EvidenceEntry"),
    *("FirstCaseEntry", "LinkEntry", "NormEntry", "OpenFilingEntry", "ProhibitionEntry"),
    *("ScopeEntry", "SelfAssessmentEntry", "StartEntry", "StopEntry"),
    *("NeededSubjectEntry", "ConsentFormEntry", "CaseReportEntry"),
)
_GRADINGS: dict[str, tuple[Any, ...]] = {
    "GradingDraftEntry": ("示例目录", DAY),
    "GradingLineEntry": (1, ("普通外科", "骨科"), DAY),
    "GradingCategoriesEntry": (1, ("surgery",), (("surgery", 3),), DAY),
    "GradingAdoptEntry": (1, "示例目录", DAY),
    "GradingAnnulEntry": ("分级-2026-001", "示例目录", DAY),
}
_KEY, _NAME, _FILING = "技-001", "示例技术", "备案-2026-001"
_APPLICATION = "申请-2026-001"
_PICKED = Picked(1, Target(TargetKind.GRADE, 1), "示例甲 1001", "示例专业")


_REGISTERS: dict[str, tuple[Any, ...]] = {
    "LicenceSubjectsEntry": (DAY,),
    "EndLicenceSubjectEntry": (("内科",), DAY),
    "DropSubjectEntry": (_KEY, _NAME, ("内科",), DAY),
    "PlatformEntry": (DAY,),
    "EndPlatformEntry": (("示例平台",), DAY),
}


def every_entry() -> dict[str, type[Entry]]:
    """各屏里全部录入框的类。"""
    for module in pkgutil.iter_modules(screens.__path__):
        importlib.import_module(f"{screens.__name__}.{module.name}")
    return {one.__name__: one for one in _below(Entry) if _is_opened(one)}


def _is_opened(kind: type[Entry]) -> bool:
    """测试里的、只供继承的（名字以下划线起）不算。"""
    return "tests" not in kind.__module__ and not kind.__name__.startswith("_")


def _below(kind: type[Entry]) -> list[type[Entry]]:
    return [found for one in kind.__subclasses__() for found in (one, *_below(one))]


def _chain(uid: str) -> Any:
    return Record(uid=uid, day=DAY, said=f"授予{uid}")


def _draft() -> DraftView:
    lead = (1, "示例甲", "主任医师", "神经外科", "")
    return DraftView(1, None, "同意", (lead,), False)


def _editions() -> tuple[Any, ...]:
    return tuple(
        Record(key=key, name=key, entries=3, series="national", state="未施行")
        for key in ("甲版", "乙版")
    )


def _privilege_samples() -> dict[str, tuple[Any, ...]]:
    return {
        "GrantEntry": ("示例甲（1001）", (("示例专业", "3", ""),), DAY),
        "ChangeEntry": (Verb.LOWER, (_PICKED,), DAY),
        "YearRenewalEntry": ((("department:1", "神经外科"), ("whole", "全院")), "whole", DAY),
        "AnnulPrivilegeEntry": (_PICKED, (_chain("甲"), _chain("乙"))),
        "AnnulDecisionEntry": ("授权-2026-001",),
        "SoonDaysEntry": (60,),
        "ExplainEntry": ((1, 2), "2 条发现", DAY),
        "AnnulExplanationEntry": ("示例说明", "示例术式一，2026-09-24"),
        "CaseEntry": (CaseDraft(), DAY),
        "CancelCaseEntry": ("示例病例", "示例技术 2026-09-24 代号一", DAY),
        "MeaningEntry": ("person", "示例甲乙", "没有登记这个人", DAY),
        "AnnulMeaningEntry": ("person", "示例甲乙", "示例甲"),
        "EmergencyEntry": (DAY,),
        "ConfirmEmergencyEntry": ("急诊-2026-001", "示例甲", DAY),
    }


_OF_A_PERSON = (
    *("PractitionerChangeEntry", "AnnulRecordEntry", "InvitationEntry", "ExemptionEntry"),
    "WorkloadEntry",
)


def _applications() -> dict[str, tuple[Any, ...]]:
    """授权申请的各录入框。"""
    return {
        "OpenApplicationEntry": (DAY, "示例甲（1001）", (), "renew"),
        "ResubmitEntry": (page_at(ApplicationState.RETURNED), "重新提交…", DAY),
        "ReviewEntry": (page_at(ApplicationState.OFFICE), DAY),
        "WithdrawEntry": (_APPLICATION, "示例甲", DAY),
        "AnnulApplicationStepEntry": (_APPLICATION, "科室评议：同意"),
        "DecideEntry": ((_APPLICATION,), DAY),
        "DocumentEntry": ((_APPLICATION,), (), DAY),
    }


def _bases() -> dict[str, tuple[Any, ...]]:
    """培训基地的各录入框。"""
    numbers = TrainingBaseDraft(1, "", 1, 1, 1, 2023, None, 5, 0, "", "", "")
    return {
        "BaseEntry": (DAY,),
        "AnnounceEntry": ("基地-2026-001", DAY, DAY),
        "Annex4Entry": ("基地-2026-001", numbers),
        "FileBaseEntry": ("基地-2026-001", DAY),
    }


def _specialties() -> dict[str, tuple[Any, ...]]:
    return {"SpecialtyEntry": (SpecialtyDraft("示例专业", ("骨科",)), DAY)}


def _people() -> dict[str, tuple[Any, ...]]:
    return {
        "LeadsEntry": (_KEY, _NAME, ("示例甲",), DAY),
        "DepartmentsEntry": (_KEY, _NAME, "骨科", DAY),
        "PractitionerEntry": (DAY,),
        "CertificateEntry": ((("1", "示例甲"), ("2", "示例乙")), "training", DAY),
        "CertificateScansEntry": (1, "示例甲", (Place("practice 甲", "医师执业证书"),), DAY),
        **dict.fromkeys(_OF_A_PERSON, (1, "示例甲", DAY)),
    }


def samples() -> dict[str, tuple[Any, ...]]:
    """类名 → 造它的参数（案头与上级以外的）。"""
    link = Record(
        earlier=Record(id=1, code="S16", name="甲"),
        later=Record(id=2, code="G10", name="乙"),
        kind=LinkKind.SAME,
    )
    usage = (UsageLine(_KEY, "S16", _NAME, 3, None, 0, "病案"),)
    return {
        **dict.fromkeys(_PLAIN, (_KEY, _NAME, DAY)) | _GRADINGS,
        "TechnologyEntry": (DAY,),
        **_people(),
        **_specialties(),
        "MaterialEntry": (_FILING, ("other", None, "其他"), DAY),
        "StepEntry": (_FILING, "submitted", DAY),
        "AnnulStepEntry": (_FILING, "提交备案", DAY),
        "OpinionEntry": (_FILING, _draft(), DAY),
        "FilingLeadsEntry": (_FILING, _draft(), DAY),
        "HolidaysEntry": (2027,),
        "FactEntry": ("医疗机构级别", "三级甲等", DAY),
        "AuthorityEntry": (1, "示例市卫生健康委员会", DAY),
        **_REGISTERS,
        "ApprovalEntry": ((DAY, DAY), DAY),
        "FiguresEntry": (usage, (DAY, DAY), DAY),
        "ForceEntry": (_editions(), "甲版", DAY),
        "LinkConfirmEntry": (link, DAY),
        "AdoptEntry": (3, 1, DAY),
        "TechnologyCodeEntry": (_KEY, _NAME, DAY),
        "EndTechnologyCodeEntry": (_KEY, _NAME, (("39.7201", "示例术式一"),), DAY),
        **_bases(),
        "StartFilingEntry": (DAY,),
        "ScansEntry": (_FILING, (Place("licence 0", "许可证"),), DAY),
        "TechnologyScansEntry": (_KEY, (Place("evidence 甲", "依据，2026-04-01"),), DAY),
        **_applications(),
        **_privilege_samples(),
        "UndoImportEntry": ("导入-2026-001", "示例.xlsx"),
        "RestoreEntry": (Path("没有"),),
    }


def makers() -> dict[str, Callable[[Desk, QWidget], Entry]]:
    """类名 → 造一个录入框。"""
    kinds = every_entry()
    return {name: _maker(kinds[name], args) for name, args in samples().items()}


def _maker(kind: Any, args: tuple[Any, ...]) -> Callable[[Desk, QWidget], Entry]:
    def make(desk: Desk, parent: QWidget) -> Entry:
        made: Entry = kind(desk, *args, parent)
        return made

    return make
