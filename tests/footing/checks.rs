//! What must hold of every run.

use super::oracle;
use super::year::Year;
use hedui::model::{EventIx, Outcome, Source, StatementLineKind, Switches, Verdict};
use hedui::reconcile::Reconciled;
use std::collections::BTreeSet;

pub struct Run<'a> {
    pub year: &'a Year,
    pub made: &'a Reconciled,
    pub told: &'a str,
}

impl Run<'_> {
    fn counted(&self, source: Source) -> Vec<&Verdict> {
        let verdicts = self.made.verdicts.iter();
        verdicts
            .filter(|v| v.counted && self.year.understood.events[v.event].source == source)
            .collect()
    }
}

/// The statement foots in figures, and record by record: an item's record stands in no other item,
/// and every counted record in no item has a counted partner of its own.
pub fn check_statement(run: &Run) {
    let (statement, told) = (&run.made.statement, run.told);
    assert_eq!(statement.unexplained, 0, "{told}: {:?}", statement.items);
    let items: i64 = statement
        .lines
        .iter()
        .filter(|line| line.kind == StatementLineKind::Item)
        .filter_map(|line| line.amount)
        .sum();
    assert_eq!(statement.inspections + items, statement.codes, "{told}");
    let inspections = run.counted(Source::Safety);
    let codes = run.counted(Source::Platform);
    assert_eq!(inspections.len() as i64, statement.inspections, "{told}");
    assert_eq!(codes.len() as i64, statement.codes, "{told}");
    let mut explained: BTreeSet<EventIx> = BTreeSet::new();
    for item in &statement.items {
        for event in &item.events {
            assert!(explained.insert(*event), "{told}: {event} in two items");
            assert!(run.made.verdicts[*event].counted, "{told}: {event}");
        }
    }
    let paired = |verdicts: &[&Verdict]| -> Vec<(EventIx, Option<EventIx>)> {
        let rest = verdicts.iter().filter(|v| !explained.contains(&v.event));
        rest.map(|v| (v.event, v.partner)).collect()
    };
    let mut partners: BTreeSet<EventIx> = BTreeSet::new();
    for (event, partner) in paired(&inspections) {
        let partner = partner.unwrap_or_else(|| panic!("{told}: {event} stands alone"));
        let code = &run.made.verdicts[partner];
        assert!(
            code.counted && !explained.contains(&partner),
            "{told}: {event} {partner}"
        );
        assert!(partners.insert(partner), "{told}: {partner} has two");
    }
    let codes: BTreeSet<EventIx> = paired(&codes).into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, partners, "{told}");
    for verdict in &run.made.verdicts {
        let event = &run.year.understood.events[verdict.event];
        let excluded = verdict.outcome == Some(Outcome::Excluded);
        assert!(!event.outside_period || excluded, "{told}: {}", event.id);
        assert!(verdict.counted != excluded, "{told}: {}", event.id);
    }
}

/// Each calibre parts the records in counted and left out; the way between the presets foots; and
/// the counts are the oracle's.
pub fn check_calibres(run: &Run, switches: &Switches) {
    let (calibres, told) = (&run.made.calibres, run.told);
    assert_eq!(calibres.unexplained(), 0, "{told}");
    for column in &calibres.columns {
        let left = column.left_out.iter().flat_map(|left| &left.events);
        let mut all: Vec<EventIx> = column.counted.iter().chain(left).copied().collect();
        all.sort_unstable();
        assert_eq!(all, calibres.records, "{told}: {}", column.name());
        let expected = oracle::count(&run.year.truths, &column.switches);
        assert_eq!(
            column.counted.len(),
            expected,
            "{told}: {} {:?}",
            column.name(),
            column.left_out
        );
    }
    let [first, second, ..] = &calibres.columns[..] else {
        panic!("{told}: two presets");
    };
    let set = |events: &[EventIx]| -> BTreeSet<EventIx> { events.iter().copied().collect() };
    let (from, to) = (set(&first.counted), set(&second.counted));
    for step in &calibres.steps {
        let (one, other) = if step.effect < 0 {
            (&from, &to)
        } else {
            (&to, &from)
        };
        let holds = |event: &EventIx| one.contains(event) && !other.contains(event);
        assert!(step.events.iter().all(holds), "{told}: {step:?}");
        assert_eq!(
            step.events.len() as u64,
            step.effect.unsigned_abs(),
            "{told}"
        );
    }
    let expected = oracle::count(&run.year.truths, switches) as i64;
    assert_eq!(run.made.statement.inspections, expected, "{told}");
}
