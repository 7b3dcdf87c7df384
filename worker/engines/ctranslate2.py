"""Marian-shaped models on CTranslate2: what ships in ``models/``."""

# ctranslate2 and sentencepiece carry no types; nothing untyped leaves this file.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import json
from collections.abc import Sequence
from pathlib import Path

import ctranslate2
import sentencepiece

from dragoman.errors import EngineError
from dragoman.translation import Signature
from worker.engines.translator import Candidate

_EOS = "</s>"
_MAX_BATCH_TOKENS = 2048
_WIDE_BEAM = 6


class CTranslate2Translator:
    """Load from a folder with ``model.json``, ``model.bin``, ``source.spm`` and ``target.spm``.

    Raises EngineError when a file is missing or damaged.
    """

    def __init__(self, folder: Path, *, threads: int) -> None:
        try:
            card = json.loads((folder / "model.json").read_text(encoding="utf-8"))
            self.max_source_tokens = int(card["max_source_tokens"])
            self._beam = int(card["beam"])
            self.signature = Signature(
                engine=f"ctranslate2-{ctranslate2.__version__}",
                model=str(card["name"]),
                revision=str(card["revision"]),
                quantisation=str(card["quantisation"]),
                decode=f"beam={self._beam}",
            )
            self._source = sentencepiece.SentencePieceProcessor(str(folder / "source.spm"))
            self._target = sentencepiece.SentencePieceProcessor(str(folder / "target.spm"))
            self._model = ctranslate2.Translator(
                str(folder),
                device="cpu",
                compute_type=str(card["quantisation"]),
                inter_threads=1,
                intra_threads=threads,
            )
        except (OSError, RuntimeError, ValueError, KeyError) as error:
            raise EngineError(f"the translation model in {folder} cannot be loaded: {error}") from error

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(pieces) for pieces in self._source.encode(list(texts))]

    def translate(self, texts: Sequence[str]) -> list[list[Candidate]]:
        # All that the beam holds at its end: it costs next to nothing, and often one of them passes the checks.
        return self._decode(texts, beam=self._beam, hypotheses=self._beam)

    def alternatives(self, texts: Sequence[str]) -> list[list[Candidate]]:
        """Those of a wider beam in which no phrase of three tokens may come twice."""
        label = f"beam={_WIDE_BEAM},no-repeat=3"
        return self._decode(texts, beam=_WIDE_BEAM, hypotheses=_WIDE_BEAM, no_repeat_ngram_size=3, label=label)

    def _decode(
        self,
        texts: Sequence[str],
        *,
        beam: int,
        hypotheses: int,
        no_repeat_ngram_size: int = 0,
        label: str = "",
    ) -> list[list[Candidate]]:
        pieces = [[*p, _EOS] for p in self._source.encode(list(texts), out_type=str)]
        longest = max((len(p) for p in pieces), default=0)
        try:
            results = self._model.translate_batch(
                pieces,
                max_batch_size=_MAX_BATCH_TOKENS,
                batch_type="tokens",
                beam_size=beam,
                num_hypotheses=hypotheses,
                no_repeat_ngram_size=no_repeat_ngram_size,
                # With a penalty of 1 the score is the mean log probability per token.
                length_penalty=1.0,
                max_input_length=0,
                max_decoding_length=2 * longest + 20,
                return_scores=True,
                return_end_token=True,
                disable_unk=True,
            )
        except RuntimeError as error:
            raise EngineError(f"the translation model failed: {error}") from error
        return [
            [self._candidate(tokens, score, label) for tokens, score in zip(r.hypotheses, r.scores, strict=True)]
            for r in results
        ]

    def _candidate(self, tokens: list[str], score: float, label: str) -> Candidate:
        complete = bool(tokens) and tokens[-1] == _EOS
        words = tokens[:-1] if complete else tokens
        return Candidate(str(self._target.decode(words)).strip(), round(score, 4), complete, label)
