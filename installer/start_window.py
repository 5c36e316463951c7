"""安装包里的 medtech-desktop.exe；``--import-worker`` 时是它自己的导入子进程。"""

from __future__ import annotations

import sys

from medtech_desktop.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
