# SPDX-License-Identifier: Apache-2.0
"""The metric as a function, by name in evaluate, in the catalogue, and its errors."""

import clinmetrics as cm
import my_metric
import pytest

DIED = [1, 0, 0, 1, 0, 1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 1]
RISK = [0.91, 0.08, 0.35, 0.62, 0.14, 0.27, 0.77, 0.05, 0.44, 0.19, 0.58, 0.11]
RISK += [0.83, 0.30, 0.22, 0.49, 0.07, 0.66, 0.16, 0.39, 0.71, 0.12, 0.25, 0.52]


def test_value_by_hand():
    e = my_metric.net_benefit(DIED, RISK, threshold=0.4)  # 8 true and 2 false positives among 24 rows
    assert float(e) == pytest.approx(7.5 / 24, abs=1e-15)
    assert e.method == "transform_t"
    assert e.lower < e.value < e.upper
    assert float(my_metric.net_benefit(DIED, RISK, threshold=0.4, harm=1)) == pytest.approx(6 / 24, abs=1e-15)


def test_evaluate_knows_it_by_name():
    data = {"died": DIED, "risk": RISK, "sex": ["F", "M"] * 12}
    result = cm.evaluate(
        data, y_true="died", y_score="risk", threshold=[0.2, 0.4], groups="sex", metrics=["my_net_benefit(harm=1)", "auroc"], seed=3
    )
    whole = result["my_net_benefit"].where(attribute="all", threshold=0.4).one()
    assert whole.parameters == {"harm": 1.0, "threshold": 0.4}
    assert whole.value == float(my_metric.net_benefit(DIED, RISK, threshold=0.4, harm=1))
    women = result["my_net_benefit"].where(attribute="sex", group="F", threshold=0.4).one()
    assert women.value == float(my_metric.net_benefit(DIED[::2], RISK[::2], threshold=0.4, harm=1))
    assert cm.Result.from_json(result.to_json()) == result


def test_replicates_are_the_metric_of_reweighted_rows():
    kept = cm.evaluate(
        y_true=DIED, y_score=RISK, threshold=0.4, metrics="my_net_benefit", ci="percentile", n_resamples=400, seed=5, keep_replicates=True
    ).one()
    weights = cm.resample_weights(len(DIED), 400, seed=5)
    by_hand = [float(my_metric.net_benefit(DIED, RISK, threshold=0.4, sample_weight=w, ci=None)) for w in weights[:20]]
    assert kept.replicates[:20].tolist() == by_hand


def test_catalogue_shows_it():
    about = next(m for m in cm.catalogue() if m["name"] == "my_net_benefit")
    assert about["family"] == "utility"
    assert about["parameters"][0]["name"] == "harm"


def test_refusals():
    with pytest.raises(ValueError, match="already registered"):
        cm.register_metric(my_metric._my_metric.record())
    with pytest.raises(ValueError, match="does not exist for"):
        my_metric.net_benefit(DIED, RISK, threshold=0.4, ci="wilson")
    with pytest.raises(ValueError, match="number from 0"):
        my_metric.net_benefit(DIED, RISK, threshold=0.4, harm=-1)
