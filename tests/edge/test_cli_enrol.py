"""A laptop joins by whatever was handed to it: a file, a QR that a scanner types, or words; with no network at all."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from msgspec import structs

from edge.cli import main
from edge.config import Config
from edge.enrol import load_identity
from edge.store import Store
from shared.events import Claim
from shared.ids import SchoolId
from sync import folder
from sync.card import card_of
from sync.introduction import Introduction, Served, code_words, key_words
from sync.keys import HubKeys, ReleaseKey
from tests.edge.building import SCHOOL, SITE, FakeHub, use

INVITATION = FakeHub().invitation()
TOLD = Introduction(INVITATION.hub, INVITATION.url, {SITE: (Served(SCHOOL, INVITATION.school_names[0]),)})
PHRASE = "maiz morado en la ladera"


def run(home: Path, *command: str, told: str | None = None) -> Result:
    return CliRunner().invoke(main, [*command, "--dir", str(home)], input=told)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "node"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "usb").mkdir()
    folder.put_introduction(tmp_path / "usb", TOLD.to_json())
    return tmp_path / "usb"


def joined(home: Path) -> object:
    return load_identity(Config.from_env(home, {})).invitation


def test_a_card_is_typed_by_a_scanner(home: Path) -> None:
    done = run(home, "init", "--card", "-", told=card_of(INVITATION).lower() + "\n")

    assert done.exit_code == 0, done.output
    assert joined(home) == INVITATION


def test_words_and_a_stick_are_enough_and_what_is_missing_is_asked_for(home: Path, stick: Path) -> None:
    said = [SITE.lstrip("0"), str(stick), " ".join(key_words(INVITATION.hub)), " ".join(code_words(INVITATION.code))]
    done = run(home, "init", "--words", told="\n".join(said) + "\n")

    assert done.exit_code == 0, done.output
    assert joined(home) == INVITATION


def test_a_word_that_is_wrong_makes_no_node_and_says_which(home: Path, stick: Path) -> None:
    words = [*code_words(INVITATION.code)]
    words[2] = "escuelo"
    done = run(
        home, "init", "--words", "--site", SITE, "--from", str(stick), "--code", " ".join(words),
        "--fingerprint", INVITATION.hub.fingerprint(),
    )  # fmt: skip

    assert done.exit_code == 1
    assert "La palabra 3 del código, «escuelo», no es de la hoja. ¿Quiso decir «escuela»?" in done.output
    assert not home.exists()


def test_a_fingerprint_that_is_wrong_is_told_before_the_code_is_asked_for(home: Path, stick: Path) -> None:
    words = [*key_words(INVITATION.hub)]
    swapped = " ".join((words[1], words[0], *words[2:]))
    done = run(home, "init", "--words", "--site", SITE, "--from", str(stick), told=swapped + "\n")

    assert done.exit_code == 1
    assert "Las palabras de la huella no van juntas" in done.output
    assert "Palabras del código" not in done.output


def test_only_the_word_that_is_wrong_is_typed_again(home: Path, stick: Path) -> None:
    huella, codigo = [*key_words(INVITATION.hub)], [*code_words(INVITATION.code)]
    right = huella[1], codigo[2]
    huella[1], codigo[2] = "escuelo", "xilofon"
    typed = [SITE, str(stick), " ".join(huella), right[0], " ".join(codigo), right[1]]
    done = run(home, "init", "--words", told="\n".join(typed) + "\n")

    assert done.exit_code == 0, done.output
    assert joined(home) == INVITATION
    assert "La palabra 2 de la huella, «escuelo», no es de la hoja. ¿Quiso decir «escuela»?" in done.output
    assert "La palabra 3 del código, «xilofon», no es de la hoja. Cópiela otra vez." in done.output


def test_where_one_of_our_words_stands_for_another_its_number_is_asked_for(home: Path, stick: Path) -> None:
    codigo = [*code_words(INVITATION.code)]
    right, codigo[3] = codigo[3], "zapato"
    typed = [SITE, str(stick), INVITATION.hub.fingerprint(), " ".join(codigo), "4", right]
    done = run(home, "init", "--words", told="\n".join(typed) + "\n")

    assert done.exit_code == 0, done.output
    assert joined(home) == INVITATION
    assert "Las palabras del código no van juntas" in done.output
    assert f"3 {codigo[2]}, 4 zapato, 5 {codigo[4]}" in done.output


def test_words_may_be_typed_all_again_and_a_place_too(home: Path, stick: Path) -> None:
    codigo = code_words(INVITATION.code)
    swapped = " ".join((codigo[1], codigo[0], *codigo[2:]))
    typed = [SITE, str(stick / "nada"), str(stick), INVITATION.hub.fingerprint(), swapped, "0", " ".join(codigo)]
    done = run(home, "init", "--words", told="\n".join(typed) + "\n")

    assert done.exit_code == 0, done.output
    assert joined(home) == INVITATION
    assert "no hay datos de la región" in done.output


def test_a_stick_of_another_hub_is_found_out(home: Path, stick: Path) -> None:
    other = HubKeys.generate(ReleaseKey.generate().public).public
    folder.put_introduction(stick, Introduction(other, "", TOLD.sites).to_json())
    done = run(
        home, "init", "--words", "--site", SITE, "--from", str(stick), "--code", INVITATION.code,
        "--fingerprint", INVITATION.hub.fingerprint(),
    )  # fmt: skip

    assert (done.exit_code, "su huella es otra" in done.output) == (1, True)


@pytest.mark.parametrize("place", ["/nowhere", "http://127.0.0.1:1", "http://", "https://no host"])
def test_a_place_where_no_hub_is_says_so(home: Path, place: str) -> None:
    done = run(home, "init", "--words", "--site", SITE, "--from", place)

    assert done.exit_code == 1
    assert "Revise" in done.output or "oficina" in done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize("place", ["HTTP://127.0.0.1:1", "127.0.0.1:8060", "chasqui.gob.pe:8060/", "ftp://u:clave@x"])
def test_an_address_that_is_written_otherwise_is_told_from_a_folder(home: Path, place: str) -> None:
    done = run(home, "init", "--words", "--site", SITE, "--from", place)

    assert (done.exit_code, "escríbala con http:// o https:// delante" in done.output) == (1, True)
    assert "clave" not in done.output


def test_an_address_with_a_passphrase_is_not_repeated(home: Path) -> None:
    done = run(home, "init", "--words", "--site", SITE, "--from", "http://ana:secreto@127.0.0.1:1")

    assert (done.exit_code, "…@127.0.0.1:1" in done.output, "secreto" in done.output) == (1, True, False)


@pytest.mark.parametrize("linked", ["CHASQUI", "CHASQUI/down", "CHASQUI/down/hub.json"])
def test_a_link_on_a_stick_is_not_followed(home: Path, stick: Path, tmp_path: Path, linked: str) -> None:
    (stick / linked).rename(tmp_path / "elsewhere")
    (stick / linked).symlink_to(tmp_path / "elsewhere")
    done = run(home, "init", "--words", "--site", SITE, "--from", str(stick))

    assert (done.exit_code, "Traceback" in done.output) == (1, False)
    assert "enlace" in done.output or "no hay datos de la región" in done.output


def test_a_site_that_is_none_is_told_as_one(home: Path, stick: Path) -> None:
    done = run(home, "init", "--words", "--site", "zz", "--from", str(stick))

    assert (done.exit_code, "«zz» no es un código de local o código modular" in done.output) == (1, True)


def test_one_way_at_a_time(home: Path) -> None:
    assert "una sola forma" in run(home, "init").output
    assert "una sola forma" in run(home, "init", "--words", "--card", "x").output


def test_a_node_that_joins_anew_keeps_its_log_and_sends_all_of_it_again_to_another_hub(
    home: Path, tmp_path: Path
) -> None:
    run(home, "init", "--card", card_of(INVITATION))
    config = Config.from_env(home, {})
    with Store(config.database, config.clock) as store:
        store.record([Claim(use()) for _ in range(3)])
        before = store.records.count()
    node = load_identity(config).keys.node_id
    other = FakeHub().invitation()
    done = run(home, "enrol", "--card", card_of(other))
    with Store(config.database, config.clock) as store:
        after = (store.outbox.pending(), store.outbox.cursor().proof, store.sync_state().held)

    assert done.exit_code == 0, done.output
    assert load_identity(config).keys.node_id == node
    assert joined(home) == other
    assert after[0] >= before
    assert after[1:] == (b"", True)


def test_a_new_key_is_drawn_where_it_is_asked_for_and_the_old_one_stays_beside_it(home: Path) -> None:
    run(home, "init", "--card", card_of(INVITATION))
    before = load_identity(Config.from_env(home, {})).keys
    done = run(home, "enrol", "--new-key", "--card", card_of(INVITATION))
    after = load_identity(Config.from_env(home, {})).keys

    assert "dé de baja la clave anterior" in done.output
    assert after.node_id != before.node_id
    assert (home / f"node-{before.node_id.hex()}.key").read_bytes() == before.seed
    assert (home / "node.key").stat().st_mode & 0o077 == 0


def test_an_invitation_to_another_site_changes_nothing(home: Path) -> None:
    import msgspec

    run(home, "init", "--card", card_of(INVITATION))
    done = run(home, "enrol", "--card", card_of(msgspec.structs.replace(INVITATION, site="999999")))

    assert (done.exit_code, "999999" in done.output) == (1, True)
    assert joined(home) == INVITATION


def test_keys_come_back_from_their_copy_and_only_with_the_phrase(home: Path, tmp_path: Path) -> None:
    run(home, "init", "--card", card_of(INVITATION))
    names = ("node.key", "people.key", "invitation.json")
    kept = {name: (home / name).read_bytes() for name in names}
    copy = tmp_path / "claves"
    made = run(home, "keys", "backup", str(copy), told=f"{PHRASE}\n{PHRASE}\n")
    for name in names:
        (home / name).unlink()
    wrong = run(home, "keys", "restore", str(copy), told="otra frase cualquiera\n")
    done = run(home, "keys", "restore", str(copy), told=f"{PHRASE}\n")

    assert made.exit_code == 0, made.output
    assert kept["node.key"] not in copy.read_bytes()
    assert copy.stat().st_mode & 0o077 == 0
    assert (wrong.exit_code, done.exit_code) == (1, 0)
    assert {name: (home / name).read_bytes() for name in names} == kept


def test_keys_are_not_put_over_another_nodes(home: Path, tmp_path: Path) -> None:
    run(home, "init", "--card", card_of(INVITATION))
    run(home, "keys", "backup", str(tmp_path / "claves"), told=f"{PHRASE}\n{PHRASE}\n")
    other = tmp_path / "other"
    run(other, "init", "--card", card_of(INVITATION))
    done = run(other, "keys", "restore", str(tmp_path / "claves"), told=f"{PHRASE}\n")

    assert (done.exit_code, "claves de otro nodo" in done.output) == (1, True)
    assert "no es una copia" in run(home, "keys", "restore", str(home / "node.key"), told=f"{PHRASE}\n").output


def test_a_file_that_is_no_invitation_is_told_in_words(home: Path, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("hola")
    damaged = run(home, "init", "--invitation", str(tmp_path / "x.json")).output
    absent = run(home, "init", "--invitation", str(tmp_path / "y.json")).output

    assert "no es una invitación, o está dañado" in damaged
    assert "no está ahí" in absent


def test_two_services_of_one_name_are_told_apart_as_soon_as_the_laptop_joins(home: Path) -> None:
    two = structs.replace(INVITATION, schools=(SCHOOL, SchoolId("0000012-1")), school_names=("39003", "39003"))
    done = run(home, "init", "--card", card_of(two))

    assert f"de 39003 ({SCHOOL}), 39003 (0000012-1) en" in done.output
