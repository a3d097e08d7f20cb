"""Claims of several companies with all that bears on them, read together: a few statements, however many they are.

What belongs to one company is then found in memory, and is what would have been read for it alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection

from ledger.model.canonical import from_json
from ledger.project import captures
from ledger.project.assemble import Evidence
from ledger.project.claims import Claim, Effect
from ledger.project.editions import Edition
from ledger.project.rows import ASSEMBLED, CLAIM_COLUMNS, claim_from_row, effect_from_row
from ledger.store.lookups import among, look_up

#: Makes the fact of its stored JSON.
Decoder = Callable[[str], dict[str, Any]]

_CLAIMS = f"SELECT {', '.join((*CLAIM_COLUMNS, *ASSEMBLED))} FROM claims WHERE "  # noqa: S608 - constants
_PARTIES = "SELECT seq, recorded_entity_id, entity_id FROM claim_parties WHERE "
_EFFECTS = "SELECT seq, type, known_at, publication_id, payload, claim_id FROM claim_effects WHERE "
_OWN = len(CLAIM_COLUMNS)


class Pool:
    """What was read so far; `complete` before `evidence`."""

    def __init__(self, conn: Connection, decode: Decoder = from_json) -> None:
        self.conn, self._decode = conn, decode
        #: By position.
        self.claims: dict[int, Claim] = {}
        #: By position: the columns `ASSEMBLED` as they are stored.
        self.assembled: dict[int, tuple[Any, ...]] = {}
        #: By position: the entities that the other sides are taken for now.
        self.parties: dict[int, list[str]] = {}
        self._by_id: dict[str, Claim] = {}
        self._effects: dict[int, Effect] = {}
        #: Positions of claims of which the effects were read.
        self._followed: set[int] = set()
        #: Positions of effects by what they name.
        self._on_claim: dict[str, set[int]] = {}
        self._on_publication: dict[str, set[int]] = {}
        self._editions = _Ties(())

    def read(self, condition: str, *parameters: Collection[Any] | str) -> list[Claim]:
        """The claims of which a condition holds, ascending."""
        rows = look_up(self.conn, f"{_CLAIMS}{condition} ORDER BY seq", *parameters)
        new = [row[0] for row in rows if row[0] not in self.claims]
        recorded: dict[int, list[str]] = {}
        if new:
            statement = f"{_PARTIES}{among(self.conn, 'seq', 'int8')} ORDER BY seq, place"
            for seq, recorded_id, now_id in look_up(self.conn, statement, new):
                recorded.setdefault(seq, []).append(recorded_id)
                self.parties.setdefault(seq, []).append(now_id)
        for row in rows:
            seq = row[0]
            if seq not in self.claims:
                claim = claim_from_row(row, recorded.get(seq, ()), self._decode)
                self.claims[seq] = self._by_id[claim.claim_id] = claim
                self.assembled[seq] = row[_OWN:]
        return [self.claims[row[0]] for row in rows]

    def complete(self, *, copies: bool = True) -> None:
        """Read what the claims correct or are corrected by, all effects on these, and whom their publications copy."""
        self.follow(self.claims.values())
        if copies:
            self.find_copies(self.claims.values())

    def follow(self, found: Iterable[Claim]) -> None:
        """Read what some claims correct or are corrected by, and all effects on these.

        A correction brings its own document along, whose redating counts too; so until nothing is added.
        """
        new = [claim for claim in found if claim.seq not in self._followed]
        while new:
            self._followed.update(claim.seq for claim in new)
            added = self._read_effects([c.claim_id for c in new], {c.publication_id for c in new})
            corrections = {effect.seq for effect in added if effect.type == "FactCorrected"}
            if missing := corrections - self.claims.keys():
                self.read(among(self.conn, "seq", "int8"), sorted(missing))
            corrected = {claim.corrects for claim in new if claim.corrects}
            if absent := corrected - self._by_id.keys():
                self.read(among(self.conn, "claim_id"), sorted(absent))
            more = [self.claims[seq] for seq in corrections if seq in self.claims]
            more += [self._by_id[claim_id] for claim_id in corrected if claim_id in self._by_id]
            new = list({claim.seq: claim for claim in more if claim.seq not in self._followed}.values())

    def find_copies(self, found: Iterable[Claim]) -> None:
        """Read whom the publications of some claims copy or revise, and when those were redated."""
        own = {claim.publication_id for claim in found}
        self._editions = _Ties(captures.load(self.conn, own) if own else ())
        self._read_effects([], self._editions.called.keys() - own)

    def evidence(self, found: Iterable[Claim]) -> Evidence:
        """Some of the claims, with what belongs to them."""
        chosen = {claim.seq: claim for claim in found}
        waiting = list(chosen.values())
        positions: set[int] = set()
        while waiting:
            more = self._effects_on(waiting) - positions
            positions |= more
            others = [self.claims[seq] for seq in more if seq in self.claims]
            others += [self._by_id[c.corrects] for c in waiting if c.corrects in self._by_id]
            waiting = list({c.seq: c for c in others if c.seq not in chosen}.values())
            chosen |= {claim.seq: claim for claim in waiting}
        own = {claim.publication_id for claim in chosen.values()}
        editions = self._editions.of(own)
        others_told = {one.publication_id for one in editions} - own
        on_others = {seq for one in others_told for seq in self._on_publication.get(one, ())}
        return Evidence(
            tuple(chosen[seq] for seq in sorted(chosen)),
            tuple(self._effects[seq] for some in (positions, on_others) for seq in sorted(some)),
            tuple(editions),
        )

    def effects_on(self, claims: Iterable[Claim]) -> list[Effect]:
        """What was done to claims that have been followed, or to their publications."""
        return [self._effects[seq] for seq in sorted(self._effects_on(claims))]

    def _effects_on(self, claims: Iterable[Claim]) -> set[int]:
        found: set[int] = set()
        if self._effects:
            for claim in claims:
                found.update(self._on_claim.get(claim.claim_id, ()), self._on_publication.get(claim.publication_id, ()))
        return found

    def _read_effects(self, claim_ids: Sequence[str], publication_ids: Collection[str]) -> list[Effect]:
        added: list[Effect] = []
        for column, values, named in (
            ("claim_id", claim_ids, self._on_claim),
            ("publication_id", sorted(publication_ids), self._on_publication),
        ):
            for row in look_up(self.conn, f"{_EFFECTS}{among(self.conn, column)}", values) if values else ():
                seq = row[0]
                if seq not in self._effects:
                    self._effects[seq] = effect_from_row(row)
                added.append(self._effects[seq])
                named.setdefault(row[5] if column == "claim_id" else row[3], set()).add(seq)
        return added


class _Ties:
    """Publications by what says on whom they rest."""

    def __init__(self, found: Iterable[Edition]) -> None:
        self._found = {one.seq: one for one in found}
        self.called: dict[str, list[Edition]] = {}
        self._newer: dict[str, list[Edition]] = {}
        for one in self._found.values():
            self.called.setdefault(one.publication_id, []).append(one)
            if one.revises:
                self._newer.setdefault(one.revises, []).append(one)

    def of(self, publication_ids: Collection[str]) -> list[Edition]:
        """Those among these that are tied to others, and the ones that they are tied to, in turn; ascending."""
        waiting = [one for called in publication_ids for one in self.called.get(called, ())] if self.called else []
        together = {one.seq: one for one in waiting}
        while waiting:
            one = waiting.pop()
            near = [self._found[seq] for seq in one.alike]
            near += self.called[one.publication_id] + self._newer.get(one.publication_id, [])
            near += self.called.get(one.revises or "", [])
            waiting += {other.seq: other for other in near if other.seq not in together}.values()
            together |= {other.seq: other for other in near}
        return [together[seq] for seq in sorted(together)]
