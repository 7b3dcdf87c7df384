"""How a call to Slack or to the API can end when it does not end well."""

from http import HTTPStatus


class Later(Exception):  # noqa: N818 - it is no error: nothing is lost
    """Not now: repeat after ``seconds``. ``certain`` says that the call has had no effect; ``why`` is for the log."""

    def __init__(self, seconds: float, why: str, *, certain: bool = False) -> None:
        super().__init__(why)
        self.seconds = seconds
        self.why = why
        self.certain = certain


class ApiAway(Later):
    """The same, said by or about the API. ``times`` counts how often in a row."""

    def __init__(self, seconds: float, why: str, times: int) -> None:
        super().__init__(seconds, why)
        self.times = times


class RefusedError(Exception):
    """Slack will not do that, however often it is asked; ``code`` is its own word for why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class SaidNoError(Exception):
    """The API will not do that; the message is a sentence for people. ``status`` is the HTTP status."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status

    @property
    def conflict(self) -> bool:
        return self.status == HTTPStatus.CONFLICT
