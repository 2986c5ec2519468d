"""A draft: one decision about a cart in the making.

It holds the cart as it was committed and as it is now. Each command changes it in its own way; all
end in the same steps: price the cart as it will be, hold what its promotions need, see whether it
fits.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime

from attrs import evolve

from counterfoil.domain.basket import Circumstances, Fill, HeldPrice
from counterfoil.domain.cart.capacity import (
    drawn_by,
    fill_guards,
    fills_of,
    levels_without,
    reads_fill,
)
from counterfoil.domain.cart.cart import Cart, Priced, UseHeld
from counterfoil.domain.cart.changes import (
    CartChange,
    CartEmptied,
    CartWasCancelled,
    DetailsChanged,
    ExpirySettled,
    HoldsExtended,
    ItemsUpdated,
    PaymentAttached,
    PromocodesChanged,
    Settlement,
    apply,
    priced_as,
)
from counterfoil.domain.cart.commands import (
    AttachPayment,
    CartCommand,
    RemovePromocode,
    UpdateCart,
    derived,
)
from counterfoil.domain.cart.detailing import detail_refusals, item_detail_refusals
from counterfoil.domain.cart.details import DetailChanges, changed_details, recorded_details
from counterfoil.domain.cart.digests import digests_of
from counterfoil.domain.cart.drawing import draws_between
from counterfoil.domain.cart.expiry import (
    Refreshed,
    still_held,
)
from counterfoil.domain.cart.facts import CartFacts, Refusals
from counterfoil.domain.cart.holding import (
    aged,
    expiries_for_payment,
    expiries_on_touch,
    first_expiry,
)
from counterfoil.domain.cart.item import CartItem
from counterfoil.domain.cart.items import Updated, updated_items
from counterfoil.domain.cart.lines import lines_of
from counterfoil.domain.cart.pricing import (
    held_by,
    limits_left,
    price,
    uses_held,
)
from counterfoil.domain.cart.sale import sale_refusals
from counterfoil.domain.decisions import Decision, Expectation
from counterfoil.domain.empty import EMPTY
from counterfoil.domain.guards import LevelWithin, VersionIs
from counterfoil.domain.keeping import KEEP, sent
from counterfoil.domain.money import Currency
from counterfoil.domain.payments import (
    full_refund,
    payment_problems,
    recorded_payment,
    secured,
)
from counterfoil.domain.references import (
    ItemId,
    PaymentId,
    PoolId,
    Promocode,
    ResourceId,
)
from counterfoil.domain.refusals import (
    InvalidPayment,
    InvalidPromocode,
    NothingAsked,
    SoldOut,
    SpotTaken,
    TicketCodeTaken,
    TooManyCodes,
)
from counterfoil.domain.refusals.promocodes import PromocodeReason
from counterfoil.domain.stock import Draws, Level, shortages
from counterfoil.domain.ticket_codes.checking import code_refusals
from counterfoil.domain.ticket_codes.drawing import NO_CODES, Coded, coded, draws_beside_codes
from counterfoil.domain.ticket_codes.wanting import stock_shortages

_TAKEN = (SpotTaken, TicketCodeTaken, SoldOut)  # in order of precedence


class Draft:
    """One decision in the making: *committed* is what is stored, *current* what it is now."""

    def __init__(
        self,
        committed: Cart,
        refreshed_cart: Refreshed,
        command: CartCommand,
        facts: CartFacts,
        now: datetime,
    ) -> None:
        self.committed = committed
        self.current = refreshed_cart.cart
        self.lapsed = tuple(item.id for item in refreshed_cart.lapsed)
        self.command = command
        self.facts = facts
        self.now = now

    # --- items ----------------------------------------------------------------------------------

    def update(self, command: UpdateCart) -> Decision | Refusals:
        """Add, amend and remove items."""
        if not command.operations and command.requested is KEEP:
            return (NothingAsked(cart=self.current.id),)
        updated = updated_items(
            self.current,
            command=command,
            catalogue=self.facts.catalogue,
            settings=self.facts.settings,
            lapsed=self.lapsed,
            now=self.now,
        )
        if updated.refusals:
            return updated.refusals
        changed = (*updated.added, *updated.amended)
        wrong = item_detail_refusals(changed, cart=self.current)
        if wrong:
            return wrong
        requested = sent(command.requested, before=self.current.requested, empty=())
        future = evolve(self.current, items=updated.of(self.current), requested=requested)
        booked_anew = tuple(filter(self._books_anew, changed))
        refusals = self._forbidden(future, booked_anew) or self._codes_refused(changed)
        if refusals:
            return refusals
        renewed = self._touched()
        held = self._hold(updated, renewed)
        booked = {item.id: item for item in held if isinstance(item, CartItem)}
        taken = [item for item in held if not isinstance(item, CartItem)]
        if taken:
            return tuple(sorted(taken, key=lambda refusal: _TAKEN.index(type(refusal))))
        if self.current.items:
            booked = {
                item.id: item
                for item in aged(
                    booked.values(),
                    before=self.current,
                    gone=updated.removed,
                    catalogue=self.facts.catalogue,
                    now=self.now,
                )
            }
        added = tuple(booked[item.id] for item in updated.added)
        amended = tuple(booked[item.id] for item in updated.amended)
        return self._decision(
            lambda settlement: ItemsUpdated(
                cart=self.current.id,
                settlement=settlement,
                added=added,
                amended=amended,
                removed=updated.removed,
                requested=requested,
            ),
            renewed,
        )

    def _hold(
        self, updated: Updated, renewed: Mapping[ItemId, datetime]
    ) -> list[CartItem | SpotTaken | TicketCodeTaken | SoldOut]:
        """Hold what is added and amended, one item after the other: spots go to the first."""
        catalogue = self.facts.catalogue
        going = [item for item in self.current.items if item.id in updated.removed]
        levels = levels_without(self.facts.levels, items=going)
        short: tuple[SoldOut, ...] = ()
        if catalogue.code_stocks:
            short = stock_shortages(
                (*updated.added, *updated.amended),
                before={item.id: item for item in self.current.items},
                catalogue=catalogue,
                levels=levels,
            )
        held: list[CartItem | SpotTaken | TicketCodeTaken | SoldOut] = [*short]
        chosen: set[ResourceId] = set()
        for item in (*updated.added, *updated.amended):
            before = self._before(item)
            if before is None:
                policy = catalogue.hold_policy(item.product)
                expires_at = first_expiry(policy, now=self.now)
            else:
                expires_at = renewed.get(item.id, before.expires_at)
            found = self._held(item, expires_at, levels, chosen, {one.resource for one in short})
            if isinstance(found, CartItem):
                chosen.update(draw.resource for draw in found.draws)
            held.append(found)
        return held

    def _before(self, item: CartItem) -> CartItem | None:
        """Answer an item as it was; None for a new one, also under the id of one that goes."""
        before = self.current.item(item.id)
        return before if before is not None and before.holder == item.holder else None

    def _books_anew(self, item: CartItem) -> bool:
        """Whether an item asks for more than other words: what is booked is not judged again."""
        before = self._before(item)
        return (
            before is None
            or before.asked != item.asked
            or before.pickup != item.pickup
            or not _same_spots(item, before)
        )

    def _forbidden(self, future: Cart, changed: tuple[CartItem, ...]) -> Refusals:
        """Find what is wrong with the basket, then what the sale forbids."""
        circumstances = Circumstances(at=self.now)
        found: Refusals = self.facts.pricer.check(future.basket, circumstances)
        if found:
            return found
        return tuple(
            sale_refusals(future, changed=changed, catalogue=self.facts.catalogue, now=self.now)
        )

    def _codes_refused(self, changed: tuple[CartItem, ...]) -> Refusals:
        """Find what is wrong with the ticket codes that were brought."""
        return tuple(
            refusal
            for item in changed
            if item.codes
            for refusal in code_refusals(
                item, before=self._before(item), catalogue=self.facts.catalogue
            )
        )

    def _held(
        self,
        item: CartItem,
        expires_at: datetime,
        levels: Mapping[ResourceId, Level],
        chosen: AbstractSet[ResourceId],
        short: Collection[ResourceId | None],
    ) -> CartItem | SpotTaken | TicketCodeTaken | SoldOut:
        """Answer an item with its draws, its expiry and the fills that its price relies on."""
        facts = self.facts
        before = self._before(item)
        codes = NO_CODES
        if facts.catalogue.has_codes:
            found = coded(
                item,
                catalogue=facts.catalogue,
                levels=levels,
                before=before,
                chosen=chosen,
                short=short,
            )
            if not isinstance(found, Coded):
                return found
            codes = found
        item = evolve(item, codes=codes.codes)
        if before is not None and before.asked == item.asked and _same_spots(item, before):
            return evolve(
                item,
                spots=before.spots,
                draws=(*draws_beside_codes(before), *codes.draws),
                expires_at=expires_at,
                priced=before.priced,
            )
        drawn = drawn_by(
            item,
            catalogue=facts.catalogue,
            levels=levels,
            before=before,
            chosen=chosen,
            buyer=self.current.buyer,
        )
        if isinstance(drawn, SpotTaken):
            return drawn
        fills: Mapping[PoolId, Fill] = EMPTY
        if reads_fill(facts.pricer.tariff):
            own = held_by(still_held(self.committed, now=self.now))
            fills = fills_of(item.asked, catalogue=facts.catalogue, levels=facts.levels, own=own)
        return evolve(
            item,
            spots=drawn.spots,
            draws=(*drawn.draws, *codes.draws),
            expires_at=expires_at,
            priced=HeldPrice(at=self.now, fills=fills),
        )

    def _touched(self) -> Mapping[ItemId, datetime]:
        return expiries_on_touch(self.current, catalogue=self.facts.catalogue, now=self.now)

    # --- codes, details, holds ------------------------------------------------------------------

    def change_codes(
        self, codes: tuple[Promocode, ...], *, entered: Promocode | None
    ) -> Decision | Refusals:
        """Enter or take back a promocode; one that does not apply is refused."""
        tariff = self.facts.pricer.tariff
        if entered is None and len(codes) == len(self.current.codes):
            code = self.command.promocode if isinstance(self.command, RemovePromocode) else ""
            return (_not_there(Promocode(code), codes=codes),)
        if entered is not None:
            if entered in self.current.codes:
                return (_already(entered),)
            if len(codes) > tariff.codes_max:
                return (TooManyCodes(count=len(codes), most=tariff.codes_max),)
        decided = self._decision(
            lambda settlement: PromocodesChanged(
                cart=self.current.id, settlement=settlement, codes=codes
            ),
            self._touched(),
        )
        if entered is None or not isinstance(decided, Decision):
            return decided
        return self._unless_useless(decided, entered)

    def _unless_useless(self, decided: Decision, entered: Promocode) -> Decision | Refusals:
        after = decided.after
        limits = {} if after.priced is None else after.priced.limits
        _, quote = price(after, pricer=self.facts.pricer, at=self.now, limits=limits)
        (outcome,) = [one for one in quote.promocodes if one.code == entered]
        if outcome.reason is None:
            return decided
        return (
            InvalidPromocode(
                promocode=entered,
                reason=outcome.reason,
                facts=outcome.facts,
                nearest=outcome.nearest,
            ),
        )

    def change_details(self, changes: DetailChanges) -> Decision | Refusals:
        """Change the people and words that belong to the cart."""
        before = self.current.details
        wanted = changed_details(before, changes=changes)
        refusals = detail_refusals(
            wanted,
            before=before,
            cart=self.current,
            catalogue=self.facts.catalogue,
            on=self.now.date(),
        )
        if refusals:
            return refusals
        details = recorded_details(wanted, current=before, actor=self.command.actor, at=self.now)
        return self._decision(
            lambda settlement: DetailsChanged(
                cart=self.current.id, settlement=settlement, details=details
            ),
            self._touched(),
        )

    def extend(
        self, expiries: Mapping[ItemId, datetime], *, payment_began: bool
    ) -> Decision | Refusals:
        """Renew holds, or extend them because payment begins."""
        return self._decision(
            lambda settlement: HoldsExtended(
                cart=self.current.id, settlement=settlement, payment_began=payment_began
            ),
            expiries,
        )

    def empty(self) -> Decision | Refusals:
        """Remove all items and codes."""
        return self._decision(
            lambda settlement: CartEmptied(cart=self.current.id, settlement=settlement), {}
        )

    def cancel(self, reason: str) -> Decision | Refusals:
        """Give back everything, also what was paid, for good."""
        owed = self.current.payments[len(self.committed.payments) :]
        refunds = full_refund(
            self.current.payments, at=self.now, creator=self.command.actor, reason=reason
        )
        return self._decision(
            lambda settlement: CartWasCancelled(
                cart=self.current.id,
                settlement=settlement,
                reason=reason,
                refunds=(*owed, *refunds),
            ),
            {},
        )

    # --- payments -------------------------------------------------------------------------------

    def attach_payment(self, command: AttachPayment) -> Decision | Refusals:
        """Note a payment; the holds are extended as when payment begins, once.

        The price is the one that was shown and paid for: it is not made anew.
        """
        sold_in = self._currency()
        if sold_in is None or self.current.priced is None:
            allowed = "a cart with items"
            return (InvalidPayment(field="cart", problem="is empty", allowed=allowed),)
        shown = self.current.priced
        outstanding = shown.total - secured(self.current.payments)
        problems = payment_problems(command.payment, currency=sold_in, outstanding=outstanding)
        if problems:
            return problems
        payment = recorded_payment(
            command.payment,
            payment_id=PaymentId(derived(command.key, "payment")),
            at=self.now,
            creator=command.actor,
        )
        expiries = {} if self.committed.payment_began else self._extended()
        return self._decision(
            lambda settlement: PaymentAttached(
                cart=self.current.id, settlement=settlement, payment=payment
            ),
            expiries,
            shown=shown,
        )

    def settle_expiry(self) -> Decision:
        """Write down what an expired cart owes: time has changed it already."""
        refunds = self.current.payments[len(self.committed.payments) :]
        change = ExpirySettled(cart=self.current.id, refunds=refunds)
        after = apply(self.committed, change)
        return Decision(
            key=self.command.key,
            actor=self.command.actor,
            digests=digests_of(self.command),
            at=self.now,
            change=change,
            guards=(VersionIs(cart=after.id, version=self.committed.version),),
            draws=Draws(),
            after=after,
            expected=Expectation(lines=lines_of(after), total=None, version=after.version),
        )

    def begin_payment(self) -> Decision | Refusals:
        """Extend the holds once, because payment begins; for nothing it does not begin."""
        expiries = {} if self.committed.payment_began else self._extended()
        return self.extend(expiries, payment_began=bool(self.current.items))

    def _extended(self) -> Mapping[ItemId, datetime]:
        return expiries_for_payment(self.current, catalogue=self.facts.catalogue)

    def _currency(self) -> Currency | None:
        """Answer the one currency of the cart; None for an empty one."""
        for item in self.current.items:
            product = self.facts.catalogue.product(item.product)
            assert product is not None, "a cart's world has its products"
            return product.currency
        return None

    # --- what every decision does ---------------------------------------------------------------

    def _decision(
        self,
        change: Callable[[Settlement], CartChange],
        expiries: Mapping[ItemId, datetime],
        *,
        shown: Priced | None = None,
    ) -> Decision | Refusals:
        """Price the cart as it will be, hold what its promotions need, and see whether it fits.

        Where *shown* is given, the price stays that one.
        """
        unpriced = Settlement(priced=None, lapsed=self.lapsed, expiries=expiries)
        future = apply(self.committed, change(unpriced))
        held = still_held(self.committed, now=self.now)
        priced, uses = self._priced(future, held, shown)
        settlement = Settlement(priced=priced, uses=uses, lapsed=self.lapsed, expiries=expiries)
        after = priced_as(future, settlement)
        draws = draws_between(held, after)
        short = _short(draws, self.facts.levels)
        if short:
            return short
        return Decision(
            key=self.command.key,
            actor=self.command.actor,
            digests=digests_of(self.command),
            at=self.now,
            change=change(settlement),
            guards=(
                VersionIs(cart=after.id, version=self.committed.version),
                *self._fill_guards(after, held),
            ),
            draws=draws,
            after=after,
            expected=Expectation(
                lines=lines_of(after),
                total=None if priced is None else priced.total,
                version=after.version,
                state=after.state,
                expiries={item.id: item.expires_at for item in after.items},
            ),
        )

    def _fill_guards(self, after: Cart, held: Cart) -> tuple[LevelWithin, ...]:
        """Guard the fills that the prices of new and amended items rely on."""
        if not reads_fill(self.facts.pricer.tariff):
            return ()
        known = {item.id: item.priced for item in self.committed.items}
        changed = [item for item in after.items if known.get(item.id) != item.priced]
        return fill_guards(changed, tariff=self.facts.pricer.tariff, own=held_by(held))

    def _priced(
        self, future: Cart, held: Cart, shown: Priced | None
    ) -> tuple[Priced | None, tuple[UseHeld, ...]]:
        if not future.items:
            return None, ()
        pricer = self.facts.pricer
        if shown is None:
            limits = limits_left(
                future, own=held_by(held), tariff=pricer.tariff, levels=self.facts.levels
            )
            priced, quote = price(future, pricer=pricer, at=self.now, limits=limits)
        else:
            priced, quote = price(future, pricer=pricer, at=shown.at, limits=shown.limits)
        return priced, uses_held(future, quote=quote, tariff=pricer.tariff)


def _same_spots(item: CartItem, before: CartItem) -> bool:
    """Whether no spots are named, or those that the item has."""
    return not item.spots or item.spots == before.spots


def _short(draws: Draws, levels: Mapping[ResourceId, Level]) -> tuple[SoldOut, ...]:
    """Name every resource that cannot take the sum of what is drawn from it."""
    found = shortages(draws.takes, levels=levels)
    return tuple(
        SoldOut(
            resource=short.resource,
            allocation=short.allocation,
            asked=short.asked,
            left=short.left,
        )
        for short in found
    )


def _already(code: Promocode) -> InvalidPromocode:
    return InvalidPromocode(promocode=code, reason=PromocodeReason.ALREADY_APPLIED)


def _not_there(code: Promocode, *, codes: tuple[Promocode, ...]) -> InvalidPromocode:
    known = ", ".join(codes) or "none: the cart has no codes"
    return InvalidPromocode(promocode=code, reason=PromocodeReason.UNKNOWN, nearest=known)
