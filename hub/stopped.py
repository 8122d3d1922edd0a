"""Everything that came and does not count, in one list: what, since when, why, and what a person does about it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from hub import cataloguing, left_out, unlisted
from hub.database import at
from hub.forks import open_forks
from hub.region import names_of_sites
from hub.rows import Wait, WaitingRow
from hub.stick_files import NotTaken, not_taken
from hub.store import Store
from hub.unread import Unread
from hub.unread import unread as unreadable
from shared.ids import SiteId
from shared.sentences import N_, Sentence


class Kind(StrEnum):
    """What is stopped."""

    BUNDLE = "bundle"
    """Bundles of one computer that were kept and not applied."""
    HISTORIES = "histories"
    """Two histories of one site."""
    UNREADABLE = "unreadable"
    """Records that this version cannot read."""
    APART = "apart"
    """Records that speak of what is not their site's."""
    RESOURCE = "resource"
    """Records of a resource that no catalogue ever had."""
    FILE = "file"
    """Files of a stick that were not taken."""


class Cure(StrEnum):
    """What a person does about it."""

    ACCEPT = "accept"
    """Accept the computer, after a call; or throw away what it sent."""
    BRING = "bring"
    """Fetch what is missing by stick, or wait."""
    UPDATE = "update"
    """Update the region's program, or the laptop's."""
    SETTLE = "settle"
    """Call the school, and say that it is cleared up."""
    SCHOOLS = "schools"
    """Import the listing of schools."""
    CATALOGUE = "catalogue"
    """Import a catalogue that has the resource."""
    STICK = "stick"
    """Read the stick again, ask for another copy, or take its files off the list."""
    CALL = "call"


KINDS: Mapping[Kind, str] = {
    Kind.BUNDLE: N_("Envíos retenidos"),
    Kind.HISTORIES: N_("Dos historias de una laptop"),
    Kind.UNREADABLE: N_("Registros que no se pueden leer"),
    Kind.APART: N_("Registros de otro local"),
    Kind.RESOURCE: N_("Recurso que el catálogo no tiene"),
    Kind.FILE: N_("Archivos de un USB que no se tomaron"),
}
WAITS: Mapping[Wait, str] = {
    Wait.UNKNOWN: N_("La región no reconoce este equipo. Se guardó entero y no se aplicó: nada se pierde."),
    Wait.REVOKED: N_("Este equipo fue dado de baja. Lo que envió se guardó entero y no se aplicó."),
    Wait.GAP: N_("Falta un envío anterior. Se aplica solo cuando llegue."),
    Wait.NEWER: N_("Lo hizo una versión más nueva de Chasqui. Se aplica después de actualizar la región."),
}
_CURES: Mapping[Wait, Cure] = {
    Wait.UNKNOWN: Cure.ACCEPT, Wait.REVOKED: Cure.ACCEPT, Wait.GAP: Cure.BRING, Wait.NEWER: Cure.UPDATE,
}  # fmt: skip
_FORKED = N_("Dos computadoras usan la misma identidad, o se restauró una copia. Las dos historias están guardadas.")
_APART: Mapping[str, str] = {
    left_out.UNREADABLE: N_(
        "Tienen un número o un texto que ningún registro admite. Se guardan enteros y no se suman."
    ),
    left_out.FOREIGN: N_(
        "Hablan de una escuela que el listado no tiene en ese local. Se guardan enteros y no se suman."
    ),
    left_out.DECISION: N_("Confirman u objetan una decisión de otro local. Se guardan enteros y no cuentan."),
}
_LACKS = N_("Ningún catálogo tuvo «%(resource)s»: se guarda, y ningún plan lo reparte.")
_ON_STICK = N_("USB «%(stick)s», %(files)s: %(why)s")
_UPLOADED = N_("Subidos desde un navegador, %(files)s: %(why)s")
_AND_MORE = N_("%(files)s y %(n)s más")
_FILES_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """One thing that came and does not count."""

    kind: Kind
    cure: Cure
    why: Sentence
    count: int
    """Bundles, histories, records or files."""
    site: str = ""
    schools: tuple[str, ...] = ()
    node: str = ""
    """The computer that sent it; empty where nobody knows, or where several did."""
    detail: str = ""
    """What the program that refused it said, in Spanish."""
    subject: str = ""
    """What names it at its site, where a person may take it off the list (``hub.clearing``)."""
    since: datetime | None = None
    """When the first of it came; None: nobody knows."""


def stopped(store: Store) -> list[Stopped]:
    """Return everything that is stopped, the longest before the others; that of which nobody knows since when last."""
    # What was withdrawn was told of while it was offered: it is known for good.
    known = {one.id for one in cataloguing.every_resource(store)}
    with store.read() as connection:
        unread = [_unreadable(one) for one in unreadable(connection)]
        lacking = unlisted.unlisted(connection, known) if known else []
        files = not_taken(connection)
    told = {(one.site, one.node) for one in unread}
    apart = [one for one in store.left_out() if one.why != left_out.UNREADABLE or (one.site, one.node) not in told]
    found = [
        *_bundles(store.waiting()),
        *(
            Stopped(kind=Kind.HISTORIES, cure=Cure.SETTLE, why=Sentence(_FORKED), count=len(one.nodes), site=one.site,
                    node=", ".join(one.nodes), since=one.since)
            for one in open_forks(store)
        ),
        *unread,
        *map(_apart, apart),
        *map(_lacking, lacking),
        *map(_of_stick, files),
    ]  # fmt: skip
    with store.read() as connection:
        names = names_of_sites(connection, {SiteId(one.site) for one in found})
    named = (_with_names(one, names) for one in found)
    return sorted(named, key=lambda one: (one.since is None, one.since and one.since.timestamp(), one.site, one.kind))


def of_sites(found: Iterable[Stopped]) -> Mapping[str, int]:
    """Return how many things are stopped at each site."""
    counts: dict[str, int] = {}
    for one in found:
        counts[one.site] = counts.get(one.site, 0) + 1
    return counts


def _bundles(rows: Sequence[WaitingRow]) -> list[Stopped]:
    found: dict[tuple[str, str, Wait], list[WaitingRow]] = {}
    for row in rows:
        found.setdefault((row.node, row.site, row.why), []).append(row)
    return [
        Stopped(
            kind=Kind.BUNDLE,
            cure=_CURES[why],
            why=Sentence(WAITS[why]),
            count=len(own),
            site=site,
            node=node,
            since=min(row.since for row in own),
        )
        for (node, site, why), own in found.items()
    ]


def _apart(one: left_out.LeftOut) -> Stopped:
    cure = {left_out.FOREIGN: Cure.SCHOOLS, left_out.UNREADABLE: Cure.UPDATE}.get(one.why, Cure.CALL)
    kind = Kind.UNREADABLE if one.why == left_out.UNREADABLE else Kind.APART
    why = Sentence(_APART.get(one.why, left_out.WHY[one.why]))
    return Stopped(kind=kind, cure=cure, why=why, count=one.facts, site=one.site, node=one.node)


def _unreadable(one: Unread) -> Stopped:
    return Stopped(
        kind=Kind.UNREADABLE,
        cure=Cure.UPDATE,
        why=Sentence(_APART[left_out.UNREADABLE]),
        detail=one.why,
        count=one.records,
        site=one.site,
        node=one.node,
        since=None if one.since_s is None else at(one.since_s),
    )


def _lacking(one: unlisted.Unlisted) -> Stopped:
    return Stopped(
        kind=Kind.RESOURCE,
        cure=Cure.CATALOGUE,
        why=Sentence(_LACKS, {"resource": one.resource}),
        count=one.records,
        site=one.site,
        subject=one.resource,
        since=None if one.since_s is None else at(one.since_s),
    )


def _of_stick(one: NotTaken) -> Stopped:
    first, more = ", ".join(one.files[:_FILES_NAMED]), len(one.files) - _FILES_NAMED
    named = Sentence(_AND_MORE, {"files": first, "n": more}) if more > 0 else first
    why = Sentence(_ON_STICK if one.stick else _UPLOADED, {"stick": one.stick, "files": named, "why": one.why})
    return Stopped(
        kind=Kind.FILE, cure=Cure.STICK, why=why, count=len(one.files), subject=one.id, since=at(one.since_s)
    )


def _with_names(one: Stopped, names: Mapping[str, tuple[str, ...]]) -> Stopped:
    return replace(one, schools=names.get(one.site, ()))
