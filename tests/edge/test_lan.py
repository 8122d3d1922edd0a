"""The door to the school's network: what was said on the page, what the setting says, what really is."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.config import Config
from edge.lan import Lan, must_print
from edge.store import Store
from shared.errors import NotReady
from tests.edge.building import new_store

HOME, HOTSPOT = "192.168.1.7", "10.42.0.1"


class Served:
    """Serves nobody; knows where it would."""

    def __init__(self) -> None:
        self.open_at: list[str] = []
        self.refuses = False

    def __call__(self, listen: str) -> "Served":
        if self.refuses:
            raise NotReady("El puerto lo usa otro programa.")
        self.open_at.append(listen)
        return self

    def close(self) -> None:
        self.open_at.clear()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with new_store(tmp_path) as opened:
        yield opened


def lan_of(store: Store, served: Served, *found: str, host: str = "") -> Lan:
    config = Config(dir=store.path.parent, lan_host=host, lan_name="")
    lan = Lan(config, store.db, found=lambda: found or (HOME,))
    lan.start(served)
    return lan


def test_it_is_closed_until_somebody_opens_it(store: Store) -> None:
    served = Served()
    lan = lan_of(store, served)

    assert (lan.is_open, served.open_at) == (False, [])
    lan.open()
    assert (lan.is_open, served.open_at) == (True, ["0.0.0.0:8071"])


@pytest.mark.parametrize("host", ["", "0.0.0.0"])
def test_what_was_said_on_the_page_holds_at_the_next_start_whatever_the_setting_says(store: Store, host: str) -> None:
    first = lan_of(store, Served(), host=host)
    first.open()
    first.stop()
    second = lan_of(store, Served(), host=host)
    opened = second.is_open
    second.close()

    assert (opened, lan_of(store, Served(), host=host).is_open) == (True, False)


def test_opening_twice_opens_once(store: Store) -> None:
    served = Served()
    lan = lan_of(store, served, host="fd00::2")
    lan.open()

    assert served.open_at == ["[fd00::2]:8071"]


def test_a_port_that_is_taken_stops_no_start_where_the_page_opened_it_and_is_told(store: Store) -> None:
    lan_of(store, Served()).open()
    served = Served()
    served.refuses = True
    lan = lan_of(store, served)

    assert (lan.is_open, lan.wanted) == (False, True)
    assert lan.trouble is not None
    lan.close()
    assert lan.trouble is None


def _refusing() -> Served:
    served = Served()
    served.refuses = True
    return served


def test_a_setting_that_cannot_be_kept_stops_the_start(store: Store) -> None:
    with pytest.raises(NotReady):
        lan_of(store, _refusing(), host="0.0.0.0")


def test_another_poster_is_asked_for_when_the_address_of_the_printed_one_is_gone(store: Store) -> None:
    lan = lan_of(store, Served(), HOME)
    closed = lan.needs_poster
    lan.open()
    none_yet = lan.needs_poster
    lan.note_printed(f"http://{HOME}:8071")
    printed = lan.needs_poster
    lan.stop()

    assert (closed, none_yet, printed) == (False, True, False)
    assert lan_of(store, Served(), HOTSPOT).needs_poster
    assert not lan_of(store, Served(), HOTSPOT, HOME).needs_poster
    assert not lan_of(store, Served(), "127.0.0.1").needs_poster


def secured(store: Store, **settings: object) -> Lan:
    names = ("laptop.escuela.pe",)
    config = Config(dir=store.path.parent, tls_names=names, **settings)  # type: ignore[arg-type]
    return Lan(config, store.db, found=lambda: (HOME,))


def test_without_a_certificate_the_staff_has_no_door(store: Store) -> None:
    lan = secured(store)
    lan.secure(lambda: pytest.fail("opened"))

    assert (lan.secure_urls(), lan.secure_trouble) == ((), None)


def test_with_one_it_says_where_it_is_until_closed(store: Store) -> None:
    lan, served = secured(store, tls_cert=Path("cert.pem"), tls_key=Path("key.pem")), Served()
    lan.secure(lambda: served("tls"))
    urls = lan.secure_urls()
    lan.unsecure()

    assert urls == ("https://laptop.escuela.pe:8443", f"https://{HOME}:8443")
    assert (lan.secure_urls(), served.open_at) == ((), [])


def test_one_that_cannot_be_used_is_told_and_stops_nothing(store: Store) -> None:
    lan, served = secured(store, tls_key=Path("key.pem")), Served()
    served.refuses = True
    lan.secure(lambda: served("tls"))

    assert lan.secure_trouble
    assert lan.secure_urls() == ()
    lan.unsecure()


@given(st.lists(st.sampled_from("abcd"), unique=True), st.sampled_from(["", *"abcd"]))
def test_a_printed_poster_holds_as_long_as_its_address_works(urls: list[str], printed: str) -> None:
    assert must_print(printed, urls) is (len(urls) > 0 and printed not in urls)
    assert not any(must_print(url, urls) for url in urls)
