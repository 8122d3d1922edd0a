"""A code says one thing wherever it stands."""

from shared.web.codes import TABLES, code_words


def test_a_code_of_two_tables_has_the_same_words_in_both() -> None:
    words: dict[str, set[str]] = {}
    for table in TABLES:
        for code, said in table.items():
            words.setdefault(code, set()).add(said)

    assert {code: said for code, said in words.items() if len(said) > 1} == {}


def test_every_code_is_short_enough_to_travel_and_has_words() -> None:
    assert all(0 < len(code) <= 80 and code_words(code) for table in TABLES for code in table)
