"""导出：先写到同一文件夹的 .part，核对、落盘，再一步换名；失败时原文件不动。"""

from __future__ import annotations

import contextlib
import errno
import os
import time
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from xml.parsers import expat

from medtech_desktop.domain.trouble import Trouble

RETRY_SECONDS = (0.05, 0.1, 0.2, 0.4, 0.8)
"""换名遇到占用时各次重试前的等待，秒。"""
_HELD = (5, 32, 33)  # ERROR_ACCESS_DENIED, _SHARING_VIOLATION, _LOCK_VIOLATION
_FULL = (errno.ENOSPC, errno.EDQUOT)
_WINDOWS_NAME = (123, 206)  # ERROR_INVALID_NAME, ERROR_FILENAME_EXCED_RANGE
_WINDOWS_FULL = (39, 112)  # ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL

_OWN = frozenset({"book.lock", "book.db-journal", "book.db-wal", "book.db-shm"})
_FOLDERS = frozenset({"attachments", "backups", "drafts"})

Check = Callable[[bytes], None]


def write_atomically(path: Path, content: bytes, check: Check | None = None) -> None:
    """把 ``content`` 写成文件 ``path``；要么整个换成新的，要么原样不动。

    ``check`` gets the bytes as read back from the disk and raises ValueError when
    they are not a whole file; without it the check of the file's suffix is used.
    raises Trouble: E-EX-01 disk full, -02 held by another program, -03 no right to
    write, -04 not what was written, -05 no such folder or name, -06 anything else,
    -09 a file of the library itself.
    """
    if not path.name:  # the root of a disk, or nothing at all
        raise Trouble("没有导出：没有文件名", "写上文件名再导出", "E-EX-05")
    if _of_library(path):
        what = f"{path.name} 是资料库自己的文件，没有导出，资料库未动"
        raise Trouble(what, "请换一个文件夹或文件名", "E-EX-09")
    part = path.with_name(f"{path.name}.part")
    examine = check or CHECKS.get(path.suffix.lower(), _check_any)
    try:
        _refuse_devices(path)
        _write_part(part, content)
        _verify(part, content, examine, path)
        _replace(part, path)
    except OSError as error:
        raise _trouble(error, path) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _refuse_devices(path: Path) -> None:
    """设备、管道不是文件，不许换成文件：管理员账户下系统不拦。raises Trouble, OSError."""
    if path.exists() and not path.is_file() and not path.is_dir():
        said = f"{path.name} 是系统的设备，不是文件，没有导出"
        raise Trouble(said, "请换一个文件夹或文件名", "E-EX-05")


def make_folder(folder: Path) -> None:
    """要写进去的文件夹；没有就建。raises Trouble: U 盘已拔出、没有权限、同名的是文件。"""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        said = f"{folder.name} 是一个文件，不是文件夹，没有导出"
        raise Trouble(said, "请另选一个文件夹", "E-EX-05") from error
    except OSError as error:
        raise _trouble(error, folder) from error


def _of_library(path: Path) -> bool:
    """资料库与备份自己的文件：数据文件、锁、附件、备份、草稿，写错了位置也不许盖掉。"""
    real = path.resolve()
    if real.suffix.lower() == ".db" or real.name.lower() in _OWN:
        return True
    within = {part.lower() for part in real.parts[-4:-1]} & _FOLDERS
    return bool(within) and any((folder / "book.db").exists() for folder in real.parents)


def _write_part(part: Path, content: bytes) -> None:
    with part.open("wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())


def _verify(part: Path, content: bytes, check: Check, path: Path) -> None:
    written = part.read_bytes()
    try:
        if written != content:
            raise ValueError("读回的内容与写入的不同")
        check(written)
    except ValueError as error:
        raise Trouble(
            f"{path.name} 没有导出：写出的文件核对不符（{error}），原文件未动",
            "请再试一次；仍不行时换一个磁盘，并把错误号告诉维护人员",
            "E-EX-04",
        ) from error


def _replace(part: Path, path: Path) -> None:
    for pause in (*RETRY_SECONDS, None):
        try:
            os.replace(part, path)
            return
        except PermissionError:
            if pause is None:
                raise
            time.sleep(pause)


def _sync_folder(folder: Path) -> None:
    """让换名也落盘；Windows 不需要也不允许。"""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _trouble(error: OSError, path: Path) -> Trouble:
    windows = getattr(error, "winerror", None)
    kept = f"{path.name} 没有导出，原文件未动"
    if error.errno in _FULL or windows in _WINDOWS_FULL:
        return Trouble(f"磁盘已满，{kept}", "请腾出空间，或导出到另一个磁盘", "E-EX-01")
    if windows in _HELD:
        remedy = f"{_closing(path)}，再导出；也可换一个文件名"
        return Trouble(f"文件正被其他程序打开，{kept}", remedy, "E-EX-02")
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return Trouble(f"没有写入权限，{kept}", "请换一个可以写入的文件夹", "E-EX-03")
    if error.errno == errno.ENAMETOOLONG or windows in _WINDOWS_NAME:
        return Trouble(f"路径或文件名太长或有不许的字符，{kept}", "请换一个短的文件名", "E-EX-05")
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return Trouble(f"文件夹不存在，{kept}", "请重新选择文件夹", "E-EX-05")
    return Trouble(f"磁盘读写出错，{kept}", "请检查磁盘或 U 盘是否已拔出，再试一次", "E-EX-06")


def _closing(path: Path) -> str:
    program = {".xlsx": "Excel", ".docx": "Word"}.get(path.suffix.lower())
    return f"请先在 {program} 中关闭该文件" if program else "请先在打开它的程序中关闭该文件"


# what a whole file is


def _check_any(content: bytes) -> None:
    if not content:
        raise ValueError("文件是空的")


def check_pdf(content: bytes) -> None:
    """PDF 是否完整：开头、结尾、至少一页。raises ValueError."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    if not content.startswith(b"%PDF") or not content.rstrip().endswith(b"%%EOF"):
        raise ValueError("PDF 不完整")
    try:
        pages = len(PdfReader(BytesIO(content)).pages)
    except (PyPdfError, KeyError) as error:
        raise ValueError("PDF 打不开") from error
    if not pages:
        raise ValueError("PDF 没有页")


_XLSX_PARTS = (
    *("[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels"),
    *("xl/workbook.xml", "xl/styles.xml"),
)
_BLOCK = 1 << 20
_ROW = b"<row "  # a text never holds it: what is written has its angle brackets escaped


def check_xlsx(content: bytes) -> None:
    """XLSX 是否完整且不空：各部件从头读到尾，数得出行。raises ValueError."""
    if not any(xlsx_rows(content)):
        raise ValueError("XLSX 没有行")


def xlsx_rows(content: bytes) -> tuple[int, ...]:
    """XLSX 各工作表的行数，按次序；每个部件从头读到尾，压缩与 XML 都须完整。raises ValueError.

    Not by opening it in openpyxl: that makes an object of every cell of a sheet which declares
    no size, a quarter of the time of a great list.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
            rows = {name: _read_part(archive, name) for name in names}
    except (zipfile.BadZipFile, zlib.error) as error:
        raise ValueError("压缩包不完整") from error
    except expat.ExpatError as error:
        raise ValueError("XLSX 的部件不完整") from error
    if not rows.keys() >= set(_XLSX_PARTS):
        raise ValueError("XLSX 的工作簿不完整")
    sheets = [name for name in names if name.startswith("xl/worksheets/sheet")]
    return tuple(rows[name] for name in sorted(sheets, key=lambda name: (len(name), name)))


def _read_part(archive: zipfile.ZipFile, name: str) -> int:
    """读完一个部件，返回行数。raises BadZipFile for another checksum, ExpatError."""
    parser = expat.ParserCreate() if name.endswith((".xml", ".rels")) else None
    count, tail = 0, b""
    with archive.open(name) as part:
        while block := part.read(_BLOCK):
            if parser is not None:
                parser.Parse(block)
            count += (tail + block).count(_ROW)
            tail = (tail + block)[1 - len(_ROW) :]
    if parser is not None:
        parser.Parse(b"", True)
    return count


def check_docx(content: bytes) -> None:
    """DOCX 的压缩包与正文是否完整。raises ValueError."""
    from defusedxml.ElementTree import ParseError, fromstring

    _check_zip(content)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            fromstring(archive.read("word/document.xml"))
    except (KeyError, ParseError) as error:
        raise ValueError("DOCX 正文不完整") from error


def check_html(content: bytes) -> None:
    """网页是否完整：UTF-8、有头有尾。raises ValueError."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError("网页的文字编码不完整") from error
    if not text.startswith("<!DOCTYPE html>") or not text.rstrip().endswith("</html>"):
        raise ValueError("网页不完整")


def _check_zip(content: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            broken = archive.testzip()
    except zipfile.BadZipFile as error:
        raise ValueError("压缩包不完整") from error
    if broken is not None:
        raise ValueError(f"压缩包中 {broken} 损坏")


CHECKS: dict[str, Check] = {
    ".pdf": check_pdf,
    ".xlsx": check_xlsx,
    ".docx": check_docx,
    ".html": check_html,
}
"""文件后缀 → 核对函数。"""
