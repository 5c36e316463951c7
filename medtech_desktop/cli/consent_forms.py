"""technology consent、consent-form：留存的知情同意书。"""

from __future__ import annotations

import argparse
from typing import Any

from medtech_desktop.cli.library import act_reply, opened
from medtech_desktop.cli.parsing import act_day, act_options, on_day
from medtech_desktop.cli.replies import Reply, finding_data
from medtech_desktop.office import consent_forms as office
from medtech_desktop.office.law import label_of_article
from medtech_desktop.office.technology_pages import technology_page


def add_commands(technologies: Any) -> None:
    """在 technology 一组里登记命令。"""
    form = technologies.add_parser("consent", help="登记留存的知情同意书")
    form.add_argument("code", metavar="编号")
    form.add_argument("--title", required=True, metavar="名称", help="空白文本的名称和版次")
    act_options(form)
    form.set_defaults(run=_keep)
    shown = technologies.add_parser("consent-form", help="留存的知情同意书，有没有")
    shown.add_argument("code", metavar="编号")
    shown.set_defaults(run=_show)


def _keep(asked: argparse.Namespace) -> Reply:
    return act_reply(asked, office.keep_consent_form, asked.code, asked.title, act_day(asked))


def _show(asked: argparse.Namespace) -> Reply:
    with opened(asked) as library:
        page = technology_page(library, asked.code, on_day(asked))
    data = {
        "number": page.line.number,
        "consent_form": page.consent or None,
        "findings": [finding_data(one) for one in page.advice],
    }
    said = f"{page.line.number} 知情同意书：{page.consent or '没有留存'}"
    more = [
        f"{one.message}（{label_of_article(one.article)}）。{one.remedy}" for one in page.advice
    ]
    return Reply(data, (said, *more))
