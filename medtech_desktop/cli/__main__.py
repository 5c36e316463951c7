"""``python -m medtech_desktop.cli``：与 ``medtech`` 相同。"""

from __future__ import annotations

import sys

from medtech_desktop.cli import main

if __name__ == "__main__":
    sys.exit(main())
