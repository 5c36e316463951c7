"""手术核查的规则：一条判断说成一条结论，写明事实、依据与怎样补救（law.md 第 6 节）。

What was judged (``Judged``) is turned into what is said (``Finding``).  Who and what is
told by ``Known``; nothing of a patient is in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.gradings import GRADE_NAMES
from medtech_desktop.domain.law import Finding, Severity, cites
from medtech_desktop.domain.practitioners import Staff, Whereabouts
from medtech_desktop.domain.privilege_answers import Answer, Held, Lack
from medtech_desktop.domain.surgeries import KIND_ARTICLES, Judged, Kind, Status

SEVERITIES: dict[Status, Severity] = {
    Status.VIOLATION: Severity.REFUSE,
    Status.TO_VERIFY: Severity.WARN,
    Status.NOTE: Severity.NOTE,
}
_OWN_UP = "已经做了的，由科室写明情况，医务部门处理"


@dataclass(frozen=True, slots=True)
class Known:
    """说一条发现所据的事实；不知道的空着，话就短一些。

    ``since`` is the day of what stands against it: the stop, the suspension, the last day
    of a privilege or a proof, the day of late entry, the due day of a filing.
    """

    day: date
    who: str = ""
    what: str = ""
    technology: str = ""
    since: date | None = None
    document: str = ""
    reason: str = ""
    superior: str = ""
    lead: str = ""
    subjects: tuple[str, ...] = ()
    platform: str = ""
    cases: int = 0
    article: str = ""


Rule = Callable[[Judged, Known], Finding]


def _say(judged: Judged, known: Known, said: str, remedy: str) -> Finding:
    article = known.article or KIND_ARTICLES[judged.kind]
    return Finding(SEVERITIES[judged.status], said, article, remedy)


def _who(known: Known) -> str:
    return known.who or "术者"


def _what(judged: Judged, known: Known) -> str:
    """术式，连同须几级；没有手术编码的说技术。"""
    if not known.what:
        return f"「{known.technology}」" if known.technology else "这一项"
    needed = GRADE_NAMES.get(judged.needed or 0, "")
    return f"「{known.what}」（须{needed}）" if needed else f"「{known.what}」"


def _tech(known: Known) -> str:
    return f"「{known.technology}」" if known.technology else "这项技术"


def _document(known: Known) -> str:
    return f"（{known.document}）" if known.document else ""


def _since(known: Known, words: str) -> str:
    return words.format(known.since.isoformat()) if known.since else ""


# The privilege of the operator (第二十条)


@cites("MTCA-20")
def no_privilege(judged: Judged, known: Known) -> Finding:
    """当日没有这一项的授权。"""
    said = f"{_who(known)} {known.day.isoformat()} 没有{_what(judged, known)}的授权"
    return _say(judged, known, said, f"补办授权以前不再做；{_OWN_UP}")


@cites("MTCA-20")
def above_grade(judged: Judged, known: Known) -> Finding:
    """所持级别低于所须级别。"""
    had = GRADE_NAMES.get(judged.had or 0, "")
    held = f"只有{had}权限" if had else "没有够级别的权限"
    said = f"{_who(known)} {known.day.isoformat()} {held}，做了{_what(judged, known)}"
    return _say(judged, known, said, f"由级别够的医师施行，或先申请升级；{_OWN_UP}")


@cites("MTCA-20")
def suspended(judged: Judged, known: Known) -> Finding:
    """授权暂停期间仍做。"""
    when = _since(known, "自 {} 起")
    said = f"{_who(known)}的授权{when}已暂停{_document(known)}，"
    said += f"{known.day.isoformat()} 做了{_what(judged, known)}"
    return _say(judged, known, said, f"恢复授权以前不再安排；{_OWN_UP}")


@cites("MTCA-20")
def expired(judged: Judged, known: Known) -> Finding:
    """授权期满没有续授。"""
    when = _since(known, "到 {} 为止，") or "已经期满，"
    said = f"{_who(known)}的授权{when}没有续授，"
    said += f"{known.day.isoformat()} 做了{_what(judged, known)}"
    return _say(judged, known, said, f"续授以前不再做；续授不追溯，{_OWN_UP}")


@cites("MTCA-20")
def revoked(judged: Judged, known: Known) -> Finding:
    """授权撤销以后仍做。"""
    when = _since(known, "自 {} 起")
    said = f"{_who(known)}的授权{when}已撤销{_document(known)}，"
    said += f"{known.day.isoformat()} 做了{_what(judged, known)}"
    return _say(judged, known, said, f"不再安排；{_OWN_UP}")


@cites("MTCA-20")
def emergency(judged: Judged, known: Known) -> Finding:
    """急诊超权限：上级确认了的存档，没有确认的待核实，绝不作普通违规。"""
    said = f"{_who(known)} {known.day.isoformat()} 急诊超权限做了{_what(judged, known)}，"
    superior = known.superior or "上级"
    if judged.status is Status.NOTE:
        return _say(judged, known, f"{said}{superior}已确认", "随手术登记存档")
    remedy = "登记急诊超权限，请上级核实后确认；不予确认的按无权论"
    return _say(judged, known, f"{said}{superior}还没有确认", remedy)


@cites("MTCA-20")
def same_day(judged: Judged, known: Known) -> Finding:
    """授权当日变动：手术在变动之前还是之后，由人核实。"""
    said = f"{_who(known)}的授权正在 {known.day.isoformat()} 当日变动{_document(known)}，"
    said += f"{_what(judged, known)}在变动之前还是之后，待核实"
    return _say(judged, known, said, "核对手术时间与授权文件，写明理由")


@cites("MTCA-20")
def late_entry(judged: Judged, known: Known) -> Finding:
    """有权，但当时没有在册：补录不使原来的问题消失。"""
    when = _since(known, "登记于 {}，")
    said = f"{_who(known)}做{_what(judged, known)}的授权{when}"
    said += f"{known.day.isoformat()} 当时没有在册（补录）"
    return _say(judged, known, said, "核对补录所依的文件；原来的问题不因补录消失")


@cites("MTCA-20")
def not_ours(judged: Judged, known: Known) -> Finding:
    """术者既不在本院注册，也没有登记为外请。"""
    why = known.reason or "既不在本院注册，也没有外请登记"
    said = f"{_who(known)} {known.day.isoformat()} {why}，做了{_what(judged, known)}"
    remedy = "核对术者是谁；外请的补登邀请文件，写错的在源头改正后重新导入"
    return _say(judged, known, said, remedy)


@cites("MTCA-18")
def unlisted(judged: Judged, known: Known) -> Finding:
    """当日施行的分级目录没有列入这一术式。"""
    said = f"{known.day.isoformat()} 施行的分级目录{_document(known)}没有列入"
    said += _what(judged, known)
    return _say(judged, known, said, "评定级别，列入分级目录的下一版，再授权")


# The technology (第九条、第十三条、第二十一条、第二十二条、第二十五条)


@cites("MTCA-25", "MTCA-22")
def stopped(judged: Judged, known: Known) -> Finding:
    """技术已停止应用，仍在做。"""
    when = _since(known, "自 {} 起")
    why = f"（{known.reason}）" if known.reason else ""
    said = f"{_tech(known)}{when}已停止应用{why}，{known.day.isoformat()} 仍开展"
    return _say(judged, known, said, f"立即停止；恢复须重新论证。{_OWN_UP}")


@cites("MTCA-9", "HN-2.1", "MTCA-25(1)")
def prohibited(judged: Judged, known: Known) -> Finding:
    """禁止类技术，急诊亦无例外。"""
    why = f"：{known.reason}" if known.reason else ""
    said = f"{_tech(known)} {known.day.isoformat()} 属于禁止类技术{why}"
    return _say(judged, known, said, f"立即停止，急诊亦无例外；{_OWN_UP}")


@cites("MTCA-21")
def not_appraised(judged: Judged, known: Known) -> Finding:
    """开展以前没有通过论证。"""
    why = known.reason or "没有通过技术论证"
    said = f"{_tech(known)} {known.day.isoformat()} {why}，已开展"
    return _say(judged, known, said, f"论证通过以前不再做；以后的论证不补救这一例，{_OWN_UP}")


@cites("MTCA-13")
def no_ethics(judged: Judged, known: Known) -> Finding:
    """开展以前没有通过伦理审查；后来的通过不能补救。"""
    why = known.reason or "没有通过伦理审查"
    said = f"{_tech(known)} {known.day.isoformat()} {why}，已开展"
    return _say(judged, known, said, f"审查通过以前不再做；以后的通过不补救这一例，{_OWN_UP}")


@cites("MTCA-43(1)")
def subject(judged: Judged, known: Known) -> Finding:
    """技术须有的诊疗科目，许可证当日没有登记。"""
    names = "、".join(known.subjects) or "相应的诊疗科目"
    said = f"{_tech(known)}须有诊疗科目 {names}，"
    said += f"{known.day.isoformat()} 的执业许可证上没有"
    return _say(judged, known, said, "先办理诊疗科目登记；登记有误的，改正本院或技术的诊疗科目")


@cites("MTCA-11(3)")
def lead(judged: Judged, known: Known) -> Finding:
    """限制类技术的负责人当日不在本院注册。"""
    who = known.lead or "技术负责人"
    why = known.reason or "不是在本院注册的执业医师"
    said = f"{_tech(known)}的技术负责人{who} {known.day.isoformat()} {why}"
    return _say(judged, known, said, "确定在本院注册的负责人，重新提交备案表")


@cites("MTCA-26", "HN-5")
def untrained(judged: Judged, known: Known) -> Finding:
    """限制类技术的术者没有培训证明，也没有免训依据。"""
    lapsed = _since(known, "的培训证明已于 {} 到期")
    said = f"{_who(known)}{lapsed or '没有培训证明，也没有免训依据'}，"
    said += f"{known.day.isoformat()} 做了限制类技术{_tech(known)}"
    return _say(judged, known, said, "补登培训证明或免训依据；没有的，培训合格以前不再做")


@cites("MTCA-45(3)")
def consent(judged: Judged, known: Known) -> Finding:
    """登记写明没有知情同意。空白是不知道，不是没有。"""
    said = f"手术登记写明 {known.day.isoformat()} 这一例没有知情同意"
    return _say(judged, known, said, "查病历：有同意书的在源头改正后重新导入；没有的写明情况")


# What depends on today (第三十七条、第十一条)


@cites("MTCA-37", "HN-3.2")
def not_reported(judged: Judged, known: Known) -> Finding:
    """应逐例报送而没有报：一例一个平台一条。"""
    due = _since(known, "应于 {} 以前")
    where = f"「{known.platform}」" if known.platform else "平台"
    said = f"{known.day.isoformat()} 的{_tech(known)}病例{due}报{where}，没有报"
    return _say(judged, known, said, "补报并登记回执号；平台故障的留存证明")


@cites("MTCA-11", "HN-2.2", "MTCA-49", "HN-6.1", "MTCA-10")
def late_filing(judged: Judged, known: Known) -> Finding:
    """逾期备案：一项技术一条，病例列在其下，不按病例计。"""
    due = _since(known, "应于 {} 前提交备案")
    said = f"{_tech(known)}{due}，{known.reason or '至今没有提交'}"
    if known.cases:
        said += f"，期限以后做了 {known.cases} 例"
    return _say(judged, known, said, "立即提交备案并说明原因；已提交的，保留逾期说明备查")


RULES: Mapping[Kind, Rule] = {
    Kind.NO_PRIVILEGE: no_privilege,
    Kind.ABOVE_GRADE: above_grade,
    Kind.SUSPENDED: suspended,
    Kind.EXPIRED: expired,
    Kind.REVOKED: revoked,
    Kind.EMERGENCY: emergency,
    Kind.UNLISTED: unlisted,
    Kind.STOPPED: stopped,
    Kind.PROHIBITED: prohibited,
    Kind.NOT_APPRAISED: not_appraised,
    Kind.NO_ETHICS: no_ethics,
    Kind.SUBJECT: subject,
    Kind.NOT_OURS: not_ours,
    Kind.LEAD: lead,
    Kind.UNTRAINED: untrained,
    Kind.CONSENT: consent,
    Kind.NOT_REPORTED: not_reported,
    Kind.LATE_FILING: late_filing,
    Kind.SAME_DAY: same_day,
    Kind.LATE_ENTRY: late_entry,
}
"""种类 → 它的规则；每一种都有。"""


@cites("MTCA-20")
def finding_of(judged: Judged, known: Known) -> Finding:
    """按种类说成一条结论。"""
    return RULES[judged.kind](judged, known)


@cites("MTCA-20", "MTCA-18", "MTCA-45(3)")
def brief_of(judged: Judged, known: Known) -> str:
    """清单里的一句证据：谁、哪天、哪一术式各有一栏，不再说；说不短的为空，说全句。"""
    had, document = GRADE_NAMES.get(judged.had or 0, ""), _document(known)
    confirmed = "已确认" if judged.status is Status.NOTE else "还没有确认"
    return {
        Kind.NO_PRIVILEGE: "当日没有授权",
        Kind.ABOVE_GRADE: f"当日授权只到{had}" if had else "当日授权不够级别",
        Kind.SUSPENDED: f"授权{_since(known, '自 {} 起')}已暂停{document}",
        Kind.EXPIRED: f"授权{_since(known, '到 {} 为止') or '已经期满'}，没有续授",
        Kind.REVOKED: f"授权{_since(known, '自 {} 起')}已撤销{document}",
        Kind.EMERGENCY: f"急诊，{known.superior or '上级'}{confirmed}",
        Kind.SAME_DAY: f"授权在当日变动{document}，先后待核实",
        Kind.LATE_ENTRY: f"授权{_since(known, '登记于 {}，')}当时没有在册",
        Kind.NOT_OURS: known.reason or "不在本院注册，也没有外请登记",
        Kind.UNLISTED: f"当日施行的分级目录{document}没有列入",
        Kind.CONSENT: "登记写明没有知情同意",
    }.get(judged.kind, "")


# From an answer to a judgement


KIND_OF_LACK: dict[Lack, Kind] = {
    Lack.NONE: Kind.NO_PRIVILEGE,
    Lack.GRADE: Kind.ABOVE_GRADE,
    Lack.SUSPENDED: Kind.SUSPENDED,
    Lack.EXPIRED: Kind.EXPIRED,
    Lack.REVOKED: Kind.REVOKED,
}


@cites("MTCA-20")
def privilege_judged(answer: Held, technology_id: int | None = None) -> Judged | None:
    """「有没有权」的回答是不是一条发现；有权、不纳入的没有。急诊另看上级的确认。"""
    needed = answer.asked.needed
    if answer.answer is Answer.SAME_DAY:
        return Judged(Kind.SAME_DAY, Status.TO_VERIFY, needed, None, technology_id)
    if answer.answer is Answer.HELD and answer.late:
        return Judged(Kind.LATE_ENTRY, Status.TO_VERIFY, needed, None, technology_id)
    if answer.answer is not Answer.NOT_HELD:
        return None
    kind = KIND_OF_LACK.get(answer.lack or Lack.NONE, Kind.NO_PRIVILEGE)
    had = max((s.interval.high for s in answer.sources if s.interval), default=0)
    return Judged(kind, Status.VIOLATION, needed, had or None, technology_id)


@cites("MTCA-20")
def emergency_judged(judged: Judged, confirmed: bool | None) -> Judged:
    """无权而是急诊的：确认了是提示，没有确认待核实，不予确认的仍是原来的违规。"""
    if judged.status is not Status.VIOLATION or confirmed is False:
        return judged
    status = Status.NOTE if confirmed else Status.TO_VERIFY
    return Judged(Kind.EMERGENCY, status, judged.needed, judged.had, judged.technology_id)


def is_unknown(staff: Staff, person_id: int, day: date) -> bool:
    """到那一天为止一条注册也没有登记过，也没有离院：不知道，不是违规。"""
    if staff.whereabouts(person_id, day) is not Whereabouts.UNKNOWN:
        return False
    return not any(one.since <= day for one in staff.registrations_of(person_id))


@cites("MTCA-20")
def is_ours(staff: Staff, person_id: int, day: date) -> bool:
    """当日注册在本院或登记为外请；到那一天为止没有登记过注册的，不知道不是违规。"""
    where = staff.whereabouts(person_id, day)
    if where is Whereabouts.UNKNOWN:
        return is_unknown(staff, person_id, day)
    return where not in (Whereabouts.LEFT, Whereabouts.DIED, Whereabouts.ELSEWHERE)
