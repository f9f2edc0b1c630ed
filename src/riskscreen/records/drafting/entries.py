"""How is one line of the draft written, and which values may stand in it?

Only words that are known, short codes, and words that many rows share: never an id, never free
text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from riskscreen import schema
from riskscreen.records import identifiers
from riskscreen.records.drafting.choosing import Line
from riskscreen.records.drafting.lexicon import known_data
from riskscreen.records.drafting.quoting import comment, listed, named, quoted
from riskscreen.records.wording import thousands
from riskscreen.schema import Field, Kind

__all__ = ["text_of"]


def text_of(line: Line) -> Iterator[str]:
    """Yield a line under its comments; one that may not stand is a comment itself."""
    reading, field = line.reading, schema.fields()[line.target]
    yield ""
    yield comment(f"{line.confidence:.2f} · " + " · ".join(line.said))
    if line.column is not None and line.column.labels and field.type is not Kind.TEXT:
        labels = [f"{code} = {text}" for code, text in list(line.column.labels.items())[:12]]
        yield comment("labels: " + "; ".join(labels))
    if reading.note:
        yield comment(reading.note)
    if reading.unknown:
        yield comment(_to_decide(reading.unknown))
    if reading.question:
        yield comment(f"question: {reading.question}")
    entry = f"{line.target[1]} = {_entry(line, field)}"
    yield entry if line.state == "mapped" else comment(entry)


def _entry(line: Line, field: Field) -> str:
    sources = list(line.sources)
    source = quoted(sources[0]) if line.entry in ("from", "label") else listed(sources)
    entry = "date" if line.reading.written.startswith("order") else line.entry
    parts = [f"{entry} = {source}"]
    if line.reading.written:
        parts.append(line.reading.written)
    if line.reading.missing:
        codes = ", ".join(_code(code) for code in line.reading.missing)
        parts.append(f"missing = [{codes}]")
    recode = dict(line.reading.recode or {})
    if line.state != "mapped" and line.reading.recode is not None:
        recode |= dict.fromkeys(_showable(line.reading.unknown), "?")
    if recode:
        pairs = ", ".join(f"{quoted(k)} = {_value(v, field)}" for k, v in sorted(recode.items()))
        parts.append(f"recode = {{ {pairs} }}")
    if parts == [f"from = {source}"]:
        return source
    return "{ " + ", ".join(parts) + " }"


def _value(value: str, field: Field) -> str:
    if field.type is Kind.BOOL and value in ("0", "1"):
        return "true" if value == "1" else "false"
    return quoted(value)


def _code(code: str) -> str:
    return code if code.isascii() and code.isdigit() and str(int(code)) == code else quoted(code)


def _to_decide(unknown: Mapping[str, int]) -> str:
    shown = _showable(unknown)
    words = [f"{named(text)} ({thousands(unknown[text])} rows)" for text in shown]
    hidden = [n for text, n in unknown.items() if text not in shown]
    if hidden:
        words.append(
            f"{len(hidden)} values that are not shown here ({thousands(sum(hidden))} rows)"
        )
    return "to decide: " + ", ".join(words)


def _showable(unknown: Mapping[str, int]) -> list[str]:
    """Return the values that may be written: short codes, and words that many rows share."""
    limits = known_data("evidence")["limits"]
    if len(unknown) > limits["codes"]:
        return []
    return sorted(
        text
        for text, n in unknown.items()
        if (text.isascii() and text.lstrip("-").isdigit() and len(text) <= 3)  # noqa: PLR2004
        or (n >= limits["seen"] and len(text) <= limits["longest"]
            and not identifiers.pattern_in(text))
    )  # fmt: skip
