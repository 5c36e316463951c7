"""安装包里的 medtech.exe：命令行；``--import-worker`` 时是它自己的导入子进程。"""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(words: Sequence[str]) -> int:
    """运行一条命令。The worker must not load the command line: it stays small."""
    if words[:1] == ["--import-worker"]:
        from medtech_desktop.intake.worker import main as work

        return work(list(words[1:]))
    from medtech_desktop.cli import main as run

    return run(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
