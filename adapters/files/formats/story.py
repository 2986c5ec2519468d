"""The field tables of a story file."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from attrs import frozen

from counterfoil.adapters.files.formats.cart import BUYER
from counterfoil.adapters.files.formats.common import id_key
from counterfoil.adapters.files.formats.story_steps import STEP
from counterfoil.adapters.files.shapes.keys import Key
from counterfoil.adapters.files.shapes.lists import ListOf
from counterfoil.adapters.files.shapes.moments import Instant
from counterfoil.adapters.files.shapes.scalars import Identifier, Text, choice_of
from counterfoil.adapters.files.shapes.tables import Table
from counterfoil.adapters.files.shapes.variants import Variant, Variants
from counterfoil.domain.party import AccountType, Actor

__all__ = ["SETTINGS", "STORY_FILE", "NamedActor", "Settings"]


class NamedActor(NamedTuple):
    """A person of a story by the name that steps use."""

    id: str
    actor: Actor


@frozen(kw_only=True)
class Settings:
    """What a story says of itself; its world is a name, or two paths from its own folder."""

    title: str
    starts: datetime
    world: str = ""
    files: tuple[str, str] | None = None
    note: str = ""


def _settings(*, title: str, starts: datetime, note: str = "", world: Any) -> Settings:
    if isinstance(world, str):
        return Settings(title=title, starts=starts, note=note, world=world)
    return Settings(title=title, starts=starts, note=note, files=world)


def _files(*, catalogue: str, tariff: str) -> tuple[str, str]:
    return catalogue, tariff


SETTINGS = Table(
    name="story",
    meaning="What is told, in which world, from when on.",
    make=_settings,
    parts=(
        Key(name="title", shape=Text(), meaning="What is told.", required=True),
        Key(name="note", shape=Text(), meaning="For the reader."),
        Key(
            name="starts",
            shape=Instant(),
            meaning="The instant of the first step.",
            required=True,
            mistaken=("at", "starts_at", "start"),
        ),
        Variants(
            becomes="world",
            required=True,
            variants=(
                Variant(
                    keys=(
                        Key(
                            name="world",
                            shape=Identifier(words="the name of a shipped world"),
                            meaning="The name of a shipped world.",
                        ),
                    ),
                    make=str,
                    whole=True,
                ),
                Variant(
                    keys=(
                        Key(
                            name="catalogue",
                            shape=Identifier(words="a path from the folder of the story"),
                            meaning="The catalogue, as a path from the folder of the story.",
                            required=True,
                        ),
                        Key(
                            name="tariff",
                            shape=Identifier(words="a path from the folder of the story"),
                            meaning="The tariff, likewise.",
                            required=True,
                        ),
                    ),
                    make=_files,
                ),
            ),
        ),
    ),
)
_ACTOR = Table(
    name="actor",
    meaning="Somebody who gives commands.",
    make=lambda *, id, **facts: NamedActor(id, Actor(**facts)),  # noqa: A006 (as in the file)
    defaults=dict,
    parts=(
        id_key("What the steps call the actor."),
        Key(
            name="account_type",
            shape=choice_of(AccountType),
            meaning="The kind of account.",
            required=True,
        ),
        Key(name="name", shape=Text(), meaning="Full name."),
        Key(name="email", shape=Text(), meaning="E-mail address."),
        Key(name="role", shape=Text(), meaning="What the person does, such as cashier."),
    ),
)


STORY_FILE = Table(
    name="story_file",
    meaning="A story: steps that can be read, run, and held to what they say.",
    make=dict,
    parts=(
        Key(name="story", shape=SETTINGS, meaning=SETTINGS.meaning, required=True),
        Key(name="buyer", shape=BUYER, meaning="The buyer of every cart that names no other."),
        Key(
            name="actor",
            shape=ListOf(element=_ACTOR, headed=True),
            meaning="Who gives commands.",
            becomes="actors",
            mistaken=("actors",),
        ),
        Key(
            name="step",
            shape=ListOf(element=STEP, headed=True, least=1),
            meaning="What happens, in order.",
            becomes="steps",
            required=True,
            mistaken=("steps",),
        ),
    ),
)
