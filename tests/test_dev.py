"""The entry for developers and what it promises: locked, closed to the caller, complete."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import dev

ROOT = Path(dev.__file__).parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)


def _locked(name: str) -> dict[str, str]:
    text = (ROOT / "locks" / f"{name}.txt").read_text(encoding="utf-8")
    return {canonicalize_name(n): version for n, version in PINNED.findall(text)}


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("run", PROJECT["dependencies"]),
        ("dev", PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]),
    ],
)
def test_lock_holds_what_the_project_asks_for(lock: str, wanted: list[str]) -> None:
    locked = _locked(lock)
    for line in wanted:
        requirement = Requirement(line)
        version = locked.get(canonicalize_name(requirement.name))
        assert version is not None, f"{line}: not in the lock; run `python3 dev.py lock`"
        assert requirement.specifier.contains(version), f"{line}: the lock has {version}"


def test_both_locks_agree() -> None:
    assert _locked("run").items() <= _locked("dev").items()


@pytest.mark.parametrize("lock", ["run", "dev"])
def test_lock_names_no_host_and_no_folder_and_hashes_everything(lock: str) -> None:
    text = (ROOT / "locks" / f"{lock}.txt").read_text(encoding="utf-8")
    assert "//" not in text
    assert "file:" not in text
    for block in re.split(r"\n(?=\S)", text):
        if PINNED.match(block):
            assert "--hash=sha256:" in block, block


def test_every_dependency_states_its_reason() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    named = [Requirement(d).name for d in PROJECT["dependencies"]]
    named += [Requirement(d).name for d in PROJECT["optional-dependencies"]["dev"]]
    for name in named:
        at = next(i for i, line in enumerate(lines) if line.strip().startswith(f'"{name}'))
        assert "#" in lines[at] or lines[at - 1].strip().startswith("#"), name


def test_the_callers_python_variables_do_not_reach_a_child(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("PYTHONPATH", "PYTEST_ADDOPTS", "VIRTUAL_ENV", "QT_PLUGIN_PATH", "PIP_TARGET"):
        monkeypatch.setenv(name, "elsewhere")
    monkeypatch.setenv("PIP_INDEX_URL", "kept")
    reached = dev.surroundings()
    assert "elsewhere" not in reached.values()
    assert reached["PIP_INDEX_URL"] == "kept"
    assert reached["PATH"] == os.environ["PATH"]


def test_a_long_function_and_a_spent_exception_are_found() -> None:
    path = ROOT / "build" / f"long_{os.getpid()}.py"
    path.parent.mkdir(exist_ok=True)
    path.write_text("def f() -> None:\n" + "    pass\n" * dev.FUNCTION_LINES, encoding="utf-8")
    name = path.relative_to(ROOT).as_posix()
    try:
        assert dev.oversize([path], {}) == [f"{name}::f 有 41 行，至多 40 行"]
        assert dev.oversize([path], {f"{name}::f": 41}) == []
        assert len(dev.oversize([path], {f"{name}::f": 41, "gone.py::g": 50})) == 1
    finally:
        path.unlink()


def test_wheel_carries_the_resources(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    kept = shutil.ignore_patterns("__pycache__")
    for name in ("medtech_desktop", "resources"):
        shutil.copytree(ROOT / name, tree / name, ignore=kept)
    for name in ("pyproject.toml", "setup.py", "README.md"):
        shutil.copy(ROOT / name, tree)
    out = tmp_path / "out"
    options = ["--no-index", "--no-deps", "--no-build-isolation", "--wheel-dir", str(out)]
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", *options, str(tree)],
        check=True,
        env=dev.surroundings(),
    )
    (wheel,) = out.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    installed = tmp_path / "installed" / "medtech_desktop"
    for path in [*(tree / "resources").rglob("*"), *(tree / "medtech_desktop").rglob("*.py")]:
        if path.is_file() and "__pycache__" not in path.parts:
            inside = path.relative_to(tree)
            if inside.parts[0] == "medtech_desktop":
                inside = inside.relative_to("medtech_desktop")
            assert (installed / inside).read_bytes() == path.read_bytes(), inside
    answer = subprocess.run(
        [sys.executable, "-c", "from medtech_desktop import resource_files as r\n"
         "print(r.resource_folder())"],
        check=True,
        capture_output=True,
        text=True,
        cwd=tmp_path / "installed",
        env=dev.surroundings(),
    )  # fmt: skip
    assert Path(answer.stdout.strip()) == installed / "resources"
