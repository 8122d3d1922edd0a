"""What a restored hub is: as of when, what came back with the copy, and who sends again."""

from datetime import datetime
from typing import Any

from hub import copy_secrets
from hub.backup import Manifest
from hub.database import at
from hub.restores import last_restore
from hub.store import Store
from shared.clock import LIMA
from shared.sentences import counted


def restored(store: Store, manifest: Manifest, *, new_keys: bool = False) -> dict[str, Any]:
    """Return the report of a hub that was just made of the copy of *manifest*, with the keys of then or *new_keys*."""
    totals, restore = store.totals(), last_restore(store)
    with store.read() as connection:
        without_factor = copy_secrets.without(connection)
    return {
        "folder": str(store.config.folder),
        "as_of": at(manifest.made_s).astimezone(LIMA).isoformat(),
        "hub": manifest.hub,
        "new_keys": new_keys,
        "life_ms": restore.lost_ms if restore else None,
        "schools": totals.schools,
        "nodes": totals.nodes,
        "events": totals.events,
        "published_lines": totals.published_lines,
        "waiting": totals.waiting,
        "without_factor": without_factor,
    }


def restored_words(report: dict[str, Any]) -> str:
    """
    Return the report in Spanish.

    >>> report = dict(folder="central", as_of="2026-10-17T08:00:00-05:00", life_ms=7, schools=6, nodes=2, events=1200,
    ...     published_lines=1, waiting=0, new_keys=False, without_factor=[])
    >>> print(restored_words(report).splitlines()[1])
    Volvieron: 6 escuelas, 2 laptops enlazadas, 1,200 registros, 1 línea publicada y 0 paquetes en espera.
    """
    back = [
        counted(report["schools"], "escuela", "escuelas"),
        counted(report["nodes"], "laptop enlazada", "laptops enlazadas"),
        counted(report["events"], "registro", "registros"),
        counted(report["published_lines"], "línea publicada", "líneas publicadas"),
    ]
    waiting = counted(report["waiting"], "paquete en espera", "paquetes en espera")
    when = f"{datetime.fromisoformat(report['as_of']):%d/%m/%Y %H:%M}"
    who_sends = (
        "con otras claves: ninguna laptop envía ni recibe hasta que se enlace de nuevo, y entonces envía lo que mandó "
        "desde esa hora"
        if report["new_keys"]
        else "así cada laptop enlazada nota la restauración y envía otra vez, en su próximo contacto, lo que mandó "
        "desde esa hora"
    )
    without = report["without_factor"]
    then = (
        f"\nSin las claves de antes no volvió el código del teléfono de: {', '.join(without)}. No entran hasta que "
        "aquí, para cada una, ejecute «chasqui-hub user factor reset CUENTA»; entonces configuran otra vez su teléfono."
        if without
        else ""
    )
    return (
        f"Central restaurada en «{report['folder']}», como estaba el {when} (hora del Perú).\n"
        f"Volvieron: {', '.join(back)} y {waiting}.\n"
        f"La central empieza otra vida ({report['life_ms']}), {who_sends}. «chasqui-hub status» dice cuáles todavía no."
        f"{then}"
    )
