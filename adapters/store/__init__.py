"""What durable systems share: one system over rows, whichever database keeps them.

`StoreSystem` is the reservation system; a `Store` runs statements in transactions and knows no
rule. The statements are written once, in the SQL that SQLite and PostgreSQL both understand; a
`Dialect` says the few things that differ.
"""
