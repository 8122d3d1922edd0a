"""A card opens its own pupil's page until another is drawn, and the laptop keeps no secret of it."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from edge.pupil_cards import PupilCards, draw_token, is_token
from edge.store import Store
from tests.edge.building import SCHOOL, FakeClock, new_store


def test_of_two_cards_the_last_opens_and_the_one_before_is_dead(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        rosa, luis = (store.people.add_person("learner", name, code=name) for name in ("Rosa", "Luis"))
        cards, tokens = PupilCards(store.db, store.people.seal), [draw_token() for _ in range(3)]
        cards.put(rosa, tokens[0])
        cards.put(luis, tokens[1])
        cards.put(rosa, tokens[2])
        found = [cards.holder(token) for token in tokens]
        cards.drop(rosa)

        assert found == [None, luis, rosa]
        assert cards.holder(tokens[2]) is None


def test_the_cards_of_a_class_whose_address_answers_no_more_are_told_one_by_one(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        rooms = [store.people.add_class(SCHOOL, name) for name in ("3° A", "4° A")]
        cards = PupilCards(store.db, store.people.seal)
        for code, room, url in (("a", 0, "http://x"), ("b", 0, "http://x"), ("c", 0, ""), ("d", 1, "http://y")):
            person = store.people.add_person("learner", code, code=code, school=SCHOOL, class_id=rooms[room])
            cards.put(person, draw_token(), url)

        assert cards.dead(rooms[0], ["http://y"]) == ["http://x", "http://x"]
        assert [cards.dead(room, ["http://x", "http://y"]) for room in rooms] == [[], []]


def test_what_the_laptop_keeps_opens_nothing(tmp_path: Path) -> None:
    token = draw_token()
    with new_store(tmp_path) as store:
        rosa = store.people.add_person("learner", "Rosa", code="r")
        PupilCards(store.db, store.people.seal).put(rosa, token)
    kept = b"".join(path.read_bytes() for path in sorted(tmp_path.iterdir()) if path.is_file())

    with Store(tmp_path / "node.db", FakeClock()) as again:
        assert token.encode() not in kept
        assert PupilCards(again.db, again.people.seal).holder(token) == rosa
        [(digest,)] = again.db.rows("SELECT digest FROM cards")
        assert PupilCards(again.db, again.people.seal).holder(digest.hex()[:22]) is None


@settings(max_examples=50)
@given(st.text(max_size=40))
def test_only_what_is_shaped_as_a_card_is_looked_for(text: str) -> None:
    assert is_token(text) is (len(text) == 22 and text.isascii() and all(c.isalnum() or c in "-_" for c in text))
