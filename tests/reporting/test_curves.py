from typing import Any
from xml.etree import ElementTree

import pytest

from riskscreen.reporting.curves import Axis, Series, curves

AXIS = Axis("x <y>", str)


def drawn(series: list[Series], **options: Any) -> str:
    return curves(series, name="n", title="t", desc="d", x=AXIS, y=AXIS, **options)


def parts(text: str, kind: str) -> list[ElementTree.Element]:
    figure = ElementTree.fromstring(text)  # noqa: S314 - our own text
    return [one for one in figure if kind in one.get("class", "").split()]


LINE = Series("all & <some>", [(0.1, 0.2), (0.2, 0.4)])


def test_every_series_is_named_in_words_beside_its_shape() -> None:
    text = drawn([LINE, Series("girls", [(0.1, 0.1)])])
    assert "all &amp; &lt;some&gt;" in text
    assert ">girls<" in text
    assert len(parts(text, "s1")) == 2  # one point, one in the legend


def test_a_series_without_a_point_is_left_out_and_none_draws_nothing() -> None:
    assert ">none<" not in drawn([LINE, Series("none", [])])
    assert drawn([Series("none", [])]) == ""


@pytest.mark.parametrize(("joined", "lines"), [(True, 1), (False, 0)])
def test_points_are_joined_only_where_asked(joined: bool, lines: int) -> None:
    assert len(parts(drawn([LINE], joined=joined), "run")) == lines


def test_higher_values_stand_higher() -> None:
    (run,) = parts(drawn([LINE]), "run")
    (_, low), (_, high) = (map(float, pair.split(",")) for pair in run.get("points").split())
    assert high < low


def test_capacity_diagonal_and_limits_are_marked() -> None:
    text = drawn([LINE], at_x=0.1, diagonal=True, band=(0.1, 0.3))
    assert len(parts(text, "neutral")) == 2
    assert len(parts(text, "band")) == 1
