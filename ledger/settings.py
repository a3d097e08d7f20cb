"""What can be set from outside, by environment variables that begin with `DEAL_LEDGER_`."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, urlsplit

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # A container may run under a number that has no name.
        return "unknown"


class Settings(BaseSettings):
    """All settings. A database address may hold a password, so it stays out of the printed form."""

    model_config = SettingsConfigDict(env_prefix="DEAL_LEDGER_", frozen=True)

    database_url: str = Field(default="sqlite:///deal-ledger.sqlite", repr=False)
    #: A file that holds the database's password, for an address that names a user alone: a secret that is mounted is in
    #: no environment and in no command line.
    database_password_file: Path | None = None
    #: Who is recorded as the author of what a person does.
    actor: str = Field(default_factory=_user, min_length=1)
    log_format: Literal["auto", "console", "json"] = "auto"
    log_level: Literal["debug", "info", "warning", "error", "critical"] = "warning"
    #: What is stored of a document: all of it, or its hash and the quotes of its facts only (publishers' rights).
    keep: Literal["full", "quotes"] = "full"
    max_document_bytes: int = Field(default=20_000_000, gt=0)
    #: Networks and hosts inside that documents may be fetched from, such as 10.1.0.0/16,wiki.corp; by default none.
    fetch_allow_private: str = ""
    #: How sites can reach whoever runs this worker: an address of a page or a mailbox. It is sent with every request.
    fetch_contact: str | None = None
    #: Requests that one host answers at once, and seconds between their beginnings.
    fetch_per_host: int = Field(default=2, ge=1)
    fetch_pause: float = Field(default=1.0, ge=0)
    #: Seconds that one fetch may spend on the wire, redirects and retries included.
    fetch_seconds: float = Field(default=60.0, gt=0)
    #: Processes that read documents; with none, the worker itself reads.
    worker_processes: int = Field(default=1, ge=0)
    #: Seconds after which another worker takes over from one that gives no sign of life.
    worker_lease: float = Field(default=30.0, ge=1)
    #: Where the worker answers whether it is well (such as 127.0.0.1:9464); by default nowhere.
    worker_listen: str | None = None
    #: Seconds between two readings of a source at the least.
    source_least_seconds: int = Field(default=60, gt=0)
    #: Facts that the reader is less sure of wait for a person (`deal-ledger review`).
    review_below: float = Field(default=0.55, ge=0, le=1)
    #: Who reads: the rules, a language model, or both, so that what they disagree about waits for a person.
    reader: Literal["rules", "model", "both"] = "rules"
    #: Where a model answers as OpenAI's interface does (such as http://localhost:8000/v1), its name, and a key if it
    #: wants one.
    model_url: str | None = None
    model_name: str | None = None
    model_key: SecretStr | None = None
    model_timeout: float = Field(default=60.0, gt=0)

    @model_validator(mode="before")
    @classmethod
    def _with_password(cls, given: Any) -> Any:
        """The database's address, completed by the password from its file."""
        if not isinstance(given, dict) or not given.get("database_password_file"):
            return given
        file = Path(given["database_password_file"])
        address = str(given.get("database_url", cls.model_fields["database_url"].default))
        return given | {"database_url": _completed(address, file)}


def _completed(address: str, file: Path) -> str:
    parts = urlsplit(address)
    user, at, place = parts.netloc.rpartition("@")
    if not at or ":" in user:
        raise ValueError(
            f"the password in {file} belongs to an address with a user and no password, such as postgresql://user@host/name"
        )
    try:
        # As editors and `echo` leave it: the end of the line is no part of it.
        password = file.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        said = getattr(error, "strerror", None) or "it is no text"
        raise ValueError(f"the file {file} cannot be read: {said.lower()}") from None
    if not password:
        raise ValueError(f"the file {file} holds no password")
    return parts._replace(netloc=f"{user}:{quote(password, safe='')}@{place}").geturl()
