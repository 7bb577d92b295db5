import errno
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lecture_utils.scenes.record_file import HEADER, RecordFile

SQUARE = np.dtype([("square", "<i4"), ("digits", "u1", (3,))])


def square(number: int) -> np.ndarray:
    record = np.zeros((), dtype=SQUARE)
    record["square"] = number**2
    record["digits"] = [int(digit) for digit in f"{number:03}"]
    return record


def refuse(number: int) -> np.ndarray:
    raise AssertionError("a record was made")


def squares(folder: Path, **changes: Any) -> RecordFile:
    given = {"items": range(5, 25), "record": SQUARE, "make": square, "version": {"law": "square"}} | changes
    return RecordFile(folder / "squares.records", **given)


def test_records_are_made_once_and_read_by_name_and_index(tmp_path: Path):
    squares(tmp_path)

    records = squares(tmp_path, make=refuse).records

    assert records["square"].tolist() == [number**2 for number in range(5, 25)]
    assert records[7]["digits"].tolist() == [0, 1, 2]
    assert records[[3, 3, 1]]["square"].tolist() == [64, 64, 36]


def test_records_cannot_be_changed(tmp_path: Path):
    records = squares(tmp_path).records

    with pytest.raises(ValueError, match="read-only"):
        records["square"][0] = 1


def test_a_file_has_a_header_and_records_of_fixed_length(tmp_path: Path):
    assert squares(tmp_path).path.stat().st_size == HEADER + 20 * SQUARE.itemsize


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"version": {"law": "cube"}}, "its law is 'square' instead of 'cube'"),
        ({"version": {"law": "square", "size": 3}}, "its size is None instead of 3"),
        ({"items": range(4)}, "its count is 20 instead of 4"),
    ],
)
def test_a_file_of_another_version_is_made_again(
    changes: dict[str, Any], why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    squares(tmp_path)

    again = squares(tmp_path, **changes)

    assert again.complaint() is None
    assert f"records: {why}" in capsys.readouterr().err


@pytest.mark.parametrize("place", [HEADER, HEADER + 20 * SQUARE.itemsize - 1])
def test_a_changed_byte_is_noticed(place: int, tmp_path: Path):
    path = squares(tmp_path).path
    good = path.read_bytes()
    path.write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])

    squares(tmp_path)

    assert path.read_bytes() == good


@pytest.mark.parametrize("length", [0, 100, HEADER, HEADER + 20 * SQUARE.itemsize - 1])
def test_a_shortened_file_is_made_again(length: int, tmp_path: Path):
    path = squares(tmp_path).path
    good = path.read_bytes()
    path.write_bytes(good[:length])

    squares(tmp_path)

    assert path.read_bytes() == good


def test_two_processes_make_the_same_file(tmp_path: Path):
    one, two = squares(tmp_path / "one"), squares(tmp_path / "two", workers=2)

    assert one.path.read_bytes() == two.path.read_bytes()


def test_wrong_arguments_are_named(tmp_path: Path):
    with pytest.raises(ValueError, match="items must not be empty"):
        squares(tmp_path, items=[])
    with pytest.raises(ValueError, match="workers must be at least 1; got 0"):
        squares(tmp_path, workers=0)
    with pytest.raises(ValueError, match="version must fit into 4096 bytes"):
        squares(tmp_path, version={"law": "x" * 5000})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("start", [b"[" * HEADER, b'{"a":' * (HEADER // 5), b"\xff\xfe\xfd", b"[1, 2]"])
def test_a_damaged_header_is_a_damaged_cache(start: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = squares(tmp_path).path
    good = path.read_bytes()
    path.write_bytes(start + good[len(start) :])

    squares(tmp_path)

    assert path.read_bytes() == good
    assert "its header can't be read" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="a file in the place of a folder is another error there")
def test_a_folder_that_cannot_be_written_names_the_variable(tmp_path: Path):
    (tmp_path / "file").touch()

    with pytest.raises(OSError, match=r"squares\.records can't be kept in the cache .*LECTURE_UTILS_CACHE") as error:
        squares(tmp_path / "file")

    assert error.value.errno in (errno.ENOTDIR, errno.EEXIST)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_a_full_disk_names_the_variable_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    real = Path.open

    def on_the_full_device(path: Path, mode: str = "r") -> Any:
        if mode == "wb":
            path.symlink_to("/dev/full")
        return real(path, mode)

    monkeypatch.setattr(Path, "open", on_the_full_device)

    with pytest.raises(OSError, match=r"no space left on device\. Make room there, or set .*LECTURE_UTILS_CACHE"):
        squares(tmp_path, items=range(5, 2000))

    assert list(tmp_path.iterdir()) == []


def test_an_error_of_the_maker_is_not_taken_for_the_caches(tmp_path: Path):
    def fail(number: int) -> np.ndarray:
        raise OSError("the camera is off")

    with pytest.raises(OSError, match=r"^the camera is off$"):
        squares(tmp_path, make=fail)
