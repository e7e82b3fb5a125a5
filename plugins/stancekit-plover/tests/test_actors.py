from __future__ import annotations

import pytest
from stancekit_plover.actors import country_code, same_actor

from stancekit.extraction.lexicon import load_lexicon


def test_every_place_of_stancekit_has_a_code() -> None:
    for entry in load_lexicon("places")["country"]:
        code = country_code(entry["name"])
        assert code is not None, entry["name"]
        assert len(code) == 3 and code.isascii() and code.isupper()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Ankara", "TUR"),
        ("the White House", "USA"),
        ("Kenya's foreign ministry", "KEN"),
        ("Kosovo", "KOS"),
        ("Scotland", "GBR"),
        ("the European Union", "EUR"),
        ("Ada Lorn", None),
        ("both sides", None),
        ("", None),
        (None, None),
    ],
)
def test_names_of_states_have_codes(name: str | None, code: str | None) -> None:
    assert country_code(name) == code


@pytest.mark.parametrize(
    ("event", "statement", "same"),
    [
        ((None, "NOR"), ("Ada Lorn", "Norway"), True),
        ((None, "NORGOV"), ("Norway", None), True),
        (("Oslo", None), ("Ada Lorn", "Norway"), True),
        ((None, "FIN"), ("Ada Lorn", "Norway"), False),
        ((None, "ROM"), ("Bucharest", None), True),
        (("Lorn", None), ("Ada Lorn", None), True),
        (("Velk", None), ("Ada Lorn", None), False),
        ((None, None), ("Ada Lorn", "Norway"), False),
    ],
)
def test_actors_are_known_again(
    event: tuple[str | None, str | None], statement: tuple[str | None, str | None], same: bool
) -> None:
    assert same_actor(*event, *statement) is same
