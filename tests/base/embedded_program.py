"""A program with an embedded server, for tests that kill it: says its URL, then waits for the end."""

import signal
import sys
import threading
from pathlib import Path

from sortie.base.postgres.errors import EmbeddedPostgresError
from sortie.base.postgres.server import EmbeddedPostgres


def say(*words: object) -> None:
    print(*words, flush=True)  # noqa: T201  the test reads it


stop = threading.Event()
for sign in (signal.SIGTERM, signal.SIGINT):
    signal.signal(sign, lambda *_: stop.set())
server = EmbeddedPostgres(
    Path(sys.argv[1]), more={"shared_buffers": "32MB"}, shelf=Path(sys.argv[2])
)
try:
    say(server.start(), server.pid)
except EmbeddedPostgresError as error:
    say(error.code, error.sentence("zh-CN"))
    sys.exit(error.exit_code)
while not stop.wait(0.1):
    pass
server.stop()
