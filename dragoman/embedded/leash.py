"""The leader of the process group that every embedded process joins.

Run as a script, with its standard input held open by the supervisor. When the supervisor is gone, however it went,
the kernel closes that pipe, and the leash ends the whole group: politely first, then for good, itself included.
"""

import os
import signal
import sys
import time

GRACE_SECONDS = 3.0


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    sys.stdout.write("holding\n")
    sys.stdout.flush()
    sys.stdin.buffer.read()
    # Started by hand, in someone else's group: there is nothing to end.
    if os.getpgrp() != os.getpid():
        return
    os.killpg(0, signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main()
