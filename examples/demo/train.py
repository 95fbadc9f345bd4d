# SPDX-License-Identifier: Apache-2.0
"""Make the demo's predictions: two models of death by 1992, each person scored by models that never saw that person.

Run by `make demo-data`, which installs the versions named in PROVENANCE.md. Writes predictions.parquet and predictions.csv beside this file.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from causaldata import nhefs
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

HERE = Path(__file__).resolve().parent

# All predictors were recorded in 1971-75. Information from the visit of 1982 or later is left out (weight, blood pressure, smoking since
# then, prices of 1982, dates of death), and also race and birthplace, by which the models are audited and which they do not use.
AMOUNTS = ["age", "income", "school", "ht", "wt71", "smokeintensity", "smokeyrs", "cholesterol"]
CHOICES = ["sex", "education", "marital", "active", "exercise", "hbp", "diabetes", "hbpmed", "alcoholfreq", "alcoholtype", "birthcontrol"]
CHOICES += ["boweltrouble"]
YES_NO = ["asthma", "bronch", "tb", "hf", "pepticulcer", "colitis", "hepatitis", "chroniccough", "hayfever", "polio", "tumor"]
YES_NO += ["nervousbreak", "headache", "otherpain", "weakheart", "allergies", "nerves", "lackpep", "wtloss", "infection"]

SEX = {0: "male", 1: "female"}
RACE = {0: "white", 1: "black or other"}
EDUCATION = {1: "8th grade or less", 2: "high school dropout", 3: "high school", 4: "college dropout", 5: "college or more"}


def income_band(code: float) -> str | None:
    """Family income of 1971 from the codebook's classes 11 to 22; None if it is not known."""
    if np.isnan(code):
        return None
    return "under $5,000" if code <= 15 else "$5,000-9,999" if code <= 18 else "$10,000-14,999" if code <= 19 else "$15,000 or more"


def age_band(age: float) -> str:
    """Bands of ten years from 25."""
    low = 25 + int(age - 25) // 10 * 10
    return f"{low}-{low + 9}"


def models() -> dict[str, object]:
    """Return the two unfitted models, each with its preparation of the data."""
    prepare = ColumnTransformer(
        [
            ("amounts", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), AMOUNTS),
            ("choices", OneHotEncoder(handle_unknown="ignore"), CHOICES),
        ],
        remainder="passthrough",
    )
    return {
        "logistic": make_pipeline(prepare, LogisticRegression(C=0.1, max_iter=5000)),
        "boosting": HistGradientBoostingClassifier(random_state=0),
    }


def main() -> None:
    """Train in five folds, write both files and print the AUROCs."""
    people = nhefs.load_pandas().data.sort_values("seqn").reset_index(drop=True)
    died = people["death"].astype(int)
    features = people[AMOUNTS + CHOICES + YES_NO].astype(float)
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    table = pd.DataFrame({"patient_id": people["seqn"].astype("int32"), "died": died.astype("int8")})
    for name, model in models().items():
        table[name] = cross_val_predict(model, features, died, cv=folds, method="predict_proba")[:, 1].round(6)
        print(f"{name}: AUROC {roc_auc_score(died, table[name]):.4f}")
    table["sex"] = people["sex"].astype(int).map(SEX)
    table["race"] = people["race"].astype(int).map(RACE)
    table["age"] = people["age"].astype("int8")
    table["age_band"] = people["age"].map(age_band)
    table["education"] = people["education"].astype(int).map(EDUCATION)
    table["income"] = people["income"].map(income_band)
    table.to_parquet(HERE / "predictions.parquet", index=False, compression="zstd")
    table.to_csv(HERE / "predictions.csv", index=False, lineterminator="\n")
    print(f"{len(table)} people, {died.sum()} deaths")


if __name__ == "__main__":
    main()
