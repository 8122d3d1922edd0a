"""The node's state in one report, for a person and for a program."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from edge.computer import came_from
from edge.enrol import Identity
from edge.rows import SchoolRow, told_apart
from edge.store import Store
from shared.clock import LIMA
from shared.sentences import counted


def status_fields(store: Store, identity: Identity) -> dict[str, Any]:
    """Return what the node holds and how it is, ready for JSON: counts, no names."""
    state, up_down = store.sync_state(), store.logbook.traffic()
    health = store.health()
    decisions = store.news.decisions()
    last = next(iter(store.logbook.attempts(1)), None)
    return {
        "node": identity.keys.node_id.hex(),
        "site": identity.invitation.site,
        "schools": [{"id": row.id, "name": row.name} for row in store.site.schools()],
        "events": health["events"],
        "recorded": state.total,
        "pending": state.pending,
        "left": state.left,
        "marks": state.marks,
        "confirmed": state.confirmed,
        "state": state.code,
        "held": state.held,
        "last_ack": state.last_ack.isoformat() if state.last_ack else None,
        "last_attempt": {"outcome": last.outcome, "reason": last.reason, "text": last.text} if last else None,
        "bytes_up": up_down[0],
        "bytes_down": up_down[1],
        "requests": up_down[2],
        "catalogue": store.news.catalogue().version,
        "model": health["model_version"],
        "models": [{"version": row.version, "state": row.state, "text": row.text} for row in store.models.all()],
        "forecasts": len(store.forecasts.all()),
        "decisions": len(decisions),
        "lines": sum(len(one.lines) for one in decisions),
        "shipments": [one.pecosa for one in store.news.shipments()],
        "deliveries": len(store.facts.deliveries()),
        "clock_ok": health["clock_ok"],
        "backup_age_h": health["backup_age_h"],
        "disk_free_mb": health["disk_free_mb"],
        "disk_low": health["disk_low"],
        "branch": state.branch,
        "copied_from": came_from(store.db) if state.branch else "",
        "database_mb": health["database_mb"],
        "litert": health["litert"],
    }


def status_words(fields: Mapping[str, Any]) -> str:
    """
    Return the report in Spanish.

    >>> fields = dict(node="0a", schools=[dict(id="1", name="I.E. 1")], recorded=12, pending=2, left=0, marks=0,
    ...     last_ack=None, model="", forecasts=3, decisions=1, clock_ok=True, disk_free_mb=900, disk_low=False,
    ...     branch="", held=False)
    >>> print(status_words(fields).splitlines()[1])
    12 registros, 2 sin confirmar por la región (0 en un USB).
    """
    free = fields["disk_free_mb"]
    rows = [SchoolRow(school["id"], school["name"]) for school in fields["schools"]]
    names = ", ".join(told_apart(rows).values())
    model = f"el modelo {fields['model']}" if fields["model"] else "su propia historia, sin modelo"
    lines = [
        f"Nodo {fields['node']} de {names}.",
        f"{counted(fields['recorded'], 'registro', 'registros')}, {fields['pending']:,} sin confirmar por la región "
        f"({fields['left']:,} en un USB).",
        f"Última confirmación: {_when(fields['last_ack'])}.",
        f"{counted(fields['forecasts'], 'pronóstico', 'pronósticos')} con {model}; "
        f"{counted(fields['decisions'], 'decisión', 'decisiones')} de la región.",
        "Disco libre: no se sabe." if free is None else f"Disco libre: {free} MB.",
    ]
    if fields["marks"]:
        lines.append("Lo que falta confirmar es solo lo que la laptop anota sola: va con el próximo envío.")
    if fields["disk_low"]:
        lines.append("Queda poco espacio: libere espacio antes de que se llene. Lo registrado está a salvo.")
    if fields["branch"]:
        lines.append(_two_histories(fields["branch"], fields["copied_from"]))
    if not fields["clock_ok"]:
        lines.append("El reloj está atrasado o adelantado. Sus registros siguen en orden.")
    if fields["held"]:
        lines.append("La oficina no reconoce esta computadora (es nueva, o se dio de baja): avise a la oficina.")
    return "\n".join(lines)


def _two_histories(branch: str, other: str) -> str:
    kept = "La región guarda las dos historias."
    if other and branch == "copy":
        return (
            f"La laptop «{other}» siguió anotando después de que se copió esta carpeta; aquí no aparece. {kept} Si "
            "todavía se usa, siga con una sola; si ya no se usa, siga en esta. Avise a la oficina."
        )
    if other:
        return f"Esta carpeta se copió de la laptop «{other}», que se sigue usando: siga con una sola. {kept}"
    if branch == "twin":
        return f"Otra computadora usa la misma identidad: siga con una sola y avise a la oficina. {kept}"
    return (
        f"La región tiene registros hechos con otra copia de esta carpeta; aquí no aparecen. {kept} Si esa copia está "
        "en otra laptop, siga con una sola; si aquí se recuperó un respaldo, siga en esta. Avise a la oficina."
    )


def _when(instant: str | None) -> str:
    return f"{datetime.fromisoformat(instant).astimezone(LIMA):%d/%m/%Y %H:%M}" if instant else "todavía ninguna"
