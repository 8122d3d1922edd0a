"""``deploy/run.sh`` asks the engine for what its words say; the engine here only notes what it is asked."""

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from tests.test_docs import PROJECT

FILES = ("run.sh", "compose.yaml", ".env.example")
PSQL = "psql -q -X -v ON_ERROR_STOP=1 -U chasqui -d region"
SECRETS = ("db_hub", "db_superuser")

HERE = "run --rm -v FILES:/here -w /here hub here.sh"
DOCKER = """\
#!/bin/sh
echo "$*" >> "$(dirname "$0")/asked"
case "$*" in
  *psql*) cat > "$(dirname "$0")/told" ;;
  *"cat /srv/chasqui/release.key") printf key ;;
esac
"""


@pytest.fixture
def deploy(tmp_path: Path) -> Path:
    """The folder as somebody has it who copied the example of the settings."""
    folder, bin_ = tmp_path / "deploy", tmp_path / "bin"
    folder.mkdir()
    bin_.mkdir()
    for name in FILES:
        shutil.copy2(PROJECT / "deploy" / name, folder / name)
    shutil.copytree(PROJECT / "deploy" / "database", folder / "database")
    shutil.copy2(folder / ".env.example", folder / ".env")
    docker = bin_ / "docker"
    docker.write_text(DOCKER)
    docker.chmod(0o755)
    return folder


def run(deploy: Path, *words: str) -> subprocess.CompletedProcess[str]:
    path = f"{deploy.parent / 'bin'}:/usr/bin:/bin"
    return subprocess.run(
        [str(deploy / "run.sh"), *words], env={"PATH": path}, capture_output=True, text=True, check=False
    )


def asked(deploy: Path) -> list[str]:
    """Return what the engine was asked, without where the files lie."""
    file = deploy.parent / "bin" / "asked"
    here = f"-v {deploy}/exchange/files:/here"
    prefix = f"compose -f {deploy}/compose.yaml --env-file {deploy}/.env "
    return (
        [line.removeprefix(prefix).replace(here, "-v FILES:/here") for line in file.read_text().splitlines()]
        if file.exists()
        else []
    )


def test_the_first_time_makes_secrets_that_nobody_wrote_the_images_the_database_and_the_hub(deploy: Path) -> None:
    done = run(deploy, "init")
    first = [(deploy / "secrets" / name).read_text() for name in SECRETS]
    run(deploy, "init")

    assert done.returncode == 0, done.stderr
    assert asked(deploy)[:4] == ["build", "up -d --wait db", f"exec -T db {PSQL}", "run --rm hub chasqui-hub init"]
    assert (deploy.parent / "bin" / "told").read_text() == (deploy / "database" / "region.sql").read_text()
    assert [len(one) for one in first] == [48, 48]
    assert first[0] != first[1]
    assert [(deploy / "secrets" / name).read_text() for name in SECRETS] == first


def test_the_folder_of_the_secrets_is_its_owners_alone_also_where_it_was_open(deploy: Path) -> None:
    (deploy / "secrets").mkdir(mode=0o711)
    (deploy / "secrets" / "db_password").write_text("what anybody could read")

    done = run(deploy, "up")

    assert done.returncode == 0, done.stderr
    assert stat.S_IMODE((deploy / "secrets").stat().st_mode) == 0o700
    assert (deploy / "secrets").stat().st_uid == os.geteuid()
    assert sorted(one.name for one in (deploy / "secrets").iterdir()) == ["db_hub", "db_superuser"]
    assert asked(deploy)[-3:] == ["up -d --wait db", f"exec -T db {PSQL}", "up -d --build --wait"]


def test_a_secret_is_read_in_a_container_and_by_nobody_else_of_the_machine(deploy: Path) -> None:
    """What an engine does with a file's secret is to bind it: the user there needs no way through the folder here."""
    run(deploy, "init")
    # Bound where anybody may look, for the folders of a test are closed to others.
    there = as_another(deploy / "secrets" / "db_hub", "/etc/hostname", "cat /etc/hostname")
    here = as_another(deploy, "/mnt", "cat /mnt/secrets/db_hub")

    assert (there.returncode, there.stdout) == (0, (deploy / "secrets" / "db_hub").read_text())
    assert (here.returncode, here.stdout) == (1, "")
    assert "Permission denied" in here.stderr


def as_another(source: Path, target: str, line: str) -> subprocess.CompletedProcess[str]:
    """Bind a file or folder on another, as an engine does, and run a line as the user of the hub's containers."""
    if subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode:
        pytest.skip("this user may not mount")
    script = 'mount --bind "$1" "$2" && cd / && exec setpriv --reuid 10060 --regid 10060 --clear-groups sh -c "$3"'
    command = ["unshare", "--mount", "sh", "-c", script, "sh", str(source), target, line]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("words", "command"), [
    (("up",), "up -d --build --wait"), (("nightly",), "run --rm nightly"), (("copy",), "run --rm copy"),
    (("hub", "user", "add", "ana", "--role", "admin"), f"{HERE} chasqui-hub user add ana --role admin"),
    (("restore", "a b.zip", "--new-keys"), f"{HERE} chasqui-hub restore a b.zip --new-keys --dir /srv/chasqui"),
    (("down",), "--profile school --profile serving --profile jobs down"), (("logs",), "logs -f hub"),
    (("rclone", "config"), "run --rm hub rclone config"), (("serving",), "--profile serving up -d serving"),
])  # fmt: skip
def test_each_word_asks_the_engine_for_one_thing(words: tuple[str, ...], command: str, deploy: Path) -> None:
    run(deploy, "init")

    done = run(deploy, *words)

    assert done.returncode == 0, done.stderr
    assert asked(deploy)[-1] == command


def test_the_hub_takes_and_leaves_files_in_a_folder_that_is_closed_to_everybody_else(deploy: Path) -> None:
    run(deploy, "init")
    run(deploy, "hub", "status")
    files = deploy / "exchange" / "files"
    (files / "release.key").write_text("key")
    (files / "release.key").chmod(0o600)
    shutil.copy2(PROJECT / "deploy" / "containers" / "here.sh", files)
    run(deploy, "hub", "release", "m.tflite", "card.json", "--key", "release.key")
    order = "umask 077; mkdir d && cat release.key > d/out && ln -s /etc/passwd link; exit 3"
    done = as_another(files, "/mnt", f"cd /mnt && ./here.sh sh -c '{order}'")
    left = files / "d" / "out"

    assert (done.returncode, done.stderr) == (3, "")
    assert left.read_text() == "key"
    assert left.stat().st_uid == 10_060
    assert [stat.S_IMODE(one.stat().st_mode) for one in (left, left.parent)] == [0o666, 0o777]
    assert stat.S_IMODE((deploy / "exchange").stat().st_mode) == 0o700
    assert as_another(deploy, "/mnt", "ls /mnt/exchange/files").returncode == 2


def test_a_hub_is_made_of_a_copy_where_the_first_time_would_make_another(deploy: Path) -> None:
    done, nothing = run(deploy, "restore", "copia.zip"), run(deploy, "restore")
    order = f"{HERE} chasqui-hub restore copia.zip --dir /srv/chasqui"

    assert (done.returncode, nothing.returncode) == (0, 2)
    assert "diga de qué archivo" in nothing.stderr
    assert asked(deploy) == ["build", "up -d --wait db", f"exec -T db {PSQL}", order]


def test_without_settings_or_secret_it_says_what_to_do_and_asks_for_nothing(deploy: Path) -> None:
    no_secret = run(deploy, "up")
    (deploy / ".env").unlink()
    no_settings = run(deploy, "init")

    assert [one.returncode for one in (no_secret, no_settings)] == [1, 1]
    assert "run.sh init" in no_secret.stderr
    assert ".env.example" in no_settings.stderr
    assert asked(deploy) == []


def test_the_release_key_leaves_the_machine_and_is_removed_only_once_it_is_out(deploy: Path, tmp_path: Path) -> None:
    run(deploy, "init")
    out = tmp_path / "release.key"
    first, again = run(deploy, "release-key", str(out)), run(deploy, "release-key", str(out))

    assert (first.returncode, again.returncode) == (0, 1)
    assert out.read_text() == "key"
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert [one for one in asked(deploy) if "rm -f" in one] == ["run --rm hub rm -f /srv/chasqui/release.key"]


def test_a_release_key_that_did_not_come_out_whole_is_not_removed(deploy: Path, tmp_path: Path) -> None:
    run(deploy, "init")
    docker = deploy.parent / "bin" / "docker"
    docker.write_text(
        docker.read_text().replace("printf key", '[ -e "$0.cut" ] && printf key || { : > "$0.cut"; printf k; }')
    )

    done = run(deploy, "release-key", str(tmp_path / "release.key"))

    assert done.returncode == 1
    assert "Sigue en la central" in done.stderr
    assert not [one for one in asked(deploy) if "rm -f" in one]


def test_a_word_that_it_does_not_know_is_answered_with_those_that_it_does(deploy: Path) -> None:
    done = run(deploy, "arriba")

    assert done.returncode == 2
    assert "nightly" in done.stderr
