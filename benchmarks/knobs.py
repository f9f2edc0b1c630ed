"""Which numbers of a synthetic profile does a fit turn, and by which published figures?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from riskscreen.synthetic.fitting.crossing import Cross
from riskscreen.synthetic.fitting.measuring import measured
from riskscreen.synthetic.fitting.targets import Target, targets
from riskscreen.synthetic.profile import SEXES

KNOWN = {one.key: one for one in targets()}
FRESH, AGED = "fresh", "aged"
_MOST = 0.8  # a step on the log-odds is held to this
Facts = dict[str, Any]
Reading = Callable[[Mapping[str, Cross]], float]


@dataclass(frozen=True, slots=True)
class Knob:
    """One number, or some ages of a curve, and the distance that it is turned by.

    ``gap`` returns how far the figure lies below its target on the log-odds (or the log of a
    count); the number is moved by ``gain`` times that.
    """

    path: tuple[str, ...]
    gap: Reading
    gain: float
    ages: tuple[int, ...] = ()
    bounds: tuple[float, float] = (-40.0, 40.0)

    def turn(self, facts: Facts, looks: Sequence[Mapping[str, Cross]], *, step: float) -> float:
        """Turn the knob in the facts by the mean gap of the looks; return the gap."""
        gap = float(np.mean([self.gap(crosses) for crosses in looks]))
        move = self.gain * float(np.clip(gap, -_MOST, _MOST)) * step
        node = facts
        for name in self.path[:-1]:
            node = node[name]
        leaf = self.path[-1]
        if self.ages:
            for age in self.ages:
                node[leaf][age] = _rounded(node[leaf][age] + move, self.bounds)
        elif isinstance(node[leaf], list):
            node[leaf] = [_rounded(node[leaf][0] + move, self.bounds), node[leaf][1]]
        else:
            node[leaf] = _rounded(node[leaf] + move, self.bounds)
        return gap


def gap_of(key: str, *, of: str) -> Reading:
    """Return the gap of one published figure in the new or the re-interviewed households.

    A printed count of an age group is read as a share of the children whom the same source
    prints: it has more digits than the rate beside it, and half a sample still has shares.
    """
    target = KNOWN[key]

    def read(crosses: Mapping[str, Cross]) -> float:
        cross = crosses[of]
        panel = measured(target, cross).value
        if target.file != "outcomes":
            return _distance(target, target.value, panel)
        sex, band = target.group.split()
        children, share = (f"children, {sex} 0-15, count", f"age_share, {sex} {band}, percent")
        published = KNOWN[children].value * KNOWN[share].value / 100
        ages = Target(**{**asdict(KNOWN[children]), "group": target.group})
        return _log_odds(target.value / published) - _log_odds(panel / measured(ages, cross).value)

    return read


def between(high: Reading, low: Reading) -> Reading:
    """Return the gap of a difference: how far ``high`` lacks more than ``low``."""
    return lambda crosses: high(crosses) - low(crosses)


def mean(first: Reading, second: Reading) -> Reading:
    """Return the mean of two gaps."""
    return lambda crosses: (first(crosses) + second(crosses)) / 2


def _distance(target: Target, published: float, panel: float) -> float:
    if target.quantity == "count":
        return float(np.log(published / panel))
    return _log_odds(published / 100) - _log_odds(panel / 100)


def _log_odds(share: float) -> float:
    held = float(np.clip(share, 1e-5, 1 - 1e-5))
    return float(np.log(held / (1 - held)))


def _rounded(value: float, bounds: tuple[float, float]) -> float:
    return round(float(np.clip(value, *bounds)), 4)


BANDS = {"0-5": range(6), "6-10": range(6, 11), "11-15": range(11, 16)}


def _ages(band: str, *, before: int = 0) -> tuple[int, ...]:
    return tuple(age - before for age in BANDS[band] if age >= before)


def vhlss2014() -> Iterator[Knob]:
    """Yield the knobs of the profile that answers to VHLSS 2014."""
    yield Knob(("levels", "children"), gap_of("children, all 0-15, count", of=FRESH), 1.0)
    for side in ("urban", "rural"):
        poor = gap_of(f"poor_households, {side}, percent", of=FRESH)
        yield Knob(("levels", f"poor_cut_{side}"), poor, 0.4)
        online = gap_of(f"internet_at_home, {side}, percent", of=FRESH)
        yield Knob(("levels", f"internet_{side}"), online, 0.5)
    every = "children_in_poor_households"
    yield Knob(("levels", "wealth_children"), gap_of(f"{every}, all, count", of=FRESH), -0.25)
    for ages, level in (("0-5", "wealth_young"), ("11-15", "wealth_teens")):
        share = f"{every}, age {ages}, percent"
        both = mean(gap_of(share, of=FRESH), gap_of(share, of=AGED))
        yield Knob(("levels", level), both, -0.4)
    for name, level, gain in (
        ("children_food_insufficient", "food_insufficient", 1.0),
        ("children_food_inadequate", "food_inadequate", 1.0),
        ("children_no_clean_water", "safe_water", -0.4),
    ):
        yield Knob(("levels", level), gap_of(f"{name}, all, count", of=FRESH), gain)
    yield from _needs()
    yield from _drawn()
    yield from _aged()


def _needs() -> Iterator[Knob]:
    many = "multidimensional_child_poverty"
    kinh = gap_of(f"{many}, Kinh and Hoa, percent", of=FRESH)
    yield Knob(("levels", "deprived"), kinh, 0.35)
    for group, level in (
        ("ethnic minority", "deprived_minority"),
        ("rural", "deprived_rural"),
        ("Northern Midlands and Mountains", "deprived_mountains"),
        ("Southeast", "deprived_south_east"),
    ):
        part = gap_of(f"{many}, {group}, percent", of=FRESH)
        yield Knob(("levels", level), between(part, kinh), 0.35)


def _drawn() -> Iterator[Knob]:
    """Yield what settles school, cards and work of a household that is drawn."""
    for sex in SEXES:
        for band in BANDS:
            ages = (5,) if band == "0-5" else _ages(band)
            out = gap_of(f"not_in_school, {sex} {band}, count", of=FRESH)
            yield Knob(("curves", "start_attending", sex), out, -1.0, ages)
            bare = gap_of(f"no_health_insurance, {sex} {band}, count", of=FRESH)
            yield Knob(("curves", "start_insured", sex), bare, -1.0, _ages(band))
            if band != "0-5":
                work = gap_of(f"economically_active, {sex} {band}, count", of=FRESH)
                yield Knob(("curves", "start_works", sex), work, 1.0, _ages(band))


def _aged() -> Iterator[Knob]:
    """Yield what settles the year after: levels by age, and the mediators by sex."""

    def out(group: str) -> Reading:
        return gap_of(f"not_in_school, {group}, count", of=AGED)

    def bare(group: str) -> Reading:
        return gap_of(f"no_health_insurance, {group}, count", of=AGED)

    yield Knob(("dropout", "intercept"), out("all 11-15"), 2.0)
    for sex in SEXES:
        yield Knob(("curves", "enters", sex), out(f"{sex} 0-5"), -1.0, (5,))
        yield Knob(("curves", "enters", sex), out(f"{sex} 6-10"), -2.0, _ages("6-10"))
        yield Knob(("curves", "enters", sex), out(f"{sex} 11-15"), -2.0, _ages("11-15"))
    yield Knob(("exclusion", "intercept"), bare("all 11-15"), 1.0)
    yield from _aged_by_sex(out, bare)
    for sex in SEXES:
        for band, curve, gain in (
            ("6-10", "works_in_season", 0.004),
            ("11-15", "works_a_little", 1.0),
        ):
            work = gap_of(f"economically_active, {sex} {band}, count", of=AGED)
            bounds = (0.0, 0.2) if curve == "works_in_season" else (-12.0, 4.0)
            yield Knob(("curves", curve, sex), work, gain, _ages(band), bounds)


def _aged_by_sex(out: Callable[[str], Reading], bare: Callable[[str], Reading]) -> Iterator[Knob]:
    for band, term in (("6-10", "age_5_to_9"), ("0-5", "age_under_5")):
        gap = between(bare(f"all {band}"), bare("all 11-15"))
        yield Knob(("exclusion", "terms", term), gap, 1.0)
    for band in BANDS:
        before = _ages(band, before=1)
        apart = between(bare(f"female {band}"), bare(f"male {band}"))
        yield Knob(("curves", "visits", "female"), apart, -0.6, before, (-1.0, 1.6))
        yield Knob(("curves", "visits", "male"), apart, 0.6, before, (-1.0, 1.6))
        if band == "11-15":
            apart = between(out(f"female {band}"), out(f"male {band}"))
            yield Knob(("curves", "absence", "female"), apart, 1.5, before, (-1.6, 0.6))
            yield Knob(("curves", "absence", "male"), apart, -1.5, before, (-1.6, 0.6))


def ncls2012() -> Iterator[Knob]:
    """Yield the knobs of the profile that answers to the National Child Labour Survey 2012."""
    aged = tuple(range(5, 18))

    def labour(group: str, of: str) -> Reading:
        return gap_of(f"child_labour, {group}, percent", of=of)

    active = gap_of("economically_active_5_17, all, percent 2012", of=FRESH)
    for sex in SEXES:
        path = ("curves", "start_works", sex)
        yield Knob(path, labour("rural", FRESH), 1.0, aged)
        yield Knob(path, labour("age 5-11 share", FRESH), 1.0, tuple(range(5, 12)))
        sign = 1.0 if sex == "male" else -1.0
        yield Knob(path, labour("male share", FRESH), 0.6 * sign, aged)
    yield Knob(("levels", "hours"), active, -1.0, bounds=(0.5, 6.0))
    urban = between(labour("urban", FRESH), labour("rural", FRESH))
    yield Knob(("levels", "work_urban"), urban, 1.0)
    yield Knob(("child_labour", "intercept"), labour("rural", AGED), 1.0)
    urban = between(labour("urban", AGED), labour("rural", AGED))
    yield Knob(("child_labour", "terms", "urban"), urban, 1.0)
    yield Knob(("child_labour", "terms", "age_under_10"), labour("age 5-11 share", AGED), 1.0)
    yield Knob(("levels", "by_chores_male"), labour("male share", AGED), 1.5)


def province2025() -> Iterator[Knob]:
    """Yield the knobs of the profile that answers to one province's report."""
    papers = gap_of("birth_registration, age 0-4, percent", of=FRESH)
    yield Knob(("curves", "start_registered", "both"), papers, 1.0, tuple(range(5)))
    papers = gap_of("birth_registration, age 0-4, percent", of=AGED)
    yield Knob(("exclusion", "terms", "age_under_5"), papers, -1.0)
    for group, level in (("vaccination_8, age 0", "8"), ("vaccination_12, age 0-4", "12")):
        got = gap_of(f"{group}, percent", of=FRESH)
        yield Knob(("levels", f"vaccinated_{level}"), got, 1.0)


FITS: dict[str, Callable[[], Iterator[Knob]]] = {
    "vhlss2014": vhlss2014,  # first: the others stand on it
    "ncls2012": ncls2012,
    "province2025": province2025,
}
