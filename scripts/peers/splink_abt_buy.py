"""Splink on Abt-Buy: two shops' catalogues, unlabelled.

  splink_abt_buy.py FOLDER          a.csv (Abt), b.csv (Buy), truth.csv

A product's name carries its model number, which is drawn out: a word with letters and digits, its
hyphens dropped. Compared are model numbers, rare words, the names' words, the maker (first word)
and the price. Blocks: a model number, a rare word, the maker. The assignment is one to one.
`meter` is on the path.
"""
import logging
import re
import sys

from meter import Meter, best_threshold, prf

folder = sys.argv[1].rstrip("/")
meter = Meter("splink_abt_buy")
import duckdb
import polars
import splink
import splink.comparison_level_library as levels
import splink.comparison_library as comparisons
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

logging.getLogger("splink").setLevel(logging.ERROR)
meter.lap("import")


def words(text):
    return sorted(set(re.findall(r"[a-z0-9.]+", re.sub(r"[-/](?=\S)", "", text.lower()))))


def models(text):
    """Words with letters and digits, or of five digits and more: what makers call their products."""
    joined = [word.strip(".") for word in words(text)]
    mixed = (
        word for word in joined
        if len(word) >= 4 and re.search(r"\d", word) and re.search(r"[a-z]", word)
    )
    digits = (word for word in joined if word.isdigit() and len(word) >= 5)
    return sorted({*mixed, *digits}) or None


def read(name):
    frame = polars.read_csv(f"{folder}/{name}.csv", infer_schema=False).fill_null("")
    whole = [f"{a} {b}" for a, b in zip(frame["name"], frame["description"])]
    listed = polars.List(polars.String)
    return polars.DataFrame({
        "unique_id": [f"{name}-{row}" for row in frame["id"]],
        "maker": [(text.lower().split() or [None])[0] for text in frame["name"]],
        "words": polars.Series([words(text) or None for text in frame["name"]], dtype=listed),
        "bag": polars.Series([words(text) or None for text in whole], dtype=listed),
        "models": polars.Series([models(text) for text in frame["name"]], dtype=listed),
        "longest": [max(models(text) or [""], key=len) or None for text in frame["name"]],
        "price": frame["price"].str.replace_all(r"[$,]", "").cast(polars.Float64, strict=False),
    })


def with_rare_words(left, right):
    """The words that at most 6 products of both shops bear."""
    counts = polars.concat([left, right]).explode("bag").group_by("bag").len()
    rare = set(counts.filter(polars.col("len") <= 6)["bag"].to_list()) - {None}
    for frame in (left, right):
        bags = frame["bag"].to_list()
        kept = [[word for word in (bag or []) if word in rare] or None for bag in bags]
        yield frame.with_columns(polars.Series("rare", kept, dtype=polars.List(polars.String)))


abt, buy = with_rare_words(read("a"), read("b"))
truth = {
    (f"a-{left}", f"b-{right}")
    for left, right in polars.read_csv(f"{folder}/truth.csv", infer_schema=False).iter_rows()
}
meter.lap("read+clean")

api = DuckDBAPI(duckdb.connect())
tables = [
    api.register(frame.drop("bag").to_arrow(), dataset_display_name=name)
    for name, frame in (("a", abt), ("b", buy))
]


def overlap(least):
    shared = "len(list_intersect(words_l, words_r))"
    smaller = "least(len(words_l), len(words_r))"
    return levels.CustomLevel(
        f"{shared} >= {least} * {smaller}", label_for_charts=f"words overlap {least}"
    )


model = comparisons.CustomComparison(
    output_column_name="models",
    comparison_levels=[
        levels.NullLevel("models"),
        levels.ArrayIntersectLevel("models", min_intersection=1),
        levels.JaroWinklerLevel("longest", 0.95),
        levels.JaroWinklerLevel("longest", 0.88),
        levels.ElseLevel(),
    ],
)
name = comparisons.CustomComparison(
    output_column_name="words",
    comparison_levels=[
        levels.NullLevel("words"),
        overlap(0.7),
        overlap(0.5),
        overlap(0.3),
        levels.ElseLevel(),
    ],
)
price = comparisons.CustomComparison(
    output_column_name="price",
    comparison_levels=[
        levels.NullLevel("price"),
        levels.PercentageDifferenceLevel("price", 0.1),
        levels.PercentageDifferenceLevel("price", 0.4),
        levels.ElseLevel(),
    ],
)
settings = SettingsCreator(
    link_type="link_only",
    comparisons=[
        model,
        comparisons.ArrayIntersectAtSizes("rare", [3, 2, 1]),
        name,
        comparisons.ExactMatch("maker").configure(term_frequency_adjustments=True),
        price,
    ],
    blocking_rules_to_generate_predictions=[
        block_on("models", arrays_to_explode=["models"]),
        block_on("rare", arrays_to_explode=["rare"]),
        block_on("maker"),
    ],
    retain_matching_columns=False,
)
linker = Linker(tables, settings)
training = linker.training
by_model = block_on("longest")
training.estimate_probability_two_random_records_match([by_model], recall=0.5)
training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
training.estimate_parameters_using_expectation_maximisation(by_model)
training.estimate_parameters_using_expectation_maximisation(block_on("maker"))
meter.lap("train")

scored = linker.inference.predict(threshold_match_weight=-10)
columns = "match_weight, unique_id_l, unique_id_r"
pairs = scored.as_duckdbpyrelation().select(columns).pl()
meter.lap("predict")
pairs = [(w, l, r) if l.startswith("a") else (w, r, l) for w, l, r in pairs.iter_rows()]
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
    best_1to1=best_threshold(pairs, truth, True),
    own_1to1=prf(links, truth),
)
