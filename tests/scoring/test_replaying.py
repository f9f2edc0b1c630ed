"""A logged score is replayed to the bit, and nothing is explained that was not said."""

from __future__ import annotations

import dataclasses
import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.signers import SIGNED, TRUST

import riskscreen
from riskscreen import bundle, errors, features, ledger, scoring, signing
from riskscreen.records import Records

DAY = "2025-09-15"


@dataclasses.dataclass(frozen=True)
class Service:
    """A service that has answered one household, with its log."""

    models: Path
    document: dict[str, Any]
    answer: dict[str, Any]
    log: Path
    secret: Path

    @property
    def text(self) -> str:
        return json.dumps(self.document)

    @property
    def lines(self) -> list[str]:
        return self.log.read_text("utf-8").splitlines()

    def explain(self, source: Any = None, **changes: Any) -> scoring.ExplainedScore:
        given = {"models": self.models, "trust": TRUST} | changes
        return riskscreen.explain_score(self.text if source is None else source, **given)

    def explain_line(self, source: Any = None, place: int = 0, **changes: Any) -> Any:
        given = {"line": self.lines[place], "secret": self.secret} | changes
        return self.explain(source, **given)


@pytest.fixture(scope="module")
def begun(
    contents: bundle.BundleContents,
    release_again: Callable[..., Any],
    some_household: dict[str, Any],
) -> Callable[[Path], Service]:
    """How to begin a service in a folder."""

    def begin(folder: Path) -> Service:
        models, secret = release_again(contents, folder / "models").models, folder / "log.secret"
        signing.make_secret(secret)
        log = scoring.AccessLog(folder / "access.jsonl", secret=secret)
        answer = scoring.score_json(
            json.dumps(some_household), release="small", as_of=DAY, models=models, trust=TRUST,
            access_log=log,
        )  # fmt: skip
        return Service(models, some_household, json.loads(answer), log.path, secret)

    return begin


@pytest.fixture(scope="module")
def service(begun: Callable[[Path], Service], tmp_path_factory: pytest.TempPathFactory) -> Service:
    """One service that no test changes."""
    return begun(tmp_path_factory.mktemp("service"))


def _as_answered(service: Service, explained: scoring.ExplainedScore) -> None:
    rows = [row for row in service.answer["scores"] if row["child_id"] == explained.child_id]
    assert len(rows) == len(explained.outcomes) == 3
    for row, one in zip(rows, explained.outcomes, strict=True):
        said = one.to_dict()
        for name in ("outcome", "definition", "horizon_months", "eligible", "risk", "risk_lo",
                     "risk_hi", "tier", "area_fallback", "refused"):  # fmt: skip
            assert said[name] == row[name], name
        assert said["reasons"]["vi"] == row["reasons"]


def test_a_line_of_the_log_and_the_household_give_the_score_as_it_was(service: Service) -> None:
    for place in range(len(service.lines)):
        explained = service.explain_line(place=place)
        _as_answered(service, explained)
        assert explained.logged == scoring.LogLine.parse(service.lines[place])
        assert (explained.release, explained.as_of, explained.standing) == ("small 1", DAY, "")
        assert service.explain_line(line=service.lines[place].encode()) == explained


def test_without_a_line_the_label_the_day_and_the_child_are_said(service: Service) -> None:
    child = service.document["children"][0]["child_id"]
    explained = service.explain(release="small 1", as_of=DAY, child_id=child)
    _as_answered(service, explained)
    assert explained.logged is None


def test_records_and_frames_give_what_the_json_gave(service: Service, held: Records) -> None:
    from_text = service.explain_line()
    assert service.explain_line(held) == from_text
    assert service.explain_line(held.as_of(DAY)) == from_text
    frames = held.to_frames("polars")
    assert service.explain_line(frames[0], children=frames[1]) == from_text


def test_a_folder_is_given_as_a_path(service: Service, held: Records, tmp_path: Path) -> None:
    assert service.explain_line(held.write(tmp_path / "records")) == service.explain_line()


def test_a_release_that_was_stopped_since_still_explains(
    begun: Callable[[Path], Service], tmp_path: Path
) -> None:
    service = begun(tmp_path)
    before = service.explain_line()
    ledger.append(
        service.models / scoring.LEDGER, "stop", {"why": "a complaint"}, name="small", version="1",
        **SIGNED,
    )  # fmt: skip
    after = service.explain_line()
    assert after.outcomes == before.outcomes
    assert "was stopped on" in after.standing
    assert any("a complaint" in line for line in after.lines("en"))
    # without a line nothing proves that anything was said before the switch was thrown
    child = service.document["children"][0]["child_id"]
    with pytest.raises(errors.StoppedReleaseError, match=r"a complaint.*give line and secret"):
        service.explain(release="small 1", as_of=DAY, child_id=child)
    with pytest.raises(errors.StoppedReleaseError):
        scoring.load_release("small", models=service.models, trust=TRUST)


def test_a_score_that_was_given_in_grace_is_explained_when_that_is_over(
    service: Service, tmp_path: Path
) -> None:
    served = scoring.load_release("small", models=service.models, trust=TRUST)
    today = datetime.datetime.now(tz=datetime.UTC).date()
    graced = dataclasses.replace(
        served, expires=today - datetime.timedelta(days=1), grace_until=today
    )
    log = scoring.AccessLog(tmp_path / "grace.jsonl", secret=service.secret)
    answer = scoring.score_json(service.text, release=graced, as_of=DAY, access_log=log)
    label = json.loads(answer)["scores"][0]["release"]
    assert label.startswith("small 1 (expired ")
    for line in log.path.read_text("utf-8").splitlines():
        assert service.explain(line=line, secret=service.secret, release=label).release == "small 1"


@pytest.mark.parametrize("place", ["own", "sibling", "household"])
def test_another_input_than_the_logged_one_is_refused(service: Service, place: str) -> None:
    ids = [child["child_id"] for child in service.document["children"]]
    first = json.loads(service.lines[0])["child"]
    secret = signing.read_secret(service.secret)
    own = next(at for at, one in enumerate(ids) if scoring.child_key(secret, one) == first)
    document = json.loads(service.text)
    row = {
        "own": document["children"][own],
        "sibling": document["children"][1 - own],
        "household": document["household"],
    }[place]
    row["observed_date"] = "2025-09-14" if row["observed_date"] != "2025-09-14" else "2025-09-13"
    with pytest.raises(errors.ReplayError, match=r"the input of child .* is not that of the line"):
        service.explain_line(json.dumps(document))


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("answer", "0" * 64, "the answer to child .* another version of riskscreen"),
        ("manifest", "0" * 64, "the manifest of the release is not that of the line"),
        ("child", "0" * 64, "none of these .* children is the one of the line"),
        ("secret", "0" * 16, "the secret is not that of the line"),
        ("format", 2, "no line of an access log"),
        ("kind", "mended", "no line of an access log"),
        ("more", 1, "no line of an access log"),
    ],
)
def test_a_changed_line_is_refused(service: Service, name: str, value: Any, words: str) -> None:
    line = json.dumps(json.loads(service.lines[0]) | {name: value})
    with pytest.raises(errors.ReplayError, match=words):
        service.explain_line(line=line)


@pytest.mark.parametrize(
    "line", ["", "{", "null", "é" * 10, '{"a": 1}', "\ud800", b"{}", b"\xff", 5, ["a"]]
)
def test_what_is_no_line_is_refused(service: Service, line: Any) -> None:
    with pytest.raises(errors.ReplayError, match="no line of an access log"):
        service.explain_line(line=line)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"as_of": DAY}, "no release is named"),
        ({"release": "small 1"}, "no as_of is named; give the day"),
        ({"release": "small", "as_of": DAY}, "release is 'small'; give name and version"),
        ({"release": "../x 1", "as_of": DAY}, "give name and version"),
        ({"release": 5, "as_of": DAY}, "release is '5'; give name and version"),
        ({"release": "small 1", "as_of": DAY, "child_id": 5}, "child 5 is not among the 3"),
        (
            {"release": "small 1", "as_of": DAY},
            "which of the 3 children known on 2025-09-15 is not",
        ),
        ({"release": "small 1", "as_of": DAY, "child_id": "x"}, "child x is not among the 3"),
        ({"release": "small 1", "as_of": "soon"}, "write the day as"),
    ],
)
def test_what_is_not_said_is_asked_for(service: Service, given: Any, words: str) -> None:
    with pytest.raises(errors.InputError, match=words):
        service.explain(**given)


def test_a_line_needs_its_secret_and_is_not_contradicted(service: Service, tmp_path: Path) -> None:
    with pytest.raises(errors.InputError, match="without its secret"):
        service.explain(line=service.lines[0])
    with pytest.raises(errors.InputError, match=r"release is small 2, the line .* says small 1"):
        service.explain_line(release="small 2")
    with pytest.raises(errors.InputError, match="as_of is 2025-09-16, the line"):
        service.explain_line(as_of="2025-09-16")
    signing.make_secret(tmp_path / "other.secret")
    with pytest.raises(errors.ReplayError, match="the secret is not that of the line"):
        service.explain_line(secret=tmp_path / "other.secret")


def test_what_a_caseworker_reads_and_what_a_family_is_told(service: Service) -> None:
    explained, scored = next(
        (explained, one)
        for explained in (service.explain_line(place=at) for at in range(len(service.lines)))
        for one in explained.outcomes
        if one.risk is not None
    )
    for lang in ("vi", "en"):
        said = explained.lines(lang)
        assert all(any(reason in line for line in said) for reason in scored.reasons[lang])
        assert any(scored.family[lang] in line for line in said)
    assert scored.things >= len(scored.reasons["en"])
    assert "DEMO" in explained.lines("en")[0]
    refused = explained.of("exclusion")
    assert refused.refused == ("outcome_not_released",)
    assert "no model for this question" in refused.route["en"]
    assert "a person looks" in refused.family["en"]
    with pytest.raises(KeyError, match="is none of dropout"):
        explained.of("hunger")


def test_a_family_is_told_nothing_that_is_not_marked_for_it(
    service: Service, held: Records
) -> None:
    caseworker_only = {
        sentence
        for entry in features.catalogue()
        if entry.audience != "family"
        for words in (entry.en, entry.vi)
        for sentence in (words.label, words.high, words.low, words.missing)
    }
    snapshot = held.as_of(DAY)
    told = 0
    for child in snapshot.ids[:8].tolist():
        explained = service.explain(snapshot, release="small 1", as_of=DAY, child_id=child)
        for one in explained.outcomes:
            for sentence in one.family.values():
                assert not [words for words in caseworker_only if words in sentence]
                told += "What raised it most" in sentence
    assert told > 2


def test_an_explanation_is_json(service: Service) -> None:
    explained = service.explain_line()
    plain = json.loads(json.dumps(explained.to_dict()))
    assert plain["logged"]["release"] == plain["release"] == "small 1"
    assert [one["outcome"] for one in plain["outcomes"]] == ["dropout", "child_labour", "exclusion"]
    assert repr(explained).startswith("ExplainedScore(child ")
    assert "exclusion: outcome_not_released" in repr(explained.outcomes[2])


def test_the_lines_of_a_child_are_found_by_its_id(service: Service, tmp_path: Path) -> None:
    child = service.document["children"][0]["child_id"]
    secret = signing.read_secret(service.secret)
    log = tmp_path / "access.jsonl"
    log.write_bytes(service.log.read_bytes() * 2 + service.log.read_bytes()[:-1])  # one is writing
    lines = scoring.logged(log, child_id=child, secret=secret)
    assert {line.child for line in lines} == {scoring.child_key(secret, child)}
    assert len(lines) in (2, 3)
    assert scoring.logged(log, child_id="nobody", secret=secret) == ()
    with pytest.raises(errors.AccessLogError, match="cannot be read"):
        scoring.logged(tmp_path / "none", child_id=child, secret=secret)


def test_a_release_that_serves_no_longer_explains_nothing_without_a_line(
    begun: Callable[[Path], Service],
    contents: bundle.BundleContents,
    release_again: Callable[..., Any],
    meta_with: Callable[..., dict[str, Any]],
    tmp_path: Path,
) -> None:
    service = begun(tmp_path)
    given = {
        "release": "small 1", "as_of": DAY, "child_id": service.document["children"][0]["child_id"],
    }  # fmt: skip
    assert service.explain(**given).standing == ""
    again = dataclasses.replace(contents, meta=meta_with(counter=2))
    release_again(again, service.models, version="2")
    with pytest.raises(errors.SupersededReleaseError, match="line of the access log that proves"):
        service.explain(**given)
    assert "serves version 2" in service.explain_line().standing
    assert service.explain(**{**given, "release": "small 2"}).standing == ""


def test_a_child_without_a_score_is_told_why_and_where_it_goes(service: Service) -> None:
    document = json.loads(service.text)
    gone = document["children"][0]
    gone["observed_date"] = "2023-09-15"
    gone.pop("recorded_date", None)
    for day, text in ((DAY, json.dumps(document)), ("2026-11-01", service.text)):
        with pytest.raises(
            errors.InputError,
            match=rf"child {gone['child_id']} has no score on {day} .*: not seen in .* A person",
        ):
            service.explain(text, release="small 1", as_of=day, child_id=gone["child_id"])
    with pytest.raises(errors.InputError, match=r"the line of \S+ is of 2025-09-15, .* not seen"):
        service.explain_line(json.dumps(document))
