"""Which verbs score children, list visits and look after a service?

Arguments to calls, nothing else: what a verb prints is what the call returned.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from riskscreen.cli import options, printing

__all__ = ["verbs"]

verbs = typer.Typer()


@verbs.command(
    epilog="Example: riskscreen score data/synthetic --as-of 2025-09-15 --release demo "
    "--out scores.parquet --allow-unsigned"
)
def score(
    records: options.RecordsFolder,
    as_of: options.AsOf,
    release: options.Release,
    out: Annotated[Path, typer.Option("--out", help=".parquet or .csv")],
    reasons: Annotated[int, typer.Option("--reasons")] = 3,
    lang: options.Lang = "vi",
    models: options.Models = Path("models"),
    mapping: options.Mapping = None,
    allow_unsigned: options.Unsigned = False,
    as_json: options.Json = False,
) -> None:
    """Score every child of the records with a released bundle."""
    from riskscreen import flows

    made = flows.score_folder(
        records,
        release=release,
        as_of=as_of,
        out=out,
        reasons=reasons,
        lang=lang,
        models=models,
        mapping=mapping,
        allow_unsigned=allow_unsigned,
        say=printing.say,
    )
    printing.show(made, [f"{key}: {value}" for key, value in made.items()], as_json=as_json)


@verbs.command(
    epilog="Example: riskscreen visits scores.parquet --outcome dropout --capacity 0.1 "
    "--out visits.csv --allow-unsigned"
)
def visits(
    scores: Annotated[Path, typer.Argument(help="What riskscreen score wrote.")],
    outcome: Annotated[str, typer.Option("--outcome")],
    out: Annotated[Path, typer.Option("--out", help=".parquet or .csv")],
    capacity: Annotated[
        str | None, typer.Option("--capacity", help="120: visits; 0.1: share of the eligible.")
    ] = None,
    area: Annotated[str | None, typer.Option("--area", help="Code of one commune.")] = None,
    seed: Annotated[int, typer.Option("--seed", help="Draws the reserve.")] = 0,
    models: options.Models = Path("models"),
    allow_unsigned: options.Unsigned = False,
    as_json: options.Json = False,
) -> None:
    """Write the visit list of one outcome, area by area, within the capacity."""
    from riskscreen import flows

    made = flows.visits_file(
        scores,
        outcome=outcome,
        out=out,
        capacity=capacity,
        area=area,
        seed=seed,
        models=models,
        allow_unsigned=allow_unsigned,
    )
    printing.show(made, [f"{key}: {value}" for key, value in made.items()], as_json=as_json)


@verbs.command(epilog="Example: riskscreen verify models")
def verify(
    folder: Annotated[Path, typer.Argument(help="Folder of bundles and ledger.")],
    record: Annotated[
        bool, typer.Option("--record", help="Note in the ledger that all was verified today.")
    ] = False,
    repair: Annotated[
        bool, typer.Option("--repair", help="First mend a half written last line of the ledger.")
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Check ledger, digests, verdicts, structure and golden rows of every release."""
    from riskscreen import flows

    found = flows.verify(folder, record=record, repair=repair)
    printing.show(found, [f"{key}: {value}" for key, value in found.items()], as_json=as_json)


@verbs.command(epilog="Example: riskscreen doctor")
def doctor(
    store: options.Store = Path("mlruns"),
    models: options.Models = Path("models"),
    as_json: options.Json = False,
) -> None:
    """Print versions, stores, telemetry, and the line that installs what is missing."""
    from riskscreen import flows

    found = flows.doctor(store=store, models=models)
    printing.show(found, [f"{key}: {value}" for key, value in found.items()], as_json=as_json)
