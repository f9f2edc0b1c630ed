"""May this release be opened, and what does it hold?

The order is the safety: sizes, names, manifest, digests of bytes read once, verdicts, JSON,
every tree, and only then LightGBM; last, golden rows. Nothing of a file is parsed before its
digest is known to be the manifest's.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from riskscreen import model
from riskscreen.bundle import files, limits, verdicts
from riskscreen.bundle.contents import Bundle
from riskscreen.bundle.golden import check_golden
from riskscreen.bundle.manifest import Manifest, parse
from riskscreen.bundle.strictjson import (
    Shape,
    anything,
    integer,
    mapping,
    number,
    record,
    rows,
    strict_json,
    text,
)
from riskscreen.bundle.trees import check_tree_text
from riskscreen.core import digest_bytes
from riskscreen.errors import BundleError, InputError, IntegrityError

__all__ = ["read"]

_OBJECT = mapping(anything)
_NUMBERS = rows(number(), most=limits.MOST_FEATURES)
_NAMES = rows(text(matching=r"[A-Za-z_][A-Za-z0-9_]{0,99}"), most=limits.MOST_FEATURES)
_GOLDEN = rows(number(), fewest=1, most=limits.MOST_GOLDEN_ROWS)
_SHAPES: dict[str, Shape] = {
    "features.json": record(
        {"names": _NAMES, "state": _OBJECT, "medians": mapping(number(null=True))}, more=True
    ),
    "policy.json": _OBJECT,
    "schema.json": _OBJECT,
    "card.json": _OBJECT,
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
        "calibrator": record({"knots_margin": _NUMBERS, "knots_logit": _NUMBERS}),
        "intervals": record({"margin": _NUMBERS, "lo": _NUMBERS, "hi": _NUMBERS}),
        "feature_names": _NAMES,
        "gain": _NUMBERS,
        "training_prevalence": number(0, 1),
        "age_range": rows(number(), fewest=2, most=2),
        "regions": rows(text()),
        "cutoffs": _OBJECT,
    }
)
_RUNS_CODE = ("<script", "javascript:")


def read(folder: str | Path, *, manifest_digest: str | None = None) -> Bundle:
    """Return the release in a folder, once every check has passed.

    Parameters
    ----------
    folder : str or Path
        ``models/<name>/<version>``.
    manifest_digest : str, optional
        SHA-256 that the ledger's line holds; without it a bundle that somebody rewrote as a
        whole, digests and all, is not seen.

    Raises
    ------
    BundleError
        At the first check that fails, naming the file and the fault.
    """
    place = Path(folder)
    sizes = files.survey(place)
    manifest = _manifest(place, sizes, manifest_digest)
    content = _verified(place, sizes, manifest)
    facts = _verdicts(content, manifest)
    plain = {path: _json(content, path, shape) for path, shape in _SHAPES.items()}
    halves = {
        outcome: _json(content, f"{outcome}/model.json", _MODEL) for outcome in manifest.outcomes
    }
    _check_together(halves, plain, manifest)
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
    )


def _manifest(place: Path, sizes: Mapping[str, int], digest: str | None) -> Manifest:
    if files.MANIFEST not in sizes:
        raise BundleError(f"{place.name} holds no {files.MANIFEST}; it is no bundle")
    content = files.read_once(place, files.MANIFEST, size=sizes[files.MANIFEST])
    if digest is not None and digest_bytes(content) != digest:
        raise BundleError(
            f"{files.MANIFEST} has the digest {digest_bytes(content)[:12]}, the ledger's line "
            f"{digest[:12]}; this is not the bundle that was released"
        )
    return parse(content)


def _verified(place: Path, sizes: Mapping[str, int], manifest: Manifest) -> dict[str, bytes]:
    there, named = set(sizes) - {files.MANIFEST}, set(manifest.files)
    if there != named:
        raise BundleError(
            f"the bundle lacks {sorted(named - there)} and holds {sorted(there - named)}, which "
            "its manifest does not name"
        )
    content = {}
    for path, (size, digest) in manifest.files.items():
        if sizes[path] != size:
            raise BundleError(f"{path} has {sizes[path]} bytes, its manifest says {size}")
        content[path] = files.read_once(place, path, size=size)
        found = digest_bytes(content[path])
        if found != digest:
            raise BundleError(
                f"{path} has the digest {found[:12]}, its manifest says {digest[:12]}; it was "
                "changed after it was written. Take the release from its source again"
            )
    return content


def _verdicts(content: Mapping[str, bytes], manifest: Manifest) -> dict[str, Any]:
    facts: dict[str, Any] = _json(content, "verdicts.json", verdicts.SHAPE)
    for outcome in manifest.outcomes:
        text_digest = manifest.files[f"{outcome}/model.txt"][1]
        verdicts.check_verdict(facts, outcome, model_sha256=text_digest)
    return facts


def _json(content: Mapping[str, bytes], path: str, shape: Shape) -> Any:  # noqa: ANN401 - any JSON value
    facts = strict_json(content[path], where=path)
    shape(facts, path)
    return facts


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
        raise BundleError(
            f"golden.json holds {sorted(golden)}, the release {sorted(manifest.outcomes)}"
        )
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
    try:
        return model.RiskModel.from_dict(half, model.Booster.from_text(text_of_trees))
    except (InputError, IntegrityError, OverflowError) as fault:
        raise BundleError(
            f"the parts of {half['outcome']} do not belong together: {fault}"
        ) from fault
