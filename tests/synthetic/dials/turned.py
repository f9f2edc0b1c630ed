"""The dials that tests of telling turn, and whom they reach."""

import numpy as np

from riskscreen import synthetic
from riskscreen.synthetic import (
    Linkage,
    Measurement,
    Missing,
    Proxy,
    SelectiveLabels,
    UnderRecorded,
)

FIRST = synthetic.WAVE_DAYS[0]
MINORITY = {"column": "ethnicity", "level": "minority"}
UNDER = {
    "dropout": UnderRecorded("dropout", **MINORITY, wave=2, share=0.5),
    "child_labour": UnderRecorded("child_labour", "sex", "female", wave=2, share=0.7),
    "exclusion": UnderRecorded("exclusion", "ethnicity", "kinh_hoa", wave=2, share=1.0),
}
ANSWERS = {
    "missing": (
        Missing("school_distance_km", "sex", "female", wave=2, share=0.4),
        Missing("wealth_score", "urban", "rural", wave=1, share=0.25),
    ),
    "measurement": (
        Measurement("school_absence_days", "sex", "male", wave=2, factor=5.0, shift=-7.0),
        Measurement("income_kvnd_month", "region", "south_east", wave=1, factor=0.5, shift=100.0),
    ),
    "proxy": (Proxy("has_computer", **MINORITY, strength=0.8),),
}
SELECTIVE = {
    "dropout": SelectiveLabels("dropout", "ethnicity", "kinh_hoa", wave=2, floor=0.2, slope=2.0),
    "child_labour": SelectiveLabels("child_labour", "sex", "female", wave=2, floor=0.0, slope=4.0),
    "exclusion": SelectiveLabels("exclusion", **MINORITY, wave=2, floor=0.3, slope=1.0),
}
LINKAGE = Linkage("sex", "male", wave=2, share=0.6)
HIDING = UnderRecorded("child_labour", **MINORITY, wave=2, share=0.5)
VISITING = SelectiveLabels("child_labour", **MINORITY, wave=2, floor=0.3, slope=2.0)


def members(panel, table, dial):
    """Return who belongs to a dial's group by its lasting columns, one per row of a table."""
    values = getattr(panel, table)["head_ethnicity" if dial.column == "ethnicity" else dial.column]
    if dial.column == "urban":
        return values == (dial.level == "urban")
    if dial.level == "minority":
        return ~np.isin(values, ("Kinh", "Hoa"))
    return values == dial.level


def of_wave(panel, table, wave):
    return (getattr(panel, table)["observed_date"] < FIRST) == (wave == 1)


def inside_of(seen, dial):
    return seen.members(dial.column, dial.level)


def within(share, expected, *, n):
    return abs(share - expected) < 4 * np.sqrt(expected * (1 - expected) / n)


def loose(panel):
    """Return who of the first wave's children is of the group and recorded without a code."""
    kids = panel.children
    inside = of_wave(panel, "children", 1) & (kids["sex"] == LINKAGE.level)
    return set(kids["child_id"][inside & (kids["has_identity_code"] == 0)].tolist())


def visiting(seen, dial):
    return np.minimum(dial.floor + dial.slope * seen.truth["risk_observable"], 1.0)
