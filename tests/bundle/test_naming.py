from pathlib import Path

import pytest

from riskscreen import errors
from riskscreen.bundle.naming import naming


@pytest.mark.parametrize("kind", [errors.BundleError, errors.SignatureError])
def test_a_refusal_begins_with_the_folder_and_keeps_its_class(kind: type[Exception]) -> None:
    @naming
    def read(folder: str | Path) -> None:
        raise kind("card.json has 3 bytes")

    with pytest.raises(kind, match=r"^models/north/1: card.json has 3 bytes$"):
        read(Path("models/north/1"))


def test_a_folder_that_is_named_already_is_named_once() -> None:
    @naming
    def read(folder: str | Path) -> None:
        raise errors.BundleError(f"{folder} is no folder")

    with pytest.raises(errors.BundleError, match=r"^models/north/1 is no folder$"):
        read("models/north/1")
