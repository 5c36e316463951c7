"""院务公开的网页：一个自足的 HTML 文件，无脚本、无外链，手机与打印都可读。"""

from __future__ import annotations

from html import escape
from itertools import groupby

from medtech_desktop.documents.disclosure import MARK, facts, notes
from medtech_desktop.documents.fonts import UnprintableCharacters, settled
from medtech_desktop.documents.lists import EMPTY
from medtech_desktop.domain.disclosure_papers import Disclosure, PublicList

_DEPARTMENT = "科室"
_FOLDED = 60
"""行数多于此数、又有「科室」一栏的表，按科室折叠。"""
_STYLE = """
:root{color-scheme:light;--ink:#1d2329;--soft:#56606b;--rule:#d5dae0;--band:#f3f5f7;--mark:#1b4f7c}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;color:var(--ink);background:#fff;line-height:1.6;
font:16px/1.6 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",
"Source Han Sans SC",sans-serif;
overflow-wrap:anywhere}
header,nav,main,footer{max-width:72rem;margin:0 auto;padding:0 1rem}
header{padding-top:1.25rem}
header p{margin:0;color:var(--mark);font-weight:600}
h1{font-size:1.5rem;line-height:1.35;margin:.25rem 0 .75rem}
h2{font-size:1.2rem;line-height:1.4;margin:0 0 .5rem;padding-top:1.5rem;
border-top:2px solid var(--mark)}
.facts{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:0}
.facts dt{color:var(--soft)}
.facts dd{margin:0}
nav ul{list-style:none;margin:1rem 0 0;padding:0;display:grid;gap:.5rem;
grid-template-columns:repeat(auto-fit,minmax(18rem,1fr))}
nav a{display:flex;justify-content:space-between;gap:1rem;padding:.6rem .8rem;min-height:2.75rem;
border:1px solid var(--rule);border-radius:.4rem;color:var(--mark);text-decoration:none}
nav a:hover{background:var(--band)}
a:focus-visible,summary:focus-visible{outline:3px solid var(--mark);outline-offset:2px}
nav span{color:var(--soft);white-space:nowrap}
section{margin:1.5rem 0 0}
.note{margin:.25rem 0 .75rem;color:var(--soft);font-size:.9rem}
table{width:100%;border-collapse:collapse;font-size:.95rem}
caption{text-align:left;font-weight:600;padding:.25rem 0}
th,td{text-align:left;vertical-align:top;padding:.5rem .6rem;border-bottom:1px solid var(--rule)}
thead th{background:var(--band);white-space:nowrap}
tbody th{font-weight:600;min-width:8em}
.short{white-space:nowrap}
details{border-bottom:1px solid var(--rule)}
summary{cursor:pointer;padding:.6rem .2rem;min-height:2.75rem;font-weight:600}
summary span{color:var(--soft);font-weight:400}
footer{padding:1.5rem 1rem 2rem;color:var(--soft);font-size:.85rem}
@media (max-width:40rem){
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
table,tbody{display:block}
tbody tr{display:grid;grid-template-columns:1fr;padding:.7rem 0;border-bottom:1px solid var(--rule)}
tbody th,tbody td{display:block;border:0;padding:.1rem 0}
tbody th{order:-1;font-size:1.05rem;padding-bottom:.2rem}
tbody td{display:grid;grid-template-columns:6em 1fr;gap:.5rem}
tbody td::before{content:attr(data-label);color:var(--soft)}
tbody td:empty,tbody td.order{display:none}
.short{white-space:normal}
}
@media print{
@page{size:A4;margin:18mm 16mm}
body{font-size:10.5pt}
nav{display:none}
header,main,footer{max-width:none;padding:0}
section+section{break-before:page}
tr{break-inside:avoid}
thead{display:table-header-group}
details::details-content{display:block;content-visibility:visible}
}
"""


def render(record: Disclosure) -> bytes:
    """网页的字节（UTF-8）。raises UnprintableCharacters for control characters."""
    title = f"{record.hospital}{MARK}"
    terms = "".join(
        f"<dt>{_text(name)}</dt><dd>{_text(text)}</dd>" for name, text in facts(record)[1:]
    )
    links = "".join(
        f'<li><a href="#list-{at}">{_text(listed.name)}<span>{len(listed.rows)}项</span></a></li>'
        for at, listed in enumerate(record.lists, 1)
    )
    sections = "".join(_section(listed, at) for at, listed in enumerate(record.lists, 1))
    page = (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="format-detection" content="telephone=no">\n'
        f"<title>{_text(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<header>\n<p>{MARK}</p>\n<h1>{_text(record.hospital)}</h1>\n"
        f'<dl class="facts">{terms}</dl>\n</header>\n'
        f'<nav aria-label="目录">\n<ul>{links}</ul>\n</nav>\n'
        f"<main>\n{sections}</main>\n{_footer(record)}</body>\n</html>\n"
    )
    return page.encode("utf-8")


def _text(text: str) -> str:
    text = settled(text)
    illegal = [
        c
        for c in text
        if (ord(c) < 0x20 and c != "\n") or 0x7F <= ord(c) < 0xA0 or 0xD800 <= ord(c) <= 0xDFFF
    ]
    if illegal:
        raise UnprintableCharacters(illegal)
    return escape(text)


def _section(listed: PublicList, at: int) -> str:
    note = f'<p class="note">{_text(listed.note)}</p>\n' if listed.note else ""
    after = "".join(f'<p class="note">{_text(text)}</p>\n' for text in notes(listed))
    title = f'<h2 id="title-{at}">{_text(listed.name)}</h2>\n'
    return (
        f'<section id="list-{at}" aria-labelledby="title-{at}">\n{title}{note}'
        f"{_tables(listed, f'title-{at}')}{after}</section>\n"
    )


def _tables(listed: PublicList, title: str) -> str:
    if not listed.rows:
        return f"<p>{EMPTY}</p>\n"
    if len(listed.rows) <= _FOLDED or _DEPARTMENT not in listed.columns:
        return _table(listed.columns, listed.rows, f'aria-labelledby="{title}"')
    column = listed.columns.index(_DEPARTMENT)
    order = {row[column]: at for at, row in reversed(list(enumerate(listed.rows)))}
    sorted_rows = sorted(listed.rows, key=lambda row: order[row[column]])
    parts = []
    for department, group in groupby(sorted_rows, key=lambda row: row[column]):
        rows = tuple(group)
        table = _table(listed.columns, rows, f'aria-label="{_text(department)}"')
        head = f"<summary>{_text(department)} <span>{len(rows)}项</span></summary>"
        parts.append(f"<details>{head}\n{table}</details>\n")
    return "".join(parts)


def _table(columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...], label: str) -> str:
    named = next((at for at, name in enumerate(columns) if name.endswith("名称")), 0)
    head = "".join(f'<th scope="col">{_text(name)}</th>' for name in columns)
    body = "".join(
        f"<tr>{''.join(_cell(columns, at, text, named) for at, text in enumerate(row))}</tr>\n"
        for row in rows
    )
    return f"<table {label}>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n"


def _cell(columns: tuple[str, ...], at: int, text: str, named: int) -> str:
    shown = "<br>".join(_text(text).split("\n"))
    if at == named:
        return f'<th scope="row">{shown}</th>'
    wide = sum(1 + (ord(c) > 0x2E7F) for c in text)
    kind = "short" if wide <= len("2026-09-14") else ""
    kind = "order" if columns[at] == "序号" else kind
    classed = f' class="{kind}"' if kind else ""
    return f'<td data-label="{_text(columns[at])}"{classed}>{shown}</td>'


def _footer(record: Disclosure) -> str:
    footer = record.footer
    if not footer.shown:
        return ""
    parts = (footer.form_edition, footer.document_number, footer.audit_anchor)
    text = "　".join(_text(part) for part in parts if part)
    return f"<footer>{text}</footer>\n" if text else ""
