"""How fast and how large is it on this machine? Prints a table; judges nothing.

Command: ``make bench``. Figures are of whole processes, so that imports count.
"""

from __future__ import annotations

import datetime
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from riskscreen import records, schema

_IMPORT = "import riskscreen"
_ONE_HOUSEHOLD = """
import json, sys, time
start = time.perf_counter()
import riskscreen
opened = time.perf_counter()
riskscreen.load_release
fetched = time.perf_counter()
trust = sys.argv[1] + "/../keys/trust.toml"
release = riskscreen.load_release("demo", models=sys.argv[1], trust=trust)
loaded = time.perf_counter()
text = open(sys.argv[2], encoding="utf-8").read()
riskscreen.score_json(text, release=release, as_of="2025-09-15")
first = time.perf_counter()
for _ in range(50):
    riskscreen.score_json(text, release=release, as_of="2025-09-15")
last = time.perf_counter()
heavy = {"mlflow", "shap", "fairlearn", "sklearn", "pandas", "matplotlib", "lightgbm"}
print(json.dumps({
    "import": opened - start, "fetch": fetched - opened,
    "load": loaded - fetched, "first": first - loaded,
    "each": (last - first) / 50, "heavy": sorted(heavy & set(sys.modules)),
}))
"""


def main() -> None:
    """Print the figures as a Markdown table."""
    rows: list[tuple[str, str, str]] = []
    imports = [_wall([sys.executable, "-c", _IMPORT]) for _ in range(5)]
    empty = [_wall([sys.executable, "-c", "pass"]) for _ in range(5)]
    rows.append(
        ("import riskscreen, over an empty Python", f"{min(imports) - min(empty):.3f} s", "0.3 s")
    )
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "riskscreen", "demo", "--out", folder]
        seconds = _wall(command)
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
        rows.append(("riskscreen demo, both worlds", f"{seconds:.0f} s", "180 s"))
        rows.append(("its largest process", f"{memory:.2f} GB", "3 GB"))
        found = _one_household(Path(folder))
    rows.append(("fetch the score path on first use", f"{1000 * found['fetch']:.0f} ms", "-"))
    rows.append(("load a release of three models", f"{1000 * found['load']:.0f} ms", "300 ms"))
    rows.append(("score the first household", f"{1000 * found['first']:.0f} ms", "-"))
    rows.append(("score one household after that", f"{1000 * found['each']:.1f} ms", "-"))
    rows.append(("heavy libraries loaded by it", ", ".join(found["heavy"]) or "none", "none"))
    day = datetime.datetime.now(tz=datetime.UTC).date()
    print(f"{day}, Python {platform.python_version()}, {os.cpu_count()} cores\n")
    print("| what | measured | target |\n|---|---:|---:|")
    for row in rows:
        print(f"| {' | '.join(row)} |")


def _wall(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def _one_household(folder: Path) -> dict[str, float | list[str]]:
    household = folder / "household.json"
    household.write_text(_household_json(folder / "fair" / "records"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", _ONE_HOUSEHOLD, str(folder / "models"), str(household)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    found: dict[str, float | list[str]] = json.loads(done.stdout)
    return found


def _household_json(folder: Path) -> str:
    """Return the largest household of the newest wave as a service would send it."""
    snapshot = records.read_records(folder).as_of("2025-09-15")
    group = snapshot.household_group
    kids = np.flatnonzero(group == np.bincount(group).argmax())
    home = int(snapshot.household_index[kids[0]])
    return json.dumps(
        {
            "household": _cells(snapshot.households, home, schema.HOUSEHOLDS),
            "children": [_cells(snapshot.children, int(at), schema.CHILDREN) for at in kids],
            "synthetic": True,
        }
    )


def _cells(
    table: records.Table, row: int, fields: Mapping[str, schema.Field]
) -> dict[str, bool | int | float | str]:
    cells: dict[str, bool | int | float | str] = {}
    for name in table:
        value = table[name][row]
        if name not in fields or value == "" or value != value:  # noqa: PLR0124 - NaN
            continue
        kind = {schema.Kind.BOOL: bool, schema.Kind.INT: int}.get(fields[name].type)
        if kind is None:
            kind = float if fields[name].is_number else str
        cells[name] = kind(value)
    return cells


if __name__ == "__main__":
    main()
