"""手册里的截图：用示例医院各屏在 1366×768 的样子重做。

python3 dev.py run          # makes build/demo/library
.venv/bin/python resources/manual/make_pictures.py
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PICTURES = Path(__file__).with_name("pictures")
PLACES = (
    *("todo", "technologies", "filings", "procedures", "practitioners", "privileges"),
    *("surgeries", "trainings", "disclosures"),
)
"""手册与说明里有图的各屏。"""
THINGS = {"practitioners": "4", "privileges": "4", "surgeries": "kind 2"}
"""示例医院里有续授、将到期的一个人；核查里超出级别的。"""


def main() -> int:
    """Exit code 1 when the demo has not been made yet."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    sys.path.insert(0, str(ROOT))
    from medtech_desktop.__main__ import picture_screens

    library = ROOT / "build" / "demo" / "library"
    if not library.exists():
        print("先运行 python3 dev.py run，造出示例医院")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        for path in picture_screens(library, Path(folder), ((1366, 768),), THINGS):
            key = path.stem.split("-")[1]
            if key in PLACES:
                shutil.copy(path, PICTURES / f"{key}.png")
                print(f"{key}.png  {path.stat().st_size // 1024} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
