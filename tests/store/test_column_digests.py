"""登记的散列逐列算：在哪里分片都一样；空与零、空与空文字、移到另一行的字都不同。"""

from __future__ import annotations

from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Table

from medtech_desktop.store.digests import ColumnDigest, Digest, digest_for, typed
from medtech_desktop.store.tables.practitioners import PersonRow
from medtech_desktop.store.tables.surgeries import LogWordRow, PatientRow, SurgeryLineRow

LINE = cast(Table, SurgeryLineRow.__table__)
WORD = cast(Table, LogWordRow.__table__)
Rows = list[tuple[Any, ...]]


def digest(table: Table, rows: Rows, size: int) -> str:
    made = ColumnDigest(table)
    for at in range(0, len(rows), size):
        made.add([typed(column) for column in zip(*rows[at : at + size], strict=True)])
    return made.hexdigest()


NUMBERS = st.none() | st.integers(-(1 << 63) + 1, (1 << 63) - 1)
ROWS = st.lists(
    st.tuples(NUMBERS, st.none() | st.text("甲乙a0", max_size=3)), min_size=1, max_size=9
)


@given(ROWS, ROWS, st.integers(1, 9))
def test_the_same_rows_and_no_others_have_it(one: Rows, other: Rows, size: int) -> None:
    assert digest(WORD, one, size) == digest(WORD, one, 9)
    assert (digest(WORD, one, size) == digest(WORD, other, 9)) == (one == other)


@pytest.mark.parametrize(
    "other",
    [
        [(1, "甲"), (2, "乙")],
        [(1, ""), (2, "甲乙")],
        [(1, None), (2, "甲乙")],
        [(None, "甲"), (2, "乙")],
    ],
)
def test_what_moved_to_another_row_is_seen(other: Rows) -> None:
    assert digest(WORD, [(1, "甲乙"), (2, "")], 2) != digest(WORD, other, 2)


def test_it_is_that_of_the_tables_of_a_log() -> None:
    assert isinstance(digest_for(LINE), ColumnDigest)
    assert isinstance(digest_for(cast(Table, PersonRow.__table__)), Digest)
    patient = digest_for(cast(Table, PatientRow.__table__))
    assert patient.names == ["id", "key"]  # the numbers themselves may be erased
