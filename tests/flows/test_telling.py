from riskscreen.flows.telling import nobody, numbered


def test_each_line_says_which_step_of_how_many_begins() -> None:
    said: list[str] = []
    tell = numbered(said.append, steps=2)
    tell("tables")
    tell("audit")
    assert said == ["1 of 2: tables", "2 of 2: audit"]


def test_nobody_hears() -> None:
    assert nobody("tables") is None
