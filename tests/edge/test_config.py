from pathlib import Path

import pytest

from edge.config import Config
from shared.errors import BadInput


def test_without_any_setting_a_laptop_runs() -> None:
    config = Config.from_env(environ={})

    assert (config.host, config.port, config.sync_every_s, config.lan_host) == ("127.0.0.1", 8070, 900, "")


def test_the_command_line_goes_before_the_environment(tmp_path: Path) -> None:
    environ = {"CHASQUI_EDGE_DIR": "/elsewhere", "CHASQUI_EDGE_HUB_URL": "http://127.0.0.1:1"}
    config = Config.from_env(tmp_path, environ)

    assert (config.dir, config.hub_url) == (tmp_path.resolve(), "http://127.0.0.1:1")


def test_a_clock_can_be_shifted() -> None:
    config = Config.from_env(environ={"CHASQUI_EDGE_CLOCK": "2026-10-17T08:00:00-05:00"})

    assert config.clock.now().date().isoformat() == "2026-10-17"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CHASQUI_EDGE_PORT", "ochenta"),
        ("CHASQUI_EDGE_PORT", "70000"),
        ("CHASQUI_EDGE_CLOCK", "mañana"),
        *(("CHASQUI_EDGE_NAME", name) for name in ("niño", "a.b", "-a", "a" * 41, "mi laptop")),
    ],
)
def test_a_setting_that_cannot_be_is_named(name: str, value: str) -> None:
    with pytest.raises(BadInput, match=name):
        Config.from_env(environ={name: value})


@pytest.mark.parametrize(
    ("told", "name"), [({}, "chasqui"), ({"CHASQUI_EDGE_NAME": ""}, ""), ({"CHASQUI_EDGE_NAME": "Aula-2"}, "aula-2")]
)
def test_the_name_on_the_network_is_in_small_letters_or_none(told: dict[str, str], name: str) -> None:
    assert Config.from_env(environ=told).lan_name == name
