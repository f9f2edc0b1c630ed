"""A fork server that kills services while they answer: everything is imported once.

Run as ``python -m tests.scoring.killed_answers MODELS TRUST HOUSEHOLDS LOG SECRET SEED N``; prints
one JSON line for each kill. A service answers single households in one fork, and a whole survey
at a time in another, into one access log.
"""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
import itertools
import json
import os
import random
import signal
import sys
import time
from pathlib import Path
from typing import NoReturn

import numpy as np

from riskscreen import records, scoring

ANSWERED = (
    "outcome", "definition", "as_of", "horizon_months", "eligible", "risk", "risk_lo", "risk_hi",
    "tier", "area_fallback", "refused",
)  # fmt: skip
DAY = "2025-09-15"
MOST_ANSWERS = 3
MOST_SECONDS = 0.03


def main(models: str, trust: str, households: str, log: str, secret: str, *numbers: str) -> None:
    seed, kills = map(int, numbers)
    rng = random.Random(seed)
    release = scoring.load_release("small", models=models, trust=trust)
    texts = json.loads(Path(households).read_text("utf-8"))
    survey = _survey(texts).as_of(DAY)
    access_log = scoring.AccessLog(log, secret=secret)
    key = Path(secret).read_bytes()
    received: set[tuple[str, str]] = set()
    held: set[tuple[str, str]] = set()
    read = broken = 0
    asked = itertools.count()

    # every request is about children of its own, so that no line can stand for another answer
    def one(ear: int) -> None:
        document = json.loads(rng.choice(texts))
        mark = f"-{os.getpid()}-{next(asked)}"
        for child in document["children"]:
            child["child_id"] += mark
        text = json.dumps(document)
        answer = scoring.score_json(text, release=release, as_of=DAY, access_log=access_log)
        os.write(ear, answer.encode() + b"\n")

    def many(ear: int) -> None:
        mark = f"-{os.getpid()}-{next(asked)}"
        kids = survey.children.with_columns(child_id=np.char.add(survey.ids, mark))
        marked = dataclasses.replace(survey, children=kids)
        scores = scoring.score(marked, release=release, as_of=DAY, reasons=0, access_log=access_log)
        os.write(ear, json.dumps({"scores": scores.to_dicts()}).encode() + b"\n")

    # what is made on first use is made before the forks
    with Path(os.devnull).open("wb") as nowhere:
        one(nowhere.fileno())
        many(nowhere.fileno())
    for attempt in range(kills):
        rng.seed(f"{seed} {attempt}")
        forks = [_fork(action) for action in (one, many)]
        heard = [
            _heard_until_killed(
                *fork, rng.randrange(MOST_ANSWERS + 1), rng.uniform(0, MOST_SECONDS)
            )
            for fork in forks
        ]
        # a line without its end was not received
        for line in [line for part in heard for line in part.split(b"\n")[:-1]]:
            received |= _expected(json.loads(line)["scores"], key)
        whole = _whole_lines(Path(log), read)
        read += len(whole)
        broken += _hold(whole, held)
        told = {"answers": len(received), "lost": len(received - held), "broken": broken}
        sys.stdout.write(json.dumps(told) + "\n")


def _survey(texts: list[str]) -> records.Records:
    documents = [json.loads(text) for text in texts]
    homes = [one["household"] for one in documents]
    kids = [
        {"household_id": one["household"]["household_id"], **child}
        for one in documents
        for child in one["children"]
    ]
    return records.read_records(
        _columns(homes), _columns(kids), weights="none", synthetic=True, check=False
    )


def _columns(rows: list[dict[str, object]]) -> dict[str, list[object]]:
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: [row.get(name) for row in rows] for name in names}


def _fork(action: object) -> tuple[int, int]:
    mouth, ear = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(mouth)
        _serve(action, ear)
    os.close(ear)
    return child, mouth


def _serve(action: object, ear: int) -> NoReturn:
    try:
        while True:
            action(ear)
    finally:
        os._exit(70)


def _heard_until_killed(child: int, mouth: int, answers: int, seconds: float) -> bytes:
    """Return what a client received: all that stood in the pipe."""
    parts = [b""]
    while b"".join(parts).count(b"\n") < answers:
        parts.append(os.read(mouth, 2**16))
        if not parts[-1]:
            raise SystemExit("a service ended by itself")
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        raise SystemExit(f"a service ended by itself, status {os.WEXITSTATUS(status)}")
    while part := os.read(mouth, 2**16):
        parts.append(part)
    os.close(mouth)
    return b"".join(parts)


def _expected(scores: list[dict[str, object]], key: bytes) -> set[tuple[str, str]]:
    """Return child and answer, hashed by hand as the documentation says."""
    children: dict[str, list[dict[str, object]]] = {}
    for row in scores:
        children.setdefault(str(row["child_id"]), []).append({name: row[name] for name in ANSWERED})

    def keyed(content: str) -> str:
        return hmac.new(key, content.encode(), hashlib.sha256).hexdigest()

    return {
        (
            keyed(f"child\0{child}"),
            keyed(f"answer\0{child}\0{json.dumps(rows, sort_keys=True, separators=(',', ':'))}"),
        )
        for child, rows in children.items()
    }


def _whole_lines(log: Path, start: int) -> bytes:
    """Return what was added to the log; a line is written by its newline, and stays."""
    with log.open("rb") as stream:
        stream.seek(start)
        added = stream.read()
    return added[: added.rfind(b"\n") + 1]


def _hold(lines: bytes, held: set[tuple[str, str]]) -> int:
    """Add what the lines tell of, and return how many of them are none."""
    broken = 0
    for line in lines.splitlines():
        try:
            plain = json.loads(line)
            if plain["kind"] == "score":
                held.add((plain["child"], plain["answer"]))
        except (ValueError, KeyError):
            broken += 1
    return broken


if __name__ == "__main__":
    main(*sys.argv[1:])
