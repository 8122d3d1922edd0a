"""How attempts are charged and given back, whoever counts them."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from shared.web.throttle import FREE_TRIES, FREE_TRIES_ADDRESS, Throttle
from shared.web.tries import Attempt, TriesOfOneProcess, charge, given_back
from tests.shared.web.building import KeptAccounts

ANA, NOW_S = Attempt("account:ana", "address:10.0.0.9"), 1_000


class WrittenAccounts(KeptAccounts):
    """Accounts that count how often a delay was written."""

    writes = 0

    def set_throttle(self, key: str, throttle: Throttle) -> None:
        self.writes += 1
        super().set_throttle(key, throttle)


def test_a_school_whose_pupils_know_their_passphrase_writes_nothing_for_it() -> None:
    accounts = WrittenAccounts()
    tries = TriesOfOneProcess(accounts)
    tries.succeeded(ANA, tries.begin(ANA, NOW_S))

    assert accounts.writes == 0


def test_one_process_counts_what_is_under_way_as_failed() -> None:
    accounts = KeptAccounts(throttles={ANA.account: Throttle(3, NOW_S)})
    tries = TriesOfOneProcess(accounts)
    waits = [tries.begin(ANA, NOW_S).wait_s for _ in range(4)]

    assert waits == [0, 0, 60, 60]


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 2_000))
def test_who_may_go_on_is_charged_and_who_must_wait_is_not(account: int, place: int, last_s: int) -> None:
    begun = charge(ANA, (Throttle(account, last_s), Throttle(place, last_s)), NOW_S)
    free = account < FREE_TRIES and place < FREE_TRIES_ADDRESS

    assert begun.wait_s == 0 or not free
    assert [one.failures for one in begun.charged] == ([] if begun.wait_s else [account + 1, place + 1])
    assert all(one.last_s <= NOW_S for one in begun.before)


@given(st.integers(0, 30), st.lists(st.booleans(), max_size=8), st.randoms(use_true_random=False))
def test_what_is_left_charged_is_what_failed_in_whichever_order_it_ends(
    failed: int, went: list[bool], order: Random
) -> None:
    kept, under_way = Throttle(failed, NOW_S if failed else 0), []
    for good in went:
        charged = Throttle(kept.failures + 1, NOW_S)
        under_way.append((good, kept, charged))
        kept = charged
    order.shuffle(under_way)
    for good, before, charged in under_way:
        kept = given_back(kept, before, charged) if good else kept

    assert kept.failures == failed + went.count(False)
