//! What the reports look up while they write: verdict, partner and rows of an event.

use crate::model::{
    Books, CanonicalRecord, CreditCode, EventIx, InspectionEvent, Lang, Outcome, Place, Source,
    Text, Verdict,
};
use chrono::{Datelike, Days, NaiveDate};

/// The books opened for reading in one language.
pub struct Reading<'a> {
    pub books: &'a Books,
    pub lang: Lang,
    verdicts: Vec<Option<&'a Verdict>>,
    as_of: (Option<NaiveDate>, bool),
}

impl<'a> Reading<'a> {
    pub fn new(books: &'a Books, lang: Lang) -> Self {
        let mut verdicts = vec![None; books.understood.events.len()];
        for verdict in &books.verdicts {
            verdicts[verdict.event] = Some(verdict);
        }
        Reading {
            books,
            lang,
            verdicts,
            as_of: as_of(books),
        }
    }

    pub fn zh(&self) -> bool {
        self.lang == Lang::Zh
    }

    /// One of two words, by language.
    pub fn pick(&self, zh: &'static str, en: &'static str) -> &'static str {
        if self.zh() { zh } else { en }
    }

    pub fn say<'t>(&self, text: &'t Text) -> &'t str {
        text.in_lang(self.lang)
    }

    pub fn event(&self, event: EventIx) -> &'a InspectionEvent {
        &self.books.understood.events[event]
    }

    pub fn record(&self, event: EventIx) -> &'a CanonicalRecord {
        self.books.record_of(self.event(event))
    }

    pub fn verdict(&self, event: EventIx) -> Option<&'a Verdict> {
        self.verdicts[event]
    }

    /// The id under which an event's rows stand in the ledger.
    pub fn inspection_id(&self, event: EventIx) -> &'a str {
        self.verdict(event)
            .map_or("", |verdict| &verdict.inspection_id)
    }

    pub fn detail(&self, event: EventIx) -> &'a str {
        self.verdict(event)
            .map_or("", |verdict| verdict.detail.in_lang(self.lang))
    }

    /// Counted events of a system, in the order of their rows.
    pub fn counted(&self, source: Source) -> Vec<EventIx> {
        self.events_where(|event, verdict| event.source == source && verdict.counted)
    }

    pub fn with_outcome(&self, outcome: Outcome) -> Vec<EventIx> {
        self.events_where(|_, verdict| verdict.outcome == Some(outcome))
    }

    fn events_where(&self, wanted: impl Fn(&InspectionEvent, &Verdict) -> bool) -> Vec<EventIx> {
        let mut events: Vec<EventIx> = (0..self.verdicts.len())
            .filter(|ix| {
                self.verdict(*ix)
                    .is_some_and(|verdict| wanted(self.event(*ix), verdict))
            })
            .collect();
        events.sort_by_key(|ix| (self.record(*ix).place, *ix));
        events
    }

    /// Rows behind an event: the one that carries it, then its documents.
    pub fn places(&self, event: EventIx) -> Vec<Place> {
        let told = self.event(event);
        let records = &self.books.understood.records;
        std::iter::once(records[told.record].place)
            .chain(told.documents.iter().map(|record| records[*record].place))
            .collect()
    }

    /// The day from which lateness is reckoned, and whether the settings state it; else the latest
    /// day that the two systems' records tell of, up to a year after the period.
    pub fn as_of(&self) -> (Option<NaiveDate>, bool) {
        self.as_of
    }

    /// Where the row stands that carries an event, in words.
    pub fn lineage(&self, event: EventIx) -> String {
        let place = self.record(event).place;
        match self.lang {
            Lang::Zh => format!("{} 第 {} 行", self.books.table(place).label(), place.row),
            Lang::En => format!("{} row {}", self.books.table(place).label(), place.row),
        }
    }
}

fn as_of(books: &Books) -> (Option<NaiveDate>, bool) {
    if let Some(day) = books.settings.period.as_of {
        return (Some(day), true);
    }
    let last = books.understood.period.map(|(_, to)| to + Days::new(366));
    let events = books.understood.events.iter();
    let days = events
        .filter(|event| matches!(event.source, Source::Safety | Source::Platform))
        .flat_map(|event| {
            let moments = [event.applied_at, event.scanned_at];
            let moments = moments.into_iter().flatten().map(|at| at.date());
            moments.chain(event.start).chain(event.end)
        });
    let latest = days
        .filter(|day| last.is_none_or(|last| *day <= last))
        .max();
    (latest, false)
}

/// The day an event stands for: of the visit, else planned, else applied for.
pub fn shown_day(event: &InspectionEvent) -> Option<NaiveDate> {
    event
        .start
        .or(event.planned)
        .or_else(|| event.applied_at.map(|at| at.date()))
}

/// A credit code as shown to people.
pub fn shown_code(code: Option<&CreditCode>) -> String {
    code.map(|code| shown_text(&code.text)).unwrap_or_default()
}

/// A value as shown to people: a natural person's identity or telephone number loses its middle.
pub fn shown_text(text: &str) -> String {
    let told = text.trim();
    if looks_like_identity_number(told) {
        return format!("{}********{}", &told[..6], &told[14..]);
    }
    if looks_like_mobile_number(told) {
        return format!("{}****{}", &told[..3], &told[7..]);
    }
    text.to_string()
}

fn looks_like_mobile_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 11
        && bytes.iter().all(u8::is_ascii_digit)
        && bytes[0] == b'1'
        && bytes[1] >= b'3'
}

fn looks_like_identity_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = bytes.len() == 18
        && bytes[..17].iter().all(u8::is_ascii_digit)
        && (bytes[17].is_ascii_digit() || bytes[17] == b'X');
    let part = |from: usize, to: usize| text[from..to].parse::<u32>().unwrap_or(0);
    digits
        && !text.starts_with('9')
        && NaiveDate::from_ymd_opt(part(6, 10) as i32, part(10, 12), part(12, 14))
            .is_some_and(|born| (1900..2030).contains(&born.year()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::CodeForm;

    fn code(text: &str) -> CreditCode {
        CreditCode {
            text: text.into(),
            form: CodeForm::Other,
            repair: None,
        }
    }

    #[test]
    fn a_persons_number_loses_its_middle_and_a_firms_does_not() {
        assert_eq!(
            shown_code(Some(&code("430381198502301234"))),
            "430381198502301234"
        );
        assert_eq!(
            shown_code(Some(&code("430381198502281234"))),
            "430381********1234"
        );
        assert_eq!(
            shown_code(Some(&code("91430381MAYYYY016K"))),
            "91430381MAYYYY016K"
        );
        assert_eq!(shown_code(None), "");
        assert_eq!(shown_text(" 13912345678"), "139****5678");
        assert_eq!(shown_text("2025/13/05"), "2025/13/05");
    }
}
