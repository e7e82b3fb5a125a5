import copy
import dataclasses
import inspect
import pickle

import pytest

from stancekit.frozen import quick


@dataclasses.dataclass(frozen=True, slots=True)
class _Slow:
    name: str
    size: int = 3
    marks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0:
            raise ValueError("a size is no less than zero")


@quick
@dataclasses.dataclass(frozen=True, slots=True)
class Quick:
    name: str
    size: int = 3
    marks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0:
            raise ValueError("a size is no less than zero")


@pytest.mark.parametrize(
    ("given", "named"),
    [(("a",), {}), (("a", 7), {}), ((), {"marks": ("x",), "name": "b"}), (("c", 1, ("y",)), {})],
)
def test_constructor_sets_what_the_dataclass_own_one_sets(given, named):
    made, expected = Quick(*given, **named), _Slow(*given, **named)
    assert dataclasses.asdict(made) == dataclasses.asdict(expected)
    assert made == Quick(**dataclasses.asdict(expected))
    again = pickle.loads(pickle.dumps(made))  # noqa: S301 - what this test has just made
    assert again == made == copy.copy(made)


def test_stays_frozen_checked_and_documented():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Quick("a").size = 4
    with pytest.raises(ValueError, match="no less than zero"):
        dataclasses.replace(Quick("a"), size=-1)
    with pytest.raises(TypeError):
        Quick()
    assert inspect.signature(Quick) == inspect.signature(_Slow)


def test_fields_that_need_a_factory_are_refused():
    @dataclasses.dataclass(frozen=True, slots=True)
    class Listed:
        marks: list[str] = dataclasses.field(default_factory=list)

    with pytest.raises(TypeError, match=r"Listed\.marks"):
        quick(Listed)
