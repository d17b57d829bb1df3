//! A small year made by hand: ten inspections, eight codes, two plan rows, every kind of row.
//!
//! 10 inspections − 4 without a usable code + 2 codes without an inspection − 1 surplus record
//! + 1 surplus code = 8 codes; one possible link stands on both sides.

use crate::model::*;
use chrono::{Days, NaiveDate};

/// A name that a spreadsheet would run as a formula and a browser as a script.
pub const HOSTILE_NAME: &str = "=HYPERLINK(\"x\")<script>alert(1)</script>贸易有限公司";

struct Visit {
    name: &'static str,
    day: u64,
    route: Route,
    outcome: Outcome,
    cause: Option<Cause>,
    code: Option<usize>,
}

const fn visit(
    name: &'static str,
    day: u64,
    route: Route,
    outcome: Outcome,
    cause: Option<Cause>,
    code: Option<usize>,
) -> Visit {
    Visit {
        name,
        day,
        route,
        outcome,
        cause,
        code,
    }
}

const VISITS: &[Visit] = &[
    visit(
        "湘乡市鑫达烟花爆竹有限公司",
        20,
        Route::Planned,
        Outcome::Linked,
        None,
        Some(0),
    ),
    visit(
        "湘乡市兴旺机械加工厂",
        50,
        Route::Planned,
        Outcome::Linked,
        None,
        Some(1),
    ),
    visit(
        "湘乡市东山加油站",
        90,
        Route::DoubleRandom,
        Outcome::Linked,
        None,
        Some(2),
    ),
    visit(
        "湘乡市金石矿业有限公司",
        120,
        Route::Triggered,
        Outcome::Linked,
        None,
        Some(3),
    ),
    visit(
        "湘乡市金石矿业有限公司",
        120,
        Route::Triggered,
        LINKED,
        Some(Cause::D03),
        Some(3),
    ),
    visit(
        "湘乡市鑫达烟花爆竹有限公司",
        140,
        Route::Triggered,
        LONE,
        Some(Cause::A05),
        None,
    ),
    visit(
        "湘乡市潭市建材有限公司",
        200,
        Route::Triggered,
        LONE,
        Some(Cause::A14),
        None,
    ),
    visit(
        HOSTILE_NAME,
        210,
        Route::Special,
        LONE,
        Some(Cause::A99),
        None,
    ),
    visit(
        "湘乡市棋梓水泥有限公司",
        230,
        Route::Planned,
        LONE,
        Some(Cause::A10),
        Some(5),
    ),
    visit(
        "湘乡市虞唐食品有限公司",
        260,
        Route::Triggered,
        Outcome::Review,
        None,
        Some(6),
    ),
];
const LINKED: Outcome = Outcome::Linked;
const LONE: Outcome = Outcome::SafetyOnly;

/// Inspection, outcome, cause and state of each code.
const CODES: &[(Option<usize>, Outcome, Option<Cause>, CodeState)] = &[
    (Some(0), Outcome::Linked, None, CodeState::Completed),
    (Some(1), Outcome::Linked, None, CodeState::Completed),
    (Some(2), Outcome::Linked, None, CodeState::Scanned),
    (Some(3), Outcome::Linked, None, CodeState::Completed),
    (
        Some(1),
        Outcome::Linked,
        Some(Cause::B03),
        CodeState::Issued,
    ),
    (
        Some(8),
        Outcome::PlatformOnly,
        Some(Cause::B01),
        CodeState::Cancelled,
    ),
    (Some(9), Outcome::Review, None, CodeState::Completed),
    (
        None,
        Outcome::PlatformOnly,
        Some(Cause::B99),
        CodeState::Completed,
    ),
];

pub const SAFETY: u32 = 0;
pub const PLATFORM: u32 = 1;
const PLAN: u32 = 2;
const DOCUMENTS: u32 = 3;
/// First data rows of the safety and the platform table.
const SAFETY_FIRST: u32 = 3;
const PLATFORM_FIRST: u32 = 2;

/// The sample year's books.
pub fn books() -> Books {
    let mut books = Books {
        settings: settings(),
        ..Books::default()
    };
    lay_tables(&mut books);
    tell_safety(&mut books);
    tell_platform(&mut books);
    tell_plan(&mut books);
    link_sample(&mut books);
    judge_sample(&mut books);
    state_sample(&mut books);
    enter_ledger(&mut books);
    figure_sample(&mut books);
    find_sample(&mut books);
    books
}

/// Event of the inspection or code with this position.
pub fn code_event(code: usize) -> EventIx {
    VISITS.len() + code
}

fn settings() -> Settings {
    let mut settings = Settings::default();
    settings.platform.go_live = NaiveDate::from_ymd_opt(2025, 1, 10);
    settings.platform.makeup_deadline_days = Some(7);
    settings
}

fn day(of_year: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 1, 1).unwrap() + Days::new(of_year)
}

fn row(number: u32, kind: RowKind, cells: &[&str]) -> SourceRow {
    let cells = cells
        .iter()
        .map(|text| Cell::Text((*text).into()))
        .collect();
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
        source_pinned: None,
    }
}

fn lay_tables(books: &mut Books) {
    let mut safety = table(
        "safety/2025.xlsx",
        "检查台账",
        &["编号", "检查对象", "检查时间"],
        2,
    );
    safety.rows.insert(
        0,
        row(1, RowKind::Furniture(FurnitureKind::Title), &["检查台账"]),
    );
    let mut platform = table(
        "platform/codes.csv",
        "",
        &["检查码", "检查对象", "检查日期"],
        1,
    );
    for (at, visit) in VISITS.iter().enumerate() {
        let when = day(visit.day).to_string();
        let cells = [format!("JC{at:03}"), visit.name.to_string(), when];
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        safety
            .rows
            .push(row(SAFETY_FIRST + at as u32, RowKind::Data, &cells));
    }
    safety.rows.push(row(
        13,
        RowKind::Data,
        &["JC000", VISITS[0].name, "2025-01-21"],
    ));
    safety.rows.push(row(
        14,
        RowKind::Data,
        &["JC010", "湘乡市某厂", "2025/13/05"],
    ));
    safety.rows.push(row(
        15,
        RowKind::Furniture(FurnitureKind::Total),
        &["合计", "11"],
    ));
    for at in 0..CODES.len() {
        let code = format!("ZX{at:03}");
        platform.rows.push(row(
            PLATFORM_FIRST + at as u32,
            RowKind::Data,
            &[&code, "", ""],
        ));
    }
    let mut plan = table("plan/plan.csv", "", &["检查对象", "次数"], 1);
    plan.rows
        .push(row(2, RowKind::Data, &[VISITS[0].name, "1"]));
    plan.rows
        .push(row(3, RowKind::Data, &["湘乡市月山木业有限公司", "1"]));
    let mut documents = table("safety/documents.csv", "", &["文书编号"], 1);
    documents
        .rows
        .push(row(2, RowKind::Data, &["（湘乡）应急检记〔2025〕1号"]));
    books.extracted.tables = vec![safety, platform, plan, documents];
    for (table, source) in [
        Source::Safety,
        Source::Platform,
        Source::Plan,
        Source::Safety,
    ]
    .into_iter()
    .enumerate()
    {
        let path = books.extracted.tables[table].file.clone();
        books.extracted.inputs.push(InputFile {
            path,
            size: 1024,
            sha256: "ab".repeat(32),
        });
        books.understood.mappings.push(TableMapping {
            source,
            kind: Some(RecordKind::Inspection),
            fields: vec![FieldSpan {
                field: FieldName::Enterprise,
                column: 2,
            }],
            unmapped: Vec::new(),
            reason: Text::new("表头含“检查对象”", "header says 检查对象"),
        });
    }
}

fn place(table: u32, row: u32) -> Place {
    Place {
        table,
        row,
        column: 0,
    }
}

fn event(source: Source, id: String, record: RecordIx, name: &str) -> InspectionEvent {
    InspectionEvent {
        source,
        id,
        record,
        documents: Vec::new(),
        enterprise: None,
        name: name.into(),
        credit_code: None,
        town: "东郊乡".into(),
        industry: "工贸".into(),
        start: None,
        end: None,
        planned: None,
        planned_months: None,
        applied_at: None,
        scanned_at: None,
        document_numbers: Vec::new(),
        follows: Vec::new(),
        officers: vec!["李明".into(), "王强".into()],
        route: Route::Unknown,
        reinspection: false,
        joint: false,
        has_site_record: None,
        record_state: RecordState::Unknown,
        code_state: CodeState::Unknown,
        item: "".into(),
        activity: "".into(),
        body: "湘乡市应急管理局".into(),
        lead_body: "".into(),
        office: "".into(),
        reason: "".into(),
        exemption: "".into(),
        rating: "".into(),
        plan_number: "".into(),
        code_id: "".into(),
        plan_count: None,
        drawn: None,
        outside_period: false,
        replaced_by: None,
        part_of: None,
    }
}

fn tell_safety(books: &mut Books) {
    for (at, visit) in VISITS.iter().enumerate() {
        let here = place(SAFETY, SAFETY_FIRST + at as u32);
        let mut record = CanonicalRecord::bare(Source::Safety, RecordKind::Inspection, here);
        record.record_number = Some(Field {
            value: format!("JC{at:03}"),
            column: 1,
        });
        record.hazards = Some(Field {
            value: at as u32,
            column: 0,
        });
        record.fine_fen = (at == 3).then_some(Field {
            value: 2_000_050,
            column: 0,
        });
        books.understood.records.push(record);
        let mut told = event(Source::Safety, format!("s{at:02}"), at, visit.name);
        told.start = Some(day(visit.day));
        told.route = visit.route;
        told.reinspection = visit.cause == Some(Cause::A05);
        told.office = ["综合行政执法大队", "东郊中队"][at % 2].into();
        told.part_of = (visit.cause == Some(Cause::D03)).then(|| at - 1);
        let form = CodeForm::Valid;
        told.credit_code = Some(CreditCode {
            text: "91430381MAYYYY016K".into(),
            form,
            repair: None,
        });
        books.understood.events.push(told);
    }
}

fn tell_platform(books: &mut Books) {
    for (at, (visit, _, _, state)) in CODES.iter().enumerate() {
        let here = place(PLATFORM, PLATFORM_FIRST + at as u32);
        let record = books.understood.records.len();
        books.understood.records.push(CanonicalRecord::bare(
            Source::Platform,
            RecordKind::Code,
            here,
        ));
        let name = visit.map_or("湘乡市白田冷库有限公司", |visit| {
            VISITS[visit].name
        });
        let mut told = event(Source::Platform, format!("p{at:02}"), record, name);
        told.start = Some(day(visit.map_or(300, |visit| VISITS[visit].day)));
        told.applied_at = told.start.and_then(|day| day.and_hms_opt(8, 30, 0));
        told.code_id = format!("ZX{at:03}").into();
        told.code_state = *state;
        books.understood.events.push(told);
    }
}

fn tell_plan(books: &mut Books) {
    for (at, name) in [VISITS[0].name, "湘乡市月山木业有限公司"]
        .into_iter()
        .enumerate()
    {
        let record = books.understood.records.len();
        let here = place(PLAN, 2 + at as u32);
        books.understood.records.push(CanonicalRecord::bare(
            Source::Plan,
            RecordKind::PlanLine,
            here,
        ));
        books
            .understood
            .events
            .push(event(Source::Plan, format!("n{at:02}"), record, name));
    }
    let documents = books.understood.records.len();
    let here = place(DOCUMENTS, 2);
    let mut record = CanonicalRecord::bare(Source::Safety, RecordKind::Document, here);
    record.document_kind = Some(Field {
        value: DocumentKind::SiteRecord,
        column: 0,
    });
    let number = DocumentNumber {
        area: "湘乡".into(),
        prefix: "应急".into(),
        kind: "检记".into(),
        year: 2025,
        serial: 1,
        letter: "".into(),
    };
    record.document_number = Some(Field {
        value: number,
        column: 1,
    });
    books.understood.records.push(record);
    books.understood.events[0].documents = vec![documents];
    let plan = code_event(CODES.len());
    let line = |plan, visits, cause| PlanLine {
        plan,
        planned_visits: 1,
        visits,
        cause,
    };
    books.plan = PlanReview {
        lines: vec![
            line(plan, vec![0], Cause::C01),
            line(plan + 1, vec![], Cause::C02),
        ],
        enterprises: Some(2),
        visits: Some(2),
        done: Some(1),
    };
}

/// A pair whose weights do not round kindly.
pub fn pair_link(inspection: EventIx, code: EventIx, decision: Decision) -> Link {
    let evidence = |comparison, comparison_zh, weight| Evidence {
        comparison,
        comparison_zh,
        level: Text::new("一致", "equal"),
        left: "湘乡市甲有限公司".into(),
        right: "湘乡市甲有限公司".into(),
        m: 0.95,
        u: 0.0004,
        weight,
    };
    let pair = CandidatePair {
        inspection,
        code,
        rule: "credit code",
    };
    let evidence = vec![
        evidence("credit_code", "信用代码", 11.2149),
        evidence("name", "名称", 3.3349),
        evidence(
            "date",
            "日期",
            if decision == Decision::Link {
                4.4449
            } else {
                -3.1
            },
        ),
    ];
    let prior = -7.2249;
    let weight = prior + evidence.iter().map(|e| e.weight).sum::<f64>();
    let comparison = ComparisonVector {
        pair,
        prior,
        evidence,
        weight,
    };
    let probability = comparison.probability();
    let margin = Some(4.25);
    Link {
        inspection,
        code,
        decision,
        comparison,
        probability,
        margin,
        surplus: false,
    }
}

fn link_sample(books: &mut Books) {
    for (at, (visit, outcome, cause, _)) in CODES.iter().enumerate() {
        let Some(visit) = visit else { continue };
        let decision = match outcome {
            Outcome::Linked => Decision::Link,
            Outcome::Review => Decision::PossibleLink,
            _ => Decision::NonLink,
        };
        let mut link = pair_link(*visit, code_event(at), decision);
        link.surplus = *cause == Some(Cause::B03);
        match decision {
            Decision::NonLink => books.links.unusable.push(link),
            _ => books.links.links.push(link),
        }
    }
    books
        .links
        .links
        .sort_by_key(|link| (link.inspection, link.code));
    books.links.candidate_pairs = 31;
    books.links.converged = true;
    books.links.iterations = 9;
    books.discrepancies = vec![Discrepancy {
        inspection: 1,
        code: code_event(1),
        field: FieldName::DateStart,
        class: "value",
        left: "2025-02-20".into(),
        right: "2025-02-21".into(),
        left_place: Place {
            column: 3,
            ..place(SAFETY, 4)
        },
        right_place: Place {
            column: 3,
            ..place(PLATFORM, 3)
        },
    }];
}

fn judge_sample(books: &mut Books) {
    let verdict =
        |event, id: String, outcome, cause: Option<Cause>, partner: Option<EventIx>| Verdict {
            event,
            inspection_id: id,
            outcome,
            cause,
            secondary: Vec::new(),
            probability: partner.map(|_| 0.9987654321),
            counted: true,
            detail: cause.map_or(
                Text::new("名称、日期一致", "name and date agree"),
                |cause| Text::new(cause.entry().zh, cause.entry().en),
            ),
            partner,
            nearest: None,
        };
    for (at, visit) in VISITS.iter().enumerate() {
        let id = format!(
            "i{:02}",
            if visit.cause == Some(Cause::D03) {
                at - 1
            } else {
                at
            }
        );
        let partner = visit.code.map(code_event);
        books
            .verdicts
            .push(verdict(at, id, Some(visit.outcome), visit.cause, partner));
    }
    for (at, (visit, outcome, cause, _)) in CODES.iter().enumerate() {
        let shared = visit.filter(|_| *outcome != Outcome::Review);
        let id = shared.map_or(format!("c{at:02}"), |visit| format!("i{visit:02}"));
        books
            .verdicts
            .push(verdict(code_event(at), id, Some(*outcome), *cause, *visit));
    }
    let plan = code_event(CODES.len());
    let done = Some(Cause::C01);
    let undone = Some(Cause::C02);
    books.verdicts.push(verdict(
        plan,
        "i00".into(),
        Some(Outcome::Linked),
        done,
        None,
    ));
    books.verdicts.push(verdict(
        plan + 1,
        "n01".into(),
        Some(Outcome::PlanOnly),
        undone,
        None,
    ));
    books.understood.period = Some((day(0), day(364)));
    books.understood.bodies = vec!["湘乡市应急管理局".into()];
}

fn state_sample(books: &mut Books) {
    let item = |cause: Cause, effect: i64, events: Vec<EventIx>| ReconcilingItem {
        cause,
        label: match cause {
            Cause::A14 => Text::new("东郊中队 2025-07", "东郊中队 2025-07"),
            _ => Text::default(),
        },
        effect,
        events,
    };
    let items = vec![
        item(Cause::A05, -1, vec![5]),
        item(Cause::A10, -1, vec![8]),
        item(Cause::A14, -1, vec![6]),
        item(Cause::A99, -1, vec![7]),
        item(Cause::D03, -1, vec![4]),
        item(Cause::B01, 1, vec![code_event(5)]),
        item(Cause::B03, 1, vec![code_event(4)]),
        item(Cause::B99, 1, vec![code_event(7)]),
    ];
    let line = |kind, zh: &str, en: &str, amount| StatementLine {
        kind,
        cause: None,
        text: Text::new(zh, en),
        amount,
        events: Vec::new(),
    };
    let item_line = |item: &ReconcilingItem| {
        let entry = item.cause.entry();
        let label = if item.label.is_empty() {
            ""
        } else {
            "(东郊中队 2025-07)"
        };
        StatementLine {
            kind: StatementLineKind::Item,
            cause: Some(item.cause),
            text: Text::new(
                format!("{}{label}", entry.zh),
                format!("{}{label}", entry.en),
            ),
            amount: Some(item.effect),
            events: item.events.clone(),
        }
    };
    use StatementLineKind::{Adjusted, Count, Group, Unexplained};
    let inspections = "安全生产执法系统 检查次数";
    let mut lines = vec![line(
        Count,
        inspections,
        "inspections, safety system",
        Some(10),
    )];
    lines.push(line(
        Group,
        "减:有检查、无赋码",
        "less: inspections without a code",
        None,
    ));
    lines.extend(items[..5].iter().map(item_line));
    lines.push(line(
        Group,
        "加:有赋码、无检查",
        "plus: codes without an inspection",
        None,
    ));
    lines.extend(items[5..].iter().map(item_line));
    lines.push(line(Adjusted, "调节后", "adjusted", Some(8)));
    lines.push(line(
        Count,
        "一体化平台 赋码次数",
        "codes, platform",
        Some(8),
    ));
    lines.push(line(
        Unexplained,
        "未解释差异",
        "unexplained difference",
        Some(0),
    ));
    books.statement = ReconciliationStatement {
        title: Text::new(
            "二〇二五年度检查次数核对表",
            "Reconciliation of inspections, 2025",
        ),
        inspections: 10,
        codes: 8,
        items,
        adjusted: 8,
        unexplained: 0,
        under_review: 1,
        lines,
    };
}

fn enter_ledger(books: &mut Books) {
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
                cause: None,
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

fn figure_sample(books: &mut Books) {
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
}

fn find_sample(books: &mut Books) {
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
