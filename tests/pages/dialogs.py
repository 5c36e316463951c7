"""每一种对话框怎样打开：类名 → 造法。没有造法的对话框，测试不通过。"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QDialog, QWidget

import medtech_desktop.ui
from medtech_desktop.domain.applications import ApplicationState
from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.domain.privileges import Target, TargetKind, Verb
from medtech_desktop.office.catalog_links import proposed_links
from medtech_desktop.office.catalogs import edition_lines
from medtech_desktop.office.data_gaps import world_gaps
from medtech_desktop.office.disclosures import default_period
from medtech_desktop.office.filing_pages import filing_list, filing_page
from medtech_desktop.office.gradings import grading_view
from medtech_desktop.office.library import Library
from medtech_desktop.office.procedures import CodeEditionLine
from medtech_desktop.office.sources import source_of
from medtech_desktop.office.technology_pages import technology_page
from medtech_desktop.office.trainings import training_bases
from medtech_desktop.office.usage_lines import usage_lines
from medtech_desktop.office.world import load_world
from medtech_desktop.ui.article_sheet import ArticleSheet
from medtech_desktop.ui.batches import BatchSheet
from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.first_run import FirstRun
from medtech_desktop.ui.help_sheet import HelpSheet
from medtech_desktop.ui.month_paper import MonthPaper
from medtech_desktop.ui.papers import EnlargedPaper, PaperSheet
from medtech_desktop.ui.printing import ChoiceDialog, ExportedDialog
from medtech_desktop.ui.printings import PrintingsSheet
from medtech_desktop.ui.problems import Bug, BugDialog, RefusalDialog
from medtech_desktop.ui.screens import (
    application_entries,
    backups,
    certificate_entries,
    correction_entries,
    decision_entries,
    decision_of_applications,
    decision_pane,
    disclosure_entries,
    edition_entries,
    emergency_entries,
    filing_entries,
    filing_lead_entries,
    filing_start_entries,
    grading_diff,
    held_sheet,
    import_entries,
    imports,
    institution_entries,
    invitation_entries,
    practitioner_entries,
    privilege_change_entries,
    privilege_entries,
    privilege_sheet_entries,
    procedure_diff,
    scan_entries,
    self_assessment_entries,
    specialty_entries,
    technology_code_entries,
    technology_entries,
    technology_scan_entries,
    training_entries,
    use_entries,
    workload_entries,
)
from medtech_desktop.ui.screens.todo_rail import RailSheet, gap_views
from medtech_desktop.ui.sources import SourceSheet
from medtech_desktop.ui.stay_question import StayQuestion
from medtech_desktop.ui.technology_history import HistorySheet
from medtech_desktop.ui.widgets.column_filter import ColumnFilter
from medtech_desktop.ui.widgets.confirm import Confirm, ConfirmView, Consequence
from medtech_desktop.ui.widgets.progress_sheet import ProgressSheet
from tests.application_samples import page_at
from tests.pages.register_dialogs import REGISTER_MAKERS
from tests.pages.surgery_dialogs import SURGERY_MAKERS

_FINDING = Finding(Severity.REFUSE, "已停止，不能提交", "MTCA-25", "先恢复应用")
_STOP = ConfirmView(
    "停止应用「术中放疗技术」？",
    (Consequence("ban", "今日起不得再开展", True),),
    "停止应用",
    "MTCA-25",
    True,
)
_TECH, _NAME = "技-001", "示例技术"
_PICKED = privilege_change_entries.Picked(1, Target(TargetKind.GRADE, 1), "示例甲 1001", "示例专业")


@dataclass(frozen=True)
class House:
    """打开对话框要有的：案头、演示资料库里问来的、父控件。"""

    desk: Desk
    library: Library
    today: date
    folder: Path
    parent: QWidget

    @property
    def filing(self) -> str:
        """一份还没有提交的备案。"""
        lines = filing_list(self.library, self.today)
        pages = [filing_page(self.library, one.number, self.today) for one in lines if one.number]
        return next(p.line.number for p in pages if p.draft is not None and not p.draft.locked)


Make = Callable[[House], QDialog]


def _on_technology(kind: type[Entry]) -> Make:
    return lambda h: kind(h.desk, _TECH, _NAME, h.today, h.parent)  # type: ignore[arg-type]


def _on_draft(kind: type[Entry]) -> Make:
    def make(h: House) -> QDialog:
        draft = filing_page(h.library, h.filing, h.today).draft
        return kind(h.desk, h.filing, draft, h.today, h.parent)  # type: ignore[arg-type]

    return make


def _figures(h: House) -> QDialog:
    period = default_period(h.today)
    lines = usage_lines(h.library, h.today, period)
    return disclosure_entries.FiguresEntry(h.desk, lines, period, h.today, h.parent)


def _force(h: House) -> QDialog:
    lines = edition_lines(h.library, h.today)
    return edition_entries.ForceEntry(h.desk, lines, lines[0].key, h.today, h.parent)


def _link(h: House) -> QDialog:
    keys = [line.key for line in edition_lines(h.library, h.today)]
    pairs = ((one, other) for one in keys for other in keys if one != other)
    links = (link for pair in pairs for link in proposed_links(h.library, *pair, h.today))
    return edition_entries.LinkConfirmEntry(h.desk, next(links), h.today, h.parent)


def _base(h: House) -> QDialog:
    view = training_bases(h.library, h.today)[0]
    return training_entries.Annex4Entry(h.desk, view.base.number, view.draft, h.parent)


def _mapping(h: House) -> QDialog:
    choices = (("name", "姓名", True), ("number", "工号", False))
    return import_entries.MappingDialog(("姓名", "员工号"), {"姓名": "name"}, choices, h.parent)


def _codes(h: House) -> QDialog:
    lines = tuple(
        CodeEditionLine(key, "示例编码库", h.today, count, state)
        for key, count, state in (("示例2版", 3, "在用"), ("示例1版", 2, "以前的版"))
    )
    return procedure_diff.CodeDiffSheet(h.desk, lines, h.parent)


def _gradings(h: House) -> QDialog:
    editions = grading_view(h.library, h.today).editions
    return grading_diff.GradingDiffSheet(h.desk, editions, h.today, h.parent)


def _rail(h: House) -> QDialog:
    views = gap_views(world_gaps(load_world(h.library, h.today)))
    return RailSheet("数据缺口", views, h.parent)


def _progress(h: House) -> QDialog:
    """Whoever opens it stops the work when told to, and then takes it away."""
    sheet = ProgressSheet("正在打印", h.parent)
    sheet.strip.begin("正在打印", sheet.finish)
    return sheet


def _source(h: House) -> QDialog:
    sheet = SourceSheet(h.desk, h.parent)
    sheet.show_source(source_of(h.library, "filings", h.today))
    return sheet


def _technology_scans(h: House) -> QDialog:
    page = technology_page(h.library, _TECH, h.today)
    return technology_scan_entries.scans_entry(h.desk, page, h.today, h.parent)


def _exported(h: House) -> QDialog:
    return ExportedDialog((h.folder / "附件2 示例.pdf", h.folder / "附件2 示例.docx"), h.parent)


_TECHNOLOGY = (
    correction_entries.AnnulCaseEntry,
    decision_entries.ProhibitionEntry,
    decision_entries.ScopeEntry,
    decision_entries.LinkEntry,
    filing_entries.OpenFilingEntry,
    self_assessment_entries.NormEntry,
    self_assessment_entries.SelfAssessmentEntry,
    technology_entries.EvidenceEntry,
    technology_entries.AppraisalEntry,
    technology_entries.EthicsEntry,
    use_entries.StartEntry,
    use_entries.FirstCaseEntry,
    use_entries.StopEntry,
)

MAKERS: dict[str, Make] = {
    **{kind.__name__: _on_technology(kind) for kind in _TECHNOLOGY},
    "OpinionEntry": _on_draft(filing_entries.OpinionEntry),
    "FilingLeadsEntry": _on_draft(filing_lead_entries.FilingLeadsEntry),
    "FiguresEntry": _figures,
    "ForceEntry": _force,
    "LinkConfirmEntry": _link,
    "Annex4Entry": _base,
    "MappingDialog": _mapping,
    "BatchSheet": lambda h: BatchSheet(h.desk, (_TECH,), h.today, h.parent),
    "MonthPaper": lambda h: MonthPaper(h.desk, h.today, h.parent),
    "SourceSheet": _source,
    "TechnologyScansEntry": _technology_scans,
    "StayQuestion": lambda h: StayQuestion(h.parent),
    "ChoiceDialog": lambda h: ChoiceDialog(
        "没有打印机", "这台电脑没有打印机，可以先导出", ("导出 PDF…",), h.parent
    ),
    "EnlargedPaper": lambda h: EnlargedPaper(h.desk, "附件2", h.parent),
    "HistorySheet": lambda h: HistorySheet(
        _NAME, technology_page(h.library, _TECH, h.today).history, h.parent
    ),
    "PrintingsSheet": lambda h: PrintingsSheet(h.desk, "", h.parent),
    "ProgressSheet": _progress,
    "CodeDiffSheet": _codes,
    "GradingDiffSheet": _gradings,
    "TechnologyCodeEntry": lambda h: technology_code_entries.TechnologyCodeEntry(
        h.desk, _TECH, _NAME, h.today, h.parent
    ),
    "EndTechnologyCodeEntry": lambda h: technology_code_entries.EndTechnologyCodeEntry(
        h.desk, _TECH, _NAME, (("39.7201", "示例术式一"),), h.today, h.parent
    ),
    **REGISTER_MAKERS,
    "RailSheet": _rail,
    "ExportedDialog": _exported,
    "AnnulStepEntry": lambda h: correction_entries.AnnulStepEntry(
        h.desk, h.filing, "提交备案", h.today, h.parent
    ),
    "ApprovalEntry": lambda h: disclosure_entries.ApprovalEntry(
        h.desk, default_period(h.today), h.today, h.parent
    ),
    "AdoptEntry": lambda h: edition_entries.AdoptEntry(h.desk, 16, 2, h.today, h.parent),
    "MaterialEntry": lambda h: filing_entries.MaterialEntry(
        h.desk, h.filing, ("other", None, "其他材料"), h.today, h.parent
    ),
    "StepEntry": lambda h: filing_entries.StepEntry(
        h.desk, h.filing, "submitted", h.today, h.parent
    ),
    "OpenApplicationEntry": lambda h: application_entries.OpenApplicationEntry(
        h.desk, h.today, parent=h.parent
    ),
    "ResubmitEntry": lambda h: application_entries.ResubmitEntry(
        h.desk, page_at(ApplicationState.RETURNED), "重新提交…", h.today, h.parent
    ),
    "ReviewEntry": lambda h: application_entries.ReviewEntry(
        h.desk, page_at(ApplicationState.OFFICE), h.today, h.parent
    ),
    "WithdrawEntry": lambda h: application_entries.WithdrawEntry(
        h.desk, "申请-2026-001", "示例甲", h.today, h.parent
    ),
    "AnnulApplicationStepEntry": lambda h: application_entries.AnnulApplicationStepEntry(
        h.desk, "申请-2026-001", "科室评议：同意", h.parent
    ),
    "DecideEntry": lambda h: decision_of_applications.DecideEntry(h.desk, (), h.today, h.parent),
    "DocumentEntry": lambda h: decision_of_applications.DocumentEntry(
        h.desk, ("申请-2026-001",), ("申请-2026-002",), h.today, h.parent
    ),
    "GrantEntry": lambda h: privilege_entries.GrantEntry(
        h.desk, "示例甲（1001）", (("示例专业", "3", ""),), h.today, h.parent
    ),
    "ChangeEntry": lambda h: privilege_change_entries.ChangeEntry(
        h.desk, Verb.REVOKE, (_PICKED,), h.today, h.parent
    ),
    "YearRenewalEntry": lambda h: privilege_change_entries.YearRenewalEntry(
        h.desk, (("whole", "全院"),), "whole", h.today, h.parent
    ),
    "AnnulPrivilegeEntry": lambda h: privilege_change_entries.AnnulPrivilegeEntry(
        h.desk, _PICKED, (), h.parent
    ),
    "AnnulDecisionEntry": lambda h: decision_pane.AnnulDecisionEntry(
        h.desk, "授权-2026-001", h.parent
    ),
    "UndoImportEntry": lambda h: import_entries.UndoImportEntry(
        h.desk, "导入-001", "60 人", h.parent
    ),
    "FactEntry": lambda h: institution_entries.FactEntry(
        h.desk, "医疗机构主要负责人", "示例癸", h.today, h.parent
    ),
    "AuthorityEntry": lambda h: institution_entries.AuthorityEntry(
        h.desk, 1, "示例市卫生健康委员会", h.today, h.parent
    ),
    "HolidaysEntry": lambda h: institution_entries.HolidaysEntry(h.desk, 2027, h.parent),
    "PractitionerEntry": lambda h: practitioner_entries.PractitionerEntry(
        h.desk, h.today, h.parent
    ),
    "CertificateEntry": lambda h: certificate_entries.CertificateEntry(
        h.desk, (("1", "示例甲 1001"),), "training", h.today, h.parent
    ),
    "PractitionerChangeEntry": lambda h: practitioner_entries.PractitionerChangeEntry(
        h.desk, 1, "示例甲", h.today, h.parent
    ),
    "AnnulRecordEntry": lambda h: practitioner_entries.AnnulRecordEntry(
        h.desk, 1, "示例甲", h.today, h.parent
    ),
    "CertificateScansEntry": lambda h: certificate_entries.CertificateScansEntry(
        h.desk,
        1,
        "示例甲",
        (scan_entries.Place("practice 甲", "医师执业证书"),),
        h.today,
        h.parent,
    ),
    "SoonDaysEntry": lambda h: privilege_change_entries.SoonDaysEntry(h.desk, 60, h.parent),
    "HeldSheet": lambda h: held_sheet.HeldSheet(h.desk, h.today, parent=h.parent),
    "EmergencyEntry": lambda h: emergency_entries.EmergencyEntry(h.desk, h.today, parent=h.parent),
    "ConfirmEmergencyEntry": lambda h: emergency_entries.ConfirmEmergencyEntry(
        h.desk, "急诊-2026-001", "示例甲", h.today, h.parent
    ),
    **SURGERY_MAKERS,
    "WorkloadEntry": lambda h: workload_entries.WorkloadEntry(
        h.desk, 1, "示例甲 1001", h.today, h.parent
    ),
    "InvitationEntry": lambda h: invitation_entries.InvitationEntry(
        h.desk, 1, "示例甲", h.today, h.parent
    ),
    "ExemptionEntry": lambda h: invitation_entries.ExemptionEntry(
        h.desk, 1, "示例甲", h.today, h.parent
    ),
    "SpecialtyEntry": lambda h: specialty_entries.SpecialtyEntry(
        h.desk, specialty_entries.SpecialtyDraft(), h.today, h.parent
    ),
    "StartFilingEntry": lambda h: filing_start_entries.StartFilingEntry(h.desk, h.today, h.parent),
    "ScansEntry": lambda h: scan_entries.ScansEntry(
        h.desk, h.filing, (scan_entries.Place("licence 0", "执业许可证副本"),), h.today, h.parent
    ),
    "TechnologyEntry": lambda h: technology_entries.TechnologyEntry(h.desk, h.today, h.parent),
    "LeadsEntry": lambda h: technology_entries.LeadsEntry(
        h.desk, _TECH, _NAME, ("示例甲",), h.today, h.parent
    ),
    "DepartmentsEntry": lambda h: technology_entries.DepartmentsEntry(
        h.desk, _TECH, _NAME, "神经外科", h.today, h.parent
    ),
    "AnnounceEntry": lambda h: training_entries.AnnounceEntry(
        h.desk, "培训-001", None, h.today, h.parent
    ),
    "BaseEntry": lambda h: training_entries.BaseEntry(h.desk, h.today, h.parent),
    "FileBaseEntry": lambda h: training_entries.FileBaseEntry(
        h.desk, training_bases(h.library, h.today)[0].base.number, h.today, h.parent
    ),
    "RestoreEntry": lambda h: backups.RestoreEntry(h.desk, h.folder / "没有", h.parent),
    "ImportSheet": lambda h: imports.ImportSheet(h.desk, "practitioners", h.today, h.parent),
    "PrivilegeSheetDialog": lambda h: privilege_sheet_entries.PrivilegeSheetDialog(
        h.desk, h.today, parent=h.parent
    ),
    "PaperSheet": lambda h: PaperSheet(h.desk, "附件2", h.parent),
    "FirstRun": lambda h: FirstRun(h.folder / "资料库", h.today, kept=h.folder / "草稿"),
    "HelpSheet": lambda h: HelpSheet(h.parent),
    "ArticleSheet": lambda h: ArticleSheet("MTCA-11", h.parent),
    "BugDialog": lambda h: BugDialog(Bug("E-BUG-1", "…"), Path("a.log"), h.parent),
    "RefusalDialog": lambda h: RefusalDialog((_FINDING,), h.parent),
    "ColumnFilter": lambda h: ColumnFilter(
        "科室", (("", 1), ("骨科", 3)), frozenset({"骨科"}), h.parent
    ),
    "Confirm": lambda h: Confirm(_STOP, h.parent),
}
_NOT_OPENED = frozenset({"Entry", "StepSheet", "DiffSheet"})
"""只供继承，自己不打开；名字以下划线起的也是。"""


def dialog_classes() -> list[str]:
    """界面里全部对话框的类名，由载入每个模块得知。"""
    found = set()
    for one in pkgutil.walk_packages(medtech_desktop.ui.__path__, "medtech_desktop.ui."):
        module = importlib.import_module(one.name)
        for name, kind in inspect.getmembers(module, inspect.isclass):
            own = kind.__module__ == one.name and issubclass(kind, QDialog)
            if own and name not in _NOT_OPENED and not name.startswith("_"):
                found.add(name)
    return sorted(found)
