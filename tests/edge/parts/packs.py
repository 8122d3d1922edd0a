"""Content packs: taking them in, what a device can open, and what pupils open."""

from tests.edge.parts import Part

_PUPILS = {"files.page": "C T I S", "files.serve": "C T I S", "files.open_file": "S", "files.keep_place": "S"}

PART = Part(
    who_may={
        **dict.fromkeys(("packs.page", "packs.add", "packs.check", "packs.drop"), "C I"),
        **_PUPILS,
        "compatibility.page": "C T I",
    },
    over_the_air=frozenset(_PUPILS),
    words={"pack": "lecturas", "n": "1"},
    with_values=("/a/material/lecturas",),
    names=("lecturas", "zorro", "lluvia"),
    browsed=("/paquetes/", "/compatibilidad/"),
)
