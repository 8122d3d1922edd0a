"""What ``deploy/database/region.sql`` makes of a real server: the hub owns its database and rules over nothing else."""

import base64
import hashlib
import hmac
import os
import subprocess
from pathlib import Path

import psycopg
import pytest

from hub.accounts import HubAccounts
from hub.config import Config
from hub.scratch_database import beside
from hub.store import Store
from shared import web
from tests.postgres import Cluster, programs
from tests.test_docs import PROJECT

SCRIPT = PROJECT / "deploy" / "database" / "region.sql"
RIGHTS = "SELECT rolsuper, rolcreaterole, rolreplication, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = %s"
OWNERS = """
SELECT DISTINCT rolname FROM pg_roles WHERE oid IN (
  SELECT relowner FROM pg_class WHERE relnamespace = 'public'::regnamespace
  UNION SELECT proowner FROM pg_proc WHERE pronamespace = 'public'::regnamespace
  UNION SELECT datdba FROM pg_database WHERE datname = current_database())
"""


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    folder = tmp_path / "secrets"
    folder.mkdir()
    (folder / "db_hub").write_text("a'clave")
    (folder / "db_superuser").write_text("la otra")
    return folder


def prepare(server: Cluster, name: str, secrets: Path) -> None:
    """Give the script to psql, as ``deploy/run.sh`` does."""
    folder = programs()
    assert folder is not None
    command = [str(folder / "psql"), "-q", "-X", "-v", "ON_ERROR_STOP=1", "-U", "chasqui", "-d", name]
    env = {**os.environ, "PGHOST": str(server.folder), "CHASQUI_SECRETS": str(secrets)}
    told = SCRIPT.read_text("utf-8")
    done = subprocess.run(command, env=env, input=told, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def rows(server: Cluster, name: str, statement: str, *values: str) -> list[tuple[object, ...]]:
    with psycopg.connect(host=str(server.folder), user="chasqui", dbname=name) as connection:
        return connection.execute(statement, values).fetchall()  # type: ignore[arg-type]


def as_central(server: Cluster, name: str) -> str:
    return server.url(name).replace("//chasqui@", "//central@")


def test_the_hub_makes_its_tables_as_one_who_rules_over_nothing(
    postgres: Cluster, secrets: Path, tmp_path: Path
) -> None:
    name = postgres.make()
    prepare(postgres, name, secrets)
    url = as_central(postgres, name)
    Store(Config(tmp_path / "hub", database=url)).close()

    assert rows(postgres, name, RIGHTS, "central") == [(False, False, False, False, True)]
    assert rows(postgres, name, OWNERS) == [("central",)]
    # The drill restores a copy in a database of its own.
    with beside(url) as scratch:
        Store(Config(tmp_path / "drill", database=scratch)).close()
    with (
        psycopg.connect(host=str(postgres.folder), user="central", dbname=name) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("COPY acts TO PROGRAM 'true'")


def test_a_region_of_before_goes_on_with_what_it_had(postgres: Cluster, secrets: Path, tmp_path: Path) -> None:
    name = postgres.make()
    before = Store(Config(tmp_path / "hub", database=postgres.url(name)))
    HubAccounts(before).set_credential(web.Credential("ana", web.Role.OPERATOR, "hash", b""))
    before.close()

    for _ in range(2):
        prepare(postgres, name, secrets)
    after = Store(Config(tmp_path / "hub", database=as_central(postgres, name)))
    found = HubAccounts(after).credential("ana")
    after.close()

    assert rows(postgres, name, OWNERS) == [("central",)]
    assert found is not None
    assert found.role is web.Role.OPERATOR


def test_both_passwords_become_those_of_their_files(postgres: Cluster, secrets: Path) -> None:
    name = postgres.make()
    kept = "SELECT rolname, rolpassword FROM pg_authid WHERE rolname IN ('central', 'chasqui') ORDER BY 1"
    prepare(postgres, name, secrets)
    first = rows(postgres, name, kept)
    (secrets / "db_hub").write_text("otra distinta")
    prepare(postgres, name, secrets)
    second = rows(postgres, name, kept)

    assert [(role, str(told)[:14]) for role, told in first] == [
        ("central", "SCRAM-SHA-256$"), ("chasqui", "SCRAM-SHA-256$"),
    ]  # fmt: skip
    assert opens(str(second[0][1]), "otra distinta")
    assert opens(str(first[0][1]), "a'clave")
    assert opens(str(second[1][1]), "la otra")


def opens(kept: str, password: str) -> bool:
    """Tell whether a password is the one of which the server keeps this."""
    _, rounds_and_salt, keys = kept.split("$")
    rounds, salt = rounds_and_salt.split(":")
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), base64.b64decode(salt), int(rounds))
    key = hmac.digest(salted, b"Client Key", "sha256")
    return hashlib.sha256(key).digest() == base64.b64decode(keys.partition(":")[0])
