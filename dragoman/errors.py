"""Every error Dragoman raises on purpose.

DragomanError
├── InvalidInputError         what was submitted cannot be an article; the message says what to do
│   ├── EmptyTextError        nothing to read
│   ├── NotArabicError        the text is in another language (carries the language it seems to be)
│   ├── TooLargeError         over the size limit (carries both sizes, in bytes)
│   └── ForbiddenCharacterError   NUL or a lone surrogate (carries the position)
├── InvalidTextError          a span, segment or cut that breaks its invariant: a bug in ours, never the user's
├── NotFoundError             no such article or job
├── IdempotencyConflictError  an Idempotency-Key was used again with another payload
├── EditConflictError         a segment was changed by somebody else meanwhile (carries its present version)
├── IllegalTransitionError    a job cannot go from this state to that one
├── LeaseLostError            another worker (or a cancellation) took the job over; stop writing
├── StoreUnavailableError     the database does not answer, or its schema is not the one this code needs
├── QueueUnavailableError     Redis does not answer
├── EngineError               a model could not be loaded or failed
├── ClientError               the API said no (carries status and problem document), or could not be reached
├── EmbeddedError             something that 'dragoman up' starts did not start, or died (dragoman/embedded/errors.py)
└── InputError, JobFailedError   the command line's own (dragoman/cli/errors.py)
"""

from collections.abc import Mapping


class DragomanError(Exception):
    """The root of the tree."""


class InvalidInputError(DragomanError):
    code = "invalid-input"


class EmptyTextError(InvalidInputError):
    code = "empty-text"


class NotArabicError(InvalidInputError):
    code = "not-arabic"

    def __init__(self, message: str, language: str | None) -> None:
        super().__init__(message)
        self.language = language


class TooLargeError(InvalidInputError):
    code = "too-large"

    def __init__(self, message: str, size: int, limit: int) -> None:
        super().__init__(message)
        self.size = size
        self.limit = limit


class ForbiddenCharacterError(InvalidInputError):
    code = "forbidden-character"

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


class InvalidTextError(DragomanError):
    pass


class NotFoundError(DragomanError):
    pass


class IdempotencyConflictError(DragomanError):
    pass


class EditConflictError(DragomanError):
    def __init__(self, message: str, version: int) -> None:
        super().__init__(message)
        self.version = version


class IllegalTransitionError(DragomanError):
    pass


class LeaseLostError(DragomanError):
    pass


class StoreUnavailableError(DragomanError):
    pass


class QueueUnavailableError(DragomanError):
    pass


class EngineError(DragomanError):
    pass


class ClientError(DragomanError):
    """``status`` is the HTTP status, or ``None`` when no answer came; ``problem`` the problem+json document."""

    def __init__(self, message: str, status: int | None = None, problem: Mapping[str, object] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.problem = dict(problem or {})
