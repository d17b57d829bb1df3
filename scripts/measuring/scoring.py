"""Links against truth: precision, recall, F1, misses by kind of noise, calibration."""
import collections
import csv


def pairs_of(path, separator=",", columns=(0, 1)):
    """The pairs of ids of a file whose first line is a header; half-empty lines are no pair."""
    with open(path, newline="", encoding="utf-8") as lines:
        rows = csv.reader(lines, delimiter=separator)
        next(rows)
        both = ((row[columns[0]], row[columns[1]]) for row in rows)
        return {pair for pair in both if pair[0] and pair[1]}


def accuracy(claimed, truth):
    right = len(claimed & truth)
    precision = right / len(claimed) if claimed else 0.0
    recall = right / len(truth) if truth else 0.0
    both = precision + recall
    return {
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / both if both else 0.0,
        "false": len(claimed) - right,
        "missed": len(truth) - right,
    }


def tagged_truth(path):
    """Each true pair with the noise that the generator put on it; `clean` where it put none."""
    with open(path, newline="", encoding="utf-8") as lines:
        rows = csv.reader(lines)
        next(rows)
        return {(a, b): (tags or "clean").split("|") for a, b, tags in rows if a and b}


def misses_by_tag(claimed, tagged):
    """For each kind of noise: how many true pairs bear it and how many of them were missed."""
    borne, missed = collections.Counter(), collections.Counter()
    for pair, tags in tagged.items():
        borne.update(tags)
        if pair not in claimed:
            missed.update(tags)
    return {tag: (count, missed[tag]) for tag, count in borne.most_common()}


class Calibration:
    """Predicted probability beside the observed share of true pairs, in ten bins of one width."""

    BINS = 10

    def __init__(self):
        self.count = [0] * self.BINS
        self.predicted = [0.0] * self.BINS
        self.observed = [0] * self.BINS

    def add(self, probability, true):
        place = min(int(probability * self.BINS), self.BINS - 1)
        self.count[place] += 1
        self.predicted[place] += probability
        self.observed[place] += bool(true)

    def expected_error(self):
        """The mean distance of the bins' two shares, weighted by the pairs in each."""
        total = sum(self.count)
        apart = (abs(p - o) for p, o in zip(self.predicted, self.observed))
        return sum(apart) / total if total else 0.0

    def rows(self):
        """(from, to, pairs, mean predicted, share observed) of every bin that holds a pair."""
        for place, count in enumerate(self.count):
            if count:
                low = place / self.BINS
                yield (
                    low,
                    low + 1 / self.BINS,
                    count,
                    self.predicted[place] / count,
                    self.observed[place] / count,
                )
