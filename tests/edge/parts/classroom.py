"""The classroom: pupils' pictures, and the pupils' own pages."""

from tests.edge.parts import Part

_OPEN = dict.fromkeys(("student.signin", "student.tap", "card.scan", "card.ask", "card.enter"), "C T I S V")
_PUPILS = {"student.materials": "S", "student.open_material": "S", "student.rate": "S"}

PART = Part(
    who_may={
        "classroom.page": "C T",
        "classroom.draw": "C T",
        "assigning.page": "C T",
        "assigning.save": "C T",
        "cards.page": "C T",
        "cards.print_drawn": "C T",
        "teaching.page": "C T",
        "teaching.set_teachers": "C",
        **_OPEN,
        **_PUPILS,
    },
    over_the_air=frozenset((*_OPEN, *_PUPILS)),
    words={"token": "no-card-of-anybody"},
    unlisted=dict.fromkeys(("student.signin", "student.materials", "card.ask"), "the pupils' own pages"),
    with_values=(
        "/aula/?aula=2",
        "/mi-aula/?aula=1",
        "/mi-aula/?aula=1&hasta=2026-05-04",
        "/mi-aula/?aula=2",
        "/mi-aula/tarjetas/?aula=1",
    ),
    browsed=("/aula/", "/mi-aula/", "/mi-aula/tarjetas/", "/mi-aula/asignar/"),
)
