"""一条命令从解析到回话：规则拒绝、输入有误、故障各有退出码，从不露出堆栈。"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from medtech_desktop.cli.commands import parse
from medtech_desktop.cli.crashes import keep_crash, trouble_of_disk
from medtech_desktop.cli.parsing import BadUsage, refuse_unfit_words
from medtech_desktop.cli.replies import (
    Reply,
    tell,
    tell_bad_usage,
    tell_refused,
    tell_trouble,
)
from medtech_desktop.domain.law import Refused
from medtech_desktop.domain.trouble import Trouble


def run(words: Sequence[str]) -> int:
    """运行一条命令，返回退出码。"""
    _use_utf8()
    try:
        code = _answer(words)
        if sys.stdout is not None:  # None: started with it closed
            sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough (`| head`)
        _stop_writing()
        return 0
    except OSError as error:
        _stop_writing()
        return tell_trouble(trouble_of_disk(error, "标准输出"), as_json=False)
    return code


def _answer(words: Sequence[str]) -> int:
    as_json = "--json" in words
    saves = False
    try:
        refuse_unfit_words(words)
        asked = parse(words)
        as_json = asked.json
        saves = hasattr(asked, "effective") or hasattr(asked, "reason")
        reply: Reply = asked.run(asked)
    except BadUsage as problem:
        return tell_bad_usage(problem, as_json)
    except Refused as refused:
        return tell_refused(refused.findings, as_json, saves=saves)
    except Trouble as trouble:
        return tell_trouble(trouble, as_json)
    except OSError as error:
        return tell_trouble(trouble_of_disk(error), as_json)
    except Exception as error:  # a defect of the program: a number instead of a traceback
        return tell_trouble(keep_crash(error), as_json)
    return tell(reply, as_json)


def _use_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def _stop_writing() -> None:
    """往后的输出丢弃，免得解释器收尾时再报一次错。"""
    try:
        descriptor = sys.stdout.fileno()
    except (OSError, ValueError, AttributeError):
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
