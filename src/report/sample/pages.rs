//! The sample's pages and the ledger of their rows.

use super::*;

fn row(number: u32, kind: RowKind, cells: &[&str]) -> SourceRow {
    let cells = cells.iter().map(|text| Cell::Text(text)).collect();
    SourceRow {
        number,
        kind,
        cells,
    }
}

fn table(file: &str, sheet: &str, header: &[&str], header_row: u32) -> SourceTable {
    SourceTable {
        file: file.into(),
        sheet: sheet.into(),
        container: if sheet.is_empty() { "csv" } else { "xlsx" },
        encoding: if sheet.is_empty() { "UTF-8 BOM" } else { "" },
        header: header.iter().map(|text| text.to_string()).collect(),
        header_rows: Some((header_row, header_row)),
        rows: vec![row(
            header_row,
            RowKind::Furniture(FurnitureKind::Header),
            header,
        )],
        totals: Vec::new(),
        source_pinned: None,
    }
}

pub fn lay_tables(books: &mut Books) {
    let mut plan = table("plan/plan.csv", "", &["检查对象", "次数"], 1);
    for (at, name) in [VISITS[0].name, "湘乡市月山木业有限公司"]
        .iter()
        .enumerate()
    {
        plan.rows
            .push(row(2 + at as u32, RowKind::Data, &[name, "1"]));
    }
    let mut documents = table("safety/documents.csv", "", &["文书编号"], 1);
    let number = "（湘乡）应急检记〔2025〕1号";
    documents.rows.push(row(2, RowKind::Data, &[number]));
    let (safety, platform) = (safety_table(), platform_table());
    let tables = [
        (safety, Source::Safety),
        (platform, Source::Platform),
        (plan, Source::Plan),
        (documents, Source::Safety),
    ];
    for (table, source) in tables {
        books.extracted.inputs.push(InputFile {
            path: table.file.clone(),
            size: 1024,
            sha256: "ab".repeat(32),
        });
        books.understood.mappings.push(TableMapping {
            source,
            kind: Some(RecordKind::Inspection),
            fields: Vec::new(),
            unmapped: vec![1],
            reason: Text::new("表头含“检查对象”", "header says 检查对象"),
            evidence: Vec::new(),
            register: None,
        });
        books.extracted.tables.push(table);
    }
}

fn safety_table() -> SourceTable {
    let header = ["编号", "检查对象", "检查时间"];
    let mut safety = table("safety/2025.xlsx", "检查台账", &header, 2);
    let title = RowKind::Furniture(FurnitureKind::Title);
    safety.rows.insert(0, row(1, title, &["检查台账"]));
    for (at, visit) in VISITS.iter().enumerate() {
        let (number, when) = (format!("JC{at:03}"), day(visit.day).to_string());
        let cells = [number.as_str(), visit.name, &when];
        safety
            .rows
            .push(row(SAFETY_FIRST + at as u32, RowKind::Data, &cells));
    }
    let total = RowKind::Furniture(FurnitureKind::Total);
    let repeat = ["JC000", VISITS[0].name, "2025-01-21"];
    let broken = ["JC010", "湘乡市某厂", "2025/13/05"];
    safety.rows.push(row(13, RowKind::Data, &repeat));
    safety.rows.push(row(14, RowKind::Data, &broken));
    safety.rows.push(row(15, total, &["合计", "11"]));
    safety
}

fn platform_table() -> SourceTable {
    let header = ["检查码", "检查对象", "检查日期"];
    let mut platform = table("platform/codes.csv", "", &header, 1);
    for at in 0..CODES.len() {
        let code = format!("ZX{at:03}");
        platform
            .rows
            .push(row(PLATFORM_FIRST + at as u32, RowKind::Data, &[&code]));
    }
    platform
}

pub fn enter_ledger(books: &mut Books) {
    let mut ledger = Vec::new();
    for (at, table) in books.extracted.tables.iter().enumerate() {
        for row in &table.rows {
            let disposition = match (row.kind, at as u32, row.number) {
                (RowKind::Furniture(_), ..) => Disposition::Furniture,
                (_, SAFETY, 13) => Disposition::Duplicate,
                (_, SAFETY, 14) => Disposition::Rejected,
                (_, DOCUMENTS, _) => Disposition::Document,
                _ => Disposition::Record,
            };
            ledger.push(LedgerEntry {
                source: books.understood.mappings[at].source,
                place: place(at as u32, row.number),
                disposition,
                inspection_id: String::new(),
                outcome: None,
                cause: (disposition == Disposition::Duplicate).then_some(Cause::D01),
                probability: None,
                detail: Text::default(),
            });
        }
    }
    for verdict in &books.verdicts {
        let here = books.understood.records[books.understood.events[verdict.event].record].place;
        let entry = ledger.iter_mut().find(|entry| entry.place == here).unwrap();
        entry.inspection_id = verdict.inspection_id.clone();
        entry.outcome = verdict.outcome;
        entry.cause = verdict.cause;
        entry.probability = verdict.probability;
        entry.detail = verdict.detail.clone();
    }
    books.tally = Tally {
        read: ledger.len() as u64,
        ..Tally::default()
    };
    for entry in &ledger {
        match entry.disposition {
            Disposition::Record => books.tally.record += 1,
            Disposition::Document => books.tally.document += 1,
            Disposition::Duplicate => books.tally.duplicate += 1,
            Disposition::Rejected => books.tally.rejected += 1,
            Disposition::Furniture => books.tally.furniture += 1,
        }
    }
    books.ledger = ledger;
}
