"""What can be set from outside, by environment variables that begin with `DEAL_LEDGER_`."""

from __future__ import annotations

import getpass
from typing import Literal

from pydantic import Field
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
    #: Who is recorded as the author of what a person does.
    actor: str = Field(default_factory=_user, min_length=1)
    log_format: Literal["auto", "console", "json"] = "auto"
    log_level: Literal["debug", "info", "warning", "error", "critical"] = "warning"
    max_document_bytes: int = Field(default=20_000_000, gt=0)
