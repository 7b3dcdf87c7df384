"""Any OpenAI-compatible server as a translator: vLLM, Ollama, llama.cpp, or a hosted one.

Segments go out numbered, as JSON; the answer is checked segment by segment. What is missing, doubled, empty or out of
range is asked for again, alone. The article is data: what it says never reaches the place of the instructions.
"""

import json
import random
import time
from collections.abc import Mapping, Sequence
from typing import cast

import httpx2
import structlog

from dragoman.errors import EngineError
from dragoman.translation import Signature
from worker.engines.prompts import Prompt, load_prompt
from worker.engines.translator import Candidate

log = structlog.get_logger(__name__)

ATTEMPTS = 4
_WAIT_SECONDS = (0.5, 2.0, 8.0)
_RETRIED = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
_MAX_WAIT_SECONDS = 60.0


class ChatTranslator:
    """``base_url`` ends where ``/chat/completions`` begins, e.g. ``http://127.0.0.1:11434/v1``.

    ``context_tokens`` is what the server's model takes, prompt and answer together. Servers cut a longer request short
    without a word, so requests are sized here.
    """

    def __init__(
        self,
        base_url: str,
        model: str,
        *,
        api_key: str | None = None,
        context_tokens: int = 4096,
        timeout: float = 120.0,
    ) -> None:
        self._prompt: Prompt = load_prompt("translate")
        self._model = model
        self._context = context_tokens
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._http = httpx2.Client(base_url=base_url.rstrip("/"), headers=headers, timeout=timeout)
        self.signature = Signature(
            engine="chat",
            model=model,
            revision=str(self._prompt.version),
            decode="temperature=0",
            prompt=self._prompt.digest,
        )
        fixed = self._tokens(self._prompt.render(segments=""))
        room = (context_tokens - fixed) / (1 + self._prompt.output_ratio)
        self.max_source_tokens = int(room) - 20
        if self.max_source_tokens < 50:
            raise EngineError(f"a context of {context_tokens} tokens leaves no room for a sentence beside the prompt")

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [self._tokens(t) for t in texts]

    def translate(self, texts: Sequence[str]) -> list[list[Candidate]]:
        found: dict[int, Candidate] = {}
        for numbers in self._requests(texts):
            found |= self._ask({n: texts[n] for n in numbers}, temperature=0.0)
        for n, text in enumerate(texts):
            if n not in found:
                # Asked for again alone, a segment cannot be confused with another.
                found |= self._ask({n: text}, temperature=0.0)
        return [[found.get(n, Candidate("", None, complete=False))] for n in range(len(texts))]

    def alternatives(self, texts: Sequence[str]) -> list[list[Candidate]]:
        label = "temperature=0.5,alone"
        asked = [self._ask({0: text}, temperature=0.5).get(0) for text in texts]
        return [[Candidate(c.text, c.score, c.complete, label)] if c else [] for c in asked]

    def close(self) -> None:
        self._http.close()

    def _requests(self, texts: Sequence[str]) -> list[list[int]]:
        """Numbers of texts that fit into one request together."""
        batches: list[list[int]] = []
        room = 0
        for n, tokens in enumerate(self.count_tokens(texts)):
            if not batches or tokens + 20 > room:
                batches.append([])
                room = self.max_source_tokens
            batches[-1].append(n)
            room -= tokens + 20
        return batches

    def _ask(self, texts: Mapping[int, str], *, temperature: float) -> dict[int, Candidate]:
        """What can be trusted of one answer: known numbers, each once, with text."""
        segments = json.dumps(
            {"segments": [{"n": n + 1, "text": text} for n, text in texts.items()]}, ensure_ascii=False
        )
        content, complete = self._complete(self._prompt.render(segments=segments), temperature)
        try:
            pairs = _pairs(content)
        except (ValueError, KeyError, TypeError):
            log.warning("chat.unreadable_answer", segments=len(texts), complete=complete)
            return {}
        numbers = [n for n, _ in pairs]
        if len(numbers) != len(set(numbers)) or not set(numbers) <= set(texts) or numbers != sorted(numbers):
            # Merged or reordered segments leave no pair that can be trusted.
            log.warning("chat.segments_confused", asked=len(texts), answered=len(pairs))
            return {}
        return {n: Candidate(" ".join(text.split()), None, complete=complete) for n, text in pairs if text.strip()}

    def _complete(self, prompt: str, temperature: float) -> tuple[str, bool]:
        """The answer's text, and whether the server ended it by itself."""
        schema = {"name": "translations", "strict": True, "schema": self._prompt.output}
        instructions, _, material = prompt.rpartition("\n\n")
        body = {
            "model": self._model,
            "messages": [{"role": "system", "content": instructions}, {"role": "user", "content": material}],
            "temperature": temperature,
            "response_format": {"type": "json_schema", "json_schema": schema},
        }
        answer = self._post(body)
        try:
            choice = cast("Mapping[str, object]", cast("list[object]", answer["choices"])[0])
            message = cast("Mapping[str, object]", choice["message"])
            return str(message.get("content") or ""), choice.get("finish_reason") in ("stop", None)
        except (KeyError, IndexError, TypeError) as error:
            raise EngineError("the chat server's answer has no choices in it") from error

    def _post(self, body: Mapping[str, object]) -> Mapping[str, object]:
        reason = ""
        for attempt in range(ATTEMPTS):
            if attempt:
                time.sleep(self._wait(attempt, reason))
            try:
                response = self._http.post("/chat/completions", json=dict(body))
            except httpx2.TransportError as error:
                reason = type(error).__name__
                continue
            if response.status_code in _RETRIED:
                reason = f"status {response.status_code}"
                self._asked_to_wait = _seconds(response.headers.get("retry-after"))
                continue
            if response.status_code != 200:
                raise EngineError(f"the chat server says {response.status_code}: {response.text[:200]}")
            try:
                return cast("Mapping[str, object]", response.json())
            except ValueError:
                reason = "an answer that is not JSON"
        raise EngineError(f"the chat server did not answer after {ATTEMPTS} attempts: {reason}")

    _asked_to_wait: float | None = None

    def _wait(self, attempt: int, reason: str) -> float:
        asked, self._asked_to_wait = self._asked_to_wait, None
        log.warning("chat.trying_again", attempt=attempt, reason=reason)
        usual = _WAIT_SECONDS[min(attempt, len(_WAIT_SECONDS)) - 1] * random.uniform(0.8, 1.2)  # noqa: S311 - jitter
        return min(asked, _MAX_WAIT_SECONDS) if asked is not None else usual

    @staticmethod
    def _tokens(text: str) -> int:
        """A bound from above for tokenisers in use: few take more than one token for two bytes of UTF-8."""
        return len(text.encode("utf-8", "replace")) // 2 + 1


def _pairs(content: str) -> list[tuple[int, str]]:
    """Place (from 0) and text of each translation. Raises ValueError, KeyError, TypeError for any other shape."""
    answer = cast("Mapping[str, list[Mapping[str, object]]]", json.loads(_without_fence(content)))
    return [(int(str(item["n"])) - 1, str(item["text"])) for item in answer["translations"]]


def _without_fence(content: str) -> str:
    content = content.strip()
    if content.startswith("```"):
        content = content.split("\n", 1)[-1].rsplit("```", 1)[0]
    return content


def _seconds(header: str | None) -> float | None:
    try:
        return max(0.0, float(header)) if header else None
    except ValueError:
        return None
