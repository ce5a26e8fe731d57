"""`covis` with FSDP on processors.

PyTorch divides models among processes on any device, but accelerate asks it to among GPUs alone. Launched
instead of `covis`, this lets accelerate take the processes for such as have a GPU each.
"""

from accelerate import DistributedType, PartialState

from covis.cli.main import main

_made = PartialState.__init__


def _with_gpus(self: PartialState, *arguments: object, **named: object) -> None:
    _made(self, *arguments, **named)
    if self.distributed_type == DistributedType.MULTI_CPU:
        self.distributed_type = DistributedType.MULTI_GPU


PartialState.__init__ = _with_gpus

if __name__ == "__main__":
    main()
