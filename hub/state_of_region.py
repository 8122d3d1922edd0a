"""How the region is, for another program and in words: what ``chasqui-hub status`` says."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from hub import aggregate, disk_encryption, left_out, lost_model, restores, room
from hub.alarms import alarms
from hub.nightly import dating_words
from hub.plan_rows import STATUSES
from hub.plans import newest
from hub.release import released, set_aside
from hub.rows import NodeState, quiet_sites
from hub.store import Store
from hub.watch_words import PATTERNS


def report(store: Store) -> dict[str, Any]:
    """Return schools, records, what waits, plan and model."""
    demand = store.dataset(aggregate.NAME)
    plan, model, lost = newest(store.plans()), released(store), lost_model.told(store)
    states = store.sync_states()
    enrolled = [row for row in states if row.state is NodeState.OK]
    return {
        **asdict(store.totals()),
        "enrolled": len({row.school.site for row in enrolled}),
        "silent_8_days": len(quiet_sites(states)),
        "model": model[0].version if model else "",
        "set_aside": sorted(set_aside(store, model[0].sha256)) if model else [],
        "plan": {"id": plan.id, "status": plan.status.value} if plan else None,
        "forked_sites": sorted({row.school.site for row in states if row.forked}),
        "waiting_bundles": [asdict(row) for row in store.waiting()],
        "dating": demand.notes.get("dating", {}) if demand else {},
        "lost_model": lost.params["version"] if lost else "",
        "left_out": [one._asdict() for one in store.left_out()],
        "disk": room.words(store.config),
        "disk_encrypted": disk_encryption.of_folder(store.config.folder).value,
        "restore": restores.report(store),
    }


def words(store: Store, found: Mapping[str, Any]) -> str:
    """Return what ``report`` found as a terminal shows it."""
    last = newest(store.plans())
    plan = f"{last.id} ({STATUSES[last.status]})" if last else "ninguno"
    forked = found["forked_sites"]
    lines = [
        f"Escuelas: {found['schools']:,}. Computadoras inscritas: {found['nodes']:,}. Registros: {found['events']:,}.",
        f"Plan: {plan}. Modelo: {found['model'] or 'pronóstico base'}. "
        f"Líneas publicadas: {found['published_lines']:,}.",
        f"Entregas confirmadas: {found['deliveries']:,}; unidades rechazadas: {found['rejected_units']:,}.",
        *(f"Modelo apartado en series de {PATTERNS[one]}: ahí sirve el pronóstico base." for one in found["set_aside"]),
        *([dating_words(found["dating"])] if store.dataset(aggregate.NAME) else []),
        *left_out.words(store.left_out()),
        f"Paquetes en espera: {found['waiting']:,}. Con dos historias: {found['forks']:,}.",
        *(f"  Aviso, dos historias: local {site}, copia restaurada o laptop repetida." for site in forked),
        *(f"  {row.node or row.bundle} {row.site}: {row.reason}" for row in store.waiting()),
        f"Disco de la central: {disk_encryption.told(store.config.folder).text()}.",
        *(one.said.text() for one in alarms(store)),
        *restores.told(store),
    ]
    return "\n".join(lines)
