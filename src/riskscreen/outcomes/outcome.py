"""What does one predict: for whom, what counts as yes, and who is asked?

Two functions of arrays and a few names. An outcome is registered under its name and the tag of
its definition, and the tag travels with every number that rests on it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from riskscreen.errors import OutcomeError
from riskscreen.outcomes.logic import Answer

__all__ = ["SPECIAL", "Outcome", "definitions", "get", "inputs", "names", "part", "register"]

Rule = Callable[..., Answer]

# Arguments that are not columns.
SPECIAL = ("horizon_months", "rules_day", "known_day", "household", "concurrent")

_REGISTRY: dict[str, dict[str, Outcome]] = {}


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """An eligible population and a three-valued label.

    Parameters
    ----------
    name : str
        Name, lower case with underscores.
    definition : str
        Tag of the definition.
    title_en, title_vi : str
        What it is called in reports.
    eligible : callable
        Function of a Snapshot's columns by argument name: 1, 0 or NaN, shape (n_children,).
    label : callable
        Function of a FollowUp's columns by argument name: 1, 0 or NaN, shape (n_children,).
        Both may also ask for ``horizon_months``, ``rules_day`` (the target day), ``known_day``
        (as_of), ``household`` (the grouping) and ``concurrent`` (bool).
    weights : tuple of tuple of str
        Weight columns in order of preference; of the first alternative that the records hold, the
        first column known of a row counts. A long module asked of one selected child, or of
        under-fives, has a weight of its own.
    sources : tuple of str
        Columns that decide the label; a nowcast bars them.
    needs : tuple of str
        Sources without which only one answer can be known: where a survey never asked about
        chores, whoever is known is a yes. A table without them is refused.
    consequences : tuple of str
        Columns that may record what followed from a yes; a nowcast bars them too.
    parts, part_eligible : mapping of str to callable
        Part labels, and who is eligible for each.
    part_weights : mapping of str to tuple of tuple of str
        Weights of a part, where they are not the outcome's.
    part_titles : mapping of str to (str, str)
        English and Vietnamese title of each part.
    when_not_asked : mapping of str to str
        Column to definition: the definition that a nowcast takes where the column was never asked.
    verified : bool
        Whether the definition was checked against its source.
    basis : str
        What the definition rests on: a publication, or a rules file and its digest.

    Raises
    ------
    OutcomeError
        If the name or tag is empty or not an identifier, or parts and their eligibility differ.
    """

    name: str
    definition: str
    title_en: str
    title_vi: str
    eligible: Rule
    label: Rule
    weights: tuple[tuple[str, ...], ...] = (("weight",), ("weight_selected",))
    sources: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    consequences: tuple[str, ...] = ()
    parts: Mapping[str, Rule] = field(default_factory=dict)
    part_eligible: Mapping[str, Rule] = field(default_factory=dict)
    part_weights: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    part_titles: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    when_not_asked: Mapping[str, str] = field(default_factory=dict)
    verified: bool = True
    basis: str = ""

    def __post_init__(self) -> None:
        for text in (self.name, self.definition):
            if not text.isidentifier() or not text.isascii():
                raise OutcomeError(
                    f"outcome {self.name!r}, definition {self.definition!r}: {text!r} is not a "
                    "plain name; use letters, digits and underscores"
                )
        if set(self.parts) != set(self.part_eligible) and self.part_eligible:
            raise OutcomeError(
                f"outcome {self.name} has parts {sorted(self.parts)} but eligibility for "
                f"{sorted(self.part_eligible)}; give both the same names"
            )

    def __repr__(self) -> str:
        return f"Outcome({self.name}, {self.definition})"

    def title(self, lang: str = "en") -> str:
        """Return the title in ``en`` or ``vi``."""
        return self.title_vi if lang == "vi" else self.title_en


def register(outcome: Outcome) -> Outcome:
    """Make an outcome known by its name; the first definition of a name is its default.

    The same functions may register again, as when a notebook's cell is run twice.

    Raises
    ------
    OutcomeError
        If this name and definition are taken by another outcome.
    """
    known = _REGISTRY.setdefault(outcome.name, {})
    if not _same_rules(known.get(outcome.definition, outcome), outcome):
        raise OutcomeError(
            f"outcome {outcome.name} with definition {outcome.definition} is registered already; "
            "give yours another tag"
        )
    known[outcome.definition] = outcome
    return outcome


def get(name: str, definition: str | None = None) -> Outcome:
    """Return an outcome, or the part of one (``exclusion_birth_registration``), by name.

    Parameters
    ----------
    name : str
        Name of an outcome, or outcome and part joined by an underscore; a tag may follow a colon,
        as a command line writes it: ``child_labour:mics5``.
    definition : str, optional
        Tag; by default the outcome's first definition.

    Raises
    ------
    OutcomeError
        If nobody registered it.

    Examples
    --------
    >>> get("child_labour"), get("child_labour", "mics5")
    (Outcome(child_labour, sdg871_mics6), Outcome(child_labour, mics5))
    >>> get("child_labour:sna_only")
    Outcome(child_labour, sna_only)
    >>> get("drop_out")
    Traceback (most recent call last):
        ...
    riskscreen.errors.OutcomeError: no outcome drop_out; known are child_labour, \
dropout, exclusion...
    """
    if definition is None and ":" in name:
        name, _, definition = name.partition(":")
    if name not in _REGISTRY:
        return _part_by_name(name, definition)
    known = _REGISTRY[name]
    if definition is None:
        return next(iter(known.values()))
    if definition not in known:
        raise OutcomeError(f"no definition {definition} of {name}; it has {', '.join(known)}")
    return known[definition]


def names() -> tuple[str, ...]:
    """Return the names of all registered outcomes, sorted; parts are not among them."""
    return tuple(sorted(_REGISTRY))


def definitions(name: str) -> tuple[str, ...]:
    """Return the tags of an outcome, its default first.

    Raises
    ------
    OutcomeError
        If nobody registered the outcome.
    """
    get(name)
    return tuple(_REGISTRY.get(name, {get(name).definition: None}))


def part(outcome: Outcome, name: str) -> Outcome:
    """Return one part of an outcome as an outcome of its own.

    Raises
    ------
    OutcomeError
        If the outcome has no such part, or does not say who is eligible for it.
    """
    if name not in outcome.parts or name not in outcome.part_eligible:
        raise OutcomeError(
            f"outcome {outcome.name} has no part {name} that stands alone; it has "
            f"{', '.join(outcome.part_eligible) or 'none'}"
        )
    title_en, title_vi = outcome.part_titles.get(name, (name.replace("_", " "), name))
    return Outcome(
        name=f"{outcome.name}_{name}",
        definition=outcome.definition,
        title_en=f"{outcome.title_en}: {title_en}",
        title_vi=f"{outcome.title_vi}: {title_vi}",
        eligible=outcome.part_eligible[name],
        label=outcome.parts[name],
        weights=outcome.part_weights.get(name, outcome.weights),
        sources=outcome.sources,
        consequences=outcome.consequences,
        verified=outcome.verified,
        basis=outcome.basis,
    )


def inputs(rule: Rule) -> tuple[str, ...]:
    """Return the names of the arguments that a rule asks for.

    A rule whose columns are data, not code, lists them in an attribute ``inputs``.

    Raises
    ------
    OutcomeError
        If it takes arguments without a name.
    """
    listed: Any = getattr(rule, "inputs", None)
    if listed is not None:
        return tuple(listed)
    parameters = inspect.signature(rule).parameters.values()
    if any(p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD, p.POSITIONAL_ONLY) for p in parameters):
        raise OutcomeError(
            f"{getattr(rule, '__name__', rule)} takes arguments without a name; name each column"
        )
    return tuple(p.name for p in parameters)


def _same_rules(one: Outcome, other: Outcome) -> bool:
    return all(
        mine is theirs or (_place(mine) == _place(theirs) != "")
        for mine, theirs in ((one.eligible, other.eligible), (one.label, other.label))
    )


def _place(rule: Rule) -> str:
    return f"{rule.__module__}.{rule.__qualname__}" if inspect.isfunction(rule) else ""


def _part_by_name(name: str, definition: str | None) -> Outcome:
    for whole in _REGISTRY:
        if name.startswith(f"{whole}_") and name[len(whole) + 1 :] in get(whole).part_eligible:
            return part(get(whole, definition), name[len(whole) + 1 :])
    raise OutcomeError(
        f"no outcome {name}; known are {', '.join(names())}. Define it with outcomes.register"
    )
