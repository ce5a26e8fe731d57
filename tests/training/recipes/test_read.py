from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("yaml")

from covis.errors import CovisError
from covis.training.recipes.pasta import PastaRecipe
from covis.training.recipes.read import read_recipe

RECIPES = Path(__file__).parents[3] / "recipes"


@pytest.mark.parametrize("path", sorted(RECIPES.glob("pasta-*.yaml")), ids=lambda p: p.stem)
def test_the_recipes_that_come_along_are_valid(path: Path) -> None:
    recipe = read_recipe(PastaRecipe, path, ["data=elsewhere", "steps=7", "n=2", "longest_side_px=null"])
    assert (recipe.data, recipe.steps, recipe.n, recipe.longest_side_px) == (Path("elsewhere"), 7, 2, None)


def test_defaults_are_the_method_s() -> None:
    recipe = PastaRecipe(model="m", data=Path("d"))
    assert (recipe.n, recipe.tau1, recipe.tau2) == (4, 0.1, 0.07)


def test_every_setting_says_what_it_is_for() -> None:
    assert all(field.description for field in PastaRecipe.model_fields.values())


@pytest.mark.parametrize(
    ("text", "values", "sentence"),
    [
        ("model: m\ndata: d\nepochs: 3", [], "there is no setting epochs; there are model, data"),
        ("model: m", [], "data: field required"),
        ("model: m\ndata: d", ["n=1"], "n: input should be greater than or equal to 2"),
        ("model: m\ndata: d", ["steps=many"], "steps: input should be a valid integer"),
        ("model: m\ndata: d", ["steps"], "'steps' sets nothing"),
        ("model: m\ndata: d", ["steps=[1"], "not YAML"),
        ("model: [", [], "is not YAML"),
        ("- model", [], "holds no settings"),
    ],
)
def test_a_wrong_recipe_is_one_sentence(tmp_path: Path, text: str, values: list[str], sentence: str) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(text)
    with pytest.raises(CovisError, match=sentence):
        read_recipe(PastaRecipe, path, values)
