"""From names, of models, extractors and alias tables, to an analyzer."""

from __future__ import annotations

import functools
import inspect
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stancekit.analyzer import Analyzer, StatementExtractor
from stancekit.errors import FAULTS, ModelError, PluginError, RecordError, StancekitError, reason_of
from stancekit.extraction.aliases.tables import AliasTable
from stancekit.modelling.folder import load_model
from stancekit.plugin import Registry, get_registry, installed_plugins

if TYPE_CHECKING:
    from stancekit.modelling.base import StanceModel

_EXTRACTORS, _MODELS = "stancekit_statement_extractors", "stancekit_models"
_TABLES = "stancekit_alias_tables"

__all__ = ["load", "no_such_model", "takes_load"]

_OF_A_MODEL = ("name", "version", "scheme", "predict", "predictions")

# Models that a plugin of stancekit's own brings, and its distribution.
_ELSEWHERE = dict.fromkeys(("auto", "diplomacy-large", "diplomacy-small"), "stancekit-encoder")


def load(
    model: str | os.PathLike[str] | StanceModel = "diplomacy-base",
    *,
    extractor: str | StatementExtractor = "rules",
    aliases: AliasTable | Mapping[str, Iterable[str]] | str | os.PathLike[str] | None = None,
    unit: str | None = None,
    abstain: float = 0.0,
    occlusion: bool = False,
    plugin_timeout: float | None = None,
    registry: Registry | None = None,
) -> Analyzer:
    """Build an analyzer. Works offline; nothing that is loaded runs code of its own.

    Parameters
    ----------
    model : str, path-like or StanceModel
        Name of a shipped or registered model, a model folder, or a model in memory.
    extractor : str or StatementExtractor
        Name of a registered statement extractor, or one in memory.
    aliases : AliasTable, mapping or path-like, optional
        Canonical names and their aliases, or a JSON, TOML or CSV file of them.
    unit : {"sentence", "quotation"}, optional
        What the extractor takes for one statement: a sentence, as is its default, or all that one
        attribution carries (see `RuleExtractor`).
    abstain : float
        Give no label where the most probable one is less probable than this (see `Analyzer`).
    occlusion : bool
        Find what spoke for a label by leaving words out, whatever the model; takes some thirty
        times as long (see `stancekit.modelling.occlusion`).
    plugin_timeout : float, optional
        Seconds that a call of a plugin may take: of a statement extractor for a document, of a
        feature extractor, or a model of the plugin's own kind, for 32 statements. Plugins run in
        processes of their own then; one that takes longer, or whose process dies, costs the
        document or statement alone. What is given as an object isn't limited.
    registry : Registry, optional
        The plugins that take part; all that are installed when not given.

    Returns
    -------
    Analyzer

    Raises
    ------
    ModelError
        If there is no such model, or it can't be used.
    PluginError
        If there is no such extractor, or it takes no alias table, or no unit.
    RecordError
        If the alias table can't be read.

    Examples
    --------
    >>> load().scheme.name
    'diplomacy'
    """
    registry = registry or get_registry()
    if isinstance(extractor, str):
        table = _alias_table(aliases, registry)
        extractor = _make_extractor(extractor, registry, plugin_timeout, aliases=table, unit=unit)
    elif aliases is not None or unit is not None:
        what = "an alias table" if aliases is not None else "the unit"
        raise PluginError(f"give {what} to the extractor itself, or name an extractor")
    if isinstance(model, (str, os.PathLike)):
        model = _find_model(model, registry, plugin_timeout)
    if occlusion:
        from stancekit.modelling.occlusion import Occlusion

        model = Occlusion(model)
    return Analyzer(model, extractor, plugins=registry.versions(), abstain=abstain)


def _alias_table(
    aliases: AliasTable | Mapping[str, Iterable[str]] | str | os.PathLike[str] | None,
    registry: Registry,
) -> AliasTable | None:
    if aliases is None or isinstance(aliases, AliasTable):
        return aliases
    if isinstance(aliases, Mapping):
        return AliasTable(aliases)
    names = [entry.name for entry in registry.components(_TABLES)]
    if isinstance(aliases, str) and aliases in names:
        try:
            return AliasTable(registry.get(_TABLES, aliases))
        except (RecordError, TypeError, AttributeError) as error:
            raise PluginError(
                f"{registry.describe(_TABLES, aliases)}: {reason_of(error)}; register a dict such "
                "as {'United States': ['US', 'Washington']}"
            ) from error
    return AliasTable.load(Path(aliases))


def _make_extractor(
    name: str, registry: Registry, seconds: float | None, **options: object
) -> StatementExtractor:
    factory = registry.get(_EXTRACTORS, name)
    given = {option: value for option, value in options.items() if value is not None}
    if given:
        known = inspect.signature(factory).parameters
        for option in given:
            if option not in known:
                what = {"aliases": "alias table"}.get(option, option)
                raise PluginError(f"statement extractor {name!r} takes no {what}; leave it out")
    if seconds is not None and not registry.is_built_in(_EXTRACTORS, name):
        from stancekit.plugin.limits import LimitedExtractor

        make = functools.partial(factory, **given)
        return LimitedExtractor(registry.describe(_EXTRACTORS, name), make, seconds)
    try:
        made: StatementExtractor = factory(**given)
    except FAULTS as error:  # a plugin may raise anything
        own = registry.is_built_in(_EXTRACTORS, name)
        if own or isinstance(error, (StancekitError, MemoryError)):
            raise
        what = registry.describe(_EXTRACTORS, name)
        raise PluginError(f"{what} can't be made: {reason_of(error)}") from error
    return made


def takes_load(factory: Callable[..., object]) -> bool:
    """Tell whether what makes a model makes it of others, which its parameter `load` loads."""
    return "load" in inspect.signature(factory).parameters


def no_such_model(model: str | os.PathLike[str], registry: Registry) -> ModelError:
    """Return the error for a model that is neither a folder nor registered.

    Where a plugin is known to bring it, the message says how to get that.
    """
    name = os.fspath(model)
    distribution = _ELSEWHERE.get(name)
    if distribution is None:
        names = ", ".join(entry.name for entry in registry.components(_MODELS))
        return ModelError(f"no model {name!r}: neither a folder nor one of {names}")
    if any(plugin.distribution == distribution for plugin in installed_plugins()):
        reasons = [f.reason for f in registry.failures if f.distribution == distribution]
        reason = "; ".join(reasons) or "it is blocked, or brings no such model in this version"
        return ModelError(f"no model {name!r}: {distribution} should bring it, but {reason}")
    return ModelError(f"no model {name!r}: it comes with a plugin: pip install {distribution}")


def _find_model(
    model: str | os.PathLike[str], registry: Registry, seconds: float | None = None
) -> StanceModel:
    names = [entry.name for entry in registry.components(_MODELS)]
    if model in names:
        try:
            found: Any = _made_model(str(model), registry, seconds)
        except FAULTS as error:  # a plugin may raise anything
            if isinstance(error, (StancekitError, MemoryError)):
                raise
            what = registry.describe(_MODELS, str(model))
            raise PluginError(f"{what} can't be made: {reason_of(error)}") from error
    elif Path(model).is_dir():
        found = Path(model)
    else:
        raise no_such_model(model, registry)
    if isinstance(found, (str, os.PathLike)):
        extractors = registry.all_of("stancekit_feature_extractors")
        if seconds is not None:
            from stancekit.plugin.limits import limited_features

            extractors = limited_features(registry, seconds)
        return load_model(found, extractors, absences=registry.absences())
    lacking = [name for name in _OF_A_MODEL if not hasattr(found, name)]
    if lacking:
        raise PluginError(
            f"{registry.describe(_MODELS, str(model))} gives {type(found).__name__}, which lacks "
            f"{', '.join(lacking)}; let it return a model folder's path, or a StanceModel"
        )
    loaded: StanceModel = found
    return loaded


def _made_model(name: str, registry: Registry, seconds: float | None) -> Any:
    """Return what a registered function for a model gives: the model, or its folder."""
    factory = registry.get(_MODELS, name)
    if takes_load(factory):  # a model of others, which are limited each for itself
        return factory(load=functools.partial(_find_model, registry=registry, seconds=seconds))
    if seconds is not None and not registry.is_built_in(_MODELS, name):
        from stancekit.plugin.limits import limited_model

        return limited_model(registry.describe(_MODELS, name), factory, seconds)
    return factory()
