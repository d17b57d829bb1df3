//! `consolidated.csv` and `.parquet`: the inspection register (合并台账), one line per counted
//! inspection, on the pattern of the ministry's record form, with its code and its outcome.

use super::Rendered;
use super::columnar::Frame;
use super::reading::{Reading, shown_code};
use super::words::{
    category_word, cause_word, code_state_word, outcome_word, record_state_word, route_word, yes_no,
};
use crate::model::{
    CanonicalRecord, DocumentKind, EventIx, Fault, FieldName, InspectionEvent, RecordKind, Source,
};

pub fn render(reading: &Reading) -> Result<Vec<Rendered>, Fault> {
    let events = reading.counted(Source::Safety);
    let mut frame = Frame::default();
    visit_columns(&mut frame, reading, &events);
    object_columns(&mut frame, reading, &events);
    document_columns(&mut frame, reading, &events);
    result_columns(&mut frame, reading, &events);
    code_columns(&mut frame, reading, &events);
    lineage_columns(&mut frame, reading, &events);
    form_columns(&mut frame, reading, &events);
    Ok(vec![
        Rendered {
            name: "consolidated.csv",
            bytes: frame.csv("consolidated.csv")?,
        },
        Rendered {
            name: "consolidated.parquet",
            bytes: frame.parquet("consolidated.parquet")?,
        },
    ])
}

fn visit_columns<'a>(frame: &mut Frame<'a>, reading: &Reading<'a>, events: &[EventIx]) {
    let told = || events.iter().map(|ix| reading.event(*ix));
    let lang = reading.lang;
    frame.borrowed(
        "核对编号",
        events.iter().map(|ix| reading.inspection_id(*ix)),
    );
    frame.owned("执法检查起始时间", told().map(|e| shown(e.start)));
    frame.owned("执法检查截止时间", told().map(|e| shown(e.end.or(e.start))));
    frame.borrowed("执法检查类别", told().map(|e| category_word(e.route)));
    frame.borrowed("检查途径", told().map(|e| route_word(e.route, lang)));
    frame.borrowed(
        "是否随机抽取",
        events.iter().map(|ix| yes_no(random_drawn(reading, *ix))),
    );
    frame.borrowed("是否整改复查", told().map(|e| yes_no(Some(e.reinspection))));
    frame.borrowed(
        "是否举报核实",
        events
            .iter()
            .map(|ix| yes_no(report_verified(reading, *ix))),
    );
    frame.borrowed("是否联合检查", told().map(|e| yes_no(Some(e.joint))));
    frame.borrowed("检查事项", told().map(|e| &*e.item));
    frame.borrowed("任务来源或理由", told().map(|e| &*e.reason));
    frame.borrowed("执法主体", told().map(|e| &*e.body));
    frame.borrowed("承办机构", told().map(|e| &*e.office));
    frame.owned("执法人员", told().map(|e| e.officers.join("、")));
}

fn object_columns<'a>(frame: &mut Frame<'a>, reading: &Reading<'a>, events: &[EventIx]) {
    let told = || events.iter().map(|ix| reading.event(*ix));
    let records = || events.iter().map(|ix| reading.record(*ix));
    frame.borrowed("被检查单位名称", told().map(|e| &*e.name));
    frame.owned(
        "统一社会信用代码",
        told().map(|e| shown_code(e.credit_code.as_ref())),
    );
    frame.borrowed("企业类别", records().map(|r| text(&r.category)));
    frame.borrowed("所属乡镇", told().map(|e| &*e.town));
    frame.borrowed("生产经营地址", records().map(|r| text(&r.address)));
    frame.borrowed("所属行业", told().map(|e| &*e.industry));
}

fn document_columns<'a>(frame: &mut Frame<'a>, reading: &Reading<'a>, events: &[EventIx]) {
    const KINDS: &[(&str, DocumentKind)] = &[
        ("现场检查方案", DocumentKind::Scheme),
        ("现场检查记录", DocumentKind::SiteRecord),
        ("现场处理措施决定书", DocumentKind::OnSiteDecision),
        ("责令限期整改指令书", DocumentKind::RectificationOrder),
        ("强制措施决定书", DocumentKind::CoerciveDecision),
        ("整改复查意见书", DocumentKind::ReinspectionOpinion),
        ("其他文书", DocumentKind::Other),
    ];
    let records = || events.iter().map(|ix| reading.record(*ix));
    frame.borrowed("原系统记录号", records().map(|r| text(&r.record_number)));
    frame.owned("文书编号", events.iter().map(|ix| numbers(reading, *ix)));
    frame.whole(
        "执法文书(份)",
        events.iter().map(|ix| documents(reading, *ix)),
    );
    for (name, kind) in KINDS {
        frame.whole(
            name,
            events.iter().map(|ix| documents_of(reading, *ix, *kind)),
        );
    }
}

fn result_columns<'a>(frame: &mut Frame<'a>, reading: &Reading<'a>, events: &[EventIx]) {
    let records = || events.iter().map(|ix| reading.record(*ix));
    let told = || events.iter().map(|ix| reading.event(*ix));
    frame.whole(
        "查处隐患(项)",
        records().map(|r| r.hazards.as_ref().map(|f| f.value.into())),
    );
    frame.borrowed(
        "其中:重大隐患(项)",
        records().map(|r| other(r, FieldName::MajorHazards)),
    );
    frame.borrowed(
        "已整改隐患(项)",
        records().map(|r| other(r, FieldName::HazardsFixed)),
    );
    frame.real(
        "罚款额(元)",
        2,
        told().map(|e| e.fine_fen(&reading.books.understood.records).map(yuan)),
    );
    let lang = reading.lang;
    frame.borrowed(
        "记录状态",
        told().map(|e| record_state_word(e.record_state, lang)),
    );
}

fn code_columns<'a>(frame: &mut Frame<'a>, reading: &Reading<'a>, events: &[EventIx]) {
    let lang = reading.lang;
    let code = |ix: &EventIx| -> Option<&'a InspectionEvent> {
        let partner = reading.verdict(*ix)?.partner?;
        Some(reading.event(partner)).filter(|event| event.source == Source::Platform)
    };
    let verdict = |ix: &EventIx| reading.verdict(*ix);
    frame.borrowed(
        "检查码编号",
        events.iter().map(|ix| code(ix).map_or("", |c| &c.code_id)),
    );
    let state = |ix| code(ix).map_or("", |c| code_state_word(c.code_state, lang));
    frame.borrowed("检查码状态", events.iter().map(state));
    let applied = |ix| code(ix).and_then(|c| c.applied_at).map(|at| at.to_string());
    frame.owned(
        "赋码申请时间",
        events.iter().map(|ix| applied(ix).unwrap_or_default()),
    );
    let scanned = |ix| code(ix).and_then(|c| c.scanned_at).map(|at| at.to_string());
    frame.owned(
        "扫码时间",
        events.iter().map(|ix| scanned(ix).unwrap_or_default()),
    );
    let outcome = |ix| verdict(ix).and_then(|v| v.outcome);
    frame.borrowed(
        "核对结果",
        events
            .iter()
            .map(|ix| outcome(ix).map_or("", |o| outcome_word(o, lang))),
    );
    let cause = |ix| verdict(ix).and_then(|v| v.cause);
    frame.borrowed(
        "原因代码",
        events.iter().map(|ix| cause(ix).map_or("", |c| c.code())),
    );
    frame.borrowed(
        "原因",
        events
            .iter()
            .map(|ix| cause(ix).map_or("", |c| cause_word(c, lang))),
    );
    frame.real(
        "匹配概率",
        6,
        events
            .iter()
            .map(|ix| verdict(ix).and_then(|v| v.probability)),
    );
    frame.borrowed("说明", events.iter().map(|ix| reading.detail(*ix)));
}

fn lineage_columns<'a>(frame: &mut Frame<'a>, reading: &Reading<'a>, events: &[EventIx]) {
    let books = reading.books;
    let places = || events.iter().map(|ix| reading.record(*ix).place);
    frame.borrowed("来源文件", places().map(|place| &*books.table(place).file));
    frame.borrowed(
        "来源工作表",
        places().map(|place| &*books.table(place).sheet),
    );
    frame.whole("来源行", places().map(|place| Some(place.row.into())));
}

/// Further columns of the ministry's record form, as far as the exports tell them. They stand last:
/// columns are added, never moved.
fn form_columns<'a>(frame: &mut Frame<'a>, reading: &Reading<'a>, events: &[EventIx]) {
    const TITLES: &[(&str, &str)] = &[
        ("立案审批表", "立案"),
        ("询问笔录", "询问笔录"),
        ("行政处罚决定书", "处罚决定书"),
    ];
    let records = || events.iter().map(|ix| reading.record(*ix));
    let told = || events.iter().map(|ix| reading.event(*ix));
    frame.borrowed("执法检查性质", told().map(|e| &*e.activity));
    frame.borrowed("检查内容", records().map(|r| other(r, FieldName::Content)));
    frame.borrowed("检查结果", records().map(|r| other(r, FieldName::Result)));
    frame.borrowed(
        "企业负责人",
        records().map(|r| other(r, FieldName::LegalPerson)),
    );
    for (name, word) in TITLES {
        frame.whole(
            name,
            events.iter().map(|ix| documents_titled(reading, *ix, word)),
        );
    }
    let told = events.iter().map(|ix| reading.event(*ix));
    let fined = |event: &InspectionEvent| {
        let fine = event.fine_fen(&reading.books.understood.records)?;
        Some(i64::from(fine > 0))
    };
    frame.whole("经济处罚(次)", told.map(fined));
    frame.borrowed("填表人", records().map(|r| other(r, FieldName::Reporter)));
}

/// Attached documents whose title has the word, notes of their delivery left out; `None` where no
/// document is attached.
fn documents_titled(reading: &Reading, event: EventIx, word: &str) -> Option<i64> {
    let records = &reading.books.understood.records;
    let attached = reading
        .event(event)
        .documents
        .iter()
        .map(|at| &records[*at]);
    let titles: Vec<String> = attached
        .filter_map(|record| {
            let column = record.document_kind.as_ref()?.column;
            let place = crate::model::Place {
                column,
                ..record.place
            };
            (column > 0).then(|| reading.books.raw(place))
        })
        .collect();
    let is_one = |title: &&String| title.contains(word) && !title.contains("送达");
    (!titles.is_empty()).then(|| titles.iter().filter(is_one).count() as i64)
}

fn shown(day: Option<chrono::NaiveDate>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

fn text(field: &Option<crate::model::Field<String>>) -> &str {
    field.as_ref().map_or("", |field| &field.value)
}

fn yuan(fen: i64) -> f64 {
    fen as f64 / 100.0
}

fn other(record: &CanonicalRecord, wanted: FieldName) -> &str {
    let found = record.other.iter().find(|(name, _)| *name == wanted);
    found.map_or("", |(_, field)| &field.value)
}

fn random_drawn(reading: &Reading, event: EventIx) -> Option<bool> {
    let said = reading
        .record(event)
        .random_drawn
        .as_ref()
        .map(|field| field.value);
    said.or_else(|| match reading.event(event).route {
        crate::model::Route::Unknown => None,
        route => Some(route == crate::model::Route::DoubleRandom),
    })
}

fn report_verified(reading: &Reading, event: EventIx) -> Option<bool> {
    match other(reading.record(event), FieldName::ReportVerified) {
        "" => None,
        said => Some(matches!(
            said.trim(),
            "是" | "1" | "Y" | "y" | "√" | "TRUE" | "true"
        )),
    }
}

/// The numbers as the user wrote them, the carrying row's first.
pub fn numbers(reading: &Reading, event: EventIx) -> String {
    let books = reading.books;
    let told = reading.event(event);
    let mut seen: Vec<String> = Vec::new();
    for record in std::iter::once(&told.record).chain(&told.documents) {
        let record = &books.understood.records[*record];
        let Some(field) = &record.document_number else {
            continue;
        };
        let raw = match field.column {
            0 => field.value.normal(),
            column => books.raw(crate::model::Place {
                column,
                ..record.place
            }),
        };
        let raw = crate::ground::fold::trim(&raw).to_string();
        if !raw.is_empty() && !seen.contains(&raw) {
            seen.push(raw);
        }
    }
    seen.join("、")
}

fn documents(reading: &Reading, event: EventIx) -> Option<i64> {
    let attached = reading.event(event).documents.len() as i64;
    let said = reading
        .record(event)
        .documents
        .as_ref()
        .map(|field| i64::from(field.value));
    said.or_else(|| (attached > 0).then_some(attached))
}

fn documents_of(reading: &Reading, event: EventIx, kind: DocumentKind) -> Option<i64> {
    let told = reading.event(event);
    let records = &reading.books.understood.records;
    let attached = std::iter::once(&told.record).chain(&told.documents);
    let kinds: Vec<DocumentKind> = attached
        .map(|record| &records[*record])
        .filter(|record| record.kind == RecordKind::Document)
        .filter_map(|record| record.document_kind.as_ref().map(|field| field.value))
        .collect();
    (!kinds.is_empty()).then(|| kinds.iter().filter(|known| **known == kind).count() as i64)
}
