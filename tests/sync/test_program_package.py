"""A package of the program is what the release key signed, to the last bit, or nothing."""

import io
import json
import zipfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.errors import BadBundle, BadInput, ChasquiError, Untrusted
from sync.keys import HubKeys, HubPublic, ReleaseKey
from sync.program_package import BEGIN, copy_bundle, is_plain, read_head, sign_package
from sync.wire import pack

KEY = ReleaseKey.from_seed(bytes(32))
HUB = HubKeys.generate(KEY.public).public
TOLD = {"version": "0.2.0", "platform": "linux_x64", "pythons": ["3.11"], "mark": "ab" * 32}


def bundle(folder: Path, *, more: bytes = b"", **told: object) -> Path:
    path = folder / "chasqui-edge.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("chasqui-edge-0.2.0/bundle.json", json.dumps({**TOLD, **told}))
        archive.writestr("chasqui-edge-0.2.0/wheels/chasqui-0.2.0-py3-none-any.whl", b"a wheel" + more)
        archive.writestr("chasqui-edge-0.2.0/wheels/pip-26.3-py3-none-any.whl", b"a wheel")
        archive.writestr("chasqui-edge-0.2.0/wheels/../../../out.whl", b"a wheel that wants out")
        archive.writestr("chasqui-edge-0.2.0/install.sh", b"never run by an update")
    return path


def taken(data: bytes, hub: HubPublic = HUB) -> bytes:
    """Return the bundle that a laptop takes out of a package."""
    file, out = io.BytesIO(data), io.BytesIO()
    copy_bundle(file, read_head(file, hub), out)
    return out.getvalue()


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("package")
    sign_package(bundle(folder), folder / "new.chasqui", KEY)
    return (folder / "new.chasqui").read_bytes()


def test_what_was_signed_comes_out_and_says_what_it_is(tmp_path: Path) -> None:
    made = bundle(tmp_path)
    signed = sign_package(made, tmp_path / "new.chasqui", KEY)
    data = (tmp_path / "new.chasqui").read_bytes()

    assert taken(data) == made.read_bytes()
    assert read_head(io.BytesIO(data), HUB) == signed
    assert (signed.version, signed.platform, signed.pythons) == ("0.2.0", "linux_x64", ["3.11"])


def test_the_key_of_another_region_counts_for_nothing(package: bytes) -> None:
    other = HubKeys.generate(ReleaseKey.generate().public).public

    with pytest.raises(Untrusted):
        taken(package, other)


@pytest.mark.parametrize(
    "change",
    [
        {"version": "0.3"},
        {"platform": "x"},
        {"pythons": ["3.12"]},
        {"mark": "cd" * 32},
        {"size": 1},
        {"sha256": "0" * 64},
    ],
)
def test_nothing_that_it_says_of_itself_can_be_changed(package: bytes, change: dict[str, object]) -> None:
    said = read_head(io.BytesIO(package), HUB)
    head = pack(msgspec.structs.replace(said, **change))  # type: ignore[arg-type]

    with pytest.raises(Untrusted):
        read_head(io.BytesIO(BEGIN + len(head).to_bytes(4, "big") + head), HUB)


def test_a_signature_for_a_model_is_none_for_a_program(tmp_path: Path, package: bytes) -> None:
    class Confused(ReleaseKey):
        def sign_program(self, message: bytes) -> bytes:
            return self.sign_release("0" * 64, 1, "0.2.0", message)

    sign_package(bundle(tmp_path), tmp_path / "new.chasqui", Confused.from_seed(bytes(32)))

    with pytest.raises(Untrusted):
        taken((tmp_path / "new.chasqui").read_bytes())


@given(st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_with_one_bit_flipped_it_is_refused_wherever_the_bit_is(package: bytes, data: st.DataObject) -> None:
    at, bit = data.draw(st.integers(0, len(package) - 1)), data.draw(st.integers(0, 7))
    other = bytearray(package)
    other[at] ^= 1 << bit

    with pytest.raises(ChasquiError):
        taken(bytes(other))


@given(st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_cut_or_lengthened_it_is_refused(package: bytes, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(package) - 1))
    more = data.draw(st.binary(min_size=1, max_size=50))

    for other in (package[:cut], package + more):
        with pytest.raises(ChasquiError):
            taken(other)


def test_a_length_that_lies_is_not_read() -> None:
    with pytest.raises(BadBundle, match="dañado"):
        read_head(io.BytesIO(BEGIN + b"\xff" * 4 + bytes(100)), HUB)


@pytest.mark.parametrize(
    "told",
    [{"version": "../../x"}, {"platform": ""}, {"pythons": []}, {"mark": "x"}, {"version": 3}, {"pythons": "3.11"}],
)
def test_a_bundle_that_says_nonsense_is_not_signed(tmp_path: Path, told: dict[str, object]) -> None:
    with pytest.raises(BadInput, match="make bundle"):
        sign_package(bundle(tmp_path, **told), tmp_path / "new.chasqui", KEY)

    assert not (tmp_path / "new.chasqui").exists()


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_bundle_is_not_signed(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "what.zip").write_bytes(data)

    with pytest.raises(BadInput, match="make bundle"):
        sign_package(tmp_path / "what.zip", tmp_path / "new.chasqui", KEY)
    with pytest.raises(BadInput, match="no está ahí"):
        sign_package(tmp_path / "nowhere.zip", tmp_path / "new.chasqui", KEY)


def test_a_link_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path / "file")

    assert [is_plain(tmp_path / name) for name in ("file", "link", "nothing", ".")] == [True, False, False, False]
