"""The command in this process: quick, and with its streams apart. Some tests start the installed one instead."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy.engine import Engine
from typer.testing import CliRunner

from ledger import bootstrap
from ledger.cli import app
from ledger.store.database import open_engine

COMMAND = Path(sys.executable).with_name("deal-ledger")


@dataclass(frozen=True)
class Answer:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Standard output as one JSON object a line, and nothing else."""
        lines = self.out.split("\n")
        assert lines.pop() == "", "the last line has an end"
        rows = [json.loads(line) for line in lines]
        assert all(isinstance(row, dict) for row in rows)
        return rows

    @property
    def row(self) -> dict[str, Any]:
        """The only one."""
        [row] = self.rows
        return row

    @property
    def sentence(self) -> str:
        """What a failure says: nothing on standard output, one line on standard error, no trace of the program."""
        assert (self.code, self.out) == (1, ""), self
        assert "Traceback" not in self.err
        [line] = self.err.splitlines()
        assert line.endswith(".")
        return line


@dataclass(frozen=True)
class Command:
    """`deal-ledger` with a database of its own."""

    url: str
    folder: Path

    def __call__(self, *arguments: str, code: int = 0, **settings: str) -> Answer:
        """Run in this process and check the exit code."""
        environment: dict[str, str | None] = {"DEAL_LEDGER_DATABASE_URL": self.url, "DEAL_LEDGER_ACTOR": "ana"}
        environment |= {f"DEAL_LEDGER_{name.upper()}": value for name, value in settings.items()}
        with _clean(), pytest.MonkeyPatch.context() as patch:
            engines: list[Engine] = []
            patch.setattr(bootstrap, "open_engine", partial(_kept, engines))
            result = CliRunner().invoke(app, list(arguments), env=environment)
            for engine in engines:
                engine.dispose()
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        answer = Answer(result.exit_code, result.stdout, result.stderr)
        assert answer.code == code, answer
        return answer

    def installed(self, *arguments: str, code: int = 0, **settings: str) -> Answer:
        """Run the installed command in a process of its own and check the exit code."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("DEAL_LEDGER_")}
        environment = inherited | {"DEAL_LEDGER_DATABASE_URL": self.url, "DEAL_LEDGER_ACTOR": "ana"}
        environment |= {f"DEAL_LEDGER_{name.upper()}": value for name, value in settings.items()}
        done = subprocess.run(
            [COMMAND, *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        answer = Answer(done.returncode, done.stdout, done.stderr)
        assert answer.code == code, answer
        return answer

    def file(self, name: str, content: str | bytes | Sequence[dict[str, Any]]) -> str:
        """A file beside the database; dictionaries are lines of structured facts."""
        path = self.folder / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif isinstance(content, str):
            path.write_text(content, encoding="utf-8")
        else:
            path.write_text("".join(json.dumps(line) + "\n" for line in content), encoding="utf-8")
        return str(path)


def initialised(template: Path, folder: Path) -> Command:
    """A ledger on SQLite with its seed companies: a copy, which costs a hundredth of `init`."""
    file = folder / "ledger.sqlite"
    shutil.copyfile(template, file)
    return Command(f"sqlite:///{file}", folder)


def make_template(folder: Path) -> Path:
    """The file that such copies are taken of."""
    file = folder / "template.sqlite"
    Command(f"sqlite:///{file}", folder)("init")
    return file


def _kept(engines: list[Engine], url: str) -> Engine:
    engines.append(open_engine(url))
    return engines[-1]


@contextlib.contextmanager
def _clean() -> Iterator[None]:
    """Put logging back to what it was, since a command sets it up for a process of its own."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    configured = structlog.get_config() if structlog.is_configured() else None
    try:
        yield
    finally:
        root.handlers, root.level = handlers, level
        structlog.reset_defaults()
        if configured is not None:
            structlog.configure(**configured)
