"""How may somebody without a key, or with every key, change what lies in a folder?

Each mutation takes files and a random number generator and returns the files that differ; it
always changes something, and the same seed always changes the same.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any

__all__ = ["BYTES", "ODD", "flipped", "mutated_bytes", "mutation", "odd_value", "swapped_files"]

Files = Mapping[str, bytes]
Change = Callable[[bytes, random.Random], bytes]

FLIPS = (0x01, 0x20, 0x80)
"""Which bits are turned: another letter of the same kind, the other case, no ASCII any more."""


def flipped(content: bytes, at: int) -> bytes:
    """Return the content with one byte flipped; which bit turns goes with the place."""
    turned = bytes([content[at] ^ FLIPS[at % len(FLIPS)]])
    return content[:at] + turned + content[at + 1 :]


def flip(content: bytes, rng: random.Random) -> bytes:
    """Turn one bit."""
    at = rng.randrange(len(content))
    return content[:at] + bytes([content[at] ^ 1 << rng.randrange(8)]) + content[at + 1 :]


def overwrite(content: bytes, rng: random.Random) -> bytes:
    """Write noise, or digits, over some bytes."""
    at, length = rng.randrange(len(content)), rng.randrange(1, 64)
    noise = rng.randbytes(length)
    if rng.random() < 0.5:
        noise = bytes(rng.choices(b"0123456789-.e \n=", k=length))
    return content[:at] + noise[: len(content) - at] + content[at + length :]


def insert(content: bytes, rng: random.Random) -> bytes:
    """Put noise, or a piece of the file itself, between two bytes."""
    at, other = rng.randrange(len(content) + 1), rng.randrange(len(content))
    piece = content[other : other + rng.randrange(1, 64)]
    if rng.random() < 0.5:
        piece = rng.randbytes(rng.randrange(1, 32))
    return content[:at] + piece + content[at:]


def truncate(content: bytes, rng: random.Random) -> bytes:
    """Cut off the end, or a piece from the middle."""
    at = rng.randrange(len(content))
    if rng.random() < 0.5:
        return content[:at]
    return content[:at] + content[at + rng.randrange(1, 64) :]


def swap_segments(content: bytes, rng: random.Random) -> bytes:
    """Exchange two pieces of the file."""
    length = rng.randrange(1, max(2, len(content) // 4))
    first = rng.randrange(max(1, len(content) - 2 * length))
    second = rng.randrange(first + length, max(first + length + 1, len(content) - length + 1))
    return (
        content[:first]
        + content[second : second + length]
        + content[first + length : second]
        + content[first : first + length]
        + content[second + length :]
    )


BYTES: Mapping[str, Change] = {
    "flip": flip,
    "overwrite": overwrite,
    "insert": insert,
    "truncate": truncate,
    "swap segments": swap_segments,
}


def mutated_bytes(content: bytes, kind: str, rng: random.Random) -> bytes:
    """Return the content changed in a way of this kind; it does differ."""
    while (changed := BYTES[kind](content, rng)) == content:
        pass
    return changed


def swapped_files(files: Files, others: Files, rng: random.Random) -> dict[str, bytes]:
    """Take one to all files but one from another valid release, by the same key."""
    apart = sorted(path for path in files if files[path] != others[path])
    chosen = rng.sample(apart, rng.randrange(1, len(apart)))
    return {path: others[path] for path in chosen}


def spliced(files: Files, others: Files, rng: random.Random) -> dict[str, bytes]:
    """Take the beginning of a file from one release and its end from another."""
    apart = sorted(path for path in files if files[path] != others[path])
    while True:
        path = rng.choice(apart)  # anew each time: where one byte differs, no splice does
        mine, its = files[path], others[path]
        at = rng.randrange(1, min(len(mine), len(its)))
        changed = its[:at] + mine[at:]
        if changed not in (mine, its):
            return {path: changed}


def mutation(files: Files, others: Files, rng: random.Random) -> tuple[str, dict[str, bytes]]:
    """Return a random kind of change, and the files that it changes."""
    kind = rng.choice([*BYTES, "swap files", "splice"])
    if kind == "swap files":
        return kind, swapped_files(files, others, rng)
    if kind == "splice":
        return kind, spliced(files, others, rng)
    path = rng.choice(sorted(files))
    return kind, {path: mutated_bytes(files[path], kind, rng)}


ODD: tuple[Any, ...] = (
    None, True, False, -1, 0, 1, 2**53, 2**63, 10**400, 1e308, -1e308, 5e-324, -0.0, 0.5, "", "x",
    "nation:", "\ud7ff", "é", "2026-13-45T99:99:99Z", "9999-12-31", "0001-01-01", "a" * 5000,
    [], {}, [[]], [{}], {"a": None}, [None], ["x"], [1e308, -1e308], [[1]] * 50, {"": ""},
)  # fmt: skip


def odd_value(content: bytes, rng: random.Random) -> bytes:
    """Put an odd value into one place of a JSON file, take an entry out, or double one."""
    facts = json.loads(content)
    *steps, last = rng.choice(list(_places(facts)))
    changed = copy.deepcopy(facts)
    held = changed
    for step in steps:
        held = held[step]
    kind = rng.randrange(8)
    if kind == 0:
        del held[last]
    elif kind == 1 and isinstance(held, list):
        held.insert(rng.randrange(len(held) + 1), copy.deepcopy(held[last]))
    elif kind == 2 and isinstance(held, dict):
        held[str(rng.choice(ODD))[:20]] = held[last]
    else:
        held[last] = copy.deepcopy(rng.choice(ODD))
    return json.dumps(changed, ensure_ascii=False).encode()


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict | list):
        for key, entry in value.items() if isinstance(value, dict) else enumerate(value):
            yield (*path, key)
            yield from _places(entry, (*path, key))
