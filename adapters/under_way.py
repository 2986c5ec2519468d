"""What every journal says of decisions under way."""

from __future__ import annotations

from counterfoil.domain.decisions import Decision
from counterfoil.domain.guards import VersionIs
from counterfoil.domain.references import CartId, CommandKey
from counterfoil.ports.errors import ConflictError


def version_before(decision: Decision) -> int:
    """Answer the version of the cart that a decision was made for."""
    (version,) = [
        guard.version
        for guard in decision.guards
        if isinstance(guard, VersionIs) and guard.cart == decision.after.id
    ]
    return version


def being_changed(cart: CartId) -> ConflictError:
    """Make the error for a cart that somebody else is at work on."""
    return ConflictError(f"cart {cart} is being changed", in_flight=True)


def has_changed(cart: CartId) -> ConflictError:
    """Make the error for a cart that has another version by now."""
    return ConflictError(f"cart {cart} has changed")


def carried_out(key: CommandKey) -> ConflictError:
    """Make the error for a key that is done."""
    return ConflictError(f"command {key!r} was carried out meanwhile")


def not_under_way(key: CommandKey) -> ConflictError:
    """Make the error for a key that somebody else finished, forgot or set aside."""
    return ConflictError(f"command {key!r} is not under way")
