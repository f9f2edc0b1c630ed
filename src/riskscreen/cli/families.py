"""Which verbs explain a score to a family, and record what a person decided instead?

Arguments to calls, nothing else. Only the light score path is loaded: an answer waits for no
workshop.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from riskscreen import errors
from riskscreen.cli import idle, options, printing

if TYPE_CHECKING:
    from riskscreen.scoring import LogLine

__all__ = ["verbs"]

verbs = typer.Typer()

_Label = typer.Option("--release", help="Label as the score carries it, as 'demo 1'.")
_AsOf = typer.Option("--as-of", help="Day of the cut that was scored.", callback=options.day)


@verbs.command(
    "explain-score",
    epilog="Example: riskscreen explain-score household.json --child c1 --access-log access.jsonl "
    "--secret log.secret --trust trust.toml\n\nOr: riskscreen explain-score household.json "
    '--release "demo 1" --as-of 2025-09-15 --trust trust.toml',
)
def explain_score(
    context: typer.Context,
    household: Annotated[
        Path, typer.Argument(help="JSON of one household, - for stdin, or a folder of records.")
    ],
    child: Annotated[str | None, typer.Option("--child", help="Its child_id.")] = None,
    release: Annotated[str | None, _Label] = None,
    as_of: Annotated[str | None, _AsOf] = None,
    line: Annotated[
        str | None, typer.Option("--line", help="A line of the access log, as it stands there.")
    ] = None,
    access_log: Annotated[
        Path | None, typer.Option("--access-log", help="The newest line about the child in it.")
    ] = None,
    secret: options.Secret = None,
    lang: options.Lang = "vi",
    models: options.Models = Path("models"),
    trust: options.Trust = None,
    as_json: options.Json = False,
) -> None:
    """Replay a score as it was, with its reasons and the sentence for the family.

    With a line of the access log, input and answer are proved to be those of then, and any version
    that was ever released explains, also if it was stopped since. Without one, only a release that
    still serves.
    """
    from riskscreen import scoring

    if access_log is None and line is None:
        idle.refuse(context, "secret", because="without --access-log or --line")
    found = None if line is None else _line(line)
    if access_log is not None:
        idle.refuse(context, "line", because="with --access-log, in which the newest is looked for")
        found = _newest(access_log, child, secret, release=release, as_of=as_of)
    made = scoring.explain_score(
        _source(household),
        child_id=child,
        release=release,
        as_of=as_of,
        line=found,
        secret=secret,
        models=models,
        trust=trust,
    )
    printing.show(made.to_dict(), made.lines(lang), as_json=as_json)


@verbs.command(
    epilog="Example: riskscreen override overrides.jsonl --child c1 --outcome dropout --decision "
    'no_visit --tier intervention --release "demo 1" --as-of 2025-09-15 '
    '--by "social worker of the commune" --reason "the child moved to another province" '
    "--secret log.secret --access-log access.jsonl --models models --trust trust.toml"
)
def override(
    overrides: Annotated[Path, typer.Argument(help="File of the decisions; made where absent.")],
    child: Annotated[str, typer.Option("--child", help="Its child_id; a keyed hash is written.")],
    outcome: Annotated[str, typer.Option("--outcome", help="Of which list.")],
    decision: Annotated[
        Literal["visit", "no_visit", "other"], typer.Option("--decision", help="Instead of it.")
    ],
    release: Annotated[str, _Label],
    as_of: Annotated[str, _AsOf],
    by: Annotated[str, typer.Option("--by", help="A role, never a name.")],
    reason: Annotated[str, typer.Option("--reason", help="Why, without naming anybody.")],
    tier: Annotated[
        str,
        typer.Option("--tier", help="What the release gave; none: no score. no_visit needs one."),
    ] = "",
    secret: options.Secret = None,
    access_log: Annotated[
        Path | None,
        typer.Option("--access-log", help="Refuse a child, release or day that is not in it."),
    ] = None,
    models: options.Models = Path("models"),
    trust: options.Trust = None,
    as_json: options.Json = False,
) -> None:
    """Record what a person decided instead of the list: the next audit reads it.

    No score and no list changes. A release that the ledger of --models does not hold is refused,
    and a score that --access-log does not; what could not be looked up is said.
    """
    from riskscreen import scoring

    if secret is None:
        raise errors.InputError(
            "no secret is named by --secret or RISKSCREEN_LOG_SECRET; riskscreen keys log-secret "
            "makes one"
        )
    checked = scoring.check_scored(
        child_id=child,
        outcome=outcome,
        release=release,
        as_of=as_of,
        secret=secret,
        access_log=access_log,
        models=models,
        trust=trust,
    )
    made = scoring.override(
        overrides,
        secret=secret,
        child_id=child,
        outcome=outcome,
        decision=decision,
        tier=tier,
        release=release,
        as_of=as_of,
        by=by,
        reason=reason,
    )
    facts = made.to_dict() | {"not_checked": checked.to_dict()}
    printing.show(facts, [*made.lines(), checked.line()], as_json=as_json)


def _source(household: Path) -> bytes | Path:
    if str(household) == "-":
        return sys.stdin.buffer.read()
    return household if household.is_dir() else household.read_bytes()


def _line(text: str) -> LogLine:
    """Return a line of the access log from the command line, where it may be typed wrong."""
    from riskscreen import scoring

    try:
        return scoring.LogLine.parse(text)
    except errors.ReplayError as fault:
        raise errors.InputError(f"--line: {fault}") from fault


def _newest(
    access_log: Path,
    child: str | None,
    secret: Path | None,
    *,
    release: str | None,
    as_of: str | None,
) -> LogLine:
    """Return the newest line about a child, of a release and a day where they are said."""
    from riskscreen import scoring, signing

    if child is None or secret is None:
        raise errors.InputError("an access log is searched by --child and --secret; name both")
    label = None if release is None else release.partition(" (")[0]
    found = [
        one
        for one in scoring.logged(access_log, child_id=child, secret=signing.read_secret(secret))
        if label in (None, one.release) and as_of in (None, one.as_of)
    ]
    if not found:
        raise errors.InputError(
            f"no line of {access_log} is about child {child} under this secret"
            f"{'' if label is None else f', of release {label}'}"
            f"{'' if as_of is None else f', as of {as_of}'}: it was not scored then, or its line "
            "is in a file that was rotated away. Why a child has no score is told with --release "
            "and --as-of in place of --access-log"
        )
    return found[-1]
