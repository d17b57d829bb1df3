"""Lays the public data sets down as a.csv, b.csv and truth.csv, so that every tool reads the same.

Nothing is corrected: fields are those that the file's own separator gives, blanks included.
"""
import csv
import pathlib


def write(path, rows):
    with open(path, "w", newline="", encoding="utf-8") as out:
        csv.writer(out, lineterminator="\n").writerows(rows)


def separated(path, separator):
    with open(path, newline="", encoding="utf-8") as lines:
        rows = list(csv.reader(lines, delimiter=separator))
    width = len(rows[0])
    return [(row + [""] * width)[:width] for row in rows]


def lay_down(folder, tables, separator):
    for name, path in zip(("a", "b", "truth"), tables):
        write(folder / f"{name}.csv", separated(path, separator))


def dblp_acm(real, folder):
    at = real / "pyjedai_D4_DBLP-ACM"
    lay_down(folder, [at / "dblp.csv", at / "acm.csv", at / "gt.csv"], "%")


def abt_buy(real, folder):
    at = real / "pyjedai_D2_Abt-Buy"
    lay_down(folder, [at / "abt.csv", at / "buy.csv", at / "gt.csv"], "|")


def febrl4(package, folder):
    """The two halves of Febrl 4 as the package ships them; equal numbers are one person."""
    at = pathlib.Path(package) / "datasets" / "febrl"
    numbers = []
    for name in ("a", "b"):
        text = (at / f"dataset4{name}.csv").read_bytes()
        (folder / f"{name}.csv").write_bytes(text)
        ids = (line.split(",")[0] for line in text.decode().splitlines()[1:])
        numbers.append({number.split("-")[1]: number for number in ids if number})
    left, right = numbers
    pairs = [(left[number], right[number]) for number in left if number in right]
    write(folder / "truth.csv", [("a_id", "b_id"), *pairs])
