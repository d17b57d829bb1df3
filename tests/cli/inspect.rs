//! `hedui inspect` from outside: what is told of rows, totals, repeats and repairs.

use super::program::Scene;
use serde_json::json;

const MARCH: &str = "2025年3月检查台账,,,,\n\
    检查编号,被检查单位,统一社会信用代码,检查日期,罚款金额\n\
    J-1,湘乡市甲机械有限公司,91430381MAYYYY016K,2025-03-05,100\n\
    J-2,湘乡市乙化工有限公司,9143O381MAYYYY024E,2025-03-06,200\n\
    小计,2,,,300\n\
    J-3,湘乡市丙建材有限公司,,2025-03-32,50\n\
    合计,3,,,360\n\
    说明:本表由系统导出,,,,\n";

const APRIL: &str = "检查编号,企业名称,统一社会信用代码,检查时间,罚款金额\n\
    J-9,湘乡市丁烟花有限公司,,2025-04-01,\n\
    J-2,湘乡市乙化工有限公司,91430381MAYYYY024E,2025-03-06,200\n";

fn scene() -> Scene {
    let scene = Scene::empty();
    scene.write("3月.csv", MARCH);
    scene.write("4月.csv", APRIL);
    scene
}

#[test]
fn what_became_of_every_row_is_told_before_anything_is_computed() {
    let scene = scene();
    let command = ["inspect", "4月.csv", "3月.csv", "--format", "json"];
    let ended = scene.run(&command);
    ended.succeeds();
    let document = ended.json();
    let files = document["files"].as_array().unwrap();
    assert_eq!(files[0]["file"], "4月.csv", "in the order named");
    let table = &files[1]["tables"][0];
    assert_eq!(
        (&table["source"], &table["kind"]),
        (&json!("safety"), &json!("inspections"))
    );
    assert_eq!(
        (&table["data_rows"], &table["rejected"]),
        (&json!(3), &json!([6]))
    );
    assert_eq!(
        table["furniture"],
        json!({
            "title": { "count": 1, "rows": [[1, 1]], "first": "2025年3月检查台账" },
            "header": { "count": 1, "rows": [[2, 2]],
                        "first": "检查编号 | 被检查单位 | 统一社会信用代码 | 检查日期 | 罚款金额" },
            "subtotal": { "count": 1, "rows": [[5, 5]], "first": "小计 | 2 | 300" },
            "total": { "count": 1, "rows": [[7, 7]], "first": "合计 | 3 | 360" },
            "note": { "count": 1, "rows": [[8, 8]], "first": "说明:本表由系统导出" },
        })
    );
    let check = |row: u32, column: u32, said: f64, found: f64, with: &str, agrees: bool| {
        json!({ "row": row, "column": column, "said": said, "found": found,
                "compared_with": with, "agrees": agrees })
    };
    assert_eq!(
        table["totals"],
        json!([
            check(5, 2, 2.0, 2.0, "rows", true),
            check(5, 5, 300.0, 300.0, "sum", true),
            check(7, 2, 3.0, 3.0, "rows", true),
            check(7, 5, 360.0, 350.0, "sum", false),
        ])
    );
    assert_eq!(
        table["proposals"],
        json!([{ "cell": "C4", "actual": "9143O381MAYYYY024E",
                 "proposed": "91430381MAYYYY024E" }])
    );
    let of = |at: usize| files[at]["tables"][0]["repeats"].clone();
    let (april, march) = (of(0), of(1));
    assert_eq!(
        (april, march),
        (
            json!([{ "file": "3月.csv", "sheet": "", "rows": [[3, 4]] }]),
            json!([])
        )
    );
}

#[test]
fn the_page_says_it_in_both_languages_within_the_screen() {
    let scene = scene();
    for (lang, words) in [
        (
            "zh",
            [
                "合计核对",
                "一致: ",
                "不一致: E7 写 360",
                "修正建议",
                "3 = 4",
                "不可用",
            ],
        ),
        (
            "en",
            [
                "totals",
                "agree: ",
                "differ: E7 says 360",
                "proposals",
                "3 = 4",
                "rejected",
            ],
        ),
    ] {
        let ended = scene.run(&["inspect", "3月.csv", "4月.csv", "--lang", lang]);
        ended.succeeds();
        for word in words {
            assert!(ended.out.contains(word), "{word} is not in\n{}", ended.out);
        }
        let widest = ended
            .out
            .lines()
            .map(unicode_width::UnicodeWidthStr::width)
            .max();
        assert!(widest.unwrap() <= 140, "{}", ended.out);
    }
}
