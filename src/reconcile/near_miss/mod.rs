//! The nearest candidate of a record without a partner, and what broke the link. The obstacles are
//! looked for in a fixed order, from "there is nothing" to "there is one, but": no candidate at
//! all; outside what the other side holds; nothing of the firm in the window; the date out of
//! tolerance; several equally good; taken by a better one; identity too weak; contradicted.

mod told;

use super::by_firm::FirmEvents;
use super::case::Case;
use crate::model::{EventIx, FieldName, InspectionEvent, NearMiss, Obstacle, Source};
use told::{needed, told};

/// Two records of one firm further apart are two visits, whatever else agrees.
pub const WINDOW_DAYS: i64 = 31;
/// Dates of one visit may differ so much: planned day, midnight, a visit of several days.
pub const TOLERANCE_DAYS: i64 = 3;

/// What stands between an event without a partner and its nearest candidate.
pub fn near_miss(case: &Case, at: EventIx) -> NearMiss {
    let (event, obstacle) = obstacle(case, at);
    NearMiss {
        event,
        told: told(case, at, event, &obstacle),
        needed: needed(&obstacle),
        obstacle,
    }
}

fn obstacle(case: &Case, at: EventIx) -> (Option<EventIx>, Obstacle) {
    let event = case.event(at);
    let of_firm = same_firm(case, event);
    let alike = case
        .nearest_of
        .get(at)
        .map(|link| other_end(link.inspection, link.code, at));
    let beyond = case.reach.beyond(event);
    if of_firm.all().is_empty() && alike.is_none() {
        return (None, Obstacle::NoCandidate { beyond });
    }
    let nearest = nearest_of_firm(case, event, of_firm);
    let candidate = nearest.map(|(other, _)| other).or(alike);
    // A candidate within tolerance says more than the edge of an export.
    let within = nearest.is_some_and(|(_, days)| days <= TOLERANCE_DAYS);
    if let Some(beyond) = beyond.filter(|_| !within) {
        return (candidate, Obstacle::OutOfReach(beyond));
    }
    let undated = of_firm.all().first().copied();
    match nearest {
        Some((other, days)) if days > WINDOW_DAYS && alike.is_none_or(|one| one == other) => {
            (candidate, Obstacle::NothingInWindow { days: Some(days) })
        }
        Some((_, days)) if days > WINDOW_DAYS => of_other_name(case, event, alike),
        Some((_, days)) if days > TOLERANCE_DAYS => (candidate, Obstacle::DateApart { days }),
        Some(_) => near_in_time(case, at, event, of_firm),
        None if undated.is_some() => {
            let blank = vec![FieldName::DateStart];
            (alike.or(undated), Obstacle::WeakIdentity { blank })
        }
        None => of_other_name(case, event, alike),
    }
}

/// Events of the other side that are the same firm's.
fn same_firm<'a>(case: &'a Case, event: &InspectionEvent) -> &'a FirmEvents {
    let others = match event.source {
        Source::Safety => &case.codes,
        _ => &case.visits,
    };
    others.firm(event.enterprise)
}

/// The nearest of a firm, and its days: most have one close by, and no more are looked at then.
fn nearest_of_firm(
    case: &Case,
    event: &InspectionEvent,
    of_firm: &FirmEvents,
) -> Option<(EventIx, i64)> {
    let within = |days: i64| {
        let nearest = nearest_in_time(case, event, of_firm.near(event, days));
        nearest.filter(|(_, apart)| *apart <= days)
    };
    let close = [TOLERANCE_DAYS, WINDOW_DAYS].into_iter().find_map(within);
    close.or_else(|| nearest_in_time(case, event, of_firm.all()))
}

fn nearest_in_time(
    case: &Case,
    event: &InspectionEvent,
    others: &[EventIx],
) -> Option<(EventIx, i64)> {
    let dated = others
        .iter()
        .filter_map(|other| Some((*other, event.days_apart(case.event(*other))?)));
    let rank = |(other, days): &(EventIx, i64)| (*days, !is_free(case, *other), *other);
    dated.min_by_key(rank)
}

fn is_free(case: &Case, at: EventIx) -> bool {
    case.counted_link(at).is_none() && !case.unusable_of.has(at)
}

/// The firm has something within tolerance, and still no link was made.
fn near_in_time(
    case: &Case,
    at: EventIx,
    event: &InspectionEvent,
    of_firm: &FirmEvents,
) -> (Option<EventIx>, Obstacle) {
    let is_near = |event: &InspectionEvent, other: &EventIx| {
        let apart = event.days_apart(case.event(*other));
        apart.is_some_and(|days| days <= TOLERANCE_DAYS)
    };
    let near = of_firm.near(event, TOLERANCE_DAYS).iter();
    let near = near.filter(|other| is_near(event, other));
    let (free, used): (Vec<EventIx>, Vec<EventIx>) = near.partition(|other| is_free(case, **other));
    let Some(candidate) = free.first().copied() else {
        let nearest = nearest_in_time(case, event, &used).map(|(other, _)| other);
        let by = nearest.and_then(|other| partner(case, other));
        let obstacle = by.map_or(Obstacle::WeakIdentity { blank: Vec::new() }, |by| {
            Obstacle::Taken { by }
        });
        return (nearest, obstacle);
    };
    let wanted = case.event(candidate);
    let suitors = same_firm(case, wanted).near(wanted, TOLERANCE_DAYS).iter();
    let suitors = suitors
        .filter(|suitor| is_free(case, **suitor) && is_near(wanted, suitor))
        .count();
    let contradiction = contradiction(event, wanted);
    let obstacle = match contradiction {
        Some(contradiction) if free.len() == 1 && suitors <= 1 => contradiction,
        _ if free.len() > 1 || suitors > 1 => Obstacle::Ambiguous {
            candidates: free.len().max(suitors),
        },
        _ => Obstacle::WeakIdentity {
            blank: blank_fields(event, wanted),
        },
    };
    debug_assert_ne!(candidate, at);
    (Some(candidate), obstacle)
}

/// The nearest is another firm's, as far as one can tell.
fn of_other_name(
    case: &Case,
    event: &InspectionEvent,
    alike: Option<EventIx>,
) -> (Option<EventIx>, Obstacle) {
    let Some(other) = alike else {
        return (None, Obstacle::NoCandidate { beyond: None });
    };
    let obstacle = match (event.days_apart(case.event(other)), partner(case, other)) {
        (Some(days), _) if days > WINDOW_DAYS => Obstacle::NothingInWindow { days: Some(days) },
        (Some(days), _) if days > TOLERANCE_DAYS => Obstacle::DateApart { days },
        (_, Some(by)) => Obstacle::Taken { by },
        _ => {
            let is_identity =
                |field: &FieldName| matches!(field, FieldName::CreditCode | FieldName::Enterprise);
            let mut blank = blank_fields(event, case.event(other));
            blank.retain(is_identity);
            Obstacle::WeakIdentity { blank }
        }
    };
    (Some(other), obstacle)
}

/// The other end of an event's link, usable or not.
fn partner(case: &Case, at: EventIx) -> Option<EventIx> {
    let link = case.counted_link(at);
    let link = link.or_else(|| case.unusable_of.get(at))?;
    Some(other_end(link.inspection, link.code, at))
}

fn other_end(inspection: EventIx, code: EventIx, at: EventIx) -> EventIx {
    if inspection == at { code } else { inspection }
}

/// Fields that tell visits of a firm apart and are blank on either side.
fn blank_fields(event: &InspectionEvent, other: &InspectionEvent) -> Vec<FieldName> {
    type Blank = fn(&InspectionEvent) -> bool;
    let blank: [(FieldName, Blank); 5] = [
        (FieldName::CreditCode, |e| {
            e.credit_code.as_ref().and_then(|c| c.usable()).is_none()
        }),
        (FieldName::Enterprise, |e| e.name.is_empty()),
        (FieldName::DateStart, |e| e.start.is_none()),
        (FieldName::Officers, |e| e.officers.is_empty()),
        (FieldName::DocumentNumber, |e| e.document_numbers.is_empty()),
    ];
    let either = blank
        .into_iter()
        .filter(|(_, blank)| blank(event) || blank(other));
    either.map(|(field, _)| field).collect()
}

/// The first field that both fill and that has nothing in common.
fn contradiction(event: &InspectionEvent, other: &InspectionEvent) -> Option<Obstacle> {
    let numbers = |event: &InspectionEvent| -> Vec<String> {
        let numbers = event.document_numbers.iter();
        numbers
            .map(|no| format!("{}-{}", no.year, no.serial))
            .collect()
    };
    let route = |event: &InspectionEvent| match event.route.is_planned() {
        true => vec!["planned".to_string()],
        false if event.route.is_triggered() => vec!["triggered".to_string()],
        false => Vec::new(),
    };
    let item = |event: &InspectionEvent| match event.item.is_empty() {
        true => Vec::new(),
        false => vec![event.item.to_string()],
    };
    let shown_route = |event: &InspectionEvent| event.route.words().zh;
    let list = |event: &InspectionEvent| event.officers.join("、");
    let shown_numbers = |event: &InspectionEvent| {
        let first = event.document_numbers.first();
        first.map(|no| no.normal()).unwrap_or_default()
    };
    let pairs = [
        (FieldName::DocumentNumber, numbers(event), numbers(other)),
        (
            FieldName::Officers,
            event.officers.clone(),
            other.officers.clone(),
        ),
        (FieldName::Route, route(event), route(other)),
        (FieldName::Item, item(event), item(other)),
    ];
    let (field, _, _) = pairs.into_iter().find(|(_, own, theirs)| {
        let shared = own.iter().any(|value| theirs.contains(value));
        !own.is_empty() && !theirs.is_empty() && !shared
    })?;
    let shown = |event: &InspectionEvent| match field {
        FieldName::DocumentNumber => shown_numbers(event),
        FieldName::Officers => list(event),
        FieldName::Route => shown_route(event),
        _ => event.item.to_string(),
    };
    Some(Obstacle::Contradicted {
        field,
        own: shown(event),
        other: shown(other),
    })
}
