"""Which options would have no effect as they are given?

Who writes one believes that it counts: it is refused. What stands in the environment is set once
for every command, and is no such belief.
"""

from __future__ import annotations

import typer

from riskscreen.errors import InputError

__all__ = ["refuse", "written"]


def written(context: typer.Context, *names: str) -> list[str]:
    """Return those of the parameters that stand on the command line, as they stand there."""
    sources = {name: context.get_parameter_source(name) for name in names}
    return [
        f"--{name.replace('_', '-')}"
        for name, source in sources.items()
        if source is not None and source.name == "COMMANDLINE"
    ]


def refuse(context: typer.Context, *names: str, because: str) -> None:
    """Refuse those of the parameters that stand on the command line.

    Parameters
    ----------
    context : typer.Context
        Of the verb.
    names : str
        Parameters that nothing reads as the verb is called.
    because : str
        What is, or is not, given besides.

    Raises
    ------
    InputError
        If one of them is given.
    """
    idle = written(context, *names)
    if idle:
        verb, it = ("has", "it") if len(idle) == 1 else ("have", "them")
        advice = "" if because.startswith("with ") else "add that, or "
        raise InputError(f"{', '.join(idle)} {verb} no effect {because}; {advice}leave {it} out")
