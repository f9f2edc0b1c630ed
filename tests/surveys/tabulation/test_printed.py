import re

import numpy as np
import pytest
from tests.surveys.tiny import survey

from riskscreen import surveys
from riskscreen.errors import InputError
from riskscreen.surveys.tabulation.tabulated import Indicator, Indicators

NOTE = ("no PSU", "không ghi địa bàn")
ROW = Indicator(
    "child_labour", "mics5", "child labour", "lao động trẻ em", rate=0.16449, standard_error=0.0071,
    lo=0.1512, hi=0.1786, n=5234, n_events=812, n_unknown=12, weighted_total=5200.25,
    weight="weight_selected", age_variable="age_years", measured=True, notes=(NOTE,),
)  # fmt: skip


def _line(row, lang="en"):
    lines = Indicators((row,), notes=(NOTE,)).text(lang).splitlines()
    return next(line for line in lines if line.startswith(("  overall", "  chung")))


def _few(n):
    return Indicator("a", "t", "a", "a", rate=0.4, lo=0.2, hi=0.6, n=n, n_events=n // 2,
                     measured=True, standard_error=0.1)  # fmt: skip


def test_english_prints_percent_with_a_point():
    assert _line(ROW).split() == [
        "overall", "16.4", "[15.1,", "17.9]", "0.7", "5,234", "812", "12", "5,200.2",
    ]  # fmt: skip


def test_vietnamese_prints_a_decimal_comma():
    assert _line(ROW, "vi").split() == [
        "chung", "16,4", "[15,1;", "17,9]", "0,7", "5.234", "812", "12", "5.200,2",
    ]  # fmt: skip


@pytest.mark.parametrize(("n", "shown"), [(24, "*"), (25, "(40.0)"), (49, "(40.0)"), (50, "40.0")])
def test_small_numbers_are_printed_as_in_mics_reports(n, shown):
    assert _line(_few(n)).split()[1] == shown


def test_nobody_in_the_base_is_a_dash():
    assert _line(Indicator("a", "t", "a", "a", measured=True)).split()[1] == "–"


def test_a_note_of_the_design_is_said_once_and_one_of_a_row_below_its_block():
    own = ("only here", "chỉ ở đây")
    table = Indicators((ROW, Indicator("b", "t", "b", "b", notes=(own,))), notes=(NOTE,))
    text = table.text()
    assert text.count("no PSU") == 1
    assert text.index("no PSU") < text.index("child labour") < text.index("only here")
    assert "chỉ ở đây" in table.text("vi")


def test_what_is_not_measured_has_its_title_and_reason_and_no_figures():
    absent = Indicator("b", "t", "births", "khai sinh", notes=(("not measured: no x", "thiếu x"),))
    text = Indicators((absent,)).text()
    assert "births · definition t" in text
    assert "not measured: no x" in text
    assert "events" not in text


def test_an_unverified_definition_and_missing_weights_are_said():
    text = Indicators((Indicator("b", "t", "b", "b", verified=False, n_without_weight=3),)).text()
    assert "definition unverified" in text
    assert "3 without a weight, not used" in text


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_columns_stand_below_each_other(lang):
    table = surveys.indicators(survey(), by=("sex",)).select(indicator="child_labour")
    lines = [line for line in table.text(lang).splitlines() if re.search(r"\d$|quy.n$|ed$", line)]
    rows = [line for line in lines if line.startswith("  ")]
    assert len({len(line) for line in rows}) == 1


def test_a_whole_table_prints_in_both_languages():
    table = surveys.indicators(survey())
    assert str(table) == table.text("en")
    assert "lao động trẻ em" in table.text("vi")
    assert not re.search(r"\bnan\b", table.text() + table.text("vi"))


def test_another_language_is_refused():
    with pytest.raises(InputError, match="no table in 'fr'"):
        Indicators((ROW,)).text("fr")


def test_a_figure_that_is_not_a_number_is_a_dash():
    bare = Indicator("a", "t", "a", "a", rate=0.5, n=60, measured=True, lo=np.nan, hi=np.nan)
    assert "[–, –]" in _line(bare)


def test_a_note_on_some_groups_names_them():
    unknown = {"health_insurance": [1, 1, np.nan, np.nan, 1, 0, 0, 1, 1]}
    table = surveys.indicators(
        survey(children=unknown, without=("region",)), by=("sex", "region")
    ).select(indicator="health_insurance_5_17")
    text = table.text()
    assert "- 15-17: no answer is known here" in text
    assert "- region: not measured: no column region" in text
    assert "- vùng: không tính được" in table.text("vi")
