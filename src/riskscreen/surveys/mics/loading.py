"""Which MICS files are in the folder, are they what their names say, and what stands in for one?

A folder may hold one file only (Yemen handed out fs alone): households and members are then made
of the files that are there, and the report says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from riskscreen import records
from riskscreen.core import Finding, Verdict
from riskscreen.errors import InputError
from riskscreen.surveys import files, joining, report
from riskscreen.surveys.mics import selecting
from riskscreen.surveys.mics.described import Facts, FileFacts

__all__ = ["MADE_OF_MODULES", "load"]

# Stands in a members' file that is made of questionnaires: they sample the children, so nobody's
# household weight is a weight of all children.
MADE_OF_MODULES = "rs_made_of_modules"

# Which files can stand in for one that is absent, best first.
_STAND_INS = {"hh": ("hl", "fs", "ch"), "hl": ("fs", "ch")}
# What CSPro writes into a text variable that was not answered ("?": "NO RESPONSE").
_NO_ANSWER = "?"


def load(
    folder: Path, facts: Facts, *, say: Callable[[str], None]
) -> tuple[dict[str, records.Raw], tuple[Finding, ...]]:
    """Return the files of a folder with their keys, by name, and what was not found.

    Every file has ``rs_household``; files of persons have ``rs_line`` and ``rs_person`` too. A
    household file and a members' file are always there, made of the others if need be.

    Raises
    ------
    InputError
        If no file of children is there, a file is there twice, cannot be read, or is another than
        its name says.
    """
    paths = files.listing(folder)
    found = {
        name: path
        for name, one in facts.files.items()
        if one.stems and (path := files.find_file(paths, one.stems)) is not None
    }
    _some_children(found, folder, facts)
    held: dict[str, records.Raw] = {}
    for name, path in found.items():
        say(f"reading {path.name}")
        raw = _without_marks(files.load(path, name, columns=_wanted(name, found, facts)))
        _is_what_it_says(raw, path, facts)
        held[name] = _keyed(raw, facts)
    for name, one in facts.files.items():
        if one.inside in held and any(held[one.inside].find(line) for line in one.line):
            selected = _keyed(_inside(held[one.inside], name, one), facts)
            if "hl" in held:
                ages = facts.files["hl"].age
                selected = selecting.found_by_age(selected, held["hl"], one, listed_age=ages)
            held[name] = selected
    notes = _not_found(held, facts)
    for name in ("hl", "hh"):
        if name not in held:
            held[name] = _stand_in(name, held, facts)
    return held, notes


def _some_children(found: Mapping[str, Path], folder: Path, facts: Facts) -> None:
    if set(found) - {"hh"}:
        return
    named = ", ".join(stem for one in facts.files.values() for stem in one.stems)
    raise InputError(
        f"no members and no children in {folder}: looked for {named} and found "
        f"{', '.join(path.name for path in found.values()) or 'none of them'}. Give the folder "
        "that holds the survey's files under their own names"
    )


def _wanted(name: str, found: Mapping[str, Path], facts: Facts) -> set[str]:
    wanted = set(facts.looked_for(name) | facts.probes(name))
    for other, one in facts.files.items():
        if one.inside == name:
            wanted |= facts.looked_for(other)
    for absent, others in _STAND_INS.items():
        if absent not in found and name in others:
            wanted |= facts.looked_for(absent)
    return wanted


def _is_what_it_says(raw: records.Raw, path: Path, facts: Facts) -> None:
    facts_of_file = facts.files[raw.name]
    lacking = [name for name in facts.household if not raw.find(name)]
    if lacking:
        raise InputError(
            f"{path.name} has no {' and no '.join(lacking)}, so its rows belong to no household; "
            f"is it the file {raw.name} of a MICS survey?"
        )
    strange = [name for name in facts_of_file.foreign if raw.find(name)]
    if strange:
        raise InputError(
            f"{path.name} holds {report.listed(strange)}, which {raw.name} of a MICS survey does "
            "not: it is another file under this name. Give every file its own name"
        )
    if facts_of_file.line and not any(raw.find(name) for name in facts_of_file.line):
        raise InputError(
            f"{path.name} has no line number ({' or '.join(facts_of_file.line)}), so its rows are "
            f"no persons; is it the file {raw.name} of a MICS survey?"
        )
    if raw.name == "hh" and all(raw.find(name) for name in facts.other_signs):
        raise InputError(
            f"{path.name} holds {report.listed(facts.other_signs)}: it is a survey of "
            f"{facts.other_kind}, read as {facts.survey}. Read it with "
            f'surveys.read("{facts.other_kind}", folder)'
        )


def _without_marks(raw: records.Raw) -> records.Raw:
    """Return the file with the mark for no answer in columns of text made empty, and counted."""
    cells = {name: joining.plain_text(values) for name, values in raw.columns.items()
             if values.dtype.kind in "OUS"}  # fmt: skip
    marked = {name: texts for name, texts in cells.items() if (texts == _NO_ANSWER).any()}
    if not marked:
        return raw
    n = sum(int((texts == _NO_ANSWER).sum()) for texts in marked.values())
    name, texts = next(iter(marked.items()))
    note = report.finding(
        "SUR-12",
        f"{report.thousands(n)} cells of {raw.name} are {_NO_ANSWER!r}, the surveys' mark for no "
        f"answer in text ({report.listed(list(marked))}); first is {name} of row "
        f"{int(np.argmax(texts == _NO_ANSWER)) + 1}. They were made missing",
        n=float(n), unit="cells", about=f"{_NO_ANSWER} in {raw.name}",
    )  # fmt: skip
    made = {name: np.where(texts == _NO_ANSWER, "", texts) for name, texts in marked.items()}
    return replace(joining.with_columns(raw, made), findings=(*raw.findings, note))


def _keyed(raw: records.Raw, facts: Facts) -> records.Raw:
    one = facts.files[raw.name]
    made: dict[str, NDArray[np.str_] | NDArray[np.float64]] = {
        "rs_household": joining.key_of(raw, facts.household)
    }
    variable = next((name for name in one.line if raw.find(name)), "")
    if variable:
        line = joining.numbers(raw, variable)
        line = np.where(np.isin(line, one.line_missing), np.nan, line)
        person = joining.key_of(raw, [*facts.household, variable])
        made["rs_line"] = line
        made["rs_person"] = np.where(np.isnan(line), "", person)
    return joining.with_columns(raw, made)


def _inside(raw: records.Raw, name: str, one: FileFacts) -> records.Raw:
    """Return the rows of households with an eligible or a selected child, as a file of its own.

    A child that was selected is there, whatever the number of eligible children says: without that
    number it lacks a weight, which is counted, and with the row it would vanish.
    """
    some = joining.numbers(raw, one.children) > 0
    for line in one.line:
        some |= joining.numbers(raw, line) > 0
    rows = joining.take(raw, some)
    return records.Raw(name, rows.columns, (), is_text=rows.is_text, labels=rows.labels,
                       headers=rows.headers)  # fmt: skip


def _stand_in(name: str, held: Mapping[str, records.Raw], facts: Facts) -> records.Raw:
    """Return households or members made of the files that are there, one row of each.

    Of a child's questionnaire only completed rows: nothing else says that the child is there.
    """
    key = "rs_household" if name == "hh" else "rs_person"
    sources = [held[other] for other in _STAND_INS[name] if other in held]
    # The members' file says everything about every household that it has.
    sources = sources[:1] if sources[0].name == "hl" else sources
    parts, seen = [], np.array([], dtype="<U1")
    for raw in sources:
        keys = raw.columns[key]
        new = np.flatnonzero((keys != "") & ~np.isin(keys, seen) & _completed(raw, facts))
        if name == "hh":  # rows of one household; two rows of one person are left to be found out
            new = new[np.sort(np.unique(keys[new], return_index=True)[1])]
        parts.append(joining.take(raw, new))
        seen = np.concatenate([seen, keys[new]])
    made = joining.stacked(parts, name)
    return joining.with_columns(made, {MADE_OF_MODULES: np.ones(made.n_rows)}) if (
        name == "hl") else made  # fmt: skip


def _completed(raw: records.Raw, facts: Facts) -> NDArray[np.bool_]:
    result = facts.files[raw.name].result
    if not result or not raw.find(result):
        return np.ones(raw.n_rows, dtype=bool)
    return np.asarray(joining.numbers(raw, result) == 1, dtype=np.bool_)


def _not_found(held: Mapping[str, records.Raw], facts: Facts) -> tuple[Finding, ...]:
    notes = []
    for name, one in facts.files.items():
        if name in held:
            notes += _variables_not_found(held[name], facts, where=one.inside or name)
        elif one.stems:
            notes.append(_file_not_found(name, held))
        elif one.inside in held:
            notes.append(_selected_not_known(name, one))
    return tuple(notes)


def _file_not_found(name: str, held: Mapping[str, records.Raw]) -> Finding:
    others = [other for other in _STAND_INS.get(name, ()) if other in held]
    others = others[:1] if "hl" in others else others
    instead = f"; its rows are made of {' and '.join(others)}" if others else ""
    return report.finding(
        "SUR-04", f"no file {name}{instead}. What only it says is absent", n=1.0,
        unit="files", about=f"file {name}", verdict=Verdict.INSUFFICIENT,
    )  # fmt: skip


def _selected_not_known(name: str, one: FileFacts) -> Finding:
    return report.finding(
        "SUR-04",
        f"no {' or '.join(one.line)} in {one.inside}: which child was selected is not known, so "
        "what was asked about that child is absent",
        n=1.0, unit="variables", about=f"variables of {name}", verdict=Verdict.INSUFFICIENT,
    )  # fmt: skip


def _variables_not_found(raw: records.Raw, facts: Facts, *, where: str) -> list[Finding]:
    wanted = sorted(facts.looked_for(raw.name))
    one = facts.files[raw.name]
    # The first of several names for the line number is enough.
    spare = one.line if any(raw.find(name) for name in one.line) else ()
    spare += tuple(facts.people.get("stand_in", ())) if raw.name == "hl" else ()
    lacking = [name for name in wanted if not raw.find(name) and name not in spare]
    if not lacking:
        return []
    note = report.finding(
        "SUR-04",
        f"{len(lacking)} of {len(wanted)} variables are not in {where}: {', '.join(lacking)}",
        n=float(len(lacking)), unit="variables", about=f"variables of {raw.name}",
    )  # fmt: skip
    return [note]
