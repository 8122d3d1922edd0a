"""Every module has a test at the same path, or is named here with what proves it instead; no file grows too long."""

import ast
import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
PACKAGES = ("edge", "hub", "models", "shared", "sync")
MAX_LINES = 300
_TEST = re.compile(r"tests/[\w/]+\.py")
_VALUES = "values and no more; "
ELSEWHERE = {
    "edge/__main__.py": "one line; tests/edge/test_cli.py",
    "edge/acts.py": _VALUES + "that every kind has words: tests/edge/test_audit.py",
    "edge/cli_people.py": "accounts, classes and learners by command: tests/edge/test_cli.py",
    "edge/copy_apart.py": "a process of its own that tests/edge/test_daily_copies.py starts",
    "edge/damaged_file.py": "what is read of one: tests/edge/test_repairing.py",
    "edge/feed_bodies.py": "what is and is not understood: tests/edge/test_outbox.py",
    "edge/following.py": "what news make the agent do: tests/edge/test_agent_replies.py",
    "edge/fresh.py": "what the pages of a fresh folder do: tests/edge/test_joining.py",
    "edge/introduced.py": "asked through the command: tests/edge/test_cli_enrol.py",
    "edge/keys_file.py": "copied and put back by command: tests/edge/test_cli_enrol.py",
    "edge/listed.py": _VALUES + "tests/edge/test_rosters.py",
    "edge/mended_log.py": "what is kept of a damaged one: tests/edge/test_repairing.py",
    "edge/model_trial.py": "a process of its own that tests/edge/test_models_store.py starts",
    "edge/orders_care.py": "each order, twice: tests/edge/test_orders.py",
    "edge/orders_people.py": "each order, twice: tests/edge/test_orders.py",
    "edge/program/removing.py": "what is left of an installation: tests/edge/program/test_installing.py",
    "edge/news_words.py": _VALUES + "tests/edge/test_attempt.py",
    "edge/patient.py": "what its page needs: tests/edge/test_mending.py",
    "edge/rows.py": _VALUES + "what fills them: tests/edge/test_folded.py",
    "edge/school_tables.py": _VALUES + "tests/edge/test_migrations.py",
    "edge/salvage.py": "what is kept of a damaged file: tests/edge/test_repairing.py",
    "edge/sync_rows.py": _VALUES + "what fills them: tests/edge/test_sync_state.py",
    "edge/unvouched.py": "a replaced key, to the end: tests/faults/test_replaced_key.py",
    "edge/views/acting.py": "by whom the history says it was: tests/edge/views/test_classes.py",
    "edge/views/classroom.py": "its pages: tests/edge/views/test_student.py",
    "edge/views/joining.py": "before there is a node and after: tests/edge/test_joining.py",
    "edge/views/mending.py": "before the node is opened: tests/edge/test_mending.py",
    "edge/views/paper_marks.py": "what each paper says and what checks it: tests/edge/views/test_checking.py",
    "edge/views/policy.py": "every page against its rule: tests/edge/test_app.py",
    "edge/views/proving.py": "asked before each change: tests/edge/views/test_accounts.py",
    "edge/views/recovering.py": "in with a code: tests/edge/views/test_accounts.py",
    "edge/views/table.py": "what it gathers, page by page: tests/edge/test_app.py",
    "edge/views/view.py": "what a module tells of itself, on every page: tests/edge/test_app.py",
    "hub/allocation/assembling.py": "whole, in any order and form: tests/hub/allocation/test_files.py",
    "hub/allocation/cells.py": "what is wrong with them is told: tests/hub/allocation/test_files.py",
    "hub/allocation/faults.py": "told with their lines: tests/hub/allocation/test_files.py",
    "hub/allocation/filling.py": "the window of cycles: tests/hub/allocation/test_files.py",
    "hub/allocation/grids.py": "CSV and Parquet in any parts: tests/hub/allocation/test_files.py",
    "hub/allocation/naming.py": "ids that are not there: tests/hub/allocation/test_files.py",
    "hub/allocation/plan_files.py": "by command: tests/hub/test_cli_instances.py",
    "hub/allocation/receivers.py": "weights and turns: tests/hub/allocation/test_files.py",
    "hub/allocation/tables.py": _VALUES + "the page and the code agree: tests/docs/test_instances.py",
    "hub/allocation/writing.py": "what it writes is read: tests/hub/allocation/test_files.py",
    "hub/app.py": "put together for tests/hub/console/test_schools.py and every other page",
    "hub/branch_fold.py": "tests/hub/test_folds.py",
    "hub/files_in_force.py": "taken and brought back through the pages: tests/hub/console/test_files_in_force.py",
    "hub/object_removal.py": "asked of a real store: tests/hub/test_lake_place.py",
    "hub/cli_options.py": "on every command of tests/hub/test_cli.py",
    "hub/cli_pages.py": "the command as a process: tests/hub/test_pages.py",
    "hub/export_answers.py": "to a program and to a person: tests/hub/test_export_forms.py",
    "hub/field_names.py": _VALUES + "what a difference says of a field: tests/hub/console/test_importing.py",
    "hub/console/plan_out.py": "said when a plan goes out: tests/hub/console/test_plan.py",
    "hub/console/plan_steps.py": "the steps of a plan on its page: tests/hub/console/test_plan.py",
    "hub/console/quality.py": "figures and spreadsheet: tests/hub/console/test_report_page.py",
    "hub/console/replies.py": "answering from the page: tests/hub/console/test_deliveries.py",
    "hub/console/school_states.py": "how each is listed: tests/hub/console/test_schools.py",
    "hub/console/table.py": "what it gathers, page by page: tests/hub/console/test_access.py",
    "hub/console/used.py": "figures and spreadsheet: tests/hub/console/test_report_page.py",
    "hub/console/view.py": "what a module tells of itself: tests/hub/console/test_navigation.py",
    "hub/console/what_if_told.py": "on its page: tests/hub/console/test_what_if.py",
    "hub/console/who_got.py": "figures and spreadsheet: tests/hub/console/test_report_page.py",
    "hub/dating.py": "in Spark, against the laptop's own: tests/hub/test_aggregate_dating.py",
    "hub/demo/__main__.py": "played whole: tests/journey/test_network.py",
    "hub/demo/office.py": "played whole: tests/journey/test_network.py",
    "hub/demo/processes.py": "played whole: tests/journey/test_network.py",
    "hub/demo/schools.py": "played whole: tests/journey/test_network.py",
    "hub/demo/stage.py": "played whole: tests/journey/test_network.py",
    "hub/health/copy_alarms.py": "each, and what ends it: tests/hub/test_copying.py, tests/hub/test_drill.py",
    "hub/health/alarm.py": _VALUES + "tests/hub/test_alarms.py",
    "hub/incident_report.py": "what it says, on one page: tests/hub/test_incidents.py",
    "hub/importers/columns.py": _VALUES + "tests/hub/importers/test_listing.py",
    "hub/lake_frame.py": "read by tests/hub/test_left_out.py and whatever Spark computes",
    "hub/held_words.py": _VALUES + "each class has words and a term: tests/hub/test_retention.py",
    "hub/lives.py": "what a revocation is held against: tests/hub/test_restores.py",
    "hub/migrations/run.py": "tests/hub/test_database.py",
    "hub/offices.py": _VALUES + "tests/hub/test_limits.py",
    "hub/panel.py": _VALUES + "tests/hub/importers/test_panel.py",
    "hub/page_workers.py": "the program as a process: tests/hub/test_pages.py",
    "hub/parts.py": "what the pages are given: tests/hub/console/test_usb.py",
    "hub/plan_rows.py": _VALUES + "tests/hub/test_plans.py",
    "hub/region_rows.py": _VALUES + "tests/hub/test_region.py",
    "hub/rekeying.py": "the drill with real processes: tests/faults/test_lost_hub_key.py",
    "hub/revocations.py": "what comes back of them: tests/hub/test_restores.py",
    "hub/rows.py": _VALUES + "tests/hub/test_standing.py",
    "hub/taken.py": _VALUES + "tests/hub/test_ingest.py",
    "hub/taker.py": "a process of its own that tests/hub/test_takers.py starts",
    "hub/trial_told.py": "in words and as JSON: tests/hub/test_cli_what_if.py",
    "hub/unvouched.py": "a replaced key, to the end: tests/faults/test_replaced_key.py",
    "hub/verify/limits.py": "each limit, broken on purpose: tests/hub/verify/test_plan.py",
    "hub/verify/model.py": "against the reader of instances: tests/hub/verify/test_plan.py",
    "hub/verify/needs.py": "against the kernel: tests/hub/verify/test_plan.py",
    "hub/verify/tables.py": "the names of all columns: tests/hub/verify/test_plan.py",
    "hub/verify/worth.py": "against the solver's value and bound: tests/hub/verify/test_plan.py",
    "hub/weekly/dated.py": "days, blocks and counts of whole histories: tests/hub/weekly/test_run.py",
    "hub/weekly/days.py": "its examples; tests/hub/weekly/test_run.py",
    "hub/weekly/files.py": "written, read and swept by tests/hub/weekly/test_bucket.py",
    "hub/weekly/listed.py": "tests/hub/weekly/test_bucket.py",
    "hub/weekly/panel.py": "beside what nodes recorded: tests/hub/weekly/test_run.py",
    "models/convert.py": "the file that it makes: tests/models/test_release.py",
    "shared/allocation.py": _VALUES + "tests/shared/test_reasons.py",
    "shared/click_words.py": "over all three programs: tests/test_click_words.py",
    "shared/fact_fields.py": _VALUES + "tests/shared/test_events.py",
    "shared/facts.py": _VALUES + "tests/shared/test_events.py",
    "shared/tabular/lines.py": "its example, and in sentences: tests/shared/tabular/test_codes.py",
    "shared/tabular/names.py": "tests/shared/tabular/test_table.py",
    "shared/tabular/sheet.py": "tests/shared/tabular/test_xlsx.py",
    "sync/easy_words.py": _VALUES + "that no two sound alike: tests/sync/test_spoken.py",
    "sync/opened.py": "what was sealed comes out: tests/sync/test_bundle.py",
    "sync/taking.py": "what replies bring: tests/sync/test_session_pages.py",
}
"""Where a module has no mirror: why, and the test that fails when it is wrong."""


def modules() -> list[str]:
    paths = [path for package in PACKAGES for path in (PROJECT / package).rglob("*.py")]
    return sorted(path.relative_to(PROJECT).as_posix() for path in paths if path.name != "__init__.py")


def mirror(module: str) -> Path:
    path = Path(module)
    return PROJECT / "tests" / path.parent / f"test_{path.name}"


def is_schema(module: str) -> bool:
    """Tell tables and migrations: tests/hub/test_database.py holds all of them against each other."""
    return module.startswith(("hub/schema/", "hub/migrations/versions/"))


def has_examples(module: str) -> bool:
    """Tell whether every public function has an example that runs."""
    tree = ast.parse((PROJECT / module).read_text(encoding="utf-8"))
    public = [
        node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    ]
    return bool(public) and all(
        isinstance(node, ast.FunctionDef) and ">>>" in (ast.get_docstring(node) or "") for node in public
    )


def test_every_module_has_a_test_of_its_own_or_a_reason() -> None:
    found = modules()
    alone = [one for one in found if not (mirror(one).exists() or is_schema(one) or has_examples(one))]

    assert len(found) > 250
    assert [one for one in alone if one not in ELSEWHERE] == []


@pytest.mark.parametrize("module", ELSEWHERE)
def test_a_reason_is_of_a_module_that_is_there_and_names_a_test_that_is_there(module: str) -> None:
    named = _TEST.findall(ELSEWHERE[module])

    assert (PROJECT / module).exists()
    assert named
    assert all((PROJECT / name).exists() for name in named)


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    released = {"hub/migrations/versions/first_0001.py"}
    folders = (*PACKAGES, "tests", "docs", "deploy")
    lines = {
        path: len(path.read_text("utf-8").splitlines()) for one in folders for path in (PROJECT / one).rglob("*.py")
    }
    long = {path.relative_to(PROJECT).as_posix() for path, count in lines.items() if count > MAX_LINES}

    assert long == released
