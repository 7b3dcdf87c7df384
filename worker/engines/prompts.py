"""Prompts as small checked files in ``prompts/``."""

import hashlib
import string
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman.errors import EngineError

FOLDER = Path(__file__).resolve().parents[2] / "prompts"


@dataclass(frozen=True, slots=True)
class Prompt:
    """``output`` is the JSON schema of the answer; ``digest`` names this very text of the prompt."""

    task: str
    version: int
    text: string.Template
    variables: frozenset[str]
    output: dict[str, Any]
    output_ratio: float
    digest: str

    def render(self, **values: str) -> str:
        """The prompt with its variables filled in; each must be given, and no others. Raises EngineError."""
        if values.keys() != self.variables:
            raise EngineError(f"prompt {self.task} takes {sorted(self.variables)}, not {sorted(values)}")
        return self.text.substitute(values)


def load_prompt(task: str, folder: Path = FOLDER) -> Prompt:
    """Read ``prompts/<task>.md``. Raises EngineError, saying what is wrong with the file."""
    path = folder / f"{task}.md"
    try:
        raw = path.read_bytes()
        _, front, body = raw.decode("utf-8").split("+++\n", 2)
        head = tomllib.loads(front)
        prompt = Prompt(
            task=str(head["task"]),
            version=int(head["version"]),
            text=string.Template(body.strip()),
            variables=frozenset(head["variables"]),
            output=dict(head["output"]),
            output_ratio=float(head["output_ratio"]),
            digest=hashlib.sha256(raw).hexdigest()[:12],
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EngineError(f"the prompt {path.name} cannot be read: {error}") from error
    used = frozenset(prompt.text.get_identifiers())
    if not prompt.text.is_valid() or used != prompt.variables or prompt.task != task:
        declared, found = sorted(prompt.variables), sorted(used)
        raise EngineError(f"the prompt {path.name} is for {prompt.task}, declares {declared}, uses {found}")
    return prompt
