"""
Only for tests: TensorFlow itself behind the two addresses of TensorFlow Serving's REST API that the hub uses.

``python -m tests.hub.stand_in_serving FOLDER PORT``. No batching, no signatures but one, no safety: it is no server.
"""

import json
import re
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from models.export import answers

_PREDICT = re.compile(r"/v1/models/(\w+)/versions/(\d+):predict")


class _Handler(BaseHTTPRequestHandler):
    folder = Path()

    def do_GET(self) -> None:
        found = re.fullmatch(r"/v1/models/(\w+)", self.path)
        there = found is not None and (self.folder / found[1]).is_dir()
        self._say(200 if there else 404, {})

    def do_POST(self) -> None:
        import numpy as np

        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        found = _PREDICT.fullmatch(self.path)
        place = self.folder / found[1] / found[2] if found else self.folder / "none"
        if not place.is_dir() or asked["signature_name"] != "serving_default":
            return self._say(404, {"error": f"Servable not found for request: {self.path}"})
        inputs = {name: np.array(rows, dtype=np.float32) for name, rows in asked["inputs"].items()}
        return self._say(200, {"outputs": {name: rows.tolist() for name, rows in answers(place, inputs).items()}})

    def _say(self, status: int, told: object) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


if __name__ == "__main__":
    _Handler.folder = Path(sys.argv[1])
    HTTPServer(("127.0.0.1", int(sys.argv[2])), _Handler).serve_forever()
