from typing import Any
from xml.etree import ElementTree

import pytest

from riskscreen.reporting.dots import Dot, dots


def number(value: float) -> str:
    return f"{value:.2f}"


def drawn(rows: list[Dot], **options: Any) -> str:
    return dots(rows, name="n", title="a <b>", desc="d", number=number, **options)


def test_a_figure_is_well_formed_whatever_the_names_are() -> None:
    rows = [Dot('"<Mông>" & others', 0.1, -0.1, 0.3, "pass"), Dot("none", None)]
    ElementTree.fromstring(drawn(rows, limit=(-0.15, None)))  # noqa: S314 - our own text


@pytest.mark.parametrize("rows", [[], [Dot("a", None)]], ids=["nobody", "nothing measured"])
def test_nothing_known_draws_nothing(rows: list[Dot]) -> None:
    assert drawn(rows, limit=(0.0, 1.0)) == ""


@pytest.mark.parametrize(
    ("verdict", "shape"),
    [("pass", "<circle"), ("fail", " bad"), ("insufficient evidence", " unsure"), ("", " plain")],
)
def test_a_verdict_has_a_shape_beside_its_colour(verdict: str, shape: str) -> None:
    assert shape in drawn([Dot("g", 0.1, 0.0, 0.2, verdict)])


def test_pass_fail_and_insufficient_are_three_shapes() -> None:
    def shape(verdict: str) -> str:
        text = drawn([Dot("g", 0.1, 0.0, 0.2, verdict)])
        figure = ElementTree.fromstring(text)  # noqa: S314 - our own text
        mark = next(part for part in figure if "dot" in part.get("class", ""))
        return f"{mark.tag} {len(mark.get('points', '').split())} {mark.get('points', '')[:4]}"

    assert len({shape(one) for one in ("pass", "fail", "insufficient evidence")}) == 3


def test_an_open_limit_reaches_the_edge() -> None:
    figure = ElementTree.fromstring(drawn([Dot("g", 0.5, 0.4, 0.6)], limit=(0.0, None)))  # noqa: S314 - our own text
    band = next(part for part in figure if part.get("class") == "band")
    assert float(band.get("x")) + float(band.get("width")) == pytest.approx(420 - 24)


def test_no_upright_line_runs_through_a_name() -> None:
    rows = [Dot("Toàn bộ trẻ em", 0.1, -0.1, 0.3), Dot("Dân tộc thiểu số", 0.0, -0.2, 0.2)]
    figure = ElementTree.fromstring(drawn(rows, limit=(-0.15, 0.15), neutral=0.0))  # noqa: S314 - our own text
    names = [float(one.get("y", "")) for one in figure if one.get("text-anchor") == "start"]
    upright = [one for one in figure if one.get("class") in ("edge", "neutral")]
    assert len(names) == 2
    assert len(upright) == 3 * len(rows)
    for one in upright:
        top, bottom = float(one.get("y1", "")), float(one.get("y2", ""))
        # letters with their marks reach 12 units up and 4 down from the line they stand on
        assert not any(top < name + 4 and bottom > name - 12 for name in names)


def test_a_pooled_figure_is_hollow_beneath_the_raw_one() -> None:
    text = drawn([Dot("g", 0.5, 0.4, 0.6, second=(0.45, 0.4, 0.5))])
    assert text.index('class="dot') < text.index('class="hollow"')


def test_a_tick_at_an_end_is_not_cut() -> None:
    # the axis begins at -0.0007: its tick at 0 stands at its very end
    figure = ElementTree.fromstring(drawn([Dot("g", 0.05, 0.005, 0.1)]))  # noqa: S314 - our own text
    places = [float(one.get("x")) for one in figure if one.get("text-anchor") == "middle"]
    assert min(places) >= 24
    assert max(places) <= 420 - 24
