"""The classroom: pupils' pictures, and the pupils' own pages."""

from edge.asking_for import Need, PupilRequests
from edge.pupil_notes import Note, PupilNotes
from edge.store import Store
from shared.similarity import ItemId
from tests.edge.parts import Part
from tests.edge.views.school import TABLET

_OPEN = dict.fromkeys(("student.signin", "student.tap", "card.scan", "card.ask", "card.enter"), "C T I S V")
_PUPILS = dict.fromkeys(
    ("student.materials", "student.open_material", "student.rate", "student.say", "staying.page", "staying.answer"), "S"
)


def _canary(store: Store) -> tuple[str, ...]:
    """A teacher asks for a pupil in words, and is answered in words."""
    school = store.site.schools()[0].id
    learner = store.people.add_person("learner", "Wayra Pidiente Canario", code="71000055", school=school)
    words = ("Wayra perdió su lápiz canario", "Se le compra en la feria canaria")
    asked = PupilRequests(store.db, store.people.seal)
    asked.ask(Need(learner, TABLET, 1, "otro", words[0]), teacher=b"teacher-", form=b"form-one")
    asked.answer(asked.all()[0], words[1], by=b"coord---")
    said = "Me gustó el cuento del zorro canario"
    PupilNotes(store.db, store.people.seal).say(Note(learner, ItemId("relatos"), 3, said))
    return (said, "Wayra Pidiente Canario", "71000055", *words)


PART = Part(
    who_may={
        "classroom.page": "C T",
        "classroom.draw": "C T",
        "assigning.page": "C T",
        "assigning.save": "C T",
        "cards.page": "C T",
        "cards.print_drawn": "C T",
        "pupil_requests.page": "C T",
        "pupil_requests.save": "C T",
        "pupil_requests.answers": "C",
        "pupil_requests.answer": "C",
        "teaching.page": "C T",
        "teaching.set_teachers": "C",
        **_OPEN,
        **_PUPILS,
    },
    over_the_air=frozenset((*_OPEN, *_PUPILS)),
    words={"token": "no-card-of-anybody"},
    unlisted=dict.fromkeys(
        ("student.signin", "student.materials", "card.ask", "staying.page"), "the pupils' own pages"
    ),
    with_values=(
        "/aula/?aula=2",
        "/mi-aula/?aula=1",
        "/mi-aula/?aula=1&hasta=2026-05-04",
        "/mi-aula/?aula=2",
        "/mi-aula/tarjetas/?aula=1",
    ),
    canary=_canary,
    browsed=("/aula/", "/mi-aula/", "/mi-aula/tarjetas/", "/mi-aula/asignar/", "/mi-aula/pedir", "/mi-aula/pedidos"),
)
