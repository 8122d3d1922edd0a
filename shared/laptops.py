"""The computers of a site as the region tells them to each other: whose signature under a paper is the school's."""

import msgspec

from shared.ids import SiteId


class Laptop(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A computer that enrolled for a site, by its public key (32 bytes); of one that is revoked nothing is taken."""

    key: bytes
    revoked: bool = False


class Laptops(msgspec.Struct, frozen=True, kw_only=True):
    """Every computer that the region knows of a site, the one that enrolled first first."""

    site: SiteId
    laptops: tuple[Laptop, ...]
