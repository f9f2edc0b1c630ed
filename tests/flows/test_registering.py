"""A policy is registered once, and a training finds it."""

import copy
import dataclasses
import datetime
import json
import threading
from pathlib import Path

import pytest
from tests.signers import SIGNED, TRUST

from riskscreen import errors, ledger, policy, registry
from riskscreen.core import Finding, Verdict
from riskscreen.flows import registering

from ..conftest import FIRST, LATER, Trained  # noqa: TID252 - a test reads its own fixtures

START = datetime.datetime(2026, 3, 10, 9, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
LIMITS = policy.load()


def recorded(run_id: str = "r", **parameters: str) -> registry.RunRecord:
    logged = {
        "outcomes": "dropout,child_labour",
        "as_of": "2022-09-15,2023-09-15",
        "test_as_of": "2024-09-15",
        "data_digest": "d" * 64,
        "policy_digest": "p" * 64,
        "started": "2026-03-09T08:00:00Z",
        "binding_digest": "b" * 64,
        **parameters,
    }
    return registry.RunRecord(run_id, "FINISHED", logged, {}, {}, ())


def judged(**changed: object) -> registering.Judgement:
    return dataclasses.replace(registering.judgement_of(recorded("mine")), **changed)


def test_a_registration_is_a_line_of_a_ledger_that_holds(tmp_path: Path) -> None:
    made = registering.register("default", models=tmp_path, name="north", **SIGNED)
    (line,) = ledger.read(tmp_path / "ledger.jsonl", trust=TRUST)
    assert (line.kind, line.name, line.counter) == ("pre-registration", "north", 1)
    assert line.facts["policy_digest"] == LIMITS.digest
    assert line.facts["binding"]["missed_contrast"] == LIMITS.missed_contrast
    assert made.to_dict()["time"] == line.time.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert "registered: line 1" in made.lines()[0]


def test_the_same_registration_is_said_and_not_repeated(tmp_path: Path) -> None:
    first = registering.register("default", models=tmp_path, **SIGNED)
    registering.register("demo", models=tmp_path, **SIGNED)
    before = (tmp_path / "ledger.jsonl").read_bytes()
    again = registering.register("default", models=tmp_path, **SIGNED)
    assert (again.repeated, again.registration) == (True, first.registration)
    assert "is registered already, nothing was written: line 1" in again.lines()[0]
    assert (tmp_path / "ledger.jsonl").read_bytes() == before


def test_another_release_or_other_words_are_a_line_of_their_own(tmp_path: Path) -> None:
    source = copy.deepcopy(LIMITS.to_dict())
    source["missed_contrast"]["why"] = "said otherwise"
    made = [
        registering.register("default", models=tmp_path, **SIGNED),
        registering.register("default", models=tmp_path, name="north", **SIGNED),
        registering.register(policy.parse(source), models=tmp_path, **SIGNED),
    ]
    assert [one.registration.counter for one in made] == [1, 2, 3]
    assert len({one.registration.binding_digest for one in made}) == 1


def test_a_policy_that_cannot_be_read_registers_nothing(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text('extends = "default"\nmised_contrast = 0.3\n', "utf-8")
    with pytest.raises(errors.PolicyError, match="mised_contrast"):
        registering.register(tmp_path / "bad.toml", models=tmp_path / "models", **SIGNED)
    assert not (tmp_path / "models").exists()


def test_a_ledger_that_ends_in_half_a_line_registers_nothing(tmp_path: Path) -> None:
    registering.register("default", models=tmp_path, **SIGNED)
    path = tmp_path / "ledger.jsonl"
    path.write_bytes(path.read_bytes() + b'{"half')
    with pytest.raises(errors.LedgerError, match="half written"):
        registering.register("demo", models=tmp_path, **SIGNED)
    with pytest.raises(errors.LedgerError, match="half written"):
        registering.ledger_lines(tmp_path, trust=TRUST)


def test_no_ledger_yet_is_no_line(tmp_path: Path) -> None:
    assert registering.ledger_lines(tmp_path, trust=TRUST) == ()
    assert not list(tmp_path.iterdir())


def test_several_who_register_at_once_leave_a_chain_that_holds(tmp_path: Path) -> None:
    registering.register("demo", models=tmp_path, **SIGNED)
    workers = [
        threading.Thread(
            target=registering.register,
            args=("default",),
            kwargs={"models": tmp_path, "name": f"n{at}", **SIGNED},
        )
        for at in range(8)
    ]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert len(ledger.read(tmp_path / "ledger.jsonl", trust=TRUST)) == 9


def test_what_a_run_logs_is_what_a_later_audit_reads() -> None:
    logged = registering.parameters(LIMITS, START.astimezone(datetime.timezone(7 * DAY / 24)))
    assert logged["started"] == "2026-03-10T09:00:00Z"
    found = registering.judgement_of(recorded(**logged))
    assert found.started == START


def test_a_run_judges_its_later_window_or_its_training_windows_where_there_is_none() -> None:
    assert registering.judgement_of(recorded()).days == {"2024-09-15"}
    alone = registering.judgement_of(recorded(test_as_of=""))
    assert alone.days == {"2022-09-15", "2023-09-15"}


def test_a_run_that_does_not_say_when_it_began_began_with_its_day() -> None:
    found = registering.judgement_of(recorded(started=""), created="2026-03-10")
    assert found.started == START.replace(hour=0)


def test_a_stored_run_is_read_with_its_moment_or_else_its_day(pristine: Trained) -> None:
    held = registry.Store(pristine.store)
    found = registering.stored_judgement(held, pristine.run.run_id)
    assert (found.data_digest, found.days) == (pristine.held.digest, {LATER})
    day = json.loads(held.read(pristine.run.run_id, "candidate/meta.json"))["created"]
    assert 0 <= (datetime.date.fromisoformat(day) - found.started.date()).days <= 1


def test_a_run_that_logged_its_moment_is_not_asked_for_its_day(tmp_path: Path) -> None:
    held = registry.Store(tmp_path / "mlruns")
    run_id = held.start("no meta")
    held.log(run_id, parameters=recorded().parameters)
    found = registering.stored_judgement(held, run_id)
    assert (found.run_id, found.started) == (run_id, judged().started)


def test_a_run_of_no_known_day_cannot_be_held_against_the_ledger() -> None:
    with pytest.raises(errors.RegistryError, match="does not say when it began"):
        registering.judgement_of(recorded(started=""), created="")


@pytest.mark.parametrize(
    ("parameters", "seen"),
    [
        ({}, True),
        ({"data_digest": "e" * 64}, False),
        ({"test_as_of": "2025-09-15"}, False),
        ({"as_of": "2023-09-15,2024-09-15", "test_as_of": "2025-09-15"}, True),
        ({"outcomes": "dropout"}, True),
        ({"outcomes": "exclusion"}, False),
        ({"outcomes": ""}, False),
    ],
    ids=["same", "other data", "other day", "trained on it", "same outcome", "other outcome", "?"],
)
def test_a_look_is_at_the_same_outcome_of_the_same_children(
    parameters: dict[str, str], seen: bool
) -> None:
    found = registering.looks([recorded(**parameters)], judged(), outcome="dropout")
    assert bool(found) is seen


def test_a_run_does_not_look_at_itself_before() -> None:
    assert registering.looks([recorded("mine")], judged(), outcome="dropout") == ()


def test_a_run_that_failed_may_have_shown_its_figures() -> None:
    failed = dataclasses.replace(recorded(), status="FAILED")
    assert len(registering.looks([failed], judged(), outcome="dropout")) == 1


def test_a_look_tells_its_policy_by_what_binds_or_by_the_whole() -> None:
    old = recorded(binding_digest="", started="")
    new, before = registering.looks([recorded("a"), old], judged(), outcome="dropout")
    assert (new.policy, new.time) == ("b" * 64, START - DAY - datetime.timedelta(hours=1))
    assert (before.policy, before.time) == (f"policy {'p' * 64}", None)


@pytest.fixture
def models(tmp_path: Path, pristine: Trained) -> Path:
    """A ledger in which the small policy was registered two days before START."""
    binding = registering.binding
    facts = binding.facts_of(pristine.run.plan.limits)
    ledger.append(tmp_path / "ledger.jsonl", binding.KIND, facts, time=START - 2 * DAY, **SIGNED)
    return tmp_path


def found_in(run: registering.TrainedRun, outcome: str = "child_labour") -> Finding:
    audit = run.results[outcome].judged.audit
    (found,) = (one for one in audit.findings if one.code == "AUD-16")
    return found


def test_every_audit_of_a_training_says_whether_its_policy_was_registered(
    pristine: Trained, models: Path
) -> None:
    for lines, passes in ((registering.ledger_lines(models, trust=TRUST), True), ((), False)):
        run = registering.with_registration(
            pristine.run, lines=lines, started=START, data_digest=pristine.held.digest, earlier=[]
        )
        for name, result in run.results.items():
            assert (found_in(run, name).verdict is Verdict.PASS) is passes
            assert result.judged.audit.tables["registration"]["before_judging"] is passes
        assert run.verdicts == pristine.run.verdicts


def test_an_earlier_run_of_the_store_on_the_same_children_is_found(
    pristine: Trained, models: Path
) -> None:
    logged = registry.Store(pristine.store).record(pristine.run.run_id)
    assert logged.parameters["test_as_of"] == LATER
    for ago, status in ((3, "after these children had been judged"), (1, "before these children")):
        began = {"started": (START - ago * DAY).strftime("%Y-%m-%dT%H:%M:%SZ")}
        earlier = dataclasses.replace(logged, parameters={**logged.parameters, **began})
        run = registering.with_registration(
            pristine.run,
        lines=registering.ledger_lines(models, trust=TRUST), started=START,
            data_digest=pristine.held.digest, earlier=[earlier],
        )  # fmt: skip
        assert status in found_in(run).detail
        assert "earlier runs that judged these children: 1" in found_in(run).detail


def test_without_a_later_window_the_training_windows_were_looked_at(
    pristine: Trained, models: Path
) -> None:
    plan = dataclasses.replace(pristine.run.plan, test_as_of=None)
    earlier = recorded(
        as_of=FIRST, test_as_of="", outcomes="child_labour", data_digest=pristine.held.digest
    )
    run = registering.with_registration(
        dataclasses.replace(pristine.run, plan=plan),
        lines=registering.ledger_lines(models, trust=TRUST),
        started=START, data_digest=pristine.held.digest, earlier=[earlier],
    )  # fmt: skip
    assert "earlier runs that judged these children: 1" in found_in(run).detail


LOGGED = Finding("AUD-16", "as it was logged", Verdict.PASS, outcome="dropout", measured=1.0)


def again(lines: tuple[ledger.Line, ...], findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return registering.again(
        findings,
        outcome="dropout",
        limits=LIMITS,
        lines=lines,
        judgement=judged(started=START),
        earlier=[],
    )


def test_a_stored_run_whose_policy_was_registered_since_says_so(tmp_path: Path) -> None:
    registering.register("default", models=tmp_path, **SIGNED)
    (found,) = again(registering.ledger_lines(tmp_path, trust=TRUST), (LOGGED,))
    assert found.verdict is Verdict.FAIL
    assert "after these children were judged on 2026-03-10 09:00:00 UTC" in found.detail


def test_without_a_ledger_at_hand_what_was_logged_stands() -> None:
    assert again((), (LOGGED,)) == (LOGGED,)


def test_a_run_that_logged_nothing_of_it_was_never_registered() -> None:
    (found,) = again((), ())
    assert found.verdict is Verdict.FAIL
    assert "no policy was registered" in found.detail
