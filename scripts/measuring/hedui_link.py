"""Runs `hedui link` and reads what it wrote."""
import csv

from usage import measured

LINK, POSSIBLE = "link", "possible_link"


def run(hedui, folder, out, model=None, more=()):
    """Links a.csv and b.csv of a folder; what it cost, and why it failed if it did."""
    out.unlink(missing_ok=True)
    command = [hedui, "link", folder / "a.csv", folder / "b.csv", "-o", out, *more]
    if model:
        command += ["--model", model]
    return measured(command)


def ids(table):
    """The first field of each row, by the row's number as a spreadsheet shows it."""
    with open(table, newline="", encoding="utf-8") as lines:
        return {str(number): row[0] for number, row in enumerate(csv.reader(lines), 1) if row}


def decided(path, folder):
    """(left id, right id, decision, probability) of every line of a file of links or candidates.

    Candidates bear no decision: empty there.
    """
    left, right = ids(folder / "a.csv"), ids(folder / "b.csv")
    with open(path, newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            pair = left[row["left_row"]], right[row["right_row"]]
            yield *pair, row.get("decision", ""), float(row["probability"])


def links(path, folder):
    """The pairs that were linked, and how many more were put up for review."""
    linked, possible = set(), 0
    for left, right, decision, _ in decided(path, folder):
        if decision == LINK:
            linked.add((left, right))
        possible += decision == POSSIBLE
    return linked, possible
