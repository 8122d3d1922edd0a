"""The page of imports, and a padrón that waits there for its yes."""

from collections.abc import Sequence

from hub.drafts import Drafts
from hub.importers.kinds import Asked, Kind
from hub.store import Store
from tests.hub.parts import Part

PADRON = (
    "cod_mod;anexo;cen_edu;nivel;ugel;talumno\n0999101;0;Quebrada Honda;Primaria;Huamanga;44\n"
    "0999120;0;Escuela nueva;Primaria;Huamanga;9\n0999121;0;;Primaria;Huamanga;9\n"
)


def examples(store: Store) -> Sequence[str]:
    Drafts(store).keep("ana", "padron.csv", PADRON.encode(), Asked(Kind.SCHOOLS, "padron.csv"))
    return ["/importar", "/importar/revisar", "/importar/revisar?ver=changed"]


PART = Part(
    who_may={
        "console.importing": "OA",
        "console.preview_import": "OA",
        "console.import_preview": "OA",
        "console.import_csv": "OA",
        "console.apply_import": "OA",
    },
    examples=examples,
    unseen=frozenset({"console.import_csv"}),
    names=("Escuela nueva", "cen_edu", "nivel"),
)
