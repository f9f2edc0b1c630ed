from pathlib import Path

import pytest

from riskscreen import policy
from riskscreen.errors import PolicyError


def write(folder: Path, text: str) -> Path:
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return path


HEAD = 'extends = "default"\nname = "own"\ndate = 2026-01-01\n'
SEX = 'column = "sex"\nrequired = true\nlevels = { female = ["female"], male = ["male"] }\n'
ENTRY = 'unit = "x"\nwhy = "x"\nsource = "x"\n'


def test_the_demo_changes_its_three_entries_and_nothing_else() -> None:
    default, demo = policy.load("default"), policy.load("demo")
    changed = {
        name for name, entry in demo.to_dict().items() if entry != default.to_dict().get(name)
    }
    assert changed >= {"name", "missed_contrast", "auc_shortfall", "groups"}
    assert changed <= {
        "name", "date", "missed_contrast", "auc_shortfall", "groups", "population_shares",
    }  # fmt: skip
    assert demo.missed_contrast == 0.15
    assert set(demo.groups["region"].levels) == {"north", "centre", "south"}


def test_a_policy_survives_the_bundle() -> None:
    demo = policy.load("demo")
    assert policy.parse(demo.to_dict()).digest == demo.digest


def test_a_changed_reason_changes_the_digest(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD + "[auc_floor]\nvalue = 0.6\n" + ENTRY)
    other = write(tmp_path, HEAD + "[auc_floor]\nvalue = 0.6\n" + ENTRY.replace('"x"', '"y"'))
    assert policy.load(path).auc_floor == policy.load(other).auc_floor
    path.write_text(HEAD + "[auc_floor]\nvalue = 0.7\n" + ENTRY, encoding="utf-8")
    assert policy.load(path).digest != policy.load("default").digest


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("[auc_flor]\nvalue = 0.6\n" + ENTRY, "unknown entries .*auc_flor"),
        ("[auc_floor]\nvalue = 0.6\n", "auc_floor lacks source, unit, why"),
        ('[auc_floor]\nvalue = "high"\n' + ENTRY, "auc_floor is not a finite number"),
        ("[auc_floor]\nvalue = nan\n" + ENTRY, "auc_floor is not a finite number"),
        ("[capacity.default]\nvalue = 1.5\n" + ENTRY, "capacity.default is not a share"),
        ("[observed_over_expected]\nvalue = [1.1, 1.2]\n" + ENTRY, "must straddle 1"),
        ("[groups.sex]\ncolumn = 'sex'\n", "group sex lacks levels, required"),
        ("[", "is not TOML"),
        ("[auc_floor]\nvalue = 1.0\n" + ENTRY, r"auc_floor: 1, outside \(0, 1\)"),
        ("[missed_contrast]\nvalue = -0.1\n" + ENTRY, "missed_contrast: -0.1, outside"),
        ("[bootstrap_replicates]\nvalue = 3\n" + ENTRY, r"bootstrap_replicates: 3, outside"),
        ("[smallest_cell]\nvalue = [1, 1]\n" + ENTRY, "smallest_cell, first: 1, outside"),
        ('[smallest_cell]\nvalue = ["30", 10]\n' + ENTRY, "smallest_cell is not a finite number"),
        ("[calibration_slope]\nvalue = [0.5, inf]\n" + ENTRY, "slope is not a finite number"),
        ("capacity = 0.1\n", "capacity is not a table"),
        ("[groups.sex]\n" + SEX.replace("true", '"false"'), "sex: required is 'false'"),
        ("[groups.sex]\n" + SEX.replace('["female"]', '"female"'), "female lists no values"),
        ("[groups.sex]\n" + SEX.replace('"male"', '"female"'), "male takes female a second time"),
        ("[groups.sex]\n" + SEX.replace("male =", "other ="), "level other has a reserved name"),
        ("[groups.sex]\nrequird = true\n" + SEX, "sex lacks nothing, has unknown requird"),
        ("[groups.sex]\n" + SEX.replace("female =", "'a & b' ="), "level a & b is blank or holds"),
        ("[groups.'a=b']\n" + SEX, "a=b: its name holds"),
        (
            "[checklist.dropout]\nrules = [{ feature = 'a', at_least = nan }]\n" + ENTRY,
            "at_least is not a finite number",
        ),
        (
            "[population_shares]\nvalue = { sex = { female = 0.7, male = 0.6 } }\n" + ENTRY,
            "population_shares.sex sums to 1.3",
        ),
        ("[protected_features]\nvalue = { sex = ' ' }\n" + ENTRY, "protected_features.sex is not"),
    ],
)
def test_a_broken_policy_says_what_and_where(tmp_path: Path, text: str, wording: str) -> None:
    with pytest.raises(PolicyError, match=wording):
        policy.load(write(tmp_path, HEAD + text))


def test_a_circle_of_policies_ends(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    write(tmp_path, f'extends = "{path}"\nname = "own"\n')
    with pytest.raises(PolicyError, match="circle"):
        policy.load(path)
