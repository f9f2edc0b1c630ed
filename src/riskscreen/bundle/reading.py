"""May this release be opened, and what does it hold?

The order is the safety: sizes, names, signature, manifest, digests of bytes read once, verdicts
and sign-offs, JSON, every tree, and only then LightGBM; last, golden rows. Nothing but the
signature is parsed before its digest is known to be one that a trusted key signed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from riskscreen import model, policy
from riskscreen.bundle import ages, files, limits, signoff, verdicts
from riskscreen.bundle.contents import Bundle
from riskscreen.bundle.golden import check_golden
from riskscreen.bundle.manifest import Manifest, parse
from riskscreen.bundle.naming import naming
from riskscreen.bundle.parsing import parsed
from riskscreen.bundle.trees import check_tree_text
from riskscreen.core import digest_bytes, named
from riskscreen.core.strictjson import (
    Shape,
    anything,
    integer,
    mapping,
    number,
    optional,
    record,
    rows,
    text,
)
from riskscreen.errors import BundleError, InputError, IntegrityError, PolicyError
from riskscreen.signing import SignedFiles, Trust, TrustedKey, signed_files

__all__ = ["read"]

_OBJECT = mapping(anything)
_NUMBERS = rows(number(), most=limits.MOST_FEATURES)
_KNOTS = rows(number(-limits.MOST_KNOT, limits.MOST_KNOT), most=limits.MOST_FEATURES)
_NAMES = rows(text(matching=r"[A-Za-z_][A-Za-z0-9_]{0,99}"), most=limits.MOST_FEATURES)
_GOLDEN = rows(number(), fewest=1, most=limits.MOST_GOLDEN_ROWS)
_STATE = record(
    {
        "format": integer(1, 2**31 - 1),
        "day": text(most=100),
        "prior_children": number(0),
        "n_children": integer(0, 2**53),
        "keys": mapping(rows(text(most=1000))),
        "means": mapping(rows(number(null=True))),
    },
    more=True,
)
_SHAPES: dict[str, Shape] = {
    "features.json": record(
        {
            "names": _NAMES,
            "state": _STATE,
            "medians": mapping(number(null=True)),
            "code_lists": optional(rows(text(most=100), most=100)),
        },
        more=True,
    ),
    "policy.json": _OBJECT,
    "schema.json": _OBJECT,
    "card.json": _OBJECT,
    "approvals.json": signoff.SHAPE,
    "golden.json": mapping(
        record(
            {
                "rows": rows(
                    rows(number(null=True), most=limits.MOST_FEATURES),
                    fewest=1,
                    most=limits.MOST_GOLDEN_ROWS,
                ),
                **dict.fromkeys(("margin", "risk", "lo", "hi"), _GOLDEN),
            }
        )
    ),
}
_MODEL = record(
    {
        "outcome": text(),
        "definition": text(),
        "title_en": text(),
        "title_vi": text(),
        "horizon_months": integer(0, 1200),
        "calibrator": record({"knots_margin": _KNOTS, "knots_logit": _KNOTS}),
        "intervals": record({"margin": _KNOTS, "lo": _KNOTS, "hi": _KNOTS}),
        "feature_names": _NAMES,
        "gain": _NUMBERS,
        "training_prevalence": number(0, 1),
        "age_range": rows(number(), fewest=2, most=2),
        "regions": rows(text()),
        "support": record(
            {
                "limit": integer(0, model.FAR),
                "features": rows(
                    record(
                        {
                            "name": text(),
                            "missing_children": integer(0, 2**53),
                            "missing_share": number(0, 1),
                            "edges": _NUMBERS,
                            "cost": rows(integer(0, model.FAR), most=limits.MOST_FEATURES),
                        }
                    ),
                    most=limits.MOST_FEATURES,
                ),
                "pairs": rows(
                    record(
                        {
                            "first": integer(0, limits.MOST_FEATURES),
                            "second": integer(0, limits.MOST_FEATURES),
                            "cost": rows(
                                rows(integer(0, model.FAR), most=limits.MOST_FEATURES),
                                most=limits.MOST_FEATURES,
                            ),
                        }
                    ),
                    most=limits.MOST_FEATURES,
                ),
            }
        ),
        "cutoffs": _OBJECT,
    }
)
_AGAIN = "take the release from its source again"
_RUNS_CODE = ("<script", "javascript:")


@naming
def read(
    folder: str | Path,
    *,
    trust: Trust,
    manifest_digest: str | None = None,
    line: int | None = None,
) -> Bundle:
    """Return the release in a folder, once every check has passed.

    Parameters
    ----------
    folder : str or Path
        ``models/<name>/<version>``.
    trust : Trust
        Whose signature and whose sign-offs count.
    manifest_digest : str, optional
        SHA-256 that the ledger's line holds; without it an older bundle that was put in the
        place of a newer one is not seen.
    line : int, optional
        Counter of that line, for keys that are trusted up to one.

    Raises
    ------
    BundleError
        At the first check that fails, naming the file and the fault.
    SignatureError
        If the signature, or a sign-off, is not that of a trusted key.
    """
    place = Path(folder)
    sizes = files.survey(place)
    signed = _signed(place, sizes, trust, line)
    manifest = _manifest(place, sizes, signed, manifest_digest)
    content = _verified(place, sizes, manifest, signed)
    facts = _verdicts(content, manifest)
    plain = {path: _json(content, path, shape) for path, shape in _SHAPES.items()}
    halves = {
        outcome: _json(content, f"{outcome}/model.json", _MODEL) for outcome in manifest.outcomes
    }
    _check_together(halves, plain, manifest)
    served = _served(halves, plain["features.json"], manifest)
    for outcome, digest in served.items():
        verdicts.check_served(facts, outcome, served_sha256=digest)
    given = _approvals(plain, facts, manifest, served, trust=trust, line=line)
    _check_demo(manifest, [signed.key, *(one.key for one in given)])
    reports = {language: _report(content, language) for language in ("en", "vi")}
    texts = {
        outcome: _checked_text(content, outcome, half["feature_names"])
        for outcome, half in halves.items()
    }
    # absurd numbers overflow to what the golden rows refuse; no warning is due
    with np.errstate(all="ignore"):
        models = {outcome: _model(half, texts[outcome]) for outcome, half in halves.items()}
        for outcome, built in models.items():
            check_golden(built, plain["golden.json"][outcome])
    return Bundle(
        manifest=manifest,
        models=MappingProxyType(models),
        cutoffs=MappingProxyType({outcome: half["cutoffs"] for outcome, half in halves.items()}),
        features=plain["features.json"],
        policy=plain["policy.json"],
        schema=plain["schema.json"],
        verdicts=facts,
        card=plain["card.json"],
        golden=plain["golden.json"],
        reports=MappingProxyType(reports),
        approvals=given,
        signer=signed.key,
        signature_sha256=signed.sha256,
    )


def _signed(place: Path, sizes: Mapping[str, int], trust: Trust, line: int | None) -> SignedFiles:
    if files.SIGNATURE not in sizes:
        raise BundleError(
            f"{place} holds no {files.SIGNATURE}: nobody signed it, and nothing unsigned is "
            "served; release it again with a key"
        )
    content = files.read_once(place, files.SIGNATURE, size=sizes[files.SIGNATURE])
    signed = signed_files(content, trust=trust, line=line)
    there = set(sizes) - {files.SIGNATURE}
    if there != set(signed.digests):
        raise BundleError(
            f"the bundle lacks {named(sorted(set(signed.digests) - there))} of what was signed, "
            f"and holds {named(sorted(there - set(signed.digests)))} that was not; {_AGAIN}"
        )
    return signed


def _manifest(
    place: Path, sizes: Mapping[str, int], signed: SignedFiles, digest: str | None
) -> Manifest:
    if files.MANIFEST not in sizes:
        raise BundleError(f"{place} holds no {files.MANIFEST}; it is no bundle")
    content = files.read_once(place, files.MANIFEST, size=sizes[files.MANIFEST])
    found = digest_bytes(content)
    if found != signed.digests[files.MANIFEST]:
        raise BundleError(
            f"{files.MANIFEST} has the digest {found[:12]}, its signature is of "
            f"{signed.digests[files.MANIFEST][:12]}; it was changed after it was signed"
        )
    if digest is not None and found != digest:
        raise BundleError(
            f"{files.MANIFEST} has the digest {found[:12]}, the ledger's line "
            f"{digest[:12]}; this is not the bundle that was released"
        )
    return parse(content)


def _verified(
    place: Path, sizes: Mapping[str, int], manifest: Manifest, signed: SignedFiles
) -> dict[str, bytes]:
    there, due = set(sizes) - {files.MANIFEST, files.SIGNATURE}, set(manifest.files)
    if there != due:
        raise BundleError(
            f"the bundle lacks {named(sorted(due - there))} of what its manifest names, and holds "
            f"{named(sorted(there - due))} that it does not name; {_AGAIN}"
        )
    content = {}
    for path, (size, digest) in manifest.files.items():
        if sizes[path] != size:
            raise BundleError(f"{path} has {sizes[path]} bytes, its manifest says {size}")
        content[path] = files.read_once(place, path, size=size)
        found = digest_bytes(content[path])
        if found != digest or found != signed.digests[path]:
            raise BundleError(
                f"{path} has the digest {found[:12]}, its manifest says {digest[:12]} and its "
                f"signature {signed.digests[path][:12]}; it was changed after it was written. "
                "Take the release from its source again"
            )
    return content


def _served(
    halves: Mapping[str, Any], features: Mapping[str, Any], manifest: Manifest
) -> dict[str, str]:
    return {
        outcome: signoff.served_digest(
            half, trees_sha256=manifest.files[f"{outcome}/model.txt"][1], features=features
        )
        for outcome, half in halves.items()
    }


def _verdicts(content: Mapping[str, bytes], manifest: Manifest) -> dict[str, Any]:
    facts: dict[str, Any] = _json(content, "verdicts.json", verdicts.SHAPE)
    for outcome in manifest.outcomes:
        verdicts.check_verdict(
            facts, outcome, model_sha256=manifest.files[f"{outcome}/model.txt"][1]
        )
    return facts


def _approvals(
    plain: Mapping[str, Any],
    facts: Mapping[str, Any],
    manifest: Manifest,
    served: Mapping[str, str],
    *,
    trust: Trust,
    line: int | None,
) -> tuple[signoff.Approval, ...]:
    try:
        limits_of = policy.parse(plain["policy.json"])
    except (
        PolicyError, KeyError, TypeError, ValueError, AttributeError, OverflowError
    ) as fault:  # fmt: skip
        raise BundleError(f"policy.json cannot be read: {fault}") from fault
    subject = signoff.Subject(
        run_id=str(manifest.meta["run_id"]),
        policy_digest=limits_of.digest,
        served=served,
        findings={one: signoff.findings_digest(facts[one]["findings"]) for one in served},
        synthetic=bool(manifest.meta["synthetic"]),
    )
    given = signoff.approvals(
        plain["approvals.json"],
        subject,
        needed=int(limits_of.sign_offs),
        trust=trust,
        line=line,
    )
    ages.check_days(manifest, given, expiry_months=limits_of.expiry_months)
    return given


def _check_demo(manifest: Manifest, keys: Sequence[TrustedKey]) -> None:
    throw_away = [key for key in keys if key.demo]
    if throw_away and not manifest.meta["demo"]:
        raise BundleError(
            f"{len(throw_away)} of {len(keys)} signatures are by throw-away keys, first by that "
            f"of {throw_away[0].holder}, and the release is not marked DEMO"
        )


def _json(content: Mapping[str, bytes], path: str, shape: Shape) -> Any:  # noqa: ANN401 - any JSON value
    return parsed(content[path], shape, where=path)


def _check_together(
    halves: Mapping[str, Any], plain: Mapping[str, Any], manifest: Manifest
) -> None:
    features, golden = plain["features.json"], plain["golden.json"]
    names = set(features["names"])
    if len(names) != len(features["names"]) or names != set(features["medians"]):
        raise BundleError(
            f"features.json names {len(features['names'])} features, {len(names)} of them "
            f"different, with {len(features['medians'])} medians; give each once, with its median"
        )
    if set(golden) != set(manifest.outcomes):
        raise BundleError(f"golden.json holds {named(golden)}, not {named(manifest.outcomes)}")
    for outcome, half in halves.items():
        if half["outcome"] != outcome:
            raise BundleError(f"{outcome}/model.json is about {half['outcome'][:40]!r}")
        absent = [name for name in half["feature_names"] if name not in names]
        if absent:
            raise BundleError(
                f"{outcome} reads {len(absent)} features that features.json does not name; "
                f"first is {absent[0]}"
            )


def _report(content: Mapping[str, bytes], language: str) -> str:
    path = f"report_{language}.html"
    html = _text(content, path)
    folded = html.casefold()
    for word in _RUNS_CODE:
        if word in folded:
            raise BundleError(f"{path} holds {word!r}; nothing in a bundle runs")
    return html


def _checked_text(content: Mapping[str, bytes], outcome: str, names: list[str]) -> str:
    text_of_trees = _text(content, f"{outcome}/model.txt")
    try:
        check_tree_text(text_of_trees, feature_names=names)
    except BundleError as fault:
        raise BundleError(f"{outcome}/model.txt: {fault}") from fault
    return text_of_trees


def _text(content: Mapping[str, bytes], path: str) -> str:
    try:
        return content[path].decode("utf-8")
    except UnicodeDecodeError as fault:
        raise BundleError(f"{path} is not UTF-8: {fault}") from fault


def _model(half: Mapping[str, Any], text_of_trees: str) -> model.RiskModel:
    for margins in (half["calibrator"]["knots_margin"], half["intervals"]["margin"]):
        for one, other in pairwise(margins):
            if 0 < other - one < limits.LEAST_STEP:
                raise BundleError(
                    f"{half['outcome']} has two knots {other - one:.6g} apart; no risk can be "
                    "read between them"
                )
    try:
        return model.RiskModel.from_dict(half, model.Booster.from_text(text_of_trees))
    except (InputError, IntegrityError, OverflowError) as fault:
        raise BundleError(
            f"the parts of {half['outcome']} do not belong together: {fault}"
        ) from fault
