"""试验：在 wine 里静默安装，用装好的程序办一份备案、导入、开窗口，再升级、卸载。"""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

from installer import NAME, TITLE
from installer.ingredients import PYTHON
from installer.packing import portable_path, setup_path, version
from installer.steps import WORK, Failed, megabytes, must
from installer.wine import C_DRIVE, refuse_stubs, windows, windows_path

PLACE = C_DRIVE / "测试 目录" / "医务"
"""装在哪里：带中文和空格。"""
PLAY = WORK / "smoke"
BOOK = PLAY / "示例 库"
PICTURE = PLAY / "窗口.png"
RARE = ("王䶮", "𠮷田示例")
"""用作姓名的生僻字：一个在扩展A，一个在基本平面之外。"""

_KEY = r"Software\Microsoft\Windows\CurrentVersion\Uninstall" + f"\\{NAME}"
_CSV = """姓名,工号,人员类别,职称,科室
示例䶮,2001,医师,主治医师,神经外科
示例乙,2002,医师,医师,神经外科
"""

STEPS: tuple[tuple[str, ...], ...] = (
    ("practitioner", "add", RARE[0], "--number", "1001", "--title", "主任医师",
     "--department", "神经外科"),
    ("practitioner", "add", RARE[1], "--number", "1002", "--title", "副主任医师",
     "--department", "神经外科"),
    ("technology", "add", "S16", "--department", "神经外科", "--lead", "1001", "--lead", "1002"),
    ("technology", "evidence", "S16", "临床应用指南"),
    ("technology", "norm", "S16", "--title", "规范名称", "--norm-edition", "2017年版"),
    ("technology", "assess", "S16", "--meets", "yes"),
    ("appraisal", "record", "S16", "--verdict", "通过", "--conclusion", "同意开展"),
    ("ethics", "record", "S16", "--verdict", "通过", "--conclusion", "同意"),
    ("technology", "start", "S16"),
    ("filing", "open", "S16", "--first-case", "{today}", "--opinion", "同意备案"),
    ("export", "annex2", "--draft", "--out", "{papers}"),
    ("import", "practitioners", "{table}"),
    ("backup",),
    ("doctor",),
)  # fmt: skip
"""从空的资料库到一份附件2；与 README 里第一份备案的命令相同。"""


def install() -> str:
    """静默安装到带中文和空格的目录。"""
    shutil.rmtree(PLAY, ignore_errors=True)
    PLAY.mkdir(parents=True)
    shutil.rmtree(PLACE.parent, ignore_errors=True)
    _setup(setup_path())
    for name in (f"{NAME}.exe", "medtech.exe", "uninstall.exe"):
        if not (PLACE / name).is_file():
            raise Failed(f"装好的文件夹里没有 {name}")
    refuse_stubs(PLACE)
    if _registered("DisplayName") != TITLE or _registered("DisplayVersion") != version():
        raise Failed("「应用和功能」里的名称或版本不对")
    if not list((C_DRIVE / "users").rglob(f"{TITLE}.lnk")):
        raise Failed("开始菜单里没有快捷方式")
    return megabytes(PLACE)


def _setup(program: Path) -> None:
    # NSIS takes all after /D= as the folder, without quotation marks.
    place = "C:\\" + str(PLACE.relative_to(C_DRIVE)).replace("/", "\\")
    must(windows([program, "/S", *f"/D={place}".split(" ")], timeout=600), "没有装上")


def _registered(value: str) -> str:
    """「应用和功能」里的一项；空：没有登记。Asked by Python: reg.exe prints no Chinese here."""
    code = (
        "import sys, winreg\n"
        "try: key = winreg.OpenKey(winreg.HKEY_CURRENT_USER, sys.argv[1])\n"
        "except FileNotFoundError: sys.exit()\n"
        "sys.stdout.write(winreg.QueryValueEx(key, sys.argv[2])[0])"
    )
    words: list[str | Path] = [PYTHON / "python.exe", "-X", "utf8", "-c", code, _KEY, value]
    return must(windows(words), "读不了注册表").strip()


def medtech(*words: str | Path) -> str:
    """装好的命令行；返回它的话。"""
    done = windows([PLACE / "medtech.exe", *words])
    return must(done, "medtech.exe " + " ".join(str(word) for word in words))


def file_and_print() -> str:
    """新建、登记、备案、附件2、导入、备份、体检，全用装好的 medtech.exe。"""
    from datetime import UTC, datetime, timedelta

    table = PLAY / "人员.csv"
    table.write_text(_CSV, encoding="gb18030")
    today = (datetime.now(UTC) + timedelta(hours=8)).date().isoformat()
    papers = PLAY / "文书"
    told = {"{today}": today, "{papers}": windows_path(papers), "{table}": windows_path(table)}
    medtech(
        *("new", BOOK, "--hospital", "示例市第一医院", "--type", "综合医院", "--level", "三级甲等"),
        *("--principal", "示例院长", "--authority", "示例市卫生健康委员会"),
    )
    for step in STEPS:
        answer = medtech("--book", BOOK, *(told.get(word, word) for word in step))
        (PLAY / "回话.txt").open("a", encoding="utf-8").write(f"$ {' '.join(step)}\n{answer}\n")
    people = medtech("--book", BOOK, "--json", "practitioner", "list")
    if "示例䶮" not in json.dumps(json.loads(people), ensure_ascii=False):
        raise Failed("导入的人员不在资料库里")
    return f"{_read_back(papers)} 页，{'、'.join(RARE)} 读得回来，导入 2 人"


def _read_back(papers: Path) -> int:
    """附件2 的文字里有生僻字。raises Failed."""
    import pypdfium2

    (path,) = papers.rglob("*.pdf")
    document = pypdfium2.PdfDocument(path)
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    lost = [name for name in RARE if name not in text.replace("\r\n", "").replace(" ", "")]
    if lost:
        raise Failed(f"{path.name} 里读不到 {'、'.join(lost)}")
    return len(document)


def open_window() -> str:
    """开窗口，存一张图，自己关上；窗口程序的导入子进程也试一次。"""
    for log in _logs():
        log.unlink()
    done = windows([PLACE / f"{NAME}.exe", "--book", BOOK, "--picture", PICTURE], timeout=180)
    must(done, "窗口没有开")
    if not PICTURE.is_file() or PICTURE.stat().st_size < 20_000:
        raise Failed("窗口没有画出来")
    for log in _logs():
        text = log.read_text(encoding="utf-8")
        if "Traceback" in text or "ERROR" in text:
            raise Failed(f"窗口出过差错：\n{text[-1500:]}")
    words: list[str | Path] = [PLACE / f"{NAME}.exe", "--import-worker", PLAY / "人员.csv"]
    lines = must(windows([*words, "practitioners", ""]), "导入子进程").splitlines()
    if not lines or "end" not in json.loads(lines[-1]):
        raise Failed("窗口程序的导入子进程没有读完")
    return f"截图在 {PICTURE.relative_to(WORK.parent.parent)}"


def _logs() -> list[Path]:
    return sorted((C_DRIVE / "users").glob("*/AppData/Local/medtech*/Logs/*.log"))


def upgrade() -> str:
    """再装一次：旧版本留下的文件清掉，用户自己的文件与资料库不动。"""
    stale, own = PLACE / "_internal" / "旧版.txt", PLACE / "自己的.txt"
    for path in (stale, own):
        path.write_text("试验", encoding="utf-8")
    _setup(setup_path())
    if stale.exists():
        raise Failed("旧版本的文件还在")
    if not own.exists():
        raise Failed("用户自己的文件没有了")
    own.unlink()
    medtech("--book", BOOK, "doctor")
    return "旧文件清掉，资料库照常打开"


def uninstall() -> str:
    """静默卸载：程序与注册项没有了，资料库还在。"""
    must(windows([PLACE / "uninstall.exe", "/S"]), "没有卸载")
    _wait_until_gone(PLACE / "uninstall.exe")
    if PLACE.exists():
        left = [p.name for p in PLACE.iterdir()]
        raise Failed(f"卸载后还留着：{'、'.join(left)}")
    if _registered("DisplayName"):
        raise Failed("「应用和功能」里还有它")
    if not (BOOK / "book.db").is_file():
        raise Failed("卸载删掉了资料库")
    return "程序没有了，资料库还在"


def _wait_until_gone(path: Path, seconds: float = 60) -> None:
    """The uninstaller goes on from a copy of itself after the first process has ended."""
    import time

    end = time.monotonic() + seconds
    while path.parent.exists() and time.monotonic() < end:
        time.sleep(0.5)


def portable() -> str:
    """绿色版：解开就能用，资料库在程序旁边。"""
    place = PLAY / "绿色版"
    with zipfile.ZipFile(portable_path()) as archive:
        archive.extractall(place)
    refuse_stubs(place)
    program = place / NAME / "medtech.exe"
    must(
        windows([program, "new", "资料库", "--hospital", "示例医院"], within=place / NAME), "绿色版"
    )
    must(windows([program, "doctor"]), "绿色版没有找到程序旁边的资料库")
    return "资料库在程序旁边"
