import math

import pytest

from riskscreen.core import Finding, Verdict, worst


def finding(verdict: Verdict, **fields: object) -> Finding:
    return Finding(code="AUD-03", title="children missed", verdict=verdict, **fields)


@pytest.mark.parametrize("measured", [None, math.nan, math.inf])
def test_a_judging_pass_without_a_figure_is_refused(measured: float | None) -> None:
    with pytest.raises(ValueError, match="measured nothing"):
        finding(Verdict.PASS, judges=True, measured=measured)


def test_an_unknown_verdict_is_refused() -> None:
    with pytest.raises(ValueError, match="fine"):
        finding("fine")


def test_a_finding_survives_json() -> None:
    whole = finding(Verdict.FAIL, measured=0.16, interval=(0.12, math.inf), limit=(-0.1, 0.1))
    assert Finding.from_dict(whole.to_dict()) == whole
    assert whole.interval == (0.12, None)


def test_the_worst_verdict_counts_and_reports_do_not_judge() -> None:
    passed = finding(Verdict.PASS, judges=True, measured=0.0)
    unsure = finding(Verdict.INSUFFICIENT, judges=True)
    reported = finding(Verdict.FAIL)
    assert worst([passed, reported]) is Verdict.PASS
    assert worst([passed, unsure]) is Verdict.INSUFFICIENT
    assert worst([reported]) is Verdict.INSUFFICIENT


def test_a_sentence_holds_figures_interval_and_limit() -> None:
    whole = finding(
        Verdict.FAIL, group="ethnicity=minority", measured=0.16, interval=(0.12, 0.21),
        limit=(-0.1, 0.1),
    )  # fmt: skip
    assert whole.sentence() == (
        "AUD-03 children missed, ethnicity=minority: 0.16 [0.12, 0.21], limit -0.1 to 0.1"
    )
