"""The promises of every import: a second time adds nothing, in whatever order; a preview is what accepting does."""

import csv
import gzip
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.importers.accept import accept, weigh
from edge.importers.read import place_of, read_files
from shared.imported import Outcome
from tests.edge.building import CATALOGUE, new_store
from tests.edge.importers.exports import SUMMARY, export, session, summary, take
from tests.edge.importers.test_kolibri_users import user, users

DAYS = ("2026-03-20", "2026-04-10", "2026-05-04")
SESSIONS = [session(who, f"{day} 09:00:00-05:00") for who in ("ana", "luis", "") for day in DAYS]
SUMMARIES = [
    summary(who, f"{day} 10:00:00-05:00", f"{100 + 50 * at}.0,0.5")
    for who in ("ana", "eva")
    for at, day in enumerate(DAYS)
]
USERS = [user(who, id_=who, enrolled=at) for who, at in (("ana", "1° A,2° B"), ("luis", "1° A"), ("eva", ""))]
WEEKS = ["2026-W12,tablet,5,,,sí", "2026-W12,Guías,7,,,no", "2026-W12,Guías,8,,,no", "2026-W13,tablet,5,,,no"]


def weekly(*rows: str) -> bytes:
    return ("week,resource,units,learners,peak,whole_week\n" + "\n".join(rows) + "\n").encode()


def summaries(*rows: str) -> bytes:
    return export(*rows, header=SUMMARY)


def workbook(data: bytes) -> bytes:
    book = openpyxl.Workbook()
    for cells in csv.reader(StringIO(data.decode("utf-8-sig"))):
        book.active.append(cells)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def windows(data: bytes) -> bytes:
    out = StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(csv.reader(StringIO(data.decode("utf-8-sig"))))
    return out.getvalue().encode("cp1252")


def turned(data: bytes) -> bytes:
    """The columns in another order, the headings in capitals."""
    out = StringIO()
    rows = [list(reversed(row)) for row in csv.reader(StringIO(data.decode("utf-8-sig")))]
    csv.writer(out, lineterminator="\n").writerows([[cell.upper() for cell in rows[0]], *rows[1:]])
    return out.getvalue().encode()


@pytest.mark.parametrize(
    "change", [workbook, windows, turned, gzip.compress, lambda data: data.decode().encode("utf-16")]
)
@pytest.mark.parametrize("make", ["sessions", "summaries", "users", "weekly"])
def test_the_same_file_saved_otherwise_is_known(tmp_path: Path, make: str, change: Callable[[bytes], bytes]) -> None:
    data = {
        "sessions": export(*SESSIONS), "summaries": summaries(*SUMMARIES), "users": users(*USERS),
        "weekly": weekly(*WEEKS),
    }[make]  # fmt: skip
    with new_store(tmp_path) as store:
        store.db.put("catalogue", CATALOGUE)
        first, again = take(store, data), take(store, change(data))

        assert (again.read, again.added, again.changed, again.refused) == (first.read, 0, 0, ())


def shuffled(rows: list[str]) -> st.SearchStrategy[list[str]]:
    """Rows in any order, any of them more than once."""
    return st.lists(st.sampled_from(rows), max_size=4).flatmap(lambda again: st.permutations(rows + again))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_order_and_repetition_of_rows_adds_nothing_the_second_time(data: st.DataObject) -> None:
    make, rows = data.draw(st.sampled_from([(export, SESSIONS), (summaries, SUMMARIES), (users, USERS)]))
    first, second = (make(*data.draw(shuffled(rows))) for _ in range(2))
    with TemporaryDirectory() as folder, new_store(Path(folder)) as store:
        store.db.put("catalogue", CATALOGUE)
        done = take(store, first)
        count = store.records.count()
        again = take(store, second)

        assert done.added == len(rows)
        assert (again.added, again.changed, store.records.count()) == (0, 0, count)


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_each_row_of_a_register_is_counted_once_in_whatever_order(data: st.DataObject) -> None:
    rows = WEEKS + data.draw(st.lists(st.sampled_from(WEEKS[1:]), max_size=4))
    first, second = (weekly(*data.draw(st.permutations(rows))) for _ in range(2))
    with TemporaryDirectory() as folder, new_store(Path(folder)) as store:
        store.db.put("catalogue", CATALOGUE)
        done = take(store, first)
        count = store.records.count()
        again = take(store, second)

        assert (done.added, again.added, store.records.count()) == (len(rows), 0, count)


@settings(max_examples=15, deadline=None)
@given(st.permutations([export(*SESSIONS), summaries(*SUMMARIES), users(*USERS), weekly(*WEEKS)]))
def test_after_any_order_of_files_all_of_them_again_add_nothing(files: list[bytes]) -> None:
    with TemporaryDirectory() as folder, new_store(Path(folder)) as store:
        store.db.put("catalogue", CATALOGUE)
        for data in files:
            take(store, data)
        count = store.records.count()
        again = [take(store, data) for data in reversed(files)]

        assert [(one.added, one.changed) for one in again] == [(0, 0)] * 4
        assert store.records.count() == count


def test_a_preview_writes_nothing_and_says_what_accepting_does(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        for data in (users(*USERS), export(*SESSIONS), summaries(*SUMMARIES)):
            draft = read_files({"a": data}, place_of(store))
            before = store.records.count(), len(store.people.learners())
            seen = weigh(store, draft).report(Outcome.WRITTEN)
            tried = accept(store, draft, dry_run=True)

            assert (store.records.count(), len(store.people.learners())) == before
            assert (tried.outcome, accept(store, draft)) == (Outcome.TRIED, seen)
