"""自我评估与管理规范、所用产品：开展以前的自查。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.norms import norm_on
from medtech_desktop.domain.products import ApprovalState, ProductKind
from medtech_desktop.office.acts import Clerk, Done, not_found, refuse_to_come
from medtech_desktop.office.technologies import CHANGED
from medtech_desktop.office.world import read_world
from medtech_desktop.store.book import Book
from medtech_desktop.store.tables import technologies as t


@dataclass(frozen=True, slots=True)
class NewSelfAssessment:
    """自我评估所填的内容。``norm`` 为管理规范的内部编号，可空。"""

    assessed_on: date
    compared: bool
    meets: bool
    report: str = ""
    norm_id: int | None = None


def self_assess(
    library: Book,
    clerk: Clerk,
    key: str,
    draft: NewSelfAssessment,
    *,
    today: date | None = None,
) -> Done:
    """登记自我评估（第十一条）。"""
    refuse_to_come(draft.assessed_on, "评估日期", "assessed_on", today)
    with library.act(clerk, "technology.self_assess", effective=draft.assessed_on) as page:
        file = read_world(page, draft.assessed_on).find_technology(key)
        page.add(
            t.SelfAssessmentRow,
            technology_id=file.technology.id,
            norm_id=draft.norm_id,
            assessed_on=draft.assessed_on,
            compared=draft.compared,
            meets=draft.meets,
            report=draft.report.strip(),
        )
    return Done(CHANGED, "已登记自我评估", subject=file.technology.number)


def add_norm(
    library: Book,
    clerk: Clerk,
    lineage: str,
    title: str,
    edition: str,
    since: date,
    *,
    document_number: str = "",
) -> Done:
    """登记管理规范的一版，自 ``since`` 起；以前按旧版自评的须重新评估（第十条）。"""
    if not title.strip() or not edition.strip():
        raise not_found("管理规范须有名称和版次", "写明规范名称与版次（年份）", "title")
    with library.act(clerk, "norm.add", effective=since) as page:
        norm = page.add(
            t.NormRow,
            lineage=lineage,
            title=title.strip(),
            edition=edition.strip(),
            since=since,
            until=None,
            document_number=document_number.strip(),
            unverified=False,
            note="",
        )
    return Done(CHANGED, f"已登记管理规范「{title}」{edition}", subject=str(norm))


@dataclass(frozen=True, slots=True)
class NewProduct:
    """登记所用产品；``number`` 为批准文号或注册证号。"""

    kind: ProductKind
    name: str
    state: ApprovalState
    number: str
    since: date
    until: date | None = None


def add_product(library: Book, clerk: Clerk, key: str, draft: NewProduct) -> Done:
    """登记技术所用的药品、器械或相似属性产品及其上市批准情形（湘11号 二（一））。

    同名产品已在册的，只加一条批准情形（例如后来被撤销），以后一条为准。
    """
    if not draft.name.strip():
        raise not_found("没有填产品名称", "填写产品名称", "name")
    with library.act(clerk, "product.add", effective=draft.since) as page:
        file = read_world(page, draft.since).find_technology(key)
        held = [p.id for p in file.products if p.name == draft.name.strip()]
        product = next(iter(held), None) or page.add(
            t.ProductRow,
            technology_id=file.technology.id,
            kind=draft.kind,
            name=draft.name.strip(),
            since=draft.since,
            until=None,
        )
        page.add(
            t.ProductApprovalRow,
            product_id=product,
            state=draft.state,
            number=draft.number.strip(),
            since=draft.since,
            until=draft.until,
        )
    return Done(CHANGED, f"已登记产品「{draft.name}」", subject=file.technology.number)


def current_norm(library: Book, key: str, on: date) -> int | None:
    """某技术当日有效的管理规范；没有登记则 None。"""
    with library.look() as look:
        world = read_world(look, on)
    norm = norm_on(on, world.norms, world.find_technology(key).lineages_on(on))
    return norm.id if norm else None


def add_norm_for(
    library: Book,
    clerk: Clerk,
    key: str,
    title: str,
    edition: str,
    since: date,
    *,
    document_number: str = "",
) -> Done:
    """给某技术所对应的条目登记管理规范的一版。"""
    with library.look() as look:
        file = read_world(look, since).find_technology(key)
    lineages = file.lineages_on(since)
    if not lineages:
        raise not_found(
            f"{file.technology.number} 没有对应目录条目", "先对应条目，再登记管理规范", "code"
        )
    return add_norm(
        library, clerk, lineages[0], title, edition, since, document_number=document_number
    )
