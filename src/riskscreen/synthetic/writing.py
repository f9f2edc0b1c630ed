"""How does a panel lie in a folder, so that anybody sees it is synthetic and can make it again?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import core, schema

if TYPE_CHECKING:
    from riskscreen.synthetic.panel import Panel

__all__ = ["LEGAL_BASIS", "PURPOSE", "RETENTION", "command", "write"]

LEGAL_BASIS = "none: synthetic data"
PURPOSE = "demonstration and tests of riskscreen; no real child is in it"
RETENTION = "2099-12-31"
_MARK = {b"riskscreen.synthetic": b"true", b"riskscreen.legal_basis": LEGAL_BASIS.encode()}
_TABLES = ("households", "children", "truth")


def write(panel: Panel, folder: Path) -> Path:
    """Write the tables, their marks, their digests and a README; see ``Panel.write``."""
    parquet = core.need("pyarrow.parquet", extra="core")
    folder.mkdir(parents=True, exist_ok=True)
    for name in _TABLES:
        parquet.write_table(
            _arrow(name, getattr(panel, name)),
            folder / f"{name}.parquet",
            compression="zstd",
            compression_level=9,
        )
    facts = _facts(panel)
    (folder / "records.toml").write_text(_records_toml(), encoding="utf-8")
    text = json.dumps(facts, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
    (folder / "digests.json").write_text(text, encoding="utf-8")
    (folder / "README.md").write_text(_readme(panel, facts), encoding="utf-8")
    return folder


def command(facts: dict[str, Any]) -> str:
    """Return the command that makes this panel again."""
    dials = " --dials DIALS.toml" if facts["dials"].under_recorded else ""
    return (
        f"riskscreen synth --households {facts['households']} --waves {facts['waves']} "
        f"--seed {facts['seed']} --profile {facts['profile']}{dials} --out DIR"
    )


def _facts(panel: Panel) -> dict[str, Any]:
    facts = panel.facts
    return {
        "synthetic": True,
        "command": command(facts),
        **{name: facts[name] for name in ("profile", "households", "waves", "seed")},
        "dials": [
            {name: getattr(dial, name) for name in dial.__slots__}
            for dial in facts["dials"].under_recorded
        ],
        "content_digests": panel.digests,
        "rows": {name: len(getattr(panel, name)["synthetic" if name != "truth" else "day"])
                 for name in _TABLES},
    }  # fmt: skip


def _arrow(table: str, columns: dict[str, NDArray[Any]]) -> Any:  # noqa: ANN401 - a pyarrow.Table
    pyarrow = core.need("pyarrow", extra="core")
    arrays = {name: _array(table, name, values) for name, values in columns.items()}
    return pyarrow.table(arrays).replace_schema_metadata(_MARK)


def _array(table: str, name: str, values: NDArray[Any]) -> Any:  # noqa: ANN401 - a pyarrow.Array
    pyarrow = core.need("pyarrow", extra="core")
    if values.dtype.kind == "U":
        return pyarrow.array(values.astype(object), type=pyarrow.string(), mask=values == "")
    if values.dtype.kind == "M":
        return pyarrow.array(values, type=pyarrow.date32())
    kind = _kind(table, name)
    missing = np.isnan(values)
    whole = np.where(missing, 0.0, values)
    if kind == "bool":
        return pyarrow.array(whole > 0, type=pyarrow.bool_(), mask=missing)
    if kind == "int":
        return pyarrow.array(whole.astype(np.int32), type=pyarrow.int32(), mask=missing)
    return pyarrow.array(whole, type=pyarrow.float64(), mask=missing)


def _kind(table: str, name: str) -> str:
    if name in ("synthetic", "label"):
        return "bool"
    field = schema.fields().get((table, name))
    return "float" if field is None else str(field.type)


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
                        for name, digest in panel.digests.items())  # fmt: skip
    dials = facts["dials"] or "none"
    return (
        f"{panel.facts['first_line']}\n\n"
        f"# A synthetic household panel\n\n"
        f"Made by\n\n    {facts['command']}\n\n"
        f"seed {facts['seed']}, bias put in: {dials}. Households and children with one row per "
        f"wave; units and codes are those of the schema.\n"
        f"Ethnicity, sex and region act on the outcomes only through recorded columns.\n\n"
        f"{_outcome_table(panel)}\n"
        f"`truth.parquet` holds what no register knows: per child, wave day and outcome the risk "
        f"with the unseen household and PSU effects (`risk_full`), the risk given the recorded "
        f"columns (`risk_observable`) and what came (`label`). `read_records` never reads it.\n\n"
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
