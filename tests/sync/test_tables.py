"""A name has one place in its table."""

from sync.tables import Tables


def test_a_name_is_missing_once() -> None:
    table = Tables()[8]
    table.add(["a"])

    assert table.missing(["b", "a", "b", b"a"]) == ["b", b"a"]


def test_each_field_has_its_own_table() -> None:
    tables = Tables()
    tables[8].add(["a", "b"])

    assert (len(tables[8]), len(tables[9]), tables[8].place("b")) == (2, 0, 1)
