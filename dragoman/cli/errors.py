"""What the command line says when it cannot do what was asked, and the exit code it ends with."""

from dragoman.errors import ClientError, DragomanError, InvalidInputError

OK = 0
FAILED_HERE = 1
USAGE = 2
UNREACHABLE = 3
REFUSED = 4
JOB_FAILED = 5

EXIT_CODES = """Exit codes: 0 done; 1 something failed on this machine; 2 wrong usage or unreadable input; \
3 the API cannot be reached; 4 the API refused; 5 an article failed or was cancelled; 130 stopped by Ctrl-C."""


class InputError(DragomanError):
    """What should be submitted cannot be read, or options contradict each other."""


class JobFailedError(DragomanError):
    """The request went well and the article did not: its job failed or was cancelled."""


def exit_code_of(error: DragomanError) -> int:
    match error:
        case InputError() | InvalidInputError():
            return USAGE
        case ClientError(status=None):
            return UNREACHABLE
        case ClientError():
            return REFUSED
        case JobFailedError():
            return JOB_FAILED
        case _:
            return FAILED_HERE
