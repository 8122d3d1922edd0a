"""One table in three forms says the same, bit by bit; a token opens it, page after page."""

import csv
import io
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from hub import access, export_forms, exporting
from hub.acts import BY_COMMAND
from hub.app import create_app
from hub.cli import main
from hub.export_forms import Page
from hub.export_rows import Report
from hub.parts import open_parts
from hub.store import Store
from shared.errors import BadInput
from tests.hub.busy_office import busy_office


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A region that the tests of this module only read."""
    opened = busy_office(tmp_path_factory.mktemp("office"))
    yield opened
    opened.close()


@pytest.fixture
def client(store: Store) -> FlaskClient:
    return create_app(store.config, open_parts(store.config, store)).test_client()


def bearer(store: Store, *scopes: str) -> dict[str, str]:
    name = f"Programa {len(access.programs(store))}"
    return {"Authorization": f"Bearer {access.grant(store, name, scopes, days=9, by=BY_COMMAND)[1]}"}


def page(report: Report, first: int, most: int) -> Page:
    return msgspec.json.decode(b"".join(export_forms.page(report, "schools", first, most, str)), type=Page)


@pytest.mark.parametrize("name", exporting.TABLES)
def test_csv_json_and_parquet_hold_the_same_rows(store: Store, tmp_path: Path, name: str) -> None:
    files = [tmp_path / f"one.{form}" for form in export_forms.TYPES]
    counts = {export_forms.write(exporting.report(store, name), name, file) for file in files}
    told, paged, table = (
        files[0].read_bytes().decode(),
        msgspec.json.decode(files[1].read_bytes(), type=Page),
        pq.read_table(files[2]),
    )
    cells = list(csv.reader(io.StringIO(told.removeprefix("\ufeff")), delimiter=";"))

    assert told.startswith('\ufeff"')
    assert cells[0] == paged.columns == table.schema.names
    assert counts == {len(cells) - 1, len(paged.rows), table.num_rows}
    as_text = [[str(row[key]) for key in ("school",) if key in row] for row in paged.rows]
    assert as_text == [[row["school"]] for row in table.to_pylist() if "school" in row] or "school" not in paged.columns
    assert paged.next is None


@pytest.mark.parametrize("most", [1, 3, 4, 1000])
def test_pages_give_every_row_once_in_its_order(store: Store, most: int) -> None:
    whole, found, first = page(exporting.report(store, "schools"), 0, 10_000).rows, [], "0"
    while first is not None:
        one = page(exporting.report(store, "schools"), int(first), most)
        found += one.rows
        assert len(one.rows) <= most
        first = one.next

    assert found == whole
    assert len(whole) > 4


def test_a_page_after_the_last_row_is_empty(store: Store) -> None:
    assert (
        page(exporting.report(store, "schools"), 10**9, 5).rows,
        page(exporting.report(store, "schools"), 10**9, 5).next,
    ) == ([], None)


def test_a_program_reads_page_after_page_at_the_address_it_is_told(store: Store, client: FlaskClient) -> None:
    said, path, found = bearer(store, "export"), "/v1/exports/plan_lines.json?most=2", 0
    versions = set()
    plan = next(one for one in store.plans() if one.published)
    while path:
        answer = client.get(path, headers=said)
        assert answer.status_code == 200
        one = msgspec.json.decode(answer.data, type=Page)
        found, path = found + len(one.rows), one.next
        versions.add(one.version)

    assert found == plan.lines
    assert len(versions) == 1


@pytest.mark.parametrize("form", export_forms.TYPES)
def test_each_form_bears_its_type_and_only_a_token_of_that_scope_opens_it(
    store: Store, client: FlaskClient, form: str
) -> None:
    path = f"/v1/exports/schools.{form}"
    with closing(client.get(path, headers=bearer(store, "export"))) as opened:
        assert (opened.status_code, opened.content_type) == (200, export_forms.TYPES[form])
    assert client.get(path).status_code == 401
    assert client.get(path, headers=bearer(store, "metrics", "plan:read")).status_code == 403


def test_a_plan_that_did_not_go_out_is_given_to_who_may_read_plans_alone(store: Store, client: FlaskClient) -> None:
    out, only_proposed = (next(one for one in store.plans() if bool(one.published) is went) for went in (True, False))

    def status(plan: str, *scopes: str) -> int:
        path = f"/v1/exports/plan_lines.csv?plan={plan}"
        with closing(client.get(path, headers=bearer(store, *scopes))) as opened:
            return opened.status_code

    assert [status(one.id, "export") for one in (out, only_proposed)] == [200, 403]
    assert status(only_proposed.id, "export", "plan:read") == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("pupils.csv", 404), ("schools.xlsx", 404), ("schools", 404), ("schools.json?most=0", 400),
        ("schools.json?most=10001", 400), ("schools.json?from=-1", 400), ("plan_lines.csv?plan=none", 400),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_in_words(store: Store, client: FlaskClient, path: str, status: int) -> None:
    answer = client.get(f"/v1/exports/{path}", headers=bearer(store, "export"))

    assert (answer.status_code, list(answer.json)) == (status, ["error"])


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("schools.json?most=abc", "«abc» no sirve en «most»: ponga un número entero entre 1 y 10000."),
        ("schools.json?most=10001", "«10001» no sirve en «most»"),
        ("schools.json?from=-1", "«-1» no sirve en «from»"),
        ("dhis2.json?by=day", "«day» no sirve en «by»: ponga uno de week, month."),
        ("dhis2.json?since=ayer", "«ayer» no sirve en «since»"),
    ],
)
def test_a_refusal_names_the_value_and_what_would_do(store: Store, client: FlaskClient, path: str, told: str) -> None:
    answer = client.get(f"/v1/exports/{path}", headers=bearer(store, "export"))

    assert (answer.status_code, told in answer.json["error"]) == (400, True)


def test_a_file_of_another_form_is_refused_and_one_of_before_stays(store: Store, tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        export_forms.write(exporting.report(store, "schools"), "schools", tmp_path / "one.xlsx")
    with pytest.raises(BadInput):
        export_forms.write(exporting.report(store, "schools"), "schools", tmp_path / "none" / "one.csv")


def test_the_command_writes_a_table(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "stock.csv"
    done = CliRunner().invoke(main, ["export", "stock", "--to", str(file), "--dir", str(store.config.folder)])

    assert done.exit_code == 0, done.output
    assert f"Filas en «{file}»: {len(store.stock())}." in done.output
    assert file.read_text(encoding="utf-8").startswith('\ufeff"site";"resource"')
