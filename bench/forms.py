"""Annex 2 against typst on the same words (pip install typst, if wanted).

A thousand forms, a fifth of them in each round; the file of a thousand pages is made twice.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from io import BytesIO
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter

from bench.ratios import Row, spread, turns
from medtech_desktop.documents import annex2
from medtech_desktop.documents.fonts import Face, FontSet, font_set
from medtech_desktop.documents.pdf import new_canvas, render, render_many
from medtech_desktop.domain.papers import Annex2, Footer, LeadBox
from medtech_desktop.resource_files import resource

FORMS = 1000
ROUNDS, LONG = 5, 2
A_ROUND = FORMS // ROUNDS
OPINION = "经本院医疗技术临床应用管理委员会论证和伦理委员会审查，同意开展并提交备案。" * 3
RECORD = Annex2(
    hospital="示范市第一人民医院",
    hospital_type="综合医院",
    hospital_level="三级甲等",
    principal="示例",
    principal_mobile="00000000000",
    technology="神经血管介入诊疗技术",
    code="S16",
    first_use=True,
    leads=(LeadBox("王䶮", "主任医师", "神经外科、介入科", "已在培训基地完成培训并考核合格"),),
    self_assessed=True,
    meets_norm=True,
    opinion=OPINION,
    footer=Footer(form_edition="湖南2018"),
)


def _rows_of(record: Annex2) -> list[tuple[str, str]]:
    lead = record.leads[0]
    return [
        ("医疗机构名称", record.hospital),
        ("类别", record.hospital_type),
        ("级别", record.hospital_level),
        ("主要负责人", f"{record.principal} {record.principal_mobile}"),
        ("技术名称", f"{record.code} {record.technology}"),
        ("技术负责人", f"{lead.name} {lead.title} {lead.departments}"),
        ("培训情况", lead.training),
        ("意见", record.opinion),
    ]


def by_typst(folder: Path) -> Callable[[Annex2], bytes] | None:
    """The peer, or None where it is not installed."""
    if importlib.util.find_spec("typst") is None:
        return None
    typst = importlib.import_module("typst")
    source = folder / "form.typ"
    source.write_text(
        '#set text(font: "Noto Serif SC", size: 11pt)\n#set page(paper: "a4")\n'
        "#align(center, text(18pt)[湖南省限制类医疗技术临床应用备案表])\n"
        '#table(columns: (4cm, 12cm), ..sys.inputs.d.split("|"))\n',
        encoding="utf-8",
    )
    fonts = [str(resource("fonts"))]
    compiler = typst.Compiler(str(source), font_paths=fonts, ignore_system_fonts=True)

    def draw(record: Annex2) -> bytes:
        words = "|".join(text for row in _rows_of(record) for text in row)
        made: bytes = compiler.compile(sys_inputs={"d": words})
        return made

    return draw


def plain_canvas(record: Annex2) -> bytes:
    """The peer that is always there: reportlab alone, the same words, one font, no boxes."""
    fonts = font_set()
    buffer = BytesIO()
    canvas = new_canvas(buffer, fonts)
    canvas.setFont(fonts.first_name(), 11)
    for number, (name, words) in enumerate(_rows_of(record)):
        canvas.drawString(60, 780 - 40 * number, name)
        for place in range(0, len(words), 34):
            canvas.drawString(160, 780 - 40 * number - place // 34 * 14, words[place : place + 34])
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


class _OneFont(FontSet):
    """标题、附件号也用正文的字体。"""

    def __init__(self) -> None:
        super().__init__()
        for face in Face:
            self._paths[face] = self._paths[Face.TEXT]


def rows() -> Iterator[Row]:
    """一千份一页的附件2：一份一个文件（一种、三种字体），一千页一个文件。"""
    number, one_font = count(), _OneFont()

    def records(forms: int) -> list[Annex2]:
        return [replace(RECORD, principal=f"示例{next(number)}") for _ in range(forms)]

    def each(draw: Callable[[Annex2], bytes]) -> Callable[[], object]:
        return lambda: [draw(record) for record in records(A_ROUND)]

    def together(forms: int) -> Callable[[], object]:
        return lambda: render_many([annex2.layout(record) for record in records(forms)])

    plain = each(lambda record: render(annex2.layout(record), fonts=one_font))
    with tempfile.TemporaryDirectory() as folder:
        typst = by_typst(Path(folder))
        peer, name = (each(typst), "typst") if typst else (each(plain_canvas), "reportlab 画布")
        for work in (plain, peer):
            work()  # reads the fonts
        works = [plain, each(annex2.render_pdf), together(FORMS // 10), peer]
        taken = turns([(work, 1) for work in works], ROUNDS)
        whole = turns([(together(FORMS), 1), (peer, 1)], LONG)
    one, three, hundred, limit = (median(times) for times in taken)
    thousand, beside = (median(times) for times in whole)
    noise = spread(taken[-1])
    limit /= A_ROUND  # a form
    if typst is None:
        print("略过  附件2 与 typst 之比：未装 typst（pip install typst），改与 reportlab 画布比")
    a_page = beside / A_ROUND
    for what, seconds, peer_takes, goal in (
        (f"附件2，{FORMS:,} 份各一个文件，一种字体", one / A_ROUND, limit, 2.0),
        (f"附件2，{FORMS:,} 份各一个文件，三种字体", three / A_ROUND, limit, 3.5),
        (f"附件2，{FORMS:,} 页一个文件", thousand / FORMS, a_page, 0.3),
    ):
        ratio = seconds / peer_takes
        yield Row(what, name, ratio, goal if typst else None, seconds, noise)
    what = f"附件2，一个文件，页数增至十倍（{FORMS:,} 页）；照页数是 10"
    yield Row(what, f"{FORMS // 10} 页", thousand / hundred, None, thousand, spread(taken[2]))
    yield from _against_libreoffice(three / A_ROUND)


def _against_libreoffice(form: float) -> Iterator[Row]:
    """一份表唤一次 LibreOffice；没有装就略过。"""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        print("略过  附件2 与唤一次 LibreOffice 之比：未装")
        return
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / "form.docx"
        source.write_bytes(annex2.render_docx(RECORD))
        words = [program, "--headless", "--convert-to", "pdf", "--outdir", name, str(source)]
        surroundings = {**os.environ, "HOME": name}
        call = partial(subprocess.run, words, env=surroundings, check=True, capture_output=True)
        call()  # makes its settings
        begun = perf_counter()
        call()
        took = perf_counter() - begun
    yield Row("附件2，一份", "唤一次 LibreOffice", form / took, 1 / 200, form)
