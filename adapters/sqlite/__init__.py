"""SQLite: a file, or memory, as the store of a system."""
