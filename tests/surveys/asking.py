"""What does the reading report of a survey say? Read back from its own words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.surveys import world, world_files

from riskscreen import records, surveys

__all__ = ["INDICATORS", "Equation", "compare", "counted", "details", "equations", "read"]


# What two orders of adding the same weights may differ by.
TOLERANCE = 1e-12
# Name of the truth -> indicator and definition of the table under test.
INDICATORS = {
    "child_labour_mics6": ("child_labour", "sdg871_mics6"),
    "child_labour_mics5": ("child_labour", "mics5"),
    "out_of_school_primary": ("out_of_school_primary", "ln6"),
    "out_of_school_lower_secondary": ("out_of_school_lower_secondary", "ln6"),
    "out_of_school_upper_secondary": ("out_of_school_upper_secondary", "ln6"),
    "dropout": ("dropout", "attending_then_not"),
    "birth_registration": ("birth_registration", "pr1"),
    "insurance_under5": ("health_insurance_under5", "eq2c"),
    "insurance_5_17": ("health_insurance_5_17", "eq2b"),
}
REGIONS = dict(
    enumerate(
        ("red_river_delta", "northern_mountains", "central_coast", "central_highlands",
         "south_east", "mekong_delta"), start=1,
    )
)  # fmt: skip


@dataclass(frozen=True)
class Equation:
    """Rows in, used and set aside of one file, with the reasons."""

    rows: int
    used: int
    aside: int
    reasons: dict[str, int]

    @property
    def holds(self) -> bool:
        return self.rows == self.used + self.aside and self.aside == sum(self.reasons.values())


def read(survey: world.World, **options: object) -> records.Records:
    """Read a world as a user would."""
    return surveys.read(
        survey.kind,
        survey.folder,
        legal_basis="none: drawn from nobody",
        purpose="test",
        retention_until="2030-01-01",
        **options,
    )


def details(held: records.Records, code: str, about: str = "") -> str:
    """Return the details of the findings of one code, one after the other."""
    return " | ".join(
        found.detail for found in held.reading if found.code == code and about in found.title
    )


def counted(held: records.Records, code: str, n: int, about: str = "") -> str:
    """Return the detail of the finding of this code that counts ``n``."""
    found = [one for one in held.reading if one.code == code and about in one.title]
    fitting = [one for one in found if one.measured == n]
    assert fitting, f"{code} counts {[(one.title, one.measured) for one in found]}, not {n}"
    return fitting[0].detail


def equations(held: records.Records) -> dict[str, Equation]:
    """Return SUR-01 of every file: ``12 rows in = 9 used + 3 set aside (reason: 3, first 1-1)``."""
    found: dict[str, Equation] = {}
    for one in held.reading:
        if one.code != "SUR-01":
            continue
        said = re.match(r"([\d ]+) rows in = ([\d ]+) used \+ ([\d ]+) set aside", one.detail)
        assert said, one.detail
        reasons = re.findall(r"(?:[(;] ?)([^;]*?): ([\d ]+), first ", one.detail)
        found[one.title.rsplit(": ", 1)[-1]] = Equation(
            *(_number(text) for text in said.groups()),
            reasons={reason.lstrip("( "): _number(n) for reason, n in reasons},
        )
    return found


def _number(text: str) -> int:
    return int(text.replace(" ", ""))


def compare(survey: world.World, table: surveys.Indicators) -> int:
    """Compare every figure of the truth with the table; return how many there were."""
    compared = 0
    for name, (indicator, definition) in INDICATORS.items():
        for (by, code), expected in survey.truth.indicators.get(name, {}).items():
            attribute, level = "overall", "overall"
            if code is not None:
                attribute, level = by, _level(survey, by, code)
            where = f"{name}, {attribute} = {level}"
            row = table.only(
                indicator=indicator, definition=definition, attribute=attribute, level=level
            )
            assert row.n == expected.n, where
            assert abs(row.rate - expected.rate) <= TOLERANCE, where
            assert abs(row.weighted_total / expected.weight - 1) <= TOLERANCE, where
            compared += 1
    return compared


def _level(survey: world.World, by: str, code: float) -> str:
    """Return what the table calls a survey's code."""
    if by == "sex":
        return {1: "male", 2: "female"}.get(int(code), "not recorded")
    if by == "area":
        return {1: "urban", 2: "rural"}[int(code)]
    if by == "region" and survey.style == "viet_nam":
        return REGIONS[int(code)]
    file = "hh" if "hh" in survey.tables else "fs"
    own = "ethnicity" if "ethnicity" in survey.tables[file] else "XH6"
    variable = "HH7" if by == "region" else own
    labels = world_files.codebook(f"{survey.kind}_{survey.style}", file)[variable]["values"]
    text = labels.get(f"{code:.1f}", f"HH7_{code:g}")
    if by == "region":  # regions of other countries are names of ids
        return text.lower().replace(" ", "_")
    return "not recorded" if text == "Missing/DK" else text
