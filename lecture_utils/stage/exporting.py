"""Notebooks as pages: what ``jupyter nbconvert`` does with ours, set in ``tools/jupyter/config.json``."""

from __future__ import annotations

import base64
import mimetypes
import re
from pathlib import Path
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

IMAGE = re.compile(r"(!\[[^\]]*\]\()([^)\s:]+)(\))")


class AttachPictures(Preprocessor):
    """Put the pictures that a notebook's text shows from files into the page, so that it can be moved.

    nbconvert's own ``embed_images`` leaves out what lies outside the notebook's folder, as ``images`` does.
    """

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Attach the pictures of one cell; what is no file of the project stays a link."""
        if cell.cell_type != "markdown":
            return cell, resources
        folder = Path(resources.get("metadata", {}).get("path") or ".").resolve()

        def attached(match: re.Match[str]) -> str:
            file = (folder / match[2]).resolve()
            kind, _ = mimetypes.guess_type(file)
            if not file.is_file() or folder.parent not in file.parents or not (kind or "").startswith("image/"):
                return match[0]
            cell.setdefault("attachments", {})[file.name] = {kind: base64.b64encode(file.read_bytes()).decode()}
            return f"{match[1]}attachment:{file.name}{match[3]}"

        cell.source = IMAGE.sub(attached, cell.source)
        return cell, resources
