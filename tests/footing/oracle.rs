//! The count by the generator's own knowledge, in its own words.

use super::year::{Class, Truth};
use chrono::{Datelike, Days};
use hedui::model::{
    CountUnit, Joint, MultiDay, Reinspection, SameDay, Scope, Switches, Taken, YearBy,
};
use std::collections::BTreeSet;

/// How many inspections the switches make of these records.
pub fn count(truths: &[Truth], switches: &Switches) -> usize {
    let alone: Vec<&Truth> = truths
        .iter()
        .filter(|t| counts_alone(t, switches))
        .collect();
    if switches.count_unit == CountUnit::Object {
        let firms: BTreeSet<usize> = alone.iter().map(|truth| truth.firm).collect();
        return firms.len();
    }
    if switches.count_unit == CountUnit::Record {
        return alone.len();
    }
    let is_one = |a: &Truth, b: &Truth| {
        let joint = a.joint && b.joint && switches.joint == Joint::OncePerObject;
        let one = joint || switches.same_day == SameDay::One;
        one && a.firm == b.firm && a.start == b.start
    };
    let follows = |a: &Truth, b: &Truth| {
        let further = a.end + Days::new(1) == b.start && a.number == b.number;
        switches.multi_day == MultiDay::One && a.firm == b.firm && further
    };
    // Each record is a visit, joined to the first of its day and to one that it follows.
    let mut visit: Vec<usize> = (0..alone.len()).collect();
    for (at, truth) in alone.iter().enumerate() {
        let first = alone.iter().position(|other| is_one(other, truth));
        let before = alone.iter().position(|other| follows(other, truth));
        for other in [first, before].into_iter().flatten() {
            let (from, to) = (visit[at], visit[other]);
            visit
                .iter_mut()
                .filter(|of| **of == from)
                .for_each(|of| *of = to);
        }
    }
    BTreeSet::from_iter(visit).len()
}

fn counts_alone(truth: &Truth, switches: &Switches) -> bool {
    let year = match switches.year_by {
        YearBy::StartDate => truth.start.year(),
        YearBy::EndDate => truth.end.year(),
    };
    let scope = match switches.scope {
        Scope::All => true,
        Scope::Enterprise => truth.class == Class::Enterprise,
        Scope::EnterpriseOrSimilar => truth.class != Class::Institution,
    };
    let taken = |switch: Taken, is: bool| switch == Taken::Include || !is;
    let joint = switches.joint == Joint::PerBody
        || switches.count_unit == CountUnit::Record
        || !truth.led_by_other;
    year == 2025
        && !truth.redone
        && scope
        && joint
        && taken(switches.other_bodies, truth.other_body)
        && taken(switches.other_activities, truth.other_activity)
        && taken(switches.penalty_led, truth.fined)
        && (truth.complete || !switches.require_site_record)
        && (!truth.again || switches.reinspection != Reinspection::Exclude)
}
