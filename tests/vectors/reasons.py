"""Why our answers differ on purpose, and which rules we do not have.

``rule`` is the sentence that decides, as it stands on the page under ``docs/reference/``, without
links and bold letters.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen


@frozen(kw_only=True)
class Reason:
    """A difference on purpose: what is different, and the rule of ours that decides."""

    title: str
    text: str
    page: str
    rule: str


@frozen(kw_only=True)
class MissingRule:
    """A rule that a case needs and we do not have."""

    title: str
    text: str


REASONS: Mapping[str, Reason] = {
    "counting_uses_nothing_up": Reason(
        title="Counting uses nothing up",
        text="There a ticket that was counted for one rule, even at its full price, is taken out "
        "of the cart for every later rule. Here it stays open to the next promotion.",
        page="pricing.md",
        rule="each promotion is still computed alone over the whole order, its cap and budget "
        "included, and its parts on a booking or ticket are compared. Only sums above zero win.",
    ),
    "reductions_are_rounded": Reason(
        title="The reduction is rounded, not the price",
        text="Half of 0.15 is 0.075. There the new price is rounded, and it is 0.08; here the "
        "reduction is an entry of the ledger and is rounded, and the price that is left is 0.07.",
        page="pricing.md",
        rule="An amount is rounded once, when its entry is made, and never on the way to it.",
    ),
    "nothing_below_zero": Reason(
        title="No price is below zero",
        text="There an amount below zero is taxed and shared out like any other. Here a list "
        "price below zero is an error of the tariff.",
        page="pricing.md",
        rule="No phase takes a ticket below zero.",
    ),
    "rounding_is_pinned": Reason(
        title="What rounding the order leaves over is pinned to the order",
        text="There single tickets are made dearer or cheaper, or change the tax inside them, by "
        "one minor unit each until the sum is right. Here the tickets stay as they are and the "
        "difference is an entry of its own. The totals of order and tax are the same.",
        page="pricing.md",
        rule="It is pinned, to the booking at `line` and to the order at `order`, so that "
        "cancelling one ticket never moves a cent on another.",
    ),
    "tax_inside_moves_no_price": Reason(
        title="A tax inside the price never moves it",
        text="Some prices with tax are the sum of no net price and its rounded tax. There such a "
        "price moves by one minor unit; here the net price is rounded, the tax is the rest, and "
        "the guest pays what is on the list.",
        page="laws.md",
        rule="INCLUDED entries change no total.",
    ),
    "remainders_in_stated_order": Reason(
        title="Of equal remainders the first gets the minor unit",
        text="There it goes to the highest tax rate, or to the last part. Here every allocation "
        "is by largest remainder, and ties go by the stated order.",
        page="money.md",
        rule="The minor units that are left over go to the largest fractions, of equal ones to "
        "the first.",
    ),
    "refused_not_dropped": Reason(
        title="What is not open is refused, not dropped",
        text="There a price that the buyer names where it is not asked for is ignored. Here it is "
        "a requested variation of a type that the tariff does not open, and the cart is refused.",
        page="pricing.md",
        rule="Requested variations are of a type that the tariff opens to this buyer; any other "
        "is refused as `variation_not_open`, never silently dropped.",
    ),
    "one_limit_of_amounts": Reason(
        title="There is one limit of amounts",
        text="There a price that a buyer names has a limit of its own. Here the limit of all "
        "amounts, 10<sup>15</sup> minor units, is the only one.",
        page="money.md",
        rule="more than 10<sup>15</sup> minor units",
    ),
    "fees_within_the_money": Reason(
        title="A cancellation fee lies in the money that goes back",
        text="There a fee is due from those who have not paid, too, and one above the total is an "
        "error. Here it is cut to what goes back, and cancelling leaves nobody with a new debt.",
        page="cancellation.md",
        rule="cancelling never makes anybody owe more, and a fee is at most the money that goes "
        "back.",
    ),
    "never_fees_stay_owed": Reason(
        title="What is kept and not paid stays owed",
        text="There a fee that is kept and was not paid is made up by a cancellation fee below "
        "zero. Here no fee is below zero, and the fee that never goes back stays owed.",
        page="cancellation.md",
        rule="no policy gives them back.",
    ),
    "order_fees_bear_no_percentage": Reason(
        title="Fees of the order bear no cancellation fee",
        text="There a percentage is of all that is not kept, fees of the order included, unless "
        "some of its fees are kept. Here it is always of what the tickets give back.",
        page="cancellation.md",
        rule="fees that are pinned to the order bear none.",
    ),
    "booked_at_its_own_price": Reason(
        title="Another product has its own price",
        text="There a line that becomes another product keeps its price. Here the booking goes "
        "and another one comes, at the price of today.",
        page="amendments.md",
        rule="A booking that is sent is booked as it is to be, by the rules of today",
    ),
    "credit_stays": Reason(
        title="Credit stays until somebody asks for it",
        text="There what was paid beyond the total goes back with a cancellation.",
        page="cancellation.md",
        rule="Money that was credit before stays credit until somebody asks for it.",
    ),
    "all_or_nothing": Reason(
        title="A cancellation is all or nothing",
        text="There a line that cannot be cancelled is passed over. Here it is named, and nothing "
        "is cancelled.",
        page="cancellation.md",
        rule="A cancellation is all or nothing: where anything that was named cannot go, nothing "
        "goes.",
    ),
}

MISSING: Mapping[str, MissingRule] = {
    "groups_of_different_dates": MissingRule(
        title="Groups of tickets on different dates",
        text="Every `m` tickets that are all on different dates form a group that benefits. Our "
        "promotions count tickets, and read dates only to choose which.",
    ),
    "tickets_cheaper_by_code_left_out": MissingRule(
        title="Tickets that a code made cheaper are left out",
        text="A promotion neither counts nor reaches a ticket that a promocode has reached. Our "
        "conditions read LIST + VARIATION, never what another promotion did.",
    ),
    "cheapest_of_another_product": MissingRule(
        title="The cheapest tickets of another product",
        text="For every `m` of one product the `n` cheapest of another. Our cheapest are of the "
        "tickets that are counted; a limit of tickets per cart takes the first in the stated "
        "order, which is the same only where all cost the same.",
    ),
    "windows_by_the_hour": MissingRule(
        title="Travel windows by the hour",
        text="A promotion for slots from one instant to another. Our travel windows are dates.",
    ),
    "taxes_by_customer": MissingRule(
        title="Taxes by who buys",
        text="Another rate, or none, by the country of the customer, for businesses and for those "
        "whose VAT number was checked. Our taxes follow product, ticket type and date.",
    ),
    "rounding_by_customer": MissingRule(
        title="A rounding level by who buys",
        text="Businesses get taxes rounded per order, others per ticket. Our level is a setting "
        "of the tariff.",
    ),
    "part_at_a_fixed_amount": MissingRule(
        title="A part at a fixed amount inside a price",
        text="Parts keep a stated amount even where it is as much as the whole price or more, or "
        "where the price is without tax. Our combi shares its price, whatever that is, in stated "
        "proportions: it says the same only where something with its tax inside is left over.",
    ),
    "price_named_by_the_buyer": MissingRule(
        title="A price that the buyer names",
        text="What the buyer offers counts where it is more than the price, and is ignored where "
        "it is less. A markup can be requested from us; a lowest price for it cannot be said.",
    ),
    "tax_of_a_fee_without_tickets": MissingRule(
        title="The tax of a fee that has no tickets",
        text="A fee that is split over the taxes of its tickets falls back to a rate of its own "
        "where there is none. With us it is either split or has its own tax.",
    ),
    "payments_that_cannot_go_back": MissingRule(
        title="Payments that cannot go back",
        text="Some payments can be given back by a machine, in full or in part, and others by "
        "hand or not at all. With us every payment can; how is the host's affair.",
    ),
    "tax_of_a_cancellation_fee": MissingRule(
        title="The tax of a cancellation fee",
        text="A cancellation fee bears a tax of its own, or those of the lines that went. Ours "
        "bears none.",
    ),
    "gift_cards_that_were_sold": MissingRule(
        title="Gift cards that were sold",
        text="A line may have issued a gift card, of which some was used. We sell none.",
    ),
    "taxes_chosen_by_hand": MissingRule(
        title="Taxes that are chosen by hand",
        text="One line of an order gets another tax rule, at the same price. Ours come from the "
        "tariff that a booking is booked by.",
    ),
    "fees_changed_by_hand": MissingRule(
        title="Fees that are changed by hand",
        text="One fee of an order gets another amount, or goes. Ours are computed by the tariff.",
    ),
    "orders_in_two": MissingRule(
        title="Orders that become two",
        text="Lines move into an order of their own, with their share of what was paid. Ours stay "
        "one order.",
    ),
    "deadlines_at_a_time_of_day": MissingRule(
        title="Deadlines at a time of day",
        text="A deadline is at a local time, some days before. Our thresholds are spans of time.",
    ),
    "deadlines_around_other_moments": MissingRule(
        title="Deadlines around other moments",
        text="A deadline counts on from the beginning of an event, or from the end of its sale. "
        "Ours count back from the visit, or on from the booking.",
    ),
    "deadlines_of_payments": MissingRule(
        title="Deadlines of payments",
        text="An order has to be paid by an instant. With us a hold ends; an order is owed.",
    ),
    "waiting_list": MissingRule(
        title="A waiting list that takes capacity",
        text="Those who wait take capacity from those who buy. Nobody waits with us; a slice of a "
        "pool can be set aside for them by hand.",
    ),
    "capacity_back_at_the_exit": MissingRule(
        title="Capacity that comes back at the exit",
        text="A guest who has left makes room for another one. With us a ticket takes its units "
        "until it is cancelled.",
    ),
}
