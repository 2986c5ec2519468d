"""What the rules need from the world, as small protocols in terms of the domain.

This layer imports `counterfoil.domain` only; `counterfoil.adapters` implements its protocols.
"""
