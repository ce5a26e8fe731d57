"""The settings of HATCH's whole chain: what all stages share, and a section for each stage."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from covis.training.recipes.chat import FREE, ActorRecipe, ChatRecipe, HeldOut, QaRecipe, lasting_of
from covis.training.recipes.pasta import PastaRecipe

STAGES: dict[str, type[PastaRecipe] | type[QaRecipe] | type[ActorRecipe]] = {
    "pasta": PastaRecipe,
    "qa": QaRecipe,
    "actor": ActorRecipe,
}
"""Name of a section to its settings, in the order of the paper."""

OF_THE_CHAIN = ("model", "data", "held_out", "seed")
"""Never in a section: each stage starts from the model before it, and all keep the same scenes apart."""


class HatchRecipe(ChatRecipe):
    """HATCH (arXiv 2602.08735): patch alignment, then questions and answers, then action-then-answer.

    What stands beside the sections holds for every stage that has such a setting, unless its section says
    otherwise. A section that is left out, or null, leaves its stage out: that is the paper's ablation.
    """

    held_out: HeldOut = 0.2
    pasta: Annotated[
        PastaRecipe | None, Field(description="As covis train pasta; ours: only where a section is given.")
    ] = None
    qa: Annotated[QaRecipe | None, Field(description="As covis train qa; the same.")] = None
    actor: Annotated[ActorRecipe | None, Field(description="As covis train actor; the same.")] = None

    @model_validator(mode="before")
    @classmethod
    def _shared(cls, given: Any) -> Any:
        """Hand what all stages share down to their sections."""
        if not isinstance(given, dict):
            return given
        whole = dict(given)
        for stage, kind in STAGES.items():
            section = whole.get(stage)
            if not isinstance(section, dict):
                continue
            if own := [key for key in OF_THE_CHAIN if key in section]:
                raise PydanticCustomError(
                    "of_the_chain",
                    "{stage} has {key} of its own, but all stages share it and it stands beside them",
                    {"stage": stage, "key": own[0]},
                )
            shared = {k: v for k, v in given.items() if k in kind.model_fields and k not in STAGES}
            whole[stage] = {**shared, **section}
        if all(whole.get(stage) is None for stage in STAGES):
            raise PydanticCustomError("no_stage", "no stage has a section; give pasta, qa or actor one")
        return whole

    def stages(self) -> dict[str, PastaRecipe | QaRecipe | ActorRecipe]:
        """Name and settings of the stages to run, in order."""
        return {name: found for name in STAGES if (found := getattr(self, name)) is not None}

    def lasting(self) -> dict[str, Any]:
        """The settings that must stay the same when a run goes on, as plain JSON values."""
        return lasting_of(self.model_dump(mode="json"), {*FREE, "workers"})
