//! Why a record has no partner: the causes, their order and what each says. The table that a
//! lawyer reads is `table.rs`.

mod table;

pub use table::CAUSES;

use super::{Lang, Text};
use serde::{Serialize, Serializer};

/// Which book a cause speaks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CauseSide {
    /// A: inspection without a usable code.
    Inspection,
    /// B: code without a counted inspection.
    Code,
    /// C: plan.
    Plan,
    /// D: double counting inside the safety system.
    Double,
}

/// Of what a cause is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Asked {
    /// Of one record without a partner.
    Lone,
    /// Of many records without a partner together: a cause that only numbers can show.
    Many,
    /// Of an inspection and its code.
    Linked,
    /// Of a line of the plan.
    Planned,
    /// Of rows of one system that are one visit, or bear one number.
    Rows,
}

macro_rules! cause_codes {
    ($($code:ident)*) => {
        /// A cause code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Cause { $($code),* }

        impl Cause {
            /// Every cause in the order of the codes.
            pub const ALL: &'static [Cause] = &[$(Cause::$code),*];

            pub fn code(self) -> &'static str {
                match self {
                    $(Cause::$code => stringify!($code)),*
                }
            }
        }
    };
}

cause_codes! {
    A01 A02 A03 A04 A05 A06 A07 A08 A09 A10 A11 A12 A13 A14 A15 A16 A17 A99
    B01 B02 B03 B04 B05 B06 B07 B08 B99
    C01 C02 C03 C04 C05 C06 C07 C08
    D01 D02 D03 D04 D05
}

/// What is said about a cause; one entry of the table.
#[derive(Debug)]
pub struct CauseEntry {
    pub cause: Cause,
    pub code: &'static str,
    pub asked: Asked,
    /// Names.
    pub zh: &'static str,
    pub en: &'static str,
    /// When the cause holds.
    pub test_zh: &'static str,
    pub test_en: &'static str,
    /// The sentence that stands beside a record; `{words}` in braces are filled from the record.
    pub evidence_zh: &'static str,
    pub evidence_en: &'static str,
    /// What to do about it.
    pub measure_zh: &'static str,
    pub measure_en: &'static str,
}

impl CauseEntry {
    /// The evidence sentence with its holes filled; a hole without a fact stays visible.
    pub fn evidence(&self, facts: &[(&'static str, Text)]) -> Text {
        let filled = |sentence: &str, lang: Lang| {
            let mut sentence = sentence.to_string();
            for (name, fact) in facts {
                sentence = sentence.replace(&format!("{{{name}}}"), fact.in_lang(lang));
            }
            sentence
        };
        Text::new(
            filled(self.evidence_zh, Lang::Zh),
            filled(self.evidence_en, Lang::En),
        )
    }
}

impl Cause {
    /// Names, test, evidence and measure of the cause.
    pub fn entry(self) -> &'static CauseEntry {
        let found = CAUSES.iter().find(|entry| entry.cause == self);
        found.expect("the table has every cause")
    }

    pub fn side(self) -> CauseSide {
        match self.code().as_bytes()[0] {
            b'A' => CauseSide::Inspection,
            b'B' => CauseSide::Code,
            b'C' => CauseSide::Plan,
            _ => CauseSide::Double,
        }
    }
}

impl Serialize for Cause {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cause_has_one_entry() {
        for cause in Cause::ALL {
            let entries = CAUSES.iter().filter(|entry| entry.cause == *cause).count();
            assert_eq!(entries, 1, "{cause:?}");
        }
    }

    #[test]
    fn both_languages_leave_the_same_holes() {
        let holes = |sentence: &str| {
            let parts = sentence.split('{').skip(1);
            let mut names: Vec<String> = parts
                .filter_map(|part| part.split_once('}'))
                .map(|(name, _)| name.to_string())
                .collect();
            names.sort();
            names
        };
        for entry in CAUSES {
            let (zh, en) = (holes(entry.evidence_zh), holes(entry.evidence_en));
            assert_eq!(zh, en, "{:?}", entry.cause);
        }
    }
}
