"""What is kept of a command, to tell a repetition from another command under the same key."""

from attrs import evolve
from tests.unit.cart.pier import CASHIER, GUEST, boat, key

from counterfoil.domain.cart.commands import CancelCart, CartCommand, RenewHolds, UpdateCart
from counterfoil.domain.cart.digests import differing, digests_of
from counterfoil.domain.references import CartId

CART = CartId("cart")
UPDATE = UpdateCart(key=key("k"), actor=GUEST, cart=CART, operations=(boat(2, item="a"),))
KEY_BYTES = 290  # what a key and all that is kept under it may take


def names(command: CartCommand) -> list[str]:
    """Name the fields that have a digest."""
    return [word.partition("=")[0] for word in digests_of(command).split(" ")[1:]]


def test_a_digest_is_kept_of_each_field_that_was_sent() -> None:
    assert digests_of(UPDATE).startswith("UpdateCart ")
    assert names(UPDATE) == ["actor", "cart", "operations"]
    assert names(evolve(UPDATE, version=2)) == ["actor", "cart", "operations", "version"]


def test_a_repetition_has_the_same_digests() -> None:
    again = UpdateCart(key=key("k"), actor=GUEST, cart=CART, operations=(boat(2, item="a"),))

    assert digests_of(again) == digests_of(UPDATE)
    assert differing(digests_of(again), digests_of(UPDATE)) == ()


def test_fields_that_differ_are_named_also_where_one_has_its_default() -> None:
    other = evolve(UPDATE, actor=CASHIER, version=2)

    assert differing(digests_of(UPDATE), digests_of(other)) == ("actor", "version")
    assert differing(digests_of(other), digests_of(UPDATE)) == ("actor", "version")


def test_of_two_kinds_only_the_kind_differs() -> None:
    other = RenewHolds(key=key("k"), actor=CASHIER, cart=CART)

    assert differing(digests_of(UPDATE), digests_of(other)) == ("command",)


def test_what_people_wrote_cannot_be_looked_up_without_the_key() -> None:
    first = CancelCart(key=key("k"), actor=GUEST, cart=CART, reason="rain")
    second = evolve(first, key=key("l"))

    words = [set(digests_of(command).split(" ")[1:]) for command in (first, second)]

    assert words[0] & words[1] == set()
    assert "rain" not in digests_of(first)


def test_a_remembered_command_is_small() -> None:
    assert len(digests_of(UPDATE)) + len(UPDATE.key) < KEY_BYTES
