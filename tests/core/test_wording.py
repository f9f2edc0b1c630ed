import pytest

from riskscreen.core import counted, named


@pytest.mark.parametrize(
    ("n", "said"), [(0, "0 lines"), (1, "1 line"), (2, "2 lines"), (1_000, "1000 lines")]
)
def test_one_thing_is_never_several(n: int, said: str) -> None:
    assert counted(n, "line") == said


def test_a_noun_of_its_own_plural() -> None:
    assert [counted(n, "child", "children") for n in (1, 2)] == ["1 child", "2 children"]


def test_names_are_listed_as_words_and_never_as_python() -> None:
    assert named(()) == "nothing"
    assert named({"b": 1, "a": 2}) == "b, a"
    assert named(["a", "b", "c", "d"]) == "a, b, c and 1 more"
