"""A real HTTP server on loopback that misbehaves to order: each request gets the next answer of a script."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Seen:
    """A request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


Answer = Callable[["Handler"], None]


@dataclass
class Script:
    """``answers`` are used up in turn; the last one stays."""

    answers: list[Answer]
    seen: list[Seen] = field(default_factory=list)
    url: str = ""


class Handler(BaseHTTPRequestHandler):
    script: Script
    protocol_version = "HTTP/1.1"

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.script.seen.append(Seen(self.command, self.path, dict(self.headers), body))
        answers = self.script.answers
        (answers.pop(0) if len(answers) > 1 else answers[0])(self)

    do_GET = do_POST = do_DELETE = _serve  # noqa: N815 - http.server's names

    def log_message(self, *_: object) -> None:
        pass


def reply(status: int, document: object = None, **headers: str) -> Answer:
    def answer(handler: Handler) -> None:
        body = json.dumps(document).encode() if document is not None else b""
        handler.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def drop(handler: Handler) -> None:
    """The connection ends without an answer."""
    handler.close_connection = True
    handler.connection.close()


def stream(*lines: str, cut: bool = False) -> Answer:
    """Server-sent events; ``cut`` breaks the connection in the middle of the next one."""

    def answer(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for line in lines:
            data = line.encode()
            handler.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        if cut:
            handler.wfile.write(b"40\r\nid: 99\nda")
            handler.wfile.flush()
            drop(handler)
            return
        handler.wfile.write(b"0\r\n\r\n")

    return answer


@contextmanager
def misbehaving(*answers: Answer) -> Iterator[Script]:
    script = Script(list(answers))
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Scripted", (Handler,), {"script": script}))
    server.daemon_threads = True
    # A connection that is dropped on purpose is nothing to report.
    server.handle_error = lambda *_: None
    script.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
