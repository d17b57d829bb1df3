//! The count by the generator's own knowledge, in its own words.

use super::year::{Class, Truth};
use chrono::{Datelike, Days};
use hedui::model::{
    CountUnit, Joint, MultiDay, Reinspection, SameDay, Scope, Switches, Taken, YearBy,
};
use std::collections::{BTreeMap, BTreeSet};

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
    let mut days: BTreeMap<_, Vec<&Truth>> = BTreeMap::new();
    for truth in alone {
        let day = days.entry((truth.firm, truth.start)).or_default();
        let again = truth.joint
            && switches.joint == Joint::OncePerObject
            && day.iter().any(|other| other.joint);
        let same = switches.same_day == SameDay::One && !day.is_empty();
        if !again && !same {
            day.push(truth);
        }
    }
    let kept: Vec<&Truth> = days.into_values().flatten().collect();
    if switches.multi_day == MultiDay::Each {
        return kept.len();
    }
    let follows = |truth: &&&Truth| {
        kept.iter().any(|other| {
            other.firm == truth.firm
                && other.number == truth.number
                && other.end + Days::new(1) == truth.start
        })
    };
    kept.len() - kept.iter().filter(follows).count()
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
