//! The bodies whose books are reconciled: those of the settings, else what both systems name.

use crate::ground::fold::fold_key;
use crate::model::authority::{is_same_body, is_township, without_office};
use crate::model::{InspectionEvent, Settings, Source};
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashSet};

/// So many codes of another name that tell of the same visits are no chance.
const SHARED_MIN: usize = 5;

/// The bodies of a run.
pub struct Bodies {
    pub own: Vec<String>,
    pub doubt: Option<BodyDoubt>,
}

/// What is doubtful about the bodies.
pub enum BodyDoubt {
    /// The platform names none of the bodies of the safety system or the settings, and yet most of
    /// its codes are of the same visits.
    OtherName {
        /// What the settings say, or the safety system names.
        own: Vec<String>,
        /// What most codes name.
        platform: String,
        /// Whether the other name is taken for own: not where the settings have said which are.
        taken: bool,
    },
    /// Nobody said whose books these are, and a second body has half as many inspections or more.
    Several {
        taken: (String, usize),
        other: (String, usize),
    },
}

/// The bodies of the settings, else the one that most safety records name and that which most
/// codes name for the same visits.
pub fn bodies(settings: &Settings, events: &[InspectionEvent]) -> Bodies {
    let (safety, platform) = (
        Named::of(events, Source::Safety),
        Named::of(events, Source::Platform),
    );
    let from_settings = !settings.body.names.is_empty();
    let mut own = match from_settings {
        true => settings.body.names.clone(),
        false => safety.leading().into_iter().collect(),
    };
    if own.is_empty() {
        own.extend(platform.of_emergencies().or_else(|| platform.prevailing()));
        return Bodies { own, doubt: None };
    }
    let offices = &settings.body.offices;
    let brigades: Vec<String> = platform
        .names()
        .filter(|body| own.iter().any(|own| is_office_of(body, own, offices)))
        .map(str::to_string)
        .collect();
    own.extend(brigades);
    let is_own = |body: &str| own.iter().any(|own| is_same_body(own, body));
    if platform.names().any(is_own) {
        let doubt = safety.rival().filter(|_| !from_settings);
        return Bodies { own, doubt };
    }
    let other = platform
        .prevailing()
        .filter(|body| tells_of_the_same_visits(events, body));
    let doubt = other.clone().map(|platform| BodyDoubt::OtherName {
        own: own.clone(),
        platform,
        taken: !from_settings,
    });
    own.extend(other.filter(|_| !from_settings));
    Bodies { own, doubt }
}

/// 湘乡市综合行政执法大队, where 综合行政执法大队 is an office of 湘乡市应急管理局.
fn is_office_of(body: &str, own: &str, offices: &[String]) -> bool {
    let places = offices
        .iter()
        .filter_map(|office| body.strip_suffix(office.as_str()));
    places
        .into_iter()
        .any(|place| place.chars().count() >= 2 && own.starts_with(place))
}

/// The bodies that one system's records name, offices left out.
struct Named<'a> {
    /// By folded name: how many records, and the same spelling whatever their order.
    counts: BTreeMap<String, (usize, &'a str)>,
    all: usize,
}

impl<'a> Named<'a> {
    fn of(events: &'a [InspectionEvent], source: Source) -> Self {
        let mut counts: BTreeMap<String, (usize, &str)> = BTreeMap::new();
        let mut all = 0;
        for event in events.iter().filter(|event| event.source == source) {
            all += 1;
            let body = without_office(&event.body);
            if !body.is_empty() {
                let entry = counts.entry(fold_key(body)).or_insert((0, body));
                entry.0 += 1;
                entry.1 = entry.1.min(body);
            }
        }
        Named { counts, all }
    }

    fn names(&self) -> impl Iterator<Item = &'a str> + '_ {
        self.counts.values().map(|(_, body)| *body)
    }

    fn most(&self, is: impl Fn(&str) -> bool) -> Option<(usize, &'a str)> {
        let found = self.counts.values().filter(|(_, body)| is(body));
        found
            .max_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(a.1)))
            .copied()
    }

    /// Named most; a township only where nothing else is named, and nobody where most records
    /// leave the body unsaid.
    fn leading(&self) -> Option<String> {
        let named: usize = self.counts.values().map(|(count, _)| count).sum();
        let (count, body) = self
            .most(|body| !is_township(body))
            .or_else(|| self.most(|_| true))?;
        (count >= self.all - named).then(|| body.to_string())
    }

    /// The second body of those that could be meant.
    fn rival(&self) -> Option<BodyDoubt> {
        let (most, body) = self.most(|body| !is_township(body))?;
        let (count, other) =
            self.most(|other| !is_township(other) && !is_same_body(body, other))?;
        (count * 2 >= most).then(|| BodyDoubt::Several {
            taken: (body.to_string(), most),
            other: (other.to_string(), count),
        })
    }

    /// Named by more than half of the records.
    fn prevailing(&self) -> Option<String> {
        let (count, body) = self.most(|_| true)?;
        (count * 2 > self.all).then(|| body.to_string())
    }

    fn of_emergencies(&self) -> Option<String> {
        let trade = ["应急", "安监", "安全生产"];
        let is = |body: &str| {
            !is_township(body) && trade.iter().any(|word| fold_key(body).contains(word))
        };
        self.most(is).map(|(_, body)| body.to_string())
    }
}

/// Whether half of the codes of this name, or of the visits, are of one enterprise and day.
fn tells_of_the_same_visits(events: &[InspectionEvent], body: &str) -> bool {
    let key = fold_key(body);
    let visits = |source: Source| -> HashSet<(String, NaiveDate)> {
        let of_source = events.iter().filter(|event| event.source == source);
        of_source
            .filter(|event| {
                source == Source::Safety || fold_key(without_office(&event.body)) == key
            })
            .filter_map(|event| Some((fold_key(&event.name), event.start?)))
            .filter(|(name, _)| !name.is_empty())
            .collect()
    };
    let (inspected, coded) = (visits(Source::Safety), visits(Source::Platform));
    let shared = inspected.intersection(&coded).count();
    shared >= SHARED_MIN && shared * 2 >= inspected.len().min(coded.len())
}
