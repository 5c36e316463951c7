"""Reading a DOCX back: its text, its footer, and what LibreOffice makes of it."""

from __future__ import annotations

import os
import re
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

from defusedxml.ElementTree import fromstring

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _texts(content: bytes, part: str) -> str:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        root = fromstring(archive.read(part))
    return re.sub(r"\s", "", "".join(node.text or "" for node in root.iter(f"{_W}t")))


def docx_text(content: bytes) -> str:
    """正文文字，不含空白。"""
    return _texts(content, "word/document.xml")


def docx_footer(content: bytes) -> str:
    """页脚文字，不含空白。"""
    return _texts(content, "word/footer1.xml")


def open_in_libreoffice(content: bytes, name: str, folder: Path) -> bytes:
    """LibreOffice 打开后另存的 PDF。"""
    source = folder / name
    source.write_bytes(content)
    environment = {k: v for k, v in os.environ.items() if k != "FONTCONFIG_FILE"}
    profile = (folder / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf"]
    subprocess.run(
        [*command, "--outdir", str(folder), str(source)],
        env=environment,
        check=True,
        timeout=120,
        capture_output=True,
    )
    return source.with_suffix(".pdf").read_bytes()
