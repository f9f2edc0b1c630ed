"""How do the facts become one page that anyone can open?

HTML is one offline file without script, link or network; Markdown and JSON hold the same facts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import jinja2

from riskscreen.errors import InputError
from riskscreen.reporting.twin import read
from riskscreen.reporting.view import page_view
from riskscreen.reporting.words import words

__all__ = ["FORMATS", "render"]

FORMATS = ("html", "md", "json")

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
# What begins an image, a link, code, emphasis or a cell; an underscore inside a word does not.
_MARKUP = re.compile(r"([\\\[\]!`*|]|(?<!\w)_|_(?!\w))")
# A report's own interval is no link: only numbers inside, and nothing after it that points.
_INTERVAL = re.compile(r"\\\[([^\\\[\]a-zA-Z]*;[^\\\[\]a-zA-Z]*)\\\](?![(:]|\\\[)")
_PERCENT = re.compile(r"(?<=\d) %")
_BOUNDS = re.compile(r"(\[[^\[\];]*;) (?=[^\[\];]*\])")


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
    environment.filters |= {"line": _one_line, "code": _code, "unbroken": _unbroken}
    return environment.get_template(f"report.{format}.j2").render(page_view(held, texts))


def _one_line(text: str) -> str:
    r"""Return text that is text in Markdown: it ends no row, opens no tag, makes no image or link.

    Examples
    --------
    >>> print(_one_line("![x](p.png) 0.1 [0.0; 0.2]"))
    \!\[x\](p.png) 0.1 [0.0; 0.2]
    """
    plain = " ".join(str(text).split()).translate(_ENTITIES)
    return _INTERVAL.sub(r"[\1]", _MARKUP.sub(r"\\\1", plain))


def _code(text: str) -> str:
    """Return text that stands between two backticks in Markdown and cannot end there."""
    return " ".join(str(text).replace("`", "'").replace("|", "/").split())


def _unbroken(text: str) -> str:
    """Return text whose intervals and percentages stay on one line."""
    return _BOUNDS.sub("\\1\N{NO-BREAK SPACE}", _PERCENT.sub("\N{NO-BREAK SPACE}%", str(text)))
