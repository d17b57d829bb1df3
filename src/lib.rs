//! hedui (核对) reconciles the inspections that a safety-enforcement system holds with the inspection
//! codes that a supervision platform holds. It reads both systems' exports as they come, links the
//! records of the same visit, gives every record without a partner a cause, and publishes a
//! statement that foots to zero.
//!
//! A row on a page becomes a record (understood), records become an event (one visit), events
//! become entries of the ledger. Every row is conserved: record, document, duplicate, rejected or
//! furniture, exactly one of these. The rooms below stand in floor order; a room uses only rooms on
//! floors strictly below its own, and [`pipeline`] is the page where the stages meet.

pub mod ground;

pub mod model;

pub mod config;

pub mod audit;
pub mod extract;
pub mod history;
pub mod link;
pub mod reconcile;
pub mod report;
pub mod summarise;
pub mod transform;

pub mod pipeline;

pub mod nightly;

pub mod cli;
