"""命令行 ``medtech``：给信息科与自动任务；与窗口走同样的办事函数。"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from medtech_desktop.cli.parsing import BadUsage, build_parser
from medtech_desktop.cli.replies import Reply, tell, tell_bad_usage, tell_refused, tell_trouble
from medtech_desktop.domain.law import Refused
from medtech_desktop.domain.trouble import Trouble

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """运行一条命令。返回 0 办成，1 规则拒绝或有结论，2 用法或输入有误，3 故障。"""
    _use_utf8()
    words = list(sys.argv[1:] if argv is None else argv)
    as_json = "--json" in words
    try:
        asked = build_parser().parse_args(words)
        as_json = asked.json
        reply: Reply = asked.run(asked)
    except BadUsage as problem:
        return tell_bad_usage(problem, as_json)
    except Refused as refused:
        return tell_refused(refused.findings, as_json)
    except Trouble as trouble:
        return tell_trouble(trouble, as_json)
    except KeyboardInterrupt:
        print("已中断，未完成的一步没有保存", file=sys.stderr)
        return 3
    except Exception as error:
        return tell_trouble(_unforeseen(error), as_json)
    return tell(reply, as_json)


def _unforeseen(error: Exception) -> Trouble:
    """程序自身的差错：记下编号与位置，不把堆栈给使用者看。"""
    from medtech_desktop.cli.crashes import keep_crash

    return keep_crash(error)


def _use_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
