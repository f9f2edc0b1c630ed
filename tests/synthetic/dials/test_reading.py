"""A file of dials: every kind is read, and a bad file is refused by what is wrong with it."""

import pytest

from riskscreen import synthetic
from riskscreen.errors import InputError
from riskscreen.synthetic import Dials, Measurement, Missing
from riskscreen.synthetic.dials.turned import KINDS

GROUP = 'column = "ethnicity"\nlevel = "minority"\n'
BLOCKS = {
    "under_recorded": f'outcome = "dropout"\n{GROUP}wave = 2\nshare = 0.5\n',
    "missing": f'field = "has_internet"\n{GROUP}wave = 2\nshare = 0.5\n',
    "linkage": f"{GROUP}wave = 2\nshare = 0.5\n",
    "measurement": f'field = "wealth_score"\n{GROUP}wave = 2\nfactor = 1\nshift = -0.5\n',
    "small_group": 'level = "Brâu"\nsize = 40\n',
    "drift": f'outcome = "exclusion"\n{GROUP}wave = 2\nlogit = 1\n',
    "policy_change": f'benefit = "health_insurance"\n{GROUP}wave = 2\nshare = 0.5\n',
    "proxy": f'field = "safe_water"\n{GROUP}strength = 0.5\n',
    "direct_effect": f'outcome = "child_labour"\n{GROUP}logit = -0.5\n',
    "selective_labels": f'outcome = "dropout"\n{GROUP}wave = 2\nfloor = 0.1\nslope = 2\n',
}
GOOD = f"[[under_recorded]]\n{BLOCKS['under_recorded']}"


@pytest.fixture
def file(tmp_path):
    def written(text):
        path = tmp_path / "dials.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def test_every_kind_in_one_file_is_read(file):
    dials = synthetic.read_dials(file("\n".join(f"[[{k}]]\n{b}" for k, b in BLOCKS.items())))
    assert {name: len(getattr(dials, name)) for name in KINDS} == dict.fromkeys(KINDS, 1)
    assert [fact["dial"] for fact in dials.facts()] == list(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_dial_has_the_fields_that_the_file_gives(file, kind):
    (fact,) = synthetic.read_dials(file(f"[[{kind}]]\n{BLOCKS[kind]}")).facts()
    assert fact == {"dial": kind} | {
        name.strip(): _value(text)
        for name, text in (line.split("=") for line in BLOCKS[kind].splitlines())
    }


def _value(text):
    return text.strip().strip('"') if '"' in text else float(text)


@pytest.mark.parametrize("name", ["mong", "MÔNG", "Mong", "Mông"])
def test_an_ethnic_group_is_read_in_any_case_and_without_diacritics(file, name):
    text = f"[[linkage]]\n{BLOCKS['linkage']}[[small_group]]\n{BLOCKS['small_group']}"
    dials = synthetic.read_dials(file(text.replace("minority", name).replace("Brâu", "brau")))
    assert dials.linkage[0].level == "Mông"
    assert dials.small_group[0].level == "Brâu"


@pytest.mark.parametrize("level", ["minority", "kinh_hoa"])
def test_a_part_of_the_ethnic_groups_keeps_its_name(file, level):
    text = f"[[linkage]]\n{BLOCKS['linkage']}".replace("minority", level)
    assert synthetic.read_dials(file(text)).linkage[0].level == level


def test_dials_that_are_written_are_read_back(file):
    dials = synthetic.read_dials(file("\n".join(f"[[{k}]]\n{b}" for k, b in BLOCKS.items())))
    odd = Dials(
        missing=(Missing("has_internet", "ethnicity", "Ê Đê", wave=1, share=1e-7),) * 2,
        measurement=(Measurement("wealth_score", "all", "all", wave=1, factor=-1e30, shift=0.1),),
    )
    for turned in (dials, odd, Dials()):
        assert synthetic.read_dials(file(turned.toml())) == turned


def test_several_dials_of_a_kind_keep_the_file_s_order(file):
    dials = synthetic.read_dials(file(GOOD + GOOD.replace("dropout", "exclusion")))
    assert [dial.outcome for dial in dials.under_recorded] == ["dropout", "exclusion"]


def test_an_empty_file_turns_nothing(file):
    assert not synthetic.read_dials(file("# no harm\n"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_field_that_is_absent_is_named(file, kind):
    first, *others = BLOCKS[kind].splitlines()
    name = first.split(" =")[0]
    with pytest.raises(InputError, match=f"unknown or absent; first is {name} in {kind} 1"):
        synthetic.read_dials(file(f"[[{kind}]]\n" + "\n".join(others)))


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        pytest.param("not toml", "cannot be read", id="not TOML"),
        pytest.param("shift = 1", "1 unknown dial.*first is shift", id="unknown dial"),
        pytest.param("under_recorded = 3", "no array of tables; write", id="a number"),
        pytest.param(GOOD.replace("[[", "[").replace("]]", "]"), "no array", id="one table"),
        pytest.param(GOOD + "depth = 1\n", "absent; first is depth", id="unknown field"),
        pytest.param(GOOD.replace("0.5", '"half"'), "share .* is no float: .*half", id="text"),
        pytest.param(GOOD.replace("0.5", "true"), "share .* is no float: .*True", id="flag"),
        pytest.param(GOOD.replace("= 2", "= 2.0"), "wave .* is no int: it is 2.0", id="float"),
        pytest.param(GOOD.replace('"dropout"', "1"), "outcome .* is no str", id="number"),
        pytest.param(GOOD.replace("0.5", "1.5"), "share of a dial outside 0-1", id="share over 1"),
        pytest.param(GOOD.replace("0.5", "-1"), "share of a dial outside 0-1", id="share below 0"),
        pytest.param(GOOD.replace("dropout", "measles"), "outcome of a dial unk", id="outcome"),
        pytest.param(GOOD.replace("ethnicity", "age"), "group column of a dial", id="column"),
        pytest.param(GOOD.replace("minority", "mars"), "level of a dial unknown", id="level"),
        pytest.param(
            f"[[missing]]\n{BLOCKS['missing']}".replace("has_internet", "attending_school"),
            "field of a dial not free: 1; it is attending_school",
            id="column of an outcome",
        ),
        pytest.param(
            f"[[policy_change]]\n{BLOCKS['policy_change']}".replace("health_insurance", "pension"),
            "benefit of a dial unknown",
            id="benefit",
        ),
    ],
)
def test_a_bad_file_is_refused_by_what_is_wrong(file, text, wording):
    with pytest.raises(InputError, match=wording):
        synthetic.read_dials(file(text))


def test_a_fault_names_the_dial_in_which_it_stands(file):
    with pytest.raises(InputError, match="share of under_recorded 2 is no float"):
        synthetic.read_dials(file(GOOD + GOOD.replace("0.5", '"half"')))


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        synthetic.read_dials(tmp_path / "none.toml")
