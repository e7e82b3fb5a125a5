"""Options of the suite."""

from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes is the machine's affair; growth with length has tests of its own.
settings.register_profile("stancekit", deadline=None)
settings.load_profile("stancekit")


def pytest_addoption(parser):
    parser.addoption(
        "--articles", type=Path, help="folder with the texts that seeds/gold.json annotates"
    )
    parser.addoption(
        "--update-golden", action="store_true", help="write the golden runs anew; read the diff"
    )


@pytest.fixture
def articles(request):
    folder = request.config.getoption("--articles")
    if folder is None:
        pytest.skip("give the folder of the articles' texts with --articles")
    return folder
