"""How events are hashed (DESIGN §4). A change here makes every stored log unverifiable.

Two hashes for each event. `payload_hash` is SHA-256 over the salt's 32 characters followed by the payload, in UTF-8.
`hash` is SHA-256 over the JSON array

    [hash of the predecessor, seq, event_id, type, schema_version, company_id, document_id, known_at, recorded_at,
     recorded_by, payload_hash]

in UTF-8 without white space, non-ASCII characters as they are. So payload and salt can be emptied by law and the chain
still holds, and the salt, gone with them, keeps anybody from guessing a short payload from its hash. JSON keeps columns
from running together and null apart from empty. The first event's predecessor is `GENESIS`.
"""

from __future__ import annotations

import os
from hashlib import sha256

import msgspec

#: The hash of the empty log. The text names the format, so that a later one cannot be mistaken for this.
GENESIS = sha256(b"deal-ledger log, format 1").hexdigest()

SALT_LENGTH = 32

_encode = msgspec.json.Encoder().encode


def salts(count: int) -> list[str]:
    """Fresh salts of 128 random bits each, in hexadecimal."""
    drawn = os.urandom(count * SALT_LENGTH // 2).hex()
    return [drawn[i : i + SALT_LENGTH] for i in range(0, len(drawn), SALT_LENGTH)]


def payload_hash(salt: str, payload: str | bytes) -> str:
    """The salted hash of a payload, be it text or its UTF-8. The salt has a fixed length: no boundary needs marking."""
    encoded = payload.encode() if isinstance(payload, str) else payload
    return sha256(salt.encode() + encoded).hexdigest()


def event_hash(*columns: str | int | None) -> str:
    """The hash of one event, given its predecessor's and all of its columns in the order above."""
    return sha256(_encode(columns)).hexdigest()
