"""Verbs of synthetic panels: make one, or hold one against what is published."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from riskscreen import errors
from riskscreen.cli import idle, options, printing

__all__ = ["verbs"]

verbs = typer.Typer()
_PROFILE = "vhlss2014 (the default), ncls2012, province2025 or demo."
_NEEDED = {"--households": "how many", "--seed": "of the world", "--out": "folder to write into"}


@verbs.command(
    epilog="Example: riskscreen synth --households 46995 --waves 3 --seed 7 --out panel"
    "\n\nThen: riskscreen synth --fit panel"
)
def synth(
    context: typer.Context,
    households: Annotated[
        int | None,
        typer.Option(
            "--households", help="Asked in each wave, from 360; movers are found less often."
        ),
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", help="The same seed, the same panel.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Folder to write into.")] = None,
    waves: Annotated[int, typer.Option("--waves", help="Yearly waves, 1-3.")] = 3,
    profile: Annotated[str | None, typer.Option("--profile", help=_PROFILE)] = None,
    dials: Annotated[Path | None, typer.Option("--dials", help="TOML of known harms.")] = None,
    partition: Annotated[
        bool, typer.Option("--partition", help="One folder a province, written in a stream.")
    ] = False,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="Processes; every core by default.")
    ] = None,
    fit: Annotated[
        Path | None, typer.Option("--fit", help="Compare this panel with what is published.")
    ] = None,
    year: Annotated[int | None, typer.Option("--year", help="With --fit: of which wave.")] = None,
    figure: Annotated[
        Path | None, typer.Option("--figure", help="With --fit: .svg, .png or .pdf to write.")
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Write a synthetic panel with its truth, or print how one agrees with published figures."""
    if fit is None and (year is not None or figure is not None):
        raise errors.InputError("--year and --figure go with --fit; name the panel to compare")
    if fit is not None:
        if partition or any(given is not None for given in (households, seed, out, dials)):
            raise errors.InputError("--fit compares a panel that is there; leave the others out")
        idle.refuse(context, "waves", "workers", because="with --fit")
        _compare(fit, profile=profile, year=year, figure=figure, as_json=as_json)
        return
    given = {"--households": households, "--seed": seed, "--out": out}
    absent = [f"{name} ({_NEEDED[name]})" for name, value in given.items() if value is None]
    if households is None or seed is None or out is None:
        verb = "is" if len(absent) == 1 else "are"
        raise errors.InputError(
            f"{len(absent)} of 3 options {verb} missing; first is {absent[0]}. Give --households, "
            "--seed and --out, or --fit with a panel's folder"
        )
    from riskscreen import flows, synthetic

    made = flows.synthesise(
        out,
        households=households,
        waves=waves,
        seed=seed,
        profile=profile or synthetic.DEFAULT,
        dials=None if dials is None else synthetic.read_dials(dials),
        partition=partition,
        workers=workers or len(os.sched_getaffinity(0)),
        say=printing.say,
    )
    counted = ", ".join(f"{n:,} {name}" for name, n in made["rows"].items())
    printing.show(made, [f"wrote {out}: rows of {counted}"], as_json=as_json)


def _compare(
    folder: Path, *, profile: str | None, year: int | None, figure: Path | None, as_json: bool
) -> None:
    from riskscreen import flows

    printing.say(f"comparing {folder} with what is published")
    table = flows.agreement(folder, profile=profile, year=year)
    facts = {
        "profile": table.profile,
        "year": table.year,
        "agree": table.agreeing,
        "judged": table.judged,
        "rows": [row.to_dict() for row in table.rows],
    }
    lines = [table.text()]
    if figure is not None:
        from riskscreen.synthetic.fitting import drawing

        lines += ["", f"wrote {drawing.save(table, figure)}"]
        facts["figure"] = str(figure)
    printing.show(facts, lines, as_json=as_json)
