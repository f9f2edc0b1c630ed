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


@pytest.mark.parametrize(
    ("measured", "shown"),
    [
        (8180.0, "8180"), (39380, "39380"), (1_234_567.0, "1234567"), (0.0, "0"),
        (999.4, "999"), (1000.4, "1000"), (12_345.6, "12346"), (0.16, "0.16"), (2 / 3, "0.667"),
        (3.0, "3"), (1.5e-5, "1.5e-05"),
    ],
)  # fmt: skip
def test_a_count_is_shown_to_its_last_digit_and_a_share_to_three(
    measured: float, shown: str
) -> None:
    assert finding(Verdict.FAIL, measured=measured).sentence().endswith(f": {shown}")


def test_bounds_that_are_counts_are_shown_whole() -> None:
    whole = finding(Verdict.FAIL, measured=1204.0, interval=(1100.0, 1300.0), limit=(None, 1250.0))
    assert whole.sentence().endswith(": 1204 [1100, 1300], limit at most 1250")


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ((-0.08, None), "limit at least -0.08"), ((None, 0.1), "limit at most 0.1"),
        ((0.75, 1.3), "limit 0.75 to 1.3"), ((None, None), "limit none"),
        ((0.12345, None), "limit at least 0.12345"),
    ],
)  # fmt: skip
def test_an_open_limit_is_said_in_words(
    limit: tuple[float | None, float | None], said: str
) -> None:
    assert finding(Verdict.FAIL, limit=limit).sentence().endswith(f", {said}")


@pytest.mark.parametrize(
    ("interval", "limit", "said"),
    [
        ((1.22, 1.3004), (0.75, 1.3), "[1.22, 1.3004]"),
        ((1.22, 1.2996), (0.75, 1.3), "[1.22, 1.2996]"),
        ((1.22, 1.304), (0.75, 1.3), "[1.22, 1.304]"),
        ((1.22, 1.3), (0.75, 1.3), "[1.22, 1.3]"),
        ((0.1, 0.1 + 0.2), (None, 0.3), "[0.1, 0.3]"),
        ((1100.0, 1250.2), (None, 1250.0), "[1100, 1250.2]"),
        ((-0.0004, 0.0001), (0.0, None), "[-0.0004, 0.0001]"),
        ((None, 0.6666666), (None, None), "[-, 0.667]"),
    ],
    ids=["over", "under", "one digit", "on it", "dust", "count", "zero", "no limit"],
)
def test_rounding_does_not_put_a_bound_on_the_limit(
    interval: tuple[float | None, float], limit: tuple[float | None, float | None], said: str
) -> None:
    whole = finding(Verdict.INSUFFICIENT, measured=0.5, interval=interval, limit=limit)
    assert said in whole.sentence()
