"""What is a feature? A small pure function of arrays, and what must be said about it.

A decorator reads the inputs off the argument names and keeps the function as it is, so that it
is tested with three numbers, and the same code runs on one household and on a nation.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from riskscreen import schema
from riskscreen.errors import FeatureError

__all__ = [
    "SPECIAL",
    "YES_NO",
    "Array",
    "Audience",
    "Domain",
    "Feature",
    "Malleability",
    "Quantity",
    "Text",
    "Words",
    "describe",
    "feature",
    "find",
    "quantity",
    "register",
    "registered",
    "role",
]

Array: TypeAlias = NDArray[np.float64]
Text: TypeAlias = NDArray[np.str_]
Domain = Literal["child", "household", "access", "area"]
Malleability = Literal["malleable", "fixed", "administrative"]
Audience = Literal["family", "caseworker", "auditor"]

#: Arguments that are no column: the grouping of a household's children, the fitted means of
#: areas, and the horizon.
SPECIAL = ("household", "areas", "horizon_months")
#: The unit of a feature that is 1, 0 or not recorded.
YES_NO = "1 yes, 0 no"

_ALLOWED: Mapping[str, tuple[str, ...]] = {
    "domain": ("child", "household", "access", "area"),
    "malleability": ("malleable", "fixed", "administrative"),
    "audience": ("family", "caseworker", "auditor"),
}
# What others said about a household is off for another reason than a protected column is: a
# report moves the model towards those whom neighbours watch.
_WITHHELD = frozenset({"hotline_reports"})
_NEVER = ("identifier", "design")
_HALF = 0.5
_REGISTRY: dict[str, Quantity] = {}


@dataclass(frozen=True, slots=True)
class Words:
    """What a person reads about a feature in one language.

    ``label`` names it; ``high``, ``low`` and ``missing`` are parts of a sentence, true of any
    value above, of any value below, and of a value that is not recorded.
    """

    label: str
    high: str
    low: str
    missing: str


@dataclass(frozen=True, slots=True, eq=False)
class Quantity:
    """A step on the way: computed for other functions, never an input of a model."""

    name: str
    function: Callable[..., Array] = field(repr=False)
    inputs: tuple[str, ...]
    meaning: str
    area_of: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column of the records that this rests on, through all steps, sorted."""
        return _rests_on(self, len(_REGISTRY))

    @property
    def protected(self) -> bool:
        """Whether a protected column is among the columns."""
        return any(role(column) == "protected" for column in self.withheld)

    @property
    def withheld(self) -> tuple[str, ...]:
        """The columns for which a policy has to give a written reason.

        Raises
        ------
        FeatureError
            If a key, a weight or the code of a place is among the columns.
        """
        return _withheld(self, len(_REGISTRY))


@dataclass(frozen=True, slots=True, eq=False)
class Feature(Quantity):
    """One input of a model. ``above`` is the value above which ``high`` is said.

    Where ``above`` is None the sentences compare ("more than usual"), and the reference is the
    median that a release stores.
    """

    unit: str = ""
    domain: Domain = "child"
    malleability: Malleability = "fixed"
    audience: Audience = "auditor"
    en: Words = Words("", "", "", "")
    vi: Words = Words("", "", "", "")
    above: float | None = None
    needs_reason: bool = False

    def words(self, lang: str) -> Words:
        """Return the words in ``lang``, ``en`` or ``vi``.

        Raises
        ------
        FeatureError
            If there are no words in that language.
        """
        if lang not in ("en", "vi"):
            raise FeatureError(f"no words in {lang!r} for {self.name}; there are en, vi")
        return self.vi if lang == "vi" else self.en


def feature(
    *,
    unit: str,
    domain: Domain,
    malleability: Malleability,
    audience: Audience,
    en: Words,
    vi: Words,
    above: float | None = None,
    area_of: tuple[str, ...] = (),
    needs_reason: bool = False,
) -> Callable[[Callable[..., Array]], Callable[..., Array]]:
    """Return a decorator that registers a pure function of arrays as a feature.

    Parameters
    ----------
    unit : str
        Unit of the value; ``YES_NO`` for 1 and 0.
    domain : {"child", "household", "access", "area"}
        What the feature is about.
    malleability : {"malleable", "fixed", "administrative"}
        Whether a service can change it, or only its record.
    audience : {"family", "caseworker", "auditor"}
        The widest circle that may be told.
    en, vi : Words
        Reviewed label and sentences.
    above : float, optional
        Fixed value above which ``high`` is true; by default a half for ``YES_NO``, else the
        reference that a release stores.
    area_of : tuple of str
        Features, quantities or columns whose area means the function reads from ``areas``.
    needs_reason : bool
        Built only where a policy names its column and says why.

    Raises
    ------
    FeatureError
        If the name is taken, a word is missing, or an entry is outside its list.
    """

    def decorate(function: Callable[..., Array]) -> Callable[..., Array]:
        register(
            describe(
                function,
                unit=unit,
                domain=domain,
                malleability=malleability,
                audience=audience,
                en=en,
                vi=vi,
                above=above,
                area_of=area_of,
                needs_reason=needs_reason,
            )
        )
        return function

    return decorate


def describe(function: Callable[..., Array], **facts: Any) -> Feature:  # noqa: ANN401 - as in feature
    """Return the feature that ``feature(**facts)`` would register, without registering it.

    Raises
    ------
    FeatureError
        As ``feature``.
    """
    name = function.__name__
    for entry, allowed in _ALLOWED.items():
        if facts[entry] not in allowed:
            raise FeatureError(
                f"feature {name}: {entry} {facts[entry]!r}; choose one of {', '.join(allowed)}"
            )
    _worded(name, facts["en"], facts["vi"])
    if facts.get("above") is None and facts["unit"] == YES_NO:
        facts["above"] = _HALF
    return Feature(name, function, _arguments(function), _meaning(function), **facts)


def quantity(function: Callable[..., Array]) -> Callable[..., Array]:
    """Register a pure function as a step that features name as an argument.

    Raises
    ------
    FeatureError
        If the name is taken.
    """
    register(Quantity(function.__name__, function, _arguments(function), _meaning(function)))
    return function


def register(entry: Quantity) -> None:
    """Add a feature or quantity to those that ``build`` knows.

    Raises
    ------
    FeatureError
        If a column, a special argument or another feature has the name already.
    """
    if entry.name in _REGISTRY or entry.name in SPECIAL or role(entry.name):
        raise FeatureError(
            f"the name {entry.name} is taken by a column or another feature; choose another"
        )
    _REGISTRY[entry.name] = entry


def find(name: str) -> Feature | None:
    """Return the registered feature of this name, None where there is none."""
    entry = _REGISTRY.get(name)
    return entry if isinstance(entry, Feature) else None


def role(column: str) -> str:
    """Return the role that the schema gives a column; "" for one it does not know."""
    known = schema.CHILDREN.get(column) or schema.HOUSEHOLDS.get(column)
    return "" if known is None else str(known.role)


def registered() -> Mapping[str, Quantity]:
    """Return every registered feature and quantity by name, in the order of registration."""
    return _REGISTRY


# The number of registered features is part of the key: one more may complete a walk.
@lru_cache(maxsize=1024)
def _rests_on(entry: Quantity, _n_registered: int) -> tuple[str, ...]:
    return tuple(sorted(_columns((*entry.inputs, *entry.area_of), path=(entry.name,))))


@lru_cache(maxsize=1024)
def _withheld(entry: Quantity, n_registered: int) -> tuple[str, ...]:
    roles = {column: role(column) for column in _rests_on(entry, n_registered)}
    for column, kind in roles.items():
        if kind in _NEVER:
            raise FeatureError(
                f"feature {entry.name} reads {column}, which is {kind}: keys, weights and codes of "
                "places are never inputs; use a household grouping or an area mean"
            )
    return tuple(
        column for column, kind in roles.items() if column in _WITHHELD or kind == "protected"
    )


def _columns(names: tuple[str, ...], *, path: tuple[str, ...]) -> set[str]:
    found: set[str] = set()
    for name in names:
        if name in path:
            raise FeatureError(f"features in a circle: {' -> '.join((*path, name))}; cut it")
        step = _REGISTRY.get(name)
        if step is not None:
            found |= _columns((*step.inputs, *step.area_of), path=(*path, name))
        elif name not in SPECIAL:
            found.add(name)
    return found


def _arguments(function: Callable[..., Array]) -> tuple[str, ...]:
    return tuple(inspect.signature(function).parameters)


def _meaning(function: Callable[..., Array]) -> str:
    meaning = (inspect.getdoc(function) or "").strip()
    if not meaning:
        raise FeatureError(f"{function.__name__} says no meaning; give it a docstring")
    return meaning.split("\n\n")[0].replace("\n", " ")


def _worded(name: str, *languages: Words) -> None:
    for words in languages:
        for part in ("label", "high", "low", "missing"):
            if not getattr(words, part).strip():
                raise FeatureError(f"feature {name} has no {part} sentence; write it")
