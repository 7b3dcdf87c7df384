"""Which pieces of the joint vocabulary may stand in English."""

import re

import sentencepiece

_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")


def may_be_written(piece: str) -> bool:
    """Whether a piece holds no Arabic letter."""
    return not _ARABIC.search(piece)


def writable_pieces(spm: sentencepiece.SentencePieceProcessor) -> list[int]:
    """The numbers of all pieces without an Arabic letter, <unk> and </s> included."""
    return [number for number in range(len(spm)) if may_be_written(spm.id_to_piece(number))]
