"""PostgreSQL's own programs for dumping and restoring, found in PATH."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from sqlalchemy.engine import URL

from ledger.model.errors import LedgerError

#: Query parameters of an address that hold secrets: they go by the environment, which others cannot list.
_SECRET = {"password": "PGPASSWORD", "sslpassword": "PGSSLPASSWORD"}


def version_of(program: str) -> int | None:
    """The major version of a program in PATH; nothing if it is not there or does not run."""
    path = shutil.which(program)
    if path is None:
        return None
    try:
        shown = subprocess.run([path, "--version"], capture_output=True, text=True, check=True, timeout=20)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"\) (\d+)", shown.stdout)
    return int(found[1]) if found else None


def dump(url: URL, server: int, snapshot: str, target: Path) -> None:
    """Dump the database as it is in an exported snapshot, in the custom format.

    Raises:
        LedgerError: the program is missing, older than the server, or failed; with what it said.
    """
    _require("pg_dump", server)
    _run("pg_dump", url, "--format=custom", f"--snapshot={snapshot}", f"--file={target}")


def restore(url: URL, server: int, source: Path) -> None:
    """Restore a dump into an empty database, in one transaction.

    Raises:
        LedgerError: the program is missing, older than the server, or failed; with what it said.
    """
    _require("pg_restore", server)
    _run("pg_restore", url, "--single-transaction", "--exit-on-error", str(source))


def _require(program: str, server: int) -> None:
    version = version_of(program)
    if version is None:
        raise LedgerError(f"{program} is not in PATH; install PostgreSQL's client programs, version {server} or newer.")
    if version < server:
        raise LedgerError(
            f"{program} is of version {version} and the server of {server}; install the client programs of {server}."
        )


def _run(program: str, url: URL, *arguments: str) -> None:
    path = shutil.which(program)
    assert path is not None
    query = {key: value for key, value in url.query.items() if key not in _SECRET}
    address = URL.create("postgresql", url.username, None, url.host, url.port, url.database, query)
    done = subprocess.run(  # noqa: S603 - our own arguments; the address is the user's
        # Rights and owners are the new database's affair, and may not exist there.
        [path, "--no-owner", "--no-privileges", "--no-password", *arguments, "--dbname", address.render_as_string()],
        env=os.environ | _secrets(url),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        said = " ".join(done.stderr.split()) or f"it ended with {done.returncode}"
        raise LedgerError(f"{program} failed: {said}")


def _secrets(url: URL) -> dict[str, str]:
    found = {_SECRET[key]: str(value) for key, value in url.query.items() if key in _SECRET}
    return found | ({"PGPASSWORD": str(url.password)} if url.password else {})
