"""Which lists break an audit that was only tried on good ones?"""

from dataclasses import replace

import numpy as np

from riskscreen import measures
from riskscreen.auditing.cells import cells
from riskscreen.auditing.evidence import gather

NAMES = (
    "without positives",
    "without negatives",
    "one child",
    "absent",
    "same score",
    "no scores",
    "nobody selected",
    "one PSU",
    "a stratum of one PSU",
    "nobody recorded",
)


def edge(name, fair):
    """Return 400 children of a fair list of which something is odd; ``minority`` is the group."""
    small = take(fair, np.arange(400))
    group = small.groups["ethnicity"] == "minority"
    level = small.groups["ethnicity"]
    changed = {
        "without positives": {"label": np.where(group, 0.0, small.label)},
        "without negatives": {"label": np.where(group, 1.0, small.label)},
        "one child": _with_level(small, np.where(np.arange(400) == 0, "minority", "kinh_hoa")),
        "absent": _with_level(small, np.full(400, "kinh_hoa")),
        "same score": {"risk": np.full(400, 0.2)},
        "no scores": {"risk": np.full(400, np.nan)},
        "nobody selected": {"selected": np.zeros(400, dtype=bool)},
        "one PSU": {"psu": np.full(400, "1"), "stratum": np.full(400, "a")},
        "a stratum of one PSU": {"stratum": np.where(small.psu == small.psu[0], "lone", "rest")},
        "nobody recorded": _with_level(small, np.full(level.size, "not_recorded")),
    }
    return replace(small, **changed[name])


def take(rows, of):
    """Return some rows of a list."""
    return replace(
        rows,
        **{
            name: getattr(rows, name)[of]
            for name in ("label", "eligible", "risk", "selected", "weight", "psu", "stratum")
        },
        features=rows.features[of],
        groups={name: level[of] for name, level in rows.groups.items()},
        baselines={},
    )


def evidence_of(rows, policy, *, replicates=100, seed=0):
    """Return the evidence on all cells of the policy."""
    drawn = measures.rao_wu(
        rows.stratum, rows.psu, replicates=replicates, rng=np.random.default_rng(seed)
    )
    return gather(rows, cells(rows, policy), replicates=drawn, confidence=policy.confidence)


def _with_level(rows, level):
    return {"groups": {**rows.groups, "ethnicity": level}}
