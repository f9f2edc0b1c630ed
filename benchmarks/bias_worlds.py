"""Worlds whose unfairness is known: which list does a model draw there, and what is true of it?

Children live as siblings in villages (PSUs) of eight ethnic groups, whose base rates differ by up
to 3.7. A model's risk is the child's true risk as far as it can be seen, calibrated, and it sees as
far in every group. **Fair** is said of that model under ``equal_cover``: where base rates differ
no rule makes every rate equal, but a list that covers the same share of every area's expected need
finds, with calibrated risks, the same share of every group's children at risk, up to the few who
live among another group. The contrast that is then true is measured in every world and printed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import auditing, decisions, measures
from riskscreen.policy import Policy, load

__all__ = ["DEFF", "ETHNICITIES", "FROZEN_MISSED", "RATES", "Design", "World", "limits", "make"]

ETHNICITIES = ("Kinh", "Hoa", "Tày", "Mường", "Nùng", "Thái", "Khmer", "Mông")
RATES = (0.06, 0.075, 0.09, 0.105, 0.125, 0.15, 0.185, 0.222)
"""Share at risk by group: the last is 3.7 times the first."""
REGIONS = (
    "red_river_delta", "northern_mountains", "central_coast", "central_highlands", "south_east",
    "mekong_delta",
)  # fmt: skip
DEFF = {1: 0.0, 2: 0.78, 3: 1.17}
"""Standard deviation of what is seen of a village, in log-odds, by the design effect it makes."""
OUTCOME, DIGEST = "dropout", "0" * 64
SEEN, UNSEEN_CHILD, UNSEEN_HOME, UNSEEN_PLACE = 1.5, 0.5, 0.4, 0.15
AT_RISK_A_PLACE, CHILDREN_A_HOME = 6.0, 1.7
AMONG_OTHERS = 0.02
FROZEN_MISSED = 0.6
PROVINCES_A_GROUP, PROVINCES = 3, 12
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Design:
    """What is drawn, and what is wrong with it.

    Parameters
    ----------
    at_risk : tuple of float
        Expected children at risk of each group.
    place_sd : float
        Seen differences between villages, in log-odds; a value of `DEFF`.
    weight_cv : float
        Coefficient of variation of the survey weights.
    harmed : int
        The group to which something is done.
    hidden : float
        Share of the harmed group's children whose records hide every sign of risk.
    unrecorded : float
        Share of the harmed group's cases missing from the labels that the model's level is
        learned from; the labels it is judged by are whole.
    abstained : float
        Share of the children without a risk, in every group alike.
    frozen : bool
        Whether the list is that of cut-offs frozen before, at which every group's true false
        negative rate is `FROZEN_MISSED`, in place of the policy's rule on these children.
    places : int
        Villages of each group; 0 for as many as hold six children at risk each.
    """

    at_risk: tuple[float, ...]
    place_sd: float = DEFF[2]
    weight_cv: float = 0.2
    harmed: int = 5
    hidden: float = 0.0
    unrecorded: float = 0.0
    abstained: float = 0.01
    frozen: bool = False
    places: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """A list to audit, with its children's true risks.

    Parameters
    ----------
    rows : AuditInput
        What the audit sees.
    truth : ndarray of float64, shape (n_children,)
        Probability of being at risk given everything about the child.
    group : ndarray of intp, shape (n_children,)
        Place of the ethnic group in `ETHNICITIES`.
    """

    rows: auditing.AuditInput
    truth: Floats
    group: NDArray[np.intp]

    def contrast(self, group: int) -> float:
        """Return the true contrast of the false negative rate on this list."""
        inside = self.group == group
        return self._missed(inside) - self._missed(~inside)

    def _missed(self, inside: NDArray[np.bool_]) -> float:
        need = (self.truth * self.rows.weight)[inside]
        return float(need @ ~self.rows.selected[inside] / need.sum())


def limits(*, replicates: int) -> Policy:
    """Return the default policy, its limits untouched, with the eight groups as levels."""
    policy = load("default")
    levels = {name: (name,) for name in ETHNICITIES}
    groups = {name: group for name, group in policy.groups.items() if group.required}
    groups["ethnicity"] = replace(groups["ethnicity"], levels=levels)
    return replace(policy, groups=groups, bootstrap_replicates=float(replicates))


def make(design: Design, *, rng: np.random.Generator, policy: Policy) -> World:
    """Return one world: places, children, what the model says, the list, what happened."""
    place_group, province = _places(design, rng)
    place = np.repeat(np.arange(place_group.size), _sizes(design, place_group, rng))
    group = place_group[place]
    if not design.frozen:
        group = _mixed(design, group, province[place], rng=rng)
    seen = _seen(design, place, place_group.size, rng)
    truth = _sigmoid(_base()[group] + seen + _unseen(place, rng))
    hidden = (group == design.harmed) & (rng.random(group.size) < design.hidden)
    risk = np.where(hidden, 0.01 * np.array(RATES)[group], _calibrated(_base()[group] + seen))
    area = province[place] * len(ETHNICITIES) + place_group[place]
    if design.unrecorded:
        risk = _learned(design, risk, truth, group=group, area=area, rng=rng)
    risk = np.where(rng.random(group.size) < design.abstained, np.nan, risk)
    weight = _weights(design, group.size, rng)
    names = _names(place, province)
    selected = (
        seen > _cut()[group] if design.frozen
        else _listed(risk, weight, class_of=place_group[place], names=names, policy=policy)
    )  # fmt: skip
    rows = auditing.AuditInput(
        outcome=OUTCOME,
        label=(rng.random(group.size) < truth).astype(np.float64),
        eligible=np.ones(group.size),
        risk=risk,
        selected=selected,
        weight=weight,
        psu=names["psu"],
        stratum=names["province"],
        groups={
            "ethnicity": np.array(ETHNICITIES)[group],
            "sex": np.array(["female", "male"])[rng.integers(0, 2, group.size)],
            "region": names["region"],
        },
    )
    return World(rows, truth, group)


@dataclass(frozen=True, slots=True)
class _Areas:
    commune: NDArray[np.str_]
    difficulty: NDArray[np.str_]
    province: NDArray[np.str_]
    region: NDArray[np.str_]


def _places(design: Design, rng: np.random.Generator) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return group and province of every village; a province is home to two groups."""
    count = np.maximum(1, np.round(np.array(design.at_risk) / AT_RISK_A_PLACE)).astype(np.intp)
    count = np.full(count.size, design.places) if design.places else count
    group = np.repeat(np.arange(len(ETHNICITIES)), count)
    # a stratum of few villages has no variance: few villages are in few provinces
    spread = np.clip(count // 4, 1, PROVINCES_A_GROUP)
    turn = np.concatenate([rng.permutation(n) % k for n, k in zip(count, spread, strict=True)])
    return group, (group * PROVINCES_A_GROUP + turn) % PROVINCES


def _sizes(
    design: Design, place_group: NDArray[np.intp], rng: np.random.Generator
) -> NDArray[np.intp]:
    at_risk = np.array(design.at_risk) / np.bincount(place_group)
    mean = (at_risk / np.array(RATES))[place_group]
    return np.maximum(2, rng.poisson(mean * rng.gamma(16, 1 / 16, mean.size))).astype(np.intp)


def _mixed(
    design: Design,
    main: NDArray[np.intp],
    province: NDArray[np.intp],
    *,
    rng: np.random.Generator,
) -> NDArray[np.intp]:
    """Return each child's group: a few live in villages of the province's other group.

    As many of a large group as of a small one, or most of a small group would live so.
    """
    homes = np.arange(len(ETHNICITIES) * PROVINCES_A_GROUP)
    other = np.zeros((PROVINCES, len(ETHNICITIES)), dtype=np.intp)
    for home in range(PROVINCES):
        pair = homes[homes % PROVINCES == home] // PROVINCES_A_GROUP
        other[home, pair] = pair[::-1]
    size, neighbour = np.array(design.at_risk) / np.array(RATES), other[province, main]
    share = AMONG_OTHERS * np.minimum(1, size[neighbour] / size[main])
    return np.where(rng.random(main.size) < share, neighbour, main)


def _seen(
    design: Design, place: NDArray[np.intp], n_places: int, rng: np.random.Generator
) -> Floats:
    child = np.sqrt(SEEN**2 - design.place_sd**2)
    return np.asarray(
        rng.normal(0, child, place.size) + rng.normal(0, design.place_sd, n_places)[place]
    )


def _unseen(place: NDArray[np.intp], rng: np.random.Generator) -> Floats:
    """Return what no record shows: of the child, of its home and siblings, of its village."""
    home = np.cumsum(rng.random(place.size) < 1 / CHILDREN_A_HOME)
    home = np.unique(home * (place[-1] + 1) + place, return_inverse=True)[1]
    return np.asarray(
        rng.normal(0, UNSEEN_CHILD, place.size)
        + rng.normal(0, UNSEEN_HOME, home.max() + 1)[home]
        + rng.normal(0, UNSEEN_PLACE, place[-1] + 1)[place]
    )


_NODES, _MASS = np.polynomial.hermite_e.hermegauss(15)
_MASS = _MASS / _MASS.sum()
_UNSEEN = float(np.sqrt(UNSEEN_CHILD**2 + UNSEEN_HOME**2 + UNSEEN_PLACE**2))


def _calibrated(logit: Floats, spread: float = _UNSEEN) -> Floats:
    """Return the mean risk of the children with these seen log-odds, over what is not seen."""
    return np.asarray(
        sum(m * _sigmoid(logit + spread * x) for x, m in zip(_NODES, _MASS, strict=True))
    )


def _cut() -> Floats:
    """Return what is seen of a child at the cut-off that misses `FROZEN_MISSED` of its group."""
    grid = np.linspace(-5, 5, 2001) * SEEN
    mass = np.exp(-((grid / SEEN) ** 2) / 2)
    need = np.array([_calibrated(base + grid) * mass for base in _base()])
    below = np.cumsum(need, axis=1) / need.sum(axis=1, keepdims=True)
    return np.array([np.interp(FROZEN_MISSED, share, grid) for share in below])


def _base() -> Floats:
    """Return each group's intercept, so that its mean risk is its rate."""
    lo, hi = np.full(len(RATES), -12.0), np.zeros(len(RATES))
    for _ in range(40):
        middle = (lo + hi) / 2
        below = _calibrated(middle, float(np.hypot(SEEN, _UNSEEN))) < np.array(RATES)
        lo, hi = np.where(below, middle, lo), np.where(below, hi, middle)
    return (lo + hi) / 2


def _learned(
    design: Design,
    risk: Floats,
    truth: Floats,
    *,
    group: NDArray[np.intp],
    area: NDArray[np.intp],
    rng: np.random.Generator,
) -> Floats:
    """Return risks whose level in each area is learned from labels that leave cases out."""
    recorded = np.where(group == design.harmed, 1 - design.unrecorded, 1.0)
    label = (rng.random(truth.size) < truth * recorded).astype(np.float64)
    learned = risk.copy()
    for one in np.unique(area):
        of = area == one
        shift = measures.recalibration_shift(label[of], risk[of], np.ones(int(of.sum())))
        learned[of] = _sigmoid(np.log(risk[of] / (1 - risk[of])) + shift)
    return learned


def _weights(design: Design, n: int, rng: np.random.Generator) -> Floats:
    if not design.weight_cv:
        return np.ones(n)
    shape = design.weight_cv**-2
    return np.asarray(rng.gamma(shape, 1 / shape, n))


def _names(place: NDArray[np.intp], province: NDArray[np.intp]) -> dict[str, NDArray[np.str_]]:
    region = np.array(REGIONS)[np.arange(PROVINCES) % len(REGIONS)]
    return {
        "psu": np.arange(province.size).astype(str)[place],
        "province": np.arange(PROVINCES).astype(str)[province[place]],
        "region": region[province[place]],
    }


def _listed(
    risk: Floats,
    weight: Floats,
    *,
    class_of: NDArray[np.intp],
    names: dict[str, NDArray[np.str_]],
    policy: Policy,
) -> NDArray[np.bool_]:
    """Return the list of the policy's rule; a class of difficulty is one group's in a province."""
    drawn: Any = decisions.allocate(
        risk,
        areas=_Areas(
            commune=names["psu"],
            difficulty=np.array(["I", "I", "I", "I", "II", "II", "III", "III"])[class_of],
            province=names["province"],
            region=names["region"],
        ),
        weight=weight,
        capacity=policy.capacity_of(OUTCOME),
        child_id=np.arange(risk.size).astype(str),
        booster_digest=DIGEST,
        policy=policy,
        rule=policy.allocation_rule,
        outcome=OUTCOME,
    )
    return np.asarray(drawn.selected)


def _sigmoid(logit: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-logit)))
