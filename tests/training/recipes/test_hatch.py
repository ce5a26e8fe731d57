from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("yaml")

from covis.errors import CovisError
from covis.training.recipes.chat import ActorRecipe
from covis.training.recipes.hatch import STAGES, HatchRecipe
from covis.training.recipes.read import read_recipe

RECIPES = Path(__file__).parents[3] / "recipes"


@pytest.mark.parametrize("path", sorted(RECIPES.glob("hatch-*.yaml")), ids=lambda p: p.stem)
def test_the_recipes_that_come_along_are_valid(path: Path) -> None:
    recipe = read_recipe(HatchRecipe, path, ["data=elsewhere", "seed=4", "qa.steps=7"])
    assert list(recipe.stages()) == ["pasta", "qa", "actor"]
    assert all((stage.data, stage.seed) == (Path("elsewhere"), 4) for stage in recipe.stages().values())
    assert recipe.qa is not None
    assert recipe.qa.steps == 7


def test_what_is_shared_holds_for_every_stage_unless_its_section_says_otherwise() -> None:
    given = {"model": "m", "data": "d", "precision": "bfloat16", "max_image_pixels": 9408, "log_every": 3}
    recipe = HatchRecipe(**given, pasta={"n": 2}, qa={"precision": "float32"}, actor={})
    assert recipe.pasta is not None
    assert recipe.qa is not None
    assert (recipe.pasta.n, recipe.pasta.precision, recipe.pasta.log_every) == (2, "bfloat16", 3)
    assert (recipe.qa.precision, recipe.qa.max_image_pixels) == ("float32", 9408)
    assert recipe.actor == ActorRecipe(**given)


def test_what_is_not_given_is_what_each_stage_has_by_default() -> None:
    recipe = HatchRecipe(model="m", data=Path("d"), pasta={}, qa={}, actor={})
    for name, kind in STAGES.items():
        assert recipe.stages()[name] == kind(model="m", data=Path("d"))
        for key in kind.model_fields.keys() & HatchRecipe.model_fields.keys():
            assert getattr(recipe, key) == getattr(recipe.stages()[name], key), key


@pytest.mark.parametrize("left_out", [{}, {"actor": None}])
def test_a_stage_without_a_section_is_left_out(left_out: dict[str, None]) -> None:
    recipe = HatchRecipe(model="m", data=Path("d"), qa={}, **left_out)
    assert list(recipe.stages()) == ["qa"]


def test_what_may_change_in_a_run_is_not_remembered_at_any_depth() -> None:
    one, other = (
        HatchRecipe(model="m", data=Path("d"), log_every=k, pasta={"workers": k}, qa={}) for k in (1, 2)
    )
    assert one.lasting() == other.lasting()
    assert one.lasting() != HatchRecipe(model="m", data=Path("d"), pasta={"n": 2}, qa={}).lasting()


def test_every_setting_says_what_it_is_for() -> None:
    assert all(field.description for field in HatchRecipe.model_fields.values())


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (["pasta=null", "qa=null", "actor=null"], "no stage has a section; give pasta, qa or actor one"),
        (["qa.held_out=0.5"], "qa has held_out of its own, but all stages share it"),
        (["pasta.data=x"], "pasta has data of its own"),
        (["actor.generations=1"], "actor.generations: input should be greater than or equal to 2"),
        (["qa.epochs=1"], "there is no setting qa.epochs"),
        (["qa=yes"], "qa: input should be a valid dictionary"),
        (["epochs=1"], "there is no setting epochs; there are model, data"),
        (["actor.lora.rank=0"], "actor.lora.rank: input should be greater"),
    ],
)
def test_a_wrong_recipe_is_one_sentence(values: list[str], sentence: str) -> None:
    with pytest.raises(CovisError, match=sentence):
        read_recipe(HatchRecipe, RECIPES / "hatch-tiny.yaml", values)
