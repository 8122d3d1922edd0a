"""Classes and pupils, changed by hand."""

from edge.acts import BY_COMMAND
from edge.duties import Heir
from edge.store import Store
from tests.edge.parts import Part


def _canary(store: Store) -> tuple[str, ...]:
    """A pupil is added, corrected and leaves; a duty is handed over to somebody new, who prints codes."""
    school = store.site.schools()[0].id
    class_id = store.class_lists.add_class(school, "Aula 9", BY_COMMAND)
    pupil = store.class_lists.add("Wayra Retirada Canario", "71000155", class_id, BY_COMMAND)
    store.class_lists.correct(pupil, "Wayra Corregida Canario", "71000156", BY_COMMAND)
    store.class_lists.leave([pupil], None, BY_COMMAND)
    first = store.staff.add("canto", "coordinator", "hash", BY_COMMAND, name="Illa Directora Canario")
    heir = Heir(name="Amaru Sucesor Canario", login="canto2", secret="hash")
    store.duties.hand_over(first, "coordinator", heir, BY_COMMAND)
    codes = store.codes_once.draw("canto2", BY_COMMAND, subject="")
    names = ("Wayra Retirada Canario", "Wayra Corregida Canario", "Illa Directora Canario", "Amaru Sucesor Canario")
    return (*names, "71000155", "71000156", *codes)


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
    canary=_canary,
    browsed=("/escuela/aulas/", "/escuela/estudiantes/?aula=1", "/escuela/estudiantes/nuevo"),
)  # fmt: skip
