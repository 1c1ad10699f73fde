"""A throw-away PostgreSQL cluster for tests: its own directory, a free port, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

REMEDY = "install PostgreSQL's server (Debian: apt-get install postgresql; macOS: brew install postgresql)"
PLACES = ("/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt", "/usr/local/pgsql")


def server_programs() -> Path:
    """The folder of initdb and pg_ctl. Raises RuntimeError naming the remedy when there is none."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    for place in PLACES:
        programs = sorted(Path(place).glob("**/bin/initdb")) if Path(place).is_dir() else []
        if programs:
            return programs[-1].parent
    raise RuntimeError(f"expected PostgreSQL's initdb on PATH or under {', '.join(PLACES)}; {REMEDY}")


@contextmanager
def cluster() -> Iterator[str]:
    """Start a cluster, give its URL, stop and remove it. Durability is off: it is thrown away anyway."""
    programs = server_programs()
    home = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a short path: a socket's name has a limit
    owner = _owner(home)
    data = home / "data"
    try:
        _run(owner, [programs / "initdb", "-D", data, "-U", "shop", "-A", "trust", "-E", "UTF8", "--no-sync"])
        port = _free_port()
        flags = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 -c fsync=off -c shared_buffers=16MB"
        start: list[str | Path] = ["-w", "-t", "60", "-l", home / "log", "-o", flags, "start"]
        _run(owner, [programs / "pg_ctl", "-D", data, *start])
        try:
            yield f"postgresql://shop@127.0.0.1:{port}/postgres"
        finally:
            _run(owner, [programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"])
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _owner(home: Path) -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: then another account owns the cluster."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    owner = names.get("postgres") or names["nobody"]
    os.chown(home, owner.pw_uid, owner.pw_gid)
    return owner


def _run(owner: pwd.struct_passwd | None, command: list[str | Path]) -> None:
    done = subprocess.run(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        cwd="/",
        env={**os.environ, "LC_ALL": "C"},
        preexec_fn=_as(owner) if owner else None,
        timeout=120,
    )
    if done.returncode:
        name = Path(str(command[0])).name
        raise RuntimeError(f"expected {name} to succeed, found: {done.stdout[-800:]}; {REMEDY}")


def _as(owner: pwd.struct_passwd) -> Callable[[], None]:
    def change() -> None:
        os.setgroups([])
        os.setgid(owner.pw_gid)
        os.setuid(owner.pw_uid)

    return change


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
