//! What a run keeps of every event, so that the next can tell whether it is still there and whether
//! it is told as before.

use crate::ground::fold::folded;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Digits and letters that a number of a system has at the least. A shorter one may be a line's
/// place in its list, which the next export gives to another.
const NUMBER_MIN: usize = 8;

/// An event as its own system told it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct KnownEvent {
    pub source: String,
    /// Derived from content, never from place.
    pub id: String,
    /// The number its own system gave it; empty where it has none.
    pub number: String,
    pub day: String,
    pub enterprise: String,
    pub credit_code: String,
}

/// What became of the events of a source from one run to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Succession<'e> {
    /// Those of the run before.
    pub events: u64,
    /// Found again neither by id nor by number, nor by enterprise and day.
    pub gone: Vec<&'e KnownEvent>,
    /// Of one number in both runs, with something else told of them: then and now.
    pub told_otherwise: Vec<(&'e KnownEvent, &'e KnownEvent)>,
    /// Field → of the events of one number in both runs, how many have it in both, and how many of
    /// these have another.
    pub shares: Vec<(&'static str, u64, u64)>,
}

/// Ids of the events that are gone.
pub fn ids_gone(successions: &Successions) -> BTreeSet<String> {
    let gone = successions.values().flat_map(|found| &found.gone);
    gone.map(|event| event.id.clone()).collect()
}

/// By source.
pub type Successions<'e> = BTreeMap<&'e str, Succession<'e>>;

type Field = (&'static str, fn(&KnownEvent) -> &str);

const FIELDS: [Field; 3] = [
    ("date_start", |event| &event.day),
    ("enterprise", |event| &event.enterprise),
    ("credit_code", |event| &event.credit_code),
];

impl<'e> Succession<'e> {
    /// Of the events of two runs, for each source that had any in the first.
    pub fn by_source(before: &'e [KnownEvent], after: &'e [KnownEvent]) -> Successions<'e> {
        let sources: BTreeSet<&str> = before.iter().map(|event| &*event.source).collect();
        let of = |events: &'e [KnownEvent], source: &str| {
            let own = events.iter().filter(|event| event.source == source);
            own.collect::<Vec<_>>()
        };
        let found = sources.into_iter().map(|source| {
            let found = Succession::of(&of(before, source), &of(after, source));
            (source, found)
        });
        found.collect()
    }

    /// Of the events of one source in two runs.
    pub fn of(before: &[&'e KnownEvent], after: &[&'e KnownEvent]) -> Self {
        let by_id = positions(after, |event| event.id.as_str());
        let by_number = positions(after, |event| event.number.as_str());
        let seldom = positions(before, |event| event.number.as_str());
        let mut is_old = vec![false; after.len()];
        let mut missed = Vec::new();
        let mut pairs = Vec::new();
        for event in before {
            let same = by_id.get(event.id.as_str());
            let same = same.or_else(|| by_number.get(event.number.as_str()));
            match same {
                Some(found) => found.iter().for_each(|at| is_old[*at] = true),
                None => missed.push(*event),
            }
            let lone = |known: &HashMap<&str, Vec<usize>>| {
                let bearers = known.get(event.number.as_str())?;
                (bearers.len() == 1).then(|| bearers[0])
            };
            let is_official = event.number.chars().count() >= NUMBER_MIN;
            if let (true, Some(_), Some(at)) = (is_official, lone(&seldom), lone(&by_number)) {
                pairs.push((*event, after[at]));
            }
        }
        let mut new: HashMap<(String, &str), u64> = HashMap::new();
        for (event, _) in after.iter().zip(&is_old).filter(|(_, is_old)| !**is_old) {
            *new.entry(content(event)).or_default() += 1;
        }
        missed.retain(|event| match new.get_mut(&content(event)) {
            Some(left) if *left > 0 => {
                *left -= 1;
                false
            }
            _ => true,
        });
        Succession {
            events: before.len() as u64,
            gone: missed,
            shares: FIELDS.iter().map(|field| share(field, &pairs)).collect(),
            told_otherwise: {
                pairs.retain(|pair| FIELDS.iter().any(|(_, read)| is_other(*read, pair)));
                pairs
            },
        }
    }
}

fn share(field: &Field, pairs: &[(&KnownEvent, &KnownEvent)]) -> (&'static str, u64, u64) {
    let (name, read) = field;
    let is_told =
        |pair: &&(&KnownEvent, &KnownEvent)| !read(pair.0).is_empty() && !read(pair.1).is_empty();
    let both = pairs.iter().filter(is_told).count() as u64;
    let other = pairs.iter().filter(|pair| is_other(*read, pair)).count() as u64;
    (name, both, other)
}

/// Whether both tell it, and not the same. What one leaves out is no change.
fn is_other(read: fn(&KnownEvent) -> &str, (was, is): &(&KnownEvent, &KnownEvent)) -> bool {
    let (was, is) = (read(was), read(is));
    !was.is_empty() && !is.is_empty() && was != is && folded(was) != folded(is)
}

fn content(event: &KnownEvent) -> (String, &str) {
    (folded(&event.enterprise).into_owned(), &event.day)
}

/// Positions by what is read, where it is not empty.
fn positions<'k>(
    events: &[&'k KnownEvent],
    key: impl Fn(&'k KnownEvent) -> &'k str,
) -> HashMap<&'k str, Vec<usize>> {
    let mut found: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, event) in events.iter().enumerate() {
        if !key(event).is_empty() {
            found.entry(key(event)).or_default().push(at);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(id: &str, number: &str, day: &str, enterprise: &str) -> KnownEvent {
        KnownEvent {
            id: id.to_string(),
            number: number.to_string(),
            day: day.to_string(),
            enterprise: enterprise.to_string(),
            ..KnownEvent::default()
        }
    }

    fn list(numbers: &[&str]) -> Vec<KnownEvent> {
        let numbers = numbers.iter().enumerate();
        numbers
            .map(|(at, number)| {
                let day = format!("2025-03-{:02}", at + 1);
                event(&format!("C{at}"), number, &day, &format!("第{at}厂"))
            })
            .collect()
    }

    fn gone(before: &[KnownEvent], after: &[KnownEvent]) -> Vec<String> {
        let [before, after] = [before, after].map(|events| events.iter().collect::<Vec<_>>());
        let found = Succession::of(&before, &after);
        found.gone.iter().map(|event| event.id.clone()).collect()
    }

    #[test]
    fn an_event_is_found_by_id_by_number_or_by_what_it_tells() {
        let before = [
            event("a", "JCM00000001", "2025-03-01", "甲厂"),
            event("b", "JCM00000002", "2025-03-02", "乙厂"),
            event("c", "", "2025-03-03", "丙厂"),
            event("d", "", "2025-03-03", "丙厂"),
        ];
        let after = [
            event("a", "", "2025-03-09", "甲厂"),
            event("b2", "JCM00000002", "2025-03-05", "乙化工厂"),
            event("c2", "9", "2025-03-03", "丙 厂"),
        ];
        assert_eq!(gone(&before, &after), ["d"]);
        assert!(gone(&before, &before).is_empty());
        // What was there before and still is does not stand for another that is not.
        assert_eq!(gone(&before, &before[..3]), ["d"]);
    }

    #[test]
    fn a_column_that_slipped_by_a_row_tells_everything_otherwise() {
        let numbers = ["JCM00000001", "JCM00000002", "JCM00000003", "JCM00000004"];
        let before = list(&numbers);
        let mut slipped = numbers.to_vec();
        slipped.rotate_right(1);
        let told = |before: &[KnownEvent], after: &[KnownEvent]| {
            let [before, after] = [before, after].map(|events| events.iter().collect::<Vec<_>>());
            Succession::of(&before, &after).shares
        };
        let [day, firm, code] = [
            ("date_start", 4, 4),
            ("enterprise", 4, 4),
            ("credit_code", 0, 0),
        ];
        assert_eq!(told(&before, &list(&slipped)), [day, firm, code]);
        // Lines that are counted anew in each export.
        assert_eq!(told(&list(&["1", "2"]), &list(&["2", "1"]))[0].1, 0);
        // A number that two bear says nothing of either.
        let doubled = list(&["JCM00000001", "JCM00000001"]);
        assert_eq!(told(&doubled, &before)[0].1, 0);
    }
}
