"""What a step of a story does to the whole office: what it sells by, moving in, settling."""

from __future__ import annotations

from attrs import field, frozen

from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.privacy import SECRET
from counterfoil.domain.stock import Overbooking
from counterfoil.domain.tariff.tariff import Tariff


@frozen(kw_only=True)
class Loading:
    """``load``: sell by another catalogue or tariff from now on."""

    catalogue: Catalogue
    tariff: Tariff


@frozen(kw_only=True)
class Importing:
    """``import``: take orders over, out of lines of JSON or out of the story itself.

    ``orders`` are names of the story's own: they are exported as they are then.
    """

    lines: tuple[str, ...] = field(default=(), repr=False, metadata=SECRET)
    orders: tuple[str, ...] = ()
    overbooking: Overbooking = Overbooking.REFUSED


@frozen
class Sweeping:
    """``sweep``: settle what expired carts owe."""
