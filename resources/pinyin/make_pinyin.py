"""拼音表的来历：由 Unihan 与 pypinyin 造 readings.tsv；姓氏、词、单字订正是本项目自编的三张表。

    python resources/pinyin/make_pinyin.py            # make readings.tsv anew
    python resources/pinyin/make_pinyin.py --check    # compare it with what would be made

Needs pypinyin (a development dependency) and Debian's ``unicode-data`` 15.0.0 (Unihan), whose
folder may be given with ``--unihan FOLDER``.  The same inputs give the same bytes.
"""

from __future__ import annotations

import bz2
import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

import pypinyin
from pypinyin.pinyin_dict import pinyin_dict

HERE = Path(__file__).resolve().parent
UNIHAN = Path("/usr/share/unicode")
STANDARD_LIST = HERE.parent / "fonts" / "tonggui_8105.txt"
# An own reading of the character list counts when the frequency dictionary has it this often.
MATTERS = 0.01
_TONES = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}
_FREQUENCY = re.compile(r"(\S+?)\((\d+)\)")
HEADER = """\
# 汉字读音（{count} 字，含《通用规范汉字表》8105 字与基本区全部汉字）。
# 由 make_pinyin.py 于 2026-11-24 造成，勿手改。来源：
# Unicode Unihan 15.0：kMandarin、kTGHZ2013、kHanyuPinlu、kTotalStrokes（LICENSE-unicode.txt）；
# pypinyin {version}（MIT，LICENSE-pypinyin.txt）；
# surnames.tsv、words.tsv、corrections.tsv（本项目自编）。
# 列：读音（ü 写作 v，声调写在后，5 为轻声），该读音的字（按笔画、码位），
# 其中另有主要读音的字，其中只在姓名或词里这样读的字。
"""


def numbered(reading: str) -> str:
    """zhòng → zhong4，lǜ → lv4，de → de5。"""
    tone = "5"
    letters = []
    for mark in unicodedata.normalize("NFD", reading.strip()):
        if mark in _TONES:
            tone = _TONES[mark]
        elif mark == "\u0308":
            letters[-1] = "v"
        elif mark == "\u0302":
            continue  # ê is written e
        else:
            letters.append(mark)
    return "".join(letters) + tone


def unihan(folder: Path, file: str, field: str) -> dict[str, str]:
    """Unihan 的一个字段。"""
    found = {}
    with bz2.open(folder / file, "rt", encoding="utf-8") as lines:
        for line in lines:
            if f"\t{field}\t" in line:
                code, _field, value = line.rstrip("\n").split("\t")
                found[chr(int(code[2:], 16))] = value
    return found


def table(name: str) -> dict[str, list[str]]:
    """自编的一张表：第一列 → 其余各列。"""
    rows = {}
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            first, *rest = line.split("\t")
            if first in rows:
                raise SystemExit(f"{name} 里「{first}」重复")
            rows[first] = rest
    return rows


def standard_readings(value: str) -> list[str]:
    """kTGHZ2013 一格里的各读音。"""
    return [numbered(one) for part in value.split() for one in part.split(":")[1].split(",")]


def main_readings(folder: Path) -> dict[str, str]:
    """每字一个主要读音：订正、规范字典所认的 pypinyin 首读、规范字典首读、pypinyin、kMandarin。"""
    standard = unihan(folder, "Unihan_Readings.txt.bz2", "kTGHZ2013")
    mandarin = unihan(folder, "Unihan_Readings.txt.bz2", "kMandarin")
    chosen = {char: numbered(value.split()[0]) for char, value in mandarin.items()}
    for code, value in pinyin_dict.items():
        char = chr(code)
        if unicodedata.category(char) == "Lo" or char == "〇":
            chosen[char] = numbered(value.split(",")[0])
    for char, value in standard.items():
        known = standard_readings(value)
        if chosen[char] not in known:
            chosen[char] = known[0]
    chosen |= {char: row[0] for char, row in table("corrections.tsv").items()}
    return {char: reading for char, reading in chosen.items() if len(char) == 1}


def also_readings(folder: Path, chosen: dict[str, str]) -> dict[str, list[str]]:
    """另有的读音：词频里常见的，加上订正表写明的。"""
    frequencies = unihan(folder, "Unihan_Readings.txt.bz2", "kHanyuPinlu")
    corrected = {c: row[1] for c, row in table("corrections.tsv").items() if row[1:] and row[1]}
    also = {}
    standard = unihan(folder, "Unihan_Readings.txt.bz2", "kTGHZ2013")
    for char, value in standard.items():
        counts = {numbered(r): int(n) for r, n in _FREQUENCY.findall(frequencies.get(char, ""))}
        total = sum(counts.values()) or 1
        also[char] = [
            reading
            for reading in standard_readings(value)
            if reading[:-1] != chosen[char][:-1] and counts.get(reading, 0) / total >= MATTERS
        ]
    for char, readings in corrected.items():
        also[char] = [] if readings == "-" else readings.split(",")
    return also


def told_readings() -> dict[str, set[str]]:
    """姓氏表与词表里每个字的读音。"""
    told = defaultdict(set)
    for name in ("surnames.tsv", "words.tsv"):
        for text, (readings, *_rest) in table(name).items():
            for one in readings.split(","):
                syllables = one.split()
                if len(syllables) != len(text):
                    raise SystemExit(f"{name} 里「{text}」的读音与字数不合")
                for char, syllable in zip(text, syllables, strict=True):
                    told[char].add(syllable)
    return told


def make(folder: Path) -> str:
    """readings.tsv 的内容。"""
    chosen = main_readings(folder)
    also = also_readings(folder, chosen)
    strokes = unihan(folder, "Unihan_IRGSources.txt.bz2", "kTotalStrokes")
    lines = defaultdict(lambda: ("", "", ""))
    readings = defaultdict(lambda: (set(), set(), set()))
    for char, reading in chosen.items():
        readings[reading][0].add(char)
        for other in dict.fromkeys(also.get(char, ())):
            if other != reading:
                readings[other][1].add(char)
    for char, told in told_readings().items():
        for reading in told:
            if char not in readings[reading][0] | readings[reading][1]:
                readings[reading][2].add(char)

    def order(char: str) -> tuple[int, str]:
        return (int(strokes.get(char, "99").split()[0]), char)

    for reading, (first, second, third) in readings.items():
        whole = sorted(first | second | third, key=order)
        lines[reading] = ("".join(whole), *("".join(sorted(part)) for part in (second, third)))
    ordered = sorted(lines, key=lambda r: (r[:-1].replace("v", "u!"), r[-1]))
    body = "".join("\t".join((reading, *lines[reading])).rstrip("\t") + "\n" for reading in ordered)
    return HEADER.format(count=len(chosen), version=pypinyin.__version__) + body


def main(words: list[str]) -> int:
    """造，或核对。"""
    folder = Path(words[words.index("--unihan") + 1]) if "--unihan" in words else UNIHAN
    made = make(folder)
    product = HERE / "readings.tsv"
    if "--check" in words:
        same = product.read_text(encoding="utf-8") == made
        print("readings.tsv 与来源一致" if same else "readings.tsv 与来源不一致")
        return 0 if same else 1
    product.write_text(made, encoding="utf-8", newline="\n")
    print(f"readings.tsv：{len(made.encode()):,} 字节")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
