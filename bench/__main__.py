"""python3 dev.py bench [tenth] [名字…]"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from time import monotonic

from bench.ratios import machine_words
from bench.sizes import take_a_tenth

"""Without names, the rows of the specification; ``questions`` is measured when asked for.

``tenth`` among the names: the long ones at a tenth of the size.
"""
WORKS = (
    *("working_days", "search", "privileges", "surgeries", "forms", "start"),
    *("tables", "lists", "inserts", "heartbeat", "log_imports", "list_exports"),
)


def main(wanted: list[str]) -> int:
    """Prints every row.  Always 0: figures are reported, the gauntlet holds what is stable."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    print("每行是与同一次运行里的对照或界限之比；交替测量，取中位数。", flush=True)
    print("「参考」的没有规定的目标。", machine_words(), flush=True)
    if "tenth" in wanted:
        take_a_tenth()
        wanted = [name for name in wanted if name != "tenth"]
    begun = monotonic()
    for name in wanted or WORKS:
        for row in import_module(f"bench.{name}").rows():
            print(row.line(), flush=True)
    print(f"共用 {monotonic() - begun:.0f} 秒。{machine_words()}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
