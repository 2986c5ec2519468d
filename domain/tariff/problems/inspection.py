"""What a tariff is checked against, and the questions that several checks ask about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from attrs import frozen

from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.catalogue.nesting import Bundle, Cluster, Combi
from counterfoil.domain.catalogue.product import Product
from counterfoil.domain.references import ProductId, SlotId
from counterfoil.domain.tariff.tariff import Tariff


class RegisteredRule(Protocol):
    """A condition or benefit of the host, as far as a check reads it."""

    @property
    def version(self) -> str:
        """Name the version that is registered."""
        ...


class RegisteredRules(Protocol):
    """What a host registered, by name."""

    @property
    def conditions(self) -> Mapping[str, RegisteredRule]:
        """Give the conditions by name."""
        ...

    @property
    def benefits(self) -> Mapping[str, RegisteredRule]:
        """Give the benefits by name."""
        ...


@frozen(kw_only=True)
class Inspection:
    """One tariff; without ``catalogue`` or ``extensions`` nothing is held against them."""

    tariff: Tariff
    catalogue: Catalogue | None
    extensions: RegisteredRules | None

    def product(self, product: ProductId) -> Product | None:
        """Find a product by its id; None without a catalogue."""
        return None if self.catalogue is None else self.catalogue.product(product)

    def products(self) -> tuple[Product, ...]:
        """Give all products; none without a catalogue."""
        return () if self.catalogue is None else self.catalogue.products

    def reached(self, products: frozenset[ProductId]) -> tuple[Product, ...]:
        """Give the products whose tickets a rule for *products* reaches; no products: all.

        A bundle stands for its parts, because a rule that names it reaches their tickets.
        """
        if not products:
            return self.products()
        named = set(products)
        for product in self.products():
            if product.id in products and isinstance(product.nesting, Bundle):
                named.update(part.product for part in product.nesting.parts)
        return tuple(product for product in self.products() if product.id in named)

    def has_slot(self, product: Product, *, slot: SlotId) -> bool:
        """Say whether a product has a slot, listed or by schedule."""
        return (
            self.catalogue is not None
            and self.catalogue.slot(product.id, slot_id=slot) is not None
        )

    def combis_of(self, product: Product) -> tuple[ProductId, ...]:
        """Name the combis without which a product is never sold; none if it is sold otherwise."""
        if self.is_sold(product):
            return ()
        return tuple(
            found.id
            for found in self.products()
            if isinstance(found.nesting, Combi)
            and any(part.product == product.id for part in found.nesting.parts)
        )

    def is_sold(self, product: Product) -> bool:
        """Say whether tickets of a product are sold at a list price of their own.

        A hidden product is sold only as a part of a bundle; a bundle or cluster has no tickets.
        """
        if isinstance(product.nesting, Bundle | Cluster):
            return False
        return not product.hidden or product.id in self._parts_of_bundles()

    def _parts_of_bundles(self) -> Iterator[ProductId]:
        for product in self.products():
            if isinstance(product.nesting, Bundle):
                for part in product.nesting.parts:
                    yield part.product
