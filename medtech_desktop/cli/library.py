"""new、demo、audit、doctor：数据文件本身。"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from medtech_desktop.cli.parsing import (
    BadUsage,
    a_count,
    a_date,
    a_number,
    a_path,
    act_day,
    act_options,
    book_path,
    group,
    refuse_on,
    the_clerk,
)
from medtech_desktop.cli.replies import Reply, done_reply, say, table
from medtech_desktop.domain.law import Refused, Severity
from medtech_desktop.office import library as office
from medtech_desktop.office.acts import Done
from medtech_desktop.office.backups import set_second_place
from medtech_desktop.office.library import Library
from medtech_desktop.office.privilege_intervals import rebuild_privileges
from medtech_desktop.office.storage_places import second_place
from medtech_desktop.office.surgery_checks import rebuild_checks


@contextmanager
def opened(
    asked: argparse.Namespace, *, read_only: bool = False, quiet: bool = False
) -> Iterator[Library]:
    """打开所指的数据文件，用完关上；打开时发现的事提示在标准错误，除非 ``quiet``。"""
    library = office.open_library(book_path(asked), read_only=read_only)
    try:
        for notice in () if quiet else library.notices:
            say(f"提示：{notice}")
        yield library
    finally:
        library.close()


def act_reply(
    asked: argparse.Namespace, act: Callable[..., Done], *what: object, **how: object
) -> Reply:
    """打开所指的数据文件，由这名经办人办一件事，回话。"""
    with opened(asked) as library:
        return done_reply(act(library, the_clerk(asked), *what, **how))


def add_commands(commands: Any) -> None:
    """登记命令。"""
    _new_parser(commands)
    demo = commands.add_parser("demo", help="建立演示医院")
    demo.add_argument("file", type=a_path, metavar="文件夹", help="新的数据文件夹")
    demo.add_argument(
        "--physicians", type=a_number(0, 5000), default=60, metavar="人数", help="至少 40"
    )
    demo.add_argument(
        "--events", type=a_number(0, 2_000_000), default=0, metavar="件数", help="授权事件补到几件"
    )
    demo.add_argument(
        "--cases", type=a_number(0, 2_000_000), default=2000, metavar="例数", help="手术登记几例"
    )
    demo.add_argument("--seed", type=a_count, default=1, metavar="种子")
    demo.add_argument("--today", type=a_date, metavar="日期", help="演示的今天，缺省今天")
    demo.set_defaults(run=_demo)
    audit = group(commands, "audit", "审计日志")
    verify = audit.add_parser("verify", help="核验审计日志")
    verify.add_argument("--anchor", metavar="锚", help="印在文书页脚的审计锚")
    verify.set_defaults(run=_verify)
    doctor = commands.add_parser("doctor", help="体检：完整性、引用、版本、审计、附件")
    doctor.add_argument(
        "--rebuild", action="store_true", help="先重建派生的授权区间和手术核查，再体检"
    )
    doctor.set_defaults(run=_doctor)


def _new_parser(commands: Any) -> None:
    new = commands.add_parser("new", help="新建数据文件，带随附目录")
    new.add_argument("file", type=a_path, metavar="文件夹", help="新的数据文件夹")
    new.add_argument("--hospital", required=True, metavar="名称", help="医疗机构全称")
    new.add_argument("--province", default="湖南", metavar="省份")
    new.add_argument("--plain", action="store_true", help="不加密（目前都不加密）")
    new.add_argument("--type", default="", metavar="类别")
    new.add_argument("--level", default="", metavar="级别")
    new.add_argument("--principal", default="", metavar="姓名", help="主要负责人")
    new.add_argument("--mobile", default="", metavar="手机", help="主要负责人的联系手机")
    new.add_argument("--licence", default="", metavar="登记号", help="执业许可证登记号")
    new.add_argument("--authority", default="", metavar="机关", help="发证机关全称")
    new.add_argument("--tcm", action="store_true", help="中医医疗机构")
    new.add_argument("--principal-since", type=a_date, metavar="日期", help="任职起，缺省启用日")
    new.add_argument("--main-site", default="本部", metavar="名称", help="默认院区，缺省「本部」")
    new.add_argument(
        "--site",
        action="append",
        default=[],
        metavar="名称[:登记号:机关]",
        help="另一院区；写了发证机关的另有一张许可证，可重复",
    )
    new.add_argument("--second-place", type=a_path, metavar="文件夹", help="第二备份位置，当场备份")
    new.add_argument("--opened-on", type=a_date, metavar="日期", help="启用日，缺省今天")
    act_options(new)
    new.set_defaults(run=_new)


def _new(asked: argparse.Namespace) -> Reply:
    hospital = office.NewHospital(
        name=asked.hospital,
        type=asked.type,
        level=asked.level,
        principal=asked.principal,
        principal_mobile=asked.mobile,
        licence_number=asked.licence,
        authority=asked.authority,
        tcm=asked.tcm,
        principal_since=asked.principal_since,
        main_site=asked.main_site,
        sites=tuple(_site(text) for text in asked.site),
    )
    opened_on = asked.opened_on or act_day(asked)
    folder = Path(asked.file)
    if asked.second_place:
        _refuse_place(Path(asked.second_place), folder)
    library = office.new_library(
        folder,
        hospital,
        province=asked.province,
        opened_on=opened_on,
        clerk=the_clerk(asked),
    )
    where = str(library.folder)
    said = [f"已新建 {where}"]
    try:
        if asked.second_place:
            done = set_second_place(library, the_clerk(asked), Path(asked.second_place))
            said.append(done.said)
    finally:
        library.close()
    return Reply({"book": where}, tuple(said))


def _site(text: str) -> office.NewSite:
    name, _, rest = text.partition(":")
    number, _, authority = rest.partition(":")
    if rest and not authority.strip():
        raise BadUsage(f"「{text}」没有发证机关", "写成 名称:登记号:机关；同一张许可证只写名称")
    return office.NewSite(name, number, authority)


def _refuse_place(second: Path, folder: Path) -> None:
    wrong = [f for f in second_place(second, folder) if f.severity is Severity.REFUSE]
    if wrong:
        raise Refused(wrong)


def _demo(asked: argparse.Namespace) -> Reply:
    refuse_on(asked, "演示的今天写 --today 日期，放在命令之后")
    from medtech_desktop.office.demo import build_demo
    from medtech_desktop.office.demo_counts import demo_counts

    library = build_demo(
        Path(asked.file),
        on=asked.today,
        seed=asked.seed,
        physicians=asked.physicians,
        events=asked.events,
        cases=asked.cases,
    )
    try:
        counts = demo_counts(library)
        where = str(library.folder)
    finally:
        library.close()
    words = "，".join(f"{label} {n}" for label, n in counts.values())
    data = {"book": where, **{key: n for key, (_, n) in counts.items()}}
    return Reply(data, (f"已建立演示医院 {where}：{words}",))


def _verify(asked: argparse.Namespace) -> Reply:
    with opened(asked) as library:
        report = office.check_audit(library, asked.anchor)
    data = {
        "entries": report.entries,
        "ok": report.ok,
        "first_bad": report.first_bad,
        "head": report.head,
        "why": report.why,
    }
    if report.ok:
        words = f"审计日志 {report.entries} 条，首尾相接，末条锚 {report.head}"
    else:
        words = f"{report.why}。数据仍可使用，告知管理员并用备份核对"
        return Reply(data, (), 3, trouble=words)
    return Reply(data, (words,))


def _doctor(asked: argparse.Namespace) -> Reply:
    said: tuple[str, ...] = ()
    with opened(asked, quiet=True) as library:
        notices = [str(n) for n in library.notices]
        if asked.rebuild:
            refuse_on(asked)
            rebuilt = rebuild_privileges(library, the_clerk(asked)).said
            said = (rebuilt, rebuild_checks(library))
        found = office.check_library(library)
    ok = all(line.ok for line in found)
    data = {
        "ok": ok,
        "checks": [{"what": x.what, "ok": x.ok, "detail": x.detail} for x in found],
        "notices": notices,
        "rebuilt": list(said),
    }
    rows = [("正常" if x.ok else "异常", x.what, x.detail) for x in found]
    lines = (*said, *notices, *table(("结果", "项目", "详情"), rows))
    bad = "、".join(x.what for x in found if not x.ok)
    return Reply(data, lines, 3, trouble=f"体检发现异常：{bad}") if bad else Reply(data, lines)
