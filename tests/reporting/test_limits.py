import pytest

from riskscreen.reporting import findings, limits
from riskscreen.reporting.rows import FORMS
from riskscreen.reporting.words import words

VI, EN = words("vi"), words("en")


@pytest.mark.parametrize(
    ("limit", "kind", "english", "vietnamese"),
    [
        ((-0.08, None), "number", "at least −0.08", "ít nhất −0,08"),
        ((None, 0.1), "share", "at most 10.0\N{NO-BREAK SPACE}%",
         "nhiều nhất 10,0\N{NO-BREAK SPACE}%"),
        ((-0.15, 0.15), "points", "[−15.0; +15.0]", "[−15,0; +15,0]"),
        ((0.125, None), "number", "at least 0.125", "ít nhất 0,125"),
        ((None, None), "number", "–", "–"),
        (None, "one", "–", "–"),
    ],
)  # fmt: skip
def test_an_open_limit_is_said_in_words_and_every_digit_printed(
    limit: tuple[float | None, float | None] | None, kind: str, english: str, vietnamese: str
) -> None:
    assert limits.limited(limit, EN, kind) == english
    assert limits.limited(limit, VI, kind) == vietnamese


@pytest.mark.parametrize(
    ("value", "limit", "kind", "said"),
    [
        (1.3004, (0.75, 1.3), "number", "1.3004"),
        (1.304, (0.75, 1.3), "number", "1.304"),
        (1.2996, (0.75, 1.3), "number", "1.2996"),
        (1.3, (0.75, 1.3), "number", "1.30"),
        (0.1 + 0.2, (None, 0.3), "number", "0.30"),
        (0.1004, (-0.1, 0.1), "points", "+10.04"),
        (0.15, (-0.15, 0.15), "points", "+15.0"),
        (0.1004, (None, 0.1), "share", "10.04\N{NO-BREAK SPACE}%"),
        (0.02, (0.0, None), "one", "0.02"),
        (-0.0, (0.0, None), "number", "0.00"),
        (None, (0.0, 1.0), "number", "–"),
    ],
    ids=["over", "one digit", "under", "on it", "dust", "points", "on it in points", "share",
         "over zero", "zero", "none"],
)  # fmt: skip
def test_a_figure_beside_a_limit_is_printed_on_its_own_side(
    value: float | None, limit: tuple[float | None, float | None], kind: str, said: str
) -> None:
    assert limits.beside(value, limit, EN, kind) == said


@pytest.mark.parametrize("kind", sorted({*findings.FORM.values(), "number"}))
@pytest.mark.parametrize("lang", ["en", "vi"])
def test_away_from_a_limit_a_figure_is_printed_as_anywhere_else(kind: str, lang: str) -> None:
    held = words(lang)
    for value in (-12.3456, -0.04, 0.0, 0.0349, 0.5, 1234.5):
        assert limits.beside(value, (None, None), held, kind) == FORMS[kind](held, value)


def test_each_bound_of_an_interval_is_told_from_the_limit() -> None:
    assert limits.between((1.22, 1.3004), (0.75, 1.3), VI, "number") == "[1,22; 1,3004]"
    assert limits.between((None, 1.0), (0.75, 1.3), EN, "number") == "[–; 1.00]"
    assert limits.between(None, (0.75, 1.3), EN, "number") == "–"
