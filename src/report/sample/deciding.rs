//! The sample's links, verdicts and statement.

use super::*;

/// A pair whose weights do not round kindly.
pub fn pair_link(inspection: EventIx, code: EventIx, decision: Decision) -> Link {
    let evidence = |comparison: &str, comparison_zh: &str, weight| Evidence {
        grade: 1,
        comparison: Text::new(comparison_zh, comparison).into(),
        level: Text::new("一致", "equal").into(),
        left: "湘乡市甲有限公司".into(),
        right: "湘乡市甲有限公司".into(),
        m: 0.95,
        u: 0.0004,
        weight,
    };
    let pair = CandidatePair {
        inspection,
        code,
        rule: "credit code".into(),
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

pub fn link_sample(books: &mut Books) {
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

pub fn judge_sample(books: &mut Books) {
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
            near_miss: None,
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

pub fn state_sample(books: &mut Books) {
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
    use StatementLineKind::{Adjusted, Count, Group, Unexplained};
    let less = line(Group, "减:有检查、无赋码", "less: without a code", None);
    let plus = line(Group, "加:有赋码、无检查", "plus: without a visit", None);
    let mut lines = vec![
        line(Count, "执法系统 检查次数", "inspections", Some(10)),
        less,
    ];
    lines.extend(items[..5].iter().map(item_line));
    lines.push(plus);
    lines.extend(items[5..].iter().map(item_line));
    lines.push(line(Adjusted, "调节后", "adjusted", Some(8)));
    lines.push(line(Count, "一体化平台 赋码次数", "codes", Some(8)));
    lines.push(line(Unexplained, "未解释差异", "unexplained", Some(0)));
    books.statement = ReconciliationStatement {
        title: Text::new("二〇二五年度检查次数核对表", "Reconciliation, 2025"),
        inspections: 10,
        codes: 8,
        items,
        adjusted: 8,
        unexplained: 0,
        under_review: 1,
        lines,
    };
}

fn item(cause: Cause, effect: i64, events: Vec<EventIx>) -> ReconcilingItem {
    let batch = Text::new("东郊中队 2025-07", "东郊中队 2025-07");
    ReconcilingItem {
        cause,
        label: if cause == Cause::A14 {
            batch
        } else {
            Text::default()
        },
        effect,
        events,
    }
}

fn line(kind: StatementLineKind, zh: &str, en: &str, amount: Option<i64>) -> StatementLine {
    StatementLine {
        kind,
        cause: None,
        text: Text::new(zh, en),
        amount,
        events: Vec::new(),
    }
}

fn item_line(item: &ReconcilingItem) -> StatementLine {
    let entry = item.cause.entry();
    let zh = format!("{}{}", entry.zh, item.label.zh);
    let en = format!("{} {}", entry.en, item.label.en);
    StatementLine {
        cause: Some(item.cause),
        events: item.events.clone(),
        ..line(
            StatementLineKind::Item,
            &zh,
            en.trim_end(),
            Some(item.effect),
        )
    }
}
