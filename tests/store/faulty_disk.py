"""A disk that fails or loses power, put under the very driver that the product uses.

The driver's SQLite exports its VFS functions, so the methods of every file it opens can be
replaced from Python. Works where the driver is an ELF library (Linux); nothing is mocked
above the file system.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int, c_int64, c_void_p
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlcipher3 import _sqlite3

FULL, IOERR_WRITE, IOERR_FSYNC, IOERR_TRUNCATE, IOERR_READ = 13, 778, 1034, 1546, 266

# Names stay addresses: SQLite keeps the pointer that it handed over.
_OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
_DELETE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int)
_READ = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_WRITE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_TRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
_SYNC = CFUNCTYPE(c_int, c_void_p, c_int)


class _Vfs(ctypes.Structure):
    _fields_ = (
        ("iVersion", c_int),
        ("szOsFile", c_int),
        ("mxPathname", c_int),
        ("pNext", c_void_p),
        ("zName", c_char_p),
        ("pAppData", c_void_p),
        ("xOpen", _OPEN),
        ("xDelete", _DELETE),
        ("others", c_void_p * 14),
    )


class _Methods(ctypes.Structure):
    _fields_ = (
        ("iVersion", c_int),
        ("xClose", c_void_p),
        ("xRead", _READ),
        ("xWrite", _WRITE),
        ("xTruncate", _TRUNCATE),
        ("xSync", _SYNC),
        ("others", c_void_p * 13),
    )


@dataclass(frozen=True)
class Step:
    """One thing asked of the disk: write, truncate, sync, delete, or a mark of the test's."""

    what: str
    path: str
    at: int = 0
    content: bytes = b""


@dataclass
class Disk:
    """What the disk is asked, in order, and which request fails.

    ``fails_at`` counts writes, truncates and syncs from 0; ``lasting`` makes every later
    one fail as well. ``reads_fail`` fails every read instead.
    """

    fails_at: int | None = None
    code: int = IOERR_WRITE
    lasting: bool = False
    reads_fail: bool = False
    asked: int = 0
    steps: list[Step] = field(default_factory=list)
    recording: bool = False
    only: str = ""

    def mark(self, word: str) -> None:
        self.steps.append(Step("mark", word))

    def ask(self, step: Step, code_of_kind: int) -> int:
        if self.only not in step.path:
            return 0
        number, self.asked = self.asked, self.asked + 1
        if self.fails_at is not None and (
            number == self.fails_at or (self.lasting and number > self.fails_at)
        ):
            return FULL if self.code == FULL and step.what != "sync" else code_of_kind
        if self.recording:
            self.steps.append(step)
        return 0


def _library() -> Any:
    library = ctypes.CDLL(_sqlite3.__file__)
    library.sqlite3_vfs_find.restype = POINTER(_Vfs)
    library.sqlite3_vfs_find.argtypes = [c_char_p]
    library.sqlite3_vfs_register.argtypes = [c_void_p, c_int]
    library.sqlite3_vfs_unregister.argtypes = [c_void_p]
    return library


class _Shim:
    def __init__(self, disk: Disk, real: Any) -> None:
        self.disk = disk
        self.real = real
        self.keep: list[Any] = []
        self.methods: dict[int, _Methods] = {}
        self.paths: dict[int, str] = {}
        self.vfs = _Vfs()
        ctypes.memmove(ctypes.byref(self.vfs), real, ctypes.sizeof(_Vfs))
        self.vfs.zName = b"faulty"
        self.vfs.xOpen = self._kept(_OPEN, self._open)
        self.vfs.xDelete = self._kept(_DELETE, self._delete)

    def _kept(self, kind: Any, function: Callable[..., int]) -> Any:
        made = kind(function)
        self.keep.append(made)
        return made

    def _open(self, vfs: int, name: int | None, file: int, flags: int, out: int | None) -> int:
        code = int(
            self.real.contents.xOpen(ctypes.addressof(self.real.contents), name, file, flags, out)
        )
        if code == 0 and name:
            place = ctypes.cast(file, POINTER(c_void_p))
            self.paths[file] = ctypes.string_at(name).decode("utf-8")
            place[0] = ctypes.addressof(self._wrapped(int(place[0])))
        return code

    def _delete(self, vfs: int, name: int, sync: int) -> int:
        if self.disk.recording:
            self.disk.steps.append(Step("delete", ctypes.string_at(name).decode("utf-8")))
        return int(self.real.contents.xDelete(ctypes.addressof(self.real.contents), name, sync))

    def _wrapped(self, address: int) -> _Methods:
        if address in self.methods:
            return self.methods[address]
        real = _Methods.from_address(address)
        mine = _Methods()
        ctypes.memmove(ctypes.byref(mine), address, ctypes.sizeof(_Methods))

        def read(file: int, buffer: int, size: int, at: int) -> int:
            return IOERR_READ if self.disk.reads_fail else int(real.xRead(file, buffer, size, at))

        def write(file: int, buffer: int, size: int, at: int) -> int:
            content = ctypes.string_at(buffer, size) if self.disk.recording else b""
            step = Step("write", self.paths.get(file, ""), at, content)
            return self.disk.ask(step, IOERR_WRITE) or int(real.xWrite(file, buffer, size, at))

        def truncate(file: int, size: int) -> int:
            step = Step("truncate", self.paths.get(file, ""), size)
            return self.disk.ask(step, IOERR_TRUNCATE) or int(real.xTruncate(file, size))

        def sync(file: int, flags: int) -> int:
            step = Step("sync", self.paths.get(file, ""))
            return self.disk.ask(step, IOERR_FSYNC) or int(real.xSync(file, flags))

        mine.xRead, mine.xWrite = self._kept(_READ, read), self._kept(_WRITE, write)
        mine.xTruncate = self._kept(_TRUNCATE, truncate)
        mine.xSync = self._kept(_SYNC, sync)
        self.methods[address] = mine
        return mine


@contextmanager
def faulty(disk: Disk) -> Iterator[Disk]:
    """Every database file opened inside goes through ``disk``; close them before leaving."""
    library = _library()
    real = library.sqlite3_vfs_find(None)
    shim = _Shim(disk, real)
    library.sqlite3_vfs_register(ctypes.byref(shim.vfs), 1)
    try:
        yield disk
    finally:
        library.sqlite3_vfs_unregister(ctypes.byref(shim.vfs))
        library.sqlite3_vfs_register(real, 1)


class After:
    """What can lie on the disk after a power cut behind the first ``cut`` steps.

    What was synced is there; of what was not, each write may be there, torn or missing.
    """

    def __init__(self, steps: list[Step], start: dict[str, bytes]) -> None:
        self.steps = steps
        self.start = start

    def images(self, cut: int, chance: Callable[[], float]) -> dict[str, bytes]:
        lasting = {path: bytearray(content) for path, content in self.start.items()}
        waiting: dict[str, list[Step]] = {}
        for step in self.steps[:cut]:
            if step.what == "sync":
                for each in waiting.pop(step.path, []):
                    _apply(lasting, each)
                lasting.setdefault(step.path, bytearray())
            elif step.what != "mark":
                waiting.setdefault(step.path, []).append(step)
        for steps in waiting.values():
            for step in steps:
                if chance() < 0.5:
                    _apply(lasting, _torn(step, chance))
        return {path: bytes(content) for path, content in lasting.items()}


def _apply(files: dict[str, bytearray], step: Step) -> None:
    if step.what == "delete":
        files.pop(step.path, None)
        return
    file = files.setdefault(step.path, bytearray())
    if step.what == "truncate":
        del file[step.at :]
        file.extend(bytes(step.at - len(file)))
        return
    file.extend(bytes(max(0, step.at - len(file))))
    file[step.at : step.at + len(step.content)] = step.content


def _torn(step: Step, chance: Callable[[], float]) -> Step:
    if step.what != "write" or chance() < 0.7:
        return step
    sectors = max(1, len(step.content) // 512)
    return Step("write", step.path, step.at, step.content[: 512 * int(chance() * sectors)])


def written(folder: Path, images: dict[str, bytes]) -> None:
    """Puts the images of book.db and its journal into ``folder``."""
    for path, content in images.items():
        (folder / Path(path).name).write_bytes(content)
