"""演示医院的编码库：两版，编码以 D 开头，名称都带「示例」，一望而知不是真的。"""

from __future__ import annotations

from datetime import date

from medtech_desktop.office.acts import Clerk
from medtech_desktop.office.library import Library
from medtech_desktop.store.gradings import code_ids
from medtech_desktop.store.tables import procedures as t

_PARTS = (
    *("颅脑", "脊柱", "眼", "耳鼻咽喉", "甲状腺", "乳腺", "肺", "心脏", "大血管", "食管"),
    *("胃", "肠", "肝", "胆", "胰", "肾", "膀胱", "子宫", "卵巢", "关节"),
)
_DEEDS = (
    ("切开引流", "surgery"),
    ("病灶切除", "surgery"),
    ("修补", "surgery"),
    ("部分切除", "surgery"),
    ("全切除", "surgery"),
    ("重建", "surgery"),
    ("内镜下治疗", "treatment"),
    ("经皮穿刺活检", "diagnostic"),
    ("经导管介入", "interventional"),
    ("内镜检查", "diagnostic"),
)
_ADDED = ("机器人辅助", "surgery")


def add_demo_codes(library: Library, clerk: Clerk, earlier: date, later: date) -> None:
    """前一版与现行版；现行版多一种做法，改了一处名称，少了一条。"""
    for number, (day, deeds) in enumerate(((earlier, _DEEDS), (later, (*_DEEDS, _ADDED))), 1):
        rows = _codes(deeds)
        if number > 1:
            rows[0] = (rows[0][0], f"{rows[0][1]}（改名）", rows[0][2])
            del rows[-1]
        _add_edition(library, clerk, f"示例编码库{number}版", day, rows)


def _codes(deeds: tuple[tuple[str, str], ...]) -> list[tuple[str, str, str]]:
    return [
        (f"D{part:02d}.{deed:02d}00", f"示例{where}{what}", kind)
        for part, where in enumerate(_PARTS, 1)
        for deed, (what, kind) in enumerate(deeds, 1)
    ]


def _add_edition(
    library: Library, clerk: Clerk, name: str, day: date, rows: list[tuple[str, str, str]]
) -> None:
    with library.act(clerk, "demo.codes", effective=day) as page:
        edition = page.add(
            t.CodeEditionRow, key=name, name=name, source="虚构的演示编码", since=day, note=""
        )
        page.add_many(
            t.ProcedureRow,
            [
                {"edition_id": edition, "code": code, "name": said, "category": kind}
                for code, said, kind in rows
            ],
        )
        code_ids(page, [code for code, _said, _kind in rows])


_WAYS = tuple(
    f"{how}{turn}"
    for how in ("开放", "腔镜下", "显微镜下", "机器人辅助")
    for turn in ("甲", "乙", "丙", "丁", "戊", "己", "庚", "辛")
)


def add_many_codes(library: Library, clerk: Clerk, day: date, count: int) -> list[str]:
    """大版的编码库：头一些与现行版相同，其余是它们的各种做法；返回全部编码。"""
    rows = _codes((*_DEEDS, _ADDED))
    for way in _WAYS:
        number = len(rows) // len(_PARTS) // len(_DEEDS)
        for part, where in enumerate(_PARTS, 1):
            for deed, (what, kind) in enumerate(_DEEDS, 1):
                if len(rows) < count:
                    code = f"D{part:02d}.{deed:02d}{number:02d}"
                    rows.append((code, f"示例{way}式{where}{what}", kind))
    _add_edition(library, clerk, "示例编码库大版", day, rows)
    return [row[0] for row in rows]
