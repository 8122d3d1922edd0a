"""The rest is given of the very same answer only, and whatever the header says is read or ignored."""

from hypothesis import given
from hypothesis import strategies as st

from sync.rest import HEADER, Have, headers, of, said


@given(st.binary(min_size=1, max_size=50), st.binary(max_size=50))
def test_what_came_begins_the_answer_that_it_came_of(came: bytes, more: bytes) -> None:
    assert said(headers(came)[HEADER].encode()) == of(came)
    assert of(came).begins(came + more)


@given(st.binary(min_size=2, max_size=50), st.data())
def test_what_came_of_another_answer_begins_none(answer: bytes, data: st.DataObject) -> None:
    came = bytearray(answer[: data.draw(st.integers(1, len(answer)))])
    came[data.draw(st.integers(0, len(came) - 1))] ^= 1

    assert not of(bytes(came)).begins(answer)
    assert not of(answer + b"?").begins(answer)


@given(st.binary(max_size=40))
def test_whatever_stands_in_the_header_is_read_or_ignored(header: bytes) -> None:
    found = said(header)

    assert found is None or (isinstance(found, Have) and found.size > 0)
