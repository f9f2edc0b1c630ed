from xml.etree import ElementTree

import pytest

from riskscreen.reporting.figures import Dot, _ticks, bars, dots


def number(value: float) -> str:
    return f"{value:.2f}"


def test_a_figure_is_well_formed_and_has_a_text_alternative() -> None:
    rows = [Dot('"<Mông>" & others', 0.1, -0.1, 0.3, "pass"), Dot("none", None, None, None, "x")]
    figure = ElementTree.fromstring(dots(rows, limit=(-0.15, None), title="a <b>", number=number))  # noqa: S314 - our own text
    assert figure.get("aria-label") == "a <b>"
    assert figure.get("role") == "img"


def test_nothing_known_draws_nothing() -> None:
    assert (
        dots([Dot("a", None, None, None, "x")], limit=(None, None), title="t", number=number) == ""
    )
    assert bars([("a", 0.0)], title="t", number=number) == ""


def test_the_verdict_has_a_sign_beside_its_colour() -> None:
    rows = [Dot(str(v), 0.1, 0.0, 0.2, v) for v in ("pass", "fail", "insufficient evidence")]
    drawn = dots(rows, limit=(0.0, 1.0), title="t", number=number)
    assert all(sign in drawn for sign in "●■◆")


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0.78, 1.27, [0.8, 0.9, 1.0, 1.1, 1.2]),
        (-0.17, 0.16, [-0.1, 0.0, 0.1]),
        (0.0, 1.0, [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (12.0, 47.0, [20.0, 30.0, 40.0]),
    ],
)
def test_an_axis_has_round_numbers(low: float, high: float, ticks: list[float]) -> None:
    assert _ticks(low, high) == ticks
