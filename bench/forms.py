"""Annex 2, a file a form, against typst on the same words (pip install typst, if wanted)."""

from __future__ import annotations

import importlib
import importlib.util
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

from bench.ratios import Row, medians
from medtech_desktop.documents import annex2
from medtech_desktop.domain.papers import Annex2, Footer, LeadBox
from medtech_desktop.resource_files import resource

FORMS = 20
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


def rows() -> Iterator[Row]:
    number = count()

    def forms(draw: Callable[[Annex2], bytes]) -> Callable[[], object]:
        return lambda: [
            draw(replace(RECORD, principal=f"示例{next(number)}")) for _ in range(FORMS)
        ]

    ours = forms(annex2.render_pdf)
    with tempfile.TemporaryDirectory() as folder:
        peer = by_typst(Path(folder))
        if peer is None:
            print(f"略过  附件2 与 typst 之比：未装 typst；附件2 每份 {_alone(ours):.1f} ms")
            return
        mine, limit = medians([(ours, 1), (forms(peer), 1)])
    yield Row("附件2，一份一个文件", "typst", mine / limit, 3.5, mine / FORMS)


def _alone(work: Callable[[], object]) -> float:
    (taken,) = medians([(work, 1)])
    return taken / FORMS * 1000
