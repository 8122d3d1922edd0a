"""Invitations by command."""

from pathlib import Path

import pytest

from sync.enrolment import Invitation
from tests.hub.builders import SITE
from tests.hub.commands import LISTING, new_hub, run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return new_hub(tmp_path)


def test_enrolling_writes_an_invitation_for_the_schools_of_a_site(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "listado.csv").write_text(LISTING)
    run("import", "schools", tmp_path / "listado.csv", "--dir", folder, "--accept")

    done = run("enrol", "--site", SITE, "--url", "http://hub", "--out", tmp_path / "inv.json", "--dir", folder)
    wrong = run("enrol", "--site", "000000", "--url", "http://hub", "--out", tmp_path / "x.json", "--dir", folder)

    invitation = Invitation.from_json((tmp_path / "inv.json").read_bytes())
    assert done.exit_code == 0
    assert (invitation.site, invitation.schools, invitation.school_names) == (SITE, ("0403691-0",), ("IE 38001",))
    assert invitation.code not in done.output
    told = run("plan", "history", "--dir", folder).output
    assert f"Código de inscripción emitido: {SITE}. Por comando. Vale una vez, hasta el" in told
    assert invitation.code not in told
    assert (tmp_path / "inv.json").stat().st_mode & 0o777 == 0o600
    assert wrong.exit_code == 1


def test_a_site_without_its_leading_zero_is_invited_all_the_same(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "listado.csv").write_text(LISTING)
    run("import", "schools", tmp_path / "listado.csv", "--dir", folder, "--accept")

    run("enrol", "--site", SITE.lstrip("0"), "--url", "http://hub", "--out", tmp_path / "inv.json", "--dir", folder)

    assert Invitation.from_json((tmp_path / "inv.json").read_bytes()).site == SITE


@pytest.mark.parametrize(
    "url",
    [
        "",
        "chasqui",
        "ftp://region",
        "http://",
        "https://re gion",
        "http://a:b@region",
        "http://region/?x=1",
        "http://x:99999",
    ],
)
def test_an_invitation_with_an_address_that_leads_nowhere_is_refused(folder: Path, tmp_path: Path, url: str) -> None:
    (tmp_path / "listado.csv").write_text(LISTING)
    run("import", "schools", tmp_path / "listado.csv", "--dir", folder)
    done = run("enrol", "--site", SITE, "--url", url, "--out", tmp_path / "inv.json", "--dir", folder)

    assert (done.exit_code, "no es una dirección" in done.output, "a:b@" in done.output) == (1, True, False)
    assert not (tmp_path / "inv.json").exists()


@pytest.mark.parametrize(("url", "told"), [("http://127.0.0.1:8060", True), ("http://192.168.1.20:8060", False)])
def test_an_address_that_leads_a_laptop_to_itself_is_told_beside_the_invitation(
    folder: Path, tmp_path: Path, url: str, told: bool
) -> None:
    (tmp_path / "listado.csv").write_text(LISTING)
    run("import", "schools", tmp_path / "listado.csv", "--dir", folder, "--accept")
    done = run("enrol", "--site", SITE, "--url", url, "--out", tmp_path / "inv.json", "--dir", folder)

    assert (done.exit_code, "él mismo" in done.stderr, "él mismo" in done.stdout) == (0, told, False)
    assert Invitation.from_json((tmp_path / "inv.json").read_bytes()).url == url
