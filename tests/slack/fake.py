"""A Slack on loopback: Web API, response URLs and Socket Mode, over real HTTP and a real WebSocket.

It keeps messages as Slack does, refuses what Slack documents that it refuses, and notes everything in the order in
which it happened. A test can make a method answer something else, hold its answers back, or lose them.
"""

import base64
import hashlib
import json
import socket
import struct
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.slack.rules import broken, broken_view, texts

BOT_TOKEN, APP_TOKEN = "xoxb-17653672481-19874698323-pdFZKVeTuE8sk7oOcBrzbqgy", "xapp-1-A0123-456-abcdef"
SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
TEAM, BOT, USER, CHANNEL, PRIVATE = "T0001", "U0BOT", "U2147483697", "C2147483705", "G0PRIVATE"
SCOPES = "app_mentions:read,channels:history,chat:write,commands,groups:history"

Arguments = dict[str, Any]
Reply = tuple[int, dict[str, Any], dict[str, str]]
TRIGGER = 3.0
"""Seconds for which a trigger_id can be exchanged, once."""

LOST: Reply = (-1, {}, {})
"""The method does its work, and its answer never arrives."""


def limited(seconds: int) -> Reply:
    return 429, {"ok": False, "error": "ratelimited"}, {"Retry-After": str(seconds)}


@dataclass(frozen=True)
class Noted:
    """Something that happened: ``call`` of a method, ``sent`` envelope, ``ack`` of one, ``response`` to a URL."""

    kind: str
    name: str
    data: dict[str, Any] = field(default_factory=dict)
    at: float = 0.0


class Slack:
    def __init__(self) -> None:
        self.noted: list[Noted] = []
        self.messages: dict[tuple[str, str], dict[str, Any]] = {}
        self.members = {CHANNEL}
        self.scripts: dict[str, list[Reply]] = {}
        self.scopes = SCOPES
        self.base = ""
        self.views: dict[str, dict[str, Any]] = {}
        """The windows that are open, by id."""
        self.problems: list[str] = []
        """What was wrong with windows, and with the answers to those that were sent in."""
        self.ack_delay = 0.0
        """Seconds before the answer to a window that was sent in has its effect."""
        self._triggers: dict[str, float] = {}
        self._submitted: dict[str, str] = {}
        self._held: dict[str, threading.Event] = {}
        self._changed = threading.Condition()
        self._sockets: list[Wire] = []
        self._clock = 1503435956

    # What a test sees.

    def wait(self, true: Callable[[], Any], seconds: float = 15.0) -> Any:
        deadline = time.monotonic() + seconds
        with self._changed:
            while not (found := true()):
                assert time.monotonic() < deadline, "\n".join(f"{n.kind} {n.name}" for n in self.noted[-30:])
                self._changed.wait(0.02)
        return found

    def calls(self, method: str) -> list[Arguments]:
        return [n.data for n in self.noted if n.kind == "call" and n.name == method]

    def ours(self, channel: str = CHANNEL) -> list[dict[str, Any]]:
        """The bot's messages in a channel, oldest first."""
        return [m for (c, _), m in sorted(self.messages.items()) if c == channel and m.get("user") == BOT]

    def whispers(self) -> list[str]:
        """What single people were told, by whichever way."""
        said = [n.data for n in self.noted if n.kind == "response" or n.name == "chat.postEphemeral"]
        return [str(body["text"]) for body in said]

    def acked(self, envelope_id: str) -> bool:
        return any(n.kind == "ack" and n.name == envelope_id for n in self.noted)

    def shows(self, part: str, channel: str = CHANNEL) -> Callable[[], bool]:
        return lambda: any(part in shown(m) for m in self.ours(channel))

    def window(self, part: str) -> Callable[[], dict[str, Any] | None]:
        """The open window that says this."""
        return lambda: next((v for v in list(self.views.values()) if part in shown(v)), None)

    # What a test does.

    def script(self, method: str, *replies: Reply) -> None:
        self.scripts.setdefault(method, []).extend(replies)

    @contextmanager
    def holding(self, method: str) -> Iterator[None]:
        """Calls of this method get no answer before the block ends."""
        self._held[method] = threading.Event()
        try:
            yield
        finally:
            self._held.pop(method).set()

    def say(self, channel: str, text: str, **more: Any) -> str:
        """A message of somebody's."""
        ts = self._ts()
        self.messages[channel, ts] = {"type": "message", "user": USER, "text": text, "ts": ts, **more}
        return ts

    def send(self, kind: str, payload: dict[str, Any], **more: Any) -> str:
        """An envelope through Socket Mode; its id."""
        self.wait(lambda: any(w.open for w in self._sockets))
        envelope = {"envelope_id": str(uuid.uuid4()), "type": kind, "payload": payload}
        envelope |= {"accepts_response_payload": kind != "events_api", **more}
        if payload.get("type") == "view_submission":
            self._submitted[envelope["envelope_id"]] = payload["view"]["id"]
        self.note("sent", envelope["envelope_id"], envelope)
        next(w for w in reversed(self._sockets) if w.open).text(json.dumps(envelope))
        return str(envelope["envelope_id"])

    def trigger(self, age: float = 0.0) -> str:
        """A trigger_id, handed out that many seconds ago."""
        with self._changed:
            name = f"{len(self._triggers) + 1}.738474920.8088930838d88f008e0"
            self._triggers[name] = time.monotonic() - age
            return name

    def filled(self, view_id: str, typed: dict[str, str]) -> dict[str, Any]:
        """A window as it is sent in; what Slack's own clients refuse does not come so far."""
        view = self.views[view_id]
        values: dict[str, Any] = {}
        for block in view["blocks"]:
            if block["type"] == "input":
                element, name = block["element"], block["block_id"]
                value = typed.get(name, view["typed"].get(name) or element.get("initial_value", ""))
                assert 1 <= len(value) <= element.get("max_length", 3000)
                view["typed"][name] = value
                values[name] = {element["action_id"]: {"type": element["type"], "value": value}}
        kept = {k: v for k, v in view.items() if k not in ("typed", "errors")}
        return {**kept, "state": {"values": values}}

    def submit(self, payload: dict[str, Any]) -> str:
        """Send a window in; its acknowledgement closes or changes it."""
        return self.send("interactive", payload)

    def drop_sockets(self) -> None:
        """As Slack does every few hours: it asks for a new connection, then closes this one."""
        for wire in self._sockets:
            if wire.open:
                wire.text(json.dumps({"type": "disconnect", "reason": "refresh_requested"}))

    # What it does by itself.

    def note(self, kind: str, name: str, data: dict[str, Any] | None = None) -> None:
        with self._changed:
            self.noted.append(Noted(kind, name, data or {}, time.monotonic()))
            self._changed.notify_all()

    def answer(self, method: str, token: str, body: Arguments) -> Reply:
        self.note("call", method, body)
        held = self._held.get(method)
        if held:
            held.wait(20)
        scripted = self.scripts[method].pop(0) if self.scripts.get(method) else None
        if scripted is not None and scripted is not LOST:
            return scripted
        if token != (APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN):
            return 200, {"ok": False, "error": "invalid_auth"}, {}
        do = getattr(self, f"_{method.replace('.', '_')}", None)
        reply: dict[str, Any] = do(body) if do else {"ok": False, "error": "unknown_method"}
        with self._changed:
            self._changed.notify_all()
        return LOST if scripted is LOST else (200, reply, {"X-OAuth-Scopes": self.scopes})

    def respond(self, body: Arguments) -> None:
        self.note("response", "response_url", body)

    def _ts(self) -> str:
        with self._changed:
            self._clock += 1
            return f"{self._clock}.{self._clock % 1000000:06d}"

    def _auth_test(self, _: Arguments) -> dict[str, Any]:
        names = {"url": "https://example.slack.com/", "team": "Newsroom", "user": "dragoman"}
        return {"ok": True, **names, "team_id": TEAM, "user_id": BOT, "bot_id": "B0BOT"}

    def _apps_connections_open(self, _: Arguments) -> dict[str, Any]:
        return {"ok": True, "url": self.base.replace("http://", "ws://") + "/link/?ticket=56c9&app_id=5a"}

    def _refusal(self, body: Arguments) -> str | None:
        if body["channel"] not in self.members:
            return "not_in_channel" if body["channel"].startswith("C") else "channel_not_found"
        if body.get("parse") != "none" or body.get("link_names", False):
            return "fake: texts must not be parsed for mentions"
        problems = broken(body)
        return f"invalid_blocks {problems}" if problems else None

    def _chat_postMessage(self, body: Arguments) -> dict[str, Any]:  # noqa: N802
        refusal = self._refusal(body)
        if refusal:
            return {"ok": False, "error": refusal}
        ts = self._ts()
        kept = {k: body[k] for k in ("text", "blocks", "metadata", "thread_ts") if k in body}
        self.messages[body["channel"], ts] = {"type": "message", "user": BOT, "bot_id": "B0BOT", "ts": ts, **kept}
        return {"ok": True, "channel": body["channel"], "ts": ts, "message": kept}

    def _chat_update(self, body: Arguments) -> dict[str, Any]:
        message = self.messages.get((body["channel"], body["ts"]))
        refusal = "message_not_found" if message is None else self._refusal(body)
        if message is None or refusal:
            return {"ok": False, "error": refusal}
        message.update({k: body[k] for k in ("text", "blocks", "metadata") if k in body})
        return {"ok": True, "channel": body["channel"], "ts": body["ts"], "text": body["text"]}

    def _chat_postEphemeral(self, body: Arguments) -> dict[str, Any]:  # noqa: N802
        if body["channel"] not in self.members:
            return {"ok": False, "error": "channel_not_found"}
        return {"ok": True, "message_ts": self._ts()}

    def _views_open(self, body: Arguments) -> dict[str, Any]:
        with self._changed:
            issued = self._triggers.get(body["trigger_id"])
            if issued is not None:
                self._triggers[body["trigger_id"]] = -1.0
        if issued is None:
            return {"ok": False, "error": "invalid_trigger_id"}
        if issued < 0:
            return {"ok": False, "error": "exchanged_trigger_id"}
        if time.monotonic() - issued > TRIGGER:
            return {"ok": False, "error": "expired_trigger_id"}
        return self._put(f"V{uuid.uuid4().hex[:10].upper()}", body["view"])

    def _views_update(self, body: Arguments) -> dict[str, Any]:
        view = self.views.get(body["view_id"])
        if view is None:
            return {"ok": False, "error": "not_found"}
        if body.get("hash", view["hash"]) != view["hash"]:
            return {"ok": False, "error": "hash_conflict"}
        return self._put(body["view_id"], body["view"])

    def _put(self, view_id: str, view: dict[str, Any]) -> dict[str, Any]:
        problems = broken_view(view)
        if problems:
            self.problems += problems
            return {"ok": False, "error": "invalid_arguments", "response_metadata": {"messages": problems}}
        if len(json.dumps(view)) > 250_000:
            return {"ok": False, "error": "view_too_large"}
        # What was typed stays where the block stays.
        blocks = {b.get("block_id") for b in view["blocks"]}
        typed = {k: v for k, v in self.views.get(view_id, {}).get("typed", {}).items() if k in blocks}
        about = {"id": view_id, "team_id": TEAM, "hash": f"{time.time():.6f}.{uuid.uuid4().hex[:8]}", "bot_id": "B0BOT"}
        with self._changed:
            self.views[view_id] = {**view, **about, "typed": typed, "errors": {}}
            self._changed.notify_all()
        return {"ok": True, "view": {**view, **about, "state": {"values": {}}}}

    def acknowledged(self, view_id: str, answer: dict[str, Any]) -> None:
        """What the answer to a window that was sent in does with it."""
        view = self.views.get(view_id)
        match answer.get("response_action"):
            case None | "clear":
                self.views.pop(view_id, None)
            case "update" | "errors" if view is None:
                """Its owner closed it while the answer was on its way."""
            case "update":
                self._put(view_id, answer["view"])
            case "errors":
                inputs = {b["block_id"] for b in view["blocks"] if b["type"] == "input"}
                if not answer["errors"] or set(answer["errors"]) - inputs:
                    self.problems.append(f"errors for no input: {answer['errors']}")
                view["errors"] = answer["errors"]
            case other:
                self.problems.append(f"response_action {other}")

    def _conversations_replies(self, body: Arguments) -> dict[str, Any]:
        if body["channel"] not in self.members:
            return {"ok": False, "error": "channel_not_found"}
        thread = [
            self._read(m, body)
            for (c, ts), m in sorted(self.messages.items())
            if c == body["channel"] and body["ts"] in (ts, m.get("thread_ts"))
        ]
        return {"ok": True, "messages": thread[: int(body.get("limit", 1000))], "has_more": False}

    def _conversations_history(self, body: Arguments) -> dict[str, Any]:
        if body["channel"] not in self.members:
            return {"ok": False, "error": "channel_not_found"}
        found = [
            self._read(m, body)
            for (c, _), m in sorted(self.messages.items(), reverse=True)
            if c == body["channel"] and m.get("thread_ts", m["ts"]) == m["ts"]
        ]
        return {"ok": True, "messages": found[: int(body.get("limit", 100))], "has_more": False}

    def _read(self, message: dict[str, Any], body: Arguments) -> dict[str, Any]:
        asked = body.get("include_all_metadata") in ("1", "true", "True")
        return {k: v for k, v in message.items() if k != "metadata" or asked}

    def link(self, wire: "Wire") -> None:
        self._sockets.append(wire)
        wire.text(json.dumps({"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A0123"}}))
        self.note("linked", "socket")
        while wire.open:
            text = wire.read()
            if text:
                data = json.loads(text)
                if data["envelope_id"] in self._submitted:
                    time.sleep(self.ack_delay)
                    self.acknowledged(self._submitted.pop(data["envelope_id"]), data.get("payload") or {})
                self.note("ack", data["envelope_id"], data)

    def close(self) -> None:
        for held in self._held.values():
            held.set()
        for wire in self._sockets:
            wire.close()


def shown(message: dict[str, Any]) -> str:
    """All of a message's text."""
    return "\n".join(texts(message.get("blocks", [])))


def buttons(message: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Its buttons, by action."""
    elements = [e for b in message.get("blocks", []) if b["type"] == "actions" for e in b["elements"]]
    return {e["action_id"]: e for e in elements}


def accessories(message: dict[str, Any]) -> list[dict[str, Any]]:
    """The buttons beside its sections, from top to bottom."""
    return [b["accessory"] for b in message.get("blocks", []) if "accessory" in b]


class Wire:
    """The server's end of a WebSocket (RFC 6455), as much of it as Socket Mode uses."""

    def __init__(self, connection: socket.socket, reader: Any) -> None:
        self._connection = connection
        self._reader = reader
        self._lock = threading.Lock()
        self.open = True

    def text(self, text: str) -> None:
        self._frame(1, text.encode())

    def _frame(self, opcode: int, data: bytes) -> None:
        size = len(data)
        head = bytes([0x80 | opcode])
        if size < 126:
            head += bytes([size])
        elif size < 65536:
            head += bytes([126]) + struct.pack("!H", size)
        else:
            head += bytes([127]) + struct.pack("!Q", size)
        with self._lock:
            self._connection.sendall(head + data)

    def read(self) -> str:
        """The next text; empty when something else came, or the end."""
        try:
            first = self._reader.read(2)
            if len(first) < 2:
                raise ConnectionError
            opcode, size = first[0] & 15, first[1] & 127
            assert first[1] & 128, "a client masks its frames"
            if size == 126:
                (size,) = struct.unpack("!H", self._reader.read(2))
            elif size == 127:
                (size,) = struct.unpack("!Q", self._reader.read(8))
            mask = self._reader.read(4)
            data = bytes(b ^ mask[i % 4] for i, b in enumerate(self._reader.read(size)))
            if opcode == 9:
                self._frame(10, data)
            elif opcode == 8:
                raise ConnectionError
            return data.decode() if opcode == 1 else ""
        except (OSError, ValueError):
            self.open = False
            return ""

    def close(self) -> None:
        self.open = False
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    slack: Slack
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        is_json = self.headers.get("Content-Type", "").startswith("application/json")
        parts = urlsplit(self.path)
        body = {**dict(parse_qsl(parts.query)), **(json.loads(raw or "{}") if is_json else dict(parse_qsl(raw)))}
        if parts.path.startswith("/response/"):
            self.slack.respond(body)
            self._send(200, b"ok", {"Content-Type": "text/html"})
            return
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        status, document, headers = self.slack.answer(parts.path.removeprefix("/api/"), token, body)
        if status == -1:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self._send(status, json.dumps(document).encode(), {"Content-Type": "application/json", **headers})

    def do_GET(self) -> None:
        key = self.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        accept = base64.b64encode(hashlib.sha1(key.encode(), usedforsecurity=False).digest()).decode()
        self.send_response(101)
        for name, value in {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Accept": accept}.items():
            self.send_header(name, value)
        self.end_headers()
        self.close_connection = True
        self.slack.link(Wire(self.connection, self.rfile))

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(OSError):  # whoever asked may be gone
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that a test kills hang up in the middle."""


@contextmanager
def slack_on_loopback() -> Iterator[Slack]:
    slack = Slack()
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"slack": slack}))
    slack.base = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield slack
    finally:
        slack.close()
        server.shutdown()
        server.server_close()
        thread.join(5)
