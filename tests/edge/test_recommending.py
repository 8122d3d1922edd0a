"""What a pupil is offered from a real store: the region's likeness where there is one, the class's use else."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import numpy as np
import pytest

from edge.pack_import import add_pack
from edge.recommending import android_of, is_in, offers_for
from edge.rows import LearnerRow
from edge.titles import keep_titles
from shared.events import Claim
from shared.facts import Use
from shared.ids import Pseudonym, ResourceId
from shared.occurred import Occurred
from shared.recommend import Why
from shared.resources import Catalogue, Content, Requirement, Resource, ResourceKind
from shared.school_year import Week, week_of
from shared.similarity import ItemId, packed
from sync.feed import ALL, FeedEntry, FeedItem, Slice, entry_after
from sync.lives import HubIncarnation
from tests.edge.building import SCHOOL, new_store
from tests.edge.importers.exports import take
from tests.edge.packing import HUB, lay_out, pack_of, with_a_pack

JUNE = datetime(2026, 6, 2, 14, tzinfo=UTC)
NOW = week_of(datetime(2026, 6, 23, tzinfo=UTC).date())
PACK = Resource(
    id=ResourceId("pack"), name="Comunicación", kind=ResourceKind.PACK, requires=Requirement(android=7),
    contents=(
        Content(id="zorro", name="El zorro y el cuy"),
        Content(id="tilde", name="La tilde"),
        Content(id="puma", name="Pumamanta", language="quy"),
        Content(id="sexto", name="Probabilidad", grades=(6,)),
        Content(id="despues", name="La tilde, otra vez", after=("tilde",)),
    ),
)  # fmt: skip
ITEMS = tuple(ItemId(f"pack/{one.id}") for one in PACK.contents)
ZORRO, TILDE, PUMA, SIXTH, THEN = ITEMS


class Room:
    """A class of four over a store with a catalogue."""

    def __init__(self, folder: Path) -> None:
        self.store = new_store(folder)
        self.last: FeedEntry | None = None
        self.tell("catalogue", Catalogue(1, (PACK,)))
        class_id = self.store.people.add_class(SCHOOL, "3° A")
        self.all = [
            self.store.people.add_person("learner", name, code=name, school=SCHOOL, class_id=class_id)
            for name in ("Rosa", "Luis", "Ana", "Eva")
        ]

    def tell(self, kind: str, body: object) -> None:
        life = HubIncarnation(1, b"h" * 8)
        number = self.last.number + 1 if self.last else 1
        item = FeedItem((life, number), ALL, kind, kind, msgspec.json.encode(body))
        before, self.last = self.last, entry_after(self.last, life, item)
        self.store.outbox.apply(Slice(ALL, life, before.position if before else None, (self.last,)))

    def use(self, who: int, item: ItemId, progress: int | None = None) -> None:
        resource, _, content = item.partition("/")
        fact = Use(
            school=SCHOOL, resource=ResourceId(resource), content=content, learner=self.all[who], progress_pct=progress
        )
        self.store.record([Claim(fact, Occurred.at(JUNE))])

    def row(self, who: int = 0) -> LearnerRow:
        found = self.store.people.learner(self.all[who])
        assert found is not None
        return found

    def offers(self, who: int = 0, android: int | None = None) -> list[tuple[ItemId, Why]]:
        found = offers_for(self.store, self.row(who), NOW, android)
        return [(one.item, one.why) for one in found.offers]


@pytest.fixture
def room(tmp_path: Path):  # type: ignore[no-untyped-def]
    opened = Room(tmp_path)
    yield opened
    opened.store.close()


def like(one: ItemId, other: ItemId, weight_pct: int = 80) -> object:
    alike = np.zeros((len(ITEMS),) * 2)
    alike[ITEMS.index(one), ITEMS.index(other)] = 0.9
    return packed(ITEMS, alike, until=Week(2900), weight_pct=weight_pct)


def test_without_the_region_the_class_decides_and_the_page_can_say_so(room: Room) -> None:
    room.use(1, TILDE)
    room.use(2, TILDE)
    room.use(1, ZORRO)

    assert room.offers() == [(TILDE, Why.CLASS), (ZORRO, Why.CLASS)]
    assert not offers_for(room.store, room.row(), NOW).by_likeness


def test_with_the_region_what_goes_with_what_a_pupil_used_comes_first(room: Room) -> None:
    room.tell("similarity", like(ZORRO, TILDE))
    room.use(0, ZORRO, 100)
    room.use(1, TILDE)

    assert room.offers() == [(TILDE, Why.ALIKE)]
    assert offers_for(room.store, room.row(), NOW).by_likeness


def test_a_likeness_that_did_not_win_is_of_weight_zero_and_changes_nothing(room: Room) -> None:
    room.use(0, ZORRO, 100)
    room.use(1, THEN)
    room.use(1, TILDE)
    before = room.offers()
    room.tell("similarity", like(ZORRO, TILDE, weight_pct=0))

    assert room.offers() == before == [(TILDE, Why.CLASS)]


@pytest.mark.parametrize("body", [{"until": 1}, {"until": 1, "items": ["a"], "near": "", "alike": ""}, [1], "x"])
def test_a_likeness_that_cannot_be_read_is_as_none(room: Room, body: object) -> None:
    room.use(1, TILDE)
    room.tell("similarity", body)

    assert room.offers() == [(TILDE, Why.CLASS)]


def test_begun_things_come_first_and_finished_ones_open_what_builds_on_them(room: Room) -> None:
    room.use(0, ZORRO, 40)
    room.use(0, TILDE, 100)
    room.use(1, THEN)

    assert room.offers() == [(ZORRO, Why.BEGUN), (THEN, Why.CLASS)]


def test_other_grades_and_older_devices_are_offered_nothing_of_it(room: Room) -> None:
    room.use(1, SIXTH)
    room.use(1, TILDE)

    assert room.offers(android=9) == [(TILDE, Why.CLASS)]
    assert room.offers(android=6) == []


def test_a_language_is_offered_once_two_of_the_class_or_the_pupil_use_it(room: Room) -> None:
    room.use(1, PUMA)
    one = room.offers()
    room.use(2, PUMA)

    assert (one, room.offers()) == ([], [(PUMA, Why.CLASS)])


def test_a_pack_that_names_no_contents_is_offered_for_the_use_of_any_of_them_and_has_no_end(room: Room) -> None:
    whole = Resource(id=ResourceId("mate"), name="Matemática", kind=ResourceKind.PACK)
    room.tell("catalogue", Catalogue(2, (PACK, whole)))
    room.use(1, ItemId("mate/c07"), 100)
    before = room.offers()
    room.use(0, ItemId("mate/c01"), 100)

    assert (before, room.offers()) == ([("mate", Why.CLASS)], [("mate", Why.BEGUN)])


def test_of_another_class_nothing_is_told(room: Room) -> None:
    other = room.store.people.add_class(SCHOOL, "3° B")
    room.all[1] = room.store.people.add_person("learner", "Iván", code="i", school=SCHOOL, class_id=other)
    room.use(1, TILDE)

    assert room.offers() == []


def test_what_kolibri_exports_is_offered_by_its_own_title(tmp_path: Path, real_data: Path) -> None:
    with new_store(tmp_path) as store:
        store.db.clock.wall = datetime(2026, 11, 20, 14, tzinfo=UTC)  # type: ignore[attr-defined]
        take(store, real_data / "kolibri" / "users.es-419.csv")
        take(store, real_data / "kolibri" / "content_session_logs.es-419.csv.gz")
        counted = {one.person: len(store.histories.of(one.person)) for one in store.people.learners()}
        me = store.people.learner(max(counted, key=lambda who: (counted[who] == 5, who)))
        assert me is not None

        found = offers_for(store, me, week_of(datetime(2026, 11, 20, tzinfo=UTC).date()))
        names = [found.known[one.item].name for one in found.offers]
        assert len(names) == 5
        assert not any(name.startswith("kolibri") or name == "" for name in names)


@pytest.mark.parametrize(
    ("agent", "version"),
    [
        ("Mozilla/5.0 (Linux; Android 9; SM-T290 Build/PPR1) Chrome/80.0", 9),
        ("Mozilla/5.0 (Linux; U; Android 4.4.2; es-pe) Version/4.0", 4),
        ("Mozilla/5.0 (Linux; Android 10; K) Chrome/126.0.0.0", None),
        ("Mozilla/5.0 (Linux; Android 10; TB-X606F) Chrome/90.0", 10),
        ("Mozilla/5.0 (Windows NT 10.0)", None),
        ("", None),
    ],
)
def test_a_browser_tells_the_version_of_android_or_nothing(agent: str, version: int | None) -> None:
    assert android_of(agent) == version


def test_a_pupil_of_no_class_has_their_own_history_only(room: Room) -> None:
    alone = Pseudonym(room.store.people.add_person("learner", "Sol", code="s", school=SCHOOL))
    room.all[3] = alone
    room.use(3, ZORRO, 30)
    room.use(1, TILDE)

    assert (ZORRO, Why.BEGUN) in room.offers(3)


def test_once_a_pack_is_on_the_laptop_only_what_is_here_is_offered(room: Room, tmp_path: Path) -> None:
    room.use(1, ZORRO)
    room.use(1, TILDE)
    before = {item for item, _why in room.offers()}
    with_a_pack(room.store)
    elsewhere = room.offers()
    files = {"zorro.pdf": b"zorro", "otro.pdf": b"otro"}
    pack = pack_of(files, resource="pack", contents={"zorro.pdf": "zorro"})
    add_pack(room.store.packs, HUB, lay_out(tmp_path / "usb2", pack, files), None)

    assert (before, elsewhere) == ({ZORRO, TILDE}, [])
    assert room.offers() == [(ZORRO, Why.CLASS)]


def test_what_an_imported_file_names_is_at_the_schools_own_kolibri(room: Room) -> None:
    item = ItemId("kolibri-aa/07")
    keep_titles(room.store.db, {item: "La yupana"})
    room.use(1, item)
    with_a_pack(room.store)

    assert room.offers() == [(item, Why.CLASS)]


@pytest.mark.parametrize(
    ("item", "contents", "found"),
    [("pack/a", {"x.pdf": "a"}, True), ("pack/b", {"x.pdf": "a"}, False), ("pack/b", {}, True), ("pack", {}, True)],
)
def test_a_content_is_here_where_a_file_says_so_or_none_says_anything(
    item: str, contents: dict[str, str], found: bool
) -> None:
    packs = {ResourceId("pack"): pack_of({"x.pdf": b"x"}, resource="pack", contents=contents)}

    assert is_in(ItemId(item), packs) is found
    assert not is_in(ItemId(f"other-{item}"), packs)
