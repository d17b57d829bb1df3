//! Generated years of every size and noise: whatever the counting switches say, the statement foots
//! record by record, the calibres foot, nothing outside the period is counted, and the count is
//! what the generator, which knows what it made, says.
//!
//! `HEDUI_YEARS` asks for another number of years than 200; `scripts/footing` runs a larger one.

#[path = "footing/checks.rs"]
mod checks;
#[path = "footing/dice.rs"]
mod dice;
#[path = "footing/oracle.rs"]
mod oracle;
#[path = "footing/year.rs"]
mod year;

use checks::{Run, check_calibres, check_statement};
use hedui::model::{
    CountUnit, CountingSettings, Joint, Judgements, MultiDay, Preset, Reinspection, SameDay, Scope,
    Settings, Silent, Taken, YearBy,
};
use hedui::{link, reconcile};
use year::Year;

/// A preset alone, and with every value of every switch.
fn variants(preset: Preset) -> Vec<CountingSettings> {
    let base = CountingSettings {
        preset,
        ..CountingSettings::default()
    };
    let mut all = vec![base.clone()];
    macro_rules! with {
        ($field:ident, $values:expr) => {
            all.extend($values.iter().map(|value| CountingSettings {
                $field: Some(*value),
                ..base.clone()
            }))
        };
    }
    with!(count_unit, CountUnit::ALL);
    with!(require_site_record, [true, false]);
    with!(reinspection, Reinspection::ALL);
    with!(penalty_led_inspection, Taken::ALL);
    with!(other_activities, Taken::ALL);
    with!(other_bodies, Taken::ALL);
    with!(joint, Joint::ALL);
    with!(same_day_same_object, SameDay::ALL);
    with!(multi_day, MultiDay::ALL);
    with!(scope, Scope::ALL);
    with!(year_by, YearBy::ALL);
    all
}

/// One year under every variant of one preset.
fn try_year(seed: u64) -> usize {
    let preset = Preset::ALL[(seed % 2) as usize];
    let mut made = Year::new(seed);
    let mut marked = None;
    let mut links = Default::default();
    let variants = variants(preset);
    for counting in &variants {
        let switches = counting.switches();
        if marked != Some(switches.year_by) {
            made.mark_period(switches.year_by);
            links = link::link(&mut made.understood, &Judgements::default(), &Silent).value;
            marked = Some(switches.year_by);
        }
        let settings = Settings {
            counting: counting.clone(),
            ..Settings::default()
        };
        let told = format!("seed {seed}, {counting:?}");
        let reconciled = reconcile::reconcile(
            &made.extracted,
            &made.understood,
            &links,
            &settings,
            &Silent,
        )
        .value;
        let run = Run {
            year: &made,
            made: &reconciled,
            told: &told,
        };
        check_statement(&run);
        check_calibres(&run, &switches);
    }
    variants.len()
}

#[test]
fn every_year_foots_under_every_switch() {
    let years: u64 = std::env::var("HEDUI_YEARS")
        .ok()
        .and_then(|years| years.parse().ok())
        .unwrap_or(200);
    let statements: usize = (0..years).map(try_year).sum();
    println!("{years} years, {statements} statements: all foot");
    assert!(statements as u64 >= years * 25);
}

/// The years must hold what the switches are about, or the trial would be empty.
#[test]
fn the_years_hold_every_kind_of_record() {
    let mut kinds = std::collections::BTreeMap::new();
    for seed in 0..40 {
        for (kind, count) in Year::new(seed).kinds() {
            *kinds.entry(kind).or_insert(0) += count;
        }
    }
    assert!(kinds.values().all(|count| *count >= 20), "{kinds:?}");
    assert_eq!(kinds.len(), 14, "{kinds:?}");
}
