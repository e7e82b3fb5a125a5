from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from stancekit.errors import ModelError
from stancekit.modelling.arrays import decode_state, encode_state, pack, shapes, unpack

dtypes = st.sampled_from(["bool", "int8", "int64", "uint8", "uint32", "float32", "float64"])
arrays_strategy = st.dictionaries(
    st.text("abc/_é", min_size=1, max_size=6),
    dtypes.flatmap(
        lambda dtype: hnp.arrays(
            dtype,
            hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4),
            elements={"allow_nan": False, "allow_infinity": False}
            if dtype.startswith("float")
            else None,
        )
    ),
    max_size=5,
)
leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.lists(st.text("ab\nö", max_size=3), min_size=30, max_size=40)
)
states = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(arrays_strategy)
def test_arrays_come_back_to_the_bit(arrays):
    data = pack(arrays)
    assert pack(dict(reversed(arrays.items()))) == data
    found = unpack(data, shapes(arrays))
    assert sorted(found) == sorted(arrays)
    for name, array in arrays.items():
        assert found[name].dtype == array.dtype
        assert found[name].shape == array.shape
        assert found[name].tobytes() == array.tobytes()


@settings(deadline=None)
@given(arrays_strategy, st.data())
def test_damage_is_noticed_or_harmless(arrays, data):
    """Whatever bytes come, there are arrays as declared or there is a ModelError."""
    packed = bytearray(pack(arrays))
    place = data.draw(st.integers(0, len(packed) - 1))
    packed[place] = data.draw(st.integers(0, 255))
    try:
        found = unpack(bytes(packed), shapes(arrays))
    except ModelError:
        return
    assert shapes(found) == shapes(arrays)


@settings(deadline=None)
@given(states)
def test_states_come_back(state):
    arrays: dict = {}
    encoded = encode_state(state, "state", arrays)
    assert decode_state(encoded, arrays) == state
    assert arrays == {}


def test_numpy_values_come_back_as_plain_ones():
    arrays: dict = {}
    state = {"n": np.int64(3), "pair": (1, np.float64(0.5)), "table": np.arange(6).reshape(2, 3)}
    encoded = encode_state(state, "s", arrays)
    decoded = decode_state(encoded, arrays)
    np.testing.assert_array_equal(decoded.pop("table"), state["table"])
    assert decoded == {"n": 3, "pair": [1, 0.5]}
    assert type(decoded["n"]) is int


def test_lone_surrogates_are_refused():
    with pytest.raises(ModelError, match="isn't valid Unicode"):
        encode_state(["\ud800"] * 40, "s", {})
