"""Reading files as people have them."""

from pathlib import Path

import pytest

from dragoman.cli.errors import InputError
from dragoman.cli.inputs import decode, read

ARABIC = "أعلنت وزارة الصحة افتتاح 35 مركزا.\nوقال الوزير إن العمل يبدأ غدا."
PAGE = f'<!doctype html><html dir="rtl"><body class="article-body wide"><p>{ARABIC}</p></body></html>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1256"])
@pytest.mark.parametrize("text", [ARABIC, PAGE])
def test_the_encodings_arabic_is_written_in(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "data",
    [
        ARABIC.encode("iso-8859-6"),
        "Überall in Großbritannien fährt man schöne Züge.".encode("latin-1"),
        "Сегодня в Москве открылся новый центр.".encode("cp1251"),
        bytes(range(256)),
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xfe",
        b"\xff\xfe\x00",
        ARABIC.encode("utf-8")[:-1] + b"\xff",
    ],
)
def test_what_is_neither_is_not_guessed_at(data: bytes) -> None:
    assert decode(data) is None


def test_what_a_file_holds_is_kept_to_the_letter(tmp_path: Path) -> None:
    text = f"\r\n {ARABIC}\r\n\u200f\u00a0\n"
    path = tmp_path / "خبر عاجل.txt"
    path.write_bytes(text.encode())
    source = read(str(path))
    assert (source.body, source.page) == (text, False)


@pytest.mark.parametrize(
    ("name", "forced", "page"), [("a.html", False, True), ("a.HTM", False, True), ("a", True, True)]
)
def test_pages_are_known_by_their_name_or_by_the_option(tmp_path: Path, name: str, forced: bool, page: bool) -> None:
    (tmp_path / name).write_text(PAGE, encoding="utf-8")
    assert read(str(tmp_path / name), page=forced).page is page


def test_what_cannot_be_read_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b" \n")
    (tmp_path / "large").write_bytes(b"a" * 4_000_001)
    for name, said in {
        "missing": "there is no file",
        "": "is a folder: name the files in it",
        "empty": "is empty",
        "large": "is too large",
    }.items():
        with pytest.raises(InputError, match=said):
            read(str(tmp_path / name))
    with pytest.raises(InputError, match=r"fetching pages comes in a later version: save the page .* --html"):
        read("https://news.example/35")
