"""What can go wrong, one class per failure. Each message says what happened, to what, and what to do."""


class LedgerError(Exception):
    """A failure that is explained to the user in one sentence; the command line exits with 1."""


class InvalidFact(LedgerError):
    """A fact that breaks a rule of its kind (a negative percentage, an impossible date)."""


class InvalidDate(LedgerError):
    """Text that is neither a day, an ISO time nor an EDTF date."""


class UnreadableDocument(LedgerError):
    """A document that cannot be turned into text; it goes to quarantine with this reason."""


class ReaderUnavailable(LedgerError):
    """A reader from outside is not set up, cannot be reached, or does not answer as agreed."""


class UnstorableText(LedgerError):
    """Text that no database takes: it holds a NUL character or half of a surrogate pair."""


class UnknownCompany(LedgerError):
    """No visible company, fund or person has this id, name or alias."""


class AmbiguousCompany(LedgerError):
    """A name that several entities share."""


class NameTaken(LedgerError):
    """A name that another entity bears already."""


class InvalidEntity(LedgerError):
    """A description of an entity that breaks a rule (an id with spaces, a LEI of ten characters)."""


class ImpossibleDecision(LedgerError):
    """A decision contradicts what stands (merging an entity with itself, splitting what was never merged)."""


class UnknownEntry(LedgerError):
    """Nothing waits in quarantine under this id or address, or several things do."""


class UnknownSource(LedgerError):
    """No source has this name."""


class InvalidSource(LedgerError):
    """A description of a source that breaks a rule (an address that is none, an interval of nothing)."""


class LeaseHeld(LedgerError):
    """Another worker holds the lease."""


class UnknownSubscription(LedgerError):
    """No subscription has this name."""


class InvalidSubscription(LedgerError):
    """A subscription that breaks a rule (a condition that is none, an address that is none, a kind that is none)."""


class NobodyAtWork(LedgerError):
    """No worker of this machine has given a sign of life of late."""


class CannotListen(LedgerError):
    """The worker cannot answer at the address that it was given to listen at."""


class UnknownClaim(LedgerError):
    """No claim has this id or position, or it is not visible to the question."""


class UnknownPublication(LedgerError):
    """No captured publication has this id."""


class UnknownProposal(LedgerError):
    """No proposed fact has this id or position."""


class KeyConflict(LedgerError):
    """An idempotency key that is already taken by other content."""


class PositionConflict(LedgerError):
    """The log has moved past the position that the writer expected."""


class LogDamaged(LedgerError):
    """The log does not verify; the message names the position."""


class SchemaMismatch(LedgerError):
    """The database is not at the revision this version of the code needs."""


class DatabaseUnavailable(LedgerError):
    """The database cannot be opened, is locked for too long, or refused a statement."""


class UnknownCurrency(LedgerError):
    """A currency without reference rates."""


class UnreadableTable(LedgerError):
    """A table of rows (CSV, Parquet) that cannot be read or written."""


class InvalidAddress(LedgerError):
    """Text that is no web address which is ever asked, or names no host or network."""


#: What is wrong with a document, as against with the database or the program.
DOCUMENT_ERRORS = (
    AmbiguousCompany,
    InvalidDate,
    InvalidFact,
    KeyConflict,
    UnknownClaim,
    UnknownPublication,
    UnreadableDocument,
    UnstorableText,
)
