"""PostgreSQL: the store of a system that many hosts share."""
