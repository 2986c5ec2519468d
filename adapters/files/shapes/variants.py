"""Several ways to say one thing in a table, of which one is chosen by its leading key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from attrs import evolve, field, frozen

from counterfoil.adapters.files.problems import FileCode
from counterfoil.adapters.files.reading import UNREAD, Fault, Place, Schema
from counterfoil.adapters.files.shapes.keys import Key
from counterfoil.adapters.files.shapes.tables import Table

__all__ = ["Variant", "Variants"]


@frozen(kw_only=True)
class Variant:
    """One way to say it: the leading key comes first, the others go with it only.

    ``whole``: the value of the only key is the object itself.
    """

    keys: tuple[Key, ...]
    make: Callable[..., Any]
    whole: bool = False
    table: Table = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Read the keys as a table of their own."""
        object.__setattr__(self, "table", Table(name="", make=self.make, parts=self.keys))

    @property
    def leading(self) -> str:
        """Name the key that chooses this variant."""
        return self.keys[0].name


@frozen(kw_only=True)
class Variants:
    """Several ways to say one thing, at most one of which may be used; no two share a key."""

    becomes: str
    variants: tuple[Variant, ...]
    required: bool = False

    @property
    def keys(self) -> tuple[Key, ...]:
        """Answer the keys of all variants."""
        return tuple(key for variant in self.variants for key in variant.keys)

    def owned(
        self,
        make: Callable[..., Any],  # noqa: ARG002  (as every part)
    ) -> Iterator[tuple[Key, Callable[..., Any]]]:
        """Answer the keys of all variants; that of a whole object has no default."""
        for variant in self.variants:
            for key in variant.keys:
                yield key, dict if variant.whole else variant.make

    @property
    def leading(self) -> tuple[str, ...]:
        """Name the keys that choose."""
        return tuple(variant.leading for variant in self.variants)

    def collect(self, table: dict[str, Any], place: Place, values: dict[str, Any]) -> bool:
        """Read the variant that the table uses."""
        used = [variant for variant in self.variants if variant.leading in table]
        sound = self._check_strays(table, place, used)
        if len(used) > 1:
            names = " and ".join(variant.leading for variant in used)
            fault = Fault(
                FileCode.CONFLICTING_KEYS,
                problem=f"{names} exclude each other",
                allowed=f"one of {', '.join(self.leading)}",
                key=used[1].leading,
            )
            place.reading.note(place.path, fault, value=table[used[1].leading])
            return False
        if not used:
            if self.required and not place.context.meant.intersection(self.leading):
                fault = Fault(
                    FileCode.MISSING_KEY,
                    problem=f"none of {', '.join(self.leading)} is given",
                    allowed="exactly one of them",
                )
                place.reading.note(place.path, fault)
            return sound and not self.required
        return self._collect_variant(used[0], table, place, values) and sound

    def _check_strays(self, table: dict[str, Any], place: Place, used: list[Variant]) -> bool:
        """Note keys that go with a variant which is not used."""
        strays = [
            (key.name, variant.leading)
            for variant in self.variants
            if variant not in used
            for key in variant.keys
            if key.name in table
        ]
        for name, leading in strays:
            fault = Fault(
                FileCode.STRAY_KEY,
                problem="has nothing to go with",
                allowed=f"only beside {leading}",
                key=name,
            )
            place.reading.note(place.path, fault, value=table[name])
        return not strays

    def _collect_variant(
        self, variant: Variant, table: dict[str, Any], place: Place, values: dict[str, Any]
    ) -> bool:
        leading = place.at(variant.leading, target=(self.becomes,))
        if variant.whole:
            values[self.becomes] = leading.read(variant.keys[0].shape, table[variant.leading])
            return values[self.becomes] is not UNREAD
        # The place in the file stays: the keys stand in the table around.
        inner = evolve(place, target=leading.target)
        own = {key.name: table[key.name] for key in variant.keys if key.name in table}
        values[self.becomes] = inner.read(variant.table, own)
        return values[self.becomes] is not UNREAD

    @property
    def always(self) -> tuple[str, ...]:
        """Name no key: the choice is told by `choices`."""
        return ()

    def companions(self) -> dict[str, list[str]]:
        """Say which keys go with which: those of one variant."""
        needs: dict[str, list[str]] = {}
        for variant in self.variants:
            needed = [key.name for key in variant.keys[1:] if key.required]
            if needed:
                needs[variant.leading] = needed
            needs |= {key.name: [variant.leading] for key in variant.keys[1:]}
        return needs

    def choices(self) -> list[Schema]:
        """Say that one leading key is used, or none where it may be left out."""
        ways: list[Schema] = [{"required": [name]} for name in self.leading]
        if not self.required:
            ways.append({"not": {"anyOf": list(ways)}})
        return [{"oneOf": ways}]
