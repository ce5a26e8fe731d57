"""Action-then-answer learnt by its rewards, with TRL's GRPO trainer."""

__all__: list[str] = []
