"""The verifier's own search for the best packs finds what trying every choice finds."""

from itertools import chain, combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.verify.best_packs import STEPS, Pack, Searched, most_worth

SIZES = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)), max_size=7)


@given(SIZES, st.integers(0, 25), st.integers(0, 25), st.integers(0, 2**21))
@settings(max_examples=150, deadline=None)
def test_it_is_what_the_best_of_all_choices_is_worth(
    sizes: list[tuple[int, int, int]], disk: int, line: int, bits: int
) -> None:
    after: list[set[str]] = []
    for at in range(len(sizes)):
        direct = [before for before in range(at) if bits >> (3 * at + before % 3) & 1 and before % 2]
        after.append(set(chain.from_iterable({str(one)} | after[one] for one in direct)))
    packs = {str(at): Pack(str(at), *sizes[at], after[at]) for at in range(len(sizes))}
    choices = chain.from_iterable(combinations(packs.values(), size) for size in range(len(packs) + 1))

    best = max(
        sum(one.worth for one in some) for some in choices
        if sum(one.disk for one in some) <= disk and sum(one.line for one in some) <= line
        and all(one.after <= {other.name for other in some} for one in some)
    )  # fmt: skip

    assert most_worth(packs, disk, line, at_least=0).worth == best
    assert most_worth(packs, disk, line, at_least=best).worth == best


def test_too_many_to_be_searched_are_not_judged() -> None:
    packs = {str(at): Pack(str(at), 1_000 + at % 3, 100 + at % 5, 100 + at % 7, set()) for at in range(60)}

    assert most_worth(packs, 2_999, 2_998, at_least=0) == Searched(None, STEPS)
    assert most_worth(packs, 2_999, 2_998, at_least=0, steps=50) == Searched(None, 50)
