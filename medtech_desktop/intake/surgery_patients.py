"""登记里的患者：哪一列是患者号，哪一列是住院；单号一栏里写的患者号不作单号。只在子进程里用。"""

from __future__ import annotations

from collections.abc import Sequence


def patient_of(
    patient: str | None, admission: str | None, visit: str | None
) -> tuple[str | None, str | None]:
    """患者号与住院：没有病案号而住院号、次数都有的，住院号就是患者号。"""
    if patient is not None:
        return patient, admission or visit
    if admission is not None and visit is not None:
        return admission, visit
    return None, admission


def own_refs(
    refs: list[str | None], patients: Sequence[str | None], admissions: Sequence[str | None]
) -> tuple[list[str | None], int]:
    """手术单号里写的就是病案号、住院号的不是单号，患者的号码只在可以抹去的表里；又有几处。"""
    both = zip(refs, patients, admissions, strict=True)
    same = [ref is not None and ref in (one, other) for ref, one, other in both]
    if not any(same):
        return refs, 0
    own = [None if is_same else ref for ref, is_same in zip(refs, same, strict=True)]
    return own, sum(same)
