import pytest

from riskscreen import decisions


@pytest.mark.parametrize(
    ("refused", "kept"), [(0.0, 0.0), (3.0, 3.0), (50.0, 10.0)], ids=["none", "few", "many"]
)
def test_the_reserve_is_a_share_of_the_plan_and_one_visit_each(refused: float, kept: float) -> None:
    assert decisions.kept_back(100.0, refused=refused, share=0.1) == kept
