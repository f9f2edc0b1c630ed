"""Where in a folder are the files of a round, and under which name does each variable lie there?

The communes' questionnaire has files of the same names (``Muc4A.dta``) beside the households': a
file belongs to the households only if it has their keys, so names alone never decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import records
from riskscreen.core import Finding
from riskscreen.errors import InputError
from riskscreen.surveys import files, report
from riskscreen.surveys.vhlss import parsing, rounds
from riskscreen.surveys.vhlss.rounds import Round, Variable

__all__ = ["Found", "Sheet", "load"]

_PERSONS = ("roster", "education", "work", "health")
_COMPULSORY = "roster"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file of the round with its keys in one spelling.

    Parameters
    ----------
    role : str
        What it is read for.
    raw : Raw
        The columns that were asked for.
    home : ndarray of str, shape (n_rows,)
        Household key; empty where a part is missing, and everywhere in a file of areas.
    area : ndarray of str, shape (n_rows,)
        Enumeration area.
    member : ndarray of str, shape (n_rows,)
        Number of the member; empty in a file of households.
    person : ndarray of str, shape (n_rows,)
        Key of the member; empty where a part is missing.
    """

    role: str
    raw: records.Raw
    home: NDArray[np.str_]
    area: NDArray[np.str_]
    member: NDArray[np.str_]
    person: NDArray[np.str_]

    def __repr__(self) -> str:
        return f"Sheet({self.role}: {self.raw.name}, {len(self.area)} rows)"


@dataclass(frozen=True, slots=True)
class Found:
    """The files of a round, and where each variable lies in them.

    Parameters
    ----------
    sheets : tuple of Sheet
        In the order of their roles.
    places : mapping of str to tuple of Sheet and str
        Variable to its file and its spelling there.
    findings : tuple of Finding
        What the readers of files said, and SUR-04.
    """

    sheets: tuple[Sheet, ...]
    places: Mapping[str, tuple[Sheet, str]]
    findings: tuple[Finding, ...]

    def of(self, *roles: str) -> tuple[Sheet, ...]:
        """Return the files of some roles."""
        return tuple(sheet for sheet in self.sheets if sheet.role in roles)

    def inside(self, sheet: Sheet) -> dict[str, NDArray[Any]]:
        """Return the variables that are read from a file, by the reader's names."""
        return {
            name: sheet.raw.columns[column]
            for name, (place, column) in self.places.items()
            if place is sheet
        }

    def labels(self, name: str) -> Mapping[float | str, str]:
        """Return the value labels of a variable; empty if it has none."""
        if name not in self.places:
            return {}
        sheet, column = self.places[name]
        return sheet.raw.labels.get(column, {})


def load(folder: Path, known: Round) -> Found:
    """Return the files of a round with the variables that a reader wants.

    Raises
    ------
    InputError
        If the weights are another round's, the roster, its keys, age or sex are not there, a name
        could mean two files, or a file cannot be read.
    """
    paths = files.listing(folder)
    _refuse_other_round(paths, known)
    located = {role: _locate(paths, role, known) for role in known.files}
    if not located[_COMPULSORY]:
        raise InputError(_no_roster(paths, known))
    sheets: list[Sheet] = []
    keyless: list[str] = []
    for role, some in located.items():
        for path in some:
            sheet = _sheet(path, role, known)
            if sheet is None:
                keyless.append(path.name)
            else:
                sheets.append(sheet)
    if not any(sheet.role == _COMPULSORY for sheet in sheets):
        raise InputError(
            f"{located[_COMPULSORY][0].name} has no keys of a member: VHLSS {known.year} joins by "
            f"{', '.join(known.keys['household'])} and {' or '.join(known.members['roster'])}; "
            f"files found: {report.listed([path.name for path in paths])}. Give the households' "
            "files with their keys"
        )
    places = _places(sheets, known)
    _refuse_without(places, known, paths)
    told = [found for sheet in sheets for found in sheet.raw.findings]
    told += _not_found(located, places, known)
    if keyless:
        told.append(_without_keys(keyless, known))
    return Found(tuple(sheets), places, tuple(told))


def _refuse_other_round(paths: Sequence[Path], known: Round) -> None:
    """Refuse a folder whose file of weights bears another round's name: the names alone differ."""
    stems = {path.stem.casefold(): path.name for path in paths}
    named = {name for alternative in known.files.get("weights", ()) for name in alternative}
    if named & set(stems):
        return
    for year in rounds.rounds():
        theirs = {
            name
            for alternative in rounds.describe(year).files.get("weights", ())
            for name in alternative
        }
        if year != known.year and theirs & set(stems):
            name = stems[min(theirs & set(stems))]
            raise InputError(
                f"{name} holds the weights of round {year} and none of {len(paths)} files those of "
                f"{known.year}: variables move between rounds. Say the round of these files "
                f"(round={year}, --round {year})"
            )


def _locate(paths: Sequence[Path], role: str, known: Round) -> list[Path]:
    """Return the files of the first alternative that is there."""
    for alternative in known.files[role]:
        first = _one(paths, alternative[0], role, known)
        if first is None:
            continue
        rest = (_one(paths, name, role, known) for name in alternative[1:])
        return [first, *(path for path in rest if path is not None)]
    return []


def _one(paths: Sequence[Path], name: str, role: str, known: Round) -> Path | None:
    exact = [path for path in paths if path.stem.casefold() == name]
    loose = exact or [path for path in paths if files.find_file([path], [name]) is not None]
    if len(loose) > 1:  # the same name may be of the communes' questionnaire
        loose = [path for path in loose if _sheet(path, role, known, only_keys=True) is not None]
    if len(loose) > 1:
        raise InputError(
            f"{len(loose)} files could be {name} of VHLSS {known.year}: "
            f"{', '.join(f'{path.parent.name}/{path.name}' for path in loose)}. Rounds use the "
            "same names; give the folder of one round, with each file in one format"
        )
    return loose[0] if loose else None


def _sheet(path: Path, role: str, known: Round, *, only_keys: bool = False) -> Sheet | None:
    """Return a file with its keys; None if it lacks them."""
    level = "area" if role == "weights" else "household"
    members = known.members.get(role, ()) if role in _PERSONS else ()
    wanted = {*known.keys["household"], *members}
    if not only_keys:
        wanted |= _wanted(role, known)
    raw = files.load(path, path.name, columns=wanted)
    keys = {name: raw.find(name) for name in known.keys["household"]}
    member = next((raw.find(name) for name in members if raw.find(name)), "")
    if not all(keys[name] for name in known.keys[level]) or (members and not member):
        return None
    parts = {n: parsing.key(raw.columns[c]) for n, c in keys.items() if c}
    nothing = np.full(raw.n_rows, "", dtype="<U1")
    area = parsing.joined([parts[name] for name in known.keys["area"]])
    last = known.keys["household"][-1]
    home = parsing.joined([area, parts[last]]) if last in parts else nothing
    number = parsing.key(raw.columns[member]) if member else nothing
    person = parsing.joined([home, number]) if member else nothing
    return Sheet(role, raw, home=home, area=area, member=number, person=person)


def _wanted(role: str, known: Round) -> set[str]:
    names = {
        name
        for variable in known.variables.values()
        if role in variable.roles
        for name in variable.names
    }
    if role in ("weights", "household"):
        names |= {weight.name for weight in known.weights}
    return names


def _places(sheets: Iterable[Sheet], known: Round) -> dict[str, tuple[Sheet, str]]:
    by_role: dict[str, list[Sheet]] = {}
    for sheet in sheets:
        by_role.setdefault(sheet.role, []).append(sheet)
    places = {}
    for name, variable in known.variables.items():
        place = _place(variable, by_role)
        if place is not None:
            places[name] = place
    return places


def _place(variable: Variable, by_role: Mapping[str, list[Sheet]]) -> tuple[Sheet, str] | None:
    for role in variable.roles:
        for name in variable.names:
            for sheet in by_role.get(role, ()):
                column = sheet.raw.find(name)
                if column:
                    return sheet, column
    return None


def _refuse_without(
    places: Mapping[str, tuple[Sheet, str]], known: Round, paths: Sequence[Path]
) -> None:
    lacking = [v for v in known.variables.values() if v.compulsory and v.name not in places]
    if lacking:
        first = lacking[0]
        raise InputError(
            f"{len(lacking)} variables that VHLSS {known.year} cannot be read without are in none "
            f"of its files; first is {first.name} ({' or '.join(first.names)}: {first.means}). "
            f"Files found: {report.listed([path.name for path in paths])}. Check the round: names "
            "of variables change between rounds"
        )


def _no_roster(paths: Sequence[Path], known: Round) -> str:
    names = " or ".join(alternative[0] for alternative in known.files[_COMPULSORY])
    return (
        f"no roster of members in the folder: looked for {names} (VHLSS {known.year}) in "
        f"{len(paths)} files; files found: {report.listed([path.name for path in paths])}. Give "
        "the folder of the households' files, and check the round"
    )


def _not_found(
    located: Mapping[str, Sequence[Path]], places: Mapping[str, Any], known: Round
) -> list[Finding]:
    found = []
    lacking = [role for role, some in located.items() if not some]
    if lacking:
        words = [f"{role} ({_alternatives(known.files[role])})" for role in lacking]
        found.append(report.finding(
            "SUR-04",
            f"{len(lacking)} of {len(located)} kinds of file of VHLSS {known.year} are not in the "
            f"folder; first is {words[0]}. Looked for: {'; '.join(words)}",
            n=float(len(lacking)), unit="files", about="files",
        ))  # fmt: skip
    absent = [v for name, v in known.variables.items() if name not in places]
    if absent:
        words = [f"{v.name} ({' or '.join(v.names) or 'no source names it'})" for v in absent]
        found.append(report.finding(
            "SUR-04",
            f"{len(absent)} of {len(known.variables)} variables of VHLSS {known.year} are in none "
            f"of the files read; first is {words[0]}. Looked for: {'; '.join(words)}",
            n=float(len(absent)), unit="variables", about="variables",
        ))  # fmt: skip
    return found


def _without_keys(names: Sequence[str], known: Round) -> Finding:
    return report.finding(
        "SUR-04",
        f"{len(names)} files lack the keys ({', '.join(known.keys['household'])}, and the member's "
        f"number in a section on members); first is {names[0]}. They cannot be joined and are not "
        f"read: {report.listed(names)}",
        n=float(len(names)), unit="files", about="files without keys",
    )  # fmt: skip


def _alternatives(alternatives: tuple[tuple[str, ...], ...]) -> str:
    return " or ".join("+".join(names) for names in alternatives)
