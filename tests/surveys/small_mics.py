"""A MICS survey small enough to be counted by hand: three households, seven members, as .sav."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat

from riskscreen import records
from riskscreen.core import Finding

__all__ = ["LABELS", "mics5", "mics6", "save", "table"]

Columns = dict[str, list[Any]]
NAN = np.nan

_YES = {1.0: "YES", 2.0: "NO", 9.0: "NO RESPONSE"}
_LEVELS = {0.0: "ECE", 1.0: "PRIMARY", 2.0: "LOWER SECONDARY", 3.0: "UPPER SECONDARY",
           4.0: "HIGHER", 9.0: "NO RESPONSE"}  # fmt: skip
LABELS: Mapping[str, Mapping[float, str]] = {
    "HH46": {1.0: "COMPLETED", 4.0: "REFUSED"},
    "HH9": {1.0: "Completed", 4.0: "Refused"},
    "HH7": {1.0: "Red River Delta", 6.0: "Mekong River Delta"},
    "helevel": {0.0: "Pre-primary or none", 2.0: "Lower Secondary", 9.0: "Missing/DK"},
    "ethnicity": {1.0: "Kinh/Hoa", 2.0: "Khmer", 9.0: "Missing/DK"},
    "HC1C": {1.0: "Kinh", 4.0: "Muong", 96.0: "Other", 99.0: "Missing"},
    "FS17": {1.0: "COMPLETED", 2.0: "NOT AT HOME"},
    **dict.fromkeys(("ED5A", "ED10A", "CB8A", "ED4A", "ED6A"), _LEVELS),
    **dict.fromkeys(("ED4", "ED9", "CL1A", "CL1B", "CL4"), _YES),
}


def mics6() -> dict[str, Columns]:
    """Return hh, hl, fs and ch: household 1-1 has children 3 and 4, 1-2 has none, 2-1 refused."""
    return {
        "hh": {
            "HH1": [1.0, 1.0, 2.0], "HH2": [1.0, 2.0, 1.0], "HH5D": [5.0, 6.0, 7.0],
            "HH5M": [3.0] * 3, "HH5Y": [2021.0] * 3, "HH6": [1.0, 2.0, 2.0],
            "HH7": [1.0, 6.0, 6.0], "HH46": [1.0, 1.0, 4.0], "HH48": [4.0, 2.0, 0.0],
            "helevel": [2.0, 0.0, NAN], "ethnicity": [1.0, 2.0, NAN],
            "hhweight": [0.8, 1.2, 0.0], "PSU": [1.0, 1.0, 2.0], "stratum": [3.0, 3.0, 4.0],
            "wscore": [0.5, -0.5, NAN], "windex5": [4.0, 2.0, 0.0],
        },
        "hl": {
            "HH1": [1.0] * 6 + [2.0], "HH2": [1.0] * 4 + [2.0] * 2 + [1.0],
            "HL1": [1.0, 2.0, 3.0, 4.0, 1.0, 2.0, 1.0],
            "HL3": [1.0, 2.0, 3.0, 3.0, 1.0, 2.0, 1.0], "HL4": [1.0, 2.0, 2.0, 1.0, 1.0, 2.0, 1.0],
            "HL6": [40.0, 38.0, 12.0, 3.0, 70.0, 66.0, 30.0],
            "HL12": [NAN, NAN, 1.0, 1.0, NAN, NAN, NAN],
            "HL13": [NAN, NAN, 1.0, 1.0, NAN, NAN, NAN],
            "HL16": [NAN, NAN, 2.0, 2.0, NAN, NAN, NAN],
            "HL17": [NAN] * 7,
            "ED4": [1.0, 1.0, 1.0, 2.0, 1.0, 1.0, NAN], "ED9": [NAN, NAN, 1.0, NAN, NAN, NAN, NAN],
            "ED5A": [2.0, 2.0, 2.0, NAN, 1.0, 1.0, NAN],
            "ED5B": [9.0, 9.0, 6.0, NAN, 5.0, 5.0, NAN],
            "ED6": [1.0, 1.0, 2.0, NAN, 1.0, 1.0, NAN],
            "ED10A": [NAN, NAN, 2.0, NAN, NAN, NAN, NAN],
            "ED10B": [NAN, NAN, 6.0, NAN, NAN, NAN, NAN],
            "schage": [40.0, 37.0, 11.0, 2.0, 69.0, 65.0, 29.0],
            "hhweight": [0.8] * 4 + [1.2] * 2 + [0.0],
        },
        "fs": {
            "HH1": [1.0], "HH2": [1.0], "LN": [3.0], "FS3": [3.0], "FS17": [1.0], "CB3": [12.0],
            "FS7D": [5.0], "FS7M": [3.0], "FS7Y": [2021.0], "CB7": [1.0], "CB11": [1.0],
            "CL1A": [1.0], "CL1B": [2.0], "CL3": [15.0], "CL4": [2.0], "CL5": [1.0],
            "CL7": [2.0], "CL8": [NAN], "CL9": [1.0], "CL10": [2.0],
            "CL11A": [1.0], "CL11B": [2.0], "CL13": [98.0], "fsweight": [1.5],
        },
        "ch": {
            "HH1": [1.0], "HH2": [1.0], "LN": [4.0], "UF3": [4.0], "UF17": [1.0], "UB2": [3.0],
            "UF7D": [5.0], "UF7M": [3.0], "UF7Y": [2021.0], "UB9": [1.0], "BR1": [3.0],
            "BR2": [2.0], "chweight": [0.9],
        },
    }  # fmt: skip


def mics5() -> dict[str, Columns]:
    """Return hh, hl and ch of the same households as a MICS5 survey; child 3 was selected."""
    new = mics6()
    hh = {name: values for name, values in new["hh"].items() if name not in ("HH46", "HH48")}
    hh |= {
        "HH9": [1.0, 1.0, 4.0], "HH11": [4.0, 2.0, 0.0], "HC1C": [4.0, 96.0, NAN],
        "SL1": [2.0, 0.0, NAN], "SL9B": [3.0, NAN, NAN], "SL9C": [12.0, NAN, NAN],
        "CL2A": [2.0, NAN, NAN], "CL2B": [2.0, NAN, NAN], "CL4": [NAN] * 3,
        "CL5": [NAN] * 3, "CL6": [NAN] * 3, "CL8": [1.0, NAN, NAN], "CL9": [0.0, NAN, NAN],
        "CL10A": [2.0, NAN, NAN], "CL12": [NAN] * 3,
    }  # fmt: skip
    keep = ("HH1", "HH2", "HL1", "HL3", "HL4", "HL6", "schage", "hhweight")
    hl = {name: new["hl"][name] for name in keep}
    hl |= {
        "HL11": new["hl"]["HL12"], "HL12": [NAN, NAN, 2.0, 2.0, NAN, NAN, NAN],
        "HL13": new["hl"]["HL16"], "HL14": [NAN] * 7,
        "ED3": new["hl"]["ED4"], "ED5": new["hl"]["ED9"],
        "ED4A": new["hl"]["ED5A"], "ED4B": [9.0, 9.0, 0.0, NAN, 5.0, 5.0, NAN],
        "ED6A": new["hl"]["ED10A"], "ED6B": [NAN, NAN, 1.0, NAN, NAN, NAN, NAN],
    }  # fmt: skip
    ch = {
        "HH1": [1.0], "HH2": [1.0], "LN": [4.0], "UF4": [4.0], "UF9": [1.0], "AG2": [3.0],
        "UF8D": [5.0], "UF8M": [3.0], "UF8Y": [2014.0], "BR1": [1.0], "BR2": [NAN],
        "chweight": [0.9],
    }  # fmt: skip
    hh["HH5Y"] = [2014.0] * 3
    return {"hh": hh, "hl": hl, "ch": ch}


def save(
    tables: Mapping[str, Columns],
    folder: Path,
    *,
    names: Mapping[str, str] | None = None,
    labels: Mapping[str, Mapping[float, str]] | None = None,
) -> Path:
    """Write the tables as .sav under their names, or those given; return the folder.

    ``labels`` stand in place of the value labels of some variables.
    """
    names, known = names or {}, {**LABELS, **(labels or {})}
    folder.mkdir(exist_ok=True)
    for name, columns in tables.items():
        pyreadstat.write_sav(
            pd.DataFrame(columns), folder / names.get(name, f"{name}.sav"),
            variable_value_labels={c: dict(known[c]) for c in columns if c in known},
        )  # fmt: skip
    return folder


def table(columns: Columns, **changes: list[Any]) -> Columns:
    """Return the columns with some replaced."""
    return {**columns, **changes}


def told(held: records.Records, code: str, about: str = "") -> list[Finding]:
    return [found for found in held.reading if found.code == code and about in found.title]


def one_child(held: records.Records, line: float) -> dict[str, object]:
    rows = np.flatnonzero(held.children["line_number"] == line)
    assert len(rows) == 1
    return {name: held.children[name][rows[0]] for name in held.children}
