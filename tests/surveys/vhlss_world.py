"""A small round of VHLSS as its files lie on a disk, with nothing taken from the reader under test.

Names of files and variables are those of public scripts that read the rounds; the persons are made
up. What is written is kept as plain dicts, so that a test can count by hand.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat

KEYS = ("tinh", "huyen", "xa", "diaban", "hoso")
AREA = KEYS[:4]

# Where a round keeps things: file -> its member column and {variable: what it is}.
_ROSTER = {"m1ac2": "sex", "m1ac3": "relation", "m1ac5": "age"}
_SCHOOL = {
    "m2ac1": "grade_done", "m2ac2a": "diploma", "m2ac2b": "vocational", "m2ac4": "attends",
    "m2ac6": "level_now", "m2ac7": "grade_now",
}  # fmt: skip
_WORK = {
    "m4ac1a": "wage", "m4ac1b": "farm", "m4ac1c": "business", "m4ac2": "any_work",
    "m4ac6": "days", "m4ac7": "hours",
}  # fmt: skip
_SCHOOL_V = {name.replace("m2a", "m2v"): what for name, what in _SCHOOL.items()}
_HOME = {
    "ttnt": "urban", "dantoc": "ethnic", "tsnguoi": "size", "thubq": "income",
    "thunhap": "income_year", "chibq": "spending",
}  # fmt: skip

LAYOUTS: dict[int, dict[str, Any]] = {
    2010: {
        "folder": "",
        "persons": {
            "muc1a": ("matv", {**_ROSTER, "m1ac6": "marital"}),
            "muc2a1": ("matv", _SCHOOL),
            "muc4a1": ("matv", {n: w for n, w in _WORK.items() if n < "m4ac3"}),
            "muc4a2": ("matv", {n: w for n, w in _WORK.items() if n > "m4ac3"}),
        },
        "homes": {
            "ho11": {n: w for n, w in _HOME.items() if n in ("ttnt", "dantoc", "tsnguoi")},
            "ho12": {n: w for n, w in _HOME.items() if n not in ("ttnt", "dantoc", "tsnguoi")},
        },
        "weights": ("wt10", ("wt9",), "hoso"),
    },
    2012: {
        "folder": "data/hhold",
        "persons": {
            "Muc1A": ("matv", {**_ROSTER, "m1ac6": "marital"}),
            "muc2a1": ("matv", _SCHOOL),
            "Muc4A": ("matv", _WORK),
        },
        "homes": {
            "ho11": {n: w for n, w in _HOME.items() if n != "thubq"},
            "Ho11_2_3_4_5": {"thubq": "income"},
        },
        "weights": ("wt2012new", ("wt9", "wt45"), ""),
    },
    2014: {
        "folder": "VHLSS2014_Households",
        "persons": {
            "Muc1A": ("matv", {**_ROSTER, "m1ac8": "marital"}),
            "Muc2A": ("matv", _SCHOOL),
            "Muc4a": ("matv", _WORK),
        },
        "homes": {
            "Ho1": {n: w for n, w in _HOME.items() if n != "chibq"},
            "Ho3": {"chibq": "spending"},
            "Muc7": {"m7c18": "water", "m7c4d": "house"},
        },
        "weights": ("wt2014", ("wt9", "wt45"), ""),
    },
    2016: {
        "folder": "Household",
        "persons": {
            "Muc1A": ("m1ama", {**_ROSTER, "m1ac8": "marital"}),
            "Muc2AB": ("m2ma", _SCHOOL),
            "Muc4A": ("m4ama", _WORK),
        },
        "homes": {"Ho1": _HOME},
        "weights": ("wt16", ("wt9", "wt45"), ""),
    },
    2018: {
        "folder": "2 - Data/1 - Households",
        "persons": {
            "MUC1A": ("m1ama", {**_ROSTER, "m1ac8": "marital"}),
            "MUC2V": ("m2vma", _SCHOOL_V),
            "MUC4A": ("m4ama", _WORK),
        },
        "homes": {"Ho1": _HOME},
        "weights": ("wt18", ("wt36", "wt45"), ""),
    },
    2020: {
        "folder": "Data VHLSS2020_HH_Eng",
        "persons": {
            "MUC1A": ("m1ama", {**_ROSTER, "m1ac8": "marital"}),
            "MUC2V": ("m2vma", _SCHOOL_V),
            "MUC3A": ("m3ma", {"m3c1a": "illness"}),
            "MUC4A": ("m4ama", _WORK),
        },
        "homes": {"HO1": _HOME},
        "weights": ("wt2020", ("wt36", "wt45"), ""),
    },
}  # fmt: skip
ROUNDS = tuple(LAYOUTS)


@dataclass
class World:
    """Households and members as plain dicts; `write` puts them on a disk."""

    year: int
    homes: list[dict[str, Any]]
    members: list[dict[str, Any]]
    weights: dict[tuple[Any, ...], float]
    labels: dict[str, dict[int, str]] = field(default_factory=dict)

    def id_of(self, home: dict[str, Any]) -> str:
        return "-".join(str(int(home[key])) for key in KEYS)

    def child_id(self, member: dict[str, Any]) -> str:
        return f"{self.id_of(member)}-{int(member['member'])}"

    @property
    def children(self) -> list[dict[str, Any]]:
        return [m for m in self.members if m["age"] is not None and m["age"] < 18]

    def child(self, **where: Any) -> dict[str, Any]:
        return next(m for m in self.children if all(m[k] == v for k, v in where.items()))

    def write(
        self, folder: Path, *, suffix: str = ".dta", text_keys: bool = False,
        without: tuple[str, ...] = (), version: int = 15,
    ) -> Path:  # fmt: skip
        """Write the round into `folder` as it is published; `without` files or variables."""
        layout = LAYOUTS[self.year]
        place = folder / layout["folder"]
        place.mkdir(parents=True, exist_ok=True)

        def put(name: str, rows: list[dict[str, Any]]) -> None:
            if name not in without:
                kept = [{k: v for k, v in row.items() if k not in without} for row in rows]
                save(place / (name + suffix), kept, self.labels, version=version)

        for name, (member, variables) in layout["persons"].items():
            rows = [
                {**keyed(m, text=text_keys), member: m["member"],
                 **{variable: m[what] for variable, what in variables.items()}}
                for m in self.members
                if _asked(name, m)
            ]  # fmt: skip
            put(name, rows)
        for name, variables in layout["homes"].items():
            put(name, [
                {**keyed(h, text=text_keys), **{v: h[what] for v, what in variables.items()}}
                for h in self.homes
            ])  # fmt: skip
        put(layout["weights"][0], self._weight_rows(text=text_keys))
        return folder

    def _weight_rows(self, *, text: bool) -> list[dict[str, Any]]:
        _, names, per_home = LAYOUTS[self.year]["weights"]
        rows = []
        seen = set()
        for home in self.homes:
            area = tuple(home[key] for key in AREA)
            if area not in self.weights or (area in seen and not per_home):
                continue
            seen.add(area)
            row = {key: keyed(home, text=text)[key] for key in AREA}
            if per_home:
                row["hoso"] = keyed(home, text=text)["hoso"]
            # wt9 is the weight of the small sample, the others weigh about a fifth of it
            weight = {n: self.weights[area] / (1 if n == names[0] else 5) for n in names}
            rows.append({**row, "ttnt": home["urban"], **weight})
        return rows


def _asked(file: str, member: dict[str, Any]) -> bool:
    """Section 4 is asked from the age of six."""
    return not file.lower().startswith("muc4") or member["age"] is None or member["age"] >= 6


def keyed(row: dict[str, Any], *, text: bool) -> dict[str, Any]:
    widths = dict(zip(KEYS, (2, 3, 5, 3, 2), strict=True))
    return {key: str(row[key]).zfill(widths[key]) if text else float(row[key]) for key in KEYS}


def save(
    path: Path, rows: list[dict[str, Any]], labels: dict[str, dict[int, str]] | None = None,
    *, version: int = 15,
) -> None:  # fmt: skip
    frame = pd.DataFrame(rows)
    values = {c: labels[c] for c in frame.columns if labels and c in labels}
    if path.suffix == ".csv":
        frame.to_csv(path, index=False)
    elif path.suffix == ".sav":
        pyreadstat.write_sav(frame, str(path), variable_value_labels=values)
    else:
        pyreadstat.write_dta(frame, str(path), version=version, variable_value_labels=values)


def make(year: int = 2014, *, homes: int = 24, seed: int = 5) -> World:
    """Return a round of `homes` households in areas of three, deterministic for a seed."""
    rng = random.Random(seed)
    houses, members, weights = [], [], {}
    for i in range(homes):
        area = i // 3
        home: dict[str, Any] = {
            "tinh": (1, 2, 15, 38, 64, 79, 91, 4)[area % 8], "huyen": 1 + area % 5,
            "xa": 4 + 13 * area, "diaban": 1 + area, "hoso": 13 + i % 3,
            "urban": 1 + area % 2, "ethnic": (1, 4, 8, 3, 10, 5)[i % 6],
            "income": 500.0 + 100 * i, "spending": 400.0 + 90 * i,
            "water": 1 + i % 10, "house": 1 + i % 5,
        }  # fmt: skip
        people = _people(rng, home, children=i % 5)
        home["size"] = len(people)
        home["income_year"] = home["income"] * 12 * len(people)
        weights[tuple(home[key] for key in AREA)] = 1500.0 + 100 * area
        houses.append(home)
        members += people
    return World(year, houses, members, weights)


def _people(rng: random.Random, home: dict[str, Any], *, children: int) -> list[dict[str, Any]]:
    grown = [person(home, 1, age=rng.randrange(28, 60), sex=rng.choice((1, 2)), relation=1,
                    diploma=rng.choice((0, 1, 2, 3, 9)), attends=3)]  # fmt: skip
    if rng.random() < 0.8:
        grown.append(person(home, 2, age=rng.randrange(25, 75), sex=2, relation=2, attends=3))
    born = [
        _child(rng, home, len(grown) + 1 + k, age=rng.choice((0, 3, 5, 6, 9, 11, 12, 14, 15, 17)))
        for k in range(children)
    ]
    return grown + born


def _child(rng: random.Random, home: dict[str, Any], number: int, *, age: int) -> dict[str, Any]:
    attends = 3 if age < 3 else rng.choices((1, 2, 3), (6, 2, 2))[0]
    grade = max(0, min(12, age - 5))
    works = age >= 6 and rng.random() < 0.3
    return person(
        home, number, age=age, sex=rng.choice((1, 2)), relation=rng.choice((3, 3, 3, 6, 7)),
        attends=attends, grade_done="" if age < 6 else rng.choice((str(grade), f"0{grade}")),
        level_now=None if attends == 3 else (grade > 0) + (grade > 5) + (grade > 9),
        grade_now=None if attends == 3 or grade < 1 else grade,
        wage=_yes(works and rng.random() < 0.3), farm=_yes(works), business=2,
        days=rng.randrange(4, 29) if works else None, hours=rng.randrange(1, 9) if works else None,
    )  # fmt: skip


def _yes(answer: bool) -> int:
    return 1 if answer else 2


def person(home: dict[str, Any], number: int, **told: Any) -> dict[str, Any]:
    """Return a member; answers that are not told are those of a grown person without work."""
    plain: dict[str, Any] = {
        **{key: home[key] for key in KEYS}, "member": number, "sex": 1, "age": 40, "relation": 3,
        "marital": 1, "grade_done": "9", "diploma": None, "vocational": None, "attends": 3,
        "level_now": None, "grade_now": None, "wage": 2, "farm": 2, "business": 2, "days": None,
        "hours": None, "illness": 2,
    }  # fmt: skip
    whole = {**plain, **told}
    answers = [whole[kind] for kind in ("wage", "farm", "business")]
    whole.setdefault("any_work", 1 if 1 in answers else 2 if None not in answers else None)
    return whole
