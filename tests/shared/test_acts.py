"""Each act is sealed to the one before it: whatever is done to one row, the first broken one is named."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.acts import Act, Actor, act_after, first_broken, seal_of

WORDS = st.text(st.characters(codec="utf-8"), max_size=12)
KINDS = st.sampled_from(["proposed", "approved", "limit"])
DRAFTS = st.lists(st.tuples(KINDS, WORDS, WORDS, WORDS, st.integers(0, 2**40)), min_size=1, max_size=9)
CHANGES = {
    "at_s": lambda act: act.at_s + 1,
    "kind": lambda act: act.kind + "x",
    "subject": lambda act: act.subject + "x",
    "login": lambda act: act.login + "x",
    "office": lambda act: act.office + "x",
    "detail": lambda act: act.detail[:-1] + ',"x":1}',
    "previous": lambda act: act.previous[1:] + ("0" if act.previous[0] != "0" else "1"),
    "hash": lambda act: act.hash[1:] + ("0" if act.hash[0] != "0" else "1"),
}


def chain(drafts: list[tuple[str, str, str, str, int]]) -> list[Act]:
    acts: list[Act] = []
    for kind, subject, login, why, at_s in drafts:
        last = acts[-1] if acts else None
        by = Actor(login, "Operación regional")
        acts.append(act_after(last, at_s=at_s, kind=kind, subject=subject, by=by, detail={"why": why}))
    return acts


@given(drafts=DRAFTS, data=st.data())
def test_a_row_that_is_changed_is_the_first_broken_one(drafts: list, data: st.DataObject) -> None:
    acts = chain(drafts)
    at = data.draw(st.integers(0, len(acts) - 1))
    name = data.draw(st.sampled_from(sorted(CHANGES)))
    touched = [*acts[:at], replace(acts[at], **{name: CHANGES[name](acts[at])}), *acts[at + 1 :]]

    broken = first_broken(touched)

    assert first_broken(acts) is None
    assert broken is not None
    assert broken.number == at + 1


@given(drafts=DRAFTS, data=st.data())
def test_a_row_written_anew_with_its_own_seal_breaks_the_next_one(drafts: list, data: st.DataObject) -> None:
    acts = chain([*drafts, drafts[0]])
    at = data.draw(st.integers(0, len(acts) - 2))
    forged = replace(acts[at], login=acts[at].login + "x")
    forged = replace(forged, hash=seal_of(forged))

    broken = first_broken([*acts[:at], forged, *acts[at + 1 :]])

    assert broken is not None
    assert broken.number == at + 2


@given(drafts=DRAFTS, data=st.data())
def test_a_row_taken_out_is_the_one_that_is_missing(drafts: list, data: st.DataObject) -> None:
    acts = chain([*drafts, drafts[0]])
    at = data.draw(st.integers(0, len(acts) - 2))

    broken = first_broken(acts[:at] + acts[at + 1 :])

    assert broken is not None
    assert broken.number == at + 1


@given(drafts=DRAFTS, data=st.data())
def test_what_is_cut_off_or_written_anew_as_a_whole_shows_beside_a_noted_row(drafts: list, data: st.DataObject) -> None:
    acts = chain([*drafts, drafts[0]])
    noted = (acts[-1].number, acts[-1].hash)
    cut = acts[: data.draw(st.integers(0, len(acts) - 1))]
    anew = chain([(kind, subject, login + "x", why, at_s) for kind, subject, login, why, at_s in [*drafts, drafts[0]]])

    found = [first_broken(rows, noted) for rows in (acts, cut, anew)]

    assert [first_broken(rows) for rows in (acts, cut, anew)] == [None, None, None]
    assert found[0] is None
    assert (found[1] and found[1].number, found[2] and found[2].number) == (len(cut) + 1, len(acts))


@pytest.mark.parametrize("seen", [(0, "0" * 64), (1, "0" * 64)])
def test_an_empty_history_is_whole_until_somebody_noted_a_row(seen: tuple[int, str]) -> None:
    assert first_broken([]) is None
    assert first_broken([], seen) is not None


def test_the_order_in_which_a_detail_was_written_does_not_matter() -> None:
    one = act_after(None, at_s=1, kind="limit", subject="a", by=Actor(), detail={"a": 1, "b": 2})

    assert act_after(None, at_s=1, kind="limit", subject="a", by=Actor(), detail={"b": 2, "a": 1}) == one
