"""What the package holds: names, sizes, authors and licences, read from its catalogues."""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from covis.errors import CovisError
from covis.worlds.rooms.scene import Point

FOLDER = Path("/usr/share/sweethome3d/furniture")
"""Where the package puts its catalogues, zip archives called *.sh3f."""

INSTALL = "apt-get install --no-install-recommends sweethome3d-furniture"

PREFIX = "pack:"
"""What the kind of a piece begins with; the rest is its id in the catalogue."""

MOST_BYTES = 400_000
"""Models larger than this are left out: they'd take longer to read than a whole room takes to build."""

KIND_BY_NAME: Mapping[str, str] = {
    "Armchair": "armchair",
    "Basketball": "ball",
    "Bed": "bed",
    "Bedside table": "nightstand",
    "Bicycle": "bicycle",
    "Bookcase": "bookcase",
    "Bowl with fruits": "fruit_bowl",
    "Chair": "chair",
    "Coffee table": "coffee_table",
    "Couch": "sofa",
    "Desk": "desk",
    "Dustbin": "waste_bin",
    "Fridge": "fridge",
    "Guitar": "guitar",
    "Laptop": "laptop",
    "Microwave": "microwave",
    "Plant": "plant",
    "Refrigerator": "fridge",
    "Round table": "round_table",
    "Shelves": "bookcase",
    "Sofa": "sofa",
    "Sofa 2 seats": "sofa",
    "Sofa 3 seats": "sofa",
    "Stool": "stool",
    "Suitcase": "suitcase",
    "TV": "television",
    "TV stand": "tv_stand",
    "Table": "dining_table",
    "Toilets unit": "toilet",
    "Vase": "vase",
    "Wardrobe": "wardrobe",
    "Washbasin": "washbasin",
    "Washing machine": "washing_machine",
}
"""Names in the catalogues to keys of the table of kinds; pieces with other names are not used."""


@dataclass(frozen=True)
class Piece:
    """One piece of the package.

    Attributes:
        id: In its catalogue.
        kind: The key of the kind that it is a variant of.
        archive: File name of its catalogue.
        model: Path of its OBJ file in the archive.
        size_m: Width, depth and height.
        turn: The rows of the matrix that the model is turned by before anything else.
        author: Who modelled it.
        licence: Under which terms.
    """

    id: str
    kind: str
    archive: str
    model: str
    size_m: Point
    turn: tuple[float, ...]
    author: str
    licence: str

    @property
    def attribution(self) -> str:
        """Author and licence in one line."""
        return f"{self.author} ({self.id}), {self.licence}"


@cache
def pieces(folder: Path = FOLDER) -> Mapping[str, Piece]:
    """The pieces that are variants of covis' kinds, by the kind's name that a scene gives them.

    Nothing if the package is not installed.
    """
    found = {}
    for archive in sorted(folder.glob("*.sh3f")):
        with zipfile.ZipFile(archive) as opened:
            bytes_of = {entry.filename: entry.file_size for entry in opened.infolist()}
            head, entries = _entries(opened.read("PluginFurnitureCatalog.properties").decode("latin-1"))
        for entry in entries:
            piece = _piece(entry, head, archive.name)
            if piece and bytes_of.get(piece.model, MOST_BYTES + 1) <= MOST_BYTES:
                found[PREFIX + piece.id] = piece
    return found


def piece_of(kind: str, folder: Path = FOLDER) -> Piece:
    """The piece that a scene calls by this kind.

    Raises:
        CovisError: If the package is not installed or does not hold it.
    """
    there, wanted = pieces(folder), kind.removeprefix(PREFIX)
    if kind in there:
        return there[kind]
    if not there:
        raise CovisError(
            f"the scene needs {wanted!r} of the package sweethome3d-furniture, which is not installed;"
            f" install it with `{INSTALL}`."
        )
    raise CovisError(
        f"the installed package sweethome3d-furniture holds no {wanted!r}; the scene was made with another"
        " version of it."
    )


def _entries(text: str) -> tuple[dict[str, str], list[dict[str, str]]]:
    """What a catalogue says of itself, and of each piece."""
    head: dict[str, str] = {}
    numbered: dict[int, dict[str, str]] = defaultdict(dict)
    for line in text.splitlines():
        match = re.match(r"(\w+)(?:#(\d+))?=(.*)", line)
        if match and match[2]:
            numbered[int(match[2])][match[1]] = match[3].strip()
        elif match:
            head[match[1]] = match[3].strip()
    return head, [numbered[k] for k in sorted(numbered)]


def _piece(entry: Mapping[str, str], head: Mapping[str, str], archive: str) -> Piece | None:
    kind = KIND_BY_NAME.get(entry.get("name", ""))
    if kind is None:
        return None
    width, depth, height = (round(float(entry[side]) / 100, 4) for side in ("width", "depth", "height"))
    turn = tuple(float(n) for n in entry.get("modelRotation", "1 0 0 0 1 0 0 0 1").split())
    licence = entry.get("license") or head.get("license", "")
    return Piece(
        entry["id"],
        kind,
        archive,
        entry["model"].lstrip("/"),
        (width, depth, height),
        turn,
        entry.get("creator", "unknown author"),
        re.sub(r"\s+", " ", licence),
    )
