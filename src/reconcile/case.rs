//! All that a cause may look at.

use super::by_firm::ByFirm;
use super::causes::Terms;
use super::reach::Reaches;
use crate::model::{
    Decision, EventIx, InspectionEvent, Link, LinkSet, Settings, Source, Understood,
};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Events, links and terms, indexed for the causes.
pub struct Case<'a> {
    pub understood: &'a Understood,
    pub settings: &'a Settings,
    pub links: &'a LinkSet,
    /// The link or possible link of an inspection, or of a code (surplus codes included).
    pub link_of: LinkOf<'a>,
    /// Links to unusable codes, of either end.
    pub unusable_of: LinkOf<'a>,
    pub nearest_of: LinkOf<'a>,
    pub visits: ByFirm,
    pub codes: ByFirm,
    /// Codes on a further platform.
    pub codes_elsewhere: ByFirm,
    /// What each side's exports hold at all.
    pub reach: Reaches,
    /// Inspections whose record bears a number that another enterprise's record bore before.
    pub borrowed_numbers: HashSet<EventIx>,
    /// Names of towns without 乡, 镇 or 街道.
    pub towns: HashSet<String>,
    pub terms: Terms,
}

impl<'a> Case<'a> {
    pub fn new(understood: &'a Understood, links: &'a LinkSet, settings: &'a Settings) -> Self {
        let events = understood.events.len();
        let link_of = LinkOf::both_ends(&links.links, events);
        let visits = ByFirm::of(understood, Source::Safety);
        let borrowed_numbers = borrowed_numbers(understood, &visits);
        let terms = Terms::of(understood, settings, &link_of);
        Case {
            understood,
            settings,
            links,
            link_of,
            unusable_of: LinkOf::both_ends(&links.unusable, events),
            nearest_of: LinkOf::heaviest(&links.nearest, events),
            visits,
            codes: ByFirm::of(understood, Source::Platform),
            codes_elsewhere: ByFirm::of(understood, Source::OtherPlatform),
            reach: Reaches::of(understood),
            borrowed_numbers,
            towns: towns(understood, settings),
            terms,
        }
    }

    pub fn event(&self, at: EventIx) -> &'a InspectionEvent {
        &self.understood.events[at]
    }

    /// The link of an event, or its possible link where both sides are counted: a possible link
    /// across the period's edge would stand on one side of the statement only.
    pub fn counted_link(&self, at: EventIx) -> Option<&'a Link> {
        let link = self.link_of.get(at)?;
        let ends = [link.inspection, link.code];
        let inside = ends.iter().all(|end| !self.event(*end).outside_period);
        (link.decision == Decision::Link || inside).then_some(link)
    }

    /// Whether the inspection has a usable code of its own.
    pub fn is_coded(&self, at: EventIx) -> bool {
        self.link_of
            .get(at)
            .is_some_and(|link| link.decision == Decision::Link)
    }

    /// The firm's credit code as the event, the roster or the books know it.
    pub fn firm_code(&self, event: &'a InspectionEvent) -> Option<&'a str> {
        let own = event.credit_code.as_ref().and_then(|code| code.usable());
        own.or_else(|| {
            self.understood
                .firms
                .get(event.enterprise? as usize)?
                .code
                .as_deref()
        })
    }
}

/// A link for each event that has one.
pub struct LinkOf<'a>(Vec<Option<&'a Link>>);

impl<'a> LinkOf<'a> {
    /// Links by both their ends; surplus codes do not stand for the inspection.
    fn both_ends(links: &'a [Link], events: usize) -> Self {
        let mut of = vec![None; events];
        for link in links {
            of[link.code] = Some(link);
            if !link.surplus {
                of[link.inspection] = Some(link);
            }
        }
        LinkOf(of)
    }

    /// Of an event's links the first of those of most weight.
    fn heaviest(links: &'a [Link], events: usize) -> Self {
        let mut of: Vec<Option<&Link>> = vec![None; events];
        for link in links {
            for end in [link.inspection, link.code] {
                let lighter = |known: &Link| link.comparison.weight > known.comparison.weight;
                if of[end].is_none_or(lighter) {
                    of[end] = Some(link);
                }
            }
        }
        LinkOf(of)
    }

    pub fn get(&self, at: EventIx) -> Option<&'a Link> {
        self.0[at]
    }

    pub fn has(&self, at: EventIx) -> bool {
        self.0[at].is_some()
    }
}

/// 棋梓 of 棋梓镇.
pub fn town_stem(town: &str) -> &str {
    ["街道", "乡", "镇"]
        .iter()
        .find_map(|end| town.strip_suffix(end))
        .unwrap_or(town)
}

fn towns(understood: &Understood, settings: &Settings) -> HashSet<String> {
    let visited = understood.events.iter().map(|event| &*event.town);
    let named = settings.body.towns.iter().map(|town| &**town);
    let towns = visited.chain(named).filter(|town| !town.is_empty());
    // A town whose name is the county's own says nothing.
    let own = |stem: &&str| {
        let mut bodies = understood.bodies.iter();
        bodies.any(|body| body.starts_with(*stem))
    };
    let mut stems: HashSet<&str> = towns.map(town_stem).collect();
    // Where no column names the towns, the addresses do: the area of a number stands before 镇.
    let numbers = understood
        .events
        .iter()
        .flat_map(|event| &event.document_numbers);
    let areas: BTreeSet<&str> = numbers.map(|number| &*number.area).collect();
    let addresses = || {
        let records = understood.records.iter();
        records.filter_map(|record| Some(record.address.as_ref()?.value.as_str()))
    };
    let is_town = |area: &&str| {
        let named = ["镇", "乡", "街道"].map(|end| format!("{area}{end}"));
        addresses().any(|address| named.iter().any(|name| address.contains(name)))
    };
    let areas = areas.into_iter().filter(|area| !area.is_empty());
    stems.extend(areas.take(AREAS_MAX).filter(is_town));
    let stems = stems.into_iter().filter(|stem| !own(stem));
    stems.map(str::to_string).collect()
}

/// More areas than towns of a county: the numbers are read wrongly.
const AREAS_MAX: usize = 100;

fn borrowed_numbers(understood: &Understood, visits: &ByFirm) -> HashSet<EventIx> {
    let mut bearers: BTreeMap<String, Vec<EventIx>> = BTreeMap::new();
    for at in visits.events() {
        let event = &understood.events[at];
        let number = understood.records[event.record].document_number.as_ref();
        let Some(number) = number.filter(|_| !event.reinspection) else {
            continue;
        };
        bearers.entry(number.value.normal()).or_default().push(at);
    }
    let mut borrowed = HashSet::new();
    for events in bearers.values_mut().filter(|events| events.len() > 1) {
        events.sort_by_key(|at| (understood.events[*at].start, &understood.events[*at].id));
        let owner = understood.events[events[0]].enterprise;
        borrowed.extend(
            events
                .iter()
                .filter(|at| understood.events[**at].enterprise != owner),
        );
    }
    borrowed
}
