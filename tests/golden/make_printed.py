# SPDX-License-Identifier: Apache-2.0
"""Numbers that papers and other tools' manuals and test files print, to the digits that they print.

    python tests/golden/make_printed.py

Rows go to metrics/values.json and metrics/intervals.json; each holds to half a unit of its last digit.
"""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent / "metrics"))

import table

SCRIPT = Path(__file__).name
PROC = ("pROC", "1.18.0", "manual and test files, aSAH; the logit limits by formula from the variance")
BROWN = ("Brown LD, Cai TT, DasGupta A. Stat Sci 2001;16:101-133", "2001", "section 3.1: the lower limit is 0 at x = 0")
NEWCOMBE = ("Newcombe RG. Stat Med 1998;17:857-872", "1998", "table I")
EPIR = ("epiR", "2.0", "epi.tests, manual")
SKLEARN = ("scikit-learn", "1.x", "breast_cancer, malignant = 1")
DCURVES = ("dcurves", "1.1.7", "df_binary")
NEWCOMBE_10 = ("Newcombe RG. Stat Med 1998;17:873-890", "1998", "method 10, 56/70 - 48/80")
CUTPOINTR = ("cutpointr", "1.1", "vignette, suicide at a cut of 2")
RELOADED = ("Maier-Hein L et al. Nat Methods 2024;21:195-212", "2024", "supplementary note 2.24")

# metric, data, parameters, the number as printed, source
VALUES: list[tuple[str, str, dict[str, Any], str, tuple[str, str, str]]] = [
    ("auroc", "asah:s100b", {}, "0.7313685637", PROC),
    ("auroc", "breast_cancer:mean radius", {}, "0.9375165160", SKLEARN),
    ("auroc", "breast_cancer:mean concave points", {}, "0.9644376619", SKLEARN),
    ("auroc", "breast_cancer:worst perimeter", {}, "0.9754505576", SKLEARN),
    ("average_precision", "breast_cancer:mean radius", {}, "0.9229245947", SKLEARN),
    ("average_precision", "breast_cancer:mean concave points", {}, "0.9509013005", SKLEARN),
    ("average_precision", "breast_cancer:worst perimeter", {}, "0.967161229", SKLEARN),
    ("auroc", "dcurves:cancerpredmarker", {}, "0.860627538", DCURVES),
    ("sensitivity", "table:670/202/74/640", {}, "0.9005376344", EPIR),
    ("specificity", "table:670/202/74/640", {}, "0.7600950119", EPIR),
    ("ppv", "table:670/202/74/640", {}, "0.7683486239", EPIR),
    ("npv", "table:670/202/74/640", {}, "0.8963585434", EPIR),
    ("lr_positive", "table:670/202/74/640", {}, "3.7537261791", EPIR),
    ("lr_negative", "table:670/202/74/640", {}, "0.1308551747", EPIR),
    ("diagnostic_odds_ratio", "table:670/202/74/640", {}, "28.68611185", EPIR),
    ("informedness", "table:670/202/74/640", {}, "0.6606326463", EPIR),
    ("sensitivity", "table:32/68/4/428", {}, "0.8888888889", CUTPOINTR),
    ("specificity", "table:32/68/4/428", {}, "0.862903226", CUTPOINTR),
    ("accuracy", "table:32/68/4/428", {}, "0.864661654", CUTPOINTR),
    ("informedness", "table:32/68/4/428", {}, "0.75179211", CUTPOINTR),
    ("ece", "metrics_reloaded", {"bins": 2}, "0.11", RELOADED),
    ("ece", "metrics_reloaded", {"bins": 5}, "0.32", RELOADED),
    ("ece", "metrics_reloaded", {"bins": 10}, "0.36", RELOADED),
]
# metric, data, method, lower and upper as printed, source
INTERVALS: list[tuple[str, str, str, str, str, tuple[str, str, str]]] = [
    ("auroc", "asah:s100b", "delong", "0.6301182118", "0.8326189156", PROC),
    ("auroc", "asah:s100b", "logit_delong", "0.6192169390", "0.8200857499", PROC),
    ("auroc", "asah:wfns", "logit_delong", "0.7357640966", "0.8868418443", PROC),
    ("auroc", "asah:ndka", "logit_delong", "0.4973305656", "0.7154042339", PROC),
    ("auroc", "breast_cancer:mean radius", "logit_delong", "0.9136035435", "0.9551358336", SKLEARN),
    ("auroc", "dcurves:cancerpredmarker", "delong", "0.821927", "0.899328", DCURVES),
    ("sensitivity", "table:670/202/74/640", "clopper_pearson", "0.8767461768", "0.9210922996", EPIR),
    ("specificity", "table:670/202/74/640", "clopper_pearson", "0.7297764632", "0.7885803246", EPIR),
    ("lr_positive", "table:670/202/74/640", "log", "3.3206884355", "4.2432346488", EPIR),
    ("lr_negative", "table:670/202/74/640", "log", "0.1050643235", "0.1629770809", EPIR),
    ("sensitivity", "table:81/0/182/1", "wilson", "0.255289", "0.366210", NEWCOMBE),
    ("sensitivity", "table:81/0/182/1", "clopper_pearson", "0.252737", "0.367622", NEWCOMBE),
    ("sensitivity", "table:81/0/182/1", "agresti_coull", "0.255221", "0.366277", NEWCOMBE),
    ("sensitivity", "table:81/0/182/1", "jeffreys", "0.254522", "0.365647", NEWCOMBE),
    ("sensitivity", "table:81/0/182/1", "mid_p", "0.2544", "0.3658", NEWCOMBE),
    ("sensitivity", "table:15/0/133/1", "wilson", "0.062386", "0.160487", NEWCOMBE),
    ("sensitivity", "table:15/0/133/1", "clopper_pearson", "0.057844", "0.161650", NEWCOMBE),
    ("sensitivity", "table:0/0/20/1", "wilson", "0", "0.161125", NEWCOMBE),
    ("sensitivity", "table:0/0/20/1", "clopper_pearson", "0", "0.168433", NEWCOMBE),
    ("sensitivity", "table:0/0/20/1", "jeffreys", "0", "0.116639", BROWN),
    ("sensitivity", "table:1/0/28/1", "wilson", "0.006113", "0.171755", NEWCOMBE),
    ("sensitivity", "table:1/0/28/1", "clopper_pearson", "0.000873", "0.177644", NEWCOMBE),
    ("sensitivity", "table:10/0/0/1", "wilson", "0.722467", "1", NEWCOMBE),
    ("sensitivity", "table:10/0/0/1", "clopper_pearson", "0.691503", "1", NEWCOMBE),
    ("informedness", "table:56/48/14/32", "square_and_add", "0.0524314724", "0.3338726540", NEWCOMBE_10),
]


def half_unit(text: str) -> float:
    """What rounding to the printed digits may have taken; a bare 0 or 1 is meant exactly."""
    exponent = Decimal(text).as_tuple().exponent
    assert isinstance(exponent, int)
    return 0.5000001 * 10.0**exponent if exponent < 0 else 0.0


def source(of: tuple[str, str, str]) -> dict[str, str]:
    return dict(zip(("tool", "version", "call"), of))


if __name__ == "__main__":
    values = [
        {"metric": m, "data": d, "parameters": p, "value": float(x), "tolerance": half_unit(x), "absolute": True, **source(s)}
        for m, d, p, x, s in VALUES
    ]
    intervals = [
        {
            "metric": m, "data": d, "ci": ci, "level": 0.95, "lower": float(a), "upper": float(b), "tolerance": max(half_unit(a), half_unit(b)),
            "absolute": True, "method": ci, **source(s),
        }
        for m, d, ci, a, b, s in INTERVALS
    ]  # fmt: skip
    table.replace("values", SCRIPT, values)
    table.replace("intervals", SCRIPT, intervals)
