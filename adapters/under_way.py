"""What every journal says of decisions under way."""

from __future__ import annotations

from counterfoil.domain.decisions import Decision, OrderDecision
from counterfoil.domain.guards import OrderRevisionIs, VersionIs
from counterfoil.domain.references import CartId, CommandKey, OrderId
from counterfoil.ports.errors import ConflictError


def version_before(decision: Decision) -> int:
    """Answer the version of the cart that a decision was made for."""
    (version,) = [
        guard.version
        for guard in decision.guards
        if isinstance(guard, VersionIs) and guard.cart == decision.after.id
    ]
    return version


def revision_before(decision: OrderDecision) -> int:
    """Answer the revision of the order that a decision was made for."""
    (revision,) = [
        guard.revision
        for guard in decision.guards
        if isinstance(guard, OrderRevisionIs) and guard.order == decision.after.id
    ]
    return revision


def being_changed(about: CartId | OrderId) -> ConflictError:
    """Make the error for a cart or an order that somebody else is at work on."""
    return ConflictError(f"{about} is being changed", in_flight=True)


def has_changed(about: CartId | OrderId) -> ConflictError:
    """Make the error for a cart or an order that is not what it was when that was decided."""
    return ConflictError(f"{about} has changed")


def carried_out(key: CommandKey) -> ConflictError:
    """Make the error for a key that is done."""
    return ConflictError(f"command {key!r} was carried out meanwhile")


def not_under_way(key: CommandKey) -> ConflictError:
    """Make the error for a key that somebody else finished, forgot or set aside."""
    return ConflictError(f"command {key!r} is not under way")
