"""所涉产品：药品、医疗器械或具有相似属性的产品，批准上市前不得开展（湘二（一）末）。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from medtech_desktop.domain.law import HN_IN_FORCE, Finding, Severity, cites


class ProductKind(StrEnum):
    """产品种类。"""

    DRUG = "drug"
    DEVICE = "device"
    SIMILAR = "similar"


PRODUCT_LABELS = {
    ProductKind.DRUG: "药品",
    ProductKind.DEVICE: "医疗器械",
    ProductKind.SIMILAR: "具有相似属性产品",
}


class ApprovalState(StrEnum):
    """上市批准的情形。"""

    APPROVED = "approved"
    UNAPPROVED = "unapproved"
    WITHDRAWN = "withdrawn"


APPROVAL_LABELS = {
    ApprovalState.APPROVED: "已批准上市",
    ApprovalState.UNAPPROVED: "未批准上市",
    ApprovalState.WITHDRAWN: "批准已撤销或注销",
}


@dataclass(frozen=True, slots=True)
class Product:
    """某技术所用的一种产品；``until`` 含当日，None = 至今在用。"""

    id: int
    uid: str
    technology_id: int
    kind: ProductKind
    name: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ProductApproval:
    """产品批准情形，自 ``since`` 至 ``until``（均含）；``number`` 为注册证号或批准文号。"""

    id: int
    uid: str
    product_id: int
    state: ApprovalState
    number: str
    since: date
    until: date | None = None


def approval_on(
    product: Product, approvals: Iterable[ProductApproval], day: date
) -> ProductApproval | None:
    """当日的批准情形；无记录或证件已到期则 None。同日以后记者为准。"""
    held = [one for one in approvals if one.product_id == product.id and one.since <= day]
    if not held:
        return None
    last = max(held, key=lambda one: (one.since, one.id))
    return last if last.until is None or day <= last.until else None


@cites("HN-2.1")
def product_findings(
    products: Iterable[Product], approvals: Iterable[ProductApproval], day: date
) -> tuple[Finding, ...]:
    """每种在用产品当日须已批准上市；未批准、已撤销、已到期都不得开展。"""
    if day < HN_IN_FORCE:
        return ()
    known = tuple(approvals)
    found: list[Finding] = []
    for product in products:
        if product.since > day or (product.until is not None and product.until < day):
            continue
        why = _why_not(approval_on(product, known, day))
        if why:
            label = PRODUCT_LABELS[product.kind]
            found.append(
                Finding(
                    Severity.REFUSE,
                    f"所涉{label}「{product.name}」{day.isoformat()} {why}，不得开展临床应用",
                    "HN-2.1",
                    "登记有效的批准文号或注册证，或停用该产品",
                    "products",
                )
            )
    return tuple(found)


def _why_not(approval: ProductApproval | None) -> str:
    if approval is None:
        return "没有有效的上市批准记录"
    if approval.state is not ApprovalState.APPROVED:
        return APPROVAL_LABELS[approval.state]
    return "" if approval.number.strip() else "批准文号未填"
