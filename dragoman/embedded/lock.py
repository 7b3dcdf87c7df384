"""One embedded Dragoman for each data folder."""

import fcntl
import os
from pathlib import Path

from dragoman.embedded.errors import EmbeddedError


class FolderLock:
    """Held until closed or until the process ends, however it ends; the file itself stays."""

    def __init__(self, folder: Path) -> None:
        """Raises EmbeddedError when another process holds the folder or it cannot be written."""
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._fd = os.open(folder / "up.lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise EmbeddedError(
                f"the data folder {folder} cannot be written ({error.strerror}); name another with DRAGOMAN_DATA_DIR"
            ) from error
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(self._fd, 1000).decode("utf-8", "replace").strip()
            os.close(self._fd)
            raise EmbeddedError(
                f"Dragoman already runs on the data folder {folder}{f' ({holder})' if holder else ''}; "
                "stop that one with Ctrl-C, or name another folder with DRAGOMAN_DATA_DIR"
            ) from error
        self.note(f"process {os.getpid()}")

    def note(self, text: str) -> None:
        """What the next one who comes is told of the holder."""
        os.ftruncate(self._fd, 0)
        os.pwrite(self._fd, text.encode(), 0)

    def close(self) -> None:
        os.ftruncate(self._fd, 0)
        os.close(self._fd)
