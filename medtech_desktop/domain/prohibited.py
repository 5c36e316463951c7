"""禁止类技术：技术 × 适应证，有理由、有来源、有起止；紧急情况无例外。

A certain match is refused.  A possible one asks for the indication; the stored answer of
the office settles it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from medtech_desktop.domain.law import Finding, Severity, cites
from medtech_desktop.domain.terms import Closeness, affirms_any, closest, normal, split_terms


class Ground(StrEnum):
    """禁止理由：办法第九条四项，及湘二（一）「行政部门明令禁止」。"""

    UNPROVEN = "unproven"
    ETHICS = "ethics"
    OBSOLETE = "obsolete"
    NO_RESEARCH = "no_research"
    BANNED = "banned"


GROUND_LABELS = {
    Ground.UNPROVEN: "临床应用安全性、有效性不确切",
    Ground.ETHICS: "存在重大伦理问题",
    Ground.OBSOLETE: "已经被临床淘汰",
    Ground.NO_RESEARCH: "未经临床研究论证的医疗新技术",
    Ground.BANNED: "行政部门明令禁止临床应用",
}
GROUND_ARTICLES = {
    Ground.UNPROVEN: "MTCA-9(1)",
    Ground.ETHICS: "MTCA-9(2)",
    Ground.OBSOLETE: "MTCA-9(3)",
    Ground.NO_RESEARCH: "MTCA-9(4)",
    Ground.BANNED: "HN-2.1",
}


class Issuer(StrEnum):
    """由谁列入：国家、省、本院。"""

    NATIONAL = "national"
    PROVINCIAL = "provincial"
    HOSPITAL = "hospital"


class IndicationRule(StrEnum):
    """适应证如何限定：any 一律禁止，only 仅所列适应证禁止，except 除所列目的外禁止。"""

    ANY = "any"
    ONLY = "only"
    EXCEPT = "except"


@dataclass(frozen=True, slots=True)
class ProhibitedEntry:
    """禁止类条目。多词列以「|」分隔；``until`` 含当日，None = 至今。"""

    id: int
    uid: str
    technology: str
    indication: str  # as the source words it; empty = all
    indication_rule: IndicationRule
    ground: Ground
    issuer: Issuer
    since: date
    until: date | None
    source: str
    aliases: str = ""
    codes: str = ""
    exceptions: str = ""  # names that contain the term but are something else
    indication_terms: str = ""  # ONLY: banned indications; EXCEPT: banned purposes
    allowed_terms: str = ""  # EXCEPT: purposes that are allowed
    interim: bool = False  # 国家目录发布前
    unverified: bool = False
    note: str = ""

    def holds_on(self, day: date) -> bool:
        """当日是否有效。"""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class ProhibitedAnswer:
    """对「可能属于禁止类」的书面判定；同一条目、同一适应证以后判者为准。"""

    id: int
    uid: str
    entry_id: int
    technology_id: int
    indication: str
    is_prohibited: bool
    reason: str
    decided_on: date
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """被核对的技术：名称、别名、编码与适应证。"""

    name: str
    aliases: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    indication: str = ""


class MatchKind(StrEnum):
    """核对结果：确属、可能、不属。"""

    CERTAIN = "certain"
    POSSIBLE = "possible"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Match:
    """核对结果。``question`` 仅在可能时有；``answer`` 为已有的书面判定。"""

    kind: MatchKind
    entry: ProhibitedEntry | None = None
    question: str = ""
    answer: ProhibitedAnswer | None = None


NO_MATCH = Match(MatchKind.NONE)
_STRENGTH = {MatchKind.CERTAIN: 2, MatchKind.POSSIBLE: 1, MatchKind.NONE: 0}


def match(
    entries: Iterable[ProhibitedEntry],
    wording: Wording,
    on: date,
    answers: Iterable[ProhibitedAnswer] = (),
) -> Match:
    """最重的一项核对结果；已判定为不属者按不属计。"""
    best = NO_MATCH
    for found in matches(entries, wording, on, answers):
        if _STRENGTH[found.kind] > _STRENGTH[best.kind]:
            best = found
    return best


def matches(
    entries: Iterable[ProhibitedEntry],
    wording: Wording,
    on: date,
    answers: Iterable[ProhibitedAnswer] = (),
) -> tuple[Match, ...]:
    """逐条核对，凡确属、可能或已有判定的都列出。"""
    given = tuple(answers)
    found: list[Match] = []
    for entry in entries:
        if not entry.holds_on(on):
            continue
        one = _settled(_match_one(entry, wording), entry, wording, given, on)
        if one.entry is not None:
            found.append(one)
    return tuple(found)


def _settled(
    one: Match,
    entry: ProhibitedEntry,
    wording: Wording,
    answers: tuple[ProhibitedAnswer, ...],
    on: date,
) -> Match:
    """书面判定了结「可能」；不能推翻「确属」。"""
    if one.kind is not MatchKind.POSSIBLE:
        return one
    asked = normal(wording.indication)
    fitting = [
        a
        for a in answers
        if a.entry_id == entry.id and normal(a.indication) == asked and a.decided_on <= on
    ]
    if not fitting:
        return one
    last = max(fitting, key=lambda a: (a.decided_on, a.id))
    kind = MatchKind.CERTAIN if last.is_prohibited else MatchKind.NONE
    return Match(kind, entry, "", last)


def _match_one(entry: ProhibitedEntry, wording: Wording) -> Match:
    near = _technology_closeness(entry, wording)
    if near is Closeness.NONE:
        return NO_MATCH
    texts = (wording.name, *wording.aliases, wording.indication)
    named = any(affirms_any(text, split_terms(entry.indication_terms)) for text in texts)
    if entry.indication_rule is IndicationRule.EXCEPT:
        if named:
            return _certain(entry, wording.indication)
        allowed = any(affirms_any(text, split_terms(entry.allowed_terms)) for text in texts)
        return NO_MATCH if allowed else _possible(entry, wording.indication)
    is_banned = named or entry.indication_rule is IndicationRule.ANY
    if is_banned and near is Closeness.SAME:
        return _certain(entry, wording.indication)
    return _possible(entry, wording.indication)


def _technology_closeness(entry: ProhibitedEntry, wording: Wording) -> Closeness:
    listed = split_terms(entry.codes)
    if any(is_under(own, code) for own in wording.codes for code in listed):
        return Closeness.SAME
    return closest(
        (wording.name, *wording.aliases),
        (entry.technology, *split_terms(entry.aliases)),
        (
            *split_terms(entry.indication_terms),
            *split_terms(entry.allowed_terms),
            entry.indication,
        ),
        split_terms(entry.exceptions),
    )


def is_under(code: str, listed: str) -> bool:
    """编码是否即所列编码或属其下：36.07 同 36.0700，11.7501 属 11.75。"""
    own, main = _main_code(code), _main_code(listed)
    if not own or not main:
        return False
    if "x" in listed.strip().casefold().partition(".")[2][4:]:  # an extended code: only itself
        return code.strip().casefold() == listed.strip().casefold()
    return own == main or (main.endswith("00") and own[:5] == main[:5])


def _main_code(code: str) -> str:
    head, dot, tail = code.strip().casefold().partition(".")
    if not dot:
        return head
    if tail[1:2] == "x":  # 11.7x00: the x fills the second place
        return f"{head}.{tail[:4]}"
    return f"{head}.{tail.partition('x')[0]:0<4}"


def _certain(entry: ProhibitedEntry, indication: str) -> Match:
    """确属；条目尚未核对原文的只问不拒，由书面判定了结。"""
    if not entry.unverified:
        return Match(MatchKind.CERTAIN, entry)
    asked = _possible(entry, indication)
    return Match(MatchKind.POSSIBLE, entry, f"条目尚未核对原文。{asked.question}")


def _possible(entry: ProhibitedEntry, indication: str) -> Match:
    what, given = f"「{entry.technology}」", indication.strip()
    if entry.indication_rule is IndicationRule.ANY:
        question = f"名称与禁止类技术{what}相近。本技术是否即为该技术，依据是什么"
    elif entry.indication_rule is IndicationRule.ONLY:
        question = f"{what}用于「{entry.indication}」时禁止。"
        question += f"所写适应证「{given}」是否属于此" if given else "本技术用于何种适应证"
    else:
        question = f"{what}除{entry.indication}以外禁止。"
        question += (
            f"所写「{given}」是否为{entry.indication}"
            if given
            else "本技术用于何种目的、何种适应证"
        )
    return Match(MatchKind.POSSIBLE, entry, question)


def article_of(entry: ProhibitedEntry, *, in_use: bool) -> str:
    """依据：国家列入且在用 → 第二十五条（一）；否则第九条各项或湘二（一）。"""
    if entry.issuer is Issuer.NATIONAL and in_use:
        return "MTCA-25(1)"
    return GROUND_ARTICLES[entry.ground]


@cites("MTCA-9", "HN-2.1", "MTCA-9(1)", "MTCA-9(2)", "MTCA-9(3)", "MTCA-9(4)", "MTCA-25(1)")
def prohibited_findings(found: Match, *, in_use: bool = False) -> tuple[Finding, ...]:
    """禁止类技术禁止应用于临床；确属即拒绝，可能则先问清再办。no emergency exception."""
    entry = found.entry
    if entry is None or found.kind is MatchKind.NONE:
        return ()
    if found.kind is MatchKind.POSSIBLE:
        return (
            Finding(
                Severity.REFUSE,
                f"可能属于禁止类技术：{found.question}",
                article_of(entry, in_use=in_use),
                "写明适应证并记录判定及理由，判定为不属禁止类后方可继续",
                "indication",
            ),
        )
    return (
        Finding(
            Severity.REFUSE,
            _refusal(found, entry),
            article_of(entry, in_use=in_use),
            "立即停止该技术的临床应用，急诊亦无例外" if in_use else "不得开展，急诊亦无例外",
            "name",
        ),
    )


def _refusal(found: Match, entry: ProhibitedEntry) -> str:
    what = entry.technology
    if entry.indication_rule is IndicationRule.ONLY:
        what += f"治疗{entry.indication}"
    elif entry.indication_rule is IndicationRule.EXCEPT:
        what += f"（除{entry.indication}以外）"
    marks = ["国家目录发布前"] if entry.interim else []
    marks += ["请核对原文"] if entry.unverified else []
    if found.answer is not None:
        marks.append(f"{found.answer.decided_on.isoformat()} 判定：{found.answer.reason}")
    tail = f"（{'；'.join(marks)}）" if marks else ""
    return f"属于禁止类技术「{what}」：{GROUND_LABELS[entry.ground]}，来源 {entry.source}{tail}"
