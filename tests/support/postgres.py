"""A PostgreSQL server for the tests: the one somebody names, else one of our own that cannot outlive us.

The throw-away cluster is owned by a keeper, a small process that runs this same file. The keeper holds the
server as its child and reads from a pipe whose other end only the tests hold. However the tests end, by
finishing, by an error or by `kill -9`, the operating system closes that pipe, and the keeper stops the server
and removes its files. So each process that asks has a cluster of its own (each worker of pytest-xdist), and
none needs a lock or a port: the server listens on a socket in a folder that nobody else can enter, and on
no network at all.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

URL_VARIABLE = "DEAL_LEDGER_TEST_POSTGRES_URL"
DRIVER = "postgresql+psycopg"
OLDEST_SUPPORTED = 14
ROLE = "tests"
# A cold machine may take its time over initdb; to take longer than this is a fault.
START_SECONDS = 120
STOP_SECONDS = 20

# Where packages put the server programs, which are mostly not in PATH.
PROGRAM_FOLDERS = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # Red Hat and kin
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)

# Nothing here has to survive a crash, so nothing waits for the disk.
FASTER_THAN_SAFE = {
    "autovacuum": "off",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "50",
    "max_wal_senders": "0",
    "shared_buffers": "32MB",
    "synchronous_commit": "off",
    "wal_level": "minimal",
}


@dataclass(frozen=True)
class Unavailable:
    """No server, and why. If somebody `configured` a certain one, tests must fail instead of skipping."""

    reason: str
    configured: bool = False


class PostgresServer:
    """A server on which tests may create databases."""

    def __init__(self, admin_url: str, keeper: subprocess.Popen[str] | None = None) -> None:
        """Take the SQLAlchemy URL of a role that may create databases, and our own server's keeper."""
        self.admin_url = admin_url
        self._keeper = keeper

    def create_database(self) -> str:
        """Return the SQLAlchemy URL of a fresh, empty database."""
        name = f"deal_ledger_test_{uuid.uuid4().hex}"
        self._execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
        return _with_database(self.admin_url, name)

    def drop_database(self, url: str) -> None:
        """Drop a database that `create_database` made, whoever is still connected to it."""
        name = _database_of(url)
        if not name.startswith("deal_ledger_test_"):
            raise ValueError(f"{name!r} is not a database of these tests, so it is not dropped")
        self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def version(self) -> int:
        """Return the server's major version."""
        return int(self._execute("SELECT current_setting('server_version_num')::int / 10000"))

    def may_create_databases(self) -> bool:
        """Tell whether the URL's role has the right that these tests live on."""
        return bool(self._execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"))

    def stop(self) -> None:
        """Stop the server if it is ours; a server that somebody named is left as it was found."""
        if self._keeper is not None:
            _dismiss(self._keeper)

    def _execute(self, statement: str) -> Any:
        """Run one statement in a connection of its own and no transaction; return its first value, if any."""
        # Imported here, for the keeper runs this file too and should start in no time.
        import psycopg

        with psycopg.connect(_libpq(self.admin_url), autocommit=True, connect_timeout=10) as connection:
            cursor = connection.execute(statement.encode())
            row = cursor.fetchone() if cursor.description else None
            return row[0] if row else None


def postgres_server() -> PostgresServer | Unavailable:
    """Find or start a server. Whoever gets one stops it in the end; if they die first, no harm is done."""
    url = os.environ.get(URL_VARIABLE)
    return connect_to(url) if url else start_cluster()


def connect_to(url: str) -> PostgresServer | Unavailable:
    """Return the server at `url`, once it has answered and proved fit for these tests."""
    import psycopg

    server = PostgresServer(re.sub(r"^postgres(ql)?(\+\w+)?:", f"{DRIVER}:", url))
    try:
        if (version := server.version()) < OLDEST_SUPPORTED:
            return Unavailable(
                f"the server at {URL_VARIABLE} is PostgreSQL {version}, older than {OLDEST_SUPPORTED}",
                configured=True,
            )
        if not server.may_create_databases():
            return Unavailable(f"the role in {URL_VARIABLE} may not create databases", configured=True)
    except psycopg.Error as error:
        return Unavailable(f"no answer from the server at {URL_VARIABLE}: {error}", configured=True)
    return server


def start_cluster(
    settings: Mapping[str, str] = FASTER_THAN_SAFE, largest_file: int | None = None
) -> PostgresServer | Unavailable:
    """Start a throw-away cluster from the PostgreSQL programs of this machine. Benchmarks give `settings` of theirs.

    With `largest_file`, in bytes, it can write no larger ones, as if its disk were full.
    """
    programs = find_programs()
    if programs is None:
        return Unavailable(f"PostgreSQL's initdb and postgres are not installed, and {URL_VARIABLE} names no server")
    # The keeper has a session of its own, so that Ctrl-C reaches the tests alone and it cleans up after them.
    keeper = subprocess.Popen(
        [sys.executable, __file__, str(programs), json.dumps(dict(settings)), str(largest_file or "")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert keeper.stdout is not None
    answer = json.loads(keeper.stdout.readline() or '{"error": "its keeper died"}')
    if "error" in answer:
        _dismiss(keeper)
        return Unavailable(f"PostgreSQL in {programs} does not start: {answer['error']}")
    return PostgresServer(f"{DRIVER}://{ROLE}@/postgres?host={answer['socket']}", keeper)


def find_programs() -> Path | None:
    """Return the folder of the newest installed server programs."""
    candidates: list[Path] = []
    for pattern in PROGRAM_FOLDERS:
        fixed, _, rest = pattern.partition("*")
        folder, _, prefix = fixed.rpartition("/")
        candidates += Path(folder).glob(f"{prefix}*{rest}")
    if pg_config := shutil.which("pg_config"):
        asked = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        candidates += [Path(asked.stdout.strip())] if asked.returncode == 0 else []
    # Last, because what stands in PATH may be a wrapper; of equal versions the first is taken.
    if initdb := shutil.which("initdb"):
        candidates.append(Path(initdb).resolve().parent)
    versions = {folder: _version_of(folder) for folder in candidates}
    newest = max(versions, key=versions.__getitem__, default=None)
    return newest if newest is not None and versions[newest] >= OLDEST_SUPPORTED else None


def _version_of(folder: Path) -> int:
    """Return the major version of the server programs in a folder, 0 if it lacks one of the two needed."""
    try:
        for program in ("initdb", "postgres"):
            shown = subprocess.run([folder / program, "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.search(r"\) (\d+)", shown.stdout)
    return int(found[1]) if found else 0


def _dismiss(keeper: subprocess.Popen[str]) -> None:
    """Let go of the keeper's pipe, which is its sign to clean up, and wait until it has."""
    for pipe in (keeper.stdin, keeper.stdout):
        if pipe is not None:
            pipe.close()
    try:
        keeper.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:  # a forked child still holds the pipe
        keeper.terminate()
        keeper.wait(STOP_SECONDS * 2)


def _libpq(url: str) -> str:
    return url.replace(f"{DRIVER}:", "postgresql:", 1)


def _with_database(url: str, name: str) -> str:
    """Return `url` with another database; the rest, be it a password, a socket or a certificate, stays."""
    base, question, options = url.partition("?")
    scheme, slashes, rest = base.partition("://")
    return f"{scheme}{slashes}{rest.partition('/')[0]}/{name}{question}{options}"


def _database_of(url: str) -> str:
    return url.partition("?")[0].partition("://")[2].partition("/")[2]


# -- The keeper ------------------------------------------------------------------------------------------


def keep(
    programs: Path, settings: Mapping[str, str], leash: IO[str], answer: IO[str], largest_file: int | None = None
) -> None:
    """Run a cluster while somebody holds the other end of `leash`; tell on `answer` where its socket is."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))
    home = Path(tempfile.mkdtemp(prefix="dl-pg-", dir=_short_folder()))
    server: subprocess.Popen[bytes] | None = None
    try:
        run_as = _unprivileged(home)
        _initialise(programs, home, run_as)
        if largest_file is not None:
            import resource  # there is none on Windows

            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
        server = _start(programs, settings, home, run_as)
        _wait_until_ready(server, home)
        print(json.dumps({"socket": str(home)}), file=answer, flush=True)
        leash.read()
    except (OSError, RuntimeError) as error:
        with contextlib.suppress(BrokenPipeError):
            print(json.dumps({"error": str(error)}), file=answer, flush=True)
    finally:
        if server is not None:
            _stop(server)
        shutil.rmtree(home, ignore_errors=True)


def _short_folder() -> str | None:
    """Return a folder with a short path: a socket's ends at a hundred characters, macOS's own is longer."""
    return "/tmp" if os.access("/tmp", os.W_OK) else None  # noqa: S108 - mkdtemp makes a private folder in it


def _unprivileged(home: Path) -> dict[str, Any]:
    """Return how to start a process as somebody whom PostgreSQL agrees to serve: anybody but root."""
    if os.geteuid() != 0:
        return {}
    import pwd  # there is none on Windows, where nobody is root

    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            account = pwd.getpwnam(name)
            os.chown(home, account.pw_uid, account.pw_gid)
            return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    raise RuntimeError("it refuses to run as root, and there is neither a user postgres nor a user nobody")


def _initialise(programs: Path, home: Path, run_as: dict[str, Any]) -> None:
    """Make the cluster, with a language's sorting rules where the programs know them.

    Users' servers mostly sort text by the rules of a language, SQLite by bytes. Code that leans on either
    order should fail here and not at their place.
    """
    command: list[str | Path] = [programs / "initdb", "--pgdata", home / "data", "--username", ROLE]
    # Only benchmarks listen on a network, and there anybody of this machine may knock.
    command += ["--auth-local", "trust", "--auth-host", "scram-sha-256"]
    command += ["--encoding", "UTF8", "--locale", "C", "--no-sync"]
    for language in (["--locale-provider", "icu", "--icu-locale", "en-US"], []):
        made = subprocess.run(
            [*command, *language],
            cwd=home,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            **run_as,
        )
        if made.returncode == 0:
            return
    raise RuntimeError(f"initdb says: {made.stderr.strip()}")


def _start(programs: Path, settings: Mapping[str, str], home: Path, run_as: dict[str, Any]) -> subprocess.Popen[bytes]:
    chosen = {"listen_addresses": ""} | dict(settings) | {"unix_socket_directories": str(home)}
    options = [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]
    with (home / "log").open("wb") as log:
        return subprocess.Popen(
            [programs / "postgres", "-D", home / "data", *options],
            cwd=home,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            **run_as,
        )


def _environment() -> dict[str, str]:
    """Return this environment without what would lead PostgreSQL elsewhere, such as PGHOST and PGDATA."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return kept | {"LC_ALL": "C"}


def _wait_until_ready(server: subprocess.Popen[bytes], home: Path) -> None:
    """Wait for the line that the server adds to its own file once it takes connections."""
    deadline = time.monotonic() + START_SECONDS
    status_file = home / "data" / "postmaster.pid"
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(FileNotFoundError):
            if status_file.read_text().rstrip().endswith("ready"):
                return
        time.sleep(0.02)
    raise RuntimeError((home / "log").read_text(errors="replace").strip() or "it did not become ready in time")


def _stop(server: subprocess.Popen[bytes]) -> None:
    """Stop the server at once: nobody wants its data any more."""
    server.send_signal(signal.SIGQUIT)
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


if __name__ == "__main__":
    keep(
        Path(sys.argv[1]),
        json.loads(sys.argv[2]) if sys.argv[2:] else FASTER_THAN_SAFE,
        sys.stdin,
        sys.stdout,
        int(sys.argv[3]) if sys.argv[3:] and sys.argv[3] else None,
    )
