"""From the settings to a loaded engine."""

from pathlib import Path

from dragoman.errors import EngineError
from dragoman.settings import Settings
from worker.engines.translator import Translator

_ROOT = Path(__file__).resolve().parents[2]
_CHAT = "chat:"


def load_translator(settings: Settings) -> Translator:
    """The engine that ``translator`` names: a folder with a CTranslate2 model, or ``chat:MODEL``.

    Raises EngineError, saying what is missing. Each engine is imported only when it is used: they are heavy.
    """
    spec = settings.translator
    if spec.startswith(_CHAT):
        return _chat(spec.removeprefix(_CHAT), settings)
    folder = Path(spec)
    if not folder.is_absolute():
        folder = _ROOT / folder
    if not (folder / "model.json").is_file():
        raise EngineError(
            f"there is no translation model in {spec}: DRAGOMAN_TRANSLATOR must name a folder with a model.json"
        )
    from worker.engines.ctranslate2 import CTranslate2Translator  # noqa: PLC0415

    return CTranslate2Translator(folder, threads=settings.translate_threads)


def _chat(model: str, settings: Settings) -> Translator:
    if not settings.chat_url or not model:
        raise EngineError("a chat engine needs DRAGOMAN_TRANSLATOR=chat:MODEL and DRAGOMAN_CHAT_URL=http://…/v1")
    from worker.engines.chat import ChatTranslator  # noqa: PLC0415

    return ChatTranslator(
        settings.chat_url,
        model,
        api_key=settings.chat_key.get_secret_value() if settings.chat_key else None,
        context_tokens=settings.chat_context_tokens,
        timeout=settings.chat_timeout,
    )
