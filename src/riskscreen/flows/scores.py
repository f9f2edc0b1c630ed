"""How do scores and visit lists reach a file, and come back from one?

Scores are written batch by batch: a score is a function of the child and the release, never of
the batch, so the file is the same however it is cut.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np

from riskscreen import decisions, records, scoring, signing
from riskscreen.core import Finding, Verdict, counted, need
from riskscreen.errors import InputError, ReleaseError
from riskscreen.flows.telling import nobody
from riskscreen.flows.training_run import Say

__all__ = ["score_folder", "visits_file", "write_table"]

_BATCH_CHILDREN = 50_000
Lang = Literal["en", "vi"]
_AREAS = ("commune", "difficulty", "province", "region")
_MORE: Mapping[Lang, str] = {
    "en": " (and in {more} more batches)",
    "vi": " (và trong {more} đợt khác)",
}


def score_folder(
    folder: str | Path,
    *,
    release: str,
    as_of: str,
    out: str | Path,
    reasons: int = 3,
    lang: Lang = "vi",
    models: str | Path = "models",
    mapping: str | Path | None = None,
    trust: signing.TrustFile = None,
    access_log: str | Path | None = None,
    secret: signing.SecretFile | None = None,
    say: Say = nobody,
) -> dict[str, Any]:
    """Score the records of a folder into a file, and return how many rows, refused among them.

    Children of the records who have no row in it stand beside it with the reason, in
    ``<file>.not_scored.csv``, which is there only with the scores that it belongs to. With an
    access log every child scored stands there before the file is written.

    Raises
    ------
    InputError
        If the records cannot be read, the file is neither ``.parquet`` nor ``.csv``, or an access
        log is named without its secret.
    ReleaseError, IntegrityError
        If the release may not be served.
    AccessLogError, KeyFileError
        If the access log cannot be written, or its secret not be used.
    """
    target = _table_file(out)
    log = None
    if access_log is not None:
        if secret is None:
            raise InputError(
                "an access log without its secret; name it with --secret or RISKSCREEN_LOG_SECRET, "
                "riskscreen keys log-secret makes one"
            )
        log = scoring.AccessLog(access_log, secret=secret)
    held, findings = scoring.admit(folder, mapping=mapping)
    loaded = scoring.load_release(release, models=models, trust=trust)
    known = scoring.cut(held, as_of, lang=lang)
    snapshot = known.snapshot
    parts = []
    refused: Counter[str] = Counter()
    told = _Told()
    batches = _households(snapshot)
    for number, batch in enumerate(batches, start=1):
        say(f"scoring {counted(len(batch), 'child', 'children')}, batch {number} of {len(batches)}")
        scores = scoring.score(
            snapshot.take(batch),
            release=loaded,
            as_of=as_of,
            reasons=reasons,
            lang=lang,
            access_log=log,
        )
        told.add(scores.findings[len(snapshot.findings) :])
        refused.update(code for codes in scores["refused"].tolist() for code in codes[:1])
        parts.append(_with_areas(scores))
    table = need("pyarrow", extra="train").concat_tables(parts)
    left = _left_out(known.left_out, lang)
    beside = target.with_name(f"{target.name}.not_scored.csv")
    beside.unlink(missing_ok=True)  # an earlier run's would be read as of these scores
    write_table(table, target)
    write_table(left, beside)
    n_left = counted(left.num_rows, "child", "children")
    return {
        "out": str(target),
        "not scored": f"{n_left}, each with its reason in {beside}",
        "rows": table.num_rows,
        "children": snapshot.n_children,
        "rows with a risk": table.num_rows - refused.total(),
        "rows without, by first code": dict(sorted(refused.items())),
        "findings that fail": [
            scoring.in_language(finding, lang).sentence()
            for finding in (*findings, *known.findings)
            if finding.verdict is Verdict.FAIL
        ]
        + told.sentences(lang),
    }


def _left_out(left: Sequence[scoring.LeftOut], lang: Lang) -> Any:  # noqa: ANN401 - an Arrow table
    """Return which children have no row among the scores, and why."""
    rows = [row for one in left for row in one.to_dicts(lang)]
    arrow = need("pyarrow", extra="train")
    return arrow.table(
        {
            name: arrow.array([row[name] for row in rows], type=arrow.string())
            for name in ("child_id", "code", "why", "route")
        }
    )


class _Told:
    """What was found in each batch: the first finding of each kind, and in how many it is found.

    A kind is a code about one outcome and one column: three models refuse three sorts of children.
    """

    def __init__(self) -> None:
        self._first: dict[tuple[str, str, str], Finding] = {}
        self._batches: Counter[tuple[str, str, str]] = Counter()

    def add(self, findings: Sequence[Finding]) -> None:
        failed = {
            (one.code, one.outcome, one.title): one
            for one in reversed(findings)
            if one.verdict is Verdict.FAIL
        }
        self._first = {**failed, **self._first}
        self._batches.update(failed.keys())

    def sentences(self, lang: Lang) -> list[str]:
        return [
            scoring.in_language(one, lang).sentence()
            + (_MORE[lang].format(more=more) if (more := self._batches[kind] - 1) else "")
            for kind, one in sorted(self._first.items())
        ]


def visits_file(
    scores: str | Path,
    *,
    outcome: str,
    out: str | Path,
    capacity: float | str | None = None,
    area: str | None = None,
    seed: int = 0,
    models: str | Path = "models",
    trust: signing.TrustFile = None,
) -> dict[str, Any]:
    """Write the visit list of one outcome from a file of scores, and return what was spent.

    ``capacity`` may be text, as a person writes it: ``120`` is a number of visits, ``0.1`` a
    share of the eligible children.

    Raises
    ------
    InputError
        If the file is not what ``score`` wrote, or the capacity is neither.
    ReleaseError, IntegrityError
        If the release that scored is not the one that is served now.
    """
    wanted = _capacity(capacity) if isinstance(capacity, str) else capacity
    held = read_scores(scores, models=models, trust=trust)
    listed = decisions.visit_list(held, outcome=outcome, capacity=wanted, area=area, seed=seed)
    written = write_table(listed.to_frame("arrow"), out)
    return {
        "out": str(written),
        "visits": len(listed),
        "list": f"{listed.outcome}: {listed.n_visits} of {counted(listed.planned, 'visit')}, "
        f"{counted(listed.eligible, 'eligible child', 'eligible children')}, "
        f"{listed.reserve} from the reserve",
    }


def read_scores(
    path: str | Path, *, models: str | Path = "models", trust: signing.TrustFile = None
) -> scoring.Scores:
    """Return the scores of a Parquet file with the release that made them, verified again.

    Raises
    ------
    InputError
        If the file is not what ``score`` wrote, or holds two releases.
    ReleaseError, IntegrityError
        If the release that scored is not the one that is served now: its models and cut-offs
        are not those of the scores.
    """
    parquet = need("pyarrow.parquet", extra="train")
    try:
        table = parquet.read_table(str(path))
    except (OSError, ValueError) as fault:
        raise InputError(
            f"{path} is no Parquet file of scores: {fault}; a list is drawn from the .parquet that "
            "riskscreen score writes, not from its .csv"
        ) from fault
    wanted = [*scoring.COLUMNS, *(f"area_{level}" for level in _AREAS)]
    absent = [name for name in wanted if name not in table.column_names]
    if absent:
        raise InputError(f"{path} lacks {', '.join(absent)}; write it with riskscreen score")
    columns = {name: _array(table[name]) for name in wanted}
    released = sorted(set(columns["release"].tolist()))
    if len(released) != 1 or not released[0]:
        raise InputError(
            f"{path} holds scores of {len(released)} releases ({', '.join(released[:3])}); "
            "draw a list from the scores of one"
        )
    loaded = scoring.load_release(released[0].split(" ", 1)[0], models=models, trust=trust)
    # a score that was given in grace says so behind the label
    if loaded.label != released[0].partition(" (")[0]:
        raise ReleaseError(
            f"{path} holds {table.num_rows} scores of {released[0]}, served now is "
            f"{loaded.label}; score again with riskscreen score"
        )
    return scoring.Scores(
        columns={name: columns[name] for name in scoring.COLUMNS},
        areas=records.Areas(**{level: columns[f"area_{level}"] for level in _AREAS}),
        boosters=loaded.boosters,
        policy=loaded.policy,
        demo=loaded.demo,
    )


def write_table(table: Any, path: str | Path) -> Path:  # noqa: ANN401 - an Arrow table
    """Write an Arrow table as Parquet or CSV, by the file's name, and return the path.

    Whole or not at all: a kill leaves what was there.

    Raises
    ------
    InputError
        If the name ends otherwise.
    """
    target = _table_file(path)
    part = target.with_name(f".{target.name}.part")
    if target.suffix == ".parquet":
        need("pyarrow.parquet", extra="train").write_table(table, str(part))
    else:
        need("pyarrow.csv", extra="train").write_csv(_flat(table), str(part))
    part.replace(target)
    return target


def _table_file(path: str | Path) -> Path:
    """Return a file's path, if a table can be written to it; asked before hours of work."""
    target = Path(path)
    if target.suffix not in {".parquet", ".csv"}:
        raise InputError(f"{target} ends in neither .parquet nor .csv; name it so")
    if not target.parent.is_dir():
        raise InputError(
            f"{target} cannot be written: there is no folder {target.parent}; make it first, or "
            "correct --out"
        )
    return target


def _capacity(words: str) -> float:
    """Return a number of visits (int) or a share (float) from the words of the command line."""
    if re.fullmatch(r"[0-9]{1,9}", words) and int(words) >= 1:
        return int(words)
    share = float(words) if re.fullmatch(r"[0-9]*\.[0-9]+", words) else 0.0
    if not 0 < share <= 1:
        raise InputError(
            f"capacity {words!r} is neither a number of visits nor a share; give 120 for 120 "
            "visits, or 0.1 for a tenth of the eligible children"
        )
    return share


def _households(snapshot: records.Snapshot) -> list[np.ndarray[Any, Any]]:
    order = np.argsort(snapshot.household_group, kind="stable")
    if not len(order):
        return [order]
    group = snapshot.household_group[order]
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
    cuts: list[int] = []
    last = 0
    for start in starts.tolist():
        if start - last >= _BATCH_CHILDREN:
            cuts.append(start)
            last = start
    return [np.sort(part) for part in np.split(order, cuts)]


def _with_areas(scores: scoring.Scores) -> Any:  # noqa: ANN401 - an Arrow table
    arrow = need("pyarrow", extra="train")
    table = scores.to_frame("arrow")
    for level in _AREAS:
        table = table.append_column(f"area_{level}", arrow.array(getattr(scores.areas, level)))
    return table


def _flat(table: Any) -> Any:  # noqa: ANN401 - an Arrow table
    arrow = need("pyarrow", extra="train")
    for at, field in enumerate(table.schema):
        if arrow.types.is_list(field.type) or arrow.types.is_large_list(field.type):
            joined = ["; ".join(row or ()) for row in table[field.name].to_pylist()]
            table = table.set_column(at, field.name, arrow.array(joined, type=arrow.string()))
    return table


def _array(column: Any) -> np.ndarray[Any, Any]:  # noqa: ANN401 - an Arrow column
    values = column.to_pylist()
    if any(isinstance(value, list) for value in values):
        whole = np.empty(len(values), dtype=object)
        whole[:] = [tuple(value or ()) for value in values]
        return whole
    if all(isinstance(value, str) for value in values) and values:
        return np.array(values, dtype=np.str_)
    plain = column.to_numpy()
    return np.asarray(plain, dtype=np.float64) if plain.dtype.kind in "iuf" else plain
