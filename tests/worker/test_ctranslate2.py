"""The engine that ships, on the model that ships: nothing here depends on how well it translates."""

import json
import shutil
from pathlib import Path

import pytest

from dragoman.errors import EngineError
from dragoman.settings import Settings
from worker.engines.load import load_translator
from worker.engines.translator import Translator

TEXTS = ["قال الوزير إن بلاده مستعدة للحوار.", "نعم", "أعلنت الحكومة يوم الثلاثاء عن خطة جديدة لدعم 35 شركة."]


@pytest.fixture(scope="module")
def engine() -> Translator:
    return load_translator(Settings(translator="models/ar-en"))


def test_every_text_gets_one_candidate_in_its_place(engine: Translator) -> None:
    together = engine.translate(TEXTS)
    alone = [engine.translate([t])[0] for t in TEXTS]
    assert len(together) == len(TEXTS)
    assert [c[0].text for c in together] == [c[0].text for c in alone]
    assert all(c[0].text for c in together)


def test_the_score_is_a_mean_log_probability(engine: Translator) -> None:
    for candidates in engine.translate(TEXTS):
        scores = [c.score for c in candidates]
        assert all(s is not None and -20 < s <= 0 for s in scores)
        assert scores == sorted(scores, reverse=True)


def test_no_texts_give_no_candidates(engine: Translator) -> None:
    assert engine.translate([]) == []


def test_tokens_are_counted_in_the_engines_own_way(engine: Translator) -> None:
    short, long = engine.count_tokens(["نعم", TEXTS[2] * 5])
    assert 0 < short < long


def test_the_signature_names_model_revision_and_settings(engine: Translator, root: Path) -> None:
    card = json.loads((root / "models/ar-en/model.json").read_text(encoding="utf-8"))
    text = str(engine.signature)
    assert f"model:{card['name']}" in text
    assert f"rev:{card['revision']}" in text
    assert f"beam={card['beam']}" in text


def test_the_model_is_within_the_size_that_may_ship(root: Path) -> None:
    total = sum(p.stat().st_size for p in (root / "models/ar-en").rglob("*") if p.is_file())
    assert total <= 60_000_000


def test_a_folder_without_a_model_is_named() -> None:
    with pytest.raises(EngineError, match="models/none"):
        load_translator(Settings(translator="models/none"))


@pytest.mark.parametrize("damage", ["model.bin", "source.spm", "model.json"])
def test_a_damaged_model_is_an_engine_error(root: Path, tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "model"
    shutil.copytree(root / "models/ar-en", folder)
    (folder / damage).write_bytes(b"{}")
    with pytest.raises(EngineError, match="cannot be loaded"):
        load_translator(Settings(translator=str(folder)))
