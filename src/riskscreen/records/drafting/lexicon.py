"""Which columns of the schema could this header or label be speaking of?

Headers are compared as folded words, so "Giới tính", "GIOI_TINH" and "gioiTinh" are one. A known
word inside a longer header counts for less, and for nothing where the rest speaks of somebody else
("tuổi mẹ" is no age of a child).
"""

from __future__ import annotations

import csv
import functools
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Any

from riskscreen import schema

__all__ = ["Match", "Target", "known_data", "matches", "survey_targets", "tokens", "unit_of"]

Target = tuple[str, str]
_TABLES = ("households", "children")
# Shorter words ("xa", "hs") sit inside too many others.
_SHORTEST_PART = 3
# Where a question of a survey puts the person's name: "How old is [NAME]?" asks for no name.
_PLACEHOLDER = re.compile(r"[\[(<{]\s*name\s*[\])>}](['’]?s\b)?", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")


@dataclass(frozen=True, slots=True)
class Match:
    """How a text speaks of a column: ``kind`` is schema_name, exact, near, partial or other.

    ``span`` is the share of the text's letters that the known word covers.
    """

    kind: str
    word: str
    span: float = 1.0


@functools.cache
def known_data(name: str) -> Mapping[str, Any]:
    """Return one of the package's data files."""
    path = resources.files("riskscreen.records.drafting").joinpath(f"data/{name}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def tokens(text: str) -> tuple[str, ...]:
    """Return the folded words of a header; capitals inside a word begin a new one.

    Examples
    --------
    >>> tokens("Giới_tính trẻ"), tokens("motherEducation"), tokens("")
    (('gioi', 'tinh', 'tre'), ('mother', 'education'), ())
    """
    spaced = re.sub(r"(?<=[a-zà-ỹ])(?=[A-Z])", " ", text.replace("'", "").replace("’", ""))
    words = (schema.fold(word) for word in re.split(r"[\W_]+", spaced))
    return tuple(word for word in words if word)


@functools.lru_cache(maxsize=8192)
def matches(text: str, *, alone: bool) -> Mapping[Target, Match]:
    """Return the columns that a header or label may speak of.

    Parameters
    ----------
    text : str
        Header or variable label.
    alone : bool
        Whether the file has one row per household, so that "tuổi" is the head's.

    Examples
    --------
    >>> matches("Giới tính", alone=False)["children", "sex"].kind
    'exact'
    >>> matches("Giới tính chủ hộ", alone=False)["children", "sex"].kind
    'other'
    """
    found: dict[Target, Match] = {}
    text = _PLACEHOLDER.sub(" ", text)
    whole = tokens(text)
    outside = tokens(_IN_BRACKETS.sub(" ", text))
    inside = tokens(" ".join(_IN_BRACKETS.findall(text)))
    readings = (whole,) if _names_someone_else(inside) else (whole, outside)
    for words in dict.fromkeys(readings):
        for target, match in _matched(words, alone=alone):
            old = found.get(target)
            if old is None or _rank(match) > _rank(old):
                found[target] = match
    return MappingProxyType(found)


def survey_targets(name: str) -> tuple[Target, ...]:
    """Return the columns that a survey's variable of this name stands for.

    Examples
    --------
    >>> survey_targets("hl4"), survey_targets("wt9")
    ((('children', 'sex'),), (('households', 'weight'),))
    """
    key = name.strip().casefold()
    direct = _survey_names().get(key, ())
    return direct or tuple(t for stem, t in _survey_stems() if re.fullmatch(stem, key))


def unit_of(text: str, target: Target) -> str:
    """Return ``right`` or ``wrong`` where a header or label names a unit, else an empty text."""
    entry = known_data("synonyms").get(target[0], {}).get(target[1], {})
    said = f" {' '.join(tokens(text))} "
    right = _says(said, entry.get("right_unit", ()))
    wrong = _says(said, entry.get("wrong_unit", ()))
    return "right" if right and len(right) >= len(wrong) else "wrong" if wrong else ""


def _says(said: str, units: Sequence[str]) -> str:
    """Return the longest of these units that the text names: "nghìn đồng" holds "đồng"."""
    named = [unit for unit in units if f" {' '.join(tokens(unit))} " in said]
    return max(named, key=len, default="")


def _matched(words: tuple[str, ...], *, alone: bool) -> Iterator[tuple[Target, Match]]:
    if not words:
        return
    joined = "".join(words)
    for target, known in _words(alone=alone).items():
        if joined == schema.fold(target[1]):
            yield target, Match("schema_name", target[1])
            continue
        best: Match | None = None
        for word, parts in known:
            match = _compared(words, joined, word, parts, target)
            if match is not None and (best is None or _rank(match) > _rank(best)):
                best = match
        if best is not None:
            yield target, best


def _compared(
    words: tuple[str, ...], joined: str, word: str, parts: tuple[str, ...], target: Target
) -> Match | None:
    key = "".join(parts)
    if joined == key:
        return Match("exact", word)
    if len(key) < _SHORTEST_PART or key not in joined:
        return None
    n = len(parts)
    at = next((i for i in range(len(words) - n + 1) if words[i : i + n] == parts), None)
    if at is None:
        return None
    rest = words[:at] + words[at + n :]
    if _names_someone_else(rest):
        return Match("other", word, len(key) / len(joined))
    rest = _without(rest, _neutral() + _units(target))
    if all(part.isdigit() for part in rest):
        return Match("near", word)
    return Match("partial", word, len(key) / (len(key) + sum(map(len, rest))))


def _rank(match: Match) -> tuple[int, float]:
    order = ("other", "partial", "near", "exact", "schema_name")
    return order.index(match.kind), match.span


def _names_someone_else(rest: tuple[str, ...]) -> bool:
    text = f" {' '.join(rest)} "
    return any(f" {' '.join(phrase)} " in text for phrase in _others())


def _without(rest: tuple[str, ...], phrases: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    text = f" {' '.join(rest)} "
    for phrase in phrases:
        text = text.replace(f" {' '.join(phrase)} ", " ")
    return tuple(text.split())


@functools.cache
def _words(*, alone: bool) -> Mapping[Target, tuple[tuple[str, tuple[str, ...]], ...]]:
    data = known_data("synonyms")
    lists: dict[Target, tuple[tuple[str, tuple[str, ...]], ...]] = {}
    for table, name in schema.fields():
        entry = data[table].get(name, {})
        words = [*entry.get("words", ()), *(entry.get("alone", ()) if alone else ())]
        lists[table, name] = tuple((word, tokens(word)) for word in words)
    return lists


@functools.cache
def _neutral() -> tuple[tuple[str, ...], ...]:
    return _phrases(known_data("synonyms")["words"]["neutral"])


@functools.cache
def _others() -> tuple[tuple[str, ...], ...]:
    return _phrases(known_data("synonyms")["words"]["others"])


@functools.cache
def _units(target: Target) -> tuple[tuple[str, ...], ...]:
    entry = known_data("synonyms").get(target[0], {}).get(target[1], {})
    return _phrases([*entry.get("right_unit", ()), *entry.get("wrong_unit", ()), "tháng", "month"])


def _phrases(words: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(sorted({tokens(word) for word in words} - {()}, key=len, reverse=True))


@functools.cache
def _survey_names() -> Mapping[str, tuple[Target, ...]]:
    names: dict[str, list[Target]] = {}
    for target, cell in _survey_cells():
        for part in re.split(r"[/;,]", cell):
            if re.fullmatch(r"[A-Za-z]+[0-9]*[A-Za-z0-9]*", part.strip()):
                names.setdefault(part.strip().casefold(), []).append(target)
    for name, listed in known_data("surveys")["names"].items():
        names.setdefault(name.casefold(), []).extend(
            (table, column) for table, column in (one.split(".") for one in listed)
        )
    return {name: tuple(dict.fromkeys(targets)) for name, targets in names.items()}


@functools.cache
def _survey_stems() -> tuple[tuple[str, Target], ...]:
    """Return the names that end in the round ("wt*" is wt9, wt2014)."""
    return tuple(
        (re.escape(part.strip().casefold()).replace(r"\*", r"[0-9a-z]*[0-9]"), target)
        for target, cell in _survey_cells()
        for part in re.split(r"[/;,]", cell)
        if re.fullmatch(r"[A-Za-z]{2,}\*", part.strip())
    )


def _survey_cells() -> Iterator[tuple[Target, str]]:
    text = resources.files("riskscreen.schema").joinpath("data/columns.csv")
    for row in csv.DictReader(text.read_text(encoding="utf-8").splitlines()):
        for survey in ("mics6", "vhlss"):
            yield (row["table"], row["name"]), row[survey] or ""
