"""The command line. Everything but ``up``, ``demo`` and ``migrate`` is a client of the public API."""

import sys

INTERRUPTED = 130


def main() -> None:
    """The entry point. Nothing else is imported before Ctrl-C is answered for."""
    try:
        from dragoman.cli.app import run  # noqa: PLC0415 - see above

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        code = INTERRUPTED
    sys.exit(code)
