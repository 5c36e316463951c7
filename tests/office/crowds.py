"""许多人：成批写进样例医院，供量大的测试。"""

from __future__ import annotations

from medtech_desktop.domain.practitioners import PractitionerKind, RegistrationPlace
from medtech_desktop.store.tables import practitioners as t
from tests.builders import CLERK, OPENED, Office


def crowd(office: Office, many: int, first: int = 1001) -> list[int]:
    """``many`` 名本院注册的医师，工号自 9000 起；返回人员编号。"""
    people = list(range(first, first + many))
    with office.library.act(CLERK, "test.crowd") as page:
        page.add_many(t.PersonRow, [{"id": one} for one in people])
        page.add_many(
            t.PersonFact,
            [
                {"subject_id": one, "kind": "name", "value": f"示例{one}", "since": OPENED}
                for one in people
            ],
        )
        spans = {"since": OPENED, "until": None}
        page.add_many(
            t.IdentifierRow,
            [
                {"person_id": one, "scheme": "staff_no", "value": str(8000 + one), **spans}
                for one in people
            ],
        )
        page.add_many(
            t.PracticeRow,
            [{"person_id": one, "kind": PractitionerKind.PHYSICIAN, **spans} for one in people],
        )
        page.add_many(
            t.RegistrationRow,
            [
                {
                    "person_id": one,
                    "place": RegistrationPlace.HERE,
                    "licence_id": None,
                    "institution": "",
                    **spans,
                }
                for one in people
            ],
        )
    return people
