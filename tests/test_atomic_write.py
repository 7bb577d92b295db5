import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from lecture_utils.atomic_write import atomic_write


def test_a_file_appears_when_it_is_complete(tmp_path: Path):
    path = tmp_path / "new" / "numbers.bin"

    with atomic_write(path) as file:
        file.write(b"12")
        assert not path.exists()
        file.write(b"34")

    assert path.read_bytes() == b"1234"
    assert list(path.parent.iterdir()) == [path]


def fail_half_way(path: Path, error: type[BaseException]) -> None:
    with atomic_write(path) as file:
        file.write(b"new")
        raise error


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_what_was_there_stays_when_writing_fails(error: type[BaseException], tmp_path: Path):
    path = tmp_path / "numbers.bin"
    path.write_bytes(b"old")

    with pytest.raises(error):
        fail_half_way(path, error)

    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_others_may_read_it_as_any_new_file(tmp_path: Path):
    (tmp_path / "plain").touch()

    with atomic_write(tmp_path / "whole"):
        pass

    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("plain", "whole")]
    assert modes[0] == modes[1]


def test_two_writers_do_not_disturb_each_other(tmp_path: Path):
    path = tmp_path / "numbers.bin"

    with atomic_write(path) as first, atomic_write(path) as second:
        first.write(b"first")
        second.write(b"second")

    assert path.read_bytes() == b"first"  # the last to end
    assert list(tmp_path.iterdir()) == [path]


WRITER = """
import sys, time
from pathlib import Path
from lecture_utils.atomic_write import atomic_write
with atomic_write(Path(sys.argv[1])) as file:
    file.write(b"half")
    file.flush()
    print("writing", flush=True)
    time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_what_a_killed_writer_left_is_removed_and_what_a_living_one_writes_is_not(tmp_path: Path):
    root = Path(__file__).parents[1]
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path / name)], cwd=root, stdout=subprocess.PIPE)
        for name in ("killed", "alive")
    ]
    try:
        assert all(writer.stdout and writer.stdout.readline() == b"writing\n" for writer in writers)
        writers[0].send_signal(signal.SIGKILL)
        writers[0].wait()
        assert len(list(tmp_path.glob("killed.*.part"))) == 1
        (tmp_path / "of-a-browser.part").touch()

        with atomic_write(tmp_path / "other") as file:
            file.write(b"whole")

        left = sorted(path.name.split(".")[0] for path in tmp_path.iterdir())
        assert left == ["alive", "of-a-browser", "other"]
    finally:
        for writer in writers:
            writer.kill()
            writer.wait()
            if writer.stdout:
                writer.stdout.close()
