"""The round trip of scripts/review-round-trip, step by step, each with what must come of it."""

import csv
import glob
import hashlib
import json
import os
import shutil
import subprocess
import sys

from office import Office, Review

PROGRAM, PLACE = sys.argv[1], sys.argv[2]
YEAR = os.path.join(PLACE, "year")


def hedui(*words, code=0):
    done = subprocess.run([PROGRAM, *words, "--lang", "zh", "--format", "json"],
                          capture_output=True, text=True, env={"HOME": PLACE, "USER": "值班员"})
    assert done.returncode == code, (words, done.returncode, done.stderr)
    return json.loads(done.stdout), done.stderr


def run(year=YEAR):
    hedui("run", year)
    out = os.path.join(year, "hedui-run")
    links = list(csv.DictReader(open(f"{out}/links.csv", encoding="utf-8")))
    ledger = list(csv.DictReader(open(f"{out}/ledger.csv", encoding="utf-8")))
    findings = list(csv.DictReader(open(f"{out}/findings.csv", encoding="utf-8")))
    bytes_of = {name: hashlib.sha256(open(f"{out}/{name}", "rb").read()).hexdigest()
                for name in sorted(os.listdir(out)) if name != "manifest.json"}
    return links, ledger, findings, bytes_of


def judged(links):
    return {(link["safety_event"], link["platform_event"]) for link in links
            if link["judgement"] in ("same_visit", "second_code")}


def stale(findings):
    return [finding["rule"] for finding in findings if finding["rule"].startswith("L40")]


def say(step, **figures):
    print(f"{step}: " + ", ".join(f"{name} {value}" for name, value in figures.items()))


def fill(office, source, saved):
    """Sorts, fills in some of the lines by hand, deletes others, filters, resizes, saves."""
    review = Review(office.open(source))
    review.sort("检查对象(执法系统)", False)
    given = {"same": [], "different": [], "missed": [], "false": []}
    for nth, row in enumerate(review.rows()):
        about = review.text(row, "hedui:about")
        ids = (review.text(row, "hedui:inspection"), review.text(row, "hedui:code"))
        if nth % 3 == 2:
            continue
        if about == "code":
            review.put(row, "判定(下拉选择)", " 虚假 扫码 ")
            given["false"].append(ids[1])
        elif ids[1] and ids[1] not in [pair[1] for pair in given["same"]] and nth % 2 == 0:
            review.put(row, "判定(下拉选择)", "同一次检查")
            review.put(row, "理由", "=查阅纸质档案")
            review.put(row, "复核人", "张三")
            review.put(row, "复核日期", "2026年1月5日")
            given["same"].append(ids)
        elif ids[1]:
            review.put(row, "判定(下拉选择)", "不同")
            review.put(row, "复核人", "李四")
            given["different"].append(ids)
        else:
            review.put(row, "判定(下拉选择)", "确为漏扫")
            given["missed"].append(ids[0])
    rows = list(review.rows())
    blank = [row for row in rows if not review.text(row, "判定(下拉选择)")]
    deleted = blank[::2]
    for row in reversed(deleted):
        review.delete(row)
    review.widen("理由", 9000)
    review.widen("序号", 4000)
    review.filter("类别", "有检查无码")
    review.save(saved)
    return given, len(rows) - len(deleted), len(deleted)


def change(name, ids, day_column):
    """Moves the day of one row, as somebody who corrects a date would; answers with its id."""
    for path in glob.glob(f"{YEAR}/{name}"):
        ledger = csv.DictReader(open(f"{YEAR}/hedui-run/ledger.csv", encoding="utf-8"))
        rows = {row["row"]: row["inspection_id"] for row in ledger
                if row["file"] == name and row["disposition"] == "record"}
        number = next(int(row) for row, id in rows.items() if id in ids)
        lines = list(csv.reader(open(path, encoding="utf-8-sig")))
        header = lines[0]
        at = next(i for i, text in enumerate(header) if day_column in text)
        line = lines[number - 1]
        before = line[at]
        line[at] = "2025-02-11" if "02-11" not in before else "2025-02-12"
        with open(path, "w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows(lines)
        return rows[str(number)]


def main():
    out, _ = hedui("review", "export", YEAR)
    book = os.path.join(YEAR, "复核.xlsx")
    say("exported", **{name: out[name] for name in (
        "lines", "possible_links", "inspections_without_code", "codes_without_inspection")})
    before = run()
    office = Office(PLACE)
    try:
        given, left, deleted = fill(office, book, f"{PLACE}/改.xlsx")
        Review(office.open(f"{PLACE}/改.xlsx")).save(f"{PLACE}/改.ods")
    finally:
        office.close()
    total = sum(len(ids) for ids in given.values())
    say("filled in by LibreOffice", decided=total, deleted=deleted, left=left)

    done, _ = hedui("review", "apply", f"{PLACE}/改.xlsx", YEAR)
    say("applied .xlsx", **{name: done[name] for name in ("lines", "kept", "open", "refused")})
    assert done["lines"] == left and done["kept"] == total and done["refused"] == 0, done
    again, _ = hedui("review", "apply", f"{PLACE}/改.ods", YEAR)
    say("applied .ods again", kept=again["kept"], known=again["known"])
    assert again["kept"] == 0 and again["known"] == total, again
    kept = [json.loads(line) for line in open(f"{YEAR}/judgements.jsonl", encoding="utf-8")]
    assert {line["by"] for line in kept} <= {"张三", "李四", "值班员"}
    assert any(line["why"] == "=查阅纸质档案" and line["on"] == "2026-01-05" for line in kept)

    first, second = run(), run()
    assert first[3] == second[3], "the same judgements give the same bytes"
    assert judged(first[0]) == set(given["same"]), "every pair judged one visit is linked"
    linked = {(link["safety_event"], link["platform_event"]) for link in first[0]}
    assert not linked & set(given["different"]), "no pair judged two visits is linked"
    assert not stale(first[2]), stale(first[2])
    told = sum("人工复核" in row["detail"] for row in first[1])
    say("second run", linked_by_judgement=len(judged(first[0])), details_that_say_so=told,
        links_before=len(before[0]), links=len(first[0]))
    rest, _ = hedui("review", "export", YEAR, "-o", f"{PLACE}/再.xlsx")
    say("exported again", lines=rest["lines"], decided=rest["decided"])

    other = os.path.join(PLACE, "另一次导出")
    os.makedirs(f"{other}/台账")
    for name in ("plan", "roster", "hedui.toml", "judgements.jsonl"):
        source = f"{YEAR}/{name}"
        (shutil.copytree if os.path.isdir(source) else shutil.copy)(source, f"{other}/{name}")
    settings = open(f"{other}/hedui.toml", encoding="utf-8").read()
    with open(f"{other}/hedui.toml", "w", encoding="utf-8") as out:
        out.write(settings.replace("safety/*", "台账/检查*").replace("platform/*", "台账/码*"))
    for name, renamed in (("safety/register.csv", "检查2026"), ("platform/codes.csv", "码2026")):
        lines = list(csv.reader(open(f"{YEAR}/{name}", encoding="utf-8-sig")))
        half = len(lines) // 2
        rows = lines[1:][::-1]
        for part, some in enumerate((rows[:half], rows[half - 40:])):
            with open(f"{other}/台账/{renamed}-{part}.csv", "w", encoding="utf-8",
                      newline="") as out:
                csv.writer(out).writerows([lines[0], *some])
    moved = run(other)
    assert judged(moved[0]) == set(given["same"]), "found again in files of other names and order"
    assert not stale(moved[2]), stale(moved[2])
    say("re-exported, reversed, cut in two, renamed", linked_by_judgement=len(judged(moved[0])),
        stale=len(stale(moved[2])))

    touched = change("safety/register.csv", {pair[0] for pair in given["same"]}, "检查日期")
    after = run()
    say("one source row changed", stale=stale(after[2]), linked_by_judgement=len(judged(after[0])))
    assert len(stale(after[2])) == 1 and stale(after[2])[0] in ("L401", "L402")
    assert judged(after[0]) == {pair for pair in given["same"] if pair[0] != touched}
    print("the review went round")


main()
