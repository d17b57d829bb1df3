//! Who is who: which inspection and which code are the same visit.
//!
//! The engine ([`engine`]) links any two tables after a model ([`model`]) and knows no domain. A
//! pair is one event, or another event of the same entity, or two strangers; the comparisons'
//! levels are likelier under one than under the others, and by how much is a weight in log₂.
//! Blocking proposes pairs, the most probable one-to-one assignment of each connected component
//! decides, and a pair's probability is its share in all assignments. `visits` brings the events
//! of a run into such tables and says what becomes of second and unusable codes.

mod blocking;
mod chance;
pub mod columns;
pub mod engine;
pub mod explain;
mod firms;
mod judged;
pub mod learn;
mod levels;
mod lost;
mod matching;
pub mod model;
pub mod names;
pub mod tables;
#[cfg(test)]
mod tests;
mod twins;
mod visits;

pub use visits::{link, link_and_weigh, numbered};
