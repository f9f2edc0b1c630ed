"""Which readers meet bytes from outside, and what may they do with them?

Each target takes any bytes, makes of them what an attacker could send, and returns only if the
reader refused by an error of riskscreen.errors, or gave an answer that holds: no risk outside
[0, 1], no NaN. atheris (``fuzz``) and Hypothesis (``test_fuzz``) call the same.
"""

from __future__ import annotations

import base64
import contextlib
import datetime
import functools
import json
import random
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tests import signers
from tests.attacks import lines, mutations

from riskscreen import ledger, records, scoring, signing
from riskscreen.bundle import manifest
from riskscreen.core import canonical_json
from riskscreen.errors import RiskscreenError
from riskscreen.ledger import line, store
from riskscreen.records.files import Raw
from riskscreen.records.mapping.applying import apply_mapping
from riskscreen.records.mapping.parsing import mapping_from, read_mapping
from riskscreen.signing import envelope

__all__ = ["TARGETS", "Fed", "clock_standing_still"]

_GOLDEN = Path(__file__).parents[1] / "old_bundles" / "format_1"
_DAY = "2025-09-15"
_TODAY = datetime.date(2026, 3, 2)
_IN_TOTO = "application/vnd.in-toto+json"


class Fed(random.Random):
    """The choices of ``random.Random``, made by given bytes: who changes a byte changes a choice.

    Where the bytes have ended, every choice is the first.
    """

    def __new__(cls, _: bytes) -> Fed:
        return super().__new__(cls)

    def __init__(self, given: bytes) -> None:
        super().__init__(0)
        self._rest = memoryview(given)

    def randbytes(self, n: int) -> bytes:
        """Return the next bytes, filled up with zeros."""
        taken, self._rest = bytes(self._rest[:n]), self._rest[n:]
        return taken.ljust(n, b"\x00")

    def getrandbits(self, k: int) -> int:
        """Return a number of at most ``k`` bits."""
        return int.from_bytes(self.randbytes(-(-k // 8)), "little") & ((1 << k) - 1)

    def random(self) -> float:
        """Return a number from 0 up to 1."""
        return self.getrandbits(16) / 2**16

    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
        """Return a number of a range; one byte chooses where it is enough."""
        lo, hi = (0, start) if stop is None else (start, stop)
        width = max(1, hi - lo)
        return lo + self.getrandbits(8 if width <= 2**8 else 32) % width

    def choice(self, seq: Sequence[Any]) -> Any:
        """Return one of these."""
        return seq[self.randrange(len(seq))]

    def choices(self, population: Any, *_: Any, k: int = 1, **__: Any) -> list[Any]:
        """Return some of these, any of them several times."""
        return [self.choice(population) for _ in range(k)]

    def rest(self) -> bytes:
        """Return the bytes that no choice has taken."""
        return bytes(self._rest)


def changed(content: bytes, fed: Fed, *, is_json: bool = True) -> bytes:
    """Return other bytes: raw ones, changed ones, or JSON with one to four odd values."""
    kind = fed.randrange(8 if is_json else 4)
    if kind == 0:
        return fed.rest()
    if kind < 4:
        for _ in range(kind):
            content = mutations.BYTES[fed.choice(sorted(mutations.BYTES))](content, fed) or b" "
        return content
    for _ in range(kind - 3):
        # once nothing is left of it there is no place for another value
        with contextlib.suppress(IndexError, TypeError):
            content = mutations.odd_value(content, fed)
    return content


@functools.cache
def _release() -> scoring.Release:
    return scoring.load_release(
        "small", models=_GOLDEN / "models", trust=_GOLDEN / "trust.toml", today=_TODAY
    )


@contextlib.contextmanager
def clock_standing_still() -> Iterator[None]:
    """Let it be the day after the golden release was made: else it would expire."""
    clock = scoring.release._clock
    scoring.release._clock = lambda: _TODAY
    try:
        yield
    finally:
        scoring.release._clock = clock


@functools.cache
def _households() -> tuple[bytes, ...]:
    return tuple(
        json.dumps(one).encode() for one in json.loads((_GOLDEN / "households.json").read_bytes())
    )


def score_json(given: bytes) -> None:
    """A household's JSON, as a service sends it."""
    fed = Fed(given)
    sent: str | bytes = changed(fed.choice(_households()), fed)
    if fed.randrange(2):
        sent = sent.decode("utf-8", "replace")  # half a pair: see test_known_holes
    lang = "en" if fed.randrange(2) else "vi"
    try:
        answer = scoring.score_json(
            sent, release=_release(), as_of=_DAY, reasons=fed.randrange(4), lang=lang
        )
    except RiskscreenError as refusal:
        assert str(refusal)
        return
    held = json.loads(answer, parse_constant=_no_constant)
    for row in held["scores"]:
        _check_row(row)


def _check_row(row: Mapping[str, Any]) -> None:
    if row["risk"] is None:
        assert row["refused"], row
        return
    assert not row["refused"], row
    assert 0 <= row["risk_lo"] <= row["risk"] <= row["risk_hi"] <= 1, row
    assert row["tier"], row


def _no_constant(word: str) -> float:
    raise AssertionError(f"an answer holds {word}")


def read_household(given: bytes) -> None:
    """The same text, up to the records that it becomes."""
    from riskscreen.scoring import household

    fed = Fed(given)
    with contextlib.suppress(RiskscreenError):
        held = household.read_household(changed(fed.choice(_households()), fed))
        assert isinstance(held, records.Records)


_MANIFEST = (_GOLDEN / "models" / "small" / "1" / "manifest.json").read_bytes()


def parse_manifest(given: bytes) -> None:
    """A manifest; in half of the cases closed by a true seal."""
    fed = Fed(given)
    sealed = fed.randrange(2)
    content = changed(_MANIFEST, fed)
    if sealed:
        with contextlib.suppress(ValueError, AttributeError, RecursionError):
            facts = json.loads(content)
            facts.pop("seal", None)
            content = manifest.seal(facts)
    with contextlib.suppress(RiskscreenError):
        found = manifest.parse(content)
        assert found.name
        assert found.version == str(int(found.version))
        assert found.expires


@functools.cache
def _ledger() -> bytes:
    with tempfile.TemporaryDirectory() as apart:
        path = Path(apart) / "ledger.jsonl"
        bound = {"manifest_sha256": "a" * 64}
        ledger.append(path, "pre-registration", {"policy": "x"}, time=lines.NOW, **signers.SIGNED)
        ledger.append(
            path, "release", bound, name="small", version="1", time=lines.NOW, **signers.SIGNED
        )
        return path.read_bytes()


def ledger_lines(given: bytes) -> None:
    """A ledger's file; in some cases with one more line, signed by the key that may."""
    fed = Fed(given)
    good = _ledger()
    kind = fed.randrange(3)
    if kind == 0:
        content = changed(good, fed, is_json=False)
    else:
        first, second = good.splitlines(keepends=True)
        content = first + changed(second, fed)
        if kind == 1:
            content = first + _signed(content[len(first) :], first)
    with contextlib.suppress(RiskscreenError):
        found = store.lines_of(content, trust=signers.TRUST)
        assert [one.counter for one in found] == list(range(1, len(found) + 1))
        assert b"".join(map(line.encode, found)) == content


def _signed(content: bytes, before: bytes) -> bytes:
    try:
        plain = json.loads(content)
        plain |= {"counter": 2, "previous": json.loads(before)["sha256"]}
        return canonical_json(lines.signed(plain, signers.RELEASER))
    except (ValueError, TypeError, KeyError, RecursionError):
        return content


def signed_files(given: bytes) -> None:
    """A signature's file; in half of the cases over a statement that the right key signed."""
    fed = Fed(given)
    said = json.dumps(_statement()).encode()
    if fed.randrange(2):
        payload = changed(said, fed)
        content = signers.signature_of({})
        plain = json.loads(content)
        held = plain["dsseEnvelope"]
        held["payload"] = base64.b64encode(payload).decode()
        held["signatures"][0]["sig"] = envelope.sign_as(_IN_TOTO, payload, signers.RELEASER)
        content = json.dumps(plain, separators=(",", ":")).encode()
    else:
        content = changed(signers.signature_of(_statement()), fed)
    with contextlib.suppress(RiskscreenError):
        found = signing.signed_files(content, trust=signers.TRUST)
        assert found.digests


def _statement() -> dict[str, Any]:
    return signers.statement(_GOLDEN / "models" / "small" / "1", ["card.json", "policy.json"])


_MAPPING = b"""
legal_basis = "law 1"
[files.roster]
path = "roster.csv"
key = ["hh", "line"]
[files.mother]
path = "roster.csv"
key = ["hh", "line"]
on = { line = "mother_line" }
[tables.households]
file = "cover.csv"
[tables.households.let]
big = { formula = "where(size > 4, 1, 0)" }
[tables.households.columns]
household_id = { key = ["hh", "size"] }
observed_date = { date = ["y", "m", 15] }
[tables.children]
file = "roster"
keep = "age < 18 and not (line in (1, 2))"
[tables.children.columns]
household_id = "hh"
child_id = { key = ["hh", "line"] }
age_years = { from = "age", missing = [98, 99], range = [0, 17], optional = true }
sex = { from = "sex", recode = { 1 = "male", 2 = "female" }, other = "" }
days_missed = { from = ["missed", "age"], factor = 0.5, plus = 1 }
mother = { from = "mother.age", where = "age > 10", take = "one" }
note = { constant = 0 }
"""


def mapping(given: bytes) -> None:
    """A mapping's file, or its entries; what is read is applied to two small files."""
    fed = Fed(given)
    with contextlib.suppress(RiskscreenError):
        if fed.randrange(2):
            with tempfile.NamedTemporaryFile(suffix=".toml") as held:
                held.write(changed(_MAPPING, fed, is_json=False)[:8192])
                held.flush()
                mapped = read_mapping(held.name)
        else:
            plain = json.dumps(tomllib.loads(_MAPPING.decode())).encode()
            entries = json.loads(mutations.odd_value(plain, fed), parse_int=_within)
            mapped = mapping_from(entries, "any.toml")
        apply_mapping(mapped, _files())


def _within(digits: str) -> int:
    # numbers beyond any float64: see test_known_holes
    return int(digits[:300])


def _files() -> dict[str, Raw]:
    n = np.arange(1.0, 5.0)
    cover = {"hh": n, "size": n + 2, "y": n + 2020, "m": n}
    roster = {
        "hh": np.repeat(n, 2), "line": np.tile([1.0, 3.0], 4), "age": np.arange(8.0) * 3,
        "sex": np.tile([1.0, 2.0], 4), "missed": np.full(8, np.nan),
        "mother_line": np.tile([np.nan, 1.0], 4),
    }  # fmt: skip
    return {
        "households": Raw("cover.csv", cover),
        "cover.csv": Raw("cover.csv", cover),
        "roster": Raw("roster.csv", roster),
        "mother": Raw("roster.csv", roster),
    }


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "score_json": score_json,
    "read_household": read_household,
    "mapping": mapping,
    "manifest": parse_manifest,
    "ledger": ledger_lines,
    "signed_files": signed_files,
}
