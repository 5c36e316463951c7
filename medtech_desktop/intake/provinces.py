"""省包的读入：resources/provinces/<省>/pack.toml → ``ProvincePack``。"""

from __future__ import annotations

from pathlib import Path

from medtech_desktop.domain.provinces import Addressee, HalfYear, MaterialKind, ProvincePack
from medtech_desktop.intake.toml_tables import BadResource, TomlTable, read_toml
from medtech_desktop.resource_files import resource


def province_folder(province: str = "hunan") -> Path:
    """一省的数据文件夹。raises LookupError when no pack for it is shipped."""
    for folder in _folders():
        pack = read_toml(folder / "pack.toml").table("pack")
        if province in (pack.text("id"), pack.text("name"), pack.text("short_name")):
            return folder
    raise LookupError(f"没有「{province}」的省包")


def shipped_provinces() -> tuple[ProvincePack, ...]:
    """随程序附带的各省包，按 id。"""
    return tuple(read_province(folder / "pack.toml") for folder in _folders())


def shipped_province(province: str = "hunan") -> ProvincePack:
    """一省的省包；以 id、全称或简称指定。raises LookupError for an unknown province."""
    return read_province(province_folder(province) / "pack.toml")


def _folders() -> list[Path]:
    return sorted(path.parent for path in resource("provinces").glob("*/pack.toml"))


def read_province(path: Path) -> ProvincePack:
    """读一个省包文件。raises BadResource when something is missing or of the wrong kind."""
    whole = read_toml(path)
    pack, notice = whole.table("pack"), whole.table("notice")
    dates, remark = whole.table("dates"), whole.table("remark")
    radiology = whole.table("radiology_hint")
    return ProvincePack(
        id=pack.text("id"),
        version=pack.text("version"),
        name=pack.text("name"),
        short_name=pack.text("short_name"),
        series_key=whole.table("series").text("key"),
        notice_number=notice.text("number"),
        notice_title=notice.text("title"),
        in_force=notice.day("in_force"),
        transition_until=notice.day("transition_until"),
        addressees=tuple(_addressee(one) for one in whole.tables("addressee")),
        annex_titles=_annex_titles(whole),
        half_years=tuple(_half_year(one) for one in whole.tables("half_year")),
        date_mask=dates.text("mask"),
        date_mask_restored=dates.flag("mask_restored"),
        remark_field=remark.text("field"),
        remark_parts=remark.texts("parts"),
        materials=tuple(_material(one) for one in whole.tables("material")),
        radiology_codes=frozenset(radiology.texts("codes")),
        radiology_note=radiology.text("note", ""),
    )


def _annex_titles(whole: TomlTable) -> tuple[str, ...]:
    titles = {one.whole("number"): one.text("title") for one in whole.tables("annex")}
    if sorted(titles) != list(range(1, len(titles) + 1)):
        raise BadResource(f"{whole.where}：附件编号须自 1 起连续")
    return tuple(titles[number] for number in sorted(titles))


def _addressee(one: TomlTable) -> Addressee:
    one.only("kind", "name", "since", "unverified")
    return Addressee(one.text("kind"), one.text("name"), one.day("since"), one.flag("unverified"))


def _half_year(one: TomlTable) -> HalfYear:
    one.only("name", "first_month", "last_month", "report_month")
    months = (one.whole("first_month"), one.whole("last_month"), one.whole("report_month"))
    if not all(1 <= month <= 12 for month in months):
        raise BadResource(f"{one.where}：月份须在 1 至 12 之间")
    return HalfYear(one.text("name"), *months)


def _material(one: TomlTable) -> MaterialKind:
    one.only("key", "name", "radiology")
    return MaterialKind(one.text("key"), one.text("name"), one.flag("radiology"))
