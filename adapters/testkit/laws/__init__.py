"""The laws of a price, as functions of a pricer, and those of a cancellation, of orders.

Each law of a price takes a pricer, a basket and the circumstances, and what it needs beside them;
it reads entries and figures of quotes and computes what they should be by itself, with fractions.
Those of a cancellation take orders, before and after. Each answers whether it holds or does not
apply, and raises `LawBrokenError` with its id and the facts where it is broken. `check_all` tries
every law of a price with changes that it makes up from the basket.

The list of laws, with their preconditions, is docs/reference/laws.md.
"""

from counterfoil.adapters.testkit.laws.allocations import check_allocation, check_allocations
from counterfoil.adapters.testkit.laws.cancelling import (
    check_debt,
    check_given_back,
    check_refunds,
    check_timing,
    check_written,
)
from counterfoil.adapters.testkit.laws.codes import check_added_code, check_removed_code
from counterfoil.adapters.testkit.laws.everything import check_all
from counterfoil.adapters.testkit.laws.fees import check_free_cart, check_grossed_up_fee
from counterfoil.adapters.testkit.laws.lanes import check_added_promotion
from counterfoil.adapters.testkit.laws.order import check_permutation, check_renaming
from counterfoil.adapters.testkit.laws.scale import (
    scale_basket,
    scale_catalogue,
    scale_circumstances,
    scale_tariff,
)
from counterfoil.adapters.testkit.laws.scaling import check_scaling
from counterfoil.adapters.testkit.laws.splitting import check_split
from counterfoil.adapters.testkit.laws.sums import check_floors, check_groups, check_sums
from counterfoil.adapters.testkit.laws.taxes import check_taxes
from counterfoil.adapters.testkit.laws.verdict import LawBrokenError, Verdict

__all__ = [
    "LawBrokenError",
    "Verdict",
    "check_added_code",
    "check_added_promotion",
    "check_all",
    "check_allocation",
    "check_allocations",
    "check_debt",
    "check_floors",
    "check_free_cart",
    "check_given_back",
    "check_grossed_up_fee",
    "check_groups",
    "check_permutation",
    "check_refunds",
    "check_removed_code",
    "check_renaming",
    "check_scaling",
    "check_split",
    "check_sums",
    "check_taxes",
    "check_timing",
    "check_written",
    "scale_basket",
    "scale_catalogue",
    "scale_circumstances",
    "scale_tariff",
]
