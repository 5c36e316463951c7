"""practitioner 之下的变更：调科、兼任、离院、回院、外请、免训、证书、撤销登记。"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from medtech_desktop.cli.library import opened
from medtech_desktop.cli.parsing import (
    a_date,
    a_path,
    act_day,
    act_options,
    on_day,
    one_of,
    the_clerk,
)
from medtech_desktop.cli.replies import Reply, done_reply, table
from medtech_desktop.domain.practitioners import CERTIFICATE_LABELS, CertificateKind
from medtech_desktop.office import certificates, invitations, practitioner_changes
from medtech_desktop.office import practitioners as office
from medtech_desktop.office.acts import Done
from medtech_desktop.office.library import Library
from medtech_desktop.office.practitioner_changes import held_records
from medtech_desktop.office.scans import NewScan
from medtech_desktop.office.world import load_world

_GONE = {"left": "离院", "died": "去世", "leave": "休假"}


def add_parsers(people: Any) -> None:
    """登记命令。"""
    _departments(people)
    leave = _on_person(people, "leave", "离院、去世或休假", _leave)
    leave.add_argument("--state", default="left", metavar="去向", **one_of(_GONE))
    _on_person(people, "return", "回到在院", _return)
    invited = _on_person(people, "invite", "登记外院医师的邀请文件", _invite)
    invited.add_argument("--document", required=True, metavar="文件", help="邀请文件的名称或文号")
    invited.add_argument("--until", required=True, type=a_date, metavar="日期", help="邀请止日")
    invited.add_argument("--institution", default="", metavar="机构", help="缺省其注册的外院")
    invited.add_argument("--department", default="", metavar="科室")
    freed = _on_person(people, "exempt", "登记免训（限制类技术）", _exempt)
    freed.add_argument("technology", metavar="技术", help="技术编号、院内编号或名称")
    freed.add_argument("--basis", required=True, metavar="规定", help="免训所依据的规定")
    freed.add_argument("--why", default="", metavar="理由")
    freed.add_argument("--document", default="", metavar="文件")
    freed.add_argument("--until", type=a_date, metavar="日期", help="免训止日，缺省长期")
    _certificates(people)
    records = people.add_parser("records", help="一个人名下的各条登记，供撤销")
    records.add_argument("person", metavar="工号或姓名")
    records.set_defaults(run=_records)
    undo = _on_person(people, "annul", "撤销登记错的一条（--reason 写明理由）", _annul)
    undo.add_argument("record", metavar="标识", help="records 列出的标识")


def _on_person(
    people: Any, name: str, words: str, run: Callable[[argparse.Namespace], Reply]
) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = people.add_parser(name, help=words)
    made.add_argument("person", metavar="工号或姓名")
    act_options(made)
    made.set_defaults(run=run)
    return made


def _departments(people: Any) -> None:
    move = _on_person(people, "transfer", "调科", _transfer)
    move.add_argument("department", metavar="科室")
    move.add_argument("--leaving", default="", metavar="科室", help="有几个科室时，离开哪一个")
    for name, words, run in (
        ("join", "兼任另一科室", _join),
        ("part", "不再兼任一个科室", _part),
    ):
        made = _on_person(people, name, words, run)
        made.add_argument("department", metavar="科室")


def _certificates(people: Any) -> None:
    paper = _on_person(people, "certificate", "登记证书或培训证明", _certificate)
    paper.add_argument("kind", metavar="证书", **one_of(CERTIFICATE_LABELS))
    paper.add_argument("--title", required=True, metavar="名称")
    paper.add_argument("--number", default="", metavar="编号")
    paper.add_argument("--issuer", default="", metavar="发证单位")
    paper.add_argument("--until", type=a_date, metavar="日期", help="有效期至")
    paper.add_argument("--technology", default="", metavar="技术", help="对应的限制类技术")
    paper.add_argument(
        "--scan", action="append", default=[], type=a_path, metavar="文件", help="扫描件，可重复"
    )
    scan = _on_person(people, "attach", "给证书加扫描件", _attach)
    scan.add_argument("certificate", metavar="证书", help="证书的编号、名称或种类")
    scan.add_argument("file", type=a_path, metavar="文件")


def _done(
    asked: argparse.Namespace, act: Callable[..., Done], *what: object, **how: object
) -> Reply:
    """找到这个人，办一件事。"""
    with opened(asked) as library:
        person = office.person_id(library, asked.person, act_day(asked))
        return done_reply(act(library, the_clerk(asked), person, *what, **how))


def _transfer(asked: argparse.Namespace) -> Reply:
    act = practitioner_changes.transfer
    return _done(asked, act, asked.department, act_day(asked), leaving=asked.leaving)


def _join(asked: argparse.Namespace) -> Reply:
    return _done(asked, practitioner_changes.join_department, asked.department, act_day(asked))


def _part(asked: argparse.Namespace) -> Reply:
    return _done(asked, practitioner_changes.part_department, asked.department, act_day(asked))


def _leave(asked: argparse.Namespace) -> Reply:
    return _done(asked, office.set_presence, asked.state, act_day(asked))


def _return(asked: argparse.Namespace) -> Reply:
    return _done(asked, office.set_presence, "present", act_day(asked))


def _invite(asked: argparse.Namespace) -> Reply:
    draft = invitations.NewInvitation(
        asked.document, act_day(asked), asked.until, asked.institution, asked.department
    )
    return _done(asked, invitations.invite, draft)


def _exempt(asked: argparse.Namespace) -> Reply:
    draft = invitations.NewExemption(
        asked.technology, asked.basis, act_day(asked), asked.why, asked.document, asked.until
    )
    return _done(asked, invitations.exempt, draft)


def _certificate(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    with opened(asked) as library:
        person = office.person_id(library, asked.person, day)
        draft = certificates.NewCertificate(
            CertificateKind(asked.kind),
            asked.title,
            asked.number,
            asked.issuer,
            day,
            asked.until,
            _lineage(library, asked),
            tuple(NewScan("", Path(file)) for file in asked.scan),
        )
        return done_reply(certificates.add_certificate(library, the_clerk(asked), person, draft))


def _lineage(library: Library, asked: argparse.Namespace) -> str:
    if not asked.technology:
        return ""
    day = act_day(asked)
    return invitations.restricted_lineage(load_world(library, day), asked.technology, day)[0]


def _attach(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    with opened(asked) as library:
        staff = load_world(library, day).staff
        person = office.find_person(staff, asked.person, day)
        owner = certificates.certificate_of(staff.all_certificates_of(person), asked.certificate)
        scans = (NewScan(owner.uid, Path(asked.file)),)
        return done_reply(certificates.attach_scans(library, the_clerk(asked), person, scans))


def _records(asked: argparse.Namespace) -> Reply:
    day = on_day(asked)
    with opened(asked) as library:
        person = office.person_id(library, asked.person, day)
        found = held_records(library, person, day)
    data = [{"record": r.uid, "day": r.day.isoformat(), "words": r.words} for r in found]
    return Reply({"records": data}, table(("标识", "登记"), ((r.uid, r.words) for r in found)))


def _annul(asked: argparse.Namespace) -> Reply:
    return _done(asked, practitioner_changes.annul_record, asked.record, asked.reason)
