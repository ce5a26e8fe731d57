"""Renders a job folder with Blender's Cycles: a program of its own, for an interpreter that has bpy.

    python worker.py JOB

It never runs inside covis and imports nothing of it, since bpy needs numpy < 2. The folder (job.json,
meshes.npz and the tiles of the materials) is written by `covis.worlds.rooms.cycles.job`. The pictures appear
in it by renaming, so that a picture that is there is whole.
"""

from __future__ import annotations

import json
import math
import os
import sys
from pathlib import Path
from typing import Any

import bpy
import numpy as np

VIEW = "Khronos PBR Neutral"  # keeps hues: an orange sofa stays orange in the sun
METER_SAMPLES = 12
SEEN_OUTDOORS = 0.5  # of the sky's light, where the camera looks straight at it
MIDDLE_GREY = 0.24  # what the exposure makes of a room's mean brightness


def main(folder: Path) -> None:
    """Build the scene, measure the light, render the frames in order."""
    job = json.loads((folder / "job.json").read_text())
    bpy.ops.wm.read_factory_settings(use_empty=True)
    materials = [_material(record, folder) for record in job["materials"]]
    meshes = _meshes(folder / "meshes.npz")
    for record in job["shell"]:
        _placed(meshes[record["mesh"]], materials[record["material"]])
    things = {}
    for record in job["things"]:
        parts = [_placed(meshes[p["mesh"]], materials[p["material"]]) for p in record["parts"]]
        things[str(record["id"])] = parts
        _move(parts, record["place"])
    _light(job["light"])
    _settings(job["settings"])
    _expose(job["meters"], folder)
    for frame in job["frames"]:
        for thing, place in frame["moved"].items():
            _move(things[thing], place)
        _look(frame["camera"])
        _render(folder / frame["picture"])


# --- what is there ------------------------------------------------------------------------------------


def _meshes(path: Path) -> list[Any]:
    arrays = np.load(path)
    return [
        _mesh(*(arrays[f"{k}_{what}"] for what in ("v", "n", "uv", "f"))) for k in range(len(arrays) // 4)
    ]


def _mesh(vertices: Any, normals: Any, uv: Any, faces: Any) -> Any:
    mesh = bpy.data.meshes.new("part")
    mesh.vertices.add(len(vertices))
    mesh.vertices.foreach_set("co", vertices.ravel())
    mesh.loops.add(faces.size)
    mesh.loops.foreach_set("vertex_index", faces.ravel())
    mesh.polygons.add(len(faces))
    mesh.polygons.foreach_set("loop_start", np.arange(0, faces.size, 3, dtype=np.int32))
    mesh.uv_layers.new().uv.foreach_set("vector", uv[faces.ravel()].ravel())
    mesh.update(calc_edges=True)
    mesh.shade_smooth()
    mesh.normals_split_custom_set_from_vertices(normals.tolist())
    mesh.materials.append(None)
    return mesh


def _placed(mesh: Any, material: Any) -> Any:
    thing = bpy.data.objects.new("thing", mesh)
    bpy.context.scene.collection.objects.link(thing)
    thing.material_slots[0].link = "OBJECT"  # look-alikes in other colours share a mesh
    thing.material_slots[0].material = material
    return thing


def _move(parts: list[Any], place: list[float]) -> None:
    x, y, z, yaw = place
    for part in parts:
        part.location, part.rotation_euler = (x, y, z), (0, 0, yaw)


def _material(record: dict[str, Any], folder: Path) -> Any:
    material = bpy.data.materials.new("material")
    material.use_nodes = True
    nodes, link = material.node_tree.nodes, material.node_tree.links.new
    shader = nodes["Principled BSDF"]
    where, repeat = nodes.new("ShaderNodeTexCoord"), nodes.new("ShaderNodeMapping")
    repeat.inputs["Scale"].default_value = (1 / record["scale_m"], 1 / record["scale_m"], 1)
    tile = nodes.new("ShaderNodeTexImage")
    tile.image = bpy.data.images.load(str(folder / record["tile"]))
    link(where.outputs["UV"], repeat.inputs["Vector"])
    link(repeat.outputs["Vector"], tile.inputs["Vector"])
    link(tile.outputs["Color"], shader.inputs["Base Color"])
    for name, value in record["shader"].items():
        shader.inputs[name].default_value = value
    if record["glow"]:
        link(tile.outputs["Color"], shader.inputs["Emission Color"])
        shader.inputs["Emission Strength"].default_value = record["glow"]
        material.cycles.emission_sampling = "NONE"  # the lamps' light comes from lights of their own
    if record["relief_m"]:
        bump = nodes.new("ShaderNodeBump")
        bump.inputs["Distance"].default_value = record["relief_m"]
        link(tile.outputs["Color"], bump.inputs["Height"])
        link(bump.outputs["Normal"], shader.inputs["Normal"])
    return material


# --- light --------------------------------------------------------------------------------------------


def _light(light: dict[str, Any]) -> None:
    _sky(light["sky"])
    sun = _lamp("SUN", light["sun"], 1.0)
    sun.data.angle = math.radians(1.5)  # a thin haze: shadows with soft edges
    sun.rotation_euler = _facing(*(-v for v in light["sun_direction"]))
    for lamp in light["ceilings"]:
        area = _lamp("AREA", lamp["color"], lamp["watt"])
        area.data.shape, area.data.size = "DISK", lamp["size_m"]
        area.location, area.visible_camera, area.visible_glossy = lamp["at_m"], False, False
    for lamp in light["bulbs"]:
        bulb = _lamp("POINT", lamp["color"], lamp["watt"])
        bulb.data.shadow_soft_size = lamp["size_m"]
        bulb.location, bulb.visible_camera = lamp["at_m"], False
    for window in light["windows"]:
        portal = _lamp("AREA", [1, 1, 1], 1.0)
        portal.data.shape = "RECTANGLE"
        portal.data.size, portal.data.size_y = window["size_m"]
        portal.location, portal.rotation_euler = window["at_m"], _facing(*window["inward"])
        portal.data.cycles.is_portal = True


def _lamp(kind: str, color: list[float], strength: float) -> Any:
    data = bpy.data.lights.new("light", kind)
    most = max(color)
    data.color, data.energy = [v / most for v in color] if most else [1, 1, 1], strength * most
    lamp = bpy.data.objects.new("light", data)
    bpy.context.scene.collection.objects.link(lamp)
    return lamp


def _facing(x: float, y: float, z: float) -> tuple[float, float, float]:
    """The turns about x, y and z of a light, by itself shining along -z, that make it shine this way."""
    return math.atan2(math.hypot(x, y), -z), 0.0, math.atan2(-x, y)


def _sky(color: list[float]) -> None:
    """A sky that pales towards the horizon over dark trees and a lawn."""
    world = bpy.data.worlds.new("world")
    bpy.context.scene.world = world
    world.use_nodes = True
    nodes, link = world.node_tree.nodes, world.node_tree.links.new
    where, split = nodes.new("ShaderNodeTexCoord"), nodes.new("ShaderNodeSeparateXYZ")
    ragged, lift = nodes.new("ShaderNodeTexNoise"), nodes.new("ShaderNodeMath")
    ragged.inputs["Scale"].default_value, ragged.inputs["Detail"].default_value = 9.0, 9.0
    ragged.inputs["Roughness"].default_value = 0.7
    lift.operation, lift.inputs[1].default_value = "MULTIPLY_ADD", 0.16
    height, ramp = nodes.new("ShaderNodeMapRange"), nodes.new("ShaderNodeValToRGB")
    height.inputs["From Min"].default_value, height.inputs["From Max"].default_value = -0.6, 1.0
    link(where.outputs["Generated"], split.inputs["Vector"])
    link(where.outputs["Generated"], ragged.inputs["Vector"])
    link(ragged.outputs["Fac"], lift.inputs[0])
    link(split.outputs["Z"], lift.inputs[2])
    link(lift.outputs["Value"], height.inputs["Value"])
    link(height.outputs["Result"], ramp.inputs["Fac"])
    stops = [
        (0.0, (0.20, 0.30, 0.10)),
        (0.36, (0.26, 0.36, 0.14)),
        (0.40, (0.07, 0.13, 0.06)),
        (0.475, (0.13, 0.20, 0.10)),
        (0.49, (0.80, 0.92, 1.0)),
        (0.56, (0.45, 0.70, 1.0)),
        (1.0, (0.35, 0.58, 0.95)),
    ]
    elements = ramp.color_ramp.elements
    for element, (at, value) in zip([*elements, *(elements.new(0.5) for _ in stops[2:])], stops, strict=True):
        element.position, element.color = at, (*value, 1)
    tint = nodes.new("ShaderNodeMixRGB")
    tint.blend_type, tint.inputs["Fac"].default_value = "MULTIPLY", 1.0
    most = max(color)
    tint.inputs["Color2"].default_value = (*[v / most for v in color], 1)
    link(ramp.outputs["Color"], tint.inputs["Color1"])
    link(tint.outputs["Color"], nodes["Background"].inputs["Color"])
    # A camera in a room shows the outdoors burnt out; an eye does not see it so, and nor shall the picture.
    path, seen = nodes.new("ShaderNodeLightPath"), nodes.new("ShaderNodeMapRange")
    seen.inputs["To Min"].default_value, seen.inputs["To Max"].default_value = most, SEEN_OUTDOORS * most
    link(path.outputs["Is Camera Ray"], seen.inputs["Value"])
    link(seen.outputs["Result"], nodes["Background"].inputs["Strength"])


# --- the camera ---------------------------------------------------------------------------------------


def _look(camera: dict[str, Any]) -> None:
    scene = bpy.context.scene
    if scene.camera is None:
        scene.camera = bpy.data.objects.new("camera", bpy.data.cameras.new("camera"))
        scene.collection.objects.link(scene.camera)
    (width, height), K = camera["size_px"], camera["K"]
    lens = scene.camera.data
    lens.sensor_fit, lens.sensor_width, lens.clip_start = "HORIZONTAL", 36.0, 0.01
    lens.lens = 36.0 * K[0][0] / width
    # Shifts are in picture widths; the middle of the picture is the image point ((W - 1) / 2, (H - 1) / 2).
    lens.shift_x = ((width - 1) / 2 - K[0][2]) / width
    lens.shift_y = (K[1][2] - (height - 1) / 2) / width
    # Blender's cameras look along -z with y up, covis's along z with y down.
    pose = np.array(camera["T_world_from_cam"]) @ np.diag([1.0, -1.0, -1.0, 1.0])
    scene.camera.matrix_world = type(scene.camera.matrix_world)(pose.tolist())
    scene.render.resolution_x, scene.render.resolution_y = width, height


def _settings(settings: dict[str, Any]) -> None:
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    cycles, render = scene.cycles, scene.render
    cycles.device, cycles.seed, cycles.samples = "CPU", settings["seed"], settings["samples"]
    cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces = (
        settings["bounces"],
        settings["bounces"],
        3,
    )
    cycles.use_light_tree = False  # there are few lights
    cycles.caustics_reflective = cycles.caustics_refractive = False
    cycles.sample_clamp_indirect = 4.0  # a spark in a dark corner is worse than a little light lost
    cycles.use_denoising, cycles.denoiser = True, "OPENIMAGEDENOISE"
    cycles.denoising_input_passes, cycles.denoising_prefilter = "RGB_ALBEDO_NORMAL", "FAST"
    render.use_persistent_data = True
    render.resolution_percentage = 100
    scene.view_settings.view_transform = VIEW


def _expose(meters: list[dict[str, Any]], folder: Path) -> None:
    """Set the exposure so that what these cameras see is of middle brightness on the whole.

    The cameras belong to the scene, not to a shot: all pictures of a scene get the same exposure.
    """
    scene = bpy.context.scene
    samples, scene.cycles.samples = scene.cycles.samples, METER_SAMPLES
    scene.render.image_settings.file_format = "OPEN_EXR"
    logs = []
    for camera in meters:
        _look(camera)
        path = folder / "meter.exr"
        scene.render.filepath = str(path)
        bpy.ops.render.render(write_still=True)
        image = bpy.data.images.load(str(path))
        pixels = np.empty(image.size[0] * image.size[1] * 4, np.float32)
        image.pixels.foreach_get(pixels)
        bpy.data.images.remove(image)
        luminance = pixels.reshape(-1, 4)[:, :3] @ np.array([0.2126, 0.7152, 0.0722], np.float32)
        logs.append(float(np.log2(np.clip(luminance, 1e-3, 1e2)).mean()))
    scene.cycles.samples = samples
    scene.view_settings.exposure = math.log2(MIDDLE_GREY) - sum(logs) / len(logs)


def _render(path: Path) -> None:
    scene = bpy.context.scene
    image = scene.render.image_settings
    image.file_format, image.color_mode, image.color_depth, image.compression = "PNG", "RGB", "8", 15
    unfinished = path.with_suffix(".part.png")
    scene.render.filepath = str(unfinished)
    bpy.ops.render.render(write_still=True)
    os.replace(unfinished, path)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
