import dataclasses
import datetime

import pytest

from riskscreen import policy, releasing
from riskscreen.core import Finding, Verdict
from riskscreen.errors import GateError, InputError
from riskscreen.releasing.gate import OVERALL_CODES, PER_GROUP_CODES

TODAY = datetime.date(2026, 11, 23)
POLICY = policy.load("demo")


def whole_audit() -> list[Finding]:
    def one(code: str, group: str) -> Finding:
        return Finding(
            code=code, title=code, verdict=Verdict.PASS, group=group, outcome="dropout",
            measured=1.0, judges=True,
        )  # fmt: skip

    groups = [
        f"{group.name}={level}"
        for group in POLICY.groups.values()
        if group.required
        for level in group.levels
    ]
    found = [one(code, "overall") for code in OVERALL_CODES]
    return found + [one(code, group) for code in PER_GROUP_CODES for group in groups]


def decide(findings: list[Finding], *waivers: releasing.Waiver) -> releasing.Decision:
    return releasing.decide(
        findings, outcome="dropout", policy=POLICY, today=TODAY, waivers=waivers
    )


def changed(findings: list[Finding], position: int, **fields: object) -> list[Finding]:
    return [
        dataclasses.replace(finding, **fields) if place == position else finding
        for place, finding in enumerate(findings)
    ]


def test_a_whole_audit_that_passes_releases() -> None:
    decision = decide(whole_audit())
    assert decision.passed
    decision.require()


@pytest.mark.parametrize("position", range(len(whole_audit())))
def test_every_finding_that_is_absent_refuses(position: int) -> None:
    findings = whole_audit()
    del findings[position]
    decision = decide(findings)
    assert decision.verdict is Verdict.FAIL
    assert decision.refusing[0].code == "GAT-01"


@pytest.mark.parametrize("position", range(len(whole_audit())))
def test_every_finding_that_is_only_reported_refuses(position: int) -> None:
    decision = decide(changed(whole_audit(), position, judges=False))
    assert decision.verdict is Verdict.FAIL
    assert [finding.code for finding in decision.refusing] == ["GAT-01"]


@pytest.mark.parametrize("how", ["absent", "reported"])
@pytest.mark.parametrize("attribute", ["ethnicity", "sex", "region"])
def test_an_attribute_that_no_group_judges_refuses_until_it_is_waived(
    attribute: str, how: str
) -> None:
    group = dataclasses.replace(POLICY.groups[attribute], required=False)
    rest = {name: one for name, one in POLICY.groups.items() if name != attribute}
    groups = rest if how == "absent" else {**rest, attribute: group}
    looser = dataclasses.replace(POLICY, groups=groups)

    def decided(*waivers: releasing.Waiver) -> releasing.Decision:
        return releasing.decide(
            whole_audit(), outcome="dropout", policy=looser, today=TODAY, waivers=waivers
        )

    (refusing,) = decided().refusing
    assert (refusing.code, refusing.group, refusing.judges) == ("GAT-03", attribute, True)
    assert refusing.title == f"attribute {attribute} is not judged"
    assert decided().verdict is Verdict.INSUFFICIENT
    assert decided(waiver(f"GAT-03@{attribute}")).passed
    assert not decided(waiver("GAT-03@poverty")).passed


def test_no_audit_refuses() -> None:
    assert not decide([]).passed


@pytest.mark.parametrize("verdict", [Verdict.FAIL, Verdict.INSUFFICIENT])
def test_one_finding_that_does_not_pass_refuses(verdict: Verdict) -> None:
    decision = decide(changed(whole_audit(), 3, verdict=verdict))
    assert decision.verdict is verdict
    with pytest.raises(GateError, match=r"1 of .* findings refuse") as caught:
        decision.require()
    assert len(caught.value.findings) == 1


def test_a_decision_says_what_was_decided_and_by_how_many_of_each_kind() -> None:
    findings = changed(whole_audit(), 3, verdict=Verdict.FAIL)
    findings = changed(findings, 4, verdict=Verdict.INSUFFICIENT)
    said = decide(findings).sentence()
    n = decide(findings).n_judging
    assert said.startswith(
        f"dropout refused by the gate, fail: 2 of {n} findings refuse, of which 1 fail and 1 lack "
        f"evidence; first is {findings[3].code} "
    )
    whole = decide(whole_audit())
    assert whole.sentence() == (
        f"dropout passes the gate: {whole.n_judging} findings judge, none refuses"
    )


def test_findings_of_another_outcome_do_not_count() -> None:
    findings = [dataclasses.replace(finding, outcome="other") for finding in whole_audit()]
    assert not decide(findings).passed


def test_a_finding_about_no_outcome_may_refuse_but_answers_nothing() -> None:
    stray = dataclasses.replace(whole_audit()[0], outcome="", verdict=Verdict.FAIL)
    assert not decide([*whole_audit(), stray]).passed
    unnamed = [dataclasses.replace(finding, outcome="") for finding in whole_audit()]
    assert not decide(unnamed).passed


@pytest.mark.parametrize(
    "broken",
    [{"verdict": "fine"}, {"measured": float("nan")}, {"colour": "blue"}, {"verdict": None}],
    ids=["unknown verdict", "pass on NaN", "unknown field", "no verdict"],
)
def test_a_finding_that_cannot_be_read_refuses(broken: dict[str, object]) -> None:
    plain = [finding.to_dict() for finding in whole_audit()]
    plain[0].update(broken)
    decision = decide(list(releasing.read_findings(plain, outcome="dropout")))
    assert not decision.passed
    assert "GAT-02" in {finding.code for finding in decision.refusing}


def waiver(code: str, until: datetime.date = TODAY) -> releasing.Waiver:
    return releasing.Waiver(
        code=code, why="population shares are not published", until=until, by="A. Nguyen, MoH"
    )


def test_a_waiver_lifts_insufficient_evidence_until_its_day() -> None:
    findings = changed(whole_audit(), 3, verdict=Verdict.INSUFFICIENT)
    code = findings[3].code
    assert decide(findings, waiver(code)).passed
    assert not decide(findings, waiver(code, TODAY - datetime.timedelta(days=1))).passed
    assert not decide(findings, waiver("AUD-99")).passed


def test_no_waiver_lifts_a_failed_check() -> None:
    findings = changed(whole_audit(), 3, verdict=Verdict.FAIL)
    assert not decide(findings, waiver(findings[3].code)).passed


@pytest.mark.parametrize("by", ["", "  "])
def test_a_waiver_needs_somebody_who_answers_for_it(by: str) -> None:
    with pytest.raises(InputError, match="name of who answers"):
        releasing.Waiver(code="AUD-07", why="no census", until=TODAY, by=by)


def test_a_waiver_needs_a_reason() -> None:
    with pytest.raises(InputError, match="lacks a code, a reason"):
        releasing.Waiver(code="AUD-07", why=" ", until=TODAY, by="A. Nguyen, MoH")


def test_that_a_model_is_needed_is_never_waived() -> None:
    findings = whole_audit()
    place = next(at for at, finding in enumerate(findings) if finding.code == "AUD-10")
    findings = changed(findings, place, verdict=Verdict.INSUFFICIENT)
    assert not decide(findings, waiver("AUD-10")).passed
