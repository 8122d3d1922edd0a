"""What a page showed is the same as long as nothing of it changed."""

from hub.seen import mark


def test_another_value_another_mark_and_nothing_has_one_too() -> None:
    marks = {mark(one) for one in (None, "", 0, ["a"], {"a": 1}, {"a": 2})}

    assert len(marks) == 6
    assert mark({"a": 1}) in marks
