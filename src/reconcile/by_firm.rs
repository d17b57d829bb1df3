//! Events of one source by their enterprise and day: a cause looks at those of an enterprise that
//! can lie near a day, not at all of them.

use crate::model::{EventIx, InspectionEvent, Source, Understood};
use chrono::{Days, NaiveDate};
use std::collections::HashMap;

/// Events of one source, each enterprise's by day.
pub struct ByFirm {
    of_firm: HashMap<u32, FirmEvents>,
    none: FirmEvents,
}

/// An enterprise's events of one source.
#[derive(Default)]
pub struct FirmEvents {
    /// By first day and id; those without a day stand before all others.
    events: Vec<EventIx>,
    /// First days, event by event.
    starts: Vec<Option<NaiveDate>>,
    /// Days from the first to the last day of the longest event.
    longest: u64,
}

impl ByFirm {
    pub fn of(understood: &Understood, source: Source) -> ByFirm {
        let mut of_firm: HashMap<u32, FirmEvents> = HashMap::new();
        for (at, event) in understood.events.iter().enumerate() {
            if let Some(firm) = event.enterprise.filter(|_| event.source == source) {
                of_firm.entry(firm).or_default().events.push(at);
            }
        }
        for firm in of_firm.values_mut() {
            firm.settle(&understood.events);
        }
        ByFirm {
            of_firm,
            none: FirmEvents::default(),
        }
    }

    /// The events of an enterprise; none of one that is not known.
    pub fn firm(&self, firm: Option<u32>) -> &FirmEvents {
        let known = firm.and_then(|firm| self.of_firm.get(&firm));
        known.unwrap_or(&self.none)
    }

    /// All events, enterprise by enterprise in no order.
    pub fn events(&self) -> impl Iterator<Item = EventIx> {
        self.of_firm.values().flat_map(|firm| &firm.events).copied()
    }
}

impl FirmEvents {
    fn settle(&mut self, events: &[InspectionEvent]) {
        let of_firm = &mut self.events;
        of_firm.sort_by_key(|at| (events[*at].start, &events[*at].id));
        self.starts = of_firm.iter().map(|at| events[*at].start).collect();
        let length = |at: &EventIx| {
            let (first, last) = (events[*at].start?, events[*at].end?);
            u64::try_from((last - first).num_days()).ok()
        };
        self.longest = of_firm.iter().filter_map(length).max().unwrap_or(0);
    }

    pub fn all(&self) -> &[EventIx] {
        &self.events
    }

    /// Every event within so many days of another's days, and maybe others; none without a day.
    pub fn near(&self, event: &InspectionEvent, days: i64) -> &[EventIx] {
        let Some(first) = event.start else {
            return &[];
        };
        let last = event.end.unwrap_or(first);
        let days = days.max(0) as u64;
        let from = first.checked_sub_days(Days::new(days.saturating_add(self.longest)));
        let to = last.checked_add_days(Days::new(days));
        let dated = self.starts.partition_point(Option::is_none);
        let before = |start: &Option<NaiveDate>| from.is_some_and(|from| *start < Some(from));
        let within = |start: &Option<NaiveDate>| to.is_none_or(|to| *start <= Some(to));
        let begin = dated + self.starts[dated..].partition_point(before);
        let end = begin + self.starts[begin..].partition_point(within);
        &self.events[begin..end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(2025, 6, day)
    }

    fn visit(start: Option<NaiveDate>, end: Option<NaiveDate>) -> InspectionEvent {
        InspectionEvent {
            enterprise: Some(7),
            start,
            end,
            ..InspectionEvent::bare(Source::Safety, String::new(), 0)
        }
    }

    /// Whatever [`InspectionEvent::days_apart`] finds within reach is near, ranges and all.
    #[test]
    fn near_leaves_out_nothing_within_reach() {
        let spans = [(3, 3), (3, 9), (5, 5), (8, 8), (12, 13), (20, 20), (28, 28)];
        let mut events: Vec<InspectionEvent> =
            spans.map(|(from, to)| visit(day(from), day(to))).to_vec();
        events.push(visit(None, None));
        let understood = Understood {
            events,
            ..Understood::default()
        };
        let by_firm = ByFirm::of(&understood, Source::Safety);
        let firm = by_firm.firm(Some(7));
        assert_eq!(firm.all().len(), 8);
        assert_eq!(firm.all()[0], 7, "the one without a day comes first");
        assert!(by_firm.firm(None).all().is_empty());
        for (from, to) in [(1, 1), (9, 10), (15, 15), (30, 30)] {
            let one = visit(day(from), day(to));
            for days in [0, 1, 3, 10] {
                let near = firm.near(&one, days);
                let reach = |at: &EventIx| one.days_apart(&understood.events[*at]) <= Some(days);
                let missed = firm.all()[1..].iter().filter(|at| reach(at));
                let missed: Vec<_> = missed.filter(|at| !near.contains(at)).collect();
                assert!(missed.is_empty(), "{from}–{to} ± {days}: {missed:?}");
            }
        }
        assert_eq!(firm.near(&visit(day(28), day(28)), 0), [6]);
        assert!(firm.near(&visit(None, None), 3).is_empty());
    }
}
