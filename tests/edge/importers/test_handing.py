"""Lists of devices and loans, held against what is here: a preview is what accepting does."""

from pathlib import Path

from edge.importers.accept import accept, weigh
from edge.importers.read import place_of, read_files
from shared.imported import Outcome
from tests.edge.importers.exports import listed_store
from tests.edge.importers.test_loans import GOOD, listed

OTHER = "a2,tablet,40888837,Otra Persona,,,16/03/2026,,,\n"


def test_a_preview_writes_nothing_and_counts_what_accepting_does(tmp_path: Path) -> None:
    with listed_store(tmp_path) as store:
        draft = read_files({"a.csv": listed(GOOD.replace(",r1,", ",,"), OTHER)}, place_of(store))
        before = weigh(store, draft).report(Outcome.TRIED)
        kept = store.people.guardians(), store.devices.all()
        after = accept(store, draft)

        assert (kept, before.added, after.added, after.outcome) == (([], []), 2, 2, Outcome.WRITTEN)
        assert len(store.people.guardians()) == 2


def test_one_dni_has_one_name_in_a_list(tmp_path: Path) -> None:
    with listed_store(tmp_path) as store:
        rows = (OTHER, OTHER.replace("a2", "a3").replace("Otra Persona", "Alguien Más"))
        weighed = weigh(store, read_files({"a.csv": listed(*rows)}, place_of(store)))

        assert [bad.line for bad in weighed.draft.refused] == [3]
