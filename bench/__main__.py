"""python3 dev.py bench"""

from __future__ import annotations

import sys

from bench import forms, search, tables, working_days

WORKS = (working_days, search, tables, forms)


def main() -> int:
    """Prints every row.  Always 0: figures are reported, the gauntlet holds what is stable."""
    print("每行是与同一次运行里的对照之比；交替测量，取中位数。", flush=True)
    for work in WORKS:
        for row in work.rows():
            print(row.line(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
