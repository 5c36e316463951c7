"""手术量：手术登记导入以前人工登记的例数；没有登记的是「未统计」，不是零（第十九条）。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.law import Finding, Severity, cites
from medtech_desktop.domain.practitioners import Staff

_ARTICLE = "MTCA-19"
ALL_SURGERY = "全部手术"
"""不指明术式或技术的，是全部手术合计。"""


@dataclass(frozen=True, slots=True)
class Workload:
    """一段时间的例数；术式与技术都空的是全部手术合计。"""

    id: int
    uid: str
    act_seq: int
    person_id: int
    code_id: int | None
    technology_id: int | None
    period_from: date
    period_to: date
    cases: int
    complications: int | None
    deaths: int | None
    source: str


@dataclass(frozen=True, slots=True)
class NewWorkload:
    """登记手术量所填的内容；并发症、死亡没有统计的为 None。"""

    person_id: int
    code_id: int | None
    technology_id: int | None
    period_from: date
    period_to: date
    cases: int
    complications: int | None = None
    deaths: int | None = None
    source: str = ""

    def is_same(self, other: Workload) -> bool:
        """同一段期间、同一对象，数也一样。"""
        fields = (
            *("person_id", "code_id", "technology_id", "period_from", "period_to"),
            *("cases", "complications", "deaths"),
        )
        return all(getattr(self, one) == getattr(other, one) for one in fields)

    def overlaps(self, other: Workload) -> bool:
        """同一人、同一对象，期间相交。"""
        mine = (self.person_id, self.code_id, self.technology_id)
        return (
            mine == (other.person_id, other.code_id, other.technology_id)
            and self.period_from <= other.period_to
            and other.period_from <= self.period_to
        )


@cites("MTCA-19")
def workload_findings(
    staff: Staff, new: NewWorkload, held: Iterable[Workload], today: date
) -> Iterator[Finding]:
    """期间已经过去、不与在册的相交（不然一例算两次），结果不多于例数，有来源。"""
    first, last = new.period_from, new.period_to
    if last < first:
        said = f"统计止日 {last.isoformat()} 早于起日 {first.isoformat()}"
        yield _unfit(said, "核对两个日期", "period_to")
    if last > today:
        said = f"统计止日 {last.isoformat()} 晚于今天（{today.isoformat()}）"
        yield _unfit(said, "只登记已经过去的期间", "period_to")
    if new.cases < 0:
        yield _unfit("例数小于零", "没有做过的填 0", "cases")
    for field, word in (("complications", "并发症"), ("deaths", "死亡")):
        count = getattr(new, field)
        if count is not None and not 0 <= count <= new.cases:
            said = f"{word} {count} 例，例数 {new.cases} 例"
            yield _unfit(f"{said}，前者不能多于后者", "核对两个数；没有统计的不填", field)
    if not new.source.strip():
        said = "没有写来源"
        yield Finding(
            Severity.REFUSE, said, _ARTICLE, "写明从哪里统计的，如「手术室登记本」", "source"
        )
    for one in held:
        if new.overlaps(one):
            span = f"{one.period_from.isoformat()} 至 {one.period_to.isoformat()}"
            name = staff.name(new.person_id, last)
            said = f"{name}已登记 {span} 的 {one.cases:,} 例，期间重叠，会算两次"
            remedy = "换一段期间；登记错的先撤销那一条"
            yield Finding(Severity.REFUSE, said, _ARTICLE, remedy, "period_from")
            return


def _unfit(said: str, remedy: str, field: str) -> Finding:
    return Finding(Severity.REFUSE, said, "INPUT", remedy, field)
