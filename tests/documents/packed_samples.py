"""A packed document with one of its parts changed or gone."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO


def repacked(content: bytes, part: str, change: Callable[[bytes], bytes] | None) -> bytes:
    """``content`` with ``part`` as ``change`` makes it; without it for None."""
    buffer = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        assert part in source.namelist()
        for name in source.namelist():
            data = source.read(name)
            if name != part:
                target.writestr(name, data)
            elif change is not None:
                target.writestr(name, change(data))
    return buffer.getvalue()
