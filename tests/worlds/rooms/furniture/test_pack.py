"""Furniture modelled by others, from a catalogue made here and from the real one where it is installed."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from covis.errors import CovisError
from covis.worlds.rooms.furniture.pack.catalogue import FOLDER, piece_of, pieces
from covis.worlds.rooms.furniture.pack.dress import dressed
from covis.worlds.rooms.furniture.pack.model import model_of
from covis.worlds.rooms.furniture.table import KINDS, parts_of
from covis.worlds.rooms.scene import Light, Room, Scene, Thing, Waypoint
from covis.worlds.rooms.textures.choose import material

pytest.importorskip("trimesh")

CATALOGUE = """
# made for a test
license=Creative Commons  Attribution
id#1=Test#seat
name#1=Armchair
model#1=/test/seat/seat.obj
width#1=70.0
depth#1=60.0
height#1=80.0
creator#1=Jane Doe
id#2=Test#house
name#2=Doll house
model#2=/test/seat/seat.obj
width#2=1
depth#2=1
height#2=1
"""

# A block 2 wide, 1 high and 1 deep with y up. Its front, at +z, is red; some of its faces look inwards.
MODEL = """
mtllib seat.mtl
v -1 0 -1
v 1 0 -1
v 1 1 -1
v -1 1 -1
v -1 0 0
v 1 0 0
v 1 1 0
v -1 1 0
usemtl front
f 5 6 7 8
usemtl body
f 1 2 3 4
f 1 5 8 4
f 2 6 7 3
f 1 2 6 5
f 4 3 7 8
"""

COLORS = """
newmtl front
Kd 0.7 0.1 0.1
newmtl body
Kd 0.15 0.3 0.6
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with zipfile.ZipFile(tmp_path / "Test.sh3f", "w") as archive:
        archive.writestr("PluginFurnitureCatalog.properties", CATALOGUE)
        archive.writestr("test/seat/seat.obj", MODEL)
        archive.writestr("test/seat/seat.mtl", COLORS)
    return tmp_path


def test_without_the_package_there_are_no_pieces_and_the_error_says_how_to_get_them(tmp_path: Path) -> None:
    assert not pieces(tmp_path)
    with pytest.raises(CovisError, match=r"Scopia#chair.*apt-get install.*sweethome3d-furniture"):
        piece_of("pack:Scopia#chair", tmp_path)
    with pytest.raises(CovisError, match="apt-get install"):
        dressed(scene(), 1.0, 0, tmp_path)


def test_a_catalogue_gives_size_author_and_licence(folder: Path) -> None:
    assert list(pieces(folder)) == ["pack:Test#seat"]
    piece = piece_of("pack:Test#seat", folder)
    assert (piece.kind, piece.size_m) == ("armchair", (0.7, 0.6, 0.8))
    assert piece.attribution == "Jane Doe (Test#seat), Creative Commons Attribution"
    with pytest.raises(CovisError, match="another version"):
        piece_of("pack:Test#gone", folder)


def test_a_model_stands_up_faces_minus_y_and_shows_its_outer_sides(folder: Path) -> None:
    piece = piece_of("pack:Test#seat", folder)
    model = model_of(piece, folder)
    assert model.color == "blue"
    parts = model.parts(piece.size_m)
    points = np.concatenate([part.vertices_m for part in parts])
    np.testing.assert_allclose(points.min(0), [-0.35, -0.3, 0.0], atol=1e-6)
    np.testing.assert_allclose(points.max(0), [0.35, 0.3, 0.8], atol=1e-6)
    front = parts[1]
    assert model.materials[1].color == pytest.approx((0.7, 0.1, 0.1), abs=0.005)
    np.testing.assert_allclose(front.vertices_m[:, 1], -0.3, atol=1e-6)
    np.testing.assert_allclose(front.normals, np.tile([0, -1, 0], (len(front.normals), 1)), atol=1e-6)
    volume = 0.0
    for part in parts:
        a, b, c = (part.vertices_m[part.faces[:, k]].astype(float) for k in range(3))
        volume += float((a * np.cross(b, c)).sum() / 6)
    assert volume == pytest.approx(0.7 * 0.6 * 0.8, rel=1e-5)


def test_a_broken_model_is_refused_by_name(folder: Path) -> None:
    piece = replace(piece_of("pack:Test#seat", folder), model="test/seat/gone.obj")
    with pytest.raises(CovisError, match="Test#seat"):
        model_of(piece, folder)


def thing(
    id_: int, kind: str = "armchair", size: tuple[float, float, float] = (0.9, 0.8, 0.9), **more: object
) -> Thing:
    main = material("fabric", "red", 0)
    plain = Thing(id_, kind, KINDS[kind].name, "red", size, (1.0, 2.0, 0.0), 0.5, (main, main), 7, 0)
    return replace(plain, **more)  # type: ignore[arg-type]


def scene(*things: Thing) -> Scene:
    wall = material("plaster", "white", 0)
    room = Room("living room", (0, 0, 5, 4), 2.5, wall, (wall, wall, wall, wall), wall, ())
    light = Light((0, 0, 1), (1, 1, 1), (1, 1, 1), (1, 1, 1))
    return Scene("s", 0, 1, (room,), things, light, ())


def test_things_for_which_a_piece_fits_are_exchanged(folder: Path) -> None:
    before = scene(
        thing(1),
        thing(2, size=(0.6, 0.8, 0.9)),  # too narrow
        thing(3, "sofa", (2.0, 0.9, 0.9)),  # no such piece
        thing(4),  # carries 5
        thing(5, "cushion", on=4),
        thing(6, motion=(Waypoint(0.0, (1, 2, 0), 0.0),)),
        thing(7, group=1),
        thing(8, group=1),
    )
    after = dressed(before, 1.0, 3, folder)
    kinds = [t.kind for t in after.things]
    seat = "pack:Test#seat"
    assert kinds == [seat, "armchair", "sofa", "armchair", "cushion", "armchair", seat, seat]
    one = after.things[0]
    assert (one.id, one.name, one.color, one.size_m) == (1, "armchair", "blue", (0.7, 0.6, 0.8))
    assert one.position_m == before.things[0].position_m
    assert one.attribution == "Jane Doe (Test#seat), Creative Commons Attribution"
    assert len(one.materials) == 2
    assert dressed(before, 1.0, 3, folder) == after
    assert dressed(before, 0.0, 3, folder) == before


def test_a_piece_at_a_wall_keeps_its_back_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, "armchair", replace(KINDS["armchair"], stands="wall"))  # type: ignore[arg-type]
    before = scene(thing(1, yaw_rad=np.pi / 2))
    x, y, _ = dressed(before, 1.0, 0, folder).things[0].position_m
    # Turned so, the back looks to -x: from its middle to the wall it was 0.4 m and now is 0.3 m.
    assert (x, y) == pytest.approx((1.0 - 0.1, 2.0))


@pytest.mark.skipif(not pieces(), reason=f"no furniture in {FOLDER}")
def test_every_tenth_piece_of_the_real_package_can_be_built() -> None:
    for key in list(pieces())[::10]:
        piece = piece_of(key)
        model = model_of(piece)
        parts = parts_of(replace(thing(1), kind=key, size_m=piece.size_m, materials=model.materials))
        points = np.concatenate([part.vertices_m for part in parts])
        np.testing.assert_allclose(np.ptp(points, axis=0), piece.size_m, atol=1e-5)
        assert max(part.slot for part in parts) < len(model.materials)
        assert piece.author
        assert "Attribution" in piece.licence or "Public domain" in piece.licence
