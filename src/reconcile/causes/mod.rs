//! The tests behind the table of causes (`model::CAUSES`). The table says in words when a cause
//! holds and in which order causes are asked; here every cause has the test that its words
//! describe. A test answers with the facts that fill the table's evidence sentence.

mod activity;
mod codes;
mod excuses;
mod remarks;
mod terms;
mod visits;
mod words;

pub use excuses::{is_closed, says_closed};
pub use remarks::remark_on_link;
pub use terms::Terms;
pub use words::only_by_reference;

use super::case::Case;
use crate::model::{Asked, CAUSES, Cause, CauseSide, EventIx, Link, Text};

/// What fills the holes of an evidence sentence, by the hole's name.
pub type Facts = Vec<(&'static str, Text)>;
/// A cause that holds, and its evidence.
pub type Reason = (Cause, Text);

type LoneTest = fn(&Case, EventIx) -> Option<Facts>;
type LinkTest = fn(&Case, &Link) -> Option<Facts>;

/// How a cause is asked.
enum Test {
    /// Of a record without a partner.
    Lone(LoneTest),
    /// Of an inspection and its code.
    Linked(LinkTest),
    /// Holds where nothing before it does.
    Otherwise,
    /// In another room of this floor, where what it needs is at hand: blocks of visits, the plan,
    /// rows of the ledger, events that repeat one another.
    Elsewhere,
}

fn test_of(cause: Cause) -> Test {
    match cause {
        Cause::A01 => Test::Lone(visits::not_an_enterprise),
        Cause::A02 => Test::Lone(visits::not_an_inspection),
        Cause::A03 => Test::Lone(visits::no_complete_record),
        Cause::A04 => Test::Lone(visits::before_go_live),
        Cause::A05 => Test::Lone(visits::rides_on_first),
        Cause::A06 => Test::Lone(visits::coded_by_lead),
        Cause::A09 => Test::Lone(visits::on_another_platform),
        Cause::A10 => Test::Lone(visits::not_issued),
        Cause::A13 => Test::Lone(visits::exempt),
        Cause::A15 => Test::Lone(visits::unsupported),
        Cause::A17 => Test::Lone(visits::another_bodys),
        Cause::A07 => Test::Linked(remarks::other_identity),
        Cause::A08 => Test::Linked(remarks::other_day),
        Cause::A11 => Test::Linked(remarks::late),
        Cause::A12 => Test::Linked(remarks::too_late),
        Cause::D02 => Test::Linked(remarks::borrowed_number),
        Cause::B01 => Test::Lone(codes::cancelled),
        Cause::B07 => Test::Lone(codes::another_bodys),
        Cause::B04 => Test::Lone(codes::not_an_inspection),
        Cause::B06 => Test::Lone(codes::other_year),
        Cause::B02 => Test::Lone(codes::not_carried_out),
        Cause::B05 => Test::Lone(codes::document_missing),
        Cause::A99 | Cause::B99 => Test::Otherwise,
        Cause::A14 | Cause::A16 | Cause::B03 | Cause::B08 => Test::Elsewhere,
        Cause::C01 | Cause::C02 | Cause::C03 | Cause::C04 => Test::Elsewhere,
        Cause::C05 | Cause::C06 | Cause::C07 | Cause::C08 => Test::Elsewhere,
        Cause::D01 | Cause::D03 | Cause::D04 | Cause::D05 => Test::Elsewhere,
    }
}

/// Every cause of its side that holds for a record without a partner, in the table's order; not
/// those that only many records show, nor the last one.
pub fn lone_reasons(case: &Case, at: EventIx, side: CauseSide) -> Vec<Reason> {
    let asked = |asked| {
        CAUSES
            .iter()
            .filter(move |entry| entry.asked == asked && entry.cause.side() == side)
    };
    asked(Asked::Lone)
        .filter_map(|entry| match test_of(entry.cause) {
            Test::Lone(test) => Some((entry.cause, entry.evidence(&test(case, at)?))),
            _ => None,
        })
        .collect()
}

/// Whether the test of a cause holds for a record, whatever its partner and its other causes.
pub fn holds(cause: Cause, case: &Case, at: EventIx) -> bool {
    matches!(test_of(cause), Test::Lone(test) if test(case, at).is_some())
}

/// The evidence sentence of a cause that is asked elsewhere.
pub fn evidence(cause: Cause, facts: Facts) -> Text {
    cause.entry().evidence(&facts)
}

/// A fact that is the same in both languages.
fn plain(value: impl ToString) -> Text {
    let value = value.to_string();
    Text::new(value.clone(), value)
}
