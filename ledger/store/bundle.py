"""Where the files are that ship with the product beside its code."""

from __future__ import annotations

from pathlib import Path

from ledger.model.errors import LedgerError

_PACKAGE = Path(__file__).resolve().parent.parent


def bundled(folder: str) -> Path:
    """The folder "migrations" or "seeds": inside the installed package, or at the root of the checkout.

    Raises:
        LedgerError: it is in neither place.
    """
    for candidate in (_PACKAGE / "_bundle" / folder, _PACKAGE.parent / folder):
        if candidate.is_dir():
            return candidate
    raise LedgerError(f"This installation of deal-ledger lacks its “{folder}” folder; install it again.")
