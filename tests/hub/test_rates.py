"""Whoever asks too often waits, alone, and is told how long; what brings a school's news is never counted."""

import pytest
import requests
from hypothesis import example, given
from hypothesis import strategies as st

from hub import rates
from hub.rates import MODELS, Rates
from sync.http_road import HttpRoad
from tests.hub.builders import Node, Office
from tests.hub.test_server import port as port
from tests.hub.test_server import service
from tests.usage_events import uses

HUB = "/v1/hub"
FAR, OTHER = "203.0.113.9", "203.0.113.10"


def asked(rates: Rates, times: int, path: str = HUB, address: str = FAR, token: str = "", now_s: float = 0) -> int:
    """Ask so often at one instant; return how often the answer was no."""
    return sum(rates.wait_s(path, address, token, now_s) > 0 for _ in range(times))


@given(st.lists(st.floats(0, 300), min_size=1, max_size=120), st.integers(1, 20))
def test_in_no_minute_more_is_let_through_than_two_minutes_worth(moments: list[float], each: int) -> None:
    made, let = Rates(each), list[float]()
    for now_s in sorted(moments):
        if not made.wait_s(HUB, FAR, "", now_s):
            let.append(now_s)

    assert all(sum(begin <= one < begin + 60 for one in let) <= 2 * each for begin in let)


@given(st.integers(1, 1_000), st.floats(0, 100))
@example(1, 68.18426916157593)
def test_who_waits_as_long_as_it_was_told_is_let_through(each: int, now_s: float) -> None:
    made = Rates(each)
    asked(made, each, now_s=now_s)
    wait_s = made.wait_s(HUB, FAR, "", now_s)

    assert 1 <= wait_s <= 60
    assert made.wait_s(HUB, FAR, "", now_s + wait_s) == 0


def test_one_that_asks_too_often_holds_up_no_other() -> None:
    made = Rates(3)

    assert (asked(made, 9), asked(made, 3, address=OTHER)) == (6, 0)


def test_a_token_is_counted_wherever_it_is_said() -> None:
    made = Rates(3)
    asked(made, 3, token="Bearer a")

    assert asked(made, 1, address=OTHER, token="Bearer a") == 1
    assert asked(made, 1, address=OTHER, token="Bearer b") == 0


def test_other_addresses_of_one_network_are_no_others() -> None:
    made = Rates(1)
    asked(made, 1, address="2001:db8:1:2::1")

    assert asked(made, 1, address="2001:db8:1:2:ffff::9") == 1
    assert asked(made, 1, address="2001:db8:1:3::1") == 0


def test_bundles_and_pages_are_never_counted_and_models_apart() -> None:
    made = Rates(2)

    assert asked(made, 500, "/v1/bundles/" + "0" * 32) == 0
    assert asked(made, 500, "/escuelas") == 0
    assert asked(made, 2 * MODELS + 1, "/v1/models/" + "0" * 64) == 1
    assert asked(made, 2) == 0


def test_whether_the_hub_is_ready_is_counted_apart_whatever_is_said_with_it() -> None:
    made = Rates(2)

    assert asked(made, 3, "/readyz") == 1
    assert (asked(made, 2, token="a"), asked(made, 1, "/readyz", OTHER, "a"), asked(made, 500, "/healthz")) == (0, 0, 0)


def test_no_more_callers_are_remembered_than_it_has_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "MOST", 5)
    made = Rates(1)
    for number in range(6):
        asked(made, 1, address=f"203.0.113.{number}")

    assert [asked(made, 1, address=f"203.0.113.{number}") for number in (5, 0)] == [1, 0]


def test_a_process_says_how_long_to_wait_and_takes_what_schools_bring(
    office: Office, node: Node, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHASQUI_HUB_RATE", "1")
    node.record(*uses(50))
    bundle = node.bundle()
    with service(office, port) as url:
        first, second = (requests.get(url + HUB, timeout=60) for _ in range(2))
        looks = {requests.get(f"{url}/v1/bundles/{'0' * 32}", timeout=60).status_code for _ in range(20)}
        reply = HttpRoad(url).deliver(bundle)
        page = requests.get(f"{url}/entrar", timeout=60)

    assert (first.status_code, second.status_code) == (200, 429)
    assert 1 <= int(second.headers["Retry-After"]) <= 60
    assert "demasiados" in second.json()["error"]
    assert (looks, bool(reply and reply.ack), page.status_code) == ({404}, True, 200)


def test_behind_a_proxy_the_address_that_it_tells_is_counted_and_no_other(
    office: Office, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHASQUI_HUB_RATE", "1")
    monkeypatch.setenv("CHASQUI_HUB_PROXY", "127.0.0.1")

    def statuses(url: str, *said: str) -> list[int]:
        told = [{"X-Forwarded-For": one, "X-Forwarded-Proto": "https"} for one in said]
        return [requests.get(url + HUB, headers=one, timeout=60).status_code for one in told]

    with service(office, port) as url:
        assert statuses(url, FAR, FAR, OTHER, f"198.51.100.7, {FAR}") == [200, 429, 200, 429]
