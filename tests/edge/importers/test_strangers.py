"""Files of other programs and hands that nobody here has seen: each goes in once, or says what to do."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from edge.store import Store
from shared.errors import BadInput
from tests.edge.building import CATALOGUE, new_store
from tests.edge.importers.exports import CHANNEL, CONTENT, take
from tests.shared.tabular.making import xlsx

WHEN = "2026-05-24 10:15:47-05:00"
CELLS = f"IE,ana,{CHANNEL},Mate,{CONTENT},Sumas,{WHEN},{WHEN}"
FRENCH = (
    "Nom du centre,Nom d'utilisateur,ID de la chaîne,Nom de la chaîne,ID du contenu,Titre,Première interaction,"
    "Dernière interaction,Temps passé (sec),Progrès (0-1),Type"
)
PORTUGUESE = FRENCH.replace("Nom", "Nome").replace("Temps passé", "Conclusão,Tempo gasto")
WITH_TOPICS = (
    "Facility name,Username,User type,Channel id,Channel name,Topic level 1,Topic level 2,Content id,Content title,"
    "Time of first interaction,Time of last interaction,Time Spent (sec),Progress (0-1),Content kind"
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with new_store(tmp_path) as opened:
        opened.db.put("catalogue", CATALOGUE)
        yield opened


GOOD = {
    "French sessions": f"{FRENCH}\n{CELLS},600.0,0.5,video\n".encode(),
    "a Portuguese summary": f"{PORTUGUESE}\n{CELLS},,600.0,0.5,video\n".replace(",", ";").encode("utf-16"),
    "topics as columns": (
        f"{WITH_TOPICS}\nIE,ana,Learner,{CHANNEL},Mate,a,b,{CONTENT},Sumas,{WHEN},,600.0,1,video\n".encode()
    ),
    "a list in English": b"Student ID,Full name,Grade,Section\nA-1,Rosa Quispe,3,A\n",
    "a list of SIAGIE": xlsx([
        ["NÓMINA 2026"], ["N°", "DNI", "Apellido Paterno", "Apellido Materno", "Nombres", "Grado", "Sección"],
        [1, 234567, "QUISPE", "ROJAS", "ROSA", "TERCERO", "A"],
    ]),
    "a register with its days as numbers": xlsx([["2026"], ["Semana", "Material", "Usos"], [46097, "tablet", 20.0]]),
    "days with their names": "Semana;Recurso;Cantidad\nlunes 16 de marzo de 2026;tablet;1,2E+01\n".encode("cp850"),
    "a column for each week": xlsx([["Recurso", date(2026, 3, 16), date(2026, 3, 23)], ["tablet", 20, None]]),
}  # fmt: skip


@pytest.mark.parametrize("data", GOOD.values(), ids=GOOD)
def test_a_file_of_another_hand_goes_in_once(store: Store, data: bytes) -> None:
    done, again = take(store, data, despite=False), take(store, data, despite=False)

    assert (done.added, done.refused, again.added, again.changed) == (1, (), 0, 0)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("Semana;Recurso;Cantidad\n13;tablet;5\n", "no dice desde cuándo cuenta"),
        ("Semana;Recurso;Cantidad\n2026-03-16;tablet;50%\n", "un número entero"),
        ("Semana;Recurso;Cantidad\n2026-03-16;velas;5\n", "no tiene «velas»"),
        (f"{FRENCH}\n{CELLS},600.0,0.5,video\n".replace(WHEN, "24/05/2026 10:15"), "No se reconoce"),
        ("Mes;Recurso;Cantidad\nmarzo 2026;tablet;80\n", "El registro es mensual"),
        ("Identifiant,Nom complet,Type\nana,Ana,LEARNER\n", "No se reconoce"),
    ],
)
def test_a_file_that_cannot_go_in_says_why(store: Store, data: str, told: str) -> None:
    try:
        said = take(store, data.encode(), despite=False).words()
    except BadInput as error:
        said = str(error)

    assert told in said
    assert store.records.count() == 0


def test_the_section_of_an_english_list_is_part_of_its_class(store: Store) -> None:
    take(store, GOOD["a list in English"])

    assert [row.name for row in store.people.classes()] == ["3° A"]
