import json
from pathlib import Path

from edge.enrol import Identity
from edge.status import status_fields, status_words
from shared.events import Claim
from sync.keys import NodeKeys
from tests.edge.building import FakeHub, new_store, use


def test_a_status_is_plain_json_and_names_nobody(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.people.add_person("learner", "Rosa Quispe", code="a1")
        store.record([Claim(use())])
        fields = status_fields(store, Identity(NodeKeys.generate(), FakeHub().invitation()))

    assert (fields["events"], fields["recorded"], fields["pending"], fields["state"]) == (2, 1, 1, "queue")
    assert "Quispe" not in json.dumps(fields) + status_words(fields)
