"""命令行 ``medtech``：给信息科与自动任务；与窗口走同样的办事函数。"""

from __future__ import annotations

import sys
from collections.abc import Sequence

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """运行一条命令。返回 0 办成，1 规则拒绝或有结论，2 用法或输入有误，3 故障。"""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        from medtech_desktop.cli.running import run  # slow enough for a Ctrl+C to fall into it

        return run(words)
    except KeyboardInterrupt:
        print("已中断，未完成的一步没有保存", file=sys.stderr)
        return 3
