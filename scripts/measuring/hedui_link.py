"""Runs `hedui link` and reads what it wrote."""
import csv

from usage import measured

LINK, POSSIBLE = "link", "possible_link"


def run(hedui, folder, out, model=None, more=()):
    """Links a.csv and b.csv of a folder; the costs, and the links under `links` unless it failed."""
    command = [hedui, "link", folder / "a.csv", folder / "b.csv", "-o", out, *more]
    if model:
        command += ["--model", model]
    return measured(command)


def decided(path):
    """(left id, right id, decision, probability) of every line of a links or candidates file.

    The first two columns hold the ids; the others are found by name.
    """
    with open(path, newline="", encoding="utf-8") as lines:
        rows = csv.reader(lines)
        header = next(rows)
        decision, probability = header.index("decision"), header.index("probability")
        for row in rows:
            likely = float(row[probability]) if row[probability] else None
            yield row[0], row[1], row[decision], likely


def links(path):
    """The pairs that were linked, and how many more were put up for review."""
    linked, possible = set(), 0
    for left, right, decision, _ in decided(path):
        if decision == LINK:
            linked.add((left, right))
        possible += decision == POSSIBLE
    return linked, possible
