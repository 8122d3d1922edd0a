"""Names of contents: kept from files, corrected by later ones, and bounded."""

from pathlib import Path

from edge.titles import MOST, channels, keep_channels, keep_titles, titles
from shared.ids import ResourceId
from shared.similarity import ItemId
from tests.edge.building import new_store

A, B = ItemId("kolibri-aa/1"), ItemId("kolibri-aa/2")


def test_a_later_file_corrects_a_name_and_forgets_none(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        keep_titles(store.db, {A: "La yupana", B: "Simetria"})
        keep_titles(store.db, {B: "Simetría"})

        assert titles(store.db) == {A: "La yupana", B: "Simetría"}


def test_no_more_names_are_kept_than_a_page_can_read(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        keep_titles(store.db, {ItemId(f"kolibri-aa/{n}"): "x" for n in range(MOST + 5)})

        assert len(titles(store.db)) == MOST


def test_channels_are_kept_apart_from_their_contents(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        keep_titles(store.db, {A: "La yupana"})
        keep_channels(store.db, {ResourceId("kolibri-aa"): "Mate"})

        assert channels(store.db) == {"kolibri-aa": "Mate"}
        assert titles(store.db) == {A: "La yupana"}
