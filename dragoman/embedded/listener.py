"""The API's listening socket. The supervisor opens it, so that a taken port is known before anything starts."""

import errno
import socket

from dragoman.embedded.errors import EmbeddedError

_ANY = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - read, never bound by itself


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 takes a free one. Raises EmbeddedError."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise EmbeddedError(f"the address {host} cannot be used: {error.strerror}") from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Uvicorn takes an inherited socket for a Unix one and does not set this; connections inherit it.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.bind(address)
        listener.listen(1024)
    except OSError as error:
        listener.close()
        raise EmbeddedError(_sentence(error, host, port)) from error
    return listener


def address_of(listener: socket.socket) -> tuple[str, int]:
    """Host and port to connect to."""
    name: tuple[str, int] = listener.getsockname()[:2]
    host, port = name
    return _ANY.get(host, host), port


def url_of(listener: socket.socket) -> str:
    host, port = address_of(listener)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _sentence(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"port {port} on {host} is taken by another program; "
            f"choose another with --port (or PORT=… after make), or --port 0 for any free one"
        )
    if error.errno == errno.EACCES:
        return f"port {port} needs more rights than you have; choose one above 1023 with --port"
    return f"cannot listen on {host}, port {port}: {error.strerror}"
