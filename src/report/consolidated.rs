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
use chrono::NaiveDateTime;

pub fn render(reading: &Reading) -> Result<Vec<Rendered>, Fault> {
    let events = reading.counted(Source::Safety);
    let mut frame = Frame::of(&events);
    visit_columns(&mut frame, reading);
    object_columns(&mut frame, reading);
    document_columns(&mut frame, reading);
    result_columns(&mut frame, reading);
    code_columns(&mut frame, reading);
    lineage_columns(&mut frame, reading);
    form_columns(&mut frame, reading);
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

fn visit_columns<'a>(frame: &mut Frame<'a, EventIx>, reading: &'a Reading<'a>) {
    let told = |ix: &EventIx| reading.event(*ix);
    let lang = reading.lang;
    frame.borrowed("核对编号", |ix| reading.inspection_id(*ix));
    frame.owned("执法检查起始时间", move |ix| shown(told(ix).start));
    frame.owned("执法检查截止时间", move |ix| {
        shown(told(ix).end.or(told(ix).start))
    });
    frame.borrowed("执法检查类别", move |ix| {
        category_word(told(ix).route)
    });
    frame.borrowed("检查途径", move |ix| route_word(told(ix).route, lang));
    frame.borrowed("是否随机抽取", |ix| {
        yes_no(random_drawn(reading, *ix))
    });
    frame.borrowed("是否整改复查", move |ix| {
        yes_no(Some(told(ix).reinspection))
    });
    frame.borrowed("是否举报核实", |ix| {
        yes_no(report_verified(reading, *ix))
    });
    frame.borrowed("是否联合检查", move |ix| yes_no(Some(told(ix).joint)));
    frame.borrowed("检查事项", move |ix| &told(ix).item);
    frame.borrowed("任务来源或理由", move |ix| &told(ix).reason);
    frame.borrowed("执法主体", move |ix| &told(ix).body);
    frame.borrowed("承办机构", move |ix| &told(ix).office);
    frame.owned("执法人员", move |ix| told(ix).officers.join("、"));
}

fn object_columns<'a>(frame: &mut Frame<'a, EventIx>, reading: &'a Reading<'a>) {
    let told = |ix: &EventIx| reading.event(*ix);
    let record = |ix: &EventIx| reading.record(*ix);
    frame.borrowed("被检查单位名称", move |ix| &told(ix).name);
    frame.owned("统一社会信用代码", move |ix| {
        shown_code(told(ix).credit_code.as_ref())
    });
    frame.borrowed("企业类别", move |ix| text(&record(ix).category));
    frame.borrowed("所属乡镇", move |ix| &told(ix).town);
    frame.borrowed("生产经营地址", move |ix| text(&record(ix).address));
    frame.borrowed("所属行业", move |ix| &told(ix).industry);
}

fn document_columns<'a>(frame: &mut Frame<'a, EventIx>, reading: &'a Reading<'a>) {
    const KINDS: &[(&str, DocumentKind)] = &[
        ("现场检查方案", DocumentKind::Scheme),
        ("现场检查记录", DocumentKind::SiteRecord),
        ("现场处理措施决定书", DocumentKind::OnSiteDecision),
        ("责令限期整改指令书", DocumentKind::RectificationOrder),
        ("强制措施决定书", DocumentKind::CoerciveDecision),
        ("整改复查意见书", DocumentKind::ReinspectionOpinion),
        ("其他文书", DocumentKind::Other),
    ];
    frame.borrowed("原系统记录号", |ix| {
        text(&reading.record(*ix).record_number)
    });
    frame.owned("文书编号", |ix| numbers(reading, *ix));
    frame.whole("执法文书(份)", |ix| documents(reading, *ix));
    for (name, kind) in KINDS {
        frame.whole(name, |ix| documents_of(reading, *ix, *kind));
    }
}

fn result_columns<'a>(frame: &mut Frame<'a, EventIx>, reading: &'a Reading<'a>) {
    let record = |ix: &EventIx| reading.record(*ix);
    frame.whole("查处隐患(项)", move |ix| {
        record(ix).hazards.as_ref().map(|f| f.value.into())
    });
    frame.borrowed("其中:重大隐患(项)", move |ix| {
        other(record(ix), FieldName::MajorHazards)
    });
    frame.borrowed("已整改隐患(项)", move |ix| {
        other(record(ix), FieldName::HazardsFixed)
    });
    frame.real("罚款额(元)", 2, move |ix| fine(reading, *ix).map(yuan));
    frame.borrowed("记录状态", |ix| {
        record_state_word(reading.event(*ix).record_state, reading.lang)
    });
}

fn code_columns<'a>(frame: &mut Frame<'a, EventIx>, reading: &'a Reading<'a>) {
    let lang = reading.lang;
    let code = |ix: &EventIx| -> Option<&'a InspectionEvent> {
        let partner = reading.verdict(*ix)?.partner?;
        Some(reading.event(partner)).filter(|event| event.source == Source::Platform)
    };
    let verdict = |ix: &EventIx| reading.verdict(*ix);
    let moment = |at: Option<NaiveDateTime>| at.map(|at| at.to_string()).unwrap_or_default();
    frame.borrowed("检查码编号", move |ix| {
        code(ix).map_or("", |c| &c.code_id)
    });
    frame.borrowed("检查码状态", move |ix| {
        code(ix).map_or("", |c| code_state_word(c.code_state, lang))
    });
    frame.owned("赋码申请时间", move |ix| {
        moment(code(ix).and_then(|c| c.applied_at))
    });
    frame.owned("扫码时间", move |ix| {
        moment(code(ix).and_then(|c| c.scanned_at))
    });
    let outcome = move |ix| verdict(ix).and_then(|v| v.outcome);
    let cause = move |ix| verdict(ix).and_then(|v| v.cause);
    frame.borrowed("核对结果", move |ix| {
        outcome(ix).map_or("", |o| outcome_word(o, lang))
    });
    frame.borrowed("原因代码", move |ix| cause(ix).map_or("", |c| c.code()));
    frame.borrowed("原因", move |ix| {
        cause(ix).map_or("", |c| cause_word(c, lang))
    });
    frame.real("匹配概率", 6, move |ix| {
        verdict(ix).and_then(|v| v.probability)
    });
    frame.borrowed("说明", |ix| reading.detail(*ix));
}

fn lineage_columns<'a>(frame: &mut Frame<'a, EventIx>, reading: &'a Reading<'a>) {
    let books = reading.books;
    let place = |ix: &EventIx| reading.record(*ix).place;
    frame.borrowed("来源文件", move |ix| &books.table(place(ix)).file);
    frame.borrowed("来源工作表", move |ix| &books.table(place(ix)).sheet);
    frame.whole("来源行", move |ix| Some(place(ix).row.into()));
}

/// Further columns of the ministry's record form, as far as the exports tell them. They stand last:
/// columns are added, never moved.
fn form_columns<'a>(frame: &mut Frame<'a, EventIx>, reading: &'a Reading<'a>) {
    const TITLES: &[(&str, &str)] = &[
        ("立案审批表", "立案"),
        ("询问笔录", "询问笔录"),
        ("行政处罚决定书", "处罚决定书"),
    ];
    let said = |ix: &EventIx, field| other(reading.record(*ix), field);
    frame.borrowed("执法检查性质", |ix| &reading.event(*ix).activity);
    frame.borrowed("检查内容", move |ix| said(ix, FieldName::Content));
    frame.borrowed("检查结果", move |ix| said(ix, FieldName::Result));
    frame.borrowed("企业负责人", move |ix| {
        said(ix, FieldName::LegalPerson)
    });
    for (name, word) in TITLES {
        frame.whole(name, |ix| documents_titled(reading, *ix, word));
    }
    frame.whole("经济处罚(次)", |ix| {
        fine(reading, *ix).map(|fine| i64::from(fine > 0))
    });
    frame.borrowed("填表人", move |ix| said(ix, FieldName::Reporter));
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

fn fine(reading: &Reading, event: EventIx) -> Option<i64> {
    let records = &reading.books.understood.records;
    reading.event(event).fine_fen(records)
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
