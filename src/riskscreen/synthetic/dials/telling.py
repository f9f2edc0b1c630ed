"""What do dials alter in the records, when the world has run its course?

Every draw is of the dial's own stream, so one dial turned moves nothing of another. Beside the
records each outcome keeps, for every child, the share of its cases that is told and the chance
that its label is kept: what `truth` needs to say exactly what a dial has done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from riskscreen import schema
from riskscreen.synthetic.chance import Streams
from riskscreen.synthetic.dials.groups import Membership
from riskscreen.synthetic.dials.kinds import Measurement, Missing, Proxy, UnderRecorded
from riskscreen.synthetic.dials.turned import Dials
from riskscreen.synthetic.homes import Columns
from riskscreen.synthetic.world import Wave, World

__all__ = ["Told", "tell"]

Numbers = NDArray[np.float64]
_Dial = TypeVar("_Dial")
_OF_PUPILS = ("school_absence_days", "school_distance_km", "tuition_support", "school_support")
_SOURCES = {
    "dropout": ("attending_school", "grade_current", *_OF_PUPILS),
    "child_labour": ("economic_hours_week", "worked_12_months", "chores_hours_week",
                     "hazardous_work"),
    "exclusion": ("birth_registered", "health_insurance", "tuition_support", "school_support",
                  "social_assistance"),
}  # fmt: skip
# Asked only of those who attend: of a hidden leaver the answers of the year before stand.
_OPENED = ("grade_current", *_OF_PUPILS)


@dataclass(frozen=True, slots=True)
class Told:
    """By (wave, outcome): what the next wave tells of what comes after ``wave``, shape (n_kids,).

    ``told`` is the share of a child's cases that is written down, ``kept`` the chance that its
    label is known that would be known without dials.
    """

    told: dict[tuple[int, str], Numbers]
    kept: dict[tuple[int, str], Numbers]


def tell(world: World, dials: Dials, streams: Streams) -> tuple[World, Told]:
    """Return the world as its dialled records tell it, and what they hide."""
    told = Told({}, {})
    if not dials:
        return world, told
    member, waves = world.membership, list(world.waves)
    for at, wave in enumerate(waves):
        before = world.waves[at - 1] if at else None
        for dial, name in _streams(dials.under_recorded):
            if dial.wave == wave.number:
                rng = streams.of(name, dial.wave)
                wave = _hide(wave, before, dial, member, rng=rng)  # noqa: PLW2901 - dial by dial
                inside = member.kids(dial.column, dial.level, home=wave.home)
                key = (wave.number - 1, dial.outcome)
                told.told[key] = np.asarray(told.told.get(key, 1.0) * (1.0 - dial.share * inside))
        wave, kept = _unfollowed(wave, before, dials, member, streams)  # noqa: PLW2901
        told.kept.update(kept)
        waves[at] = _answers(wave, dials, member, streams)
    return replace(world, waves=tuple(waves)), told


def _streams(dials: Sequence[_Dial]) -> Iterator[tuple[_Dial, str]]:
    """Yield each dial with the name of its stream: of what and whom it is, never of its size.

    So one dial more moves no draw of another, and a larger share hides the same children and more.
    """
    seen: Counter[str] = Counter()
    for dial in dials:
        parts = (getattr(dial, part, "") for part in ("outcome", "field", "column", "level"))
        name = f"dial {type(dial).__name__} {' '.join(parts)}"
        seen[name] += 1
        yield dial, f"{name} {seen[name]}"


def _hide(
    wave: Wave,
    before: Wave | None,
    dial: UnderRecorded,
    member: Membership,
    *,
    rng: np.random.Generator,
) -> Wave:
    """Return the wave with a share of the group's cases recorded as none.

    A case is what the year before the wave brought. Hidden, a pupil who left is written down as
    attending, a child in child labour as without work, an excluded child as receiving everything.
    """
    inside = member.kids(dial.column, dial.level, home=wave.home)
    hidden = wave.cases[dial.outcome] & (rng.random(len(inside)) < dial.share) & inside
    changed = {}
    told = _TELL[dial.outcome](wave.kid)
    if dial.outcome == "dropout" and before is not None:
        told |= {name: before.kid[name] for name in _OF_PUPILS}
    for name, values in told.items():
        at = hidden if name in _OPENED else hidden & ~np.isnan(wave.kid[name])
        changed[name] = np.where(at, values, wave.kid[name])
    return replace(wave, kid=wave.kid | changed)


def _unfollowed(
    wave: Wave, before: Wave | None, dials: Dials, member: Membership, streams: Streams
) -> tuple[Wave, dict[tuple[int, str], Numbers]]:
    """Return the wave without rows that are not linked and labels of children not visited."""
    kept: dict[tuple[int, str], Numbers] = {}
    here, kid = wave.kid_here, wave.kid
    if before is None:
        return wave, kept
    found = np.ones(len(here))
    for dial, name in _streams(dials.linkage):
        if dial.wave == wave.number:
            inside = member.kids(dial.column, dial.level, home=before.home)
            loose = inside & (before.kid["has_identity_code"] == 0) & before.kid_here
            rng = streams.of(name, dial.wave)
            here = here & ~(loose & (rng.random(len(here)) < dial.share))
            found = found * (1.0 - dial.share * loose)
    for outcome, sources in _SOURCES.items():
        chance = found
        for one, name in _streams(dials.selective_labels):
            if one.wave == wave.number and one.outcome == outcome:
                inside = member.kids(one.column, one.level, home=before.home)
                risk = before.steps[outcome].risk_observable
                visited = np.where(inside, np.minimum(one.floor + one.slope * risk, 1.0), 1.0)
                rng = streams.of(name, one.wave)
                unseen = rng.random(len(visited)) >= visited
                lost = {name: np.where(unseen, np.nan, kid[name]) for name in sources}
                kid, chance = kid | lost, chance * visited
        if chance.min() < 1.0:
            kept[wave.number - 1, outcome] = chance
    return replace(wave, kid_here=here, kid=kid), kept


def _answers(wave: Wave, dials: Dials, member: Membership, streams: Streams) -> Wave:
    """Return the wave with answers missing, measured otherwise, or standing in for a group."""
    home, kid = dict(wave.home), dict(wave.kid)
    turned: tuple[Missing | Measurement | Proxy, ...] = (
        *dials.missing, *dials.measurement, *dials.proxy,
    )  # fmt: skip
    for dial, name in _streams(turned):
        if getattr(dial, "wave", wave.number) != wave.number:
            continue
        table = home if dial.field in home else kid
        among = member.homes if table is home else member.kids
        inside = among(dial.column, dial.level, home=wave.home)
        rng = streams.of(name, wave.number)
        table[dial.field] = _altered(dial, table[dial.field], inside, rng)
    return replace(wave, home=home, kid=kid)


def _altered(
    dial: Missing | Measurement | Proxy,
    values: Numbers,
    inside: NDArray[np.bool_],
    rng: np.random.Generator,
) -> Numbers:
    if isinstance(dial, Missing):
        return np.where(inside & (rng.random(len(values)) < dial.share), np.nan, values)
    if isinstance(dial, Proxy):
        says = rng.random(len(values)) < dial.strength
        return np.where(says & ~np.isnan(values), inside * 1.0, values)
    moved = np.clip(dial.factor * values + dial.shift, *_range(dial.field))
    return np.where(inside, moved, values)


def _range(name: str) -> tuple[float, float]:
    held = next(field for (_, known), field in schema.fields().items() if known == name)
    return held.range or (-np.inf, np.inf)


def _attending(kid: Columns) -> Columns:
    grade = np.where(kid["age_years"] >= 6, np.minimum(kid["grade_attained"] + 1.0, 12.0), 0.0)  # noqa: PLR2004
    return {"attending_school": np.ones(len(grade)), "grade_current": grade}


def _not_working(kid: Columns) -> Columns:
    n = len(kid["age_years"])
    return {
        "economic_hours_week": np.zeros(n),
        "worked_12_months": np.zeros(n),
        "chores_hours_week": np.minimum(kid["chores_hours_week"], 10.0),
        "hazardous_work": np.full(n, np.nan),
    }


def _receiving(kid: Columns) -> Columns:
    return {name: np.ones(len(kid["age_years"])) for name in _SOURCES["exclusion"]}


_TELL = {"dropout": _attending, "child_labour": _not_working, "exclusion": _receiving}
