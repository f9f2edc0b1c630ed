"""How is MLflow spoken to, so that its faults are told in time and without secrets?

Its client alone: no global tracking address, no autologging, no model flavour (a flavour can run
Python from an artefact), no telemetry. Left to itself MLflow waits two minutes for an answer and
asks seven times more.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from types import ModuleType
from typing import Any

from riskscreen.core import alone, need
from riskscreen.errors import RegistryError, RiskscreenError
from riskscreen.registry.address import Address

__all__ = ["Connection", "pages"]

_EXPERIMENT = "riskscreen"
_PROXIED = "mlflow-artifacts:"
_LONGEST = 600
_TRIES = 3
_PAGE = 1000  # the most that MLflow gives of registered models
_TRANSPORT = {
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "30",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",
    "MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR": "1",
    # files pass through the server and no other host
    "MLFLOW_ENABLE_PROXY_MULTIPART_DOWNLOAD": "false",
    "MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD": "false",
}


class Connection:
    """MLflow's client for one address, and the experiment that holds every run.

    Parameters
    ----------
    address : Address
        A folder is made where absent; a server is asked at once.

    Raises
    ------
    MissingExtraError
        If MLflow is not installed.
    RegistryError
        If the store cannot be opened, or the server does not hold files itself.
    """

    def __init__(self, address: Address) -> None:
        self.address = address
        self.mlflow = _quiet_mlflow()
        self._foreign = self._faults()
        if address.folder is not None:
            with self.asking("make its folder"):
                address.folder.mkdir(parents=True, exist_ok=True)
        with self.alone(), self.asking("open the store"):
            self.client: Any = self.mlflow.tracking.MlflowClient(
                tracking_uri=address.uri, registry_uri=address.uri
            )
            self.experiment: str = self._own_experiment()

    def alone(self) -> AbstractContextManager[None]:
        """Keep other processes from writing to a folder; a server keeps order by itself.

        Not to be entered twice: the second entrance waits for the first to end.
        """
        folder = self.address.folder
        return nullcontext() if folder is None else alone(folder)

    @contextmanager
    def asking(self, doing: str) -> Iterator[None]:
        """Tell whatever goes wrong inside as a RegistryError, with no secret in it.

        Raises
        ------
        RegistryError
            For every fault of MLflow, its database, its server and the way there.
        """
        met: Exception | None = None
        try:
            yield
        except RiskscreenError:
            raise
        except self._foreign as fault:
            met = fault
        if met is not None:
            self._tell(doing, met)

    def code(self, fault: BaseException) -> str:
        """Return MLflow's code of a fault, empty for a fault that MLflow did not raise."""
        return str(getattr(fault, "error_code", ""))

    def insist(self, call: Callable[[], Any]) -> Any:  # noqa: ANN401 - MLflow's answer
        """Return what MLflow answers to a call that may be made twice.

        Of two clients that first write one tag or alias at once, the database refuses one; asked
        again, it finds the other's and writes over it.
        """
        for _ in range(_TRIES - 1):
            try:
                return call()
            except self.mlflow.exceptions.MlflowException as fault:
                if self.code(fault) != "BAD_REQUEST":
                    raise
        return call()

    def run(self, run_id: str) -> Any:  # noqa: ANN401 - MLflow's run
        """Return MLflow's own record of a run.

        Raises
        ------
        RegistryError
            If there is none.
        """
        with self.asking(f"read run {run_id}"):
            try:
                return self.client.get_run(run_id)
            except self.mlflow.exceptions.MlflowException as fault:
                if self.code(fault) != "RESOURCE_DOES_NOT_EXIST":
                    raise
        raise RegistryError(f"no run {run_id} in {self.address.shown}; train again")

    def _own_experiment(self) -> str:
        """Return the id of the experiment, made where absent; the first call makes the database."""
        found = self.client.get_experiment_by_name(_EXPERIMENT)
        if found is None:
            self._make_experiment()
            found = self.client.get_experiment_by_name(_EXPERIMENT)
        place = str(found.artifact_location)
        if self.address.folder is None and not place.startswith(_PROXIED):
            raise RegistryError(
                f"the MLflow server {self.address.shown} keeps files at {self.address.mask(place)},"
                " out of its own reach; start it with --serve-artifacts and "
                "--artifacts-destination, on a store that has no experiment riskscreen yet"
            )
        return str(found.experiment_id)

    def _make_experiment(self) -> None:
        folder = self.address.folder
        place = None if folder is None else (folder / "artifacts").as_uri()
        try:
            self.client.create_experiment(_EXPERIMENT, artifact_location=place)
        except self.mlflow.exceptions.MlflowException as fault:
            if self.code(fault) != "RESOURCE_ALREADY_EXISTS":  # somebody was faster
                raise

    def _faults(self) -> tuple[type[Exception], ...]:
        if self.address.folder is None:
            return (Exception,)  # a server, or what stands in its place, may answer anything
        database = need("sqlalchemy.exc", extra="registry")
        return (self.mlflow.exceptions.MlflowException, database.SQLAlchemyError, OSError)

    def _tell(self, doing: str, fault: Exception) -> None:
        error = RegistryError(self._said(doing, fault))
        try:
            raise error from (None if self.address.secrets else fault)
        finally:
            if self.address.secrets:
                # `from None` hides the fault and keeps it; whoever walks the chain would read it
                error.__context__ = None

    def _said(self, doing: str, fault: Exception) -> str:
        text = " ".join(self.address.mask(str(fault)).split())
        short = text if len(text) <= _LONGEST else f"{text[:_LONGEST]} ..."
        answered = isinstance(fault, self.mlflow.exceptions.RestException)
        if self.address.folder is not None or answered:
            return f"MLflow at {self.address.shown} did not {doing}: {short}"
        return (
            f"the MLflow server {self.address.shown} could not be asked to {doing}: {short}; see "
            "that it runs and is reached at this address, then do it again"
        )


def pages(ask: Callable[..., Any], **question: object) -> Iterator[Any]:
    """Give every entry that MLflow has; left to itself it gives the first of them and is silent.

    Parameters
    ----------
    ask : callable
        A search of MLflow's client.
    **question
        What it is asked, but for the size and the token of a page.
    """
    token: str | None = None
    while True:
        page = ask(**question, max_results=_PAGE, page_token=token)
        yield from page
        token = page.token
        if not token:
            return


def _quiet_mlflow() -> ModuleType:
    os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
    os.environ["DO_NOT_TRACK"] = "true"
    # At the end of a run MLflow prints where to see it, with the password of the address.
    os.environ["MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT"] = "true"
    os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
    # MLflow imports Git to name the code's version; the bundle names it itself.
    os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
    for name, value in _TRANSPORT.items():
        os.environ.setdefault(name, value)
    mlflow = need("mlflow", extra="registry")
    for part in ("tracking", "entities", "exceptions", "store.artifact"):
        need(f"mlflow.{part}", extra="registry")
    need("mlflow.store.artifact.artifact_repository_registry", extra="registry")
    for noisy in ("mlflow", "alembic"):  # after the import, which sets its own level
        logging.getLogger(noisy).setLevel(logging.ERROR)
    return mlflow
