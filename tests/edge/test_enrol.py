from pathlib import Path

import pytest

from edge.config import Config
from edge.enrol import init, load_identity, own_keys
from edge.store import Store
from shared.errors import BadInput, NotInitialised
from sync.enrolment import proves
from sync.keys import NodeKeys
from tests.edge.building import SCHOOL, SITE, FakeHub


def invited(folder: Path) -> tuple[Config, Path]:
    path = folder / "invitation.json"
    path.write_bytes(FakeHub().invitation().to_json())
    return Config.from_env(folder / "node", {}), path


def test_a_node_knows_its_site_its_schools_and_proves_its_code(tmp_path: Path) -> None:
    config, path = invited(tmp_path)
    identity = init(config, path)
    with Store(config.database, config.clock) as store:
        served = (store.site.id(), [row.id for row in store.site.schools()])

    assert served == (SITE, [SCHOOL])
    assert proves(identity.invitation.code, identity.keys.verify_key, SITE, identity.enrolment)


def test_keys_survive_a_second_init_and_are_only_their_owners(tmp_path: Path) -> None:
    config, path = invited(tmp_path)
    first, again = init(config, path), init(config, path)

    assert first.keys.seed == again.keys.seed == load_identity(config).keys.seed
    assert all((config.dir / name).stat().st_mode & 0o077 == 0 for name in ("node.key", "people.key"))


def test_a_cut_init_is_finished_by_the_next(tmp_path: Path) -> None:
    config, path = invited(tmp_path)
    first = init(config, path)
    (config.dir / "invitation.json").unlink()
    with pytest.raises(NotInitialised):
        load_identity(config)

    assert init(config, path).keys.seed == first.keys.seed


def test_an_invitation_that_is_none_makes_no_node(tmp_path: Path) -> None:
    config, path = invited(tmp_path)
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(BadInput, match="Pida otra"):
        init(config, path)

    assert not config.dir.exists()


def test_a_node_knows_the_keys_that_it_had_before_and_a_damaged_one_stops_nothing(tmp_path: Path) -> None:
    config, path = invited(tmp_path)
    now, before = init(config, path).keys, NodeKeys.from_seed(b"b" * 32)
    (config.dir / f"node-{before.node_id.hex()}.key").write_bytes(before.seed)
    (config.dir / "node-0011223344556677.key").write_bytes(b"half")

    assert sorted(own_keys(config)) == sorted([now.verify_key, before.verify_key])
    assert own_keys(config)[0] == now.verify_key
