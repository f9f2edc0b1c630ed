import pytest

from riskscreen.core import need
from riskscreen.errors import MissingExtraError


def test_a_library_that_is_there_comes_back() -> None:
    assert need("numpy", extra="train").__name__ == "numpy"


def test_a_missing_library_names_the_line_that_installs_it() -> None:
    with pytest.raises(MissingExtraError, match=r'pip install "riskscreen\[report\]"'):
        need("no_such_library", extra="report")
