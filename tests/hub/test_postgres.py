"""One service a database: the lock outlives a connection that breaks, and its loss is told."""

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import NullPool, create_engine

from hub.postgres import one_job, one_service
from shared.errors import DatabaseBusy, NotReady
from tests.postgres import cluster, programs

EVERY_S = 0.05


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    if programs() is None:
        pytest.skip("needs PostgreSQL")
    with cluster() as server:
        yield server.url(server.make())


def break_connections(url: str) -> None:
    ours = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
    with create_engine(url, poolclass=NullPool).connect() as connection:
        connection.exec_driver_sql(ours)


def never() -> None:
    raise AssertionError("the lock was never lost")


def test_a_second_service_is_refused_while_the_first_lives(url: str) -> None:
    with one_service(url, never), pytest.raises(DatabaseBusy), one_service(url, never):
        pass
    with one_service(url, never):
        pass


def test_a_lock_whose_connection_broke_is_taken_again(url: str) -> None:
    with one_service(url, never, EVERY_S):
        break_connections(url)
        threading.Event().wait(20 * EVERY_S)

        with pytest.raises(DatabaseBusy), one_service(url, never):
            pass


def test_a_service_hears_that_another_took_its_place(url: str) -> None:
    lost = threading.Event()
    with one_service(url, lost.set, 20 * EVERY_S):
        break_connections(url)
        with one_service(url, never):
            assert lost.wait(30)


@pytest.mark.parametrize("more", ["&foo=bar", "&connect_timeout=x"])
def test_an_option_that_the_server_does_not_know_is_said_in_words(url: str, more: str) -> None:
    with pytest.raises(NotReady), one_service(url + more, never):
        pass


def test_several_hosts_may_be_named(url: str) -> None:
    with one_service(url + "&host=/nowhere/else", never):
        pass


def test_of_two_jobs_of_a_database_the_second_is_told_to_wait(url: str) -> None:
    with one_job(url), pytest.raises(DatabaseBusy, match="desde otra carpeta u otra computadora"), one_job(url):
        pass
    with one_service(url, never), one_job(url):
        pass


def test_sqlite_needs_no_lock_of_its_own() -> None:
    with one_service("sqlite:///hub.db", never), one_service("sqlite:///hub.db", never):
        pass
    with one_job("sqlite:///hub.db"), one_job("sqlite:///hub.db"):
        pass
