"""首次登记的草稿：所填的每一项；存在使用者的配置文件夹里，新建办成以后删去。

The mobile number of the principal is nowhere else before the library exists, so the
file is readable by its owner only.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

_NAME = "first_run.json"
_MOST = 200_000


@dataclass(frozen=True, slots=True)
class SiteDraft:
    """另一院区；``own_licence`` 为另有一张许可证。"""

    name: str = ""
    own_licence: bool = False
    licence: str = ""
    authority: str = ""


@dataclass(frozen=True, slots=True)
class HospitalDraft:
    """新建资料库所填；日期为 ISO 文本，空 = 没有填。"""

    name: str = ""
    type: str = ""
    level: str = ""
    tcm: bool = False
    licence: str = ""
    authority: str = ""
    main_site: str = "本部"
    sites: tuple[SiteDraft, ...] = ()
    principal: str = ""
    mobile: str = ""
    principal_since: str = ""
    province: str = ""
    opened_on: str = ""
    folder: str = ""
    second: str = ""
    step: int = field(default=0, compare=False)

    def day(self, name: str) -> date | None:
        """一项日期。"""
        text = str(getattr(self, name))
        return date.fromisoformat(text) if text else None


def draft_path() -> Path:
    """草稿文件所在。"""
    import platformdirs

    return Path(platformdirs.user_config_dir("medtech-desktop", appauthor=False)) / _NAME


def keep_draft(path: Path, draft: HospitalDraft) -> None:
    """存下草稿：写完再换名，断在哪里都不坏旧的。"""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(asdict(draft), file, ensure_ascii=False, indent=1)
    os.replace(part, path)


def kept_draft(path: Path) -> HospitalDraft | None:
    """上次没填完的草稿；没有或读不懂的为 None。"""
    try:
        if path.stat().st_size > _MOST:
            return None
        found = json.loads(path.read_text(encoding="utf-8"))
        return _read(found)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def drop_draft(path: Path) -> None:
    """删去草稿。"""
    path.unlink(missing_ok=True)
    path.with_name(path.name + ".part").unlink(missing_ok=True)


def _read(found: Mapping[str, object]) -> HospitalDraft:
    texts = {
        name: str(found[name])
        for name in HospitalDraft.__dataclass_fields__
        if name not in ("tcm", "sites", "step")
    }
    for name in ("principal_since", "opened_on"):
        if texts[name]:
            date.fromisoformat(texts[name])
    sites, step = found["sites"], found["step"]
    if not isinstance(sites, list) or not isinstance(step, int):
        raise ValueError("sites")
    return HospitalDraft(
        **texts, tcm=bool(found["tcm"]), sites=tuple(_site(one) for one in sites), step=step
    )


def _site(one: Mapping[str, object]) -> SiteDraft:
    return SiteDraft(
        str(one["name"]), bool(one["own_licence"]), str(one["licence"]), str(one["authority"])
    )
