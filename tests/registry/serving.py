"""Real servers for the tests: PostgreSQL, MLflow on it, a door with a password, and broken ones."""

import base64
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

START_SECONDS = 120
STOP_SECONDS = 15
# PostgreSQL refuses root; Debian's package makes this user.
OWNER = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}


@dataclass(frozen=True)
class Tracking:
    """An `mlflow server` and where it keeps files."""

    address: str
    files: Path
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        _end(self.process, signal.SIGKILL)


@dataclass(frozen=True)
class Database:
    """A PostgreSQL of its own on a socket of its own."""

    address: str
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        _end(self.process, signal.SIGKILL)


@contextmanager
def postgres() -> Iterator[Database]:
    """Debian's PostgreSQL, an empty one."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    assert found, "PostgreSQL is missing; .ci/postgres installs it"
    programs = found[-1].parent
    # not below pytest's folder, which only its owner may enter; a socket's path is short besides
    home = Path(tempfile.mkdtemp(prefix="pg-"))
    if OWNER:
        shutil.chown(home, "postgres", "postgres")
    try:
        made = subprocess.run(
            [programs / "initdb", "-D", home / "data", "-U", "mlflow", "-A", "trust", "--no-sync"],
            capture_output=True, text=True, timeout=START_SECONDS, check=False, cwd=home, **OWNER,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        with (home / "log").open("wb") as log:
            process = subprocess.Popen(
                [
                    programs / "postgres", "-D", home / "data", "-k", home,
                    "-c", "listen_addresses=", "-c", "fsync=off",
                ],
                stdout=log, stderr=log, cwd=home, start_new_session=True, **OWNER,
            )  # fmt: skip
        try:
            _wait(process, home / "log", lambda: _accepts(programs, home))
            yield Database(f"postgresql+psycopg2://mlflow@/postgres?host={home}", process)
        finally:
            _end(process, signal.SIGINT)
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def tracking(database: str, folder: Path) -> Iterator[Tracking]:
    """An MLflow tracking server that hands files through."""
    port, files = free_port(), folder / "artifacts"
    quiet = {
        "MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true",
        "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
    }  # fmt: skip
    # MLflow behaves otherwise where it sees a test; a server in use sees none
    plain = {key: value for key, value in os.environ.items() if key != "PYTEST_CURRENT_TEST"}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [
                sys.executable, "-m", "mlflow", "server", "--host", "127.0.0.1",
                "--port", str(port), "--workers", "1", "--backend-store-uri", database,
                "--serve-artifacts", "--artifacts-destination", str(files),
            ],
            stdout=log, stderr=log, cwd=folder, env={**plain, **quiet}, start_new_session=True,
        )  # fmt: skip
    made = Tracking(f"http://127.0.0.1:{port}", files, process)
    try:
        _wait(process, folder / "log", lambda: _healthy(made.address))
        yield made
    finally:
        _end(process, signal.SIGTERM)


def at_once(script: str, *words: str, n_processes: int) -> list[str]:
    """What Python processes say after `ready`, which each says before any may go on."""
    made = [
        subprocess.Popen(
            [sys.executable, "-c", script, *words],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for _ in range(n_processes)
    ]  # fmt: skip
    try:
        begun = [process.stdout.readline() for process in made if process.stdout]
        said = [process.communicate("go\n", timeout=START_SECONDS) for process in made]
    finally:
        for process in made:
            process.kill()
    assert begun == ["ready\n"] * n_processes, said
    assert [process.returncode for process in made] == [0] * n_processes, said
    return [out for out, _ in said]


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        return port


@contextmanager
def guarded(behind: str, login: str) -> Iterator[str]:
    """A door before a server that opens to `name:password`; gives its bare address."""
    wanted = f"Basic {base64.b64encode(login.encode()).decode()}"
    host, _, port = behind.removeprefix("http://").partition(":")

    def answer(handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        if handler.headers.get("Authorization") != wanted:
            _reply(handler, 401, b"who is there?")
            return
        inner = http.client.HTTPConnection(host, int(port), timeout=60)
        kept = {k: v for k, v in handler.headers.items() if k.lower() != "accept-encoding"}
        inner.request(handler.command, handler.path, body or None, kept)
        got = inner.getresponse()
        _reply(handler, got.status, got.read(), got.headers.get_content_type())
        inner.close()

    with served(answer) as address:
        yield address


@contextmanager
def served(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """A server that answers every request by one function."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            answer(self)

        do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815 - the library's names

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def always(status: int, body: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    """The same answer to everything."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        _reply(handler, status, body)

    return answer


def _reply(
    handler: BaseHTTPRequestHandler, status: int, body: bytes, kind: str = "text/html"
) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(body)))
    handler.send_header("Connection", "close")  # a door that is shut answers nobody any more
    handler.end_headers()
    handler.wfile.write(body)


def _accepts(programs: Path, home: Path) -> bool:
    asked = [programs / "pg_isready", "-h", home, "-U", "mlflow", "-d", "postgres", "-q"]
    return subprocess.run(asked, timeout=STOP_SECONDS, check=False).returncode == 0


def _healthy(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=5) as reply:  # noqa: S310
            return bool(reply.status == 200)
    except OSError:
        return False


def _wait(process: subprocess.Popen[bytes], log: Path, ready: Callable[[], bool]) -> None:
    end = time.monotonic() + START_SECONDS
    while not ready():
        assert process.poll() is None, log.read_text(errors="replace")[-2000:]
        assert time.monotonic() < end, log.read_text(errors="replace")[-2000:]
        time.sleep(0.1)


def _end(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    """End a process and all that it started; by force where it takes too long."""
    for attempt in (how, signal.SIGKILL):
        try:
            os.killpg(process.pid, attempt)
            process.wait(STOP_SECONDS)
        except ProcessLookupError:
            break
        except subprocess.TimeoutExpired:
            continue
