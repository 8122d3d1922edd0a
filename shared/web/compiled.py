"""Templates as Jinja compiled them, kept beside their sources as Python keeps its modules: a tenth of a start."""

import hashlib
import os
import sys
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

_DIGEST = 32


class Compiled(BytecodeCache):
    """
    The compiled templates of an environment whose settings are complete.

    What is not whole, or was made by another version, with other settings or of another text, is made again. Where
    nothing can be written the templates are compiled at each start.
    """

    def __init__(self, env: jinja2.Environment) -> None:
        told = (env.trim_blocks, env.lstrip_blocks, sorted(env.extensions), env.policies["ext.i18n.trimmed"])
        self._made_by = f"{jinja2.__version__} {told}"

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Return where a template is kept."""
        module = Path(cache_from_source(filename or name))
        return str(module.with_name(f"{name.replace('/', '-')}.{sys.implementation.cache_tag}.jinja"))

    def get_source_checksum(self, source: str) -> str:
        """Return what the compiled template of *source* must tell of itself."""
        return hashlib.sha256(f"{self._made_by}\n{source}".encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what is kept, if it is whole: a cut of the power may leave anything, and Python does not check."""
        with suppress(OSError):
            data = Path(bucket.key).read_bytes()
            if hashlib.sha256(data[_DIGEST:]).digest() == data[:_DIGEST]:
                bucket.bytecode_from_string(data[_DIGEST:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled, where that can be written."""
        if sys.dont_write_bytecode:
            return
        data, path = bucket.bytecode_to_string(), Path(bucket.key)
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        with suppress(OSError):
            path.parent.mkdir(exist_ok=True)
            try:
                part.write_bytes(hashlib.sha256(data).digest() + data)
                part.replace(path)
            finally:
                part.unlink(missing_ok=True)
