"""What waits for somebody although it is no alarm yet: told where there is no alarm."""

from sqlalchemy import exists, select

from hub import copying, forecasting, restores, runs, schema
from hub.store import Store
from shared.sentences import N_, Sentence

_WAITING = N_("Envíos retenidos: %(count)s. «Detenidos» dice qué hacer con cada uno.")
_UNHEARD = N_(
    "Computadoras de las que no se sabe nada desde que se restauró la central: %(count)s. «Plan» dice cuáles son."
)
_NO_NIGHT = N_("Todavía no hubo ninguna noche: «chasqui-hub nightly».")
_NO_COPY = N_("Todavía no hay ninguna copia: «chasqui-hub backup».")


def still_open(store: Store) -> list[Sentence]:
    """Return what somebody may do today although no alarm asks for it; nothing before a computer came."""
    waiting, unheard = len(store.waiting()), len(restores.unheard(store))
    if not waiting and not _enrolled(store):
        return []
    night = runs.latest(store, most=1) or store.dataset(forecasting.NAME)
    return [
        *([Sentence(_WAITING, {"count": f"{waiting:,}"})] if waiting else []),
        *([Sentence(_UNHEARD, {"count": f"{unheard:,}"})] if unheard else []),
        *([] if night else [Sentence(_NO_NIGHT)]),
        *([] if copying.latest(store) else [Sentence(_NO_COPY)]),
    ]


def _enrolled(store: Store) -> bool:
    with store.read() as connection:
        return bool(connection.execute(select(exists().select_from(schema.nodes))).scalar())
