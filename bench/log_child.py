"""``python -m bench.log_child 资料库 文件``：一次导入，说出处理器的秒数与内存的顶点（MB）。"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from bench.log_imports import import_path
from medtech_desktop.office.library import open_library

_KIB = 1024


def main(folder: str, path: str) -> None:
    """印一行 JSON：seconds（连同子进程）、peak（主程序）、child（子进程）、lines。"""
    start = _seconds()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with open_library(Path(folder)) as library:
        done = import_path(library, Path(path), None)
    told = {
        "seconds": _seconds() - start,
        "peak": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / _KIB,
        "child": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / _KIB,
        "lines": done.report.lines,
    }
    print(json.dumps(told))


def _seconds() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


if __name__ == "__main__":
    main(*sys.argv[1:])
