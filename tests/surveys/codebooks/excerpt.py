"""Which variables of the published codebooks do the survey fixtures write? Run by hand.

``python tests/surveys/codebooks/excerpt.py FOLDER_OF_CODEBOOKS`` reads the codebooks (names, labels
and value labels of public files; no microdata) and writes one small JSON file per survey and file
beside itself. The excerpts are committed, so the tests need no codebook. Run it again only when a
reader uses a variable that is not here yet.

No codebook of Viet Nam's MICS6 round is public, so that style is put together: Qatar's file of the
same name, and what Qatar left out from Yemen's and from Viet Nam's MICS5 (same question, same
codes); each variable says where it is from. A question none of the three asked is worded here.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
Variables = dict[str, Any]

_KEYS = "HH1 HH2 PSU stratum STRATUM"
_DATE = "HH5D HH5M HH5Y"
_RESULT = "wscore windex5 hhweight ethnicity XH6 helevel"
WANTED = {
    "mics5_viet_nam": {
        "hh": rf"{_KEYS} {_DATE} HH6 HH7 HH9 HH11 HH14 HH15 SL1 SL9A SL9B SL9C CD_FLAG CL\w+ HC1A "
        rf"HC1C HC2 HC3 HC4 HC5 HC8A HC8J HC9B HC11 HC15 WS1 WS2 WS8 WS9 HHSEX {_RESULT}",
        "hl": rf"{_KEYS} HL1 HL3 HL4 HL5M HL5Y HL6 HL7B HL11 HL12 HL12A HL13 HL14 HL14A HL15 "
        rf"ED\w+ MP6 {_DATE} HH6 HH7 MLINE FLINE melevel felevel schage {_RESULT}",
        "ch": rf"{_KEYS} LN UF4 UF6 UF8D UF8M UF8Y UF9 AG1D AG1M AG1Y AG2 BR1 BR2 BR3 EC5 HH6 HH7 "
        rf"HL4 melevel chweight {_RESULT}",
    },
    "mics6_qatar": {
        "hh": rf"{_KEYS} {_DATE} HH7 HH46 HH48 HH51 HH52 HH55 HH56 HH26A HH26B HH26C HC8 HC19 "
        rf"ST3\$[12] ST4[UN]\$[12] HHSEX HHAGE {_RESULT}",
        "hl": rf"{_KEYS} HL1 HL3 HL4 HL5M HL5Y HL6 HL10 HL1[1-8] HL20 ED\w+ {_DATE} HH7 MLINE "
        rf"FLINE melevel felevel schage {_RESULT}",
        "fs": rf"{_KEYS} LN FS3 FS4 FS7D FS7M FS7Y FS17 CB\w+ HH7 HH52 HL4 melevel schage "
        rf"fsinsurance fsdisability fsweight fshweight {_RESULT}",
        "ch": rf"{_KEYS} LN UF3 UF4 UF7D UF7M UF7Y UF17 UB1D UB1M UB1Y UB[26789] HH7 HL4 melevel "
        rf"cinsurance cdisability chweight {_RESULT}",
    },
    "mics6_yemen": {
        "fs": rf"{_KEYS} LN FS3 FS4 FS7D FS7M FS7Y FS17 CB\w+ CL\w+ HH6 HH7 HH52 HL4 melevel "
        rf"schage fsinsurance fsdisability fsweight fshweight {_RESULT}",
    },
}
_YES_NO = {"1.0": "YES", "2.0": "NO", "8.0": "DK", "9.0": "NO RESPONSE"}
# file of the Viet Nam MICS6 style -> its variable -> (survey, file, variable) it is taken from
BORROWED = {
    "hh": {
        "HH6": ("mics6_yemen", "fs", "HH6"),
        "HH7": ("mics5_viet_nam", "hh", "HH7"),
        "stratum": ("mics6_yemen", "fs", "stratum"),
        "wscore": ("mics6_yemen", "fs", "wscore"),
        "windex5": ("mics6_yemen", "fs", "windex5"),
        "ethnicity": ("mics5_viet_nam", "hh", "ethnicity"),
        "helevel": ("mics5_viet_nam", "hh", "helevel"),
    },
    "hl": {
        "ED5A": ("mics5_viet_nam", "hl", "ED4A"),
        "ED10A": ("mics5_viet_nam", "hl", "ED6A"),
        "ED10B": ("mics5_viet_nam", "hl", "ED6B"),
        "ED15": ("mics5_viet_nam", "hl", "ED7"),
        "ED16A": ("mics5_viet_nam", "hl", "ED8A"),
        "ED16B": ("mics5_viet_nam", "hl", "ED8B"),
        "melevel": ("mics5_viet_nam", "hl", "melevel"),
        "felevel": ("mics5_viet_nam", "hl", "felevel"),
    },
    "fs": {
        name: ("mics5_viet_nam", "hl", like)
        for name, like in (("CB5A", "ED4A"), ("CB8A", "ED6A"), ("CB10A", "ED8A"))
    },
    "ch": {
        "BR1": ("mics5_viet_nam", "ch", "BR1"),
        "BR2": ("mics5_viet_nam", "ch", "BR2"),
        "melevel": ("mics5_viet_nam", "ch", "melevel"),
    },
}
# Standard questions of the MICS6 household questionnaire that none of the codebooks holds.
WORDED = {
    "ED11": ("Attends a public school", {"1.0": "PUBLIC", "2.0": "PRIVATE", "9.0": "NO RESPONSE"}),
    "ED12": ("Received tuition support in this school year", _YES_NO),
    "ED14": ("Received material or cash support for school in this school year", _YES_NO),
}


def main(folder: Path) -> None:
    """Write every excerpt beside this script."""
    books: dict[str, dict[str, Variables]] = {}
    for survey, files in WANTED.items():
        books[survey] = {}
        for file, wanted in files.items():
            source, variables = _codebook(folder, survey, file)
            books[survey][file] = _only(variables, wanted, source)
            _write(f"{survey}_{file}", source, books[survey][file])
    for file in ("hh", "hl", "fs", "ch"):
        source = "Viet Nam MICS6 has no public codebook: put together, see each variable's source"
        _write(f"mics6_viet_nam_{file}", source, _put_together(books, file))


def _codebook(folder: Path, survey: str, file: str) -> tuple[str, Variables]:
    if survey == "mics5_viet_nam":
        book = json.loads((folder / "vietnam_mics5_2014.json").read_text(encoding="utf-8"))[file]
        return f"Viet Nam MICS5 2014, {file}.sav, {book['rows']} rows", book["variables"]
    book = json.loads((folder / f"{survey}_{file}.json").read_text(encoding="utf-8"))
    return f"{book['source']}, {book['rows']} rows", book["variables"]


def _only(variables: Variables, wanted: str, source: str) -> Variables:
    pattern = re.compile("|".join(f"(?:{part})" for part in wanted.split()))
    return {
        name: {"label": entry["label"], "values": entry["values"], "source": source}
        for name, entry in variables.items()
        if pattern.fullmatch(name)
    }


def _put_together(books: dict[str, dict[str, Variables]], file: str) -> Variables:
    drop = {"XH6", "STRATUM", "HL2A"}
    held = {name: entry for name, entry in books["mics6_qatar"][file].items() if name not in drop}
    if file == "fs":
        yemen = {k: v for k, v in books["mics6_yemen"]["fs"].items() if not re.search(r"\d.N$", k)}
        held = {**yemen, **held}
    taken = {**{name: BORROWED["hh"][name] for name in BORROWED["hh"]}, **BORROWED[file]}
    for name, (survey, origin, variable) in taken.items():
        if file in ("fs", "ch") and name == "helevel":
            continue
        held[name] = books[survey][origin][variable]
    if file == "hl":
        for name, (label, values) in WORDED.items():
            held[name] = {"label": label, "values": values, "source": "domain facts, section 2.1"}
    return held


def _write(name: str, source: str, variables: Variables) -> None:
    text = json.dumps({"source": source, "variables": variables}, ensure_ascii=False, indent=1)
    (HERE / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
