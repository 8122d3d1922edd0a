"""Of all released models that were heard of, one is in force, and the way back from it is known."""

from pathlib import Path

from edge.store import Store
from tests.edge.building import FakeHub, manifest_of, new_store


def states(store: Store) -> dict[str, str]:
    return {row.version: row.state for row in store.models.all()}


def test_one_model_is_in_force_and_the_one_before_it_is_the_way_back(tmp_path: Path) -> None:
    hub = FakeHub()
    with new_store(tmp_path) as store:
        for number in (1, 2, 3):
            manifest = manifest_of(hub, bytes([number]), b"{}", f"v{number}")
            store.models.keep(manifest, "active")
        store.models.keep(manifest, "active")

        assert states(store) == {"v1": "retired", "v2": "previous", "v3": "active"}
        assert store.models.active() == manifest
        assert store.models.settled(manifest)


def test_a_model_that_was_refused_takes_nothing_out_of_force_and_says_why(tmp_path: Path) -> None:
    hub = FakeHub()
    good, bad = (manifest_of(hub, data, b"{}", version) for data, version in ((b"a", "v1"), (b"b", "v2")))
    with new_store(tmp_path) as store:
        store.models.keep(good, "active")
        store.models.keep(bad, "refused", "No sirve.")

        assert (store.models.active(), store.models.good()) == (good, [good])
        assert [(row.state, row.text) for row in store.models.all() if row.version == "v2"] == [
            ("refused", "No sirve.")
        ]
        assert (store.models.state(bad.sha256), store.models.state("0" * 64)) == ("refused", "")
