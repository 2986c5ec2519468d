"""The order: what was bought, at which price, how it was paid, and whether it was used."""
