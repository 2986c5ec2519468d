"""Writes a file of the present version, to be opened by all later ones.

Run ``python tests/unit/sqlite/kept_file.py`` once for each version of the schema, before it is
released. Files of released versions are never written again.
"""

import gzip
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from counterfoil.adapters.sqlite.store import SqliteStore
from counterfoil.adapters.store.schema import SCHEMA_VERSION
from counterfoil.adapters.store.system import StoreSystem
from counterfoil.adapters.testkit.clocks import CountingReferences, ManualClock
from counterfoil.adapters.testkit.conformance.asking import boat, capture
from counterfoil.adapters.testkit.conformance.people import ERASING, STAFF, bought, opened
from counterfoil.adapters.testkit.conformance.pier import (
    CASHIER,
    CODES,
    GUEST,
    PRICES,
    START,
    catalogue,
    tariff,
)
from counterfoil.adapters.testkit.conformance.shop import Shop
from counterfoil.domain.statuses import SettlementType
from counterfoil.ports.box_office import BoxOffice

FOLDER = Path(__file__).with_name("kept")
COMMAND = "python tests/unit/sqlite/kept_file.py"


def shop_at(file: Path, *, prefix: str = "kept") -> Shop:
    """Open the pier over a file, loaded or not, with keys of a prefix."""
    clock = ManualClock(START)
    system = StoreSystem(SqliteStore(file), clock=clock)
    if not system.is_loaded:
        system.load(catalogue(), tariff(PRICES, CODES))
    references = CountingReferences(prefix=prefix)
    office = BoxOffice(system=system, clock=clock, references=references)
    return Shop(office=office, system=system, clock=clock)


def fill(shop: Shop) -> None:
    """Do a little of everything."""
    office = shop.office
    opened(shop, "ada", boat(2, item="a"))
    office.cancel(shop.with_items(boat(1)), GUEST)
    paid = shop.with_items(boat(1))
    office.attach_payment(paid, GUEST, capture(1000))
    order = bought(shop, "bo", boat(2, item="b"))
    office.redeem(order.bookings[0].tickets[0].code, CASHIER)
    plain = shop.with_items(boat(1))
    erased = office.confirm(plain, CASHIER, settlement=SettlementType.VENUE).order
    office.erase(erased.id, STAFF, erasing_key=ERASING)


def main() -> None:
    """Write the file."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "box.db"
        shop = shop_at(file)
        fill(shop)
        assert isinstance(shop.system, StoreSystem)
        shop.system.close()
        FOLDER.mkdir(exist_ok=True)
        kept = FOLDER / f"version-{SCHEMA_VERSION}.db.gz"
        with file.open("rb") as content, gzip.open(kept, "wb") as compressed:
            shutil.copyfileobj(content, compressed)


if __name__ == "__main__":
    main()
