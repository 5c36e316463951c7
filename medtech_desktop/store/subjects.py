"""诊疗科目：一次读入。"""

from __future__ import annotations

from medtech_desktop.domain.subjects import LicenceSubject, Subjects, TechnologySubject
from medtech_desktop.store.page import Look
from medtech_desktop.store.tables.cases import LicenceSubjectRow, TechnologySubjectRow


def load_subjects(look: Look) -> Subjects:
    """许可证登记的与技术须有的全部。"""
    return Subjects(
        tuple(look.fetch(LicenceSubjectRow, LicenceSubject)),
        tuple(look.fetch(TechnologySubjectRow, TechnologySubject)),
    )
