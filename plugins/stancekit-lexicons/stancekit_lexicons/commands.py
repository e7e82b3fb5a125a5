"""``stancekit lexicons``: what is in a word list, and what it finds."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from stancekit_lexicons.lexicon import Lexicon

__all__ = ["lexicons"]

_CONTEXT = 30


@click.group()
def lexicons() -> None:
    """Check word lists, convert them, and see what they find.

    A list is a file (.csv, .tsv, .txt, .yml, .toml, .dic, .dicx, .lc3, .lcd, .ykd, .cat) or one
    that comes along: hedges, threats.
    """


@lexicons.command()
@click.argument("lists", nargs=-1, required=True, metavar="LIST...")
def check(lists: tuple[str, ...]) -> None:
    """Read word lists, and say what is in them and what is left out.

    What can't be read is one line: the file, the line in it, how to mend it.
    """
    for name in lists:
        lexicon = _load(name)
        counts = Counter(entry.category for entry in lexicon.entries)
        settings = lexicon.settings.to_record()
        click.echo(f"{name}: {_many(len(lexicon.entries), 'entry', 'entries')}")
        for category, count in counts.items():
            click.echo(f"  {category:<30} {count:>7,}")
        said = (f"{key}={value}" for key, value in settings.items() if value is not None)
        click.echo(f"  settings: {' '.join(said)}")
        for note in lexicon.notes:
            click.echo(f"  note: {note}")


@lexicons.command()
@click.argument("list_", metavar="LIST")
@click.argument("output", type=click.Path(dir_okay=False, path_type=Path), metavar="OUTPUT")
def convert(list_: str, output: Path) -> None:
    """Write a word list to OUTPUT, which is .csv, .yml (for quanteda too) or .toml.

    A file that is there already is kept.
    """
    from stancekit_lexicons.writing import WRITERS

    if output.suffix.lower() not in WRITERS:
        raise click.UsageError(f"{output}: a list is written to {', '.join(WRITERS)}")
    lexicon = _load(list_)
    try:
        with output.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(WRITERS[output.suffix.lower()](lexicon))
    except FileExistsError:
        raise click.ClickException(f"{output}: is there already; name another file") from None
    except OSError as error:
        raise click.ClickException(f"{output}: can't be written: {error.strerror}") from None
    click.echo(f"{output}: {_many(len(lexicon.entries), 'entry', 'entries')}")
    for note in lexicon.notes:
        click.echo(f"  note: {note}")


@lexicons.command()
@click.argument("list_", metavar="LIST")
@click.argument("path", type=click.Path(exists=True), metavar="PATH")
def find(list_: str, path: str) -> None:
    """Show what a word list finds in documents: file, offsets, category, and the words around it.

    "not" before a category says that it is negated. Read it before you count: it shows which
    entries mean something else in your texts.
    """
    import stancekit
    from stancekit import Document
    from stancekit_lexicons.features import LexiconFeatures

    _load(list_)  # what is wrong with it is told before documents are read
    words = LexiconFeatures(list_).fit([])
    names = words.get_feature_names_out()
    for document in stancekit.read(path):
        if not isinstance(document, Document):
            raise click.ClickException(str(document))
        text = document.text
        for column, start, end in sorted(words.locate(text), key=lambda place: place[1:]):
            before = " ".join(text[max(0, start - _CONTEXT) : start].split())
            after = " ".join(text[end : end + _CONTEXT].split())
            found = " ".join(text[start:end].split())
            click.echo(f"{document.id}:{start}-{end}\t{names[column]}\t{before} [{found}] {after}")


def _load(name: str) -> Lexicon:
    from stancekit_lexicons.formats import load_lexicon

    return load_lexicon(name)


def _many(number: int, one: str, more: str) -> str:
    return f"{number:,} {one if number == 1 else more}"
