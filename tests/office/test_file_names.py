"""写出的文件名：技术、扫描件叫什么都行，Windows 上也建得出、出不了所选的文件夹。"""

from __future__ import annotations

from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medtech_desktop.office.exports import _safe_file, safe_stem

_NAMES = st.text(st.characters(codec=None), max_size=300)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("颅内肿瘤γ刀、X刀/立体定向.pdf", "颅内肿瘤γ刀、X刀_立体定向.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("aux.tar.gz", "_aux.tar.gz"),
        ("COM1.pdf", "_COM1.pdf"),
        ("CONTROL.pdf", "CONTROL.pdf"),
        ("证书.2026/11", "证书.2026_11"),
        ("x.pdf/../../y", "x.pdf_.._._y"),
        ("时间 08:30.jpg", "时间 08_30.jpg"),
        ("证书 .pdf", "证书.pdf"),
    ],
)
def test_names_that_windows_would_not_take(name: str, wanted: str) -> None:
    assert _safe_file(name) == wanted


@given(_NAMES)
def test_no_name_leaves_the_folder_or_is_a_device(name: str) -> None:
    for made in (safe_stem(name), _safe_file(name)):
        assert made not in ("", ".", "..")
        assert Path(made).name == PureWindowsPath(made).name == made
        assert not PureWindowsPath(made).is_reserved()
        assert not set(made) & set('\\/:*?"<>|\x00\n\r\t')
        assert made[-1] not in " ."
        assert len(made.encode()) <= 255
