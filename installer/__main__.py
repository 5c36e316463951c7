"""``python -m installer``：做 Windows 安装包并在 wine 里试验；每个阶段打印一行结果。

``--fast`` packs loosely (quick, larger); exit code 1 when a stage did not pass, 0 when all
passed or were skipped.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Callable
from functools import partial

from installer import freezing, ingredients, packing, smoke, wine
from installer.steps import WORK, Skipped, say, stage

Stage = tuple[str, Callable[[], str]]


def complete_tools() -> str:
    """缺的系统软件包：root 自动安装，其他人看到要输入的那一行。raises Skipped."""
    import dev

    missing = wine.missing()
    if missing:
        try:
            dev.install_system(missing)
        except dev.Stopped as reason:
            raise Skipped(f"没有做 Windows 安装包。{reason}") from reason
    if still := wine.missing():
        raise Skipped(f"没有做 Windows 安装包，还缺：{' '.join(still)}")
    return "wine、NSIS、mingw 都在"


def stages(fast: bool) -> list[Stage]:
    """各阶段，前一个不过，后面的不做。"""
    make: list[Stage] = [
        ("Windows 工具", complete_tools),
        ("Windows 取材", ingredients.fetch),
        ("wine 与替身", wine.prepare),
        ("冻结", freezing.freeze),
        ("引用的 DLL", freezing.check_imports),
        ("安装程序", partial(packing.make_setup, fast)),
        ("绿色版", packing.make_portable),
        ("校验值", packing.write_sums),
    ]
    tried: list[Stage] = [
        ("试装", smoke.install),
        ("试办一份备案", smoke.file_and_print),
        ("试开窗口", smoke.open_window),
        ("试升级", smoke.upgrade),
        ("试卸载", smoke.uninstall),
        ("试绿色版", smoke.portable),
    ]
    return make + tried


def main() -> int:
    """Run the stages in order."""
    parser = argparse.ArgumentParser(prog="python -m installer", description="Windows 安装包")
    parser.add_argument("--fast", action="store_true", help="压得松一些，快几倍")
    parser.add_argument("--fresh", action="store_true", help="先删去取来的材料与半成品")
    parser.add_argument("--only-try", action="store_true", help="只试验已做好的安装程序")
    wanted = parser.parse_args()
    if wanted.fresh:
        shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True, exist_ok=True)
    chosen = stages(wanted.fast)
    if wanted.only_try:
        chosen = [one for one in chosen if one[0].startswith("试")]
    try:
        for number, (name, act) in enumerate(chosen, 1):
            result = stage(name, act)
            if result != "通过":
                left = "、".join(name for name, _ in chosen[number:])
                say(f"{'略过' if result == '略过' else '未做'}  {left}")
                return 1 if result == "未过" else 0
    finally:
        if shutil.which("wineserver"):
            wine.stop()
    say("安装包已在 wine 里试过，还没有在真的 Windows 上运行过")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
