"""The inquiry: who asks what is available, of which products and when."""

from __future__ import annotations

from datetime import date

from attrs import Attribute, field, frozen

from counterfoil.domain.basket import Buyer, pairs
from counterfoil.domain.cart.cart import Privilege
from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.nesting import Cluster
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.catalogue.schedule import CALENDAR, DAYS_MAX
from counterfoil.domain.errors import UsageError
from counterfoil.domain.references import ItemId, ProductId, TicketTypeId
from counterfoil.domain.refusals import NotBookable, UnknownProduct

ASKED = ItemId("asked")
"""Names what was asked about in a refusal; it is in no cart."""


def _check_products(_: object, attribute: Attribute[object], value: object) -> None:
    if isinstance(value, str):
        raise UsageError(
            field=attribute.name, value=value, problem="is one text", allowed="a tuple of ids"
        )


def _check_date(_: object, attribute: Attribute[date], value: object) -> None:
    if type(value) is not date or value not in CALENDAR:
        raise UsageError(
            field=attribute.name,
            value=value,
            problem="is not a date of the calendar",
            allowed=f"a date from {CALENDAR.first} to {CALENDAR.last}, without a time",
        )


@frozen(kw_only=True)
class Inquiry:
    """What is asked: products, dates local to their venues, both included, and for whom.

    ``party`` is how many tickets of each type must fit together; without one, any single ticket
    counts. ``buyer`` and ``privileges`` are those of the cart that is going to be opened: they
    decide prices and whose allocations count.
    """

    products: tuple[ProductId, ...] = field(validator=_check_products)
    first: date = field(validator=_check_date)
    last: date = field(validator=_check_date)
    party: tuple[tuple[TicketTypeId, int], ...] = field(default=(), converter=pairs)
    buyer: Buyer = field(factory=Buyer)
    privileges: frozenset[Privilege] = frozenset()

    def __attrs_post_init__(self) -> None:
        count = (self.last - self.first).days + 1
        if not 1 <= count <= DAYS_MAX:
            raise UsageError(
                field="last",
                value=self.last.isoformat(),
                problem=f"makes {max(count, 0)} dates from {self.first}",
                allowed=f"1 to {DAYS_MAX} dates at once",
            )


def inquiry_refusals(
    inquiry: Inquiry, *, catalogue: Catalogue
) -> tuple[UnknownProduct | NotBookable, ...]:
    """Find what cannot be asked: products that are not there or that this caller may not see."""
    found: list[UnknownProduct | NotBookable] = []
    for asked in inquiry.products:
        product = catalogue.product(asked)
        if product is None:
            near = catalogue.near(asked)
            found.append(UnknownProduct(item=ASKED, product=asked, near=near))
        elif not _is_visible(product, inquiry):
            found.append(NotBookable(item=ASKED, product=asked))
    return tuple(sorted(found, key=lambda refusal: isinstance(refusal, NotBookable)))


def products_of(inquiry: Inquiry, *, catalogue: Catalogue) -> tuple[Product, ...]:
    """List the products that are asked about, each once; under a heading, its visible members."""
    found: dict[ProductId, Product] = {}
    waiting = list(reversed(inquiry.products))
    while waiting:
        product = catalogue.product(waiting.pop())
        if product is None or not _is_visible(product, inquiry):
            continue
        if isinstance(product.nesting, Cluster):
            waiting.extend(reversed(product.nesting.members))
        else:
            found.setdefault(product.id, product)
    return tuple(found.values())


def _is_visible(product: Product, inquiry: Inquiry) -> bool:
    return not product.hidden or Privilege.ALLOW_HIDDEN in inquiry.privileges
