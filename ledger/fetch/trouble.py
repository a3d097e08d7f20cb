"""Why a fetch ends early, inside the package; callers see outcomes (`ledger.fetch.outcomes`)."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

#: Constant words, fit for labels of metrics. Sentences for people stand beside them.
RefusedWhy = Literal["address", "guard", "robots", "redirects", "type", "size", "status"]
FailedWhy = Literal["network", "timeout", "status", "answer", "robots"]


class Barred(Exception):
    """What the rules of fetching forbid: trying again would not help. `clause` continues “ADDRESS …”."""

    def __init__(self, why: RefusedWhy, clause: str, status: int | None = None) -> None:
        super().__init__(clause)
        self.why: RefusedWhy = why
        self.clause = clause
        self.status = status


class Trouble(Exception):
    """What may pass.

    Args:
        again: whether asking again within seconds makes sense.
        wait: for how many seconds the server wants to be left alone, if it said so.
    """

    def __init__(
        self,
        why: FailedWhy,
        clause: str,
        *,
        again: bool = False,
        wait: float | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(clause)
        self.why: FailedWhy = why
        self.clause = clause
        self.again = again
        self.wait = wait
        self.status = status


class NotNow(Exception):
    """The host is to be left alone until `until`; nobody was asked."""

    def __init__(self, until: datetime, clause: str) -> None:
        super().__init__(clause)
        self.until = until
        self.clause = clause
