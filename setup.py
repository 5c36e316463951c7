"""Puts resources/ into a wheel as medtech_desktop/resources; all else stands in pyproject.toml."""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithResources(build_py):
    """The tree keeps data beside the code, an installed program keeps it inside."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        target = Path(self.build_lib) / "medtech_desktop" / "resources"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree("resources", target, ignore=shutil.ignore_patterns("__pycache__"))


setup(cmdclass={"build_py": BuildWithResources})
