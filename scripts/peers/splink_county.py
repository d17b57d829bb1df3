"""Splink on the pairs of `scripts/county-pairs --headers plain`: no document numbers anywhere.

  splink_county.py FOLDER           LINKS=FILE also writes the links

Cleaned by the peers' own `prep`, with the county's own area names cut off the firms' names and the
blanks inside codes closed up; m is learned among pairs with one code and day and pairs with one
core name and day, so that it is learned from visits and not from firms. Pairs of one firm are
compared within eight days, or where a day is missing. `meter` and `prep` are on the path.
"""
import logging
import os
import sys

from meter import Meter, best_threshold, prf

folder = sys.argv[1].rstrip("/")
meter = Meter("splink_county")
import duckdb
import polars
import splink
import splink.comparison_level_library as levels
import splink.comparison_library as comparisons
from prep import load
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

logging.getLogger("splink").setLevel(logging.ERROR)
meter.lap("import")
left, right, truth = load(folder)


def with_county(frame, file, code):
    """The county's prefix off the core name; a code written in groups made whole."""
    towns = "|".join(left["town"].drop_nulls().unique().sort())
    prefix = f"^(湖南|湘潭市|湘乡市|湘乡)?(({towns})(镇|乡|街道)?)?"
    tail = r"有限责任公司$|有限公司$|公司$|\(停产\)$"
    raw = polars.read_csv(f"{folder}/{file}.csv", infer_schema=False)[code]
    whole = raw.str.replace_all(r"\s", "").str.to_uppercase()
    core = polars.col("name").str.replace(prefix, "").str.replace(tail, "")
    return frame.with_columns(
        polars.when(core.str.len_chars() > 1).then(core).otherwise(polars.col("name")).alias("core"),
        polars.Series("code", whole),
    ).with_columns(
        polars.when(polars.col("code").str.contains("^9[0-9A-Z]{17}$")).then(polars.col("code")),
        pre=polars.col("core").str.slice(0, 2),
    )


left = with_county(left, "a", "统一社会信用代码")
right = with_county(right, "b", "社会信用代码")
meter.lap("read+clean")

KEPT = ["id", "name", "core", "code", "off", "town", "typ", "month", "day", "pre"]
api = DuckDBAPI(duckdb.connect())
tables = [
    api.register(
        frame.select(KEPT).rename({"id": "unique_id"}).to_arrow(), dataset_display_name=name
    )
    for name, frame in (("a", left), ("b", right))
]


def days(most):
    return levels.CustomLevel(f"abs(day_l - day_r) <= {most}", label_for_charts=f"{most} days")


name = comparisons.CustomComparison(
    output_column_name="name",
    comparison_levels=[
        levels.NullLevel("core"),
        levels.ExactMatchLevel("name"),
        levels.ExactMatchLevel("core", term_frequency_adjustments=True),
        levels.JaroWinklerLevel("core", 0.95),
        levels.JaroWinklerLevel("core", 0.88),
        levels.JaroWinklerLevel("core", 0.75),
        levels.ElseLevel(),
    ],
)
code = comparisons.CustomComparison(
    output_column_name="code",
    comparison_levels=[
        levels.NullLevel("code"),
        levels.ExactMatchLevel("code"),
        levels.LevenshteinLevel("code", 1),
        levels.ElseLevel(),
    ],
)
day = comparisons.CustomComparison(
    output_column_name="day",
    comparison_levels=[levels.NullLevel("day"), *map(days, (0, 1, 4, 31)), levels.ElseLevel()],
)
near = "(abs(l.day - r.day) <= 8 or l.day is null or r.day is null)"
settings = SettingsCreator(
    link_type="link_only",
    comparisons=[
        name,
        code,
        day,
        comparisons.ArrayIntersectAtSizes("off", [2, 1]),
        comparisons.ExactMatch("town"),
        comparisons.ExactMatch("typ"),
    ],
    blocking_rules_to_generate_predictions=[
        f"l.code = r.code and {near}",
        f"l.core = r.core and {near}",
        block_on("day", "town"),
        block_on("day", "pre"),
        block_on("month", "pre", "town"),
    ],
    retain_matching_columns=False,
)
linker = Linker(tables, settings)
training = linker.training
same_visit = [block_on("code", "day"), block_on("core", "day", "town")]
training.estimate_probability_two_random_records_match(same_visit, recall=0.6)
training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
for rule in (block_on("code", "day"), block_on("core", "typ", "town")):
    training.estimate_parameters_using_expectation_maximisation(rule)
meter.lap("train")
scored = linker.inference.predict(threshold_match_weight=-5)
meter.lap("predict")
clusters = linker.clustering.cluster_using_single_best_links(
    scored, duplicate_free_datasets=["a", "b"], threshold_match_probability=0.5
)
sides = clusters.as_duckdbpyrelation().select("cluster_id, unique_id").pl()
is_left = polars.col("unique_id").str.starts_with("JC")
links = (
    sides.filter(is_left)
    .join(sides.filter(~is_left), on="cluster_id")
    .select(a_id="unique_id", b_id="unique_id_right")
)
meter.lap("one-to-one")
if os.environ.get("LINKS"):
    links.write_csv(os.environ["LINKS"])
true = set(truth.select("a_id", "b_id").iter_rows())
columns = "match_weight, unique_id_l, unique_id_r"
pairs = [
    (w, l, r) if l.startswith("JC") else (w, r, l)
    for w, l, r in scored.as_duckdbpyrelation().select(columns).pl().iter_rows()
]
meter.done(
    version=splink.__version__,
    pairs=len(pairs),
    blocking_recall=round(len({(l, r) for _, l, r in pairs} & true) / len(true), 5),
    best_1to1=best_threshold(pairs, true, True),
    own_1to1=prf(links.iter_rows(), true),
)
