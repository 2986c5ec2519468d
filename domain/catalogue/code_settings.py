"""What the codes of a product's tickets look like, and how many tickets share one."""

from __future__ import annotations

from enum import Enum

from attrs import frozen


class CodeFormat(Enum):
    """How a code is shown; LINK and IMAGE: as an address of a page or a picture.

    Source: the vendor's ``ProductCodeFormat``.
    """

    BAR_CODE = "BAR_CODE"
    BAR_CODE_E128 = "BAR_CODE_E128"
    BAR_CODE_C128 = "BAR_CODE_C128"
    BAR_CODE_C39 = "BAR_CODE_C39"
    AZTEC = "AZTEC"
    PDF = "PDF"
    PDF417 = "PDF417"
    QR_CODE = "QR_CODE"
    LINK = "LINK"
    IMAGE = "IMAGE"


class VoucherPer(Enum):
    """How many vouchers an order has: one for each guest, for each supplier, or a single one.

    Source: the vendor's ``ProductVoucherSettings``.
    """

    PER_PERSON = "PER_PERSON"
    PER_SUPPLIER = "PER_SUPPLIER"
    SINGLE = "SINGLE"


class VoucherRelease(Enum):
    """What a voucher waits for. The engine knows of orders and payments; a system tells the rest.

    Source: the vendor's ``VoucherReleaseType``.
    """

    ORDER_CONFIRMATION = "ORDER_CONFIRMATION"
    PAYMENT_CONFIRMATION = "PAYMENT_CONFIRMATION"
    SUPPLIER_ALLOCATION = "SUPPLIER_ALLOCATION"
    DATE_ALLOCATION = "DATE_ALLOCATION"
    MANUAL_ALLOCATION = "MANUAL_ALLOCATION"
    VENUE_ALLOCATION = "VENUE_ALLOCATION"
    NO_ALLOCATION = "NO_ALLOCATION"


@frozen(kw_only=True)
class CodeSettings:
    """How the codes of a product are shown, shared and released.

    ``group_code``: all tickets of a booking have one code. ``combi_code``: all tickets of an order
    whose products have it share one, which goes before a group code. ``city_card``: the code is
    that of a card which other venues read as well. ``dated``: the code says when it is good, so
    that another time makes another code.
    Source: the vendor's ``ProductCodeSettings``; its code source follows from ``ticket_codes``.
    ``dated`` is ours, for the vendor's "depending on the product, some vouchers will be
    invalidated and replaced".
    """

    format: CodeFormat = CodeFormat.QR_CODE
    group_code: bool = False
    combi_code: bool = False
    city_card: bool = False
    dated: bool = False
    voucher: VoucherPer = VoucherPer.SINGLE
    release: VoucherRelease = VoucherRelease.ORDER_CONFIRMATION

    @property
    def is_shared(self) -> bool:
        """Whether several tickets have one code."""
        return self.group_code or self.combi_code
