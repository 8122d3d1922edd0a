"""Every number comes from params.yaml, and a wrong one is refused."""

from pathlib import Path

import pytest

from models.settings import DEFAULT_PARAMS, read_params
from shared.errors import BadInput


def test_the_usual_parameters_are_complete() -> None:
    params = read_params()

    assert params.train.weights[0] == 0
    assert params.prepare.panel == Path("build/panel.parquet")


@pytest.mark.parametrize("change", [("steps: 400", "steps: many"), ("steps: 400", "stpes: 300"), ("seeds:", "seeds")])
def test_a_wrong_number_or_name_is_refused(tmp_path: Path, change: tuple[str, str]) -> None:
    (tmp_path / "params.yaml").write_text(DEFAULT_PARAMS.read_text().replace(*change))

    with pytest.raises(BadInput, match=r"params\.yaml"):
        read_params(tmp_path / "params.yaml")
