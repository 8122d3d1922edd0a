"""Settings come from the environment once, with defaults that run on a laptop."""

from pathlib import Path

import pytest

from hub.config import Config
from shared.errors import BadInput


def test_the_defaults_need_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHASQUI_HUB_PORT", raising=False)

    config = Config.from_env(tmp_path)

    assert (config.host, config.port, config.spark_master) == ("127.0.0.1", 8060, "local[2]")
    assert config.database_url == f"sqlite:///{tmp_path / 'hub.db'}"
    assert config.lake_folder == tmp_path / "lake"


def test_every_setting_has_its_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {"DIR": str(tmp_path / "a"), "PORT": "9", "DATABASE": "postgresql://x/y", "LAKE": str(tmp_path / "b"),
                "CLOCK": "2026-10-17T08:00:00-05:00", "HOSTS": "chasqui.pe, otra.pe"}  # fmt: skip
    for name, value in settings.items():
        monkeypatch.setenv(f"CHASQUI_HUB_{name}", value)

    config = Config.from_env()

    assert (config.folder, config.port, config.lake_folder) == (tmp_path / "a", 9, tmp_path / "b")
    assert (config.database_url, config.hosts) == ("postgresql://x/y", ("chasqui.pe", "otra.pe"))
    assert config.clock.now().year == 2026


@pytest.mark.parametrize("name", ["PORT", "CLOCK", "THREADS"])
def test_a_setting_that_makes_no_sense_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"CHASQUI_HUB_{name}", "mañana")

    with pytest.raises(BadInput, match=name):
        Config.from_env()
