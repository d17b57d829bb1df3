//! From the rows of the plan's lists to the planned inspections of the register, line by line: why
//! so many enterprises on the lists are so many visits.

use super::case::Case;
use super::plan::stands;
use crate::model::{
    Cause, EventIx, InspectionEvent, PlanLine, Source, StatementLine, StatementLineKind, Text,
    Verdict,
};
use std::collections::BTreeSet;

/// The lines and what they leave unexplained. `groups` holds the lines of one enterprise each.
pub fn plan_statement(
    case: &Case,
    groups: &[Vec<PlanLine>],
    verdicts: &[Verdict],
) -> (Vec<StatementLine>, i64) {
    let mut told = Told::default();
    let lines: Vec<&PlanLine> = groups.iter().flatten().collect();
    listed(&mut told, case, groups, &lines);
    done(&mut told, &lines);
    registered(&mut told, case, &lines);
    let planned: Vec<EventIx> = case
        .understood
        .events
        .iter()
        .enumerate()
        .filter(|(_, event)| is_planned_visit(event))
        .map(|(at, _)| at)
        .collect();
    let unexplained = planned.len() as i64 - told.sum;
    told.sum = planned.len() as i64;
    told.total(
        "执法系统登记的计划检查",
        "planned inspections of the register",
        planned.clone(),
    );
    let left_out: Vec<EventIx> = planned
        .iter()
        .copied()
        .filter(|at| !verdicts[*at].counted)
        .collect();
    if !left_out.is_empty() {
        let counted = planned.into_iter().filter(|at| verdicts[*at].counted);
        let counted: Vec<EventIx> = counted.collect();
        told.less(
            None,
            "按所用口径不计次",
            "not counted by the calibre",
            left_out,
        );
        told.total("计次的计划检查", "planned inspections counted", counted);
    }
    let text = Text::new("未解释差异", "Unexplained difference");
    told.push(
        StatementLineKind::Unexplained,
        None,
        text,
        unexplained,
        Vec::new(),
    );
    (told.lines, unexplained)
}

fn is_planned_visit(event: &InspectionEvent) -> bool {
    event.source == Source::Safety && stands(event) && event.route.is_planned()
}

/// From rows to enterprises to planned visits.
fn listed(told: &mut Told, case: &Case, groups: &[Vec<PlanLine>], lines: &[&PlanLine]) {
    let mut seen = BTreeSet::new();
    let (rows, further): (Vec<EventIx>, Vec<EventIx>) = lines
        .iter()
        .map(|line| line.plan)
        .partition(|at| seen.insert(case.event(*at).record));
    told.sum = rows.len() as i64;
    told.total("计划名单行数", "rows of the lists", rows);
    told.more(
        None,
        "一行列出的其他企业",
        "further enterprises of a row",
        further,
    );
    let again = groups.iter().flat_map(|group| &group[1..]);
    let again = again.map(|line| line.plan).collect();
    told.less(
        Some(Cause::C05),
        "同一企业的其他行",
        "further rows of an enterprise",
        again,
    );
    let firsts: Vec<EventIx> = groups.iter().map(|group| group[0].plan).collect();
    told.total("计划检查企业(家)", "planned enterprises", firsts);
    let planned =
        |group: &&Vec<PlanLine>| -> u32 { group.iter().map(|line| line.planned_visits).sum() };
    let idle = groups.iter().filter(|group| planned(group) == 0);
    let idle = idle.map(|group| group[0].plan).collect();
    told.less(
        None,
        "双随机未抽中,不要求检查",
        "not drawn, no visit required",
        idle,
    );
    let often: Vec<&Vec<PlanLine>> = groups.iter().filter(|group| planned(group) > 1).collect();
    let more = often
        .iter()
        .map(|group| i64::from(planned(group)) - 1)
        .sum();
    let events = often.iter().flat_map(|group| group.iter());
    let events = events.filter(|line| line.planned_visits > 0);
    told.step(
        None,
        "加:计划两次以上的企业(频次或两个名单)",
        "plus: enterprises planned more than once",
        more,
        events.map(|line| line.plan).collect(),
    );
    told.total("计划检查次数", "planned visits", Vec::new());
}

/// From planned visits to those that were made.
fn done(told: &mut Told, lines: &[&PlanLine]) {
    for cause in [Cause::C04, Cause::C08, Cause::C02] {
        let of_cause: Vec<&&PlanLine> = lines
            .iter()
            .filter(|line| line.missing() > 0 && line.cause == cause)
            .collect();
        let missing: u64 = of_cause.iter().map(|line| line.missing()).sum();
        let entry = cause.entry();
        told.step(
            Some(cause),
            &format!("减:{}", entry.zh),
            &format!("less: {}", entry.en),
            -(missing as i64),
            of_cause.iter().map(|line| line.plan).collect(),
        );
    }
    told.total("已实施的计划检查", "planned visits done", Vec::new());
}

/// From planned visits made to what the register calls planned.
fn registered(told: &mut Told, case: &Case, lines: &[&PlanLine]) {
    let borrowed: Vec<&&PlanLine> = lines.iter().filter(|line| line.borrowed).collect();
    let times: i64 = borrowed
        .iter()
        .map(|line| i64::from(line.planned_visits))
        .sum();
    told.step(
        Some(Cause::C05),
        "减:两个名单由同一次检查完成",
        "less: one visit fulfils two lists",
        -times,
        borrowed.iter().map(|line| line.plan).collect(),
    );
    let own = lines.iter().filter(|line| !line.borrowed);
    let used: BTreeSet<EventIx> = own.clone().flat_map(|line| line.visits.clone()).collect();
    let beyond = own.flat_map(|line| line.visits.iter().skip(line.planned_visits as usize));
    told.more(
        Some(Cause::C07),
        "超出计划次数",
        "beyond the plan",
        beyond.copied().collect(),
    );
    let unrouted = used
        .iter()
        .copied()
        .filter(|at| !is_planned_visit(case.event(*at)))
        .collect();
    told.less(
        None,
        "登记时未填计划途径",
        "route not entered as planned",
        unrouted,
    );
    let mut rest: Vec<EventIx> = case
        .understood
        .events
        .iter()
        .enumerate()
        .filter(|(at, event)| is_planned_visit(event) && !used.contains(at))
        .map(|(at, _)| at)
        .collect();
    type Kind<'k> = (fn(&InspectionEvent) -> bool, &'k str, &'k str);
    let kinds: [Kind; 3] = [
        (
            |visit| visit.part_of.is_some(),
            "同一次检查的另一条记录",
            "second records of a visit",
        ),
        (
            |visit| visit.reinspection,
            "按计划途径登记的复查",
            "re-inspections entered as planned",
        ),
        (
            |_| true,
            "登记为计划检查、名单上没有",
            "entered as planned, on no list",
        ),
    ];
    for (is_kind, zh, en) in kinds {
        let (of_kind, others): (Vec<EventIx>, Vec<EventIx>) =
            rest.into_iter().partition(|at| is_kind(case.event(*at)));
        told.more(None, zh, en, of_kind);
        rest = others;
    }
}

/// The lines so far and their running sum.
#[derive(Default)]
struct Told {
    lines: Vec<StatementLine>,
    sum: i64,
}

impl Told {
    fn push(
        &mut self,
        kind: StatementLineKind,
        cause: Option<Cause>,
        text: Text,
        amount: i64,
        events: Vec<EventIx>,
    ) {
        self.lines.push(StatementLine {
            kind,
            cause,
            text,
            amount: Some(amount),
            events,
        });
    }

    fn total(&mut self, zh: &str, en: &str, events: Vec<EventIx>) {
        let text = Text::new(zh, en);
        self.push(StatementLineKind::Count, None, text, self.sum, events);
    }

    /// A step; none where nothing is behind it.
    fn step(&mut self, cause: Option<Cause>, zh: &str, en: &str, by: i64, events: Vec<EventIx>) {
        if by != 0 {
            self.sum += by;
            self.push(
                StatementLineKind::Item,
                cause,
                Text::new(zh, en),
                by,
                events,
            );
        }
    }

    fn less(&mut self, cause: Option<Cause>, zh: &str, en: &str, events: Vec<EventIx>) {
        let by = -(events.len() as i64);
        self.step(
            cause,
            &format!("减:{zh}"),
            &format!("less: {en}"),
            by,
            events,
        );
    }

    fn more(&mut self, cause: Option<Cause>, zh: &str, en: &str, events: Vec<EventIx>) {
        let by = events.len() as i64;
        self.step(
            cause,
            &format!("加:{zh}"),
            &format!("plus: {en}"),
            by,
            events,
        );
    }
}
