"""What DVC keeps is read as it is now and as it was at a revision."""

from pathlib import Path

import pandas as pd
import pytest

from models.revisions import METRICS, PARAMS, metrics, panel, read
from shared.errors import BadInput
from tests.models.repositories import kept, repository

PANEL = "data/mi panel.parquet"
FIRST, SECOND = ({"school": ["0403691-0"], "units": [units]} for units in (4, 9))


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with two panels, the first of which is tagged ``v1``."""
    folder = tmp_path_factory.mktemp("repo")
    repository(folder)
    for name in (METRICS, PANEL, PARAMS):
        (folder / name).parent.mkdir(parents=True)
    (folder / PARAMS).write_text(f"prepare:\n  panel: {PANEL}\n")
    (folder / METRICS).write_text('{"ratio": 0.98}')
    for rows, tag in ((FIRST, "v1"), (SECOND, "")):
        pd.DataFrame(rows).to_parquet(folder / PANEL)
        kept(folder, PANEL, METRICS, tag=tag)
    return folder


def test_the_panel_is_read_as_it_is_and_as_it_was(repo: Path) -> None:
    assert panel(repo=repo)["units"].tolist() == [9]
    assert panel(repo=repo, rev="v1")["units"].tolist() == [4]
    assert metrics(repo=repo, rev="v1") == {"ratio": 0.98}


def test_what_is_no_longer_in_the_folder_is_still_in_the_revision(repo: Path) -> None:
    file = repo / PANEL
    data = file.read_bytes()
    file.unlink()
    try:
        assert len(read(PANEL, rev="v1", repo=repo)) > 0
    finally:
        file.write_bytes(data)


@pytest.mark.parametrize(("path", "rev"), [(PANEL, "v9"), ("build/nada.parquet", "v1"), ("build/nada.parquet", None)])
def test_what_was_never_kept_is_told_with_its_revision(repo: Path, path: str, rev: str | None) -> None:
    with pytest.raises(BadInput, match=f"{path} de la revisión {rev or '-'}"):
        read(path, rev=rev, repo=repo)


def test_a_folder_that_is_no_repository_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="No se puede leer"):
        read(PANEL, repo=tmp_path)
