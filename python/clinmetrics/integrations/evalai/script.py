# SPDX-License-Identifier: Apache-2.0
"""The evaluation script of a bundle: two short files beside the specification and the board."""

from __future__ import annotations

INIT = '''\
"""Installs clinmetrics from the folder wheels, without a network, if the worker does not have it; then gives `evaluate`."""

import importlib
import importlib.util
import pathlib
import subprocess
import sys

if importlib.util.find_spec("clinmetrics") is None:
    wheels = pathlib.Path(__file__).resolve().parent / "wheels"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index"]
    done = subprocess.run([*command, "--find-links", str(wheels), "clinmetrics"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        raise ImportError("clinmetrics could not be installed from wheels: " + done.stdout.decode("utf-8", "replace")[-2000:])
    importlib.invalidate_caches()

from .main import evaluate  # noqa: E402, F401
'''

MAIN = '''\
"""Scores a submission by specification.json and board.json, which lie beside this file."""

import pathlib

from clinmetrics.integrations.evalai import evaluator

evaluate = evaluator(pathlib.Path(__file__).resolve().parent)
'''
