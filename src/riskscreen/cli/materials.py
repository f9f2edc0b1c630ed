"""Which verbs make, check and map records?

Arguments to calls, nothing else: what a verb prints is what the call returned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from riskscreen import errors
from riskscreen.cli import idle, listing, options, printing, statuses

if TYPE_CHECKING:
    from riskscreen.records import Records

__all__ = ["verbs"]

verbs = typer.Typer()
mappings = typer.Typer(
    help="Propose a mapping of an office's own files, for a person to edit.", no_args_is_help=True
)
Full = Annotated[bool, typer.Option("--full", help="Every finding on a line of its own.")]
_NO_DAY = "Day of the interviews, where the files do not say it."


@verbs.command(epilog="Example: riskscreen demo --out demo")
def demo(
    out: Annotated[Path, typer.Option("--out", help="Folder to write into.")] = Path("demo"),
    households: Annotated[int, typer.Option("--households")] = 30_000,
    seed: Annotated[int, typer.Option("--seed")] = 1,
    as_json: options.Json = False,
) -> None:
    """Run the whole flow on a synthetic panel: once fair and released, once biased and refused."""
    from riskscreen import flows

    made = flows.demo(out, households=households, seed=seed, say=printing.progress(as_json=as_json))
    printing.show(made.to_dict(), made.lines(), as_json=as_json)


@verbs.command(epilog="Example: riskscreen check data/synthetic")
def check(
    records: options.RecordsFolder,
    mapping: options.Mapping = None,
    full: Full = False,
    as_json: options.Json = False,
) -> None:
    """Print every finding at once, of reader and schema; exit 1 where one fails."""
    from riskscreen import records as held
    from riskscreen.core import counted

    printing.say(f"checking {records}")
    findings = held.check(records, mapping=mapping)
    failed = [finding for finding in findings if finding.verdict.value == "fail"]
    verb = "fails" if len(failed) == 1 else "fail"
    printing.show(
        {"findings": [finding.to_dict() for finding in findings], "failed": len(failed)},
        [
            *listing.listed(findings, full=full),
            f"{counted(len(findings), 'finding')}, {len(failed)} {verb}",
        ],
        as_json=as_json,
    )
    raise typer.Exit(statuses.REFUSED if failed else statuses.DONE)


@mappings.command(epilog="Example: riskscreen mapping draft households.xlsx children.csv")
def draft(
    files: Annotated[list[Path], typer.Argument(help="Files of one folder, of any kind.")],
    out: Annotated[Path | None, typer.Option("--out", help="TOML file to write.")] = None,
    as_json: options.Json = False,
) -> None:
    """Propose a mapping from headers, labels and values; print it, or write it with --out."""
    from riskscreen import records
    from riskscreen.core import counted

    folders = [path for path in files if path.is_dir()]
    if folders:
        raise errors.InputError(
            f"{len(folders)} of {len(files)} is a folder; first is {folders[0]}. Name its files"
        )
    if out is not None and out.exists():
        raise errors.InputError(
            f"{out} is there already, and somebody may have edited it; name another file"
        )
    printing.say(f"looking at {counted(len(files), 'file')}")
    made = records.draft_mapping(files)
    n = dict.fromkeys(("mapped", "to decide", "refused"), 0)
    for proposal in made.proposals:
        n[proposal.state] += 1
    if not made.proposals:
        raise errors.InputError(
            f"nothing can be proposed from {counted(len(files), 'file')}; first is {files[0]}. "
            "See with riskscreen check what a file holds, or whether it can be read"
        )
    states = ", ".join(f"{count} {state}" for state, count in n.items())
    summary = f"{states}; {counted(len(made.unmatched), 'column')} that no line uses"
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        with out.open("x", encoding="utf-8") as stream:
            stream.write(made.toml)
    facts = {
        **{state.replace(" ", "_"): count for state, count in n.items()},
        "unmatched": [list(one) for one in made.unmatched],
        "proposals": [asdict(proposal) for proposal in made.proposals],
        **({"toml": made.toml} if out is None else {"out": str(out)}),
    }
    lines = [made.toml.rstrip("\n")] if out is None else [f"wrote {out}: {summary}"]
    printing.show(facts, lines, as_json=as_json)
    if out is None and not as_json:
        typer.echo(summary, err=True)  # so that `> office.toml` holds the mapping alone


verbs.add_typer(mappings, name="mapping")


@verbs.command(
    epilog="Example: riskscreen survey vhlss vhlss2014 --round 2014 --out records/2014 --indicators"
)
def survey(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help="mics6, mics5 or vhlss.")],
    folder: Annotated[Path, typer.Argument(help="Folder of the survey's own files.")],
    out: Annotated[Path, typer.Option("--out", help="Folder to write the records into.")],
    round_: Annotated[str | None, typer.Option("--round", help="Year; VHLSS needs it.")] = None,
    observed_date: Annotated[
        str | None,
        typer.Option("--observed-date", help=_NO_DAY, callback=options.day),
    ] = None,
    legal_basis: Annotated[str, typer.Option("--legal-basis", help="By what right.")] = "",
    purpose: Annotated[str, typer.Option("--purpose", help="What for.")] = "",
    retention_until: Annotated[
        str | None,
        typer.Option("--retention-until", help="Last day they are held.", callback=options.day),
    ] = None,
    format: Annotated[Literal["parquet", "csv"], typer.Option("--format")] = "parquet",  # noqa: A002 - the option's name
    indicators: Annotated[
        bool, typer.Option("--indicators", help="Print the official indicators.")
    ] = False,
    lang: options.Lang = "vi",
    full: Full = False,
    as_json: options.Json = False,
) -> None:
    """Read a survey's own files, print the reading report, and write the records."""
    from riskscreen import flows, surveys

    if not indicators:
        idle.refuse(context, "lang", because="without --indicators, which alone it is of")
    if out.resolve() == folder.resolve():
        raise errors.InputError(f"--out {out} is the folder of the survey's files; name another")
    held = surveys.read(
        kind,
        folder,
        round=round_,
        observed_date=observed_date,
        legal_basis=legal_basis,
        purpose=purpose,
        retention_until=retention_until or "",
        say=printing.say,
    )
    held.write(out, format=format)
    table = surveys.indicators(held) if indicators else None
    trainable = flows.answerable(held, as_of=_last_day(held))
    facts = _facts(held, out) | {"trainable": trainable}
    facts |= {} if table is None else {"indicators": table.to_dicts()}
    lines = listing.listed(held.reading, full=full)
    lines += [] if table is None else ["", table.text(lang), ""]
    printing.show(facts, [*lines, *_next(held, out, trainable)], as_json=as_json)


def _facts(held: Records, out: Path) -> dict[str, Any]:
    return {
        "out": str(out),
        "households": held.households.n_rows,
        "children": held.children.n_rows,
        "digest": held.digest,
        "last_day": _last_day(held),
        "findings": [finding.to_dict() for finding in held.reading],
    }


def _next(held: Records, out: Path, trainable: Sequence[str]) -> list[str]:
    from riskscreen.core import counted

    wrote = (
        f"wrote {out}: {counted(held.households.n_rows, 'household row')}, "
        f"{counted(held.children.n_rows, 'child row')}"
    )
    law = ("legal_basis", "purpose", "retention_until")
    absent = [f"--{name.replace('_', '-')}" for name in law if not getattr(held, name)]
    if absent:
        return [wrote, f"not trainable yet: read again with {', '.join(absent)}"]
    try:
        held.require_legal()
    except errors.InputError as fault:
        return [wrote, f"not trainable: {fault}"]
    if not trainable:
        return [wrote, "no outcome can be trained: no answer is known of 20 children each way"]
    return [
        wrote,
        *(
            f"next: riskscreen train {out} --as-of {_last_day(held)} --horizon-months 0 "
            f"--outcome {outcome}"
            for outcome in trainable
        ),
    ]


def _last_day(held: Records) -> str:
    return str(held.households["observed_date"].max())
