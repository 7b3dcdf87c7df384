"""Word links survive edits of the text and another cutting into pieces."""

import numpy as np

from training.translator.augment import Edit, apply_edits
from training.translator.links import bounds, edit_spans, parse_links, symmetrise, to_pieces, to_spans

# Pieces by number, as a tokeniser would cut "▁ab ▁c d" (lengths count the leading "▁").
LENGTHS = np.array([0, 0, 3, 2, 1, 1, 1, 1, 1], dtype=np.int32)


def test_links_of_both_directions_are_merged() -> None:
    forward, backward = parse_links("0-0 1-1 2-1"), parse_links("0-0 1-2")
    assert symmetrise(forward, backward) == {(0, 0), (1, 1), (2, 1), (1, 2)}
    assert parse_links("\n") == set()


def test_an_unedited_text_keeps_its_links() -> None:
    source, target = bounds([2, 3, 4], LENGTHS), bounds([3, 2], LENGTHS)
    links = [(0, 1), (1, 0), (2, 0)]
    assert to_pieces(to_spans(links, source, target), source, target) == links


def test_another_cutting_moves_links_to_the_pieces_that_cover_them() -> None:
    source, target = bounds([2, 3], LENGTHS), bounds([2], LENGTHS)
    spans = to_spans([(0, 0)], source, target)
    finer = bounds([3, 4, 3], LENGTHS)
    assert to_pieces(spans, finer, target) == [(0, 0), (1, 0)]


def test_edits_drop_links_inside_and_shift_links_after() -> None:
    # Given "▁xx yy zz" on both sides, linked word by word (offsets count the leading "▁")
    spans = np.array([[0, 3, 0, 3], [3, 6, 3, 6], [6, 9, 6, 9]], dtype=np.int32)
    edit = Edit(3, 5, "LONGER", 3, 5, "w")
    # When the middle word is replaced by a longer and a shorter one
    source, target = apply_edits("xx yy zz", "xx yy zz", [edit])
    got = {tuple(row) for row in edit_spans(spans, [edit]).tolist()}
    # Then the outer links stand where the outer words now are, and the new words are linked
    assert (source, target) == ("xx LONGER zz", "xx w zz")
    assert got == {(0, 3, 0, 3), (10, 13, 5, 8), (4, 10, 4, 5)}


def test_equal_new_texts_are_linked_letter_by_letter() -> None:
    spans = np.zeros((0, 4), dtype=np.int32)
    assert edit_spans(spans, [Edit(0, 2, "357", 4, 6, "357")]).tolist() == [[1, 2, 5, 6], [2, 3, 6, 7], [3, 4, 7, 8]]
