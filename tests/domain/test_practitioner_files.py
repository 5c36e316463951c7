"""技术档案（第十九条）：档案还缺什么；有效期的说法。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from medtech_desktop.domain.practitioner_files import (
    EXPIRED,
    NEAR_END,
    TO_COME,
    VALID,
    file_gaps,
    validity,
)
from medtech_desktop.domain.practitioners import CertificateKind
from tests.documents.file_samples import FILE, PRACTICE

DAY = date(2026, 10, 9)


def test_what_the_file_lacks_is_told_with_its_article() -> None:
    said = [gap.message for gap in FILE.gaps]
    assert said == [
        "没有资格证书的登记",
        "没有职称证书的登记",
        "没有扫描件：神经血管介入规范化培训",
        "已过期：神经血管介入规范化培训",
    ]
    assert {gap.article for gap in FILE.gaps} == {"MTCA-19"}
    kinds = (CertificateKind.QUALIFICATION, CertificateKind.TITLE, CertificateKind.PRACTICE)
    whole = replace(FILE, certificates=tuple(replace(PRACTICE, kind=kind) for kind in kinds))
    assert file_gaps(whole) == ()
    assert "没有登记职称" in file_gaps(replace(whole, title=""))[0].message
    nurse = replace(whole, kind="护士", certificates=whole.certificates[1:])
    assert file_gaps(nurse) == ()


@pytest.mark.parametrize(
    ("since", "until", "word"),
    [
        (DAY, None, VALID),
        (DAY, DAY + timedelta(days=61), VALID),
        (DAY, DAY + timedelta(days=60), NEAR_END),
        (DAY - timedelta(days=9), DAY, NEAR_END),
        (DAY - timedelta(days=9), DAY - timedelta(days=1), EXPIRED),
        (DAY + timedelta(days=1), None, TO_COME),
    ],
)
def test_the_word_of_a_term(since: date, until: date | None, word: str) -> None:
    assert validity(since, until, DAY) == word
