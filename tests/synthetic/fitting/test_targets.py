"""What is published: every line, as precisely as printed, and what cannot hold together."""

import csv
import re
import shutil
from importlib import resources

import pytest

from riskscreen.errors import InputError
from riskscreen.synthetic.fitting import targets as module
from riskscreen.synthetic.fitting.targets import contradictions, targets
from riskscreen.synthetic.profile import names

FOLDER = resources.files("riskscreen.synthetic") / "targets"
FILES = {"outcomes": 2, "population": 1, "poverty_and_access": 1, "published": 1}
_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_EQUATION = re.compile(rf"((?:{_NUMBER} [+/] )+{_NUMBER}) = ({_NUMBER})( %)?")


def lines(file):
    return list(csv.DictReader((FOLDER / f"{file}.csv").read_text("utf-8").splitlines()))


def number(text):
    return float(text.replace(",", ""))


def equations():
    return [
        pytest.param(*found.groups(), id=found.group())
        for one in contradictions()
        for found in _EQUATION.finditer(one.arithmetic)
    ]


def of(words):
    (found,) = [one for one in contradictions() if one.what.startswith(words)]
    return found


@pytest.mark.parametrize(("file", "each"), FILES.items(), ids=list(FILES))
def test_every_line_of_a_file_becomes_its_targets(file, each):
    assert len([one for one in targets() if one.file == file]) == each * len(lines(file)) > 0


def test_no_file_of_targets_is_left_unread():
    held = {path.name.removesuffix(".csv") for path in FOLDER.iterdir() if path.suffix == ".csv"}
    assert held == {one.file for one in targets()} == set(FILES)


def test_a_target_has_a_name_of_its_own():
    keys = [one.key for one in targets()]
    assert len(keys) == len(set(keys))


def test_every_printed_count_of_an_outcome_stands_beside_its_rate(known):
    for row in lines("outcomes"):
        name = f"{row['indicator']}, {row['sex']} {row['age_group']}"
        assert known[f"{name}, count"].value == float(row["count"])
        assert known[f"{name}, percent"].value == float(row["rate_percent"])


def test_a_target_belongs_to_a_shipped_profile_or_to_a_context_with_its_year():
    for one in targets():
        assert one.profile in names() or re.fullmatch(r"context \(\d{4}\)", one.profile), one.key
        assert one.context == (one.profile not in names())


def test_a_context_is_of_the_year_that_it_names():
    for one in targets():
        if one.context:
            assert one.profile == f"context ({one.year})", one.key


@pytest.mark.parametrize(
    ("key", "half"),
    [
        ("not_in_school, male 0-15, count", 0.5),
        ("not_in_school, male 0-15, percent", 0.05),
        ("birth_registration, age 0-4, percent", 0.005),
        ("multidimensional_child_poverty, rural, percent", 0.5),
        ("child_labour_ncls2018, all, percent 2023", 0.005),
    ],
    ids=["count", "one decimal", "two decimals", "whole percent", "named by its year"],
)
def test_a_target_is_as_precise_as_it_was_printed(known, key, half):
    assert known[key].half == pytest.approx(half)


@pytest.mark.parametrize(
    ("key", "quantity"),
    [
        ("child_labour, age 5-17, count", "count"),
        ("child_labour, urban, percent", "percent"),
        ("age_share, male 0-5, percent", "percent"),
        ("poverty_line, rural, line", "line"),
        ("survey_size, households, households", "households"),
    ],
)
def test_the_unit_of_a_line_settles_what_it_counts(known, key, quantity):
    assert known[key].quantity == quantity


def test_a_rate_is_of_percent_and_a_count_of_more_than_nobody():
    for one in targets():
        assert one.value > 0, one.key
        assert one.quantity != "percent" or one.value <= 100, one.key


def test_a_target_says_where_it_was_printed():
    assert not [one.key for one in targets() if not one.source or not one.unit]


def test_two_targets_of_one_name_are_refused(tmp_path, monkeypatch):
    folder = copied(tmp_path)
    first = (folder / "outcomes.csv").read_text("utf-8").splitlines()
    (folder / "outcomes.csv").write_text("\n".join([*first, first[1]]), encoding="utf-8")
    monkeypatch.setattr(module, "_folder", lambda: folder)
    wording = "2 targets have one name; first is not_in_school, male 0-15, count; tell them apart"
    with pytest.raises(InputError, match=wording):
        targets.__wrapped__()


def test_a_contradiction_that_names_no_target_is_refused(tmp_path, monkeypatch):
    folder = copied(tmp_path)
    path = folder / "contradictions.toml"
    path.write_text(path.read_text("utf-8").replace("female 0-15, percent", "girls"), "utf-8")
    monkeypatch.setattr(module, "_folder", lambda: folder)
    wording = "1 contradictions name no target; first is no_health_insurance, girls"
    with pytest.raises(InputError, match=wording):
        contradictions.__wrapped__()


def copied(tmp_path):
    return shutil.copytree(str(FOLDER), tmp_path / "targets")


def test_every_contradiction_says_what_how_and_which_was_chosen():
    assert all(one.what and one.arithmetic and one.choice for one in contradictions())
    assert len({one.what for one in contradictions()}) == len(contradictions())


def test_every_key_of_a_contradiction_is_a_target_of_a_profile(known):
    keys = [key for one in contradictions() for key in one.keys]
    assert keys
    assert not [key for key in keys if known[key].context]


@pytest.mark.parametrize(("left", "right", "percent"), equations())
def test_every_sum_and_ratio_of_the_contradictions_is_right(left, right, percent):
    parts = [number(part) for part in re.findall(_NUMBER, left)]
    value = 100 * parts[0] / parts[1] if "/" in left else sum(parts)
    assert ("/" in left) == bool(percent)
    assert round(value, len(right.partition(".")[2])) == number(right)


def test_every_count_that_the_arithmetic_divides_or_adds_is_a_target():
    counts = {one.value for one in targets() if one.quantity == "count"}
    added = [part for one in contradictions() for found in _EQUATION.finditer(one.arithmetic)
             for part in re.findall(_NUMBER, found[1]) if "," in part]  # fmt: skip
    assert len(added) >= 10
    assert {number(part) for part in added} <= counts


def test_the_child_labourers_of_2012_are_their_share_of_the_active(known):
    said = of("Economic activity").arithmetic
    share, active, labour = (
        float(re.search(words, said)[1])
        for words in (r"(\d+) % of the", r"of (\d\.\d+) million", r"is (\d\.\d+) million")
    )
    assert round(share / 100 * active, 2) == labour
    assert known["child_labour, age 5-17, count"].value == pytest.approx(
        share * active * 1e4, abs=1_000
    )


def test_the_active_of_2014_are_fewer_than_the_child_labourers_of_2012(known):
    active = known["economically_active, all 0-15, count"].value
    assert f"{active / 1e6:.2f} million children under 16" in of("Economic activity").arithmetic
    assert active < known["child_labour, age 5-17, count"].value


@pytest.mark.parametrize("sex", ["male", "female", "all"])
def test_the_mended_age_shares_make_a_column_whole(known, sex):
    shares = [known[f"age_share, {sex} {ages}, percent"] for ages in ("0-5", "6-10", "11-15")]
    assert sum(one.value for one in shares) == pytest.approx(100, abs=3 * shares[0].half)


def test_the_first_age_shares_follow_from_counts_over_rates(known):
    children = known["children, all 0-15, count"].value
    young = sum(
        known[f"no_health_insurance, {sex} 0-5, count"].value
        / known[f"no_health_insurance, {sex} 0-5, percent"].value
        for sex in ("male", "female")
    )
    said = of("Age shares of children").arithmetic
    parts = re.search(r"give \(([\d,]+) / (\S+) % \+ ([\d,]+) / (\S+) %\) / ([\d,]+) = ", said)
    assert parts
    printed = [number(part) for part in parts.groups()]
    assert printed == [
        *(known[f"no_health_insurance, {sex} 0-5, {quantity}"].value
          for sex in ("male", "female") for quantity in ("count", "percent")),
        children,
    ]  # fmt: skip
    assert said.endswith(f" = {100 * 100 * young / children:.1f}.")


def test_the_mended_age_shares_of_poor_children_make_the_column_whole(known):
    shares = [
        known[f"children_in_poor_households, age {ages}, percent"].value
        for ages in ("0-5", "6-10", "11-15")
    ]
    assert sum(shares) == pytest.approx(100)


@pytest.mark.parametrize("sex", ["male", "female", "all"])
@pytest.mark.parametrize(
    "indicator", ["not_in_school", "no_health_insurance", "economically_active"]
)
def test_a_rate_that_its_count_denies_is_on_the_list(known, indicator, sex):
    rate = known[f"{indicator}, {sex} 0-15, percent"]
    count = known[f"{indicator}, {sex} 0-15, count"].value
    denied = abs(100 * count / known[f"children, {sex} 0-15, count"].value - rate.value) > rate.half
    assert denied == (rate.key in {key for one in contradictions() for key in one.keys})


def rates_of_ages():
    rates = [one for one in targets() if one.file == "outcomes" and one.quantity == "percent"]
    parts = [one for one in rates if not one.group.startswith("all ")]
    return [pytest.param(one, id=one.key) for one in parts if not one.group.endswith("0-15")]


@pytest.mark.parametrize("rate", rates_of_ages())
def test_a_rate_of_an_age_that_no_share_of_its_children_can_give_is_on_the_list(known, rate):
    share = known[f"age_share, {rate.group}, percent"]
    count = known[f"{rate.indicator}, {rate.group}, count"].value
    whole = known[f"children, {rate.group.split()[0]} 0-15, count"].value
    low, high = (100 * count / (whole * (share.value + off) / 100)
                 for off in (share.half, -share.half))  # fmt: skip
    denied = rate.value + rate.half < low or high < rate.value - rate.half
    assert denied == (rate.key in {key for one in contradictions() for key in one.keys})


def test_the_girls_of_11_to_15_without_insurance_are_more_than_their_rate_says(known):
    said = of("Girls without health insurance, 11-15").arithmetic
    share = known["age_share, female 11-15, percent"]
    count = known["no_health_insurance, female 11-15, count"].value
    girls = known["children, female 0-15, count"].value
    shares = (share.value, share.value + share.half, share.value - share.half)
    rates = [f"{100 * count / (girls * part / 100):.2f}" for part in shares]
    assert f"= {rates[0]} %, {rates[1]}-{rates[2]} for any share" in said
    assert known["no_health_insurance, female 11-15, percent"].value == 10.2
