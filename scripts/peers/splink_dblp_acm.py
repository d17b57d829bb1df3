"""Splink on DBLP-ACM: two bibliographies, unlabelled.

  splink_dblp_acm.py FOLDER         a.csv (DBLP), b.csv (ACM), truth.csv

Titles are compared by their words and by Jaro-Winkler, authors by their last names, the year by
its distance. Blocks: equal title, a rare word in common, an author's last name with the year. Both
sides are free of duplicates, so the assignment is one to one. `meter` is on the path.
"""
import logging
import re
import sys
import unicodedata

from meter import Meter, best_threshold, prf

folder = sys.argv[1].rstrip("/")
meter = Meter("splink_dblp_acm")
import duckdb
import polars
import splink
import splink.comparison_level_library as levels
import splink.comparison_library as comparisons
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

logging.getLogger("splink").setLevel(logging.ERROR)
meter.lap("import")

STOP = set("a an and for in of on the to with from by using over is at as via".split())


def plain(text):
    folded = unicodedata.normalize("NFKD", text or "").encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", " ", folded).strip()


def last_names(authors):
    names = (plain(name).split() for name in (authors or "").split(","))
    return sorted({name[-1] for name in names if name}) or None


def read(name):
    frame = polars.read_csv(f"{folder}/{name}.csv", infer_schema=False)
    titles = [plain(title) for title in frame["title"]]
    names = [last_names(authors) for authors in frame["authors"]]
    return polars.DataFrame({
        "unique_id": [f"{name}-{row}" for row in frame["id"]],
        "title": [title or None for title in titles],
        "words": [sorted(set(title.split()) - STOP) or None for title in titles],
        "authors": names,
        "first_author": [
            (plain(authors.split(",")[0]).split() or [None])[-1] if authors else None
            for authors in frame["authors"]
        ],
        "year": frame["year"].cast(polars.Int32, strict=False),
    })


def with_rare_words(left, right):
    """The words that at most 20 titles of both sides bear: good enough to meet on."""
    both = polars.concat([left, right])
    counts = both.explode("words").group_by("words").len()
    rare = set(counts.filter(polars.col("len") <= 20)["words"].to_list()) - {None}
    for frame in (left, right):
        bags = frame["words"].to_list()
        kept = [[word for word in (bag or []) if word in rare] or None for bag in bags]
        yield frame.with_columns(polars.Series("rare", kept, dtype=polars.List(polars.String)))


dblp, acm = with_rare_words(read("a"), read("b"))
truth = {
    (f"a-{left}", f"b-{right}")
    for left, right in polars.read_csv(f"{folder}/truth.csv", infer_schema=False).iter_rows()
}
meter.lap("read+clean")

api = DuckDBAPI(duckdb.connect())
tables = [
    api.register(frame.to_arrow(), dataset_display_name=name)
    for name, frame in (("a", dblp), ("b", acm))
]
shared = "len(list_intersect({c}_l, {c}_r))"
jaccard = shared + " >= {k} * len(list_distinct(list_concat({c}_l, {c}_r)))"


def overlap(column, least):
    return levels.CustomLevel(
        jaccard.format(c=column, k=least), label_for_charts=f"{column} overlap {least}"
    )


title = comparisons.CustomComparison(
    output_column_name="title",
    comparison_levels=[
        levels.NullLevel("title"),
        levels.ExactMatchLevel("title"),
        overlap("words", 0.8),
        levels.JaroWinklerLevel("title", 0.95),
        overlap("words", 0.6),
        overlap("words", 0.4),
        levels.ElseLevel(),
    ],
)
authors = comparisons.CustomComparison(
    output_column_name="authors",
    comparison_levels=[
        levels.NullLevel("authors"),
        overlap("authors", 1.0),
        overlap("authors", 0.6),
        levels.CustomLevel(shared.format(c="authors") + " >= 1", label_for_charts="one shared"),
        levels.ElseLevel(),
    ],
)
year = comparisons.CustomComparison(
    output_column_name="year",
    comparison_levels=[
        levels.NullLevel("year"),
        levels.ExactMatchLevel("year"),
        levels.CustomLevel("abs(year_l - year_r) <= 1", label_for_charts="a year apart"),
        levels.ElseLevel(),
    ],
)
settings = SettingsCreator(
    link_type="link_only",
    comparisons=[title, authors, year],
    blocking_rules_to_generate_predictions=[
        block_on("title"),
        block_on("rare", arrays_to_explode=["rare"]),
        block_on("authors", "year", arrays_to_explode=["authors"]),
    ],
    retain_matching_columns=False,
)
linker = Linker(tables, settings)
training = linker.training
training.estimate_probability_two_random_records_match([block_on("title", "year")], recall=0.8)
training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
training.estimate_parameters_using_expectation_maximisation(block_on("title"))
training.estimate_parameters_using_expectation_maximisation(block_on("first_author", "year"))
meter.lap("train")

scored = linker.inference.predict(threshold_match_weight=-10)
columns = "match_weight, unique_id_l, unique_id_r"
pairs = scored.as_duckdbpyrelation().select(columns).pl()
meter.lap("predict")
pairs = [(w, l, r) if l.startswith("a") else (w, r, l) for w, l, r in pairs.iter_rows()]
one = best_threshold(pairs, truth, True)
taken, links = set(), []
for weight, left, right in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
    if weight > 0 and left not in taken and right not in taken:
        taken |= {left, right}
        links.append((left, right))
meter.lap("one-to-one")
met = len({(left, right) for _, left, right in pairs} & truth)
meter.done(
    version=splink.__version__,
    duckdb=duckdb.__version__,
    pairs=len(pairs),
    blocking_recall=round(met / len(truth), 5),
    best=best_threshold(pairs, truth),
    best_1to1=one,
    own_1to1=prf(links, truth),
)
