//! The review desk: a page in the browser of this computer, on which a person decides what the
//! scores leave open. Every decision is on the disk before the page says so.
//!
//! [`door`] says who may come in, [`listen`] speaks HTTP within limits, [`routes`] knows the pages
//! under the desk's own path, [`docket`] takes decisions, and [`clerk`] computes the statement anew
//! after them.

mod clerk;
mod docket;
mod door;
mod listen;
mod routes;

pub use clerk::work;
pub use docket::{Docket, View};
pub use door::Door;
pub use listen::{Ending, serve};
