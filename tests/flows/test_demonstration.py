"""What the demo says before it begins; what it makes is seen in tests/journeys."""

from pathlib import Path

import pytest

from riskscreen import errors, flows


def test_a_second_demo_in_one_folder_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "demo" / "keys").mkdir(parents=True)
    with pytest.raises(errors.InputError, match="holds an earlier demo; delete it, or name anoth"):
        flows.demo(tmp_path / "demo")
