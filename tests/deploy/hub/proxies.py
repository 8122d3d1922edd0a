"""The proxies of ``deploy/proxy``, as they are but for names, ports and where their certificate lies."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.edge.certificates import Papers, papers
from tests.test_docs import PROJECT

NAME = "localhost"
FOLDER = PROJECT / "deploy" / "proxy"
_NGINX = """\
daemon off; pid {folder}/nginx.pid; error_log stderr; worker_processes 1; {user} {limits[1]}
events {{ {limits[0]} }}
http {{
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  include {folder}/site.conf;
}}
"""


LIMITS = re.compile("«(worker_\\w+ \\d+;)»")
"""What the file of nginx asks for that cannot be said in it."""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        found: int = server.getsockname()[1]
    return found


def nginx_command(folder: Path, made: Papers, upstream: int, pages: int, port: int, plain: int) -> list[str]:
    site = (FOLDER / "nginx.conf").read_text("utf-8")
    limits = LIMITS.findall(site)
    for old, new in {
        "    listen [::]:80;\n": "", "    listen [::]:443 ssl http2;\n": "", "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl", "127.0.0.1:8060": f"127.0.0.1:{upstream}",
        "127.0.0.1:8061": f"127.0.0.1:{pages}",
        "hub.ejemplo.gob.pe": NAME, "/etc/chasqui/tls/fullchain.pem": str(made.cert),
        "/etc/chasqui/tls/privkey.pem": str(made.key),
    }.items():  # fmt: skip
        assert old in site, old
        site = site.replace(old, new)
    (folder / "site.conf").write_text(site, "utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(_NGINX.format(folder=folder, user=user, limits=limits), "utf-8")
    return [_found("nginx"), "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")]


def caddy_command(folder: Path) -> list[str]:
    text = (FOLDER / "Caddyfile").read_text("utf-8")
    assert "{\n\tservers {" in text
    alone = text.replace("{\n\tservers {", "{\n\tadmin off\n\tauto_https disable_redirects\n\tservers {", 1)
    (folder / "Caddyfile").write_text(alone, "utf-8")
    return [_found("caddy"), "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]


def _found(program: str) -> str:
    found = shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None:
        pytest.skip(f"needs {program}: as root, make proxies installs it")
    return found


@contextmanager
def proxy(kind: str, folder: Path, upstream: int, pages: int) -> Iterator[tuple[str, Papers, int]]:
    """
    Run nginx or Caddy before the service at *upstream* and the pages' processes at *pages*.

    Given are its address, its papers and nginx's port in the clear.
    """
    folder.mkdir()
    made, port, plain = papers(folder / "tls", name=NAME), free_port(), free_port()
    environment: Mapping[str, str] = {}
    if kind == "nginx":
        command = nginx_command(folder, made, upstream, pages, port, plain)
    else:
        command = caddy_command(folder)
        environment = {
            "CHASQUI_NAME": f"{NAME}:{port}", "CHASQUI_TLS": f"tls {made.cert} {made.key}", "HOME": str(folder),
            "CHASQUI_UPSTREAM": f"127.0.0.1:{upstream}", "CHASQUI_PAGES": f"127.0.0.1:{pages}",
            "XDG_DATA_HOME": str(folder),
        }  # fmt: skip
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=log, stderr=log)
    try:
        _wait(port, process, folder / "log")
        yield f"https://{NAME}:{port}", made, plain
    finally:
        process.terminate()
        process.wait(20)


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"the proxy did not start: {log.read_text('utf-8')[-2_000:]}")
