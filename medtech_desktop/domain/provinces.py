"""省包：一省的目录系列、收件机关、附件名称、上报时间、材料；只是数据，不是代码。"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Addressee:
    """收件机关；``kind``：provincial 省级，provincial_tcm 省级中医药。"""

    kind: str
    name: str
    since: date
    unverified: bool = False


@dataclass(frozen=True, slots=True)
class HalfYear:
    """备案汇总的一期：统计月份与上报月份。"""

    name: str
    first_month: int
    last_month: int
    report_month: int

    def holds(self, day: date) -> bool:
        """该日是否计入本期。"""
        return self.first_month <= day.month <= self.last_month


@dataclass(frozen=True, slots=True)
class MaterialKind:
    """备案材料一种；``radiology`` = 开展放射诊疗活动时才须提供。"""

    key: str
    name: str
    radiology: bool = False


@dataclass(frozen=True, slots=True)
class ProvincePack:
    """省包：``id`` 与 ``version`` 冻结在每份文书里。"""

    id: str
    version: str
    name: str
    short_name: str
    series_key: str
    notice_number: str
    notice_title: str
    in_force: date
    transition_until: date
    addressees: tuple[Addressee, ...]
    annex_titles: tuple[str, ...]  # 附件 1 起
    half_years: tuple[HalfYear, ...]
    date_mask: str
    date_mask_restored: bool
    remark_field: str
    remark_parts: tuple[str, ...]
    materials: tuple[MaterialKind, ...]
    radiology_codes: frozenset[str]
    radiology_note: str

    @property
    def form_edition(self) -> str:
        """表式版本：「湖南2018」，印在页脚并随定稿保存。"""
        return f"{self.short_name}{self.version.split('.')[0]}"

    def annex_title(self, number: int) -> str:
        """附件名称，照印。raises LookupError when the province has no such annex."""
        if not 1 <= number <= len(self.annex_titles):
            raise LookupError(f"{self.name}没有附件{number}")
        return self.annex_titles[number - 1]

    def addressee(self, kind: str, day: date) -> Addressee | None:
        """当日的收件机关。"""
        held = [one for one in self.addressees if one.kind == kind and one.since <= day]
        return max(held, key=lambda one: one.since, default=None)

    def half_year(self, day: date) -> HalfYear:
        """该日所属的汇总期。raises LookupError when no period holds it."""
        for period in self.half_years:
            if period.holds(day):
                return period
        raise LookupError(f"{self.name}的汇总期不含 {day.month} 月")

    def required_materials(self, *, radiology: bool) -> tuple[MaterialKind, ...]:
        """须提供的备案材料，按所列次序。"""
        return tuple(one for one in self.materials if radiology or not one.radiology)


_PLACE = re.compile(r"^(.{1,12}?[市县区州盟旗])")


def authority_suggestions(hospital: str, pack: ProvincePack, *, tcm: bool) -> tuple[str, ...]:
    """发证机关的候选：按医院名称里的地名猜的，和省级机关；须与许可证上的印章核对。"""
    kinds = ("provincial_tcm", "provincial") if tcm else ("provincial",)
    named = [one.name for kind in kinds for one in pack.addressees if one.kind == kind]
    bare = hospital.strip().removeprefix(pack.name)
    place = _PLACE.match(bare)
    local = []
    if place is not None and not bare.startswith(f"{pack.short_name}省"):
        ending = "卫生健康局" if place[1][-1] in "县区旗" else "卫生健康委员会"
        local.append(f"{place[1]}{ending}")
    return tuple(dict.fromkeys((*local, *named)))
