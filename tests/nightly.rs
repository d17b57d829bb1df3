//! The unattended job: a year of nights, faults at every write, two at once, several bodies,
//! reports without personal names.

#[path = "nightly/faults.rs"]
mod faults;
#[path = "nightly/masked.rs"]
mod masked;
#[path = "nightly/nights.rs"]
mod nights;
#[path = "nightly/several.rs"]
mod several;
#[path = "nightly/year.rs"]
mod year;
