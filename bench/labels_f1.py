"""Labels learnt from people's labels, by nested cross-validation on the categories of Korean petitions, against TF-IDF over blank-separated words with the same kind of linear model.

    python bench/labels_f1.py ../shared/data/petitions_kr/petitions.csv.gz

Outer: five stratified folds; inner: three, which choose the cost of errors (and for the baseline whether rare labels count more). Macro-F1 over all labels.
"""

from __future__ import annotations

import argparse
import csv
import gzip
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from dosi.voice.opinions.learning import weighing
from dosi.voice.opinions.tokens import words_of

COSTS = (0.1, 0.3, 1.0)


def nested(texts: list[Any], labels: np.ndarray, vectors: Any, weights: tuple[str | None, ...]) -> list[float]:
    """Macro-F1 of each outer fold."""
    found = []
    for train, test in StratifiedKFold(5, shuffle=True, random_state=0).split(labels, labels):
        inner = []
        for weight in weights:
            for cost in COSTS:
                guess = np.empty(len(train), dtype=object)
                for a, b in StratifiedKFold(3, shuffle=True, random_state=1).split(train, labels[train]):
                    guess[b] = fit(texts, labels, train[a], vectors, cost, weight).predict([texts[i] for i in train[b]])
                inner.append((f1_score(labels[train], guess, average="macro"), cost, weight))
        _, cost, weight = max(inner, key=lambda i: i[0])
        model = fit(texts, labels, train, vectors, cost, weight)
        found.append(float(f1_score(labels[test], model.predict([texts[i] for i in test]), average="macro")))
    return found


def fit(texts: list[Any], labels: np.ndarray, rows: np.ndarray, vectors: Any, cost: float, weight: str | None) -> Any:
    """A linear support vector machine over the given vectors."""
    return make_pipeline(vectors(), LinearSVC(C=cost, class_weight=weight, random_state=0)).fit([texts[i] for i in rows], labels[rows])


def main() -> None:
    """Print both."""
    asked = argparse.ArgumentParser()
    asked.add_argument("file", type=Path)
    with gzip.open(asked.parse_args().file, "rt", encoding="utf-8", newline="") as stream:
        rows = [r for r in csv.DictReader(stream) if r["category"]]
    labels = np.array([r["category"] for r in rows])
    texts = [f"{r['title']} {r['content']}" for r in rows]
    print(f"{len(rows):,} petitions, {len({*labels})} labels")
    for name, given, vectors, weights in (("TF-IDF + linear", texts, TfidfVectorizer, (None, "balanced")), ("dosi", [*words_of(texts)], weighing, ("balanced",))):
        f1 = nested(given, labels, vectors, weights)
        print(f"{name:16} macro-F1 {np.mean(f1):.3f}  folds {' '.join(f'{f:.3f}' for f in f1)}", flush=True)


if __name__ == "__main__":
    main()
