"""Word lists in files, and counts by name."""

import pytest
from stancekit_lexicons.features import LexiconFeatures


@pytest.fixture
def write(tmp_path):
    """Return a function that writes a word list and returns its path."""

    def write(name, content):
        path = tmp_path / name
        if isinstance(content, str):
            content = content.encode()
        path.write_bytes(content)
        return str(path)

    return write


@pytest.fixture
def count():
    """Return a function that counts a list's entries in a text, by column; zeros left out."""

    def count(lexicon, text, **settings):
        words = LexiconFeatures(lexicon, **{"counts": "plain", "negation": "off"} | settings)
        row = words.fit([]).transform([text]).toarray()[0].tolist()
        names = words.get_feature_names_out().tolist()
        return {name: value for name, value in zip(names, row, strict=True) if value}

    return count
