"""文书种类与格式：哪一种记录能出哪几种文件。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from medtech_desktop.documents import (
    annex1,
    annex2,
    annex3,
    annex4,
    annex5,
    application_form,
    counted_days,
    disclosure,
    dossier,
    grading,
    management_catalog,
    month_sheet,
    practitioner_file,
    privilege_history,
    privilege_lists,
    privilege_notice,
    remark_slip,
    self_assessment,
    surgery_check,
)
from medtech_desktop.documents.boxes import PaperBox
from medtech_desktop.documents.fonts import font_set
from medtech_desktop.documents.layout import Layout
from medtech_desktop.domain.application_papers import ApplicationForm
from medtech_desktop.domain.disclosure_papers import Disclosure
from medtech_desktop.domain.dossier_papers import Dossier
from medtech_desktop.domain.grading_papers import GradingPaper
from medtech_desktop.domain.month_papers import MonthSheet
from medtech_desktop.domain.papers import (
    Annex1,
    Annex2,
    Annex3,
    Annex4,
    Annex5,
    CountedDays,
    ManagementCatalog,
    RemarkSlip,
    SelfAssessmentReport,
)
from medtech_desktop.domain.practitioner_files import PractitionerFile
from medtech_desktop.domain.privilege_histories import PrivilegeHistory
from medtech_desktop.domain.privilege_papers import (
    PrivilegeCertificate,
    PrivilegeNotice,
    PrivilegeRoster,
)
from medtech_desktop.domain.surgery_papers import SurgeryCheckReport

RENDERERS: dict[tuple[type, str], Callable[..., bytes]] = {
    (Annex1, "pdf"): annex1.render_pdf,
    (Annex1, "xlsx"): annex1.render_xlsx,
    (Annex1, "docx"): annex1.render_docx,
    (Annex2, "pdf"): annex2.render_pdf,
    (Annex2, "docx"): annex2.render_docx,
    (Annex3, "pdf"): annex3.render_pdf,
    (Annex3, "docx"): annex3.render_docx,
    (Annex4, "pdf"): annex4.render_pdf,
    (Annex4, "docx"): annex4.render_docx,
    (Annex5, "pdf"): annex5.render_pdf,
    (Annex5, "xlsx"): annex5.render_xlsx,
    (ApplicationForm, "pdf"): application_form.render_pdf,
    (ApplicationForm, "docx"): application_form.render_docx,
    (CountedDays, "pdf"): counted_days.render_pdf,
    (Disclosure, "pdf"): disclosure.render_pdf,
    (Disclosure, "xlsx"): disclosure.render_xlsx,
    (Disclosure, "html"): disclosure.render_html,
    (Dossier, "pdf"): dossier.render_dossier,
    (GradingPaper, "pdf"): grading.render_pdf,
    (GradingPaper, "xlsx"): grading.render_xlsx,
    (ManagementCatalog, "pdf"): management_catalog.render_pdf,
    (ManagementCatalog, "xlsx"): management_catalog.render_xlsx,
    (ManagementCatalog, "docx"): management_catalog.render_docx,
    (MonthSheet, "pdf"): month_sheet.render_pdf,
    (MonthSheet, "xlsx"): month_sheet.render_xlsx,
    (PrivilegeHistory, "pdf"): privilege_history.render_pdf,
    (PrivilegeCertificate, "pdf"): privilege_lists.render_certificate,
    (PrivilegeNotice, "pdf"): privilege_notice.render_pdf,
    (PrivilegeNotice, "docx"): privilege_notice.render_docx,
    (PrivilegeRoster, "pdf"): privilege_lists.render_pdf,
    (PrivilegeRoster, "xlsx"): privilege_lists.render_xlsx,
    (PractitionerFile, "pdf"): practitioner_file.render_pdf,
    (PractitionerFile, "xlsx"): practitioner_file.render_xlsx,
    (RemarkSlip, "pdf"): remark_slip.render_pdf,
    (SelfAssessmentReport, "pdf"): self_assessment.render_pdf,
    (SelfAssessmentReport, "docx"): self_assessment.render_docx,
    (SurgeryCheckReport, "pdf"): surgery_check.render_pdf,
    (SurgeryCheckReport, "xlsx"): surgery_check.render_xlsx,
}
"""（记录类型，格式）→ 生成字节的函数。"""


_LAYOUTS: dict[type, Callable[..., Layout]] = {
    Annex2: annex2.layout,
    Annex3: annex3.layout,
    Annex4: annex4.layout,
    ApplicationForm: application_form.layout,
}
"""有名可指的格的文书：记录类型 → 版式。"""


def boxes(record: Any, *, text_font: Path | None = None) -> tuple[PaperBox, ...]:
    """这份文书的各格印在 PDF 的哪里；没有可指的格的文书为空。"""
    from medtech_desktop.documents import pdf

    layout = _LAYOUTS.get(type(record))
    return pdf.boxes(layout(record), fonts=font_set(text_font)) if layout else ()


def formats(record_type: type) -> tuple[str, ...]:
    """这一类文书能出的格式，PDF 在先。"""
    return tuple(kind for known, kind in RENDERERS if known is record_type)


def render(
    record: Any,
    kind: str = "pdf",
    *,
    draft: bool = False,
    text_font: Path | None = None,
    parts: Sequence[bytes] = (),
) -> bytes:
    """文书的字节。``text_font`` 为设置「打印字体」选定的字体文件，只用于 PDF。

    ``parts`` are the scans of a Dossier, in the order of its entries, or of a PractitionerFile.

    raises KeyError for a paper that has no such format, UnprintableCharacters when a
    formal paper holds a character that no font draws.
    """
    renderer = RENDERERS[type(record), kind]
    if isinstance(record, Dossier) or (parts and isinstance(record, PractitionerFile)):
        renderer = partial(renderer, parts=parts)
    if kind == "pdf":
        renderer = partial(renderer, draft=draft, fonts=font_set(text_font))
    return renderer(record)
