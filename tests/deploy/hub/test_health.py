"""What asks an image whether it is well gets its answer from a real hub, and an error where there is none."""

import subprocess

from tests.deploy.hub.dockerfile import Instruction, instructions
from tests.deploy.hub.proxies import free_port
from tests.hub.builders import Office
from tests.hub.conftest import databases, office
from tests.hub.test_server import service
from tests.test_docs import PROJECT

__all__ = ["databases", "office"]


def check(port: int) -> int:
    file = PROJECT / "deploy" / "containers" / "hub.Dockerfile"
    said = next(rest for word, rest in instructions(file) if word == "HEALTHCHECK").partition("CMD ")[2]
    program, flag, code = Instruction("CMD", said).listed
    asked = code.replace(":8060", f":{port}")
    assert asked != code
    return subprocess.run([program, flag, asked], capture_output=True, check=False, timeout=60).returncode


def test_a_hub_that_can_take_bundles_is_well_and_one_that_is_not_there_is_not(office: Office) -> None:
    port = free_port()
    with service(office, port):
        there = check(port)

    assert there == 0
    assert check(port) != 0
