"""The texts of the pier: its catalogue, and its tariff in parts that tests put together."""

CATALOGUE = """
[catalogue]
id = "pier"
currency = "EUR"
zone = "Africa/Abidjan"
supplier = { id = "pier", name = "The Pier" }

[hold]
length = "20m"
renewal = "on_touch"
cap = "1h"
payment_extension = "10m"

[[pool]]
id = "boat-noon"
total = 10

[[pool]]
id = "boat-dusk"
total = 4

[[pool]]
id = "deck-noon"
total = 12

[[pool]]
id = "lounge-noon"
total = 8

[[pool]]
id = "quay"

[[product]]
id = "boat"
title = "Boat"
admission = "TIME_POINT"
availability = true
managed_capacity = true
capacity_type = "own"
limits = { booking_max = 20 }
[[product.ticket_type]]
id = "adult"
kind = "ADULT"
label = "Adult"
[[product.ticket_type]]
id = "child"
kind = "CHILD"
label = "Child"
[[product.ticket_type]]
id = "raft"
kind = "GROUP"
label = "Raft for six that takes three places"
capacity = 3
pax = 6
[[product.slot]]
id = "noon"
starts_at = 2026-06-20T12:00:00+00:00
ends_at = 2026-06-20T13:00:00+00:00
capacity_id = "boat-noon"
[[product.slot]]
id = "dusk"
starts_at = 2026-06-20T20:00:00+00:00
ends_at = 2026-06-20T21:00:00+00:00
capacity_id = "boat-dusk"
[[product.slot]]
id = "dawn"
starts_at = 2026-06-20T06:00:00+00:00
ends_at = 2026-06-20T07:00:00+00:00
active = false
capacity_id = "boat-noon"

# Held for ten minutes and never longer; draws from the deck as well.
[[product]]
id = "lounge"
title = "Lounge on deck"
admission = "TIME_POINT"
availability = true
managed_capacity = true
capacity_type = "combined"
hold = { length = "10m", renewal = "never", cap = "10m" }
[[product.ticket_type]]
id = "adult"
kind = "ADULT"
label = "Adult"
[[product.slot]]
id = "noon"
starts_at = 2026-06-20T12:00:00+00:00
ends_at = 2026-06-20T13:00:00+00:00
capacity_id = "lounge-noon"
capacity_shared_id = "deck-noon"

# The deck again, and a quay that never ends.
[[product]]
id = "terrace"
title = "Terrace on deck"
admission = "TIME_POINT"
availability = true
managed_capacity = true
capacity_type = "shared"
hold = { length = "15m", renewal = "on_request", cap = "40m", payment_extension = "5m" }
[[product.ticket_type]]
id = "adult"
kind = "ADULT"
label = "Adult"
[[product.slot]]
id = "noon"
starts_at = 2026-06-20T12:00:00+00:00
ends_at = 2026-06-20T13:00:00+00:00
capacity_shared_id = "deck-noon"
[[product.slot]]
id = "open"
starts_at = 2026-06-20T12:00:00+00:00
ends_at = 2026-06-20T13:00:00+00:00
capacity_shared_id = "quay"

# Two rows of four seats on two evenings, and a box.
[[product]]
id = "stage"
title = "Stage at the end of the pier"
admission = "TIME_POINT"
availability = true
[[product.ticket_type]]
id = "adult"
kind = "ADULT"
label = "Adult"
[[product.slot]]
id = "friday"
starts_at = 2026-06-19T20:00:00+00:00
ends_at = 2026-06-19T22:00:00+00:00
[[product.slot]]
id = "saturday"
starts_at = 2026-06-20T20:00:00+00:00
ends_at = 2026-06-20T22:00:00+00:00
[[product.spot]]
section = "Floor"
rows = "A-B"
numbers = "1-4"

# No date, no slot, nothing to hold.
[[product]]
id = "pass"
title = "Season pass"
admission = "TIME_OPEN"
[[product.ticket_type]]
id = "adult"
kind = "ADULT"
label = "Adult"

[[product]]
id = "museum"
title = "Museum, on a date"
admission = "TIME_DATE"
travel_date_required = true
[[product.ticket_type]]
id = "adult"
kind = "ADULT"
label = "Adult"

[[product]]
id = "duo"
title = "Boat and museum"
admission = "TIME_DATE"
[[product.ticket_type]]
id = "adult"
kind = "ADULT"
label = "Adult"
[[product.ticket_type]]
id = "child"
kind = "CHILD"
label = "Child"
[[product.combi.part]]
id = "boat"
product = "boat"
share = 1
[[product.combi.part]]
id = "museum"
product = "museum"
share = 1
ticket_types = { child = "adult" }

[[product]]
id = "twice"
title = "Boat twice"
admission = "TIME_OPEN"
[[product.bundle.part]]
id = "there"
product = "boat"
[[product.bundle.part]]
id = "back"
product = "boat"
[[product.bundle.part]]
id = "deck"
product = "lounge"
optional = true

[[product]]
id = "drink"
title = "Drink on board"
admission = "TIME_OPEN"
addon_of = ["boat", "lounge"]
[[product.ticket_type]]
id = "glass"
kind = "ITEM"
label = "Glass"
ticket_class = "item"
pax = 0
capacity = 0

[[product]]
id = "staff"
title = "For the staff"
admission = "TIME_OPEN"
hidden = true
[[product.ticket_type]]
id = "adult"
kind = "ADULT"
label = "Adult"

# On sale for a week in May and June, from ten days to an hour before the departure.
[[product]]
id = "charter"
title = "Charter"
admission = "TIME_POINT"
availability = true
[product.sale]
from = 2026-05-31T09:00:00+00:00
until = 2026-06-07T09:00:00+00:00
lead_min = "1h"
lead_max = "10d"
[[product.ticket_type]]
id = "adult"
kind = "ADULT"
label = "Adult"
[[product.slot]]
id = "soon"
starts_at = 2026-06-01T12:00:00+00:00
ends_at = 2026-06-01T13:00:00+00:00
[[product.slot]]
id = "later"
starts_at = 2026-06-12T12:00:00+00:00
ends_at = 2026-06-12T13:00:00+00:00

[[product]]
id = "all"
title = "All that floats"
admission = "TIME_OPEN"
[product.cluster]
members = ["boat", "lounge"]
"""

PRICES = """
[tariff]
id = "pier"
currency = "EUR"
codes_max = 3

[[requested]]
type = "OTHER"
channels = ["desk"]

[[price]]
product = "boat"
amounts = { adult = 10.00, child = 6.00, raft = 25.00 }
[[price]]
product = "lounge"
amounts = { adult = 15.00 }
[[price]]
product = "terrace"
amounts = { adult = 8.00 }
[[price]]
product = "stage"
amounts = { adult = 30.00 }
[[price]]
product = "pass"
amounts = { adult = 99.00 }
[[price]]
product = "museum"
amounts = { adult = 12.00 }
[[price]]
product = "duo"
amounts = { adult = 18.00, child = 9.00 }
[[price]]
product = "drink"
amounts = { glass = 4.00 }
[[price]]
product = "staff"
amounts = { adult = 1.00 }
[[price]]
product = "charter"
amounts = { adult = 50.00 }
"""

# Codes: two uses; one for each customer; a budget that gives in part; one that does not.
CODES = """
[[lane]]
number = 1
mode = "all"

[[promotion]]
id = "early"
label = "Early"
code = "EARLY"
percentage_off = 10
products = ["boat", "lounge", "stage"]
booked = [{ from = 2026-06-01T00:00:00+00:00, until = 2026-06-01T10:00:00+00:00 }]
limits = { uses = 2 }

[[promotion]]
id = "once"
label = "Once"
code = "ONCE"
amount_off = 2.00
per = "unit"
products = ["boat", "lounge"]
limits = { uses_per_customer = 1 }

[[promotion]]
id = "purse"
label = "Purse"
code = "PURSE"
amount_off = 3.00
per = "unit"
products = ["boat", "lounge"]
limits = { budget = 10.00, partial = "allow" }

[[promotion]]
id = "strict"
label = "Strict"
code = "STRICT"
amount_off = 3.00
per = "unit"
products = ["boat", "lounge"]
limits = { budget = 10.00 }

[[promotion]]
id = "later"
label = "Later"
code = "LATER"
percentage_off = 50
booked = [{ from = 2026-07-01T00:00:00+00:00, until = 2026-08-01T00:00:00+00:00 }]

[[promotion]]
id = "ten"
label = "From ten"
code = "TEN"
percentage_off = 5
minimum = { quantity = 10 }
"""

# Two carts get a tenth off, without a code.
HOUSE = """
[[promotion]]
id = "house"
label = "House"
percentage_off = 10
products = ["boat", "lounge"]
limits = { uses = 2 }
"""

# A tenth dearer from half full on.
FILLING = """
[[variation]]
id = "filling"
label = "Half full"
type = "PRODUCT_DYNAMIC"
amount = 1.00
products = ["boat", "lounge"]
fill = { least = 50 }
"""

DEARER = PRICES.replace("adult = 10.00", "adult = 13.00").replace("adult = 15.00", "adult = 21.00")

# The same pier with slices: of the noon boat for an agent, the desk and the web, which may
# overflow; of the deck for the desk. The dusk boat and the deck may be overbooked, no other pool.
SLICED = (
    CATALOGUE.replace(
        'id = "boat-noon"\ntotal = 10\n',
        'id = "boat-noon"\ntotal = 10\n'
        "allocation = [\n"
        '    { name = "agent", quantity = 2 },\n'
        '    { name = "desk", quantity = 3 },\n'
        '    { name = "web", quantity = 1, overflow = "allowed" },\n'
        "]\n",
    )
    .replace('id = "boat-dusk"\ntotal = 4\n', 'id = "boat-dusk"\ntotal = 4\noverbooking = true\n')
    .replace(
        'id = "deck-noon"\ntotal = 12\n',
        'id = "deck-noon"\ntotal = 12\noverbooking = true\n'
        'allocation = [{ name = "desk", quantity = 4, overflow = "allowed" }]\n',
    )
)
