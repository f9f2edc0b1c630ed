"""How do the facts become one page that anyone can open?

HTML is one offline file without script, link or network; Markdown and JSON hold the same facts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import jinja2

from riskscreen.errors import InputError
from riskscreen.reporting.twin import read
from riskscreen.reporting.view import page_view
from riskscreen.reporting.words import words

__all__ = ["FORMATS", "render"]

FORMATS = ("html", "md", "json")


def render(facts: Mapping[str, Any], *, lang: str = "vi", format: str = "html") -> str:  # noqa: A002 - the command line's word
    """Return the report as text.

    Parameters
    ----------
    facts : mapping
        What ``reporting.facts`` returned; facts of version 1 are read too, their new tables
        named as not computed.
    lang : str
        ``vi`` or ``en``.
    format : str
        ``html``, ``md`` or ``json`` (the facts themselves, without language).

    Raises
    ------
    InputError
        If the language or the format is unknown, or the facts break their schema.
    """
    if format not in FORMATS:
        raise InputError(f"no format {format!r}; ask for one of {', '.join(FORMATS)}")
    texts = words(lang)
    held = read(facts)
    if format == "json":
        return json.dumps(held, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("riskscreen.reporting", "templates"),
        autoescape=format == "html",  # noqa: S701 - Markdown is not HTML
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["line"] = _one_line
    return environment.get_template(f"report.{format}.j2").render(page_view(held, texts))


def _one_line(text: str) -> str:
    """Return text that ends no row of a Markdown table and opens no tag."""
    plain = " ".join(str(text).split())
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|")
