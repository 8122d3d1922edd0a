"""Classes and pupils, changed by hand."""

from tests.edge.parts import Part

PART = Part(
    who_may=dict.fromkeys(
        (
            "classes.page", "classes.change", "pupils.page", "pupils.change", "pupils.newcomer", "pupils.add",
            "pupils.one", "pupils.correct",
        ),
        "C",
    ),
    unlisted={"pupils.newcomer": "from the list of a class", "pupils.one": "asks whom: from the list of a class"},
    with_values=(
        "/escuela/aulas/?cambiar=1", "/escuela/estudiantes/?aula=1", "/escuela/estudiantes/?aula=-",
        "/escuela/estudiantes/?aula=fuera", "/escuela/estudiantes/nuevo?aula=1",
    ),
    browsed=("/escuela/aulas/", "/escuela/estudiantes/?aula=1", "/escuela/estudiantes/nuevo"),
)  # fmt: skip
