import numpy as np
import pytest

from riskscreen.auditing.uncounted import uncounted_findings
from riskscreen.core import Verdict


@pytest.fixture
def counted(limits):
    """Return a function that gives the findings by group: 1,000 rows, a tenth of them minority."""

    def counted(without):
        weighted = np.ones(1000, dtype=bool)
        weighted[without] = False
        groups = {
            "ethnicity": np.where(np.arange(1000) < 100, "minority", "kinh_hoa"),
            "sex": np.where(np.arange(1000) % 2 == 0, "female", "male"),
            "region": np.where(np.arange(1000) < 985, "north", "south"),
        }
        found = uncounted_findings(weighted, outcome="dropout", groups=groups, policy=limits)
        assert {finding.code for finding in found} == {"AUD-14"}
        assert all(finding.judges for finding in found)
        return {finding.group: finding for finding in found}

    return counted


@pytest.mark.parametrize(
    ("without", "verdict"), [(0, Verdict.PASS), (50, Verdict.PASS), (51, Verdict.FAIL)]
)
def test_more_than_the_limit_without_a_weight_fails(counted, limits, without, verdict):
    finding = counted(np.arange(900, 900 + without))["overall"]
    assert finding.verdict is verdict
    assert finding.measured == pytest.approx(without / 1000)
    assert finding.limit == (None, limits.followup_lost)


def test_a_group_without_weights_fails_though_few_are_without_overall(counted):
    found = counted(np.arange(40))
    assert found["overall"].verdict is Verdict.PASS
    assert found["ethnicity=minority"].verdict is Verdict.FAIL
    assert found["ethnicity=minority"].measured == pytest.approx(0.4)
    assert found["ethnicity=kinh_hoa"].verdict is Verdict.PASS


@pytest.mark.parametrize("group", ["region=south", "region=centre"], ids=["few", "nobody"])
def test_a_group_too_small_to_print_is_insufficient_and_not_printed(counted, group):
    found = counted(np.arange(0))
    assert found[group].verdict is Verdict.INSUFFICIENT
    assert found[group].measured is None
    assert "985" not in "".join(finding.detail for finding in found.values())
