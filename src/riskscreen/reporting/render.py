"""How do the facts become one page that anyone can open?

HTML is one offline file without script, link or network; Markdown and JSON hold the same facts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import jinja2

from riskscreen.errors import InputError
from riskscreen.reporting.view import outcome_view
from riskscreen.reporting.words import words

__all__ = ["FORMATS", "render"]

FORMATS = ("html", "md", "json")


def render(facts: Mapping[str, Any], *, lang: str = "vi", format: str = "html") -> str:  # noqa: A002 - the command line's word
    """Return the report as text.

    Parameters
    ----------
    facts : mapping
        What ``reporting.facts`` returned.
    lang : str
        ``vi`` or ``en``.
    format : str
        ``html``, ``md`` or ``json`` (the facts themselves, without language).

    Raises
    ------
    InputError
        If the language or the format is unknown.
    """
    if format not in FORMATS:
        raise InputError(f"no format {format!r}; ask for one of {', '.join(FORMATS)}")
    if format == "json":
        return json.dumps(facts, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    texts = words(lang)
    expansion = facts["meta"].get("weights") == "expansion"
    page = {
        "facts": facts,
        "meta": facts["meta"],
        "words": texts,
        "lang": lang,
        "weights": texts[f"weights_{facts['meta'].get('weights', 'normalised')}"],
        "outcomes": [
            outcome_view(outcome, texts, expansion=expansion) for outcome in facts["outcomes"]
        ],
        "n": lambda value: texts.number(value, 0),
    }
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("riskscreen.reporting", "templates"),
        autoescape=format == "html",  # noqa: S701 - Markdown is not HTML
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(f"report.{format}.j2").render(page)
