"""条款对照：每项义务由哪些代码引用、由哪些测试举例（拒绝一例、允许一例）。

``python -m tests.law_map`` prints the map and fails when a duty that is not on the
pending list lacks a citation or an example.  ``--shrink`` takes what is built off the
list; the list only shrinks.

An example is a test marked ``@pytest.mark.refuses("MTCA-11(3)")`` or
``@pytest.mark.allows("MTCA-11(3)")``; where several duties share the article, the mark
says which: ``refuses("MTCA-11", duty="3.clock")``.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import medtech_desktop
from medtech_desktop.domain.law import HOSPITAL, Duty, Register, cited
from medtech_desktop.intake.law_register import load_duties, load_register

TESTS = Path(__file__).resolve().parent
SOURCE = Path(medtech_desktop.__file__).resolve().parent
PENDING = TESTS / "law_pending.txt"
KINDS = {"refuses": "拒绝", "allows": "允许"}
_PART = re.compile(r"(¶\d+|\(\d+\))$")
_NOT_IMPORTED = ("medtech_desktop.__main__", "medtech_desktop.store.migrations")


@dataclass(frozen=True, slots=True)
class Example:
    """一个举例：哪个测试，拒绝还是允许，哪一条，哪项义务（可空）。"""

    kind: str
    article: str
    duty: str
    test: str


@dataclass(frozen=True, slots=True)
class Pending:
    """尚未建成的义务；``most`` 是允许的最多项数。"""

    keys: tuple[str, ...]
    most: int


@dataclass(frozen=True, slots=True)
class Line:
    """对照表的一行。``uncited`` are the articles that no code cites."""

    duty: Duty
    code: tuple[str, ...]
    uncited: tuple[str, ...]
    refused: tuple[str, ...]
    allowed: tuple[str, ...]

    @property
    def lacking(self) -> tuple[str, ...]:
        found = [f"引用 {article}" for article in self.uncited]
        if not self.refused:
            found.append("拒绝例")
        if not self.allowed:
            found.append("允许例")
        return tuple(found)


@dataclass(frozen=True, slots=True)
class LawMap:
    """对照表和不合格之处。"""

    lines: tuple[Line, ...]
    problems: tuple[str, ...]


# --- what code and tests say -------------------------------------------------------------


def import_everything() -> None:
    """Import every module, so that each ``@cites`` has been heard."""
    for module in pkgutil.walk_packages([str(SOURCE)], "medtech_desktop."):
        if not module.name.startswith(_NOT_IMPORTED):
            importlib.import_module(module.name)


def citations() -> dict[str, frozenset[str]]:
    """条款 → 引用它的代码；only the program's own code counts."""
    ours = {
        article: frozenset(n for n in names if n.startswith("medtech_desktop."))
        for article, names in cited().items()
    }
    return {article: names for article, names in ours.items() if names}


def examples_in(source: str, where: str) -> Iterator[Example]:
    """The marked tests of one file; a mark on anything but a test is a mistake."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        for decorator in node.decorator_list:
            kind = _mark(decorator)
            if kind is None or not isinstance(decorator, ast.Call):
                continue
            if isinstance(node, ast.ClassDef) or not node.name.startswith("test_"):
                raise ValueError(f"{where}：{node.name} 不是测试函数，不能标 {kind}")
            if _never_runs(node.decorator_list):
                raise ValueError(f"{where}：{node.name} 不会运行，不能作为举例")
            test = f"{where}::{node.name}"
            keywords = {k.arg: _text(k.value, test) for k in decorator.keywords}
            for argument in decorator.args:
                yield Example(kind, _text(argument, test), keywords.get("duty", ""), test)


def _mark(node: ast.expr) -> str | None:
    call = node.func if isinstance(node, ast.Call) else node
    if not isinstance(call, ast.Attribute) or call.attr not in KINDS:
        return None
    return call.attr if ast.unparse(call.value) == "pytest.mark" else None


def _never_runs(decorators: Iterable[ast.expr]) -> bool:
    return any(
        ast.unparse(d).startswith(("pytest.mark.skip", "pytest.mark.xfail")) for d in decorators
    )


def _text(node: ast.expr, test: str) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value.replace(" ", "")
    raise ValueError(f"{test}：标记里的条款要直接写出来")


def all_examples() -> tuple[Example, ...]:
    """全部测试里的举例。"""
    found: list[Example] = []
    for path in sorted(TESTS.rglob("test_*.py")):
        where = path.relative_to(TESTS.parent).as_posix()
        found += examples_in(path.read_text(encoding="utf-8"), where)
    return tuple(found)


def finding_articles(source: str) -> Iterator[tuple[int, str]]:
    """Line and literal article of every ``Finding(…)`` in a source text."""
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Finding")):
            continue
        given = [k.value for k in node.keywords if k.arg == "article"] or node.args[2:3]
        for value in given:
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield node.lineno, value.value


def rules_without_citation(source: str) -> Iterator[str]:
    """Public functions that return findings and cite nothing."""
    for node in ast.parse(source).body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
            continue
        returned = ast.unparse(node.returns) if node.returns else ""
        cites = any(ast.unparse(d).startswith("cites(") for d in node.decorator_list)
        if re.search(r"\bFinding\b", returned) and not cites:
            yield node.name


# --- the judgement -----------------------------------------------------------------------


def _belongs(article: str, to: str) -> bool:
    """The article itself, or one of its items or paragraphs."""
    return article == to or _PART.sub("", article) == to


def duties_meant(example: Example, duties: Sequence[Duty]) -> tuple[Duty, ...]:
    """The duties that an example may speak of; one when it is well marked."""
    if example.duty:
        named = [d for d in duties if d.key == example.duty]
        return tuple(d for d in named if any(_belongs(example.article, a) for a in d.articles))
    exact = [d for d in duties if example.article in d.articles]
    near = [d for d in duties if any(_belongs(example.article, a) for a in d.articles)]
    return tuple(exact or near)


def judge(
    duties: Sequence[Duty],
    cited_by: Mapping[str, frozenset[str]],
    examples: Sequence[Example],
    pending: Pending,
    register: Register,
) -> LawMap:
    """The whole map with everything that is wrong about it."""
    problems = list(_unknown_articles(cited_by, examples, register))
    tests: dict[tuple[str, str], list[str]] = {}
    for example in examples:
        meant = duties_meant(example, duties)
        if len(meant) == 1:
            tests.setdefault((meant[0].key, example.kind), []).append(example.test)
        else:
            problems.append(_ill_marked(example, meant))
    lines = tuple(_line(duty, cited_by, tests) for duty in duties)
    problems += _pending_problems(lines, pending)
    return LawMap(lines, tuple(problems))


def _line(
    duty: Duty,
    cited_by: Mapping[str, frozenset[str]],
    tests: Mapping[tuple[str, str], Sequence[str]],
) -> Line:
    code: set[str] = set()
    uncited = []
    for article in duty.articles:
        names = {n for a, by in cited_by.items() if _belongs(a, article) for n in by}
        code |= names
        if not names:
            uncited.append(article)
    return Line(
        duty,
        tuple(sorted(code)),
        tuple(uncited),
        tuple(tests.get((duty.key, "refuses"), ())),
        tuple(tests.get((duty.key, "allows"), ())),
    )


def _unknown_articles(
    cited_by: Mapping[str, frozenset[str]], examples: Sequence[Example], register: Register
) -> Iterator[str]:
    for article, names in sorted(cited_by.items()):
        if article not in register and not article.startswith(f"{HOSPITAL}:"):
            yield f"{'、'.join(sorted(names))} 引用了登记里没有的条款「{article}」"
    for example in examples:
        if example.article not in register:
            yield f"{example.test} 举例的条款「{example.article}」登记里没有"


def _ill_marked(example: Example, meant: Sequence[Duty]) -> str:
    mark = f"{example.test} 标记 {example.kind}({example.article})"
    if example.duty:
        return f"{mark}：义务「{example.duty}」不存在或与这一条无关"
    if meant:
        keys = "、".join(duty.key for duty in meant)
        return f"{mark}：几项义务都依据这一条，请用 duty= 写明是哪一项（{keys}）"
    return f"{mark}：没有义务依据这一条"


def _pending_problems(lines: Sequence[Line], pending: Pending) -> Iterator[str]:
    known = {line.duty.key for line in lines}
    if len(pending.keys) != len(set(pending.keys)):
        yield "待建清单里有重复的行"
    for key in pending.keys:
        if key not in known:
            yield f"待建清单里的「{key}」不是一项义务"
    if len(pending.keys) != pending.most:
        yield (
            f"待建清单有 {len(pending.keys)} 行，记的是 {pending.most} 行；"
            "只可减少，减少后运行 python -m tests.law_map --shrink"
        )
    for line in lines:
        if line.lacking and line.duty.key not in pending.keys:
            yield f"义务「{line.duty.key}」缺：{'、'.join(line.lacking)}"
        if not line.lacking and line.duty.key in pending.keys:
            yield f"义务「{line.duty.key}」已建成，请运行 --shrink 从待建清单删去"


def code_problems(register: Register) -> Iterator[str]:
    """Findings with an unknown article, and rules that cite nothing."""
    for path in sorted(SOURCE.rglob("*.py")):
        where = path.relative_to(SOURCE.parent).as_posix()
        source = path.read_text(encoding="utf-8")
        for number, article in finding_articles(source):
            if article not in register and not article.startswith(f"{HOSPITAL}:"):
                yield f"{where}:{number} 结论的条款「{article}」登记里没有"
        if "domain" in path.parts:
            for name in rules_without_citation(source):
                yield f"{where} 的规则 {name} 没有 @cites"


# --- the pending list --------------------------------------------------------------------


def read_pending(text: str) -> Pending:
    """``最多 N 行`` and then one duty a line; after # comes what the reader may know."""
    lines = [line.split("#")[0].strip() for line in text.splitlines()]
    rows = [line for line in lines if line]
    most = re.fullmatch(r"最多 (\d+) 行", rows[0]) if rows else None
    if most is None:
        raise ValueError("待建清单的首行应为「最多 N 行」")
    return Pending(tuple(rows[1:]), int(most[1]))


def shrunk(pending: Pending, law_map: LawMap) -> str:
    """The list without what is built; never longer than before."""
    left = [x for x in law_map.lines if x.lacking and x.duty.key in pending.keys]
    head = "# 尚未建成的义务：只减不增。由 python -m tests.law_map --shrink 改写。\n"
    rows = (f"{x.duty.key:<22}# 第 {x.duty.issue} 期\n" for x in left)
    return f"{head}最多 {len(left)} 行\n{''.join(rows)}".replace("第 later 期", "以后")


def current_map() -> LawMap:
    """The map as code and tests stand now."""
    import_everything()
    register = load_register()
    pending = read_pending(PENDING.read_text(encoding="utf-8"))
    law_map = judge(load_duties(), citations(), all_examples(), pending, register)
    return LawMap(law_map.lines, (*law_map.problems, *code_problems(register)))


def _print(law_map: LawMap, pending: Pending, register: Register) -> None:
    for line in law_map.lines:
        duty = line.duty
        state = "待建" if duty.key in pending.keys else "建成"
        labels = "、".join(register.label(a) for a in duty.articles)
        print(f"{state}  {duty.key}  {labels}  {duty.gist}")
        for name in line.code:
            print(f"      代码  {name}")
        for kind, tests in (("拒绝", line.refused), ("允许", line.allowed)):
            for test in tests:
                print(f"      {kind}  {test}")
        if line.lacking:
            print(f"      缺    {'、'.join(line.lacking)}")
    built = len(law_map.lines) - len(pending.keys)
    print(f"义务 {len(law_map.lines)} 项，建成 {built} 项，待建 {len(pending.keys)} 项")


def main(arguments: Sequence[str] = ()) -> int:
    """Print the map; 1 when something is wrong with it."""
    pending = read_pending(PENDING.read_text(encoding="utf-8"))
    law_map = current_map()
    if "--shrink" in arguments:
        PENDING.write_text(shrunk(pending, law_map), encoding="utf-8")
        pending = read_pending(PENDING.read_text(encoding="utf-8"))
        law_map = current_map()
    _print(law_map, pending, load_register())
    for problem in law_map.problems:
        print(f"不合格：{problem}", file=sys.stderr)
    return 1 if law_map.problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
