"""从外面试 ``medtech``：每条命令都经 ``main``，像信息科的人那样，只看回话与退出码。"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

import pytest

from tests.cli.terminal import DEMO_DAY, Terminal, run_quietly

HOSPITAL = (
    ("new", "库", "--hospital", "示例市第一医院", "--type", "综合医院", "--level", "三级甲等")
    + ("--principal", "王䶮", "--mobile", "138 0000 0000", "--licence", "示例证一")
    + ("--authority", "示例市卫生健康委员会", "--effective", "2026-01-01"),
    ("practitioner", "add", "示例甲", "--number", "1001", "--title", "主任医师")
    + ("--department", "神经外科", "--effective", "2026-01-01"),
    ("practitioner", "add", "示例乙", "--number", "1002", "--title", "副主任医师")
    + ("--department", "神经外科", "--effective", "2026-01-01"),
    ("practitioner", "add", "示例丙", "--number", "2001", "--elsewhere", "示例省外医院")
    + (
        "--effective",
        "2026-01-01",
    ),
    ("practitioner", "certificate", "1001", "training", "--title", "技术培训合格证")
    + (
        "--effective",
        "2026-01-02",
    ),
)
APPROVED = (
    ("technology", "add", "S16", "--department", "神经外科", "--lead", "1001")
    + (
        "--effective",
        "2026-03-12",
    ),
    ("technology", "norm", "S16", "--title", "示例管理规范", "--norm-edition", "2019年版")
    + (
        "--effective",
        "2026-03-12",
    ),
    ("technology", "evidence", "S16", "临床应用指南", "--effective", "2026-04-01"),
    ("technology", "assess", "S16", "--meets", "yes", "--effective", "2026-04-20"),
    ("appraisal", "record", "S16", "--verdict", "通过", "--effective", "2026-06-08"),
    ("ethics", "record", "S16", "--conclusion", "同意", "--effective", "2026-06-15"),
    ("technology", "start", "S16", "--effective", "2026-06-30"),
)
FILING = (
    ("filing", "open", "S16", "--first-case", "2026-09-14", "--opinion", "同意开展并备案。")
    + (
        "--effective",
        "2026-09-15",
    ),
)
READY = (("filing", "material", "S16", "all", "--effective", "2026-09-16"),)
_STAGES = {"hospital": HOSPITAL, "approved": APPROVED, "filing": FILING, "ready": READY}


@cache
def _template(stage: str) -> Path:
    """某一步的样板：前一步的拷贝，再往前走一步，每一步都走命令行。"""
    place = Path(tempfile.mkdtemp(prefix="medtech-cli-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    names = list(_STAGES)
    before = names[names.index(stage) - 1] if stage != names[0] else ""
    if before:
        shutil.copytree(_template(before), place / "库")
    for words in _STAGES[stage]:
        if words[0] == "new":
            code, said = run_quietly("new", str(place / "库"), *words[2:])
        else:
            code, said = run_quietly("--book", str(place / "库"), *words)
        assert code == 0, said
    return place / "库"


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """演示医院，一次会话建一次。"""
    folder = tmp_path_factory.mktemp("demo") / "演示"
    code, said = run_quietly("demo", str(folder), "--today", DEMO_DAY)
    assert code == 0, said
    return folder


@pytest.fixture
def terminal(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Terminal:
    """一个还没有数据文件的终端，当前文件夹是空的。"""
    monkeypatch.chdir(tmp_path)
    return Terminal(capfd)


@pytest.fixture
def demo(terminal: Terminal, demo_folder: Path, tmp_path: Path) -> Terminal:
    """演示医院的一份拷贝。"""
    return _at(terminal, demo_folder, tmp_path)


def _at(terminal: Terminal, folder: Path, tmp_path: Path) -> Terminal:
    shutil.copytree(folder, tmp_path / "库")
    terminal.book = "库"
    return terminal


@pytest.fixture
def hospital(terminal: Terminal, tmp_path: Path) -> Terminal:
    """一家登记好人员的医院，还没有技术。"""
    return _at(terminal, _template("hospital"), tmp_path)


@pytest.fixture
def approved(terminal: Terminal, tmp_path: Path) -> Terminal:
    """S16 已获准开展，还没有首例。"""
    return _at(terminal, _template("approved"), tmp_path)


@pytest.fixture
def filing(terminal: Terminal, tmp_path: Path) -> Terminal:
    """首例已登记，备案已新建，材料还没有。"""
    return _at(terminal, _template("filing"), tmp_path)


@pytest.fixture
def ready(terminal: Terminal, tmp_path: Path) -> Terminal:
    """材料齐全，可以提交。"""
    return _at(terminal, _template("ready"), tmp_path)
