//! The unattended job: a year of nights, faults at every write, two at once, several bodies,
//! files read on an earlier night, reports without personal names, what was lost in between.

#[path = "nightly/behind.rs"]
mod behind;
#[path = "nightly/cached.rs"]
mod cached;
#[path = "nightly/faults.rs"]
mod faults;
#[path = "nightly/full.rs"]
mod full;
#[path = "nightly/killed.rs"]
mod killed;
#[path = "nightly/lost.rs"]
mod lost;
#[path = "nightly/mailed.rs"]
mod mailed;
#[path = "nightly/masked.rs"]
mod masked;
#[path = "nightly/nights.rs"]
mod nights;
#[path = "nightly/scene.rs"]
mod scene;
#[path = "nightly/several.rs"]
mod several;
#[path = "nightly/slipped.rs"]
mod slipped;
#[path = "nightly/year.rs"]
mod year;
