"""The same ground has the same exit status in every verb: the table of README.md, held to it."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.signers import APPROVERS, OPERATOR, RELEASER, SIGNED, STRANGER, TRUST_FILE

from riskscreen import errors, flows, signing
from riskscreen.cli import statuses

from ..conftest import FIRST, NOW, Trained, _move  # noqa: TID252 - a test reads its own fixtures
from .conftest import Run  # noqa: TID252 - a test reads its own fixtures
from .test_verbs import VERBS  # noqa: TID252 - the verbs that there are

_DECIDED = (
    f"--child c --outcome dropout --decision other --as-of {NOW} --by nurse --reason moved "
    "--secret {secret}"
)
_WHY = "--why harm --key {releaser}"
_SCORE = f"score {{records}} --as-of {NOW} --out s.csv"
_EXPLAIN = f"explain-score {{records}} --child c --as-of {NOW}"
_AGAIN = "audit latest --store {store} --records {records} --test-as-of 2024-09-15"

TABLE = {
    "done, and everything agrees": (0, (
        "verify {models} --store {store}",
        "doctor --models {models} --store {store}",
        "check {records}",
        "report latest --store {store} --out report.html",
        "audit latest --store {store} --models m",
    )),
    "a check says no": (1, (
        "check {faulty}",
        "audit latest --store {refused} --models m",
        "release latest --name new --key {releaser} --store {refused} --models m",
        "release latest --name new --key {releaser} --store {unsigned} --models m",
        "doctor --models {apart} --store {store}",
        "doctor --models {torn} --store {store}",
        "doctor --models {models} --store {store} --trust none.toml",
        "verify {apart} --store {store}",
    )),
    "a release that the ledger does not know": (2, (
        f"{_SCORE} --release nope --models {{models}}",
        f"stop nope {_WHY} --models {{models}}",
        f"rollback nope 1 {_WHY} --models {{models}}",
        f"rollback small 9 {_WHY} --models {{models}}",
        f"{_EXPLAIN} --release 'nope 1' --models {{models}}",
        f"{_EXPLAIN} --release 'small 9' --models {{models}}",
        f"override o.jsonl {_DECIDED} --release 'nope 1' --models {{models}}",
    )),
    "a run that the store does not know": (2, (
        "audit nope --store {store}",
        "report nope --store {store} --out r.html",
        "approve nope --key {approver} --store {store}",
        "release nope --name new --key {releaser} --store {store} --models m",
    )),
    "what is done already": (2, (
        f"stop other {_WHY} --models {{models}}",
        f"rollback small 2 {_WHY} --models {{models}}",
        "approve latest --key {approver} --store {store} --models {models}",
        "keys new {releaser}",
        "keys log-secret {secret}",
        "keys trust {releaser}.pub --holder x --role release --trust {trust}",
        "demo --out {demo}",
    )),
    "a word that means nothing": (2, (
        "keys trust {stranger}.pub --holder x --role king --trust new.toml",
        "release latest --name ../x --key {releaser}",
        "visits none.parquet --outcome dropout --out v.csv",
        "synth --households 400",
        "survey mics9 {records} --out s",
        "mapping draft {records}",
        "fly",
    )),
    "records, a mapping or a log that is not there": (2, (
        "check none",
        f"train none --as-of {FIRST}",
        f"score none --as-of {NOW} --release small --out s.csv --models {{models}}",
        "check {records} --mapping none.toml",
        f"{_EXPLAIN} --access-log none.jsonl --secret {{secret}}",
        f"override o.jsonl {_DECIDED} --release 'small 1' --access-log none.jsonl",
        f"override none/o.jsonl {_DECIDED} --release 'small 1'",
        f"{_AGAIN} --overrides none.jsonl --secret {{secret}}",
    )),
    "a key or a secret that is not there": (2, (
        "approve latest --key none.pem --store {store} --models {models}",
        "release latest --name new --key none.pem --store {store} --models m",
        "register default --key none.pem --models {models}",
        "stop small --why harm --key none.pem --models {models}",
        "rollback small 1 --why harm --key none.pem --models {models}",
        "verify {models} --key none.pem",
        f"{_SCORE} --release small --models {{models}} --access-log a.jsonl --secret none",
        f"{_EXPLAIN} --access-log a.jsonl --secret none",
    )),
    "trusted keys that are not there": (2, (
        f"{_SCORE} --release small --models {{models}} --trust none.toml",
        f"{_EXPLAIN} --release 'small 2' --models {{models}} --trust none.toml",
        f"override o.jsonl {_DECIDED} --release 'small 1' --models {{models}} --trust none.toml",
        "approve latest --key {approver} --store {store} --models {models} --trust none.toml",
        "audit latest --store {store} --models {models} --trust none.toml",
        "release latest --name x --key {releaser} --store {store} --trust none.toml",
        "register default --key {releaser} --models {models} --trust none.toml",
        f"stop small {_WHY} --models {{models}} --trust none.toml",
        f"rollback small 1 {_WHY} --models {{models}} --trust none.toml",
        "verify {models} --trust none.toml",
    )),
    "a release that may not serve": (3, (
        f"{_SCORE} --release other --models {{models}}",
        f"{_EXPLAIN} --release 'other 1' --models {{models}}",
        f"{_EXPLAIN} --release 'small 1' --models {{models}}",
    )),
    "a bundle that is not what was released": (3, (
        "verify {broken}",
        f"{_SCORE} --release small --models {{broken}}",
        f"{_EXPLAIN} --release 'small 2' --models {{broken}}",
        f"rollback other 1 {_WHY} --models {{broken}}",
    )),
    "a ledger that cannot be trusted, or is not there": (3, (
        "verify {torn}",
        "verify {none}",
        f"{_SCORE} --release small --models {{torn}}",
        f"{_SCORE} --release small --models {{none}}",
        f"{_EXPLAIN} --release 'small 2' --models {{torn}}",
        f"{_EXPLAIN} --release 'small 2' --models {{none}}",
        f"override o.jsonl {_DECIDED} --release 'small 2' --models {{torn}}",
        f"stop small {_WHY} --models {{torn}}",
        f"stop small {_WHY} --models {{none}}",
        f"rollback small 1 {_WHY} --models {{torn}}",
        f"rollback small 1 {_WHY} --models {{none}}",
        "audit latest --store {store} --models {torn}",
        "register default --key {releaser} --models {torn}",
    )),
    "a key that may not sign this": (3, (
        "approve latest --key {releaser} --store {store} --models {models}",
        "release latest --name new --key {operator} --store {store} --models m",
        "register default --key {stranger} --models {models}",
        "stop small --why harm --key {stranger} --models {models}",
        "rollback small 1 --why harm --key {operator} --models {models}",
        "verify {models} --key {stranger}",
    )),
    "a run that is not what it logged": (3, (
        "approve latest --key {approver} --store {changed} --models {models}",
        "release latest --name new --key {releaser} --store {changed} --models m",
    )),
}  # fmt: skip


def copied(pristine: Trained, folder: Path) -> Trained:
    shutil.copytree(pristine.store, folder / "mlruns")
    _move(folder / "mlruns" / "mlflow.db", pristine.store, folder / "mlruns")
    return Trained(folder, pristine.held, pristine.run)


@pytest.fixture(scope="module")
def office(pristine: Trained, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """One sound office, and what is wrong beside it."""
    root = tmp_path_factory.mktemp("office")
    sound = copied(pristine, root / "sound")
    where = {"store": sound.store, "models": sound.models}
    for name in ("small", "small", "other"):
        flows.release("latest", name=name, **where, **SIGNED)
    flows.stop("other", why="a complaint", **where, **SIGNED)
    broken, torn, apart = (
        Path(shutil.copytree(sound.models, root / name)) for name in ("broken", "torn", "apart")
    )
    for name in ("small/2", "other/1"):
        page = broken / name / "report_en.html"
        page.write_bytes(page.read_bytes() + b" ")
    with (torn / "ledger.jsonl").open("ab") as stream:
        stream.write(b"{")
    (apart / "small" / "7").mkdir()
    refused, unsigned, changed = (
        copied(pristine, root / name) for name in ("refused", "unsigned", "changed")
    )
    for path in (refused.artifacts() / "audit").glob("*.json"):
        path.write_text('{"findings": []}', encoding="utf-8")
    refused.log_again()
    shutil.rmtree(unsigned.artifacts() / "approvals")
    for path in (changed.artifacts() / "candidate").glob("*/model.txt"):
        path.write_bytes(path.read_bytes() + b" ")
    (root / "demo" / "keys").mkdir(parents=True)
    (root / "faulty").mkdir()
    (root / "faulty" / "households.csv").write_text("household_id,observed_date\nh1,2025-01-01\n")
    (root / "faulty" / "children.csv").write_text("child_id,household_id,observed_date\nc,h,soon\n")
    signing.make_secret(root / "secret")
    return {
        "store": sound.store, "models": sound.models, "broken": broken, "torn": torn,
        "apart": apart, "none": root / "none", "records": pristine.panel,
        "refused": refused.store, "unsigned": unsigned.store, "changed": changed.store,
        "demo": root / "demo", "faulty": root / "faulty", "secret": root / "secret",
        "trust": TRUST_FILE, "releaser": RELEASER.path, "approver": APPROVERS[0].path,
        "operator": OPERATOR.path, "stranger": STRANGER.path,
    }  # fmt: skip


@pytest.mark.parametrize(
    "case",
    [
        pytest.param((ground, status, words), id=f"{ground}: {words}")
        for ground, (status, every) in TABLE.items()
        for words in every
    ],
)
def test_the_same_ground_has_the_same_status_in_every_verb(
    case: tuple[str, int, str], office: Mapping[str, Path], in_folder: Path, run: Run
) -> None:
    ground, status, words = case
    ledger = office["models"] / "ledger.jsonl"
    before = ledger.read_bytes()
    ended, out, err = run(*(word.format_map(office) for word in shlex.split(words)))
    assert ended == status, out + err
    assert "Traceback" not in out + err
    # a row that its verb does not even take would have the status 2 for nothing
    assert "Usage:" not in err or ground == "a word that means nothing"
    assert ledger.read_bytes() == before
    assert not (in_folder / "o.jsonl").exists()


def test_the_table_has_every_verb() -> None:
    used = {
        words if words in VERBS else words.rpartition(" ")[0]
        for _, every in TABLE.values()
        for words in (" ".join(line.split()[:2]) for line in every)
    }
    assert used - {""} == set(VERBS)


@pytest.mark.parametrize("kind", [getattr(errors, name) for name in errors.__all__])
def test_every_error_has_a_status_and_none_is_a_fault(kind: type[Exception]) -> None:
    assert statuses.status_of(kind("x")) in (1, 2, 3)


@pytest.mark.parametrize("as_json", [(), ("--json",)], ids=["a person", "a machine"])
def test_who_interrupts_gets_the_status_of_the_shell(
    as_json: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    def interrupted(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(flows, "doctor", interrupted)
    assert run("doctor", *as_json)[0] == 130


def test_who_comes_second_is_told_so_in_one_way() -> None:
    moved, locked = errors.LedgerMovedError(), errors.RegistryError()
    assert statuses.status_of(moved) == statuses.status_of(locked) == statuses.BAD_INPUT
    assert statuses.status_of(errors.LedgerError()) == statuses.INTEGRITY
