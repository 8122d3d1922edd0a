"""The form of a device: what is written is told, and what is left blank is not."""

from edge.views.device_forms import DeviceForm, told_of
from shared.facts import Device
from tests.edge.views.school import TABLET, School


def test_what_is_left_blank_is_not_told(quiet_school: School) -> None:
    errors: dict[str, str] = {}
    with quiet_school.app.test_request_context("/"):
        told = told_of(DeviceForm(storage="64"), TABLET, "A1", errors)

    assert (told, errors) == (Device(resource=TABLET, serial="A1", storage_mb=64_000), {})


def test_sizes_and_versions_that_are_none_are_told_by_their_field(quiet_school: School) -> None:
    errors: dict[str, str] = {}
    with quiet_school.app.test_request_context("/"):
        told = told_of(DeviceForm(android="0", storage="-3", memory="1.55"), TABLET, "A1", errors)

    assert (told, sorted(errors)) == (None, ["android", "espacio", "memoria"])
