import pytest

from tools import written_parts
from tools.written_parts import between, content_between, write_between

TEXT = "before\n<!-- a:start -->\nold\n<!-- a:end -->\n<!-- b:start -->\nkept\n<!-- b:end -->\nafter\n"


def test_only_what_stands_between_the_marks_is_replaced():
    assert between(TEXT, "a", "new\nlines") == TEXT.replace("old", "new\nlines")


def test_what_stands_between_the_marks_can_be_read():
    assert (content_between(TEXT, "a"), content_between(TEXT, "b")) == ("old", "kept")


def test_a_text_without_the_marks_is_refused():
    with pytest.raises(ValueError, match=r"the document must have the marks <!-- c:start -->"):
        between(TEXT, "c", "new")


def test_the_file_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(written_parts, "ROOT", tmp_path)
    (tmp_path / "README.md").write_text(TEXT, encoding="utf-8")
    write_between("README.md", "b", "new")
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == TEXT.replace("kept", "new")
