"""手术登记：病例、术式行、参与者、患者；说明与认名；派生的不算数、发现、计数（第二十条等）。

A log is a copy of another system's records: a row has no uid, it is known by its source key.
``key`` is a 63-bit keyed hash of the source key (system and 手术单号, or 病案号, 次数, 序号), so
that no patient's number stands in a table that is never erased.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from medtech_desktop.store.tables import (
    ERASABLE,
    LegalRecord,
    LogRecord,
    Record,
    hashed_by_columns,
    never_changed,
)

_FLAGS = (
    "(emergency IS NULL OR emergency IN (0, 1)) AND (consent IS NULL OR consent IN (0, 1))"
    " AND cancelled IN (0, 1)"
)


PLACES = 65_536
"""一项至多几名其余参与者，见 ``SurgeryParticipantRow``。"""


class LogWordRow(Record):
    """登记里出现过的写法（术者姓名、科室、编码、术式名称）的内部号；只增不减，不含患者信息。"""

    __tablename__ = "log_word"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(unique=True)


class PatientRow(Record):
    """患者的代号：患者号（病案号）与住院号，没有姓名；可以抹去，抹去后手术仍在。

    ``key`` is a keyed hash of both numbers; it finds the row again at the next import.
    """

    __tablename__ = "patient"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[int] = mapped_column(unique=True)
    number: Mapped[str | None] = mapped_column(info=ERASABLE, comment="患者号（病案号）")
    admission: Mapped[str | None] = mapped_column(info=ERASABLE, comment="住院号或住院次数")


class SurgeryRow(LogRecord):
    """手术（一例）的一个版本：同一来源键、内容不同的，后来的为准。"""

    __tablename__ = "surgery"
    __table_args__ = (
        CheckConstraint(_FLAGS, name="flags"),
        Index("ix_surgery_ref", "ref", sqlite_where=text("ref <> ''")),
    )

    key: Mapped[int] = mapped_column(index=True, comment="来源键的散列")
    content: Mapped[int] = mapped_column(comment="内容的散列：同键同内容 = 重复")
    ref: Mapped[str] = mapped_column(comment="手术单号，没有为空；不含患者信息")
    line: Mapped[int] = mapped_column(comment="在导入文件里的行号")
    site_id: Mapped[int | None]
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    said_department: Mapped[int | None] = mapped_column(comment="没有认出的科室写法")
    day: Mapped[date] = mapped_column(comment="手术日，由开始时间得")
    started: Mapped[str | None] = mapped_column(comment="YYYY-MM-DDThh:mm")
    ended: Mapped[str | None]
    patient_id: Mapped[int | None] = mapped_column(ForeignKey("patient.id"))
    emergency: Mapped[int | None] = mapped_column(comment="1 急诊 0 择期 空 = 未知")
    cancelled: Mapped[int] = mapped_column(comment="1 已取消")
    consent: Mapped[int | None] = mapped_column(comment="知情同意 1 有 0 无 空 = 未知")
    research: Mapped[int | None] = mapped_column(comment="1 临床研究")
    complication: Mapped[int | None]
    died: Mapped[int | None]
    returned: Mapped[int | None] = mapped_column(comment="非计划重返，由医师标记")
    discussed: Mapped[int | None] = mapped_column(comment="术前多学科讨论")


class SurgeryLineRow(Record):
    """一例里的一个术式和它的术者；``day``、``department_id`` 同所属病例，为核查而重复。

    Belongs to the act of its surgery; append-only like it.
    """

    __tablename__ = "surgery_line"
    __table_args__ = (
        CheckConstraint("grade IS NULL OR grade BETWEEN 1 AND 4", name="grade"),
        Index("ix_surgery_line_judged", "person_id", "day", "code_id", "department_id"),
        Index("ix_surgery_line_code", "code_id", "day"),
        Index("ix_surgery_line_day", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    surgery_id: Mapped[int] = mapped_column(ForeignKey("surgery.id"), index=True)
    ordinal: Mapped[int] = mapped_column(comment="一例里的第几项，自 1 起")
    code_id: Mapped[int | None] = mapped_column(ForeignKey("procedure_code.id"))
    said_code: Mapped[int | None] = mapped_column(comment="没有认出的编码写法")
    said_name: Mapped[int | None] = mapped_column(comment="登记里的术式名称，与编码库同的不记")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), comment="术者")
    said_person: Mapped[int | None] = mapped_column(comment="没有认出的术者写法")
    grade: Mapped[int | None] = mapped_column(comment="登记里写的级别，只作对照")
    day: Mapped[date]
    department_id: Mapped[int | None]


class SurgeryParticipantRow(Record):
    """其余参与者：助手、麻醉；存而不判。

    ``id`` tells the line: its id times ``PLACES``, and the place in the line.  Two of them
    stand beside most lines, so that a column and an index of their own would cost a fifth
    of a whole import.
    """

    __tablename__ = "surgery_participant"

    id: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[int] = mapped_column(comment="1 助手 2 麻醉 3 其他")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    said_person: Mapped[int | None]


class LogMeaningRow(LegalRecord):
    """认名：本院登记里的这个写法指谁（哪个科室、哪条编码）；同一写法以后一条为准。"""

    __tablename__ = "log_meaning"
    __table_args__ = (CheckConstraint("kind IN ('person', 'department', 'code')", name="kind"),)

    kind: Mapped[str]
    said: Mapped[str] = mapped_column(index=True)
    target: Mapped[int | None] = mapped_column(comment="内部号；空 = 写明认不出，不再问")
    note: Mapped[str]


class SurgeryExplanationRow(LegalRecord):
    """对一条发现的说明或确认：挂在（病例，项，问题）上，重新导入后仍在；不删除发现。

    ``key`` 0 with ``technology_id``: said of a technology (late filing).
    """

    __tablename__ = "surgery_explanation"
    __table_args__ = (CheckConstraint("length(trim(text)) > 0", name="text"),)

    key: Mapped[int] = mapped_column(index=True)
    ordinal: Mapped[int]
    kind: Mapped[int]
    technology_id: Mapped[int | None] = mapped_column(ForeignKey("technology.id"))
    outcome: Mapped[str] = mapped_column(comment="explained 已说明 confirmed 属实 cleared 核实无误")
    day: Mapped[date]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), comment="说明人")
    text: Mapped[str]


# Derived: may be rebuilt from the facts, written in the same transaction as they


class SurgeryGoneRow(Record):
    """派生：不算数的病例版本。``why``: 1 有更新的版本 2 所在批次已撤销 3 已取消。"""

    __tablename__ = "surgery_gone"

    surgery_id: Mapped[int] = mapped_column(primary_key=True)
    why: Mapped[int]


class SurgeryFindingRow(Record):
    """派生：核查的发现。``kind``、``status`` 见 domain.surgeries；``had`` 当日所持级别。

    Few indexes: a log that is half wrong has half a million of them.  The findings of a
    surgery are found by its key.
    """

    __tablename__ = "surgery_finding"
    __table_args__ = (
        Index("ix_surgery_finding_case_id", "case_id", sqlite_where=text("case_id IS NOT NULL")),
        Index(
            "ix_surgery_finding_technology_id",
            "technology_id",
            sqlite_where=text("technology_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[int]
    status: Mapped[int]
    key: Mapped[int] = mapped_column(index=True, comment="病例的来源键")
    ordinal: Mapped[int] = mapped_column(comment="病例登记为 0")
    surgery_id: Mapped[int | None]
    line_id: Mapped[int | None]
    case_id: Mapped[int | None] = mapped_column(comment="病例登记")
    day: Mapped[date]
    person_id: Mapped[int | None] = mapped_column(index=True)
    department_id: Mapped[int | None]
    code_id: Mapped[int | None]
    technology_id: Mapped[int | None]
    needed: Mapped[int | None]
    had: Mapped[int | None]


class SurgeryTallyRow(Record):
    """派生：各月各科室判断了多少行、没有判断的各因什么。``reason`` 0 = 判断了的。"""

    __tablename__ = "surgery_tally"

    month: Mapped[str] = mapped_column(primary_key=True, comment="YYYY-MM")
    department_id: Mapped[int] = mapped_column(primary_key=True, comment="0 = 不知道")
    reason: Mapped[int] = mapped_column(primary_key=True)
    lines: Mapped[int]


class SurgeryStaleRow(Record):
    """派生：核查落后于哪些改动，下次核查补上。

    ``scope``: 1 全部 2 人 3 技术 4 一次操作导入的 5 写法 6 没有写科室的人 7 注册、培训变了的人。
    """

    __tablename__ = "surgery_stale"

    scope: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[int] = mapped_column(primary_key=True)


class GradingWindowRow(Record):
    """派生：某编码某科室自某日至某日须几级的权限。科室 0 = 没有另行定级的各科室。

    ``standing``: 1 graded 2 left out 3 not listed.  ``needed`` is 0 unless graded.
    """

    __tablename__ = "grading_window"

    code_id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int] = mapped_column(primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    until: Mapped[date]
    standing: Mapped[int]
    needed: Mapped[int]


class SpecialtyWindowRow(Record):
    """派生：某科室自某日至某日属于哪个专业，上级科室的已算在内。"""

    __tablename__ = "specialty_window"

    department_id: Mapped[int] = mapped_column(primary_key=True)
    specialty_id: Mapped[int] = mapped_column(primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    until: Mapped[date]


for _kind in (SurgeryRow, SurgeryLineRow, SurgeryParticipantRow):
    never_changed(_kind)
for _hashed in (LogWordRow, PatientRow, SurgeryRow, SurgeryLineRow, SurgeryParticipantRow):
    hashed_by_columns(_hashed)
