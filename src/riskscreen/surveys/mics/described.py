"""What must be known about a round of MICS before its rows can be joined?

Names of files and variables, codes and weights are read from ``data/mics5.toml`` and
``data/mics6.toml``; a survey that differs needs an edit there and none here.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from types import MappingProxyType
from typing import Any

from riskscreen import records, schema

__all__ = ["Facts", "FileFacts", "GradeFacts", "facts_of", "words"]

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a reader must know about one file.

    ``inside`` names the file whose rows it is made of (MICS5: the selected child stands in hh);
    ``foreign`` variables show that another file bears its name.
    """

    stems: Names = ()
    inside: str = ""
    children: str = ""
    line: Names = ()
    line_missing: tuple[float, ...] = ()
    result: str = ""
    age: Names = ()
    born: Names = ()
    day: Names = ()
    weight: Names = ()
    foreign: Names = ()

    @property
    def variables(self) -> Names:
        """Every variable that the reader itself looks for."""
        named = (self.children, self.result)
        return (
            *(name for name in named if name),
            *self.line, *self.age, *self.born, *self.day, *self.weight,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class GradeFacts:
    """Which variables of a file hold a level and a grade, and what the grade counts.

    ``level_target`` names the column of the level alone, which may be known where the grade is not.
    """

    file: str
    target: str
    level: str
    grade: str
    completed: str = ""
    counts_completed: bool = False
    level_target: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything about one round: the reader's facts and the mapping."""

    survey: str
    years: tuple[int, int]
    other_kind: str
    other_signs: Names
    household: Names
    definitions: Names
    files: Mapping[str, FileFacts]
    any_yes: Mapping[str, Mapping[str, Names]]
    hours: Mapping[str, Mapping[str, Names]]
    flags: Mapping[str, Mapping[str, tuple[Any, ...]]]
    grades: tuple[GradeFacts, ...]
    preschool: Mapping[str, str]
    words: Mapping[str, Names]
    ethnicity: Mapping[str, Any]
    people: Mapping[str, Any]
    same: Mapping[str, Names]
    absent: Mapping[str, str]
    mapped: records.Mapped = field(repr=False)

    def looked_for(self, file: str) -> frozenset[str]:
        """Return every variable of a file that the reader or the mapping asks for."""
        own = self.files.get(file)
        named = set(() if own is None else own.variables) | {*self.household}
        for names in self.any_yes.get(file, {}).values():
            named |= set(names)
        for names in self.hours.get(file, {}).values():
            named |= set(names)
        named |= set(self.flags.get(file, {}))
        named |= self._graded(file) | self._worded(file) | self._mapped(file)
        return frozenset(name for name in named if not name.startswith("rs_"))

    def probes(self, file: str) -> frozenset[str]:
        """Return the variables that would show that a file, or a folder, is another one."""
        own = self.files.get(file)
        named = set() if own is None else set(own.foreign)
        return frozenset(named | set(self.other_signs)) if file == "hh" else frozenset(named)

    def _graded(self, file: str) -> set[str]:
        asked = [grade for grade in self.grades if grade.file == file]
        names = {name for one in asked for name in (one.level, one.grade, one.completed)}
        return names - {""}

    def _worded(self, file: str) -> set[str]:
        dotted = [
            *self.words,
            *self.preschool,
            *(name for pair in self.same.values() for name in pair),
        ]
        named = {name.partition(".")[2] for name in dotted if name.partition(".")[0] == file}
        if file == "hh":
            named |= {*self.ethnicity["names"], *self.ethnicity["published"], "PSU", "HH1"}
        if file == "hl":
            named |= {self.people["relation"], self.people["school_age"], *self.people["one_value"]}
        return named

    def _mapped(self, file: str) -> set[str]:
        needed = records.needed_columns(self.mapped)
        named = set(needed.get(file, ()))
        if file == "hl":
            named |= set(needed.get("members", ()))
        return named


@functools.cache
def facts_of(kind: str) -> Facts:
    """Return the facts of ``mics5`` or ``mics6``.

    Examples
    --------
    >>> facts_of("mics5").files["fs"].weight
    ('hhweight', 'SL1')
    """
    entries = tomllib.loads(_data(f"{kind}.toml"))
    reader = entries.pop("reader")
    return Facts(
        survey=reader["survey"],
        years=(int(reader["years"][0]), int(reader["years"][1])),
        other_kind=reader["other_kind"],
        other_signs=tuple(reader["other_signs"]),
        household=tuple(reader["household"]),
        definitions=tuple(reader["definitions"]),
        files={name: FileFacts(**_tuples(entry)) for name, entry in reader["files"].items()},
        any_yes={file: _tuples(entry) for file, entry in reader["any_yes"].items()},
        hours={file: _tuples(entry) for file, entry in reader["hours"].items()},
        flags={file: _tuples(entry) for file, entry in reader.get("flags", {}).items()},
        grades=tuple(GradeFacts(**entry) for entry in reader["grades"]),
        preschool=reader["preschool"],
        words=_tuples(reader["words"]),
        ethnicity=reader["ethnicity"],
        people=reader["people"],
        same=_tuples(reader["same"]),
        absent=reader["absent"],
        mapped=records.mapping_from(entries, f"{kind}.toml"),
    )


@functools.cache
def words(kind: str) -> Mapping[str, str]:
    """Return folded value label to the schema's word, for ``education``, ``region`` and so on.

    Examples
    --------
    >>> words("education")["preprimaryornone"], words("region")["mekongriverdelta"]
    ('none', 'mekong_delta')
    """
    entries = tomllib.loads(_data("mics_words.toml"))[kind]
    found = {schema.fold(label): word for word, labels in entries.items() for label in labels}
    return MappingProxyType(found)


def _tuples(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()
    }


def _data(name: str) -> str:
    found = resources.files("riskscreen.surveys").joinpath(f"data/{name}")
    return found.read_text(encoding="utf-8")
