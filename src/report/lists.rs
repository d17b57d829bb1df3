//! The other lists: causes, plan, findings, inputs.

use super::event_lists::in_brief;
use super::list::{Column, List, Value};
use super::reading::{Reading, shown_text};
use super::rejects::cell_name;
use super::words::{cause_word, coded_cause, measure_word, severity_word, source_word};
use crate::model::{Cause, Disposition, EventIx, Finding, PlanLine, StatementLineKind};

/// A cause and what stands under it.
pub struct CauseCount {
    pub cause: Cause,
    /// Events whose primary cause it is.
    pub events: Vec<EventIx>,
    /// Events on which it is a remark.
    pub remarks: Vec<EventIx>,
    /// Rows of the ledger that repeat another row and carry no event.
    pub repeats: usize,
    /// Its effect on the way from inspections to codes.
    pub effect: i64,
}

impl CauseCount {
    pub fn records(&self) -> usize {
        self.events.len() + self.repeats
    }
}

/// Causes that occur, in report order.
pub fn cause_counts(reading: &Reading) -> Vec<CauseCount> {
    let bare = |cause: &Cause| CauseCount {
        cause: *cause,
        events: Vec::new(),
        remarks: Vec::new(),
        repeats: 0,
        effect: 0,
    };
    let mut counts: Vec<CauseCount> = Cause::ALL.iter().map(bare).collect();
    for verdict in &reading.books.verdicts {
        if let Some(cause) = verdict.cause {
            counts[cause as usize].events.push(verdict.event);
        }
        for cause in &verdict.secondary {
            counts[*cause as usize].remarks.push(verdict.event);
        }
    }
    for entry in &reading.books.ledger {
        if let (Disposition::Duplicate, Some(cause)) = (entry.disposition, entry.cause) {
            counts[cause as usize].repeats += 1;
        }
    }
    for line in &reading.books.statement.lines {
        if let (StatementLineKind::Item, Some(cause)) = (line.kind, line.cause) {
            counts[cause as usize].effect += line.amount.unwrap_or(0);
        }
    }
    counts.retain(|count| count.records() > 0 || !count.remarks.is_empty());
    counts
}

pub fn causes_list<'a>(reading: &Reading<'a>) -> List<'a> {
    let lang = reading.lang;
    let p = |zh, en| reading.pick(zh, en);
    let columns = vec![
        Column::new(p("原因代码", "cause"), 10.0, move |c: &CauseCount| {
            Value::text(c.cause.code())
        }),
        Column::new(p("原因", "meaning"), 34.0, move |c: &CauseCount| {
            Value::text(cause_word(c.cause, lang))
        }),
        Column::new(p("记录数", "records"), 10.0, move |c: &CauseCount| {
            Value::Whole(c.records() as i64)
        })
        .with_bars(),
        Column::new(
            p("另作备注", "as a remark"),
            10.0,
            move |c: &CauseCount| Value::Whole(c.remarks.len() as i64),
        ),
        Column::new(
            p("对差额的影响", "effect"),
            14.0,
            move |c: &CauseCount| Value::Whole(c.effect),
        )
        .with_bars(),
        Column::new(p("建议措施", "measure"), 52.0, move |c: &CauseCount| {
            Value::text(measure_word(c.cause, lang))
        }),
    ];
    let note = p(
        "每条记录只有一个主要原因;备注不改变次数",
        "each record has one primary cause; remarks change no count",
    );
    List::new(
        p("原因汇总", "Causes"),
        note,
        cause_counts(reading),
        columns,
    )
}

pub fn plan_list<'a>(reading: &'a Reading<'a>, lines: Vec<&'a PlanLine>) -> List<'a> {
    let lang = reading.lang;
    let p = |zh, en| reading.pick(zh, en);
    let columns = vec![
        Column::new(p("检查对象", "object"), 34.0, move |l: &&PlanLine| {
            Value::text(&*reading.event(l.plan).name)
        }),
        Column::new(p("计划次数", "planned"), 10.0, move |l: &&PlanLine| {
            Value::Whole(l.planned_visits.into())
        }),
        Column::new(p("实施次数", "done"), 10.0, move |l: &&PlanLine| {
            Value::Whole(l.visits.len() as i64)
        }),
        Column::new(
            p("首次实施日期", "first visit"),
            14.0,
            move |l: &&PlanLine| {
                Value::day(
                    l.visits
                        .first()
                        .and_then(|visit| reading.event(*visit).start),
                )
            },
        ),
        Column::new(p("情况", "state"), 32.0, move |l: &&PlanLine| {
            Value::text(coded_cause(l.cause, lang))
        }),
        Column::new(
            p("实施的检查", "visits"),
            44.0,
            move |l: &&PlanLine| {
                let visits: Vec<String> = l
                    .visits
                    .iter()
                    .map(|visit| in_brief(reading, *visit))
                    .collect();
                Value::text(visits.join(reading.pick("；", "; ")))
            },
        )
        .in_sheets_only(),
        Column::new(p("来源行", "source row"), 40.0, move |l: &&PlanLine| {
            Value::text(reading.lineage(l.plan))
        }),
    ];
    let note = p(
        "计划、检查、赋码三方核对中的计划一方",
        "the plan's side of the match of plan, visit and code",
    );
    List::new(p("计划执行", "Plan"), note, lines, columns)
}

pub fn findings_list<'a>(reading: &'a Reading<'a>, findings: Vec<&'a Finding>) -> List<'a> {
    let lang = reading.lang;
    let p = |zh, en| reading.pick(zh, en);
    let columns = vec![
        Column::new(p("规则", "rule"), 8.0, move |f: &&Finding| {
            Value::text(f.rule)
        }),
        Column::new(p("程度", "severity"), 12.0, move |f: &&Finding| {
            Value::text(severity_word(f.severity, lang))
        }),
        Column::new(p("问题", "what"), 32.0, move |f: &&Finding| {
            Value::text(reading.say(&f.title))
        }),
        Column::new(p("文件", "file"), 26.0, move |f: &&Finding| {
            Value::text(&f.file)
        }),
        Column::new(p("工作表", "sheet"), 16.0, move |f: &&Finding| {
            Value::text(&f.sheet)
        }),
        Column::new(p("位置", "cell"), 10.0, move |f: &&Finding| {
            Value::text(whereabouts(f))
        }),
        Column::new(p("列名", "column"), 18.0, move |f: &&Finding| {
            Value::text(&f.header)
        })
        .in_sheets_only(),
        Column::new(p("原文", "text found"), 26.0, move |f: &&Finding| {
            Value::text(shown_text(&f.actual))
        }),
        Column::new(p("应为", "expected"), 32.0, move |f: &&Finding| {
            Value::text(reading.say(&f.expected))
        }),
        Column::new(p("已作处理", "done"), 30.0, move |f: &&Finding| {
            Value::text(reading.say(&f.done))
        }),
        Column::new(p("建议", "help"), 44.0, move |f: &&Finding| {
            Value::text(reading.say(&f.help))
        })
        .in_sheets_only(),
    ];
    let note = p(
        "输入数据自身的问题;原系统更正后重新导出即可消除",
        "what is wrong within the inputs; correct it in the source and export again",
    );
    List::new(p("数据问题", "Findings"), note, findings, columns)
}

/// The cell, or the row where the finding is about a whole row.
fn whereabouts(finding: &Finding) -> String {
    match finding.place {
        Some(place) if place.column == 0 && place.row > 0 => place.row.to_string(),
        _ => cell_name(finding),
    }
}

pub fn inputs_list<'a>(reading: &'a Reading<'a>) -> List<'a> {
    let books = reading.books;
    let lang = reading.lang;
    let p = |zh, en| reading.pick(zh, en);
    let tables: Vec<usize> = (0..books.extracted.tables.len()).collect();
    let mapping = move |at: &usize| books.understood.mappings.get(*at);
    let columns = vec![
        Column::new(
            p("文件 [工作表]", "file [sheet]"),
            40.0,
            move |at: &usize| Value::text(books.extracted.tables[*at].label()),
        ),
        Column::new(p("来源系统", "system"), 20.0, move |at: &usize| {
            Value::text(mapping(at).map_or("", |m| source_word(m.source, lang)))
        }),
        Column::new(p("格式", "format"), 18.0, move |at: &usize| {
            let table = &books.extracted.tables[*at];
            Value::text(format!("{} {}", table.container, table.encoding).trim())
        }),
        Column::new(p("行数", "rows"), 10.0, move |at: &usize| {
            Value::Whole(books.extracted.tables[*at].rows.len() as i64)
        }),
        Column::new(p("识别依据", "why"), 44.0, move |at: &usize| {
            Value::text(mapping(at).map_or("", |m| m.reason.in_lang(lang)))
        }),
        Column::new(
            p("未用的列", "columns not used"),
            36.0,
            move |at: &usize| Value::text(unmapped_columns(books, *at)),
        ),
    ];
    let note = p("每个工作表如何读入", "how each table was read");
    List::new(p("输入文件", "Inputs"), note, tables, columns)
}

fn unmapped_columns(books: &crate::model::Books, at: usize) -> String {
    let Some(mapping) = books.understood.mappings.get(at) else {
        return String::new();
    };
    let header = &books.extracted.tables[at].header;
    let named = mapping.unmapped.iter().filter_map(|column| {
        let text = header.get(usize::from(*column).checked_sub(1)?)?;
        Some(text.replace('\n', "")).filter(|text| !text.is_empty())
    });
    named.collect::<Vec<_>>().join("、")
}
