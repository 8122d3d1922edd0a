"""A fresh laptop becomes the school's out of a copy on a stick: whole, by its coordinator, or not at all."""

from pathlib import Path

import pytest

from edge.config import Config
from edge.enrol import is_node
from edge.erased_since import waits
from edge.store import Store
from shared.events import Claim
from sync.plugged import Plugged
from tests.edge.building import use
from tests.edge.test_joining import Person
from tests.edge.views.test_backups import PHRASE, Laptop
from tests.edge.views.test_backups import laptop as laptop
from tests.shared.web.building import PASSPHRASE

RIGHT = {"frase": PHRASE, "cuenta": "Coord", "clave": PASSPHRASE}


@pytest.fixture
def fresh(laptop: Laptop, tmp_path: Path) -> Config:
    laptop.copy()
    return Config(dir=tmp_path / "fresh", sticks=laptop.config.sticks, clock=laptop.clock)


def restored(config: Config, **fields: str) -> tuple[int, str, bool]:
    person = Person(config, Plugged(config.sticks))
    told = RIGHT | fields
    if "copia" not in told:
        [path] = config.sticks[0].rglob("*.copia")
        told["copia"] = str(path)
    code, text = person.post("/restaurar/", **told)
    return code, text, person.new.done.is_set()


def test_the_first_page_leads_to_the_copies_on_the_stick(fresh: Config) -> None:
    person = Person(fresh, Plugged(fresh.sticks))

    assert 'href="/restaurar/"' in person.get("/unir/")[1]
    assert "Local 074294" in person.get("/restaurar/")[1]


def test_the_laptop_goes_on_where_the_copy_was_made_as_a_new_opening(laptop: Laptop, fresh: Config) -> None:
    code, text, done = restored(fresh)
    with Store(fresh.database, fresh.clock) as store:
        store.record([Claim(use())])
        openings = store.db.rows("SELECT id FROM incarnations ORDER BY n")
        learners = [row.name for row in store.people.learners()]
    laptop.store.record([Claim(use())])

    assert (code, "ya es la de la escuela" in text, done) == (200, True, True)
    assert learners == ["Luis Ccorimanya Sulca", "Rosa Quispe Huamán"]
    assert openings[:-1] == laptop.store.db.rows("SELECT id FROM incarnations ORDER BY n")[: len(openings) - 1]
    assert openings[-1] not in laptop.store.db.rows("SELECT id FROM incarnations ORDER BY n")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"frase": "otra frase cualquiera"}, "La frase no abre la copia"),
        ({"clave": "otra clave larga"}, "no son de quien coordina"),
        ({"cuenta": "profe"}, "no son de quien coordina"),
        ({"copia": "", "ruta": "algo"}, "Elija una copia"),
        ({"copia": "/no/hay.copia"}, "no está ahí"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(fresh: Config, fields: dict[str, str], words: str) -> None:
    code, text, done = restored(fresh, **fields)

    assert (code, words in text, done, fresh.dir.exists()) == (400, True, False, False)
    assert PASSPHRASE not in text
    assert f'value="{(RIGHT | fields)["cuenta"]}"' in text


def test_one_byte_changed_on_the_stick_is_found(fresh: Config) -> None:
    [path] = fresh.sticks[0].rglob("*.copia")
    data = bytearray(path.read_bytes())
    data[-5_000] ^= 1
    path.write_bytes(data)
    code, text, _ = restored(fresh)

    assert (code, "está dañada" in text, is_node(fresh)) == (400, True, False)


def test_a_second_restore_finds_the_folder_taken(fresh: Config) -> None:
    restored(fresh)
    code, text, _ = restored(fresh)

    assert (code, "ya hay algo" in text) == (400, True)


def test_who_was_erased_after_the_copy_is_erased_again_by_the_folder_beside(laptop: Laptop, fresh: Config) -> None:
    rosa = next(row for row in laptop.store.people.learners() if row.name.startswith("Rosa"))
    laptop.store.erase(rosa.person)
    _, text, _ = restored(fresh)
    with Store(fresh.database, fresh.clock) as store:
        learners, left = [row.name for row in store.people.learners()], waits(store.db)

    assert "1 persona se borró después de la copia, según la carpeta anterior: se borró otra vez." in text
    assert (learners, left) == (["Luis Ccorimanya Sulca"], False)


def test_where_no_folder_tells_the_page_says_that_home_tells_how(fresh: Config, tmp_path: Path) -> None:
    apart = Config(dir=tmp_path / "apart" / "fresh", sticks=fresh.sticks, clock=fresh.clock)
    _, text, _ = restored(apart)
    with Store(apart.database, apart.clock) as store:
        left = waits(store.db)

    assert ("está otra vez en la lista. El inicio dice cómo borrarlo." in text, left) == (True, True)
