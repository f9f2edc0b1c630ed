from __future__ import annotations

import pytest
from tests.signers import TRUST

from riskscreen import bundle
from riskscreen.core import NEVER_WAIVED
from riskscreen.errors import BundleError

INSUFFICIENT = {
    "code": "AUD-07", "title": "coverage", "verdict": "insufficient evidence",
    "group": "sex=female", "outcome": "dropout", "measured": None, "interval": None,
    "limit": None, "unit": "",
    "judges": True, "detail": "",
}  # fmt: skip


WAIVER = {"code": "AUD-07", "why": "no shares", "until": "2026-12-31", "by": "A. Nguyen"}


def put(path, value):
    def change(facts):
        place = facts
        for step in path[:-1]:
            place = place[step]
        if value is None:
            del place[path[-1]]
        else:
            place[path[-1]] = value

    return change


FIRST = ("dropout", "findings", 0)


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("dropout",), None, "dropout has no verdict"),
        (("dropout", "verdict"), "fail", "has the verdict 'fail'"),
        (("dropout", "verdict"), "insufficient evidence", "only pass is served"),
        (("dropout", "verdict"), "Pass", "only pass is served"),
        (("dropout", "verdict"), "", "only pass is served"),
        (("dropout", "verdict"), None, r"lacks \['verdict'\]"),
        (("dropout", "verdict"), True, "it is a text"),
        (("dropout", "model_sha256"), "d" * 64, "about model dddddddddddd"),
        (("dropout", "findings"), [], "without a finding that judges"),
        ((*FIRST, "judges"), False, "without a finding that judges"),
        ((*FIRST, "outcome"), "exclusion", "without a finding that judges it"),
        ((*FIRST, "outcome"), "", "without a finding that judges it"),
        ((*FIRST, "judges"), 1, "true or false"),
        ((*FIRST, "judges"), None, r"lacks \['judges'\]"),
        ((*FIRST, "verdict"), "fail", "1 of 1 judging findings refuse; first is AUD-08"),
        ((*FIRST, "verdict"), "insufficient evidence", "1 of 1 judging findings refuse"),
        ((*FIRST, "verdict"), "passed", "cannot be read"),
        ((*FIRST, "measured"), "0.7", "cannot be read"),
        ((*FIRST, "group"), [], "it is a text"),
        ((*FIRST, "surprise"), 1, "cannot be read"),
        ((*FIRST, "interval"), [1], "cannot be read"),
        ((*FIRST, "limit"), 3, "cannot be read"),
    ],
)
def test_a_verdict_that_is_missing_unknown_or_contradicted_is_refused(
    forge_json, path, value, words
):
    with pytest.raises(BundleError, match=words):
        bundle.read(forge_json("verdicts.json", put(path, value)), trust=TRUST)


def waive(**changed):
    def change(facts):
        facts["dropout"]["findings"].append(INSUFFICIENT)
        facts["dropout"]["waived"] = [
            {"finding": {**INSUFFICIENT, **changed}, "waiver": dict(WAIVER)}
        ]

    return change


def test_too_little_evidence_is_served_where_a_person_answers_for_it(forge_json):
    assert bundle.read(forge_json("verdicts.json", waive()), trust=TRUST).verdicts["dropout"][
        "waived"
    ]


@pytest.mark.parametrize("changed", [{"group": "sex=male"}, {"code": "AUD-03"}])
def test_a_waiver_lifts_its_own_finding_alone(forge_json, changed):
    with pytest.raises(BundleError, match="AUD-07 coverage"):
        bundle.read(forge_json("verdicts.json", waive(**changed)), trust=TRUST)


@pytest.mark.parametrize("code", ["AUD-07@sex=female", "AUD-07"])
def test_it_lifts_what_its_code_names(forge_json, code):
    def change(facts):
        waive()(facts)
        facts["dropout"]["waived"][0]["waiver"] = {**WAIVER, "code": code}

    assert bundle.read(forge_json("verdicts.json", change), trust=TRUST)


@pytest.mark.parametrize("code", ["AUD-03", "AUD-07@sex=male", "", "AUD-0"])
def test_a_waiver_of_another_check_lifts_nothing(forge_json, code):
    def change(facts):
        waive()(facts)
        facts["dropout"]["waived"][0]["waiver"] = {**WAIVER, "code": code}

    with pytest.raises(BundleError, match="AUD-07 coverage"):
        bundle.read(forge_json("verdicts.json", change), trust=TRUST)


@pytest.mark.parametrize("code", NEVER_WAIVED)
def test_what_the_gate_never_waives_is_waived_in_no_bundle(forge_json, code):
    def change(facts):
        found = {**INSUFFICIENT, "code": code, "group": "overall"}
        facts["dropout"]["findings"].append(found)
        facts["dropout"]["waived"] = [{"finding": found, "waiver": {**WAIVER, "code": code}}]

    with pytest.raises(BundleError, match=f"1 of 2 judging findings refuse; first is {code}"):
        bundle.read(forge_json("verdicts.json", change), trust=TRUST)


def test_a_waiver_says_who_answers_for_it(forge_json):
    def change(facts):
        waive()(facts)
        del facts["dropout"]["waived"][0]["waiver"]["by"]

    with pytest.raises(BundleError, match=r"lacks \['by'\]"):
        bundle.read(forge_json("verdicts.json", change), trust=TRUST)


def test_no_waiver_lifts_a_failed_check(forge_json):
    def change(facts):
        waive()(facts)
        for found in (facts["dropout"]["findings"][1], facts["dropout"]["waived"][0]["finding"]):
            found["verdict"] = "fail"

    with pytest.raises(BundleError, match="1 of 2 judging findings refuse; first is AUD-07"):
        bundle.read(forge_json("verdicts.json", change), trust=TRUST)


def test_an_outcome_that_was_refused_may_be_told_beside_those_released(forge_json):
    def change(facts):
        facts["child_labour"] = {**facts["dropout"], "verdict": "fail"}

    assert (
        "child_labour" not in bundle.read(forge_json("verdicts.json", change), trust=TRUST).models
    )


def test_a_verdict_on_another_calibration_or_cut_off_releases_nothing(forge_json):
    """Also where approvals, digests and signature were all made anew by who holds every key."""

    def change(facts):
        facts["dropout"]["served_sha256"] = "0" * 64

    with pytest.raises(BundleError, match="about another calibration, interval, cut-off"):
        bundle.read(forge_json("verdicts.json", change), trust=TRUST)
