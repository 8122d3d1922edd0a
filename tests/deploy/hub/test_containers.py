"""What an engine would build and start: no linter has a word to say, and every file, command and name is there."""

import configparser
import os
import re
import subprocess
import sys
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.locking import EXTRAS
from hub.config import Config
from hub.forwarded import caller
from hub.spark_settings import options
from tests.deploy.hub.dockerfile import Instruction, instructions
from tests.test_docs import PROJECT, problem_of

DEPLOY = PROJECT / "deploy"
DOCKERFILES = sorted((DEPLOY / "containers").glob("*.Dockerfile"))
SCRIPTS = [*sorted(DEPLOY.glob("*.sh")), *sorted((DEPLOY / "containers").glob("*.sh"))]
BIN = Path(sys.executable).parent
MEMORY = "CHASQUI_HUB_SPARK_MEMORY"
JAVA_MAIN = re.compile(r"org\.apache\.spark\.deploy\.\w+\.(Master|Worker)")
of_each_file = pytest.mark.parametrize("file", DOCKERFILES, ids=lambda file: file.stem)


def lint(program: str, *words: str | Path) -> str:
    """Return what a linter says; empty where it has nothing to say."""
    command = [str(BIN / program), *map(str, words)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    return f"{done.stdout}{done.stderr}" if done.returncode else ""


def compose() -> dict[str, Any]:
    """Return what compose reads where ``.env`` says nothing but what it must."""
    text = (DEPLOY / "compose.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.safe_load(re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text))
    return found


def test_no_linter_has_anything_to_say() -> None:
    assert [file.stem for file in DOCKERFILES] == ["hub", "node", "spark"]
    assert lint("hadolint", "-c", ".hadolint.yaml", *DOCKERFILES) == ""
    assert lint("shellcheck", *SCRIPTS, *sorted((DEPLOY / "edge").glob("*.sh"))) == ""
    assert lint("yamllint", "-c", ".yamllint.yaml", "deploy", ".hadolint.yaml", ".yamllint.yaml") == ""


def test_compose_is_what_the_specification_says() -> None:
    assert lint("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "deploy/compose.yaml") == ""


@of_each_file
def test_what_an_image_takes_is_there_and_nothing_else_goes_to_the_engine(file: Path) -> None:
    sent = {line[1:] for line in (PROJECT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    copies = [rest.split()[:-1] for word, rest in instructions(file) if word == "COPY" and "--from" not in rest]
    taken = {source for words in copies for source in words if not source.startswith("--")}

    assert "shared" in taken <= sent
    assert all((PROJECT / one).exists() for one in sent)
    assert not sent & {"build", ".git", "deploy/.env", "deploy/secrets"}


@of_each_file
def test_an_image_installs_what_is_listed_with_its_hash_and_runs_as_nobody_special(file: Path) -> None:
    found = instructions(file)
    installs = [part for word, rest in found if word == "RUN" for part in rest.split(" && ") if "pip install" in part]
    *listed, ours = installs
    user = [rest for word, rest in found if word == "USER"]

    assert all("--require-hashes" in part for part in listed)
    assert all("--no-deps" in part for part in installs)
    assert re.findall(r"\.\[(\w+)\]", ours) == [EXTRAS["node" if file.stem == "node" else "hub"]]
    assert user
    assert user[-1].partition(":")[0] not in ("0", "root")


@pytest.mark.parametrize("name", EXTRAS)
def test_the_list_of_an_image_is_of_what_is_pinned_and_asked_for(name: str) -> None:
    """What fails here is mended by ``make locks``."""
    setup = configparser.ConfigParser()
    setup.read(PROJECT / "setup.cfg")
    wanted = setup["options"]["install_requires"] + setup["options.extras_require"][EXTRAS[name]]
    names = {canonical(re.split(r"[<>=;\[]", line)[0]) for line in wanted.splitlines() if line.strip()}
    pinned = dict(line.split("==") for line in (PROJECT / "constraints.txt").read_text("utf-8").split() if "==" in line)
    known = {canonical(one): version for one, version in pinned.items()}
    lines = (DEPLOY / "containers" / f"{name}.lock").read_text("utf-8").splitlines()[1:]
    locked = {canonical(pin.partition("==")[0]): pin.partition("==")[2] for pin in (line.split()[0] for line in lines)}

    assert names <= set(locked)
    assert all(re.fullmatch(r"\S+==\S+ --hash=sha256:[0-9a-f]{64}", line) for line in lines)
    assert {one for one, version in locked.items() if version != known.get(one)} <= {"pip", "setuptools"}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name.strip()).lower()


@of_each_file
def test_what_an_image_runs_exists_with_its_options(file: Path) -> None:
    said = [one for one in instructions(file) if one.word in ("CMD", "ENTRYPOINT", "HEALTHCHECK")]
    listed = [Instruction(one.word, one.rest.partition("CMD ")[2] or one.rest).listed for one in said]

    assert "CMD" in {one.word for one in said}
    assert not [words for words in listed if not runs(words)]


def runs(words: list[str]) -> bool:
    """Tell whether a command of an image is one of ours, with its options, or of Python or Spark."""
    program = words[0]
    if program.startswith("--model_config_file=/models/"):
        return (DEPLOY / "serving" / program.rpartition("/")[2]).exists()
    if program.startswith("chasqui-"):
        return problem_of(" ".join(words)) == ""
    if program == "spark-class":
        return (BIN / program).exists() and JAVA_MAIN.fullmatch(words[1]) is not None
    if program == "python3":
        return words[1] == "-c" and compile(words[2], program, "exec") is not None
    return any((DEPLOY / place / program).exists() for place in ("", "containers"))


def test_what_compose_names_is_there() -> None:
    told = compose()
    services = told["services"]
    for service in services.values():
        networks = service.get("networks", [])
        volumes = [each.partition(":")[0] for each in service.get("volumes", []) if each[0] != "."]
        build = service.get("build")

        assert set(networks) <= set(told["networks"])
        assert set(volumes) <= set(told["volumes"])
        assert set(service.get("secrets", [])) <= set(told["secrets"])
        assert set(service.get("depends_on", [])) <= set(services)
        assert build is None or (DEPLOY / build["context"] / build["dockerfile"]).exists()
        assert "command" not in service or runs(service["command"])
        assert all((DEPLOY / each.partition(":")[0]).exists() for each in service.get("volumes", []) if each[0] == ".")


def test_the_hub_believes_the_proxy_of_its_network_and_only_that(monkeypatch: pytest.MonkeyPatch) -> None:
    services = compose()["services"]
    for name, value in services["hub"]["environment"].items():
        monkeypatch.setenv(name, re.sub(r"\$\{.*\}", "", str(value or "")))
    proxy = services["proxy"]["networks"]["front"]["ipv4_address"]
    said = [("x-forwarded-for", "203.0.113.9"), ("x-forwarded-proto", "https")]
    config = Config.from_env()

    assert caller(proxy, "http", said, config.proxies) == ("203.0.113.9", "https")
    assert caller("172.30.8.3", "http", said, config.proxies) == ("172.30.8.3", "http")


def test_an_address_that_is_told_is_never_given_to_whoever_starts_first() -> None:
    told = compose()
    pools = {name: network["ipam"]["config"] for name, network in told["networks"].items() if "ipam" in network}
    fixed = [
        (name, ip_address(network["ipv4_address"]))
        for service in told["services"].values()
        if isinstance(service.get("networks"), dict)
        for name, network in service["networks"].items()
        if "ipv4_address" in network
    ]
    fixed += [(name, ip_address(pool["gateway"])) for name, (pool,) in pools.items()]

    assert len(set(fixed)) == len(fixed) == 2
    for name, address in fixed:
        (pool,) = pools[name]
        assert address in ip_network(pool["subnet"])
        assert address not in ip_network(pool["ip_range"])
        assert ip_network(pool["ip_range"]).subnet_of(ip_network(pool["subnet"]))  # type: ignore[arg-type]


def test_what_compose_asks_of_the_settings_stands_in_the_example() -> None:
    asked = set(re.findall(r"\$\{(\w+)", (DEPLOY / "compose.yaml").read_text("utf-8")))
    given = set(re.findall(r"^(\w+)=", (DEPLOY / ".env.example").read_text("utf-8"), re.MULTILINE))

    assert asked == given


def test_every_setting_of_a_hub_is_given_in_containers_or_the_guide_says_why_it_is_not() -> None:
    source = (PROJECT / "hub" / "config.py").read_text("utf-8")
    settings = {"CHASQUI_HUB_" + name for name in re.findall(r'(?:_PREFIX \+ |\b_\w+\()"([A-Z_]+)"', source)}
    services = [one for one in compose()["services"].values() if one["image"] == "chasqui-hub"]
    image = " ".join(rest for word, rest in instructions(DEPLOY / "containers" / "hub.Dockerfile") if word == "ENV")
    given = {name for one in services for name in one["environment"]} | set(re.findall(r"(\w+)=", image))
    guide = (PROJECT / "docs" / "instalar.md").read_text("utf-8").partition("| ajuste | en contenedores |")[2]
    table = guide.partition("\n\n")[0]
    without = set(re.findall(r"CHASQUI_HUB_\w+", "".join(row.split("|")[1] for row in table.splitlines()[2:])))

    assert len(settings) >= 24
    assert settings - given == without
    assert given - settings <= {"PATH", "RCLONE_CONFIG", "SPARK_LOCAL_IP"}


def test_spark_asks_of_each_worker_what_it_has_and_the_guide_s_figures_are_of_that(tmp_path: Path) -> None:
    services = compose()["services"]
    night = services["nightly"]["environment"]
    config = Config(tmp_path, spark_master=night["CHASQUI_HUB_SPARK_MASTER"], spark_memory=night[MEMORY])
    told, worker = options(config), services["worker"]

    assert told["spark.driver.memory"] == told["spark.executor.memory"] == "1g"
    assert worker["command"][worker["command"].index("--memory") + 1] == "1g"
    assert worker["deploy"]["replicas"] == 1
    assert all(services[one]["environment"]["SPARK_DAEMON_MEMORY"] == "256m" for one in ("spark", "worker"))


def test_images_of_others_have_a_version_and_the_guide_says_how_to_pin_them() -> None:
    told = (DEPLOY / "compose.yaml").read_text("utf-8")
    theirs = re.findall(r"image: (?!chasqui-)(.*)", told)
    guide = (PROJECT / "docs" / "instalar.md").read_text("utf-8").partition("**Lo que no lleva suma**")[2]
    bases = {rest.split()[0] for file in DOCKERFILES for word, rest in instructions(file) if word == "FROM"}
    found = [re.fullmatch(r"\$\{(CHASQUI_IMAGE_\w+):-([\w/]+:[\w.-]+)\}", one) for one in theirs]

    assert len(theirs) == 3
    assert all(found)
    assert all(f"`{one[2]}`" in guide and one[1] in guide for one in found if one)
    assert all(f"`{one}`" in guide for one in bases)
    assert not [one[2] for one in found if one and one[2].endswith(":latest")]


def test_a_copy_can_leave_the_machine_from_the_image() -> None:
    last = "".join(rest for word, rest in instructions(DEPLOY / "containers" / "hub.Dockerfile") if word == "RUN")
    hub = compose()["services"]["hub"]
    image = " ".join(rest for word, rest in instructions(DEPLOY / "containers" / "hub.Dockerfile") if word == "ENV")
    written = [one.rpartition(":")[2] for one in hub["volumes"]]
    configured = re.findall(r"RCLONE_CONFIG=(\S+)", image)[0]

    assert "rclone" in last.rpartition("apt-get install")[2].split()
    assert hub["environment"]["CHASQUI_HUB_COPIES"] in written
    assert any(configured.startswith(f"{folder}/") for folder in written)


def test_only_the_proxy_can_be_reached_from_outside() -> None:
    services = compose()["services"]

    assert [name for name, one in services.items() if "ports" in one] == ["proxy"]
    assert [name for name, one in services.items() if one.get("network_mode") == "host"] == ["node"]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_can_be_run(script: Path) -> None:
    assert os.access(script, os.X_OK)


def test_the_entry_gives_the_secret_of_the_database_to_what_it_starts(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("clave\n")
    command = [str(DEPLOY / "containers" / "entry.sh"), "sh", "-c", 'echo "$PGPASSWORD"; exit 7']
    env = {"PATH": os.environ["PATH"], "CHASQUI_DB_PASSWORD_FILE": str(tmp_path / "secret")}

    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (7, "clave\n")
