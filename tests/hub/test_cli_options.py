"""A step of the office's work says that it begins, tells what it came to, and leaves its report like the night does."""

import json

from hub import planning
from hub.store import Store
from tests.hub.builders import NOW, Node, Office, uses
from tests.hub.commands import run
from tests.hub.test_signing import PLAN, proposed

__all__ = ["proposed"]


def report_of(store: Store, name: str) -> tuple[dict[str, object], str]:
    files = [store.config.reports_folder / f"{name}-{NOW:%Y-%m-%d}.{end}" for end in ("json", "txt")]
    return json.loads(files[0].read_text()), files[1].read_text()


def test_what_a_step_did_is_told_and_written_for_programs_and_for_people(office: Office, node: Node) -> None:
    node.record(*uses(3))
    office.take(node.bundle())
    done = run("rebuild", "--json", "--dir", office.config.folder)

    found, words = report_of(office.store, "rebuild")
    assert (done.exit_code, done.stderr) == (0, "Calculando todo otra vez…\n")
    assert json.loads(done.stdout) == found
    assert (found["events"], "desde 3 registros" in words) == (3, True)
    assert isinstance(found["seconds"], float)


def test_a_copy_tells_its_files_and_leaves_a_report(office: Office) -> None:
    done = run("backup", office.config.folder.parent / "copia.zip", "--json", "--dir", office.config.folder)

    found, words = report_of(office.store, "backup")
    assert json.loads(done.stdout) == found
    assert "llévela fuera de este equipo." in words


def test_a_signature_and_a_publication_are_told_as_json(proposed: Office) -> None:
    where = ("--json", "--dir", proposed.config.folder)
    planning.approve(proposed.store, PLAN, login="eva")

    published = run("plan", "publish", PLAN, *where)

    assert json.loads(published.stdout) == {"plan": PLAN, "sites": 2, "lines": 2, "published_before": None}
