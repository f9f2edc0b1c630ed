"""Who lives in the households of a survey that never took place?

Everything is drawn at once by numpy, so a survey of the published size is written in seconds.
Households stand in clusters, clusters in strata (region by area); weights differ by stratum and
cluster and are normalised over the households that completed the interview.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Columns", "Homes", "People", "cmc", "homes", "people", "unknown"]

Columns = dict[str, NDArray[Any]]
Numbers = NDArray[np.float64]

HOUSEHOLDS_PER_CLUSTER = 20
_KINH, _OTHER, _MISSING = 1.0, 96.0, 99.0
_NOT_COMPLETED = np.array([2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 96.0])
# Shares of households by adults and by children (Viet Nam: small households, many without any).
_ADULTS = np.array([0.0, 0.12, 0.52, 0.22, 0.11, 0.03])
_CHILDREN = np.array([0.37, 0.27, 0.24, 0.08, 0.03, 0.01])


@dataclass(frozen=True)
class Homes:
    """Columns of every sampled household, completed or not."""

    cluster: Numbers
    number: Numbers
    region: Numbers
    area: Numbers
    stratum: Numbers
    day: Numbers
    month: Numbers
    year: Numbers
    result: Numbers
    ethnic: Numbers
    score: Numbers
    quintile: Numbers
    weight: Numbers

    @property
    def completed(self) -> NDArray[np.bool_]:
        return self.result == 1

    @property
    def interviewed(self) -> Numbers:
        """Month of the interview, counted from 1900."""
        return cmc(self.year, self.month)


@dataclass(frozen=True)
class People:
    """Columns of every member of a completed household, in the order of the roster."""

    home: NDArray[np.intp]
    line: Numbers
    relation: Numbers
    sex: Numbers
    age: Numbers
    born: Numbers

    @property
    def month_of_birth(self) -> Numbers:
        return (self.born - 1) % 12 + 1

    @property
    def year_of_birth(self) -> Numbers:
        return (self.born - 1) // 12 + 1900

    def first_line(self, of: NDArray[np.bool_], *, n_homes: int) -> Numbers:
        """Return the smallest line number among ``of`` in every household; 0 where nobody is."""
        lines = np.full(n_homes, np.inf)
        np.minimum.at(lines, self.home[of], self.line[of])
        return np.where(np.isinf(lines), 0.0, lines)


def cmc(year: Numbers, month: Numbers) -> Numbers:
    """Return months counted from 1900, as the surveys count them."""
    return (year - 1900) * 12 + month


def unknown(
    rng: np.random.Generator, values: Numbers, *, codes: tuple[float, ...], share: float
) -> Numbers:
    """Return ``values`` with a share of the answered ones replaced by codes of missing answers."""
    hit = (rng.random(len(values)) < share) & ~np.isnan(values)
    return np.where(hit, rng.choice(codes, len(values)), values)


def homes(
    rng: np.random.Generator, n: int, *, completed: int | None, months: tuple[float, float]
) -> Homes:
    """Return ``n`` sampled households; ``months`` are the first and last month of fieldwork."""
    at = np.arange(n)
    cluster_at = at // HOUSEHOLDS_PER_CLUSTER
    n_clusters = int(cluster_at[-1]) + 1
    stratum_at = rng.permutation(np.arange(n_clusters) % 12)[cluster_at]
    region, area = stratum_at // 2 + 1.0, stratum_at % 2 + 1.0
    # Field work goes on without a pause: cluster after cluster, month after month.
    n_months = months[1] - months[0] + 1
    month = months[0] + np.floor(n_months * cluster_at / n_clusters)
    score = rng.normal(0.0, 1.0, n) + np.where(area == 1, 0.6, -0.3)
    result = _results(rng, n, completed)
    kinh = rng.random(n) < np.array([0.97, 0.5, 0.9, 0.6, 0.95, 0.9])[stratum_at // 2]
    ethnic = np.where(kinh, _KINH, rng.choice([2.0, 4.0, 5.0, 6.0, 8.0, 9.0, _OTHER], n))
    return Homes(
        # Clusters and numbers that only a separator keeps apart: 1-12 and 11-2.
        cluster=cluster_at + 1.0,
        number=at % HOUSEHOLDS_PER_CLUSTER + 1.0,
        region=region,
        area=area,
        stratum=region * 10 + area,
        day=rng.integers(1, 29, n).astype(float),
        month=(month - 1) % 12 + 1,
        year=(month - 1) // 12 + 1900,
        result=result,
        ethnic=unknown(rng, ethnic, codes=(_MISSING,), share=0.004),
        score=score,
        quintile=1.0 + np.searchsorted(np.quantile(score, [0.2, 0.4, 0.6, 0.8]), score),
        weight=_weights(rng, stratum_at, cluster_at, result == 1),
    )


def _results(rng: np.random.Generator, n: int, completed: int | None) -> Numbers:
    result = np.ones(n)
    missed = n - completed if completed is not None else round(0.03 * n)
    at = rng.choice(n, missed, replace=False)
    result[at] = rng.choice(_NOT_COMPLETED, missed)
    return result


def _weights(
    rng: np.random.Generator,
    stratum: NDArray[np.intp],
    cluster: NDArray[np.intp],
    completed: NDArray[np.bool_],
) -> Numbers:
    raw = rng.uniform(0.4, 2.2, 12)[stratum] * rng.lognormal(0.0, 0.25, cluster[-1] + 1)[cluster]
    return np.where(completed, raw * completed.sum() / raw[completed].sum(), 0.0)


def people(
    rng: np.random.Generator, at: Homes, *, members: int | None, under_fives: int | None
) -> People:
    """Return everybody who lives in the completed households."""
    homes_at = np.flatnonzero(at.completed)
    adults, children = _counts(rng, len(homes_at), members)
    size = adults + children
    home = np.repeat(np.arange(len(homes_at)), size)
    place = np.arange(len(home)) - np.repeat(np.cumsum(size) - size, size)
    grown = place < adults[home]
    head = place == 0
    spouse = (place == 1) & grown & (rng.random(len(homes_at)) < 0.85)[home]
    age = _ages(rng, home=home, head=head, spouse=spouse, grown=grown, under_fives=under_fives)
    sex = _sexes(rng, home=home, head=head, spouse=spouse)
    head_age = age[head]
    relation = _relations(rng, age=age, head_age=head_age[home], grown=grown)
    relation = np.where(head, 1.0, np.where(spouse, 2.0, relation))
    # In some rosters the head is not the first line.
    turned = (rng.random(len(homes_at)) < 0.04)[home]
    line = np.where(turned, size[home] - place, place + 1.0)
    born = at.interviewed[homes_at[home]] - 12 * age - rng.integers(0, 12, len(age))
    asked = np.where(grown & ~head & ~spouse, age, np.nan)
    order = np.lexsort((line, home))
    hidden = unknown(rng, asked, codes=(98.0, 99.0), share=0.01)
    return People(
        home=homes_at[home][order],
        line=line[order],
        relation=relation[order],
        sex=sex[order],
        age=np.where(np.isnan(asked), age, np.where(hidden > 97, hidden, age))[order],
        born=born[order],
    )


def _counts(
    rng: np.random.Generator, n: int, members: int | None
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    adults = rng.choice(len(_ADULTS), n, p=_ADULTS)
    children = rng.choice(len(_CHILDREN), n, p=_CHILDREN)
    alone = rng.random(n) < 0.003  # young people of 15-17 who keep a house
    adults[alone], children[alone] = 0, np.maximum(children[alone], 1)
    while members is not None and (gap := members - int(adults.sum() + children.sum())):
        able = np.flatnonzero((adults > 1) & (adults < 7))
        some = rng.choice(able, min(abs(gap), len(able)), replace=False)
        adults[some] += np.sign(gap)
    return adults, children


def _ages(
    rng: np.random.Generator,
    *,
    home: NDArray[np.intp],
    head: NDArray[np.bool_],
    spouse: NDArray[np.bool_],
    grown: NDArray[np.bool_],
    under_fives: int | None,
) -> Numbers:
    n = len(home)
    age = np.where(rng.random(n) < 0.35, rng.integers(18, 25, n), rng.integers(25, 91, n))
    age = np.where(head & grown, rng.integers(21, 86, n), age)
    age = np.where(spouse, np.maximum(18, age[head][home] + rng.integers(-6, 7, n)), age)
    age = np.where(grown, np.minimum(age, 95), rng.integers(0, 18, n)).astype(float)
    age[head & ~grown] = rng.integers(15, 18, int((head & ~grown).sum()))
    if under_fives is not None:
        young = np.flatnonzero(~grown & ~head)
        age[young] = rng.integers(5, 18, len(young))
        some = rng.choice(young, under_fives, replace=False)
        age[some] = rng.integers(0, 5, under_fives)
    return age


def _sexes(
    rng: np.random.Generator,
    *,
    home: NDArray[np.intp],
    head: NDArray[np.bool_],
    spouse: NDArray[np.bool_],
) -> Numbers:
    sex = rng.choice([1.0, 2.0], len(home))
    sex[head] = np.where(rng.random(int(head.sum())) < 0.26, 2.0, 1.0)
    return np.where(spouse, 3.0 - sex[head][home], sex)


def _relations(
    rng: np.random.Generator, *, age: Numbers, head_age: Numbers, grown: NDArray[np.bool_]
) -> Numbers:
    n = len(age)
    kin = rng.choice([4.0, 6.0, 8.0, 12.0, 14.0], n, p=[0.2, 0.4, 0.2, 0.15, 0.05])
    elder = np.where(age > head_age + 15, 6.0, kin)
    adult = np.where(head_age - age > 17, 3.0, elder)
    rare = rng.choice([11.0, 12.0, 13.0, 96.0], n)
    young = np.where(rng.random(n) < 0.94, 3.0, rare)
    young = np.where((head_age > 54) & (rng.random(n) < 0.8), 5.0, young)
    young = np.where(head_age < 22, 8.0, young)
    return np.where(grown, adult, young)
