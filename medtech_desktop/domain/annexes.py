"""附件的填写是否齐全：哪一格还空着，依据哪一条。"""

from __future__ import annotations

from collections.abc import Sequence

from medtech_desktop.domain.law import Finding, Severity, cites
from medtech_desktop.domain.papers import Annex2, Annex3, Annex5Row

_BOXES = (
    ("hospital", "医疗机构名称", "在「系统」登记本院全称"),
    ("hospital_type", "医疗机构类别", "在「系统」登记本院类别"),
    ("hospital_level", "医疗机构级别", "在「系统」登记本院级别"),
    ("principal", "医疗机构主要负责人", "在「系统」登记主要负责人"),
    ("technology", "技术名称", "把技术与目录条目对应"),
    ("opinion", "医疗机构意见", "填写医疗机构意见"),
)


@cites("HN-annex2", "HN-2.2(1)")
def annex2_gaps(paper: Annex2) -> tuple[Finding, ...]:
    """附件2 还空着的格；三个是否都要回答。"""
    out = [
        _gap(f"「{label}」未填", "HN-annex2", remedy, name)
        for name, label, remedy in _BOXES
        if not str(getattr(paper, name)).strip()
    ]
    answers = (
        ("first_use", "是否首次开展", paper.first_use),
        ("self_assessed", "是否对照相关医疗技术管理规范进行自我评估", paper.self_assessed),
        ("meets_norm", "是否符合相关医疗技术管理规范要求", paper.meets_norm),
    )
    for name, label, answer in answers:
        if answer is None:
            out.append(_gap(f"「{label}」未答", "HN-annex2", "登记自我评估或在草稿中作答", name))
    return (*out, *lead_gaps(paper))


@cites("HN-annex2(1)", "MTCA-11(3)")
def lead_gaps(paper: Annex2) -> tuple[Finding, ...]:
    """附件2 注 1：开展科室和技术负责人为多个时，均应填写。"""
    if not paper.leads:
        return (_gap("没有技术负责人", "MTCA-11(3)", "填写本院注册的执业医师", "lead"),)
    out = []
    for lead in paper.leads:
        if not lead.departments.strip():
            what = f"{lead.name}的负责科室未填"
            out.append(_gap(what, "HN-annex2(1)", "登记技术的全部开展科室", "departments"))
        if not lead.title.strip():
            out.append(_gap(f"{lead.name}的职称未填", "HN-annex2", "登记其职称", "title"))
        if not lead.training.strip():
            what = f"{lead.name}的相关培训情况未填"
            out.append(_gap(what, "HN-annex2", "登记培训证明，或写明免于培训的依据", "training"))
    return tuple(out)


@cites("HN-annex2(1)")
def departments_left_out(paper: Annex2, departments: Sequence[str]) -> tuple[Finding, ...]:
    """附件2 注 1：每个开展科室都要写在某位负责人的负责科室里。"""
    written = "、".join(lead.departments for lead in paper.leads)
    left = [d for d in departments if d not in written]
    if not left:
        return ()
    what = f"开展科室没有全部填写：{'、'.join(left)}"
    return (_gap(what, "HN-annex2(1)", "写入负责科室一格", "departments"),)


@cites("MTCA-11", "HN-2.2")
def norm_answers(paper: Annex2) -> tuple[Finding, ...]:
    """自我评估为「否」的不能备案开展：符合条件的才可以开展。"""
    out = []
    if paper.self_assessed is False:
        what = "没有对照管理规范进行自我评估"
        out.append(_gap(what, "MTCA-11", "对照管理规范评估后再办备案", "self_assessed"))
    if paper.meets_norm is False:
        what = "自我评估为不符合管理规范要求，不能开展，也不能提交备案"
        out.append(_gap(what, "MTCA-11", "整改并重新评估；已经开展的须停止", "meets_norm"))
    return tuple(out)


@cites("HN-annex3", "HN-2.2(2)", "MTCA-11(2)")
def annex3_gaps(paper: Annex3) -> tuple[Finding, ...]:
    """附件3 两栏结论都要有。"""
    out = []
    if not paper.committee_conclusion.strip():
        what = "缺专门组织论证通过的结论"
        out.append(_gap(what, "HN-annex3", "登记论证结论", "appraisal"))
    if not paper.ethics_conclusion.strip():
        what = "缺伦理委员会审查通过的结论"
        out.append(_gap(what, "HN-annex3", "登记伦理审查结论", "ethics"))
    return tuple(out)


_KINDS_OF_INSTITUTION = (
    "医院",
    "保健院",
    "防治院",
    "防治所",
    "卫生院",
    "中心",
    "诊所",
    "门诊部",
    "疗养院",
    "卫生所",
    "医务室",
    "研究所",
    "检验所",
    "护理院",
)


def is_full_name(name: str) -> bool:
    """像是全称：含机构类别的通用名，且至少四个字（「市一」「省医院」是简称）。"""
    plain = name.split("（")[0].strip()
    return len(plain) >= 4 and any(kind in plain for kind in _KINDS_OF_INSTITUTION)


@cites("HN-annex5(2)")
def name_is_full(value: str) -> tuple[Finding, ...]:
    """机构名称须为全称（附件5 注 2）。"""
    if is_full_name(value):
        return ()
    remedy = "按《医疗机构执业许可证》上的名称填写全称"
    return (_gap(f"「{value}」不是机构全称", "HN-annex5(2)", remedy, "name"),)


@cites("HN-annex5(2)", "HN-6.2")
def annex5_gaps(rows: Sequence[Annex5Row], full_names: frozenset[str]) -> tuple[Finding, ...]:
    """附件5 用全称：机构名称须为全称，技术名称须与目录条目一字不差。"""
    out: list[Finding] = []
    for row in rows:
        out += name_is_full(row.hospital)
        if row.technology not in full_names:
            what = f"「{row.technology}」不是目录上的技术全称"
            out.append(_gap(what, "HN-annex5(2)", "把技术与目录条目对应后再导出", "technology"))
        if not row.authority.strip():
            what = f"{row.technology} 的备案机关未登记"
            out.append(_gap(what, "HN-annex5", "登记许可证的发证机关", "authority"))
    return tuple(dict.fromkeys(out))


def _gap(what: str, article: str, remedy: str, field: str) -> Finding:
    return Finding(Severity.REFUSE, what, article, remedy, field)
