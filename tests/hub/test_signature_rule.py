"""No history of limits lets one office alone do what a limit once gave to two."""

from hypothesis import example, given
from hypothesis import strategies as st

from hub.offices import SIGNERS
from hub.signature_rule import OTHER, Limit, Rule, Size, rule_of

OFFICES = tuple(SIGNERS.values())
(SETS_IT,) = set(OFFICES) - {OTHER}
# Few figures: a plan then often lies between one limit and another.
FIGURE = st.integers(0, 3)
SIZES = st.builds(Size, FIGURE, FIGURE)
LIMITS = st.lists(st.builds(Limit, st.just(1), FIGURE, FIGURE), max_size=4)
SIGNED = st.sets(st.sampled_from(OFFICES))


@given(signed=SIGNED, needed=st.integers(1, 2), office=st.sampled_from(["", *OFFICES]))
def test_who_is_missing_is_nobody_exactly_when_the_rule_is_kept(signed: set[str], needed: int, office: str) -> None:
    found = Rule(needed, Limit(), office).missing(signed)

    assert (not found) == (len(signed) >= needed and (not office or office in signed))
    assert not set(found) & signed


@given(size=SIZES, more=SIZES, limit=st.builds(Limit, st.just(1), FIGURE, FIGURE))
def test_more_goods_never_need_fewer_signatures(size: Size, more: Size, limit: Limit) -> None:
    assert Size(size.units + more.units, size.devices + more.devices).people(limit) >= size.people(limit)


@given(size=SIZES, before=LIMITS, since=LIMITS, now=st.builds(Limit, st.just(9), FIGURE, FIGURE))
@example(size=Size(2, 2), before=[Limit(1, 1, 3)], since=[], now=Limit(2, 3, 3))
def test_the_office_that_sets_limits_never_signs_alone_what_any_of_them_gave_to_two(
    size: Size, before: list[Limit], since: list[Limit], now: Limit
) -> None:
    rule = rule_of(size, before, [*since, now])
    twos = [limit for limit in (*before, *since, now) if size.people(limit) > 1]

    assert (not rule.missing([SETS_IT])) == (not twos)
    assert not rule.missing(OFFICES)


@given(size=SIZES, before=LIMITS, since=LIMITS, now=st.builds(Limit, st.just(9), FIGURE, FIGURE))
def test_two_sign_exactly_what_the_limit_of_its_proposal_or_a_later_one_gives_to_two(
    size: Size, before: list[Limit], since: list[Limit], now: Limit
) -> None:
    rule = rule_of(size, before, [*since, now])

    assert rule.needed == max(size.people(limit) for limit in (*since, now))
    assert bool(rule.words(size)) == (rule.needed > 1 or rule.office != "")
