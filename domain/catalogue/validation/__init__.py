"""What is wrong with a catalogue: every problem at once, with its path and what is allowed."""

from counterfoil.domain.catalogue.validation.catalogue import problems
from counterfoil.domain.catalogue.validation.problem import (
    CatalogueError,
    CatalogueProblem,
    ProblemCode,
)

__all__ = ["CatalogueError", "CatalogueProblem", "ProblemCode", "problems"]
