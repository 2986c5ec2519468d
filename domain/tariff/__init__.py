"""Price rules as data: nothing here computes a price."""
