"""Annex 2, a file a form, against typst on the same words (pip install typst, if wanted)."""

from __future__ import annotations

import importlib
import importlib.util
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from itertools import count
from pathlib import Path
from statistics import median

from bench.ratios import Row, rounds_of, spread
from medtech_desktop.documents import annex2
from medtech_desktop.documents.fonts import font_set
from medtech_desktop.documents.pdf import new_canvas, render_many
from medtech_desktop.domain.papers import Annex2, Footer, LeadBox
from medtech_desktop.resource_files import resource

FORMS = 25
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


def rows() -> Iterator[Row]:
    number = count()

    def records() -> list[Annex2]:
        return [replace(RECORD, principal=f"示例{next(number)}") for _ in range(FORMS)]

    def each(draw: Callable[[Annex2], bytes]) -> Callable[[], object]:
        return lambda: [draw(record) for record in records()]

    def together() -> object:
        return render_many([annex2.layout(record) for record in records()])

    ours = each(annex2.render_pdf)
    with tempfile.TemporaryDirectory() as folder:
        typst = by_typst(Path(folder))
        peer, name = (each(typst), "typst") if typst else (each(plain_canvas), "reportlab 画布")
        works: list[tuple[Callable[[], object], int]] = [(ours, 1), (together, 1), (peer, 1)]
        taken = rounds_of(works)
    mine, one, limit = (median(times) for times in taken)
    noise = spread(taken[-1])
    if typst is None:
        print("略过  附件2 与 typst 之比：未装 typst，改与 reportlab 自己的画布比，目标不同")
    goals = (3.5, 0.3) if typst else (3.5, 1.0)
    yield Row("附件2，一份一个文件", name, mine / limit, goals[0], mine / FORMS, noise)
    yield Row(f"附件2，{FORMS} 份一个文件", name, one / limit, goals[1], one / FORMS, noise)
