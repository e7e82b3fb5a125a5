"""The counts that quanteda documents for its own examples."""


def test_globs_and_sequences(count):
    listed = {
        "christmas": ["Christmas", "Santa", "holiday"],
        "opposition": ["Opposition", "reject", "notincorpus"],
        "taxing": ["taxing"],
        "taxation": ["taxation"],
        "taxglob": ["tax*"],
        "country": ["United_States", "Sweden"],
    }
    assert count(listed, "My Christmas was ruined by your opposition tax plan.") == {
        "christmas": 1,
        "opposition": 1,
        "taxglob": 1,
    }
    assert count(listed, "Does the United_States or Sweden have more progressive taxation?") == {
        "taxation": 1,
        "taxglob": 1,
        "country": 2,
    }


def test_nested_entries(count):
    listed = {"paper": ["New York Times"], "city": ["New York"]}
    text = "The New York Times is a New York paper."
    assert count(listed, text) == {"paper": 1, "city": 2}  # nested_scope = "key"
    assert count(listed, text, overlaps="list") == {"paper": 1, "city": 1}  # "dictionary"


def test_levels(count, write):
    listed = write(
        "seas.yml",
        """
US:
  Countries: [States]
  oceans: [Atlantic, Pacific]
Europe:
  Countries: [Britain, Ireland]
  oceans:
    west: Irish Sea
    east: English Channel
""",
    )
    assert count(listed, "The United States has the Atlantic Ocean and the Pacific Ocean.") == {
        "US.Countries": 1,
        "US.oceans": 2,
    }
    text = "Britain and Ireland have the Irish Sea and the English Channel."
    assert count(listed, text) == {
        "Europe.Countries": 2,
        "Europe.oceans.west": 1,
        "Europe.oceans.east": 1,
    }


def test_wildcards_in_sequences_and_overlaps(count):
    listed = {
        "Countries": ["United States", "Federal * of *"],
        "oceans": ["* Ocean"],
        "Institutions": ["federal gover*", "Supreme Court"],
        "team": ["Manchester *", "Arsenal"],
    }
    texts = {
        "The United States is bordered by the Atlantic Ocean and the Pacific Ocean.": (1, 2, 0, 0),
        "The Supreme Court of the United States is seldom in a united state.": (1, 0, 1, 0),
        "It's Arsenal versus Manchester United, states the announcer.": (0, 0, 0, 2),
        "We need Manchester Unity in the Federal Republic of Germany today.": (1, 0, 0, 1),
        "United statehood is a good state.": (0, 0, 0, 0),
    }
    for text, counts in texts.items():
        found = count(listed, text)
        # quanteda takes out marks first, and so finds "United, states": a comma parts them here.
        assert tuple(found.get(name, 0) for name in listed) == counts, text


def test_of_entries_in_each_other_one_counts(count):
    listed = {"Countries": ["United States", "United States of America"], "oceans": ["Ocean"]}
    text = "The United States of America is bordered by the Atlantic Ocean and the Pacific Ocean."
    assert count(listed, text) == {"Countries": 1, "oceans": 2}
    assert count({"key": ["B C", "A B C"]}, "A B C") == {"key": 1}
