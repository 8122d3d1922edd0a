"""What a pupil says of a material is kept sealed, the last words alone."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from edge.pupil_notes import LONGEST, Note, PupilNotes
from shared.ids import Pseudonym
from shared.similarity import ItemId
from tests.edge.building import new_store

ROSA, LUIS = Pseudonym(b"rosa----"), Pseudonym(b"luis----")
TALE = ItemId("relatos/c1")


def test_the_last_words_stand_and_none_take_them_back(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        notes = PupilNotes(store.db, store.people.seal)
        for who, text in ((ROSA, "no entendí"), (LUIS, "lindo"), (ROSA, " ya   entendí\n"), (LUIS, "  ")):
            notes.say(Note(who, TALE, 2, text))

        assert notes.of([ROSA, LUIS]) == [Note(ROSA, TALE, 2, "ya entendí")]
        assert notes.of([LUIS]) == notes.of([]) == []


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=400))
def test_no_words_are_too_long_to_be_kept(text: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder, new_store(Path(folder)) as store:
        notes = PupilNotes(store.db, store.people.seal)
        notes.say(Note(ROSA, TALE, 3, text))
        kept = [one.text for one in notes.of([ROSA])]

    assert kept == ([" ".join(text.split())[:LONGEST]] if text.split() else [])


def test_words_lie_sealed_on_the_disk(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        PupilNotes(store.db, store.people.seal).say(Note(ROSA, TALE, 3, "Me llamo Rosa de Ccollpa"))
    kept = b"".join(path.read_bytes() for path in sorted(tmp_path.iterdir()) if path.is_file())

    assert b"Ccollpa" not in kept
