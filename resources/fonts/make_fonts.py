"""字体的来历：从固定版本的字体包裁出本目录的 TrueType 文件，并写 fonts.toml。

    python resources/fonts/make_fonts.py DOWNLOADS   # make everything anew
    python resources/fonts/make_fonts.py --check     # compare the files with fonts.toml

``DOWNLOADS`` is a folder for the font packages; what it lacks is fetched there with
``npm pack``.  Building needs fonttools, npm and Debian's ``unicode-data`` (Unihan);
checking needs nothing beyond Python.  The same inputs give the same bytes.
"""

from __future__ import annotations

import bz2
import hashlib
import subprocess
import sys
import tarfile
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
UNIHAN = Path("/usr/share/unicode/Unihan_OtherMappings.txt.bz2")
STANDARD_LIST = "tonggui_8105.txt"
VERSION = "0.4.3"

# Latin, Greek, punctuation, arrows, mathematics, enclosed numbers, boxes, kana, CJK
# punctuation and units, full-width forms: what forms and screens use beside ideographs.
SYMBOLS = (
    (0x20, 0x24F),
    (0x2B0, 0x2FF),
    (0x370, 0x3FF),
    (0x400, 0x45F),
    (0x2000, 0x206F),
    (0x2070, 0x209F),
    (0x20A0, 0x20BF),
    (0x2100, 0x218F),
    (0x2190, 0x23FF),
    (0x2460, 0x27BF),
    (0x3000, 0x30FF),
    (0x3200, 0x33FF),
    (0xFE10, 0xFE6F),
    (0xFF00, 0xFFEF),
)
IDEOGRAPHS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))


@dataclass(frozen=True)
class Source:
    """一个来源文件：包、包内路径、内容摘要。"""

    package: str
    member: str
    sha256: str

    @property
    def archive(self) -> str:
        """npm pack 给出的文件名。"""
        return f"{self.package.lstrip('@').replace('/', '-')}-{VERSION}.tgz"


@dataclass(frozen=True)
class Product:
    """一个成品文件；``keep`` 为 full（全部汉字）、core（8105 字）或 rare（SC 没有的汉字）。"""

    file: str
    source: str
    keep: str
    licence: str


SOURCES = {
    "serif-regular": Source(
        "@expo-google-fonts/noto-serif-sc",
        "400Regular/NotoSerifSC_400Regular.ttf",
        "c358a69de3df5f423a8946a7b03e3126fb6ba116f1130a463455b4e39e1f0742",
    ),
    "serif-bold": Source(
        "@expo-google-fonts/noto-serif-sc",
        "700Bold/NotoSerifSC_700Bold.ttf",
        "9c6a2ba736e4b499c84f65ce366bd3625c0401885fd3e585ace50fb738b96ff6",
    ),
    "sans-regular": Source(
        "@expo-google-fonts/noto-sans-sc",
        "400Regular/NotoSansSC_400Regular.ttf",
        "d45f67f0a7c0ca3f256950777ce6a61cc7ce5f9696d02900cbbaac25f8aa7d16",
    ),
    "sans-medium": Source(
        "@expo-google-fonts/noto-sans-sc",
        "500Medium/NotoSansSC_500Medium.ttf",
        "b30853d205f3ecdde938b1488c735ee15a2e870d31331b992fdc53971e23ec4a",
    ),
    "sans-bold": Source(
        "@expo-google-fonts/noto-sans-sc",
        "700Bold/NotoSansSC_700Bold.ttf",
        "9a38ae0ab28cd5a256f9ea8e00dedc688aac17f7915fcb000572990afa956b96",
    ),
    "serif-jp": Source(
        "@expo-google-fonts/noto-serif-jp",
        "400Regular/NotoSerifJP_400Regular.ttf",
        "5a04846a0e23acefae825f2f459205036a166f5a63462019ce3492d07bd20e92",
    ),
    "serif-hk": Source(
        "@expo-google-fonts/noto-serif-hk",
        "400Regular/NotoSerifHK_400Regular.ttf",
        "636dac589831ccdd5e75efa30c7c7ae8327e5cd36c3fec16d5b493f939627c72",
    ),
}
PRODUCTS = (
    Product("NotoSansSC-Regular.ttf", "sans-regular", "core", "OFL-NotoSans.txt"),
    Product("NotoSansSC-Medium.ttf", "sans-medium", "core", "OFL-NotoSans.txt"),
    Product("NotoSansSC-Bold.ttf", "sans-bold", "core", "OFL-NotoSans.txt"),
    Product("NotoSerifSC-Regular.ttf", "serif-regular", "full", "OFL-NotoSerif.txt"),
    Product("NotoSerifSC-Bold.ttf", "serif-bold", "core", "OFL-NotoSerif.txt"),
    Product("NotoSerifJP-Rare.ttf", "serif-jp", "rare", "OFL-NotoSerif.txt"),
    Product("NotoSerifHK-Rare.ttf", "serif-hk", "rare", "OFL-NotoSans.txt"),
)
LICENCES = {"OFL-NotoSans.txt": "sans-regular", "OFL-NotoSerif.txt": "serif-regular"}


def in_ranges(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    """字码是否落在任一区间内。"""
    return any(low <= code <= high for low, high in ranges)


def standard_characters() -> list[str]:
    """通用规范汉字表的 8,105 字，按表中序号。"""
    numbered: list[tuple[int, str]] = []
    with bz2.open(UNIHAN, "rt", encoding="utf-8") as lines:
        for line in lines:
            if "\tkTGH\t" in line and not line.startswith("#"):
                code, _, value = line.strip().split("\t")
                numbered.append((int(value.split(":")[1]), chr(int(code.removeprefix("U+"), 16))))
    return [character for _, character in sorted(numbered)]


def write_standard_list() -> set[int]:
    """写 tonggui_8105.txt（每行 45 字）并返回字码。"""
    characters = standard_characters()
    if len(characters) != 8105:
        raise SystemExit(f"Unihan 给出 {len(characters)} 字，应为 8105 字")
    lines = ["".join(characters[at : at + 45]) for at in range(0, len(characters), 45)]
    head = (
        "# 通用规范汉字表（2013）8105 字，按表内序号。来源：Unicode Unihan 15.0 kTGH\n"
        "# (Debian unicode-data 15.0.0-1). Unicode data files, see LICENSE-unicode.txt.\n"
    )
    (HERE / STANDARD_LIST).write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    return {ord(character) for character in characters}


def gb2312() -> set[int]:
    """GB/T 2312 的全部字符（汉字与符号）。"""
    found: set[int] = set()
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            text = bytes((row, cell)).decode("gb2312", errors="ignore")
            found.update(map(ord, text))
    return found


def member(downloads: Path, source: Source, name: str) -> bytes:
    """包内一个文件的内容；缺包时用 npm pack 取。"""
    archive = downloads / source.archive
    if not archive.exists():
        command = ["npm", "pack", f"{source.package}@{VERSION}"]
        subprocess.run(command, cwd=downloads, check=True, stdout=subprocess.DEVNULL)
    with tarfile.open(archive) as tar:
        handle = tar.extractfile(f"package/{name}")
        if handle is None:
            raise SystemExit(f"{archive.name} 中没有 {name}")
        return handle.read()


def load(downloads: Path, source: Source) -> TTFont:
    """核对摘要后打开来源字体。"""
    import io

    from fontTools.ttLib import TTFont

    content = member(downloads, source, source.member)
    found = hashlib.sha256(content).hexdigest()
    if found != source.sha256:
        raise SystemExit(f"{source.member} 的摘要是 {found}，应为 {source.sha256}")
    return TTFont(io.BytesIO(content), recalcTimestamp=False)


def subset(font: TTFont, codes: Iterable[int], target: Path) -> int:
    """只留 ``codes`` 的字形，写入 ``target``；返回留下的字数。"""
    from fontTools.subset import Options, Subsetter

    options = Options()
    options.layout_features = []
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "DSIG", "VORG", "vhea", "vmtx"]
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = ["*"]
    options.recalc_timestamp = False
    cutter = Subsetter(options)
    cutter.populate(unicodes=sorted(codes))
    cutter.subset(font)
    font.save(target)
    return len(font.getBestCmap())


def wanted(keep: str, has: set[int], core: set[int], printed: set[int]) -> set[int]:
    """成品要留的字码；``printed`` 为前面的宋体成品已有的字。"""
    ideographs = {code for code in has if in_ranges(code, IDEOGRAPHS)}
    if keep == "rare":
        return ideographs - printed
    symbols = {code for code in has if in_ranges(code, SYMBOLS)}
    return symbols | (ideographs if keep == "full" else has & core)


def build(downloads: Path) -> None:
    """做出全部字体、许可与 fonts.toml。"""
    downloads.mkdir(parents=True, exist_ok=True)
    core = write_standard_list() | gb2312()
    printed: set[int] = set()
    lines = ["# 字体的来源与成品。由 make_fonts.py 写成，勿手改。", f'version = "{VERSION}"', ""]
    for product in PRODUCTS:
        source = SOURCES[product.source]
        font = load(downloads, source)
        codes = wanted(product.keep, set(font.getBestCmap()), core, printed)
        count = subset(font, codes, HERE / product.file)
        if product.keep != "core":
            printed |= codes
        content = (HERE / product.file).read_bytes()
        lines += [
            "[[font]]",
            f'file = "{product.file}"',
            f'keeps = "{product.keep}"',
            f"characters = {count}",
            f"bytes = {len(content)}",
            f'sha256 = "{hashlib.sha256(content).hexdigest()}"',
            f'licence = "{product.licence}"',
            f'package = "{source.package}"',
            f'member = "{source.member}"',
            f'source_sha256 = "{source.sha256}"',
            "",
        ]
        print(f"{product.file}: {count} 字，{len(content) / 1e6:.1f} MB")
    for licence, key in LICENCES.items():
        (HERE / licence).write_bytes(member(downloads, SOURCES[key], "LICENSE_FONT"))
    (HERE / "fonts.toml").write_text("\n".join(lines), encoding="utf-8")


def check() -> int:
    """核对本目录的字体与 fonts.toml；不符的份数。"""
    wrong = 0
    with (HERE / "fonts.toml").open("rb") as handle:
        fonts = tomllib.load(handle)["font"]
    for font in fonts:
        content = (HERE / font["file"]).read_bytes()
        if hashlib.sha256(content).hexdigest() != font["sha256"]:
            print(f"{font['file']} 与 fonts.toml 不符")
            wrong += 1
    print(f"{len(fonts)} 个字体，{wrong} 个不符")
    return wrong


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        sys.exit(1 if check() else 0)
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    build(Path(sys.argv[1]))
