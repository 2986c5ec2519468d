"""A domain engine for ticket reservations: what to charge, and why.

The layers are `counterfoil.domain` (pure rules), `counterfoil.ports` (what the rules need from
the world) and `counterfoil.adapters` (how the world is reached). A host imports from those.
"""

__all__ = ["__version__"]

__version__ = "0.1.0.dev0"
