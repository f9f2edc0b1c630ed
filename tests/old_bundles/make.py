"""How were the golden release and the malicious ones made?

``python -m tests.old_bundles.make --again`` is the only way: seed 7, made-up children, keys that
are thrown away with the process. What is committed for a format stays as it is once that format
was released: a new format gets a folder beside it, and each has to go on being loaded.
"""

from __future__ import annotations

import argparse
import datetime
import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests import releases, signers
from tests.attacks import hostile, lines, shelf

from riskscreen import bundle, ledger, releasing, scoring
from riskscreen.bundle import manifest
from riskscreen.core import canonical_json

__all__ = ["AS_OF", "HERE", "NOW", "TODAY", "WORDS"]

HERE = Path(__file__).parent
GOLDEN = HERE / f"format_{bundle.FORMAT}"
MALICIOUS = HERE / "malicious"
NOW = datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 3, 2)
AS_OF = releases.DAY
SEED = 7
_N_HOUSEHOLDS = 6
_SCORED = {"reasons": 3, "lang": "en"}
_FILE = f"{shelf.NAME}/2"

WORDS = {
    "cyclic_tree": "tree 0 has node 0 as a child of 0 in a circle or a second time",
    "swapped_calibrator": "the approval of first approver is about something else",
    "replayed_signature": "changed after it was signed",
    "path_escape": r"manifest\.json lacks nothing of .*, and names \.\./card\.json that is none",
    "unsigned_rewrite": r"holds no model\.sig: nobody signed it",
    "strangers_rewrite": r"ledger line 1 cannot be trusted: key \w+ is not among the 4",
    "absurd_leaves": "has a leaf of 1e.308; log-odds within",
}
"""What the refusal of each malicious release says."""


def main() -> None:
    """Write the release of today's format, and every malicious one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--again", action="store_true", help="over what is there")
    given = parser.parse_args()
    try:
        for folder in (GOLDEN, MALICIOUS):
            if folder.exists() and not given.again:
                raise SystemExit(f"{folder.name} exists; what was released stays as it is")
            shutil.rmtree(folder, ignore_errors=True)
        _golden(GOLDEN)
        for name, make in _ATTACKS.items():
            _malicious(MALICIOUS / name, make)
        shutil.copy(signers.TRUST_FILE, MALICIOUS / "trust.toml")
    finally:
        shutil.rmtree(signers.PLACE)  # every private key


def _golden(folder: Path) -> None:
    held = releases.panel(seed=SEED)
    contents = releases.contents(
        held,
        outcomes=("dropout", "child_labour", "exclusion"),
        n_golden=5,
        created=f"{NOW:%Y-%m-%dT%H:%M:%SZ}",
        expires="2027-03-01",
    )
    models = folder / "models"
    made = models / releases.NAME / "1"
    bundle.write(made, contents, sign=releasing.signer(signers.RELEASER), trust=signers.TRUST)
    ledger.append(
        models / scoring.LEDGER, "release", signers.binding(made),
        name=releases.NAME, version="1", time=NOW, **signers.SIGNED,
    )  # fmt: skip
    for turn in models.glob("*.lock"):  # a writer's, which no reader asks for
        turn.unlink()
    shutil.copy(signers.TRUST_FILE, folder / "trust.toml")
    release = scoring.load_release(releases.NAME, models=models, trust=signers.TRUST, today=TODAY)
    asked = [json.loads(text) for text in releases.households(held)[:_N_HOUSEHOLDS]]
    _write(folder / "households.json", asked)
    _write(folder / "scores.json", scores_of(release, asked))


def scores_of(release: scoring.Release, asked: list[Any]) -> list[Any]:
    """Return what a release answers to each household, as of a clock that stands still."""
    clock = scoring.release._clock
    scoring.release._clock = lambda: TODAY
    try:
        return [
            json.loads(scoring.score_json(json.dumps(one), release=release, as_of=AS_OF, **_SCORED))
            for one in asked
        ]
    finally:
        scoring.release._clock = clock


def _write(path: Path, plain: Any) -> None:
    path.write_text(json.dumps(plain, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _malicious(folder: Path, make: Callable[[Path, shelf.Files, shelf.Files], None]) -> None:
    with tempfile.TemporaryDirectory() as apart:
        shelf.build(Path(apart))
        old = shelf.content_of(Path(apart) / shelf.NAME / "1")
        new = shelf.content_of(Path(apart) / _FILE)
        shutil.copytree(Path(apart) / _FILE, folder / "models" / _FILE)
        shutil.copy(Path(apart) / scoring.LEDGER, folder / "models" / scoring.LEDGER)
    make(folder / "models", new, old)


def _with_every_key(models: Path, content: shelf.Files, *, changed: str) -> None:
    written = shelf.disarmed(content, folder=models / _FILE, changed=changed)
    shelf.with_ledger(models, written, version="2")


def _cyclic_tree(models: Path, new: shelf.Files, _: shelf.Files) -> None:
    """Every key: LightGBM would never come back from the first child."""
    text = hostile.texts()["root its own child"].encode()
    _with_every_key(models, new | {"dropout/model.txt": text}, changed="dropout/model.txt")


def _absurd_leaves(models: Path, new: shelf.Files, _: shelf.Files) -> None:
    """Every key: the golden rows hold, and ages that none of them has get no number at all."""
    text = hostile.far_side().encode()
    _with_every_key(models, new | {"dropout/model.txt": text}, changed="dropout/model.txt")


def _swapped_calibrator(models: Path, new: shelf.Files, old: shelf.Files) -> None:
    """The releaser's key, and no approver's: verdict, manifest and signature fit; no sign-off."""
    path = "dropout/model.json"
    written = shelf.disarmed(
        new | {path: old[path], "approvals.json": new["approvals.json"]},
        folder=models / _FILE, changed="approvals.json",
    )  # fmt: skip
    shelf.with_ledger(models, written, version="2")


def _replayed_signature(models: Path, _: shelf.Files, old: shelf.Files) -> None:
    """No key: the signature of version 1, true for that one, on version 2."""
    shelf.put(models / _FILE, {"model.sig": old["model.sig"]})


def _path_escape(models: Path, new: shelf.Files, _: shelf.Files) -> None:
    """Every key: a manifest that would have the reader look outside of its folder."""
    facts = json.loads(new["manifest.json"])
    del facts["seal"]
    facts["files"]["../card.json"] = facts["files"]["card.json"]
    changed = new | {"manifest.json": manifest.seal(facts)}
    _with_every_key(models, changed, changed="manifest.json")


def _unsigned_rewrite(models: Path, new: shelf.Files, old: shelf.Files) -> None:
    """No key: every digest true, and nobody who signed it."""
    shelf.disarmed(new | {"dropout/model.json": old["dropout/model.json"]}, folder=models / _FILE)
    (models / _FILE / "model.sig").unlink()


def _strangers_rewrite(models: Path, new: shelf.Files, old: shelf.Files) -> None:
    """A key of one's own for the bundle and for the ledger's line."""
    folder = models / _FILE
    shelf.disarmed(new | {"dropout/model.json": old["dropout/model.json"]}, folder=folder)
    signers.resign(folder, signers.STRANGER)
    (line,) = lines.lines(models / scoring.LEDGER)[:1]
    line["facts"] = signers.binding(folder)
    line |= {"version": "2"}
    signed = lines.signed(line, signers.STRANGER)
    (models / scoring.LEDGER).write_bytes(canonical_json(signed))


_ATTACKS: dict[str, Callable[[Path, shelf.Files, shelf.Files], None]] = {
    "cyclic_tree": _cyclic_tree,
    "swapped_calibrator": _swapped_calibrator,
    "replayed_signature": _replayed_signature,
    "path_escape": _path_escape,
    "unsigned_rewrite": _unsigned_rewrite,
    "strangers_rewrite": _strangers_rewrite,
    "absurd_leaves": _absurd_leaves,
}

if __name__ == "__main__":
    main()
