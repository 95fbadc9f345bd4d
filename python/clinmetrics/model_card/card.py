# SPDX-License-Identifier: Apache-2.0
"""The elements of the card in the order of its schema.

What neither the specification nor the result says is called not given: a card never contains a guess.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Union

from .given import NOT_GIVEN, Given
from .key_metrics import key_metrics

if TYPE_CHECKING:
    from ..result import Result

NAMESPACE = "https://mc.chai.org/v0.2/schema.xsd"

Content = Union[str, Mapping[str, Any], list[tuple[str, Any]]]


def model_card(result: Result, model: str | None = None) -> str:
    """The card of one model of the result as XML text.

    Raises
    ------
    ValueError
        The result has several models and `model` is not given, or it has no values for all rows.
    KeyError
        The result has no model of this name.
    """
    name = _one_model(result, model)
    given = Given.of(result, name)
    root = ET.Element("AppliedModelCard", {"xmlns": NAMESPACE})
    for tag, content in _parts(result, given, name).items():
        _add(root, tag, content)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _one_model(result: Result, model: str | None) -> str:
    models = result.models
    if model is not None:
        if model not in models:
            raise KeyError(f"the result has no model of this name; it has {len(models)}")
        return model
    if len(models) != 1:
        raise ValueError(f"the result has {len(models)} models, and a model card describes one; name it by `model`")
    return models[0]


def _parts(result: Result, given: Given, name: str) -> dict[str, Content]:
    return {
        "BasicInfo": {"ModelName": given.text(name), "ModelDeveloper": given.of_model("developer"), "DeveloperContact": NOT_GIVEN},
        "ReleaseInfo": {
            "ReleaseStage": NOT_GIVEN,
            "ReleaseDate": NOT_GIVEN,
            "ReleaseVersion": given.of_model("version"),
            "GlobalAvailability": NOT_GIVEN,
        },
        "ModelSummary": {"Summary": given.about("task"), "Keywords": {}},
        "UsesAndDirections": {
            "IntendedUseAndWorkflow": given.about("intended_use"),
            "PrimaryIntendedUsers": NOT_GIVEN,
            "HowToUse": NOT_GIVEN,
            "TargetedPatientPopulation": NOT_GIVEN,
            "CautionedOutOfScopeSettings": NOT_GIVEN,
        },
        "Warnings": {
            "KnownRisksAndLimitations": given.both(("Limitations", "limitations"), ("Safety implications", "safety_implications")),
            "KnownBiasesOrEthicalConsiderations": f"{NOT_GIVEN} The results by group are under FairnessEquity.",
            "ClinicalRiskLevel": NOT_GIVEN,
        },
        "TrustIngredients": _trust(given),
        "KeyMetrics": key_metrics(result, given, name),
        "Resources": {"PeerReviewedPublications": NOT_GIVEN, "PatientConsentOrDisclosure": NOT_GIVEN},
        "Bibliography": NOT_GIVEN,
    }


def _trust(given: Given) -> dict[str, Content]:
    facts = dict.fromkeys(
        (
            "InputDataSource",
            "OutputAndInputDataTypes",
            "DevelopmentDataCharacterization",
            "BiasMitigationApproaches",
            "OngoingMaintenance",
        ),
        NOT_GIVEN,
    )
    return {
        "AISystemFacts": {"OutcomesAndOutputs": given.outcome(), "ModelType": given.of_model("algorithm"), **facts},
        "TransparencyInformation": {"FundingSource": NOT_GIVEN, "StakeholdersConsulted": NOT_GIVEN},
    }


def _add(parent: ET.Element, tag: str, content: Content) -> None:
    """An element with its text, or with the elements below it."""
    element = ET.SubElement(parent, tag)
    if isinstance(content, str):
        element.text = content
        return
    for below, inner in content.items() if isinstance(content, Mapping) else content:
        _add(element, below, inner)
