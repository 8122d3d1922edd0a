"""Decisions of a replaced key that only laptops still have: no hub can take them back, so a person is told of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import select

from hub import schema
from hub.database import Database
from hub.region import names_of_sites
from hub.rows import NodeState
from shared.fact_fields import NUMBERS
from shared.sentences import N_, Sentence, Value

_FIELD = NUMBERS["unvouched"]
_ONE = N_(
    "La laptop de %(schools)s tiene 1 decisión o aviso que firmó una clave anterior de la región y que esta central "
    "perdió. Allá sigue valiendo; aquí no se toma, porque quien tenga esa clave podría firmar otros. Pregunte qué dice "
    "y publique de nuevo lo que valga."
)
_MANY = N_(
    "La laptop de %(schools)s tiene %(n)s decisiones o avisos que firmó una clave anterior de la región y que esta "
    "central perdió. Allá siguen valiendo; aquí no se toman, porque quien tenga esa clave podría firmar otros. "
    "Pregunte qué dicen y publique de nuevo lo que valga."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unvouched:
    """A laptop that follows what this hub lost and cannot verify."""

    node: str
    site: str
    schools: tuple[str, ...]
    count: int

    def words(self) -> Sentence:
        """Say so, and what to do."""
        told: dict[str, Value] = {"schools": ", ".join(self.schools) or self.site, "n": self.count}
        return Sentence(_ONE if self.count == 1 else _MANY, told)


def unvouched(db: Database) -> Sequence[Unvouched]:
    """Return the laptops that said so at their last contact, by site."""
    table = schema.nodes
    query = select(table).where(table.c.state == NodeState.OK).order_by(table.c.site, table.c.node)
    with db.read() as connection:
        names = names_of_sites(connection)
        rows = [(row, _count(row.health)) for row in connection.execute(query)]
    return [
        Unvouched(node=row.node, site=row.site, schools=names.get(row.site, ()), count=count)
        for row, count in rows
        if count
    ]


def _count(health: bytes) -> int:
    said = msgspec.msgpack.decode(health, type=dict[int, Any]).get(_FIELD)
    return said if isinstance(said, int) and 0 < said < 2**31 else 0
