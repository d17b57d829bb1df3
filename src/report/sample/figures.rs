//! The sample's figures and its one finding.

use super::*;

pub fn figure_sample(books: &mut Books) {
    let metrics = &mut books.metrics;
    metrics.set("inspections.total", Figure::Count(10));
    metrics.set("codes.total", Figure::Count(8));
    metrics.set("links.total", Figure::Count(5));
    metrics.set("coverage.coded", Figure::Count(5));
    metrics.set("coverage.rate", Figure::Ratio(0.5));
    metrics.set("fines.total_fen", Figure::Absent);
    for (month, inspections, codes) in [("2025-01", 1, 1), ("2025-02", 1, 2), ("2025-03", 0, 0)] {
        metrics.set(
            format!("month.{month}.inspections"),
            Figure::Count(inspections),
        );
        metrics.set(format!("month.{month}.codes"), Figure::Count(codes));
    }
    let row = |label: &str, figures: &[i64]| StatisticsRow {
        label: label.into(),
        figures: figures.iter().map(|n| Figure::Count(*n)).collect(),
        inspections: Vec::new(),
        codes: Vec::new(),
        coded: Vec::new(),
        scanned: Vec::new(),
    };
    books.statistics = vec![StatisticsTable {
        key: "town",
        title: Text::new("按乡镇", "By town"),
        columns: vec![
            Text::new("检查次数", "inspections"),
            Text::new("检查家数", "enterprises"),
        ],
        rows: vec![row("东郊乡", &[6, 5]), row("潭市镇", &[4, 4])],
        total: Some(row("合计", &[10, 8])),
    }];
    books.concentrations = vec![Concentration {
        cause: Cause::A99,
        breakdown: "town",
        label: "东郊乡".to_string(),
        all: 6,
        hits: vec![0, 1],
        all_elsewhere: 4,
        hits_elsewhere: 0,
        chance: 0.004,
    }];
}

pub fn find_sample(books: &mut Books) {
    let here = Place {
        column: 3,
        ..place(SAFETY, 14)
    };
    let title = Text::new("检查时间不是日期", "the inspection date is not a date");
    let finding = Finding::about_file("T203", Severity::RowRejected, "safety/2025.xlsx", title)
        .expected("应为日期;没有 13 月", "a date; month 13 does not exist")
        .done("该行未计入", "the row was left out")
        .help(
            "在原系统更正后重新导出",
            "correct it in the source and export again",
        )
        .at("检查台账", here, "检查时间", "2025/13/05");
    books.findings = vec![finding];
}
