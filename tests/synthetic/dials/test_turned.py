"""Dials turned together: what is told of them, which waves they reach, and what they cloud."""

from dataclasses import fields

import pytest
from tests.synthetic.dials.kinds import FOLLOWED, GOOD, OF_THE_WORLD, WITH_WAVE, dial, dials

from riskscreen import synthetic
from riskscreen.errors import InputError
from riskscreen.synthetic import Dials
from riskscreen.synthetic.dials.turned import KINDS


def test_there_are_ten_kinds_and_dials_holds_each():
    assert set(KINDS) == set(GOOD) == {part.name for part in fields(Dials)}
    assert len(KINDS) == 10


@pytest.mark.parametrize("kind", KINDS)
def test_the_facts_of_a_dial_are_its_kind_and_its_fields(kind):
    assert dials(kind).facts() == [{"dial": kind, **GOOD[kind]}]


@pytest.mark.parametrize("kind", KINDS)
def test_dials_are_true_once_one_is_turned(kind):
    assert dials(kind)
    assert not Dials()


def test_several_dials_of_a_kind_and_of_many_kinds_are_all_told():
    both = Dials(
        drift=(dial("drift"), dial("drift", outcome="exclusion")), linkage=(dial("linkage"),)
    )
    assert [one["dial"] for one in both.facts()] == ["linkage", "drift", "drift"]


def test_the_dial_of_the_demonstration_fits_any_panel_of_two_waves():
    synthetic.DEMO_BIAS.check(2)
    assert [one["dial"] for one in synthetic.DEMO_BIAS.facts()] == ["under_recorded"]


@pytest.mark.parametrize("kind", WITH_WAVE)
@pytest.mark.parametrize("waves", [2, 3])
def test_a_wave_that_a_dial_cannot_reach_is_refused(kind, waves):
    first = 2 if kind in FOLLOWED else 1
    last = waves + (kind in OF_THE_WORLD)
    dials(kind, wave=first).check(waves)
    dials(kind, wave=last).check(waves)
    for wave in (first - 1, last + 1):
        with pytest.raises(
            InputError, match=f"wave of a dial outside {first}-{last}: 1; {kind} has {wave};"
        ):
            dials(kind, wave=wave).check(waves)


def test_a_panel_refuses_a_dial_of_a_wave_it_does_not_record():
    with pytest.raises(InputError, match="wave of a dial outside 2-2: 1; linkage has 3"):
        synthetic.panel(households=400, waves=2, seed=1, dials=dials("linkage", wave=3))


@pytest.mark.parametrize("kind", ["under_recorded", "selective_labels"])
@pytest.mark.parametrize("wave", [2, 3])
def test_a_dial_of_who_left_school_clouds_its_wave_and_who_is_excluded_up_to_it(kind, wave):
    clouded = dials(kind, outcome="dropout", wave=wave).clouded
    assert clouded == {("dropout", wave), ("exclusion", wave - 1)}


@pytest.mark.parametrize(
    "turned",
    [dials(kind) for kind in KINDS if kind not in ("under_recorded", "selective_labels")]
    + [
        dials(kind, outcome=outcome)
        for kind in ("under_recorded", "selective_labels")
        for outcome in ("child_labour", "exclusion")
    ],
    ids=lambda turned: "-".join(str(v) for v in list(turned.facts()[0].values())[:2]),
)
def test_no_other_dial_clouds_what_is_recorded(turned):
    assert turned.clouded == frozenset()


def test_the_groups_are_those_that_any_dial_reaches():
    both = Dials(
        drift=(dial("drift"), dial("drift", column="difficult_area", level="area_3")),
        small_group=(dial("small_group"),),
    )
    assert both.groups == {("all", "all"), ("difficult_area", "area_3"), ("ethnicity", "Brâu")}
    assert Dials().groups == frozenset()


@pytest.mark.parametrize("kind", KINDS)
def test_the_file_of_dials_is_read_back_as_they_were(kind, tmp_path):
    path = tmp_path / "dials.toml"
    for turned in (dials(kind), Dials(**{kind: (dial(kind),) * 2}), Dials()):
        path.write_text(turned.toml(), encoding="utf-8")
        assert synthetic.read_dials(path) == turned
