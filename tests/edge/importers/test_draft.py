"""What a file would bring."""

import pytest

from edge.importers.draft import Kind, kinds_named
from shared.errors import BadInput


def test_kinds_go_by_their_names_and_another_one_is_refused_in_words() -> None:
    assert kinds_named(["weekly", "people"]) == {Kind.WEEKLY, Kind.PEOPLE}
    with pytest.raises(BadInput, match="no importa esa clase"):
        kinds_named(["weekly", "futura"])
