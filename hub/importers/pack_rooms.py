"""The room for content packs at each site: megabytes free on the disk of its node, and what its line carries."""

from collections.abc import Mapping
from pathlib import Path

from hub.importers.amounts import Amount, Amounts
from hub.importers.roads import PLACES, site_named
from hub.importers.taking import Listing, Taken, is_made_up, take
from hub.kept_means import rows_of
from hub.pack_offers import PackRoom
from hub.store import Store
from shared.errors import BadRow
from shared.imported import Imported
from shared.sentences import N_, Sentence
from shared.tabular import Column, Mark, Row

MOST_MB = 1_000_000_000
"""What «sin límite» stands for: more than any pack takes."""
FREE = Amount(
    Column("free_mb", ("libre mb", "libres", "mb libres", "espacio libre", "espacio libre mb", "disco libre mb")),
    1, MOST_MB, "MB",
)  # fmt: skip
SYNC = Amount(
    Column("sync_mb", ("línea mb", "mb por línea", "ventana mb", "ventana", "sincronización mb", "descarga mb")),
    1, MOST_MB, "MB",
)  # fmt: skip
_NO_SIZES = N_(
    "El catálogo no dice el tamaño completo de ningún paquete (requires.storage_mb y sync_mb), y ninguno se ofrece. "
    "Complételo con «chasqui-hub import catalogue»."
)


def import_pack_rooms(
    store: Store, file: Path, *, dry_run: bool = False, accept: bool = False, decimal: Mark | None = None
) -> Imported:
    """
    Read the room for packs at each site; a site is named by its code or by that of a service of it.

    A column that is not there, or a cell that is blank, leaves what was known; «sin límite» says that all fits. Where a
    node reports its own disk, that counts before what a listing says of it.

    Raises:
        BadInput: The file cannot be read as a table, or its amounts can be read in two ways.
    """
    known = rows_of(store, PackRoom)
    site_of = {school.id: school.site for school in store.schools()}
    sites = set(site_of.values())

    def read(row: Row, amounts: Amounts) -> PackRoom:
        site = site_named(row, sites, site_of)
        if not any(amounts.says(row, name) for name in ("free_mb", "sync_mb")):
            raise BadRow(row.line, "no dice cuánto hay libre ni cuánto pasa por la línea; si no se sabe, quite la fila")
        before = known.get(site, PackRoom(site=site))
        free, sync = (
            amounts.read(row, name) if amounts.says(row, name) else was
            for name, was in (("free_mb", before.free_mb), ("sync_mb", before.sync_mb))
        )
        return PackRoom(
            site=site,
            free_mb=MOST_MB if free is None and amounts.says(row, "free_mb") else free,
            sync_mb=MOST_MB if sync is None and amounts.says(row, "sync_mb") else sync,
            simulated=is_made_up(row),
        )

    def notes(_rooms: Mapping[str, PackRoom]) -> list[Sentence]:
        sizes = (one.requires.storage_mb and one.sync_mb for one in store.catalogue().resources)
        return [] if any(sizes) else [Sentence(_NO_SIZES)]

    listing = Listing(of=PackRoom, columns=PLACES, amounts=(FREE, SYNC), read=read, shown=_shown, notes=notes)
    return take(store, file, listing, Taken(dry_run, accept, decimal))


def _shown(room: PackRoom) -> dict[str, object]:
    return {"site": room.site, "free_mb": _amount(room.free_mb), "sync_mb": _amount(room.sync_mb)}


def _amount(megabytes: int | None) -> str:
    return "no se sabe" if megabytes is None else "sin límite" if megabytes == MOST_MB else f"{megabytes:,}"
