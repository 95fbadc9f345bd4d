# SPDX-License-Identifier: Apache-2.0
"""The draft as commented YAML. Apart from names of columns it contains at most one level of the data, a positive one such as yes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .guess import Guess

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*( [A-Za-z0-9_.]+)*")
_PATH = re.compile(r"[A-Za-z0-9_./][A-Za-z0-9_./-]*")
_WORDS = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}
_MOST_NAMES = 20


def text_of(word: str) -> str:
    """A text of YAML, in quotation marks unless it can mean nothing else."""
    if _PLAIN.fullmatch(word) and word.lower() not in _WORDS:
        return word
    return '"' + "".join(_character(c) for c in word) + '"'


def _character(c: str) -> str:
    if c in '"\\':
        return f"\\{c}"
    return c if c.isprintable() else f"\\u{ord(c):04x}" if ord(c) < 0x10000 else f"\\U{ord(c):08x}"


def path_of(path: str) -> str:
    """A path as a text of YAML."""
    return path if _PATH.fullmatch(path) else text_of(path)


def draft(guess: Guess, truth: str, predictions: Sequence[str]) -> str:
    """The text of the file."""
    return "\n".join([*_head(), *_outcome(guess), *_models(guess), *_groups(guess), *_end(guess), *_site(truth, predictions), ""])


def _head() -> Iterator[str]:
    yield "# The first draft of an audit's specification. Read each line: what a comment calls a guess was guessed from the tables."
    yield "# Then check it with `clinmetrics spec check`, and run it with `clinmetrics audit`."
    yield "schema: clinmetrics.audit/1"
    yield ""
    yield "analysis:"
    yield '  title: ""  # of the report'
    yield "  about:"
    yield '    task: ""  # the clinical task'
    yield '    intended_use: ""  # who would use the model, and for what'
    yield '    population: ""  # the people in the data: who, where and when'
    yield '    limitations: ""  # what the data cannot show'
    yield "  planned: exploratory  # or pre-specified, if the analysis was fixed before the data were seen"


def _outcome(guess: Guess) -> Iterator[str]:
    yield ""
    if guess.id_reason == "NONE":
        yield "  # No column identifies the rows of all files: name the one that does."
    else:
        yield f"  # Guess: this column identifies a row, because {guess.id_reason}."
    yield f"  id: {text_of(guess.id)}"
    if guess.unit is None:
        yield "  # If one person has several rows, name the column of the person: otherwise the intervals are too narrow."
        yield "  unit:"
    else:
        yield "  # Guess: this column is the person, because of its name. Rows of one person are resampled together."
        yield f"  unit: {text_of(guess.unit)}"
    yield '  unit_name: ""  # such as patients'
    yield "  outcome:"
    if guess.outcome_reason == "NONE":
        yield "    # No column has two levels: name the one of the outcome."
    else:
        yield f"    # Guess: this column is the outcome, because {guess.outcome_reason}."
    yield f"    column: {text_of(guess.outcome)}"
    if guess.positive_reason == "NONE":
        yield "    # Name the level that counts as positive. The wrong one turns every result into its opposite."
    else:
        yield f"    # Check this level: the wrong one turns every result into its opposite. Guess: {guess.positive_reason}."
    yield f"    positive: {text_of(guess.positive)}"
    yield '    words: ""  # such as death within ten years'


def _models(guess: Guess) -> Iterator[str]:
    yield ""
    scores, decisions = guess.scores, guess.decisions
    if not scores and not decisions:
        yield "  # No column looks like the output of a model: name it."
        scores = ["score"]
    else:
        yield "  # Guess: these columns are outputs of models. A higher score must mean that the outcome is more likely."
    yield "  models:"
    for kind, names in (("score", scores), ("decision", decisions)):
        for name in names:
            yield f"    - name: {text_of(name)}"
            yield f"      {kind}: {text_of(name)}"
    if scores:
        yield "  # Not a guess from the data: name the thresholds at which the models would be used, or rules such as youden."
        yield "  thresholds: [0.5]"


def _groups(guess: Guess) -> Iterator[str]:
    yield ""
    if guess.groups or guess.ages:
        yield "  # Guess: columns with few levels, and ages. Leave out what is no attribute of people or sites; add crosses such as sex*age."
        yield "  groups:"
        for name in guess.groups:
            # a name with a star is no cross
            yield f"    - {{column: {text_of(name)}}}" if "*" in name else f"    - {text_of(name)}"
        for name in guess.ages:
            yield f"    - column: {text_of(name)}"
            yield "      bins: [18, 40, 65]  # usual limits: <18, 18 to <40, 40 to <65, >=65"
    else:
        yield "  # No column has few levels. Name attributes such as sex, age and site:"
        yield "  groups: []"
    if guess.left_out:
        shown = ", ".join(text_of(name) for name in guess.left_out[:_MOST_NAMES])
        more = f" and {len(guess.left_out) - _MOST_NAMES} more" if len(guess.left_out) > _MOST_NAMES else ""
        yield f"  # Left out, because of many levels or many columns (numbers need bins): {shown}{more}."


def _end(guess: Guess) -> Iterator[str]:
    yield ""
    yield "  policies:  # error, or drop; predictions: worst_case, too"
    for name in ("duplicates", "labels", "predictions"):
        yield f"    {name}: error"
    if len(guess.scores) + len(guess.decisions) > 1:
        yield "  comparisons: {pairs: all}"
    if guess.groups or guess.ages:
        yield "  gaps: {kind: auto}"
    yield "  # What must be reached, for example:"
    yield "  #   - {metric: auroc, at_least: 0.75}"
    yield "  #   - {metric: sensitivity, at: 0.5, at_least: 0.8, groups: every, at_least_n: {denominator: 16}}"
    yield "  goals: []"


def _site(truth: str, predictions: Sequence[str]) -> Iterator[str]:
    yield ""
    yield "site:"
    yield f"  truth: {path_of(truth)}"
    if predictions:
        yield "  predictions:"
        for path in predictions:
            yield f"    - {path_of(path)}"
    else:
        yield "  predictions: []  # the outputs of the models are in the truth"
    yield "  missing: []  # texts that mean a missing cell, such as NA"
    yield "  output:"
    yield "    folder: audit"
    yield '  prepared_by: ""'
