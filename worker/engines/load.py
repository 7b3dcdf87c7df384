"""From the setting to a loaded engine."""

from pathlib import Path

from dragoman.errors import EngineError
from worker.engines.translator import Translator


def load_translator(spec: str, *, threads: int) -> Translator:
    """Load the engine that ``spec`` names: a folder with a CTranslate2 model and its ``model.json``.

    Raises EngineError, saying what is missing.
    """
    folder = Path(spec)
    if not folder.is_absolute():
        folder = Path(__file__).resolve().parents[2] / folder
    if not (folder / "model.json").is_file():
        raise EngineError(
            f"there is no translation model in {spec}: DRAGOMAN_TRANSLATOR must name a folder with a model.json"
        )
    from worker.engines.ctranslate2 import CTranslate2Translator  # noqa: PLC0415 - heavy, and only when used

    return CTranslate2Translator(folder, threads=threads)
