"""The classroom: pupils' pictures, and the pupils' own pages."""

from tests.edge.parts import Part

_OPEN = {"student.signin": "C T I S V", "student.tap": "C T I S V"}
_PUPILS = {"student.materials": "S", "student.open_material": "S", "student.rate": "S"}

PART = Part(
    who_may={
        "classroom.page": "C T",
        "classroom.draw": "C T",
        "teaching.page": "C T",
        "teaching.set_teachers": "C",
        **_OPEN,
        **_PUPILS,
    },
    over_the_air=frozenset((*_OPEN, *_PUPILS)),
    unlisted={"student.signin": "the pupils' own pages", "student.materials": "the pupils' own pages"},
    with_values=("/aula/?aula=2", "/mi-aula/?aula=1", "/mi-aula/?aula=1&hasta=2026-05-04", "/mi-aula/?aula=2"),
    browsed=("/aula/", "/mi-aula/"),
)
