"""How does a panel lie in a folder, so that anybody sees it is synthetic and can make it again?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from riskscreen import core, records
from riskscreen.errors import InputError
from riskscreen.synthetic.expecting import expected, truth_facts
from riskscreen.synthetic.sheets import Sheet, rows, to_arrow

if TYPE_CHECKING:
    from riskscreen.synthetic.panels import Panel

__all__ = [
    "LEGAL_BASIS",
    "MARK",
    "PURPOSE",
    "RETENTION",
    "TABLES",
    "command",
    "panel_facts",
    "refuse_strangers",
    "write",
    "write_json",
    "write_marks",
    "write_table",
]

LEGAL_BASIS = "none: synthetic data"
PURPOSE = "demonstration and tests of riskscreen; no real child is in it"
RETENTION = "2099-12-31"
MARK = {b"riskscreen.synthetic": b"true", b"riskscreen.legal_basis": LEGAL_BASIS.encode()}
TABLES = ("households", "children", "truth")


def write(panel: Panel, folder: Path, *, known: Mapping[str, Any]) -> Path:
    """Write the tables, their marks, their digests and a README; see ``Panel.write``."""
    refuse_strangers(folder)
    facts = _facts(panel)
    with records.placed_together(folder) as draft:
        for name in TABLES:
            write_table(name, panel.sheets[name], draft / f"{name}.parquet", level=9)
        write_marks(draft)
        truth = truth_facts(expected(panel.sheets, also=panel.facts["dials"].groups), panel.facts)
        write_json(draft / "truth.json", truth | dict(known))
        write_json(draft / "digests.json", facts)
        (draft / "dials.toml").write_text(panel.facts["dials"].toml(), encoding="utf-8")
        (draft / "README.md").write_text(_readme(panel, facts), encoding="utf-8")
    return folder


def refuse_strangers(folder: Path) -> None:
    """Refuse to take the place of what no panel has put there: it may be the only copy."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise InputError(f"{folder} is no folder; name a folder, or one to be made")
    held = [path.name for path in sorted(folder.iterdir()) if not path.name.startswith(".")]
    partitioned = any(name.startswith("province_code=") for name in held)
    if held and (partitioned or not (folder / "digests.json").is_file()):
        raise InputError(
            f"{folder} holds {held[0]} and is no whole panel ({len(held)} files are there); "
            "write into another folder"
        )


def panel_facts(folder: Path) -> dict[str, Any]:
    """Return what a panel's ``digests.json`` says: command, profile, seed, rows, digests.

    Raises
    ------
    InputError
        If the folder has none, or it is no JSON object of a synthetic panel.
    """
    path = folder / "digests.json"
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise InputError(
            f"{folder} holds no synthetic panel: {fault}; write one with riskscreen synth --out"
        ) from fault
    if not isinstance(facts, dict) or "profile" not in facts:
        raise InputError(f"{path} names no profile; write the panel again with riskscreen synth")
    return facts


def write_table(name: str, sheet: Sheet, path: Path, *, level: int) -> None:
    """Write one sheet as Parquet, marked as synthetic; ``level`` is zstd's, 1-22."""
    parquet = core.need("pyarrow.parquet", extra="core")
    table = to_arrow(name, sheet).replace_schema_metadata(MARK)
    parquet.write_table(table, path, compression="zstd", compression_level=level)


def write_marks(folder: Path) -> None:
    """Write the ``records.toml`` that says these rows describe nobody."""
    (folder / "records.toml").write_text(_records_toml(), encoding="utf-8")


def write_json(path: Path, facts: Any) -> None:  # noqa: ANN401 - any JSON value
    """Write facts as indented JSON with sorted keys."""
    text = json.dumps(facts, indent=2, ensure_ascii=False, sort_keys=True, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def command(facts: dict[str, Any], *, partition: bool = False) -> str:
    """Return the command that makes this panel again."""
    dials = " --dials dials.toml" if facts["dials"] else ""
    return (
        f"riskscreen synth --households {facts['households']} --waves {facts['waves']} "
        f"--seed {facts['seed']} --profile {facts['profile']}{dials}"
        f"{' --partition' if partition else ''} --out DIR"
    )


def _facts(panel: Panel) -> dict[str, Any]:
    facts = panel.facts
    return {
        "synthetic": True,
        "command": command(facts),
        **{name: facts[name] for name in ("profile", "households", "waves", "seed")},
        "dials": facts["dials"].facts(),
        "content_digests": panel.digests,
        "rows": {name: rows(panel.sheets[name]) for name in TABLES},
    }


def _records_toml() -> str:
    return (
        "# Written by riskscreen.synthetic: these rows describe nobody.\n"
        f'legal_basis = "{LEGAL_BASIS}"\n'
        f'purpose = "{PURPOSE}"\n'
        f'retention_until = "{RETENTION}"\n'
        "synthetic = true\n"
    )


def _readme(panel: Panel, facts: dict[str, Any]) -> str:
    digests = "\n".join(f"| `{name}.parquet` | {facts['rows'][name]} | `{digest}` |"
                        for name, digest in facts["content_digests"].items())  # fmt: skip
    dials = facts["dials"] or "none"
    return (
        f"{panel.facts['first_line']}\n\n"
        f"# A synthetic household panel\n\n"
        f"Made by\n\n    {facts['command']}\n\n"
        f"seed {facts['seed']}, dials turned: {dials}. Households and children with one row per "
        f"wave; units and codes are those of the schema.\n"
        f"With all dials at zero ethnicity, sex and region act on the outcomes only through "
        f"recorded columns.\n\n"
        f"{_outcome_table(panel)}\n"
        f"`truth.parquet` holds what no register knows: per child, wave day and outcome the risk "
        f"with the unseen household and PSU effects (`risk_full`), the risk given the recorded "
        f"columns (`risk_observable`), what came (`label`), whether the next wave has a row of "
        f"the child (`followed`), and what dials hide: the share of its cases that is written "
        f"down (`told`), the chance that its label is kept (`kept`). `truth.json` sums up by "
        f"group what the records will show. `read_records` reads neither.\n\n"
        f"| file | rows | SHA-256 of the content |\n|---|---|---|\n{digests}\n"
    )


def _outcome_table(panel: Panel) -> str:
    truth = panel.truth
    lines = [
        "| outcome | share of eligible children to whom it happens within a year |",
        "|---|---|",
    ]
    for outcome in np.unique(truth["outcome"]):
        share = truth["label"][truth["outcome"] == outcome].mean()
        lines.append(f"| {outcome} | {share:.1%} |")
    return "\n".join(lines) + "\n"
