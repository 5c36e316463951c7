"""用法的排版：汉字占两格，各栏对齐；换行不拆开英文词。"""

from __future__ import annotations

import argparse
import re
import unicodedata

_FILL = "\ue000"
"""跟在宽字后面的占位，使 argparse 数的字数就是格数；说出以前去掉。"""
_PIECE = re.compile(r"[!-~]+|\s|.")
_NOT_FIRST = "；，。：、）」＝"


def width_of(text: str) -> int:
    """占几格。"""
    return sum(1 + _is_wide(one) for one in text)


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def wrapped(text: str, width: int) -> list[str]:
    """排成几行，每行不过 ``width`` 格；原来的换行照旧，行首不放标点。"""
    lines: list[str] = []
    for part in text.split("\n"):
        line = ""
        for piece in _PIECE.findall(part):
            if line and width_of(line + piece) > width and piece not in _NOT_FIRST:
                lines.append(line.rstrip())
                line = ""
            line += piece if line or not piece.isspace() else ""
        lines.append(line.rstrip())
    return lines


class HelpText(argparse.HelpFormatter):
    """说中文的用法。"""

    def format_help(self) -> str:
        return super().format_help().replace(_FILL, "")

    def add_argument(self, action: argparse.Action) -> None:
        super().add_argument(action)
        if isinstance(action, argparse._SubParsersAction):  # their own indent is not counted
            self._action_max_length += self._indent_increment

    def _format_action_invocation(self, action: argparse.Action) -> str:
        said = super()._format_action_invocation(action)
        return "".join(one + _FILL * _is_wide(one) for one in said)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrapped(text, width)
