"""A school on a laptop: a class of pupils with their pictures, a coordinator, weeks of use, and the region's news."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from edge.accounts import StoreAccounts
from edge.store import Store
from edge.views.ways_in import login_of
from hub.release import release_model
from hub.store import Store as HubStore
from shared import web
from tests.benchmarks.processes import call
from tests.benchmarks.region import Laptop, Region

COORDINATOR, PASSPHRASE = "coordinacion", "puna quinua rio sol"
CLASS, PUPILS, USES = "3° A", 30, 2_000


@dataclass(frozen=True, slots=True)
class Pupil:
    """What a pupil taps to get in."""

    class_key: str
    key: str
    pictures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class School:
    """The laptop, and who uses it."""

    laptop: Laptop
    pupils: tuple[Pupil, ...]


@contextmanager
def school(folder: Path, *, with_model: bool, seed: int) -> Iterator[School]:
    """Give a school whose hub runs beside it; *with_model*: a small model was trained and released before."""
    with Region(folder, 1) as region:
        if with_model:
            _release(region, folder / "training")
        laptop = region.laptop()
        laptop.record(USES, seed)
        yield School(laptop, _people(laptop))


def _release(region: Region, folder: Path) -> None:
    folder.mkdir()
    # TensorFlow stays in a process of its own.
    out, _ = call(_train, folder)
    with closing(HubStore(region.config)) as store:
        release_model(store, out / "model.tflite", out / "card.json", region.config.release_key_file)


def _train(folder: Path) -> Path:
    # TensorFlow tells of itself at length.
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    from tests.models.tiny import tiny_release

    return tiny_release(folder)


def _people(laptop: Laptop) -> tuple[Pupil, ...]:
    with Store(laptop.config.database, laptop.config.clock) as store:
        accounts, secret = StoreAccounts(store.db), web.hash_secret(PASSPHRASE)
        head = store.people.add_person("coordinator", "Luz Huamán Quispe", code="c1")
        accounts.set_credential(web.Credential(COORDINATOR, web.Role.COORDINATOR, secret, head))
        room = store.people.add_class(laptop.school, CLASS)
        for number in range(PUPILS):
            store.people.add_person(
                "learner", f"Rosa Número {number}", code=f"e{number}", school=laptop.school, class_id=room
            )
        found = []
        for row in store.people.learners(room):
            pictures = web.draw_pictures()
            kept = web.hash_secret(web.pictures_secret(pictures))
            accounts.set_credential(web.Credential(login_of(row.person), web.Role.STUDENT, kept, row.person))
            found.append(Pupil(str(room), row.key, tuple(pictures)))
    return tuple(found)
