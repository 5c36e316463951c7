"""开发者的唯一入口：python3 dev.py setup | run | test | bench | law | package | lock。

Standard library only: it must run on a fresh machine, before anything is installed.
It makes .venv beside itself, from locks/ with hashes, and works in there; neither an
active virtual environment nor PYTHONPATH and its like reach the programs it starts.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "medtech-stamp"
LOCK = ROOT / "locks" / "dev.txt"
SUPPORTED = ((3, 11), (3, 14))  # from, and below

FILE_LINES = 420
FUNCTION_LINES = 40

# What Qt loads from the system, and the Debian package that has it.  Without the first
# group nothing starts; the second is for a real window and for printing.
NEEDED = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
FOR_A_WINDOW = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libcups.so.2": "libcups2",
}

# Of the caller's variables these never reach a child: they change what is imported,
# how tests run or what is installed where.
SHUT_OUT = (
    *("PYTHON", "PYTEST_", "HYPOTHESIS_", "COVERAGE_", "MYPY", "RUFF_", "UV_", "CONDA_"),
    *("VIRTUAL_ENV", "QT_", "QML", "MEDTECH_", "SETUPTOOLS_", "DISTUTILS_", "_OLD_VIRTUAL"),
)
KEPT_FOR_A_WINDOW = {"QT_QPA_PLATFORM", "QT_SCALE_FACTOR", "QT_IM_MODULE"}
# How pip reaches its registry is the machine's business; all else of pip's is ours.
PIP_KEPT = {"CERT", "CLIENT_CERT", "CONFIG_FILE", "CACHE_DIR", "PROXY", "TRUSTED_HOST"}
PIP_KEPT |= {"INDEX_URL", "EXTRA_INDEX_URL", "FIND_LINKS", "DEFAULT_TIMEOUT", "TIMEOUT", "RETRIES"}


class Stopped(Exception):  # noqa: N818 - not a defect: it ends the run with a sentence
    """停止：一句话说明缺什么、怎么办。"""


def say(text: str) -> None:
    """A line that is seen at once, also when the output goes to a file."""
    print(text, flush=True)


def surroundings(keep_qt: bool = False) -> dict[str, str]:
    """子进程的环境变量。``keep_qt``: a person who runs the window may scale it."""
    kept = {}
    for name, value in os.environ.items():
        if name.startswith("PIP_") and name[4:] not in PIP_KEPT:
            continue
        wanted = keep_qt and name in KEPT_FOR_A_WINDOW
        if wanted or not name.upper().startswith(SHUT_OUT):
            kept[name] = value
    kept.update(PYTHONUTF8="1", PYTHONDONTWRITEBYTECODE="1", PYTHONNOUSERSITE="1")
    kept.update(PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_NO_INPUT="1", PIP_ROOT_USER_ACTION="ignore")
    return kept


def call(*command: str | Path, quiet: bool = True) -> subprocess.CompletedProcess[str]:
    """Run a program in the project folder. ``quiet`` keeps its output for the caller."""
    return subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=surroundings(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


# ---------------------------------------------------------------- set-up


def is_supported(version: tuple[int, int]) -> bool:
    return SUPPORTED[0] <= version < SUPPORTED[1]


def fitting_python() -> str:
    """另一个合用的 Python。raises Stopped when this machine has none."""
    for minor in (13, 12, 11):
        found = shutil.which(f"python3.{minor}")
        if found:
            return found
    raise Stopped(
        f"需要 Python 3.11、3.12 或 3.13，当前是 {sys.version.split()[0]}。"
        "请安装其中之一，再用它运行本命令。"
    )


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def install_system(packages: list[str]) -> None:
    """安装系统软件包。raises Stopped with the line to type when we may not."""
    line = "apt-get install -y --no-install-recommends " + " ".join(packages)
    if shutil.which("apt-get") is None:
        raise Stopped("缺少系统软件包（Debian 名称）：" + " ".join(packages) + "。请安装后重试。")
    if not is_root():
        raise Stopped(f"缺少系统软件包。请运行：\n  sudo apt-get update\n  sudo {line}\n然后重试。")
    say("安装系统软件包：" + " ".join(packages))
    env = {**surroundings(), "DEBIAN_FRONTEND": "noninteractive"}
    for attempt in (line.split(), ["apt-get", "update"], line.split()):
        done = subprocess.run(attempt, env=env, capture_output=True, text=True, check=False)
        if attempt[1] == "install" and done.returncode == 0:
            return
    raise Stopped(f"系统软件包没有装上：\n{done.stderr.strip()}\n请连上网络后运行：\n  {line}")


def missing_libraries(wanted: dict[str, str]) -> list[str]:
    """缺少的系统库所在的 Debian 软件包。Asked in a child: loading leaves traces."""
    if not sys.platform.startswith("linux"):
        return []
    code = (
        "import ctypes, sys\n"
        "for name in sys.argv[1:]:\n"
        "    try: ctypes.CDLL(name)\n"
        "    except OSError: print(name)\n"
    )
    answer = call(sys.executable, "-c", code, *wanted)
    return [wanted[name] for name in answer.stdout.split() if name in wanted]


def complete_system() -> None:
    """系统里缺的一次装齐：venv 模块与 Qt 的库。"""
    missing = missing_libraries(NEEDED)
    extra = missing_libraries(FOR_A_WINDOW)
    if importlib.util.find_spec("ensurepip") is None:
        missing.insert(0, f"python{sys.version_info[0]}.{sys.version_info[1]}-venv")
    if missing or (extra and is_root() and shutil.which("apt-get")):
        install_system(missing + extra)
    elif extra:
        say("显示窗口还缺系统库（不影响测试）：" + " ".join(extra))


def make_venv() -> None:
    """建 .venv；坏了的、版本不合的重建。"""
    # Inside another virtual environment: the Python that it was made from.
    python = str(getattr(sys, "_base_executable", "") or sys.executable)
    name = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    probe = "import sys, pip; print(sys.version_info[0], sys.version_info[1])"
    if PYTHON.exists():
        answer = call(PYTHON, "-c", probe)
        if answer.returncode == 0 and is_supported((3, int(answer.stdout.split()[1]))):
            return
    say(f"建立 .venv（{name}）")
    made = call(python, "-m", "venv", "--clear", VENV)
    if made.returncode != 0:
        raise Stopped(f"没有建成 .venv：\n{made.stdout.strip()}")


def install_packages() -> None:
    """按锁定文件（含哈希）安装依赖，再把本项目装成可编辑的。"""
    say("安装依赖（首次约 150 MB，需要网络）")
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet"]
    locked = call(*pip, "--require-hashes", "--only-binary", ":all:", "-r", LOCK)
    if locked.returncode != 0:
        last = "\n".join(locked.stdout.strip().splitlines()[-12:])
        raise Stopped(
            f"{last}\n依赖没有装全：多半是连不上 Python 软件源，也可能是文件与锁定的哈希不符。"
            "已下载的部分保留着，连上网络后重新运行同一命令即可。"
        )
    own = call(*pip, "--no-index", "--no-deps", "--no-build-isolation", "-e", ROOT)
    if own.returncode != 0:
        raise Stopped(f"本项目没有装进 .venv：\n{own.stdout.strip()}")


def stamp() -> str:
    """What the set-up depends on; another folder, lock or Python means: do it again."""
    digest = hashlib.sha256(str(ROOT).encode())
    for path in (LOCK, ROOT / "pyproject.toml", ROOT / "setup.py"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def set_up() -> None:
    """准备好 .venv 与系统库；已经准备好的，立即返回。"""
    if STAMP.exists() and PYTHON.exists() and STAMP.read_text(encoding="ascii") == stamp():
        return
    begun = time.monotonic()
    STAMP.unlink(missing_ok=True)
    complete_system()
    make_venv()
    install_packages()
    STAMP.write_text(stamp(), encoding="ascii")
    say(f"环境已备好，用时 {time.monotonic() - begun:.0f} 秒")


# ---------------------------------------------------------------- the gauntlet


def sources() -> Iterator[Path]:
    yield from (ROOT / "dev.py", ROOT / "setup.py")
    for room in ("medtech_desktop", "tests", "bench", "installer", "resources"):
        yield from sorted((ROOT / room).rglob("*.py"))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """函数名与行数（含说明）。A migration is one long list by nature and is left out."""
    if path.parent.name == "versions":
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def oversize(paths: list[Path], allowed: dict[str, int]) -> list[str]:
    """过长的文件与函数，以及名单上已不需要的条目。"""
    found = []
    needed = set()
    for path in paths:
        name = path.relative_to(ROOT).as_posix()
        sizes = [(name, path.read_text(encoding="utf-8").count("\n"), FILE_LINES)]
        sizes += [(f"{name}::{f}", length, FUNCTION_LINES) for f, length in functions(path)]
        for what, length, limit in sizes:
            if length > limit:
                needed.add(what)
            if length > max(limit, allowed.get(what, 0)):
                found.append(f"{what} 有 {length} 行，至多 {max(limit, allowed.get(what, 0))} 行")
    found += [f"{what} 已不过长，请从 [tool.house.oversize] 删去" for what in set(allowed) - needed]
    return found


def check_sizes() -> tuple[bool, str]:
    import tomllib

    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found = oversize(list(sources()), settings["tool"]["house"]["oversize"])
    return not found, "\n".join(found)


def check_by(*command: str | Path, quiet: bool = True) -> Callable[[], tuple[bool, str]]:
    """A stage that is a program; its output is shown when it fails, or live."""

    def check() -> tuple[bool, str]:
        done = call(*command, quiet=quiet)
        return done.returncode == 0, (done.stdout or "").strip()

    return check


def test(everything: bool) -> int:
    """整道关卡：每一阶段都跑完，有一处不过即返回 1。"""
    python = (PYTHON, "-m")
    tests = (*python, "pytest", "-n", "2", "--all" if everything else "--no-header")
    stages = [
        ("格式 ruff format", check_by(*python, "ruff", "format", "--check", ".")),
        ("写法 ruff check", check_by(*python, "ruff", "check", ".")),
        ("类型 mypy --strict", check_by(*python, "mypy")),
        ("方向 import-linter", check_by(BIN / "lint-imports")),
        ("尺寸 文件与函数", check_sizes),
        ("条款 law map", check_by(*python, "tests.law_map")),
        ("测试 pytest", check_by(*tests, quiet=False)),
    ]
    failed = []
    lines = []
    for name, check in stages:
        begun = time.monotonic()
        passed, output = check()
        lines.append(f"{'通过' if passed else '未过'}  {name}  {time.monotonic() - begun:.1f} 秒")
        say(lines[-1])
        if not passed:
            failed.append(name)
            say(output)
    if failed:
        say("—— 小结 ——\n" + "\n".join(lines))
    say(f"未过：{'、'.join(failed)}" if failed else "全部通过")
    return 1 if failed else 0


# ---------------------------------------------------------------- the other commands


def module(*arguments: str, keep_qt: bool = False) -> int:
    """Run a module of the project in .venv, its output live."""
    command = [str(PYTHON), "-m", *arguments]
    return subprocess.run(command, cwd=ROOT, env=surroundings(keep_qt), check=False).returncode


def run() -> int:
    """示范医院：全部文书写进 build/demo，再开窗口；没有屏幕则存截图。"""
    return module("medtech_desktop", "--demo", str(ROOT / "build" / "demo"), keep_qt=True)


def package() -> int:
    """打一个 wheel 到 dist/，再做 Windows 安装包（缺工具则略过）。"""
    shutil.rmtree(ROOT / "build" / "lib", ignore_errors=True)  # modules that are gone by now
    wheel = ["pip", "wheel", "--quiet", "--no-index", "--no-deps", "--no-build-isolation"]
    if module(*wheel, "--wheel-dir", str(ROOT / "dist"), str(ROOT)) != 0:
        return 1
    for path in sorted((ROOT / "dist").glob("*.whl")):
        say(f"{path.relative_to(ROOT)}  {path.stat().st_size / 1e6:.1f} MB")
    return module("installer")


def lock() -> int:
    """按 pyproject.toml 重写 locks/（需要 uv；已锁的版本不动）。"""
    uv = shutil.which("uv") or shutil.which("uv", path=str(BIN))
    if uv is None:
        raise Stopped("重写锁定文件需要 uv：请先运行 pip install uv。")
    options = ["--universal", "--python-version", "3.11", "--generate-hashes", "--quiet"]
    options += ["--only-binary", ":all:", "--no-emit-index-url", "--no-emit-find-links"]
    options += ["--custom-compile-command", "python3 dev.py lock"]
    for name, extra in (("run", []), ("dev", ["--extra", "dev"])):
        done = call(
            uv, "pip", "compile", "pyproject.toml", *extra, *options, "-o", f"locks/{name}.txt"
        )
        if done.returncode != 0:
            raise Stopped(done.stdout.strip())
    # Windows: no markers (pip would read them for this machine), the versions of run.txt.
    options.remove("--universal")
    options += ["--extra", "windows", "-c", "locks/run.txt"]
    options += ["--python-platform", "x86_64-pc-windows-msvc", "-o", "locks/windows.txt"]
    done = call(uv, "pip", "compile", "pyproject.toml", *options)
    if done.returncode != 0:
        raise Stopped(done.stdout.strip())
    return 0


def main() -> int:
    """Exit codes: 0 done, 1 a check failed, 3 something is missing on this machine."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    parser = argparse.ArgumentParser(prog="dev.py", description="医疗技术临床应用管理：开发命令")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")
    commands.add_parser("setup", help="只准备环境")
    commands.add_parser("run", help="示范医院：导出全部文书，打开窗口")
    commands.add_parser("test", help="整道关卡").add_argument(
        "--all", action="store_true", help="连同慢的测试"
    )
    bench = commands.add_parser("bench", help="量速度（与同一次运行里的对照之比）")
    bench.add_argument("works", nargs="*", metavar="名字", help="只量这些，如 start、forms")
    commands.add_parser("law", help="条款与代码、测试的对照")
    commands.add_parser("package", help="打包")
    commands.add_parser("lock", help="重写锁定文件（需要 uv）")
    wanted = parser.parse_args()
    acts: dict[str, Callable[[], int]] = {
        "setup": lambda: 0,
        "run": run,
        "test": lambda: test(wanted.all),
        "bench": lambda: module("bench", *wanted.works),
        "law": lambda: module("tests.law_map"),
        "package": package,
        "lock": lock,
    }
    try:
        if not is_supported(sys.version_info[:2]):
            return subprocess.run([fitting_python(), *sys.argv], check=False).returncode
        if wanted.command != "lock":
            set_up()
        return acts[wanted.command]()
    except Stopped as stopped:
        say(str(stopped))
        return 3
    except KeyboardInterrupt:
        say("已中断")
        return 130


if __name__ == "__main__":
    sys.exit(main())
