"""What one document reports: one class per kind of fact, joined in a union on `kind` (DESIGN §3).

A new kind is one class here and its tests; everything else reads the class variables.
"""

from __future__ import annotations

import operator
from contextlib import suppress
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self, get_args

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, ValidationError, field_validator, model_validator

from ledger.model.amounts import Amount, Qualifier
from ledger.model.base import Figure, Frozen
from ledger.model.dates import Duration, ImpreciseDate
from ledger.model.errors import InvalidFact
from ledger.model.names import fold


class Stage(StrEnum):
    """How far a deal has come, as the document says."""

    CONSIDERED = "considered"
    TALKS = "talks"
    AGREED = "agreed"
    COMPLETED = "completed"
    ABANDONED = "abandoned"


class Certainty(StrEnum):
    ASSERTED = "asserted"
    HEDGED = "hedged"


class Polarity(StrEnum):
    POSITIVE = "positive"
    NEGATIVE = "negative"


class Basis(StrEnum):
    """What a figure is measured on. Figures of different bases are different things."""

    PRE_MONEY = "pre_money"
    POST_MONEY = "post_money"
    ENTERPRISE = "enterprise"
    EQUITY = "equity"
    MARKET_CAP = "market_cap"
    RUN_RATE = "run_rate"
    RECURRING = "recurring"
    COMMITTED = "committed"
    TOTAL_TO_DATE = "total_to_date"
    OPERATING = "operating"
    NET = "net"
    GROSS = "gross"


class Nature(StrEnum):
    """How a fact relates to a day (DESIGN §6)."""

    HAPPENING = "happening"  # counts from its date on
    STATE = "state"  # holds until a later-dated state of the same thing
    FLOW = "flow"  # belongs to its period and is shown with it


class Transaction(StrEnum):
    """The nature of a deal: only facts of one nature can speak of one deal."""

    CAPITAL = "capital"
    ACQUISITION = "acquisition"
    LISTING = "listing"
    DEBT = "debt"
    PARTNERSHIP = "partnership"
    SUPPLY = "supply"


def _few_decimals(share: float) -> float:
    """Nobody is sure to the seventh decimal, and the log writes no endless ones."""
    return round(share, 6)


def _a_name(text: str) -> str:
    """Without a letter or a digit all names would mean one entity."""
    if text and not fold(text):
        raise ValueError("a name needs a letter or a digit")
    return text


def _a_part(text: str) -> str:
    number, slash, count = text.partition("/")
    if slash and int(number) > int(count):
        raise ValueError(f"there is no part {number} of {count}")
    return text


#: One part among several: `1`, `2/3`.
Instalment = Annotated[str, Field(pattern=r"^[1-9]\d?(/[1-9]\d?)?$"), AfterValidator(_a_part)]


class Counterparty(Frozen):
    """The other side of a fact: the name the text resolves to beside the characters as written."""

    name: Annotated[str, Field(min_length=1), AfterValidator(_a_name)]
    role: str
    as_written: str | None = None


class Hop(Frozen):
    """One step of an attribution chain, from the publisher towards the origin; unnamed sources have no name."""

    name: str | None = None
    role: str = "source"


def _filled(value: Any) -> bool:
    """Whether the value is a list of something; what is neither list nor empty is refused field by field later."""
    return isinstance(value, (list, tuple)) and len(value) > 0


class FactBase(Frozen):
    """The fields that every kind carries; DESIGN §3 says what each means.

    `quotes` are all passages that state the fact, `quote` the first of them; `spans` are their
    half-open character offsets in the document's text, `start` and `end` those of the first.
    `attribution` holds one chain per parallel source, without the publisher, who heads them all.
    """

    nature: ClassVar[Nature]
    #: What the figure answers; kinds that ask the same share slots.
    question: ClassVar[str]
    transaction: ClassVar[Transaction | None] = None
    #: Whether the kind founds a deal, or only describes one that something else founds.
    founds_deal: ClassVar[bool] = True
    #: Whether the counterparty is part of what is asked (whose stake? which partner?).
    by_counterparty: ClassVar[bool] = False
    #: Whether either side may be the subject.
    symmetric: ClassVar[bool] = False
    negative_allowed: ClassVar[bool] = False
    percent_limit: ClassVar[int | None] = 100

    kind: str
    company: Annotated[str, Field(min_length=1), AfterValidator(_a_name)]
    company_as_written: str | None = None
    counterparties: tuple[Counterparty, ...] = ()
    amount: Amount | None = None
    percent: Figure | None = None
    percent_qualifier: Qualifier = Qualifier.EXACT
    percent_verbatim: str | None = None
    basis: Basis | None = None
    period: ImpreciseDate | None = None
    date: ImpreciseDate | None = None
    date_as_written: str | None = None
    duration: Duration | None = None
    deal: str | None = None
    round: str | None = None
    previous: bool = False
    #: Worked out from another figure of the text ("four times the earlier sum"). Left out where it is not so, in
    #: whatever a fact is written to: the facts of older ledgers know no such field, and their keys stay what they are.
    derived: Annotated[bool, Field(exclude_if=operator.not_)] = False
    product: str | None = None
    stage: Stage | None = None
    certainty: Certainty = Certainty.ASSERTED
    polarity: Polarity = Polarity.POSITIVE
    forecast: bool = False
    #: How many times the previous figure it is, as the text says: 3 for “tripled”.
    multiple: Amount | None = None
    #: Which part it is of a total that is paid in parts: `2/3`, or `2` where nobody says of how many.
    instalment: Instalment | None = None
    attributed_to: tuple[str, ...] = ()
    attribution: tuple[tuple[Hop, ...], ...] = ()
    quote: str | None = None
    quotes: tuple[str, ...] = ()
    start: int | None = None
    end: int | None = None
    spans: tuple[tuple[int, int], ...] = ()
    language: str | None = None
    confidence: Annotated[float, Field(ge=0, le=1), AfterValidator(_few_decimals)] = 1.0

    @model_validator(mode="before")
    @classmethod
    def _complete(cls, data: Any) -> Any:
        """Let the short forms stand for the long ones: `attributed_to` for chains, `quote` for `quotes`."""
        if not isinstance(data, dict):
            return data
        data = dict(data)
        if _filled(names := data.get("attributed_to")) and not data.get("attribution"):
            data["attribution"] = [[{"name": name, "role": "source"}] for name in names]
        if data.get("quote") and not data.get("quotes"):
            data["quotes"] = [data["quote"]]
        if _filled(quotes := data.get("quotes")) and not data.get("quote"):
            data["quote"] = quotes[0]
        if _filled(spans := data.get("spans")) and data.get("start") is None and _filled(spans[0]):
            data["start"], data["end"] = spans[0][0], spans[0][-1]
        if data.get("start") is not None and data.get("end") is not None and not data.get("spans"):
            data["spans"] = [[data["start"], data["end"]]]
        return data

    @field_validator("percent")
    @classmethod
    def _percent_in_range(cls, percent: Decimal | None) -> Decimal | None:
        if percent is not None and percent < 0:
            raise ValueError(f"a percentage cannot be negative ({percent})")
        if percent is not None and cls.percent_limit is not None and percent > cls.percent_limit:
            raise ValueError(f"a percentage of {percent} is more than {cls.percent_limit}")
        return percent

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.amount is not None and not self.negative_allowed and self.amount.ends()[0] < 0:
            raise ValueError(
                f"the amount of a fact of kind {self.kind} cannot be negative; losses are of kind profit_loss"
            )
        if self.multiple is not None and (self.multiple.currency is not None or self.multiple.ends()[0] <= 0):
            raise ValueError("a multiple is a number above zero, without a currency")
        named = tuple(dict.fromkeys(name for name in map(last_named, self.attribution) if name))
        if self.attributed_to != named:
            if self.attributed_to and set(self.attributed_to) != set(named):
                raise ValueError("attributed_to and the last named hops of attribution differ")
            object.__setattr__(self, "attributed_to", named)
        return self


def last_named(chain: tuple[Hop, ...]) -> str | None:
    """The origin a chain finally rests on, as far as it is named."""
    return next((hop.name for hop in reversed(chain) if hop.name), None)


class Investment(FactBase):
    """One investor's money into the company."""

    kind: Literal["investment"] = "investment"
    nature = Nature.HAPPENING
    question = "raised"
    transaction = Transaction.CAPITAL


class FundingRound(FactBase):
    """All that the company raises at one time."""

    kind: Literal["funding_round"] = "funding_round"
    nature = Nature.HAPPENING
    question = "raised"
    transaction = Transaction.CAPITAL


class Stake(FactBase):
    """The share of the company that a holder has, in per cent."""

    kind: Literal["stake"] = "stake"
    nature = Nature.STATE
    question = "stake"
    transaction = Transaction.CAPITAL
    founds_deal = False
    by_counterparty = True


class Valuation(FactBase):
    """What the company is worth; `basis` tells pre-money from post-money."""

    kind: Literal["valuation"] = "valuation"
    nature = Nature.STATE
    question = "valuation"
    transaction = Transaction.CAPITAL
    founds_deal = False


class Acquisition(FactBase):
    """Control of the company (the target) passes to the acquirer, for the amount if it is known."""

    kind: Literal["acquisition"] = "acquisition"
    nature = Nature.HAPPENING
    question = "price"
    transaction = Transaction.ACQUISITION
    by_counterparty = True


class Listing(FactBase):
    """Shares of the company are offered on an exchange."""

    kind: Literal["listing"] = "listing"
    nature = Nature.HAPPENING
    question = "proceeds"
    transaction = Transaction.LISTING


class Debt(FactBase):
    """Money lent to the company."""

    kind: Literal["debt"] = "debt"
    nature = Nature.HAPPENING
    question = "borrowed"
    transaction = Transaction.DEBT


class Partnership(FactBase):
    """Two companies work together; either may be named first."""

    kind: Literal["partnership"] = "partnership"
    nature = Nature.STATE
    question = "partnership"
    transaction = Transaction.PARTNERSHIP
    by_counterparty = True
    symmetric = True


class Contract(FactBase):
    """The company (supplier or licensor) is to be paid by a customer."""

    kind: Literal["contract"] = "contract"
    nature = Nature.HAPPENING
    question = "contract"
    transaction = Transaction.SUPPLY
    by_counterparty = True


class Customer(FactBase):
    """A counterparty uses what the company sells."""

    kind: Literal["customer"] = "customer"
    nature = Nature.STATE
    question = "customer"
    by_counterparty = True


class OrderBook(FactBase):
    """All that customers have signed for and not yet received."""

    kind: Literal["order_book"] = "order_book"
    nature = Nature.STATE
    question = "order_book"


class Revenue(FactBase):
    kind: Literal["revenue"] = "revenue"
    nature = Nature.FLOW
    question = "revenue"


class ProfitLoss(FactBase):
    """Profit, or a loss as a negative amount."""

    kind: Literal["profit_loss"] = "profit_loss"
    nature = Nature.FLOW
    question = "profit"
    negative_allowed = True


class Capex(FactBase):
    """Money spent on buildings and machines."""

    kind: Literal["capex"] = "capex"
    nature = Nature.FLOW
    question = "capex"


class Founding(FactBase):
    kind: Literal["founding"] = "founding"
    nature = Nature.HAPPENING
    question = "founding"


class Appointment(FactBase):
    """A person takes up a post at the company."""

    kind: Literal["appointment"] = "appointment"
    nature = Nature.HAPPENING
    question = "appointment"
    by_counterparty = True


class Departure(FactBase):
    """A person leaves a post at the company."""

    kind: Literal["departure"] = "departure"
    nature = Nature.HAPPENING
    question = "departure"
    by_counterparty = True


class Role(FactBase):
    """A person holds a post at the company."""

    kind: Literal["role"] = "role"
    nature = Nature.STATE
    question = "role"
    by_counterparty = True


class Headcount(FactBase):
    """People at, hired by or dismissed by the company: a count (currency null), `percent` a share of staff."""

    kind: Literal["headcount"] = "headcount"
    nature = Nature.STATE
    question = "headcount"


class Compensation(FactBase):
    """What the company pays a person; a bonus may exceed 100 per cent."""

    kind: Literal["compensation"] = "compensation"
    nature = Nature.STATE
    question = "compensation"
    by_counterparty = True
    percent_limit = None


class Product(FactBase):
    """A product is developed, launched, delayed or abandoned."""

    kind: Literal["product"] = "product"
    nature = Nature.HAPPENING
    question = "product"
    milestone: Literal["developed", "announced", "launched", "delayed", "abandoned"] | None = None


class Distress(FactBase):
    """Insolvency, default, or the danger of it."""

    kind: Literal["distress"] = "distress"
    nature = Nature.STATE
    question = "distress"


class Strategy(FactBase):
    """A change of what the company means to do."""

    kind: Literal["strategy"] = "strategy"
    nature = Nature.STATE
    question = "strategy"


_Union = Annotated[
    Investment | FundingRound | Stake | Valuation | Acquisition | Listing | Debt
    | Partnership | Contract | Customer | OrderBook
    | Revenue | ProfitLoss | Capex
    | Founding | Appointment | Departure | Role | Headcount | Compensation
    | Product | Distress | Strategy,
    Field(discriminator="kind"),
]  # fmt: skip

if TYPE_CHECKING:
    # To the type checker any fact is a `FactBase`; Pydantic needs the union to read one back.
    Fact = FactBase
else:
    Fact = _Union

FACT: TypeAdapter[FactBase] = TypeAdapter(_Union, config=ConfigDict(defer_build=True))

_CLASSES: tuple[type[FactBase], ...] = get_args(get_args(_Union)[0])
#: Every kind with its class, in the order of DESIGN §3.
KINDS: dict[str, type[FactBase]] = {cls.model_fields["kind"].default: cls for cls in _CLASSES}


def parse_fact(data: dict[str, Any]) -> FactBase:
    """The fact that `data` describes.

    Raises:
        InvalidFact: naming each field that is wrong and why, in one sentence.
    """
    kind = data.get("kind")
    known = KINDS.get(kind) if isinstance(kind, str) else None
    if known is not None:
        # The way by all kinds is the dearer one, and has the better errors.
        with suppress(ValidationError):
            return known.model_validate(data)
    try:
        return FACT.validate_python(data)
    except ValidationError as error:
        raise InvalidFact(explain(error)) from None


def explain(error: ValidationError) -> str:
    """A validation error as one sentence for people."""
    parts = []
    for problem in error.errors(include_url=False)[:5]:
        # The first step names the kind; the same word further on is a field (`product`, a counterparty's `role`).
        tagged = problem["loc"][:1] and problem["loc"][0] in KINDS
        where = ".".join(str(step) for step in problem["loc"][1 if tagged else 0 :])
        reason = problem["msg"].removeprefix("Value error, ")
        if problem["type"] in ("union_tag_invalid", "union_tag_not_found"):
            given = data.get("kind") if isinstance(data := problem["input"], dict) else None
            reason = f"kind {given!r} is not one of {', '.join(KINDS)}" if given else "kind is missing"
            where = ""
        parts.append(f"{where}: {reason}" if where else reason)
    return "; ".join(parts)
