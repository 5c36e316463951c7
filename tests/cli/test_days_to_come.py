"""还没有到的日子：论证、审查、自评、依据、首例、备案是已经发生的事，不能先登记。"""

from __future__ import annotations

import pytest

from tests.cli.terminal import Terminal

FAR = ("--effective", "2099-05-05")


@pytest.mark.parametrize(
    "words",
    [
        ("appraisal", "record", "S16", "--verdict", "通过", *FAR),
        ("ethics", "record", "S16", "--conclusion", "同意", *FAR),
        ("technology", "assess", "S16", "--meets", "yes", *FAR),
        ("technology", "evidence", "S16", "指南", *FAR),
        ("technology", "first-case", "S16", "--day", "2099-05-04", "--reason", "示例", *FAR),
        ("technology", "first-case", "S16", "--day", "2099-05-04", "--reason", "示例"),
        ("filing", "open", "S16", "--first-case", "2099-05-04", "--reason", "示例", *FAR),
        ("filing", "open", "S16", *FAR),
        ("base", "open", "S16", "--announced-on", "2099-05-04", *FAR),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_what_has_not_happened_is_not_recorded(approved: Terminal, words: tuple[str, ...]) -> None:
    before = approved.json("audit", "verify")["head"]
    assert "晚于今天" in approved.wrong(*words)
    assert approved.json("audit", "verify")["head"] == before
