"""Scores against attribution corpora that mark source, cue and content (PolNeAR, PARC3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

__all__ = ["score_attributions"]

_QUOTATION_MARK = re.compile('["“”]')
_WORD = re.compile(r"\w+")
_OVERLAP = 0.5


def _offsets(spans: Iterable[Sequence[int]]) -> set[int]:
    return {offset for start, end in spans for offset in range(start, end)}


def _annotated(parts: Iterable[Mapping[str, Any]]) -> set[int]:
    return _offsets(span for part in parts for span in part["spans"])


def score_attributions(
    gold: Sequence[Mapping[str, Any]], predicted: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Score contents and sources against a corpus of attributions.

    Parameters
    ----------
    gold : sequence of mapping
        ``doc`` (id), ``text`` and ``attributions``: lists of ``{"source": [{"spans"}], "content":
        [{"spans"}]}``.
    predicted : sequence of mapping
        As ``stancekit analyze`` writes them; ``content`` and ``mention`` of each statement count.

    Returns
    -------
    dict
        ``overlap`` and ``exact`` (precision, recall, F1 of contents, paired best overlap first at
        an intersection over union of one half), ``recall_quoted``, ``recall_unquoted`` and
        ``source_recall``: the share of attributions with a source whose content is found and
        whose source shares a character with the mention.
    """
    by_id = {record["id"]: record for record in predicted}
    n_gold = n_found = matched = exact = with_source = source_hit = 0
    by_quotation = {True: [0, 0], False: [0, 0]}
    for document in gold:
        text = document["text"]
        statements = by_id.get(document["doc"], {}).get("statements") or []
        found = [
            (_offsets(item.get("content") or [(item["start"], item["end"])]), item)
            for item in statements
        ]
        wanted = [
            (content, item)
            for item in document["attributions"]
            if (content := _annotated(item.get("content") or ()))
        ]
        n_gold += len(wanted)
        n_found += len(found)
        candidates = sorted(
            (
                (len(a & b) / len(a | b), i, j)
                for i, (a, _) in enumerate(wanted)
                for j, (b, _) in enumerate(found)
                if a & b
            ),
            reverse=True,
        )
        pairs: dict[int, int] = {}
        for overlap, i, j in candidates:
            if overlap >= _OVERLAP and i not in pairs and j not in pairs.values():
                pairs[i] = j
        for i, (content, item) in enumerate(wanted):
            quoted = bool(_QUOTATION_MARK.search("".join(text[k] for k in sorted(content))))
            by_quotation[quoted][1] += 1
            source = _annotated(item.get("source") or ())
            with_source += bool(item.get("source"))
            if i not in pairs:
                continue
            other, statement = found[pairs[i]]
            matched += 1
            by_quotation[quoted][0] += 1
            exact += _words(text, content) == _words(text, other)
            mention = statement.get("mention")
            if source and mention:
                source_hit += not source.isdisjoint(range(*mention))
    return {
        "documents": len(gold),
        "gold": n_gold,
        "found": n_found,
        "overlap": _prf(matched, n_gold, n_found),
        "exact": _prf(exact, n_gold, n_found),
        "recall_quoted": by_quotation[True][0] / max(1, by_quotation[True][1]),
        "recall_unquoted": by_quotation[False][0] / max(1, by_quotation[False][1]),
        "source_recall": source_hit / max(1, with_source),
    }


def _words(text: str, offsets: set[int]) -> str:
    return "".join(_WORD.findall("".join(text[k] for k in sorted(offsets)))).lower()


def _prf(hits: int, gold: int, found: int) -> dict[str, float]:
    return {
        "precision": hits / found if found else 0.0,
        "recall": hits / gold if gold else 0.0,
        "f1": 2 * hits / (gold + found) if hits else 0.0,
    }
