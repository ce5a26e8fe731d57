from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from covis.benchmarks.experiment.choose import choose
from covis.prompts.sample import Sample


def question(scene: int, k: int) -> Sample:
    return Sample(f"{scene}-{k}", str(scene), "t", "t", (), "Which?", ("a", "b"), "A", "choice")


SETS = st.lists(st.integers(1, 5), min_size=1, max_size=8).map(
    lambda sizes: [question(scene, k) for scene, size in enumerate(sizes) for k in range(size)]
)


@settings(deadline=None)
@given(SETS, st.integers(1, 40), st.integers(0, 9))
def test_as_many_as_asked_for_in_their_order_and_all_scenes_whole_but_one(
    samples: list[Sample], limit: int, seed: int
) -> None:
    chosen = choose(samples, limit, seed)
    assert len(chosen) == min(limit, len(samples))
    assert [s for s in samples if s in chosen] == chosen
    cut = 0
    for scene in {s.scene for s in chosen}:
        of_scene = [s.id for s in samples if s.scene == scene]
        taken = [s.id for s in chosen if s.scene == scene]
        assert taken == of_scene[: len(taken)]
        cut += len(taken) < len(of_scene)
    assert cut <= 1


@settings(deadline=None)
@given(SETS, st.integers(1, 20), st.integers(1, 20), st.integers(0, 9))
def test_a_larger_limit_keeps_what_a_smaller_one_chose(
    samples: list[Sample], one: int, other: int, seed: int
) -> None:
    few, many = (choose(samples, limit, seed) for limit in sorted((one, other)))
    assert {s.id for s in few} <= {s.id for s in many}


def test_seeds_choose_other_scenes_and_without_a_limit_all_are_asked() -> None:
    samples = [question(scene, 0) for scene in range(40)]
    assert len({tuple(s.id for s in choose(samples, 10, seed)) for seed in range(5)}) == 5
    assert choose(samples, None, 1) == samples
