"""What can go wrong when everything is started on one machine."""

from dragoman.errors import DragomanError


class EmbeddedError(DragomanError):
    """One sentence that says what is wrong and what to do; ``details`` are the last lines of a log, if any."""

    def __init__(self, message: str, details: str = "") -> None:
        super().__init__(message)
        self.details = details
