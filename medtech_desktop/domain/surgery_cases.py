"""手术登记的一例：来源、时间、科室、各项术式与参与者，连同没有认出的写法。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Participant:
    """参与者：存而不判。"""

    role: int
    person_id: int | None
    said: str


@dataclass(frozen=True, slots=True)
class LoggedLine:
    """一例里的一项；``said_name`` 与编码库同名的为空。"""

    id: int
    ordinal: int
    code_id: int | None
    said_code: str
    said_name: str
    person_id: int | None
    said_person: str
    grade: int | None
    participants: tuple[Participant, ...] = ()


@dataclass(frozen=True, slots=True)
class LoggedCase:
    """手术登记的一例，现在算数的版本。``patient`` 已遮盖；``line`` 为导入文件里的行号。

    ``cancelled`` 的也是登记着的一例；``versions`` 是同一来源键前后登记过几个版本。
    """

    id: int
    act_seq: int
    key: int
    ref: str
    line: int
    site_id: int | None
    department_id: int | None
    said_department: str
    day: date
    started: str
    ended: str
    patient: str
    emergency: bool | None
    cancelled: bool
    consent: bool | None
    research: bool | None
    complication: bool | None
    died: bool | None
    returned: bool | None
    discussed: bool | None
    lines: tuple[LoggedLine, ...] = ()
    versions: int = 1
