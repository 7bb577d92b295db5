from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tools import draw_images


@pytest.mark.parametrize("topic", draw_images.PICTURES)
def test_the_stored_pictures_are_those_that_are_drawn_now(topic: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    stored_in = draw_images.IMAGES
    monkeypatch.setattr(draw_images, "IMAGES", tmp_path)

    for path in draw_images.PICTURES[topic]():
        drawn, stored = (Image.open(folder / path.name).convert("RGB") for folder in (tmp_path, stored_in))
        assert drawn.size == stored.size, f"make images, for {path.name}"
        difference = np.abs(np.asarray(drawn).astype(int) - np.asarray(stored)).mean()
        assert difference < 0.5, f"make images, for {path.name}"
