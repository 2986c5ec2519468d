"""All that can be wrong with a tariff, found in one pass."""

from __future__ import annotations

from collections.abc import Iterator

from counterfoil.domain.catalogue.catalogue import Catalogue
from counterfoil.domain.tariff.problems.fees import fee_problems
from counterfoil.domain.tariff.problems.inspection import Inspection, RegisteredRules
from counterfoil.domain.tariff.problems.prices import price_problems
from counterfoil.domain.tariff.problems.problem import TariffProblem
from counterfoil.domain.tariff.problems.promotions import lane_problems, promotion_problems
from counterfoil.domain.tariff.problems.settings import (
    rule_id_problems,
    season_list_problems,
    setting_problems,
)
from counterfoil.domain.tariff.problems.taxes import tax_problems, taxation_problems
from counterfoil.domain.tariff.problems.variations import (
    open_variation_problems,
    variation_problems,
)
from counterfoil.domain.tariff.tariff import Tariff


def problems(
    tariff: Tariff,
    *,
    catalogue: Catalogue | None = None,
    extensions: RegisteredRules | None = None,
) -> tuple[TariffProblem, ...]:
    """Find everything that is wrong with *tariff*, by itself and against what is given with it.

    Without a catalogue no product, ticket type or slot is looked up, without extensions no
    condition or benefit of a host. The catalogue itself is taken to be without problems.

    Source: docs/reference/pricing.md, wherever it calls something an error of the file.
    """
    inspection = Inspection(tariff=tariff, catalogue=catalogue, extensions=extensions)
    return tuple(_all_problems(inspection))


def _all_problems(inspection: Inspection) -> Iterator[TariffProblem]:
    yield from setting_problems(inspection)
    yield from rule_id_problems(inspection)
    yield from season_list_problems(inspection)
    yield from price_problems(inspection)
    yield from variation_problems(inspection)
    yield from open_variation_problems(inspection)
    yield from lane_problems(inspection)
    yield from promotion_problems(inspection)
    yield from tax_problems(inspection)
    yield from taxation_problems(inspection)
    yield from fee_problems(inspection)
