"""Tables for other programs: the panel that models are trained on."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from hub import aggregate
from hub.store import Store
from shared.errors import BadInput, NotReady


def export_panel(store: Store, file: Path) -> int:
    """
    Write ``weekly_demand`` with the kind of each resource as one Parquet file; return its rows.

    Resources that the catalogue does not know are left out: nobody says how their need is counted.

    Raises:
        NotReady: It was not computed yet.
        BadInput: The file cannot be written.
    """
    known = store.dataset(aggregate.NAME)
    if known is None:
        raise NotReady("Todavía no hay demanda semanal. Ejecute primero «chasqui-hub aggregate».")
    table = pq.read_table(store.config.lake_folder / known.path)
    kinds = {one.id: one.kind.value for one in store.catalogue().resources}
    kind = pa.array([kinds.get(resource) for resource in table["resource"].to_pylist()], pa.string())
    table = table.append_column("kind", kind).filter(kind.is_valid())
    table = table.sort_by([("school", "ascending"), ("resource", "ascending"), ("week", "ascending")])
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, file)
    except OSError as error:
        raise BadInput(
            "No se pudo escribir «%(file)s»: %(reason)s. Elija otra carpeta.", file=file, reason=error.strerror
        ) from error
    return int(table.num_rows)
