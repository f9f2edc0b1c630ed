"""One good dial of each kind, and which kinds have what in common."""

from riskscreen.synthetic import Dials
from riskscreen.synthetic.dials.turned import KINDS

ALL = {"column": "all", "level": "all"}
GOOD = {
    "under_recorded": {"outcome": "dropout", **ALL, "wave": 2, "share": 0.5},
    "missing": {"field": "income_kvnd_month", **ALL, "wave": 1, "share": 0.5},
    "linkage": {**ALL, "wave": 2, "share": 0.5},
    "measurement": {
        "field": "income_kvnd_month", **ALL, "wave": 1, "factor": 0.5, "shift": 1.0,
    },
    "small_group": {"level": "Brâu", "size": 40},
    "drift": {"outcome": "dropout", **ALL, "wave": 2, "logit": 0.5},
    "policy_change": {"benefit": "health_insurance", **ALL, "wave": 2, "share": 0.5},
    "proxy": {"field": "has_computer", "column": "urban", "level": "rural", "strength": 0.5},
    "direct_effect": {"outcome": "dropout", **ALL, "logit": 0.5},
    "selective_labels": {"outcome": "dropout", **ALL, "wave": 2, "floor": 0.1, "slope": 1.0},
}  # fmt: skip
WITH_WAVE = [kind for kind, held in GOOD.items() if "wave" in held]
WITH_GROUP = [kind for kind, held in GOOD.items() if "column" in held]
OF_OUTCOMES = [kind for kind, held in GOOD.items() if "outcome" in held]
FOLLOWED = ("under_recorded", "linkage", "selective_labels", "drift", "policy_change")
OF_THE_WORLD = ("drift", "policy_change")


def dial(kind, **changes):
    return KINDS[kind](**GOOD[kind] | changes)


def dials(kind, **changes):
    return Dials(**{kind: (dial(kind, **changes),)})
