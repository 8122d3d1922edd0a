"""All that is held of one person, as a file: their facts with their days, and nobody else's."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

from edge.dossier import dossier
from shared.events import Claim
from shared.facts import Loan, Use
from shared.occurred import Occurred
from tests.edge.building import SCHOOL, TABLET, new_store


def test_a_learners_file_tells_name_guardian_and_facts_and_nothing_of_another(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        rosa, luis = (store.people.add_person("learner", name, code=name, school=SCHOOL) for name in ("Rosa", "Luis"))
        mother = store.guardians.put("Eva Poma", "40999937", phone="999 888 777", learner=rosa)
        on = Occurred.on(date(2026, 6, 22))
        store.record(
            [
                Claim(Use(school=SCHOOL, resource=TABLET, learner=rosa, seconds=60), on),
                Claim(Use(school=SCHOOL, resource=TABLET, learner=luis, seconds=60)),
                Claim(Loan(resource=TABLET, serial="A1", borrower=mother, learner=rosa)),
            ]
        )
        told = json.loads(dossier(store, rosa).as_json(datetime(2026, 6, 23, 14, tzinfo=UTC)))
        hers = json.loads(dossier(store, mother).as_json(datetime(2026, 6, 23, 14, tzinfo=UTC)))

    assert (told["hecho"], told["seudonimo"]) == ("2026-06-23T09:00-05:00", rosa.hex())
    assert told["tablas"]["people"][0]["sealed_name"] == "Rosa"
    assert told["tablas"]["custody"] == [{"guardian": mother.hex(), "learner": rosa.hex()}]
    assert [(one["tipo"], one["dia"]) for one in told["registros"]] == [("use", "2026-06-22"), ("loan", "2026-06-23")]
    assert luis.hex() not in json.dumps(told)
    assert hers["tablas"]["sealed_more"][0]["body"] == {"phone": "999 888 777"}
    assert [one["tipo"] for one in hers["registros"]] == ["loan"]


def test_of_somebody_who_is_not_here_nothing_is_held(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        found = dossier(store, store.people.pseudonyms(["x"])["x"])
        nobody = dossier(store, b"nobody--")  # type: ignore[arg-type]

    assert (set(found.tables), found.facts) == ({"people"}, ())
    assert (nobody.tables, nobody.facts) == ({}, ())
