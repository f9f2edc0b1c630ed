"""Does every attempt of a kind end in a typed refusal? A program, so that its forks are clean.

``python -m tests.attacks.campaign mutations --count 500 --seed 1`` prints one JSON object: how
many attempts of each kind ended how, and each that ended as none may.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import gc
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from tests.attacks import forks, hostile, mutations, shelf

from riskscreen import bundle, model, scoring
from riskscreen.bundle import manifest
from riskscreen.errors import BundleError, IntegrityError, RiskscreenError
from riskscreen.model import library

VERSION = "2"
_FORGED = ("dropout/model.txt", "dropout/model.txt", "dropout/model.json")
_MEMORY = Path("/dev/shm")  # noqa: S108 - files that need no disk, where there is such a place


class Tally:
    """What was attempted and how it ended."""

    def __init__(self) -> None:
        self.table: dict[str, dict[str, int]] = collections.defaultdict(collections.Counter)
        self.bad: list[list[str]] = []

    def add(self, label: str, outcome: forks.Outcome, *, may: tuple[str, ...]) -> None:
        """Count an attempt, labelled with kind and number, and note it if it may not end so."""
        self.table[label.rpartition(" #")[0]][outcome.kind] += 1
        if outcome.kind not in may:
            self.bad.append([label, outcome.kind, outcome.words])


class Place:
    """The folder that is attacked, and how it is made good again."""

    def __init__(self, models: Path) -> None:
        self.models = models
        self.folder = models / shelf.NAME / VERSION
        self.good = shelf.content_of(self.folder)
        self.other = shelf.content_of(models / shelf.NAME / "1")
        self.ledger = (models / scoring.LEDGER).read_bytes()

    def hold(self, changed: Mapping[str, bytes]) -> None:
        """Put every file back but those that are changed."""
        shelf.put(self.folder, {**self.good, **changed})
        shelf.put(self.models, {scoring.LEDGER: changed.get(scoring.LEDGER, self.ledger)})

    def load(self, changed: Mapping[str, bytes]) -> scoring.Release:
        """Load what a service would, with these files changed."""
        self.hold(changed)
        return shelf.load(self.models)


Attempts = Iterator[tuple[str, Callable[[], object]]]


def flips(place: Place, *, paths: Sequence[str]) -> Attempts:
    """Flip every byte of files in turn."""
    for path in paths:
        original = place.ledger if path == scoring.LEDGER else place.good[path]
        for at in range(len(original)):
            yield f"{path} #{at}", partial(place.load, {path: mutations.flipped(original, at)})


def mutated(place: Place, *, count: int, seed: int) -> Attempts:
    """Change files at random, without a key."""
    for number in range(count):
        rng = random.Random(f"{seed}-{number}")
        kind, changed = mutations.mutation(place.good, place.other, rng)
        yield f"{kind} #{number} of seed {seed}: {[*changed]}", partial(place.load, changed)


def disarmed(place: Place, *, count: int, seed: int) -> Attempts:
    """Change the model at random, with every key; in every second attempt its golden rows too."""
    for number in range(count):
        rng = random.Random(f"disarmed-{seed}-{number}")
        path, kind = rng.choice(_FORGED), rng.choice([*mutations.BYTES])
        changed = mutations.mutated_bytes(place.good[path], kind, rng)
        if path.endswith(".txt") and rng.random() < 0.7:
            changed = _resized(changed)
        yield _labelled(place, path, kind, changed, number=number, seed=seed)


def odd(place: Place, *, count: int, seed: int) -> Attempts:
    """Put odd values into every JSON file in turn, with every key."""
    paths = [path for path in sorted(place.good) if path.endswith(".json")]
    for number in range(count):
        rng = random.Random(f"odd-{seed}-{number}")
        path = paths[number % len(paths)]
        changed = mutations.odd_value(place.good[path], rng)
        yield _labelled(place, path, "odd value", changed, number=number // 2, seed=seed)


def _labelled(
    place: Place, path: str, kind: str, changed: bytes, *, number: int, seed: int
) -> tuple[str, Callable[[], object]]:
    golden = bool(number % 2) and path.startswith("dropout/")
    forged = {**place.good, path: changed}
    if path == "manifest.json":
        forged[path] = _sealed(changed)
    said = f"{path} {kind} #{number} of seed {seed}{', golden rows anew' * golden}"
    return said, partial(_forged, place, forged, changed=path, golden=golden)


def _sealed(content: bytes) -> bytes:
    facts = json.loads(content)
    facts.pop("seal", None)
    return manifest.seal(facts)


def _resized(content: bytes) -> bytes:
    return hostile.resized(content.decode("latin-1")).encode("latin-1")


def _forged(
    place: Place, content: shelf.Files, *, changed: str = "dropout/model.txt", golden: bool
) -> str:
    if golden:
        content |= _golden_again(content)
    place.hold({})
    written = shelf.disarmed(content, folder=place.folder, changed=changed)
    shelf.with_ledger(place.models, written, version=VERSION)
    return _sound(shelf.load(place.models), None if golden else place.good)


def _golden_again(content: shelf.Files) -> shelf.Files:
    """Return the golden rows that an attacker would make with the hostile model itself."""
    golden = json.loads(content["golden.json"])
    try:
        half = json.loads(content["dropout/model.json"])
        text = content["dropout/model.txt"].decode()
        bundle.check_tree_text(text, feature_names=half["feature_names"])
        held = model.RiskModel.from_dict(half, model.Booster.from_text(text))
        with np.errstate(all="ignore"):
            X = np.array(golden["dropout"]["rows"], dtype=np.float64)
            golden["dropout"] = bundle.golden_rows(held, X)
        return {"golden.json": json.dumps(golden, allow_nan=False).encode()}
    except (
        RiskscreenError,
        LookupError,
        TypeError,
        ValueError,
        ArithmeticError,
        AttributeError,
        RecursionError,
    ):
        return {}


def _sound(release: scoring.Release, good: shelf.Files | None) -> str:
    """Return only if what was loaded scores as a release may: numbers in their bounds."""
    held = release.models["dropout"]
    rng = np.random.default_rng(0)
    X = rng.normal(size=(300, 3)) * rng.choice([1.0, 1e3, 1e300], size=(300, 1))
    X[rng.random(X.shape) < 0.2] = np.nan
    X[:20] = rng.choice([0.0, -0.0, 1e-320, np.inf, -np.inf], size=(20, 3))
    told = held.predict(X)
    for name in ("risk", "lo", "hi"):
        values = getattr(told, name)
        assert np.isfinite(values).all(), f"{name} is no number"
        assert ((values >= 0) & (values <= 1)).all(), f"{name} outside 0-1"
    assert (told.lo <= told.risk).all(), "risk below its interval"
    assert (told.risk <= told.hi).all(), "risk above its interval"
    assert (held.support.novelty(X) >= 0).all(), "a novelty below nothing"
    held.support.outside(X), held.support.unseen_gaps(X), held.support.strangest(X)
    with contextlib.suppress(IntegrityError):
        assert np.isfinite(held.contributions(X)).all(), "a contribution is no number"
    if good is not None:
        golden = json.loads(good["golden.json"])["dropout"]
        again = held.predict(np.array(golden["rows"], dtype=np.float64))
        assert np.abs(again.risk - np.array(golden["risk"])).max() <= 1e-12, "golden rows differ"
    return "sound"


def hostile_texts(place: Place) -> Attempts:
    """Give every hostile text, and every hostile model.json, to the loader, with every key."""
    for name, text in hostile.texts().items():
        forged = {**place.good, "dropout/model.txt": text.encode()}
        yield name, partial(_forged, place, forged, golden=True)
    for name, change in hostile.HALVES.items():
        forged = _with_half(place.good, change)
        yield name, partial(_forged, place, forged, changed="dropout/model.json", golden=True)
    both = _with_half(place.good, hostile.FLAT) | {"dropout/model.txt": hostile.far_side().encode()}
    yield "absurd leaves beyond every golden row", partial(_forged, place, both, golden=True)


def _with_half(good: shelf.Files, change: Callable[[dict[str, Any]], object]) -> shelf.Files:
    half = json.loads(good["dropout/model.json"])
    change(half)
    return {**good, "dropout/model.json": json.dumps(half).encode()}


def _alone(*, few: bool) -> dict[str, forks.Outcome]:
    """Return what LightGBM alone does with hostile texts, without our check."""
    _require_clean()
    library.open_library()  # once, since from here on nothing needs a parent without it
    return {
        name: forks.attempt(partial(_unchecked, text), cpu_seconds=0.3)
        for name, text in hostile.texts().items()
        if name in hostile.WORDS or not few
    }


def _require_clean() -> None:
    opened = Path("/proc/self/maps").read_text(encoding="utf-8")
    assert "lib_lightgbm" not in opened


def _unchecked(text: str) -> str:
    booster = model.Booster.from_text(text)
    X = np.random.default_rng(0).normal(size=(50, booster.n_features))
    margin = booster.margin(X)
    booster.contributions(X)
    return f"scores {margin[0]:.6g}"


def _outcomes(attempts: Attempts, *, batch: int) -> Iterator[tuple[str, forks.Outcome]]:
    while held := list(islice(attempts, batch)):
        outcomes = forks.attempts([action for _, action in held], batch=batch)
        yield from zip((label for label, _ in held), outcomes, strict=True)


def _tallied(attempts: Attempts, *, batch: int, may: tuple[str, ...]) -> dict[str, Any]:
    begun, tally = time.monotonic(), Tally()
    for label, outcome in _outcomes(attempts, batch=batch):
        tally.add(label, outcome, may=may)
    seconds = round(time.monotonic() - begun, 1)
    return {"table": tally.table, "bad": tally.bad, "seconds": seconds}


def _ran(place: Place, given: argparse.Namespace) -> dict[str, Any]:
    if given.kind == "hostile":
        loader = dict(_outcomes(hostile_texts(place), batch=given.batch))
        said = {"loader": loader, "alone": _alone(few=given.few)}
        return {
            who: {name: astuple(one) for name, one in held.items()} for who, held in said.items()
        }
    if given.kind in ("disarmed", "odd"):
        forge = disarmed if given.kind == "disarmed" else odd
        tried = forge(place, count=given.count, seed=given.seed)
        return _tallied(tried, batch=given.batch, may=(forks.REFUSED, forks.LOADED))
    if given.kind == "flips":
        paths = [*sorted(place.good), scoring.LEDGER] if given.paths == ["all"] else given.paths
        return _tallied(flips(place, paths=paths), batch=given.batch, may=(forks.REFUSED,))
    tried = mutated(place, count=given.count, seed=given.seed)
    return _tallied(tried, batch=given.batch, may=(forks.REFUSED,))


def main() -> None:
    """Run one campaign and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=["flips", "mutations", "disarmed", "odd", "hostile"])
    parser.add_argument("--paths", nargs="*", default=["manifest.json"], help="or: all")
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=int, default=1, help="attempts in one fork")
    parser.add_argument("--few", action="store_true", help="fewer texts for LightGBM alone")
    given = parser.parse_args()
    held_in = _MEMORY if _MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="riskscreen-attacks-", dir=held_in) as folder:
        models = Path(folder) / "models"
        # LightGBM's library is opened in forks alone: the parent stays clean
        built = forks.attempt(partial(shelf.build, models), cpu_seconds=60)
        assert built.kind == forks.LOADED, built
        place = Place(models)
        _warm_up(place)
        said = _ran(place, given)
        if given.kind != "hostile":
            _require_clean()
        sys.stdout.write(f"{json.dumps(said)}\n")


def _warm_up(place: Place) -> None:
    """Import all that a load imports, by one that is refused before LightGBM is opened."""
    with contextlib.suppress(BundleError):
        place.load({"dropout/model.txt": b"tree"})
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    main()
