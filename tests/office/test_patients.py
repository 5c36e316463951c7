"""抹去患者：号码没有了，手术、审计与对账都在；抹去的不因再导入而回来。"""

from __future__ import annotations

from datetime import date

from medtech_desktop.office import patients
from medtech_desktop.store.evidence import unexplained
from tests.builders import Office
from tests.log_samples import many_cases, write_log


def test_patients_are_erased_once_and_the_account_holds(hospital: Office) -> None:
    write_log(hospital.library, many_cases(40, date(2024, 1, 1)))
    middle = date(2025, 1, 1)
    told = patients.erasable(hospital.library, middle)
    assert 0 < told.patients < 40
    hospital.refused(patients.erase_before, middle, " ")
    hospital.refused(patients.erase_before, date(2999, 1, 1), "保存期限已满")
    done = hospital.do(patients.erase_before, middle, "保存期限已满")
    assert f"已抹去 {told.patients} 位患者的号码" in done.said
    hospital.refused(patients.erase_before, middle, "再抹一次")
    with hospital.library.look() as look:
        left = look.raw("SELECT count(number), count(*) FROM patient")
        assert unexplained(look) == []
        assert look.raw("SELECT count(*) FROM surgery WHERE patient_id IS NULL") == [(0,)]
    assert left == [(40 - told.patients, 40)]
    assert hospital.acts()[-1] == "patient.erase"
