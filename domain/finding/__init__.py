"""Finding orders: the filter, what it means, and the pages that answer it.

`matches` and `found` say what is right, the simplest way. A system answers the same faster.
"""

from counterfoil.domain.finding.events import EVENTS_MAX, RecordedEvent, events_problems
from counterfoil.domain.finding.filter import (
    ITEMS_PER_PAGE,
    ITEMS_PER_PAGE_MAX,
    START_INDEX_MAX,
    OrderFilter,
    SortBy,
    SortOrder,
)
from counterfoil.domain.finding.matching import matches, matching_bookings
from counterfoil.domain.finding.page import (
    FoundOrder,
    NotModified,
    Page,
    arranged,
    effective,
    found,
    found_if_modified,
    page_of,
)
from counterfoil.domain.finding.problems import filter_problems, since_problems

__all__ = [
    "EVENTS_MAX",
    "ITEMS_PER_PAGE",
    "ITEMS_PER_PAGE_MAX",
    "START_INDEX_MAX",
    "FoundOrder",
    "NotModified",
    "OrderFilter",
    "Page",
    "RecordedEvent",
    "SortBy",
    "SortOrder",
    "arranged",
    "effective",
    "events_problems",
    "filter_problems",
    "found",
    "found_if_modified",
    "matches",
    "matching_bookings",
    "page_of",
    "since_problems",
]
