"""获准的申请，据以授权的决定撤销以后：回到审定以前，接着办（第二十条）。"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from medtech_desktop.domain.applications import ApplicationState
from medtech_desktop.office.privilege_annulments import annul_decision, annul_privilege
from medtech_desktop.store.privileges import events_of_decision, load_decisions
from tests.application_samples import applied, house_at, reviewed
from tests.builders import Office
from tests.office.test_applications import decided, page


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Office]:
    """样例医院，加上审申请的人和一个专业。"""
    office = house_at(tmp_path)
    yield office
    office.library.close()


@pytest.mark.parametrize("first_without_document", [False, True])
def test_an_application_granted_by_an_annulled_decision_waits_again(
    house: Office, first_without_document: bool
) -> None:
    number = reviewed(house, applied(house, 3))
    waits = "待发文" if first_without_document else "待委员会审定"
    if first_without_document:
        decided(house, number, document="")
    decided(house, number)
    done = house.do(annul_decision, "授权-2026-001", "文号登错了")
    assert done.said == f"已撤销 授权-2026-001 的 1 件，{number} 现为{waits}"
    assert done.changed == {"application", "privilege"}
    seen = page(house, number)
    assert (seen.line.state_label, seen.decision) == (waits, "")
    assert [one.agreed for one in seen.items] == [True if first_without_document else None]
    decided(house, number, document="示医〔2026〕10号")
    seen = page(house, number)
    assert seen.line.state is ApplicationState.GRANTED
    assert (seen.decision, seen.document) == ("授权-2026-002", "示医〔2026〕10号")


def test_a_decision_annulled_piece_by_piece_still_reopens_its_application(house: Office) -> None:
    number = reviewed(house, applied(house, 3))
    decided(house, number)
    with house.library.look() as look:
        [event] = events_of_decision(look, load_decisions(look)[0].id)
    house.do(annul_privilege, event.uid, "登错了")
    assert page(house, number).line.state is ApplicationState.GRANTED
    done = house.do(annul_decision, "授权-2026-001", "整次登错了")
    assert done.said == (f"已撤销决定 授权-2026-001，其下各件早已撤销，{number} 现为待委员会审定")
    assert page(house, number).line.state is ApplicationState.COMMITTEE
