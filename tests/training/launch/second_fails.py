"""`covis`, whose second process fails at its third batch."""

from trl.trainer.sft_trainer import DataCollatorForVisionLanguageModeling

from covis.cli.main import main
from covis.errors import CovisError
from covis.training.runs.team import join_team

_collate = DataCollatorForVisionLanguageModeling.torch_call
_batches = 0


def _failing(self: DataCollatorForVisionLanguageModeling, examples: list[object]) -> object:
    global _batches
    _batches += 1
    if _batches == 4 and join_team().index == 1:  # the first is the preflight's
        raise CovisError("the second process cannot go on; replace it.")
    return _collate(self, examples)


if __name__ == "__main__":
    DataCollatorForVisionLanguageModeling.torch_call = _failing
    main()
