import pytest

from lecture_utils.methods.validation import require


def test_what_is_right_passes_and_what_is_wrong_is_named() -> None:
    require(True, "size", "a positive integer", 3)
    with pytest.raises(ValueError, match=r"^size: expected a positive integer, got 0$"):
        require(False, "size", "a positive integer", 0)
