"""How well does a reader read? Its facts against those that people found in the same texts.

A corpus is a folder of `NAME.txt` beside `NAME.json`, as `deal-ledger review export` writes it. The rules of matching:

- a found fact matches a known one of the same kind, or of a kind that careful readers confuse (`CONFUSED`), about the
  same company (of a commercial tie, either side), denied or not alike;
- with the same figure: amounts within half a per cent at both ends and in the same currency where both name one, shares
  within 0.05; where no figure is known none may be claimed, and the quotes have to overlap;
- with one party in common where both name parties, and with the same product where both name one.

A known fact is matched once. Optional ones count neither way; nor does a second part of a known fact with several
parties. Of what matched, the details (`DETAILS`) are counted apart.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ledger.curate.annotations import status
from ledger.ingest.files import Imprint
from ledger.model.errors import LedgerError

Fact = Mapping[str, Any]

#: Kinds that one text can be read as with equal right, by the name of what they share.
CONFUSED = {
    "investment": "raised", "funding_round": "raised", "appointment": "post", "role": "post", "contract": "tie",
    "customer": "tie", "order_book": "tie", "partnership": "tie",
}  # fmt: skip
DETAILS = ("status", "soft status", "qualifier", "period", "parties", "attribution", "quote")
SOFT = frozenset({"rumoured", "forecast", "denied", "cancelled"})

_ABOUT_PEOPLE = frozenset({"appointment", "departure", "role", "compensation"})
#: Words that a company's name may have or lack.
_LOOSE = frozenset(
    [
        "inc",
        "corp",
        "corporation",
        "ltd",
        "limited",
        "llc",
        "plc",
        "sa",
        "sas",
        "sarl",
        "gmbh",
        "ag",
        "se",
        "nv",
        "bv",
        "co",
        "company",
        "group",
        "groupe",
        "platforms",
        "holding",
        "holdings",
        "lab",
        "labs",
        "ai",
        "technologies",
        "technology",
    ]
)
_OTHERWISE = {
    "facebook": "meta", "alphabet": "google", "ft": "financial times", "nyt": "new york times",
    "wsj": "wall street journal",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Remark:
    """A fact that was read wrongly (`wrong`) or not at all (`missed`), or an article that was not read (`failed`)."""

    article: str
    what: str
    text: str


@dataclass
class Score:
    """What was counted over a corpus."""

    articles: int = 0
    hit: int = 0
    missed: int = 0
    wrong: int = 0
    #: Facts with a quote that is not in the article.
    ungrounded: int = 0
    failed: int = 0
    optional: int = 0
    optional_found: int = 0
    by_kind: dict[str, Counter[str]] = field(default_factory=dict)
    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    remarks: list[Remark] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.hit / max(1, self.hit + self.wrong)

    @property
    def recall(self) -> float:
        return self.hit / max(1, self.hit + self.missed)

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def to_json(self) -> dict[str, Any]:
        """The whole score as an object."""
        own = ("articles", "precision", "recall", "f1", "hit", "missed", "wrong", "ungrounded", "failed")
        return {
            **{name: getattr(self, name) for name in own},
            "optional": {"found": self.optional_found, "of": self.optional},
            "details": {name: {"right": self.right[name], "of": self.asked[name]} for name in DETAILS},
            "kinds": {kind: dict(sorted(count.items())) for kind, count in sorted(self.by_kind.items())},
        }

    def count(self, kind: str, what: str) -> None:
        self.by_kind.setdefault(kind, Counter())[what] += 1


def score(folder: Path, read: Callable[[Path, Imprint], Sequence[Fact]]) -> Score:
    """The score of a way to read over a folder; an article that it fails on misses all its facts.

    Raises:
        LedgerError: the folder holds no articles, or one of its files is not as it should be.
    """
    total = Score()
    for article, text, gold in _articles(folder):
        total.articles += 1
        wanted = [fact for fact in gold["facts"] if not fact.get("optional")]
        spare = [fact for fact in gold["facts"] if fact.get("optional")]
        total.optional += len(spare)
        try:
            imprint = Imprint(gold.get("publisher"), gold.get("url"), None, gold.get("published"))
            found = read(article, imprint)
        except LedgerError as error:
            total.failed += 1
            total.remarks.append(Remark(article.name, "failed", str(error)))
            found = []
        _Article(total, article.name, text, wanted, spare).compare(found)
    return total


def _articles(folder: Path) -> Iterator[tuple[Path, str, dict[str, Any]]]:
    files = sorted(folder.glob("*.json")) if folder.is_dir() else []
    if not files:
        raise LedgerError(f"{folder} holds no articles (NAME.txt beside NAME.json).")
    for known in files:
        article = known.with_suffix(".txt")
        try:
            gold = json.loads(known.read_text(encoding="utf-8"))
            text = article.read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            raise LedgerError(f"{known} or its text cannot be read: {error}.") from None
        facts = gold.get("facts") if isinstance(gold, dict) else None
        if not isinstance(facts, list) or not all(isinstance(f, dict) and f.get("kind") for f in facts):
            raise LedgerError(f"{known} has no list of facts, each with a kind.")
        yield article, text, gold


@dataclass
class _Article:
    """One article while it is compared; `wanted` and `spare` (optional) facts are used up."""

    total: Score
    name: str
    text: str
    wanted: list[Fact]
    spare: list[Fact]

    def compare(self, found: Sequence[Fact]) -> None:
        """Count what was found against what is known."""
        settled: list[Fact] = []
        for fact in found:
            self.total.ungrounded += not _quotes(fact) or any(quote not in self.text for quote in _quotes(fact))
            match = _best(fact, self.wanted, self.text)
            if match is not None:
                self.wanted.remove(match)
                settled.append(match)
                self.total.hit += 1
                self.total.count(match["kind"], "hit")
                _count_details(self.total, fact, match, self.text)
            elif (extra := _best(fact, self.spare, self.text)) is not None:
                self.spare.remove(extra)
                self.total.optional_found += 1
            elif not _is_part(fact, settled, self.text):
                self.total.wrong += 1
                self._remark("wrong", fact)
        for fact in self.wanted:
            self.total.missed += 1
            self._remark("missed", fact)

    def _remark(self, what: str, fact: Fact) -> None:
        self.total.count(str(fact.get("kind")), what)
        self.total.remarks.append(Remark(self.name, what, _told(fact)))


def _best(found: Fact, pool: Sequence[Fact], text: str) -> Fact | None:
    """Of the known facts that match, one of the very kind, then the one with the most words in common."""
    matches = [known for known in pool if matches_known(found, known, text)]
    return max(matches, key=lambda k: (k["kind"] == found["kind"], _shared(found, k, text)), default=None)


def _is_part(found: Fact, settled: Sequence[Fact], text: str) -> bool:
    """Whether the fact is another part of a known one with several parties, one of which was matched already."""
    told = bool(_parties(found))
    return any(told and len(_parties(known)) > 1 and matches_known(found, known, text) for known in settled)


def matches_known(found: Fact, known: Fact, text: str) -> bool:
    """Whether a found fact is a known one, by the rules above."""
    asked = CONFUSED.get(known["kind"], known["kind"])
    if CONFUSED.get(str(found.get("kind")), found.get("kind")) != asked:
        return False
    if (found.get("polarity") == "negative") != (known.get("status") == "denied"):
        return False
    if not _same_sides(found, known, tie=asked == "tie") or not _same_product(found, known):
        return False
    return _same_figure(found, known, text, tie=asked == "tie")


def _same_sides(found: Fact, known: Fact, *, tie: bool) -> bool:
    if same_name(found.get("company"), known["company"]):
        return not _parties(known) or not _parties(found) or _share_party(found, known)
    if not tie:
        return False
    crosswise = any(same_name(found.get("company"), name) for name, _ in _parties(known))
    return crosswise and any(same_name(name, known["company"]) for name, _ in _parties(found))


def _same_product(found: Fact, known: Fact) -> bool:
    if not known.get("product") or not found.get("product"):
        return True
    one, other = _core(found["product"]), _core(known["product"])
    return one.startswith(other) or other.startswith(one)


def _same_figure(found: Fact, known: Fact, text: str, *, tie: bool) -> bool:
    want, got = _ends(known.get("amount")), _ends(found.get("amount"))
    if want is not None:
        if got is None or not all(map(_close, got, want)):
            return False
        currencies = {amount.get("currency") for amount in (known["amount"], found["amount"])} - {None, ""}
        return len(currencies) < 2
    if known.get("percent") is not None:
        return found.get("percent") is not None and abs(float(found["percent"]) - float(known["percent"])) <= 0.05
    return (got is None or tie) and _shared(found, known, text) > 0


def _count_details(total: Score, found: Fact, known: Fact, text: str) -> None:
    right = {"status": _status_right(status(found), known), "quote": _shared(found, known, text) > 0}
    if known.get("status") in SOFT:
        right["soft status"] = right["status"]
    if _ends(known.get("amount")):
        right["qualifier"] = (found.get("amount") or {}).get("qualifier") == known["amount"].get("qualifier")
    if known.get("period"):
        years = {str(found.get(name) or "")[:4] for name in ("period", "duration", "date")}
        right["period"] = str(known["period"])[:4] in years
    if _parties(known):
        crosswise = any(same_name(found.get("company"), name) for name, _ in _parties(known))
        right["parties"] = crosswise or _share_party(found, known)
    if known.get("attributed_to"):
        told = found.get("attributed_to") or ()
        right["attribution"] = any(same_name(a, b, person=True) for a in known["attributed_to"] for b in told)
    for name, is_right in right.items():
        total.asked[name] += 1
        total.right[name] += is_right


def _status_right(read: str, known: Fact) -> bool:
    want = known.get("status")
    soft, read = (want if want in SOFT else None), (read if read in SOFT else "")
    # What is planned is not yet so, whichever soft word a reader has for it.
    return (soft or "") == read or (want == "planned" and read in ("rumoured", "forecast"))


# -- Names, figures, quotes --------------------------------------------------------------------------------------------


def same_name(one: str | None, other: str | None, *, person: bool = False) -> bool:
    """Whether two names mean the same, loosely: legal forms and "AI" apart, a person by the last name."""
    a, b = _core(one), _core(other)
    if not a or not b:
        return False
    return a.replace(" ", "") == b.replace(" ", "") or (person and a.split()[-1] == b.split()[-1])


def _core(name: str | None) -> str:
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name or "").casefold())
    words = re.sub(r"\W+", " ", "".join(c for c in plain if not unicodedata.combining(c))).split()
    if len(words) > 1 and words[0] in ("the", "le", "la", "les", "l"):
        words = words[1:]
    core = " ".join([word for word in words if word not in _LOOSE] or words)
    return _OTHERWISE.get(core, core)


def _parties(fact: Fact) -> list[tuple[str, bool]]:
    """The counterparties' names, and whether each is a person."""
    people = fact.get("kind") in _ABOUT_PEOPLE
    return [
        (c.get("name") or "", people or "person" in (c.get("role") or "")) for c in fact.get("counterparties") or ()
    ]


def _share_party(found: Fact, known: Fact) -> bool:
    return any(
        same_name(mine, theirs, person=one or other)
        for theirs, one in _parties(known)
        for mine, other in _parties(found)
    )


def _ends(amount: Fact | None) -> tuple[float, float] | None:
    """The figure as (low, high), equal unless it is a range; nothing without a figure."""
    given = amount or {}
    ends = [given["value"]] * 2 if given.get("value") is not None else [given.get("low"), given.get("high")]
    told = [float(end) for end in ends if end is not None]
    return (told[0], told[-1]) if told else None


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= 0.005 * max(abs(other), 1e-9)


def _quotes(fact: Fact) -> list[str]:
    told = [fact.get("quote"), *(fact.get("quotes") or ()), *(fact.get("alt_quotes") or ())]
    return list(dict.fromkeys(quote for quote in told if quote))


def _shared(found: Fact, known: Fact, text: str) -> int:
    """How many characters of the article both quote, at the most in one passage."""
    mine, theirs = ([(at, at + len(q)) for q in _quotes(f) if (at := text.find(q)) >= 0] for f in (found, known))
    return max((min(e, end) - max(s, start) for s, e in mine for start, end in theirs), default=0)


def _told(fact: Fact) -> str:
    amount = fact.get("amount") or {}
    figure = amount.get("value") if amount.get("value") is not None else amount.get("low")
    said = [fact.get("kind"), fact.get("company"), figure, amount.get("currency"), fact.get("percent")]
    return f"{' '.join(str(part) for part in said if part is not None)} | {fact.get('quote')}"
