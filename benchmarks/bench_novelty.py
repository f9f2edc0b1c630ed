"""Whom does the novelty score refuse, rightly and wrongly, and would another do better?

Records are spoilt as people spoil them (units, columns, codes, joins), features are built anew, and
every kind of score gets the same limit: one in a thousand of the training children beyond it.
Writes ``bench_novelty.md``.
"""

from __future__ import annotations

import argparse
import datetime
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np

from riskscreen import features, model, outcomes, policy, records, synthetic, tables, training
from riskscreen.decisions import outside_training
from riskscreen.scoring.admission import impossible_values

__all__ = ["main"]

OUTCOMES = ("dropout", "child_labour", "exclusion")
MAJORITY = ("Kinh", "Hoa")
ALL_BUT = 0.999
WEEKS_A_MONTH, DAYS_A_WEEK, MONTHS_A_YEAR, THOUSAND = 4.3, 7.0, 12.0, 1000.0
FIRST, LATER = (str(day) for day in synthetic.WAVE_DAYS[:2])
Floats = np.ndarray[Any, np.dtype[np.float64]]
Judge = Callable[[Floats], Floats]
Spoil = Callable[[records.Snapshot, np.random.Generator], records.Snapshot]


@dataclass(frozen=True)
class Learned:
    """One outcome: its model, its training rows, the later children and how to build them."""

    held: model.RiskModel
    X: Floats
    weight: Floats
    build: Callable[[records.Snapshot], Floats]
    later: records.Snapshot
    judged: np.ndarray[Any, np.dtype[np.bool_]]


def times(name: str, factor: float) -> Spoil:
    """Return a unit mistaken: a column multiplied for everybody."""

    def spoil(snapshot: records.Snapshot, _: np.random.Generator) -> records.Snapshot:
        return _changed(snapshot, {name: _table(snapshot, name)[name] * factor})

    return spoil


def exchanged(first: str, second: str) -> Spoil:
    """Return two columns taken for each other."""

    def spoil(snapshot: records.Snapshot, _: np.random.Generator) -> records.Snapshot:
        table = _table(snapshot, first)
        return _changed(snapshot, {first: table[second], second: table[first]})

    return spoil


def filled(value: float) -> Spoil:
    """Return what is not recorded written as a number, in every column of numbers."""

    def spoil(snapshot: records.Snapshot, _: np.random.Generator) -> records.Snapshot:
        cells = {}
        for table in (snapshot.children, snapshot.households):
            for name in table:
                if table[name].dtype.kind == "f":
                    cells[name] = np.where(np.isnan(table[name]), value, table[name])
        return _changed(snapshot, cells)

    return spoil


def set_to(**cells: float) -> Spoil:
    """Return values that do not go together, written for everybody."""

    def spoil(snapshot: records.Snapshot, _: np.random.Generator) -> records.Snapshot:
        return _changed(
            snapshot, {name: np.full(snapshot.n_children, value) for name, value in cells.items()}
        )

    return spoil


def turned(snapshot: records.Snapshot, _: np.random.Generator) -> records.Snapshot:
    """Return yes for no and no for yes, in every column of a child."""
    yes_no = {
        name: 1 - values
        for name, values in ((name, snapshot.children[name]) for name in snapshot.children)
        if values.dtype.kind == "f" and set(np.unique(values[~np.isnan(values)])) == {0.0, 1.0}
        and name not in ("synthetic", "attending_school", "attended_last_year")
    }  # fmt: skip
    return _changed(snapshot, yes_no)


def another_home(snapshot: records.Snapshot, rng: np.random.Generator) -> records.Snapshot:
    """Return every child joined to the row of somebody else's household."""
    return replace(snapshot, household_index=rng.permutation(snapshot.household_index))


SPOILT: Mapping[str, Spoil] = {
    "distance to school in metres": times("school_distance_km", THOUSAND),
    "income in đồng": times("income_kvnd_month", THOUSAND),
    "income in millions": times("income_kvnd_month", 1 / THOUSAND),
    "hours of work a month": times("economic_hours_week", WEEKS_A_MONTH),
    "hours of work a day": times("economic_hours_week", 1 / DAYS_A_WEEK),
    "age in months": times("age_years", MONTHS_A_YEAR),
    "hours of work and of chores exchanged": exchanged("economic_hours_week", "chores_hours_week"),
    "age and grade exchanged": exchanged("age_years", "grade_current"),
    "aged 6 and in grade 9": set_to(age_years=6.0, grade_current=9.0, grade_attained=8.0),
    "not recorded written as 0": filled(0.0),
    "not recorded written as 99": filled(99.0),
    "yes and no exchanged": turned,
    "another child's household": another_home,
}


def learn(held: records.Records, name: str) -> Learned:
    """Return the model of an outcome, as ``riskscreen train`` makes it."""
    limits, outcome = policy.load("demo"), outcomes.get(name)
    state = tables.fit_state(held.as_of(FIRST), policy=limits)
    table = tables.build_table(
        held, outcome, as_of=FIRST, horizon_months=12, state=state, policy=limits
    )
    trained = training.fit_outcome(table, policy=limits, seed=1)
    later, taught = held.as_of(LATER), np.isfinite(trained.weight)

    def build(snapshot: records.Snapshot) -> Floats:
        return features.build(
            snapshot, state=state, horizon_months=12, only=trained.model.feature_names,
            policy=limits,
        ).values  # fmt: skip

    far = outside_training(
        age_years=later.column("age_years"),
        region=records.areas(later).region,
        age_range=trained.model.age_range,
        regions=trained.model.regions,
    )
    judged = (outcomes.eligible(outcome, later, horizon_months=12) == 1) & ~far
    return Learned(
        trained.model, table.features.values[taught], trained.weight[taught], build, later, judged
    )


def judges(one: Learned) -> dict[str, Judge]:
    """Return the kinds of score, each larger where a child is less usual."""
    return {
        "novelty": lambda X: one.held.support.novelty(X).astype(np.float64),
        "histogram by gain": _histogram(one),
        "density of the tree": _density(one),
        "leaves of the booster": _leaves(one),
    }


def _histogram(one: Learned) -> Judge:
    """Return the sum, by gain, of how rare each value is: a histogram-based outlier score."""
    support = one.held.support
    bins, gain = support.bins(one.X), dict(zip(one.held.feature_names, one.held.gain, strict=True))
    tables = [
        -gain[seen.name]
        * np.log((np.bincount(bins[:, at], minlength=len(seen.cost)) + 0.5) / len(bins))
        for at, seen in enumerate(support.features)
    ]
    return lambda X: _summed(tables, support.bins(X))


def _density(one: Learned) -> Judge:
    """Return minus the log likelihood of Chow and Liu's tree over the same bins."""
    support = one.held.support
    bins, sizes = support.bins(one.X), [len(seen.cost) for seen in support.features]
    alone = [np.bincount(bins[:, at], minlength=size) + 0.5 for at, size in enumerate(sizes)]
    pairs = []
    for pair in support.pairs:
        code = bins[:, pair.first] * sizes[pair.second] + bins[:, pair.second]
        both = np.bincount(code, minlength=sizes[pair.first] * sizes[pair.second]) + 0.5
        pairs.append(both.reshape(sizes[pair.first], sizes[pair.second]))

    def score(X: Floats) -> Floats:
        found = support.bins(X)
        total = _summed([-np.log(counts / len(bins)) for counts in alone], found)
        for pair, both in zip(support.pairs, pairs, strict=True):
            first, second = found[:, pair.first], found[:, pair.second]
            apart = alone[pair.first][first] * alone[pair.second][second] / len(bins)
            total -= np.log(both[first, second] / apart)
        return total

    return score


def _leaves(one: Learned) -> Judge:
    """Return how few training children reached the same leaves, averaged over the trees."""
    grown = lightgbm.Booster(model_str=one.held.booster.text)

    def leaves(X: Floats) -> Floats:
        return np.asarray(grown.predict(X, pred_leaf=True, num_threads=1), dtype=np.intp)

    reached = leaves(one.X)
    tables = [-np.log(np.bincount(tree, minlength=64) / len(reached) + 1e-9) for tree in reached.T]
    return lambda X: _summed(tables, leaves(X)) / len(tables)


def _summed(tables: list[Floats], place: Any) -> Floats:  # noqa: ANN401 - whole numbers
    return np.sum([table[place[:, at]] for at, table in enumerate(tables)], axis=0)


@dataclass(frozen=True)
class Row:
    """Shares refused, by kind of score, with what the schema refuses by itself."""

    what: str
    children: int
    by_schema: float
    shares: tuple[float, ...]


def measure(one: Learned, *, seed: int) -> tuple[list[Row], list[Row]]:
    """Return who is refused among children as they are, by group, and among spoilt ones."""
    kinds, plain = judges(one), one.build(one.later)
    limits = {name: _limit(judge(one.X), one.weight) for name, judge in kinds.items()}
    limits["novelty"] = float(one.held.support.limit)

    def refused(X: Floats) -> list[np.ndarray[Any, np.dtype[np.bool_]]]:
        return [judge(X) > limits[name] for name, judge in kinds.items()]

    usual = [
        Row(what, int(of.sum()), 0.0, tuple(float(no[of].mean()) for no in refused(plain)))
        for what, of in _groups(one, plain).items()
    ]
    spoilt = []
    for what, spoil in SPOILT.items():
        changed = spoil(one.later, np.random.default_rng(seed))
        X, impossible = one.build(changed), impossible_values(changed)[0]
        read = [at for at, share in enumerate(one.held.gain) if share > 0]
        same = np.isclose(X, plain, rtol=0, atol=0, equal_nan=True)
        moved = ~same[:, read].all(axis=1)
        of = one.judged & moved
        if of.any():
            shares = tuple(float(no[of].mean()) for no in refused(X))
            spoilt.append(Row(what, int(of.sum()), float(impossible[of].mean()), shares))
    return usual, spoilt


def _groups(one: Learned, X: Floats) -> dict[str, np.ndarray[Any, np.dtype[np.bool_]]]:
    margin = one.held.booster.margin(X)
    majority = np.isin(one.later.column("ethnicity"), MAJORITY)
    sex, region = one.later.column("sex"), records.areas(one.later).region
    high = margin >= np.quantile(margin[one.judged], 0.9)
    groups = {"all": one.judged, "Kinh and Hoa": majority, "minorities": ~majority}
    groups |= {str(name): sex == name for name in np.unique(sex) if name}
    groups |= {str(name): region == name for name in np.unique(region) if name}
    groups["the tenth at highest risk"] = high
    return {name: of & one.judged for name, of in groups.items()}


def _limit(score: Floats, weight: Floats) -> float:
    order = np.argsort(score, kind="stable")
    share = np.cumsum(weight[order]) / weight.sum()
    return float(score[order[np.searchsorted(share, ALL_BUT)]])


def _timed(one: Learned) -> str:
    X = one.build(one.later)
    few = X[:3]
    spent = {
        "novelty": (one.held.support.novelty, X),
        "prediction": (one.held.booster.margin, X),
        "contributions": (one.held.booster.contributions, X[:2000]),
    }
    said = [
        f"{name} {_best(work, rows, 5) / len(rows) * 1e6:.1f} µs a child in bulk, "
        f"{_best(work, few, 100) * 1e6:.0f} µs for a household of three"
        for name, (work, rows) in spent.items()
    ]
    return "; ".join(said)


def _best(work: Callable[[Floats], Any], rows: Floats, repeats: int) -> float:
    found = []
    for _ in range(repeats):
        start = time.perf_counter()
        work(rows)
        found.append(time.perf_counter() - start)
    return min(found)


def _changed(snapshot: records.Snapshot, cells: Mapping[str, Any]) -> records.Snapshot:
    tables = {}
    for name in ("children", "households"):
        table = getattr(snapshot, name)
        tables[name] = table.with_columns(
            **{key: value for key, value in cells.items()
               if key in table and len(value) == table.n_rows}
        )  # fmt: skip
    return replace(snapshot, **tables)


def _table(snapshot: records.Snapshot, name: str) -> records.Table:
    return snapshot.children if name in snapshot.children else snapshot.households


def _page(found: Mapping[str, Any], *, households: int, seed: int, took: float) -> str:
    kinds = ("novelty", "histogram by gain", "density of the tree", "leaves of the booster")
    lines = [
        "# The novelty score: what it refuses, rightly and wrongly",
        "",
        f"`python benchmarks/bench_novelty.py --households {households} --seed {seed}`, "
        f"{datetime.datetime.now(tz=datetime.UTC).date()}, {took:.0f} s. Demo profile, trained on "
        "the first wave; children of the second, who are a year older and have partly moved. "
        "Every score has the limit beyond which one in a thousand of the training children lies. "
        "*Schema*: refused already because a value cannot be true (SCO-01).",
    ]
    for name, (held, usual, spoilt, timing) in found.items():
        lines += [
            "", f"## {name}: {held}", "", f"{timing}.", "",
            f"| children as they are | n | {' | '.join(kinds)} |",
            "|---|---:|" + "---:|" * len(kinds),
        ]  # fmt: skip
        lines += [_line(row, digits=2, schema=False) for row in usual]
        lines += [
            "", f"| spoilt records that move an input | n | schema | {' | '.join(kinds)} |",
            "|---|---:|---:|" + "---:|" * len(kinds),
        ]  # fmt: skip
        lines += [_line(row, digits=0, schema=True) for row in spoilt]
    return "\n".join(lines) + "\n"


def _line(row: Row, *, digits: int, schema: bool) -> str:
    shares = [f"{100 * share:.{digits}f} %" for share in row.shares]
    first = [f"{100 * row.by_schema:.0f} %"] if schema else []
    return "| " + " | ".join([row.what, f"{row.children:,}", *first, *shares]) + " |"


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=8000)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_suffix(".md"))
    asked = parser.parse_args()
    started = time.monotonic()
    held = synthetic.panel(
        households=asked.households, waves=3, seed=asked.seed, profile="demo"
    ).records()
    found = {}
    for name in OUTCOMES:
        one = learn(held, name)
        usual, spoilt = measure(one, seed=asked.seed)
        about = (
            f"{len(one.X):,} training children, {one.held.support!r}, limit "
            f"{one.held.support.limit / 1000:.1f} bits"
        )
        found[name] = (about, usual, spoilt, _timed(one))
        print(f"{name} {time.monotonic() - started:.0f} s", flush=True)
    asked.out.write_text(
        _page(found, households=asked.households, seed=asked.seed, took=time.monotonic() - started),
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
