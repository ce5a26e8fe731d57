"""Fine-tuning on what a teacher wrote, with TRL's trainer."""

__all__: list[str] = []
