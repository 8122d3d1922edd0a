"""What the region tells of a site's computers is read back as it was written, by a newer and by an older laptop."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from shared.ids import SiteId
from shared.laptops import Laptop, Laptops

LAPTOPS = st.builds(Laptop, key=st.binary(min_size=32, max_size=32), revoked=st.booleans())


@given(st.lists(LAPTOPS, max_size=5))
def test_what_is_told_is_read_back(laptops: list[Laptop]) -> None:
    told = Laptops(site=SiteId("074294"), laptops=tuple(laptops))

    assert msgspec.json.decode(msgspec.json.encode(told), type=Laptops) == told
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(told), type=Laptops) == told


def test_what_a_later_region_says_besides_is_left_aside() -> None:
    body = b'{"site": "074294", "laptops": [{"key": "AAAA", "name": "la nueva"}], "since": 1}'

    assert msgspec.json.decode(body, type=Laptops).laptops == (Laptop(key=b"\0\0\0"),)
