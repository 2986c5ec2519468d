"""An accountant: keeps books of its own beside a reservation system, and compares.

It is told what every cart was asked for and what was answered, and what there is (catalogue and
tariff). From that it works out, by arithmetic of its own, what each cart holds of every pool,
spot, use and budget, from whose slice, until when, and at what price. ``check`` then requires that
the system says the same.

It must not import the rules that it audits: nothing of ``counterfoil.domain.cart``,
``counterfoil.domain.stock`` or ``counterfoil.domain.pricing``. Of a view it reads the items of the
cart (``id``, ``asked``, ``spots``, ``holder``, ``expires_at``), its payments (``id``, ``amount``,
``original``), of the quote ``total`` and ``rows()``, and what was ``overbooked``. Resources have
the names of the documentation. `SalesAccountant` keeps the books of orders as well.
"""

from counterfoil.adapters.testkit.accountant.books import Accountant, Stock
from counterfoil.adapters.testkit.accountant.claims import Account, Claim
from counterfoil.adapters.testkit.accountant.sales import SalesAccountant

__all__ = ["Account", "Accountant", "Claim", "SalesAccountant", "Stock"]
