//! What a written report claims: every figure with its meaning, and how it stands up.

use super::Text;

/// A figure of a report that counts or measures something.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// Paragraph by the headings (`1.2` is 一（二）; `0` before the first), then the position in it.
    pub id: String,
    pub paragraph: String,
    /// Line or paragraph of the file, 1-based.
    pub line: u32,
    /// The sentence, as it stands, on one line.
    pub sentence: String,
    /// Figure with unit and qualifier, as it stands.
    pub text: String,
    pub amount: Amount,
    /// As printed, blanks and width folded away; empty where there is none.
    pub unit: String,
    pub class: UnitClass,
    /// Qualifying words, in their order: `共计`, `约`, `余`, `以上` …
    pub qualifiers: Vec<String>,
    /// `人均`, `每家`: the figure is one head's share.
    pub per_head: bool,
    /// What narrows it: `其中`, a line of business, another period; empty where nothing does.
    pub scope: String,
    /// The measure it states, by its id in the rulebook.
    pub measure: Option<String>,
    /// The measure's name; where none was recognised, the words beside the figure.
    pub subject: Text,
}

/// A figure and the bounds within which the words leave it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Amount {
    /// In the class's base unit: yuan for money, percent for rates, pieces for counts.
    pub value: f64,
    pub low: f64,
    pub high: f64,
    /// One unit of the last printed place, in the base unit.
    pub last_place: f64,
}

impl Amount {
    pub fn exact(value: f64) -> Self {
        Amount {
            value,
            low: value,
            high: value,
            last_place: 1.0,
        }
    }

    pub fn is_exact(&self) -> bool {
        self.low == self.high
    }
}

/// What a unit measures; figures of different classes are never added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnitClass {
    Count,
    Money,
    Rate,
    Hours,
    /// Lengths, weights, areas, times as many.
    Other,
    /// No unit is printed.
    Bare,
}

/// A number that claims nothing, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetApart {
    pub paragraph: String,
    pub line: u32,
    pub text: String,
    pub reason: ApartReason,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ApartReason {
    Date,
    Period,
    Title,
    DocumentNumber,
    Ordinal,
    Enumerator,
    Phrase,
    Code,
    PageNumber,
}

impl ApartReason {
    pub fn words(self) -> Text {
        let (zh, en) = match self {
            ApartReason::Date => ("日期或年度", "date or year"),
            ApartReason::Period => ("期限", "period of time"),
            ApartReason::Title => ("文件名称", "title of a document"),
            ApartReason::DocumentNumber => ("文号", "document number"),
            ApartReason::Ordinal => ("序数", "ordinal"),
            ApartReason::Enumerator => ("编号", "number of a heading or item"),
            ApartReason::Phrase => ("固定说法", "set phrase"),
            ApartReason::Code => ("号码或代码", "telephone number or code"),
            ApartReason::PageNumber => ("页码", "page number"),
        };
        Text::new(zh, en)
    }

    pub fn name(self) -> &'static str {
        match self {
            ApartReason::Date => "date",
            ApartReason::Period => "period",
            ApartReason::Title => "title",
            ApartReason::DocumentNumber => "document-number",
            ApartReason::Ordinal => "ordinal",
            ApartReason::Enumerator => "enumerator",
            ApartReason::Phrase => "phrase",
            ApartReason::Code => "code",
            ApartReason::PageNumber => "page-number",
        }
    }
}

/// How a check, or a claim by all its checks, stands. Worse is greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    NotComputed,
    Holds,
    Oddity,
    Fails,
}

impl Standing {
    pub fn of(holds: bool) -> Self {
        match holds {
            true => Standing::Holds,
            false => Standing::Fails,
        }
    }

    pub const ALL: [Standing; 4] = [
        Standing::Fails,
        Standing::Oddity,
        Standing::Holds,
        Standing::NotComputed,
    ];

    pub fn words(self) -> Text {
        let (zh, en) = match self {
            Standing::Holds => ("相符", "holds"),
            Standing::Fails => ("不符", "fails"),
            Standing::Oddity => ("存疑", "oddity"),
            Standing::NotComputed => ("无法核算", "cannot be computed"),
        };
        Text::new(zh, en)
    }

    pub fn name(self) -> &'static str {
        match self {
            Standing::Holds => "holds",
            Standing::Fails => "fails",
            Standing::Oddity => "oddity",
            Standing::NotComputed => "not-computed",
        }
    }
}

/// One comparison: its rule, the claims in it, the arithmetic with their figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// Id of the rule: of the rulebook, or one of the checks that need none.
    pub rule: String,
    pub standing: Standing,
    /// What is compared, in words.
    pub title: Text,
    /// With the figures put in: `169 + 208 = 377`.
    pub arithmetic: Text,
    /// Positions in [`Audit::claims`].
    pub claims: Vec<usize>,
    /// Whether a run's metrics are one side of it.
    pub against_run: bool,
}

/// A report's claims and how they stand. Every number of the report is in one of the two lists.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Audit {
    pub claims: Vec<Claim>,
    pub apart: Vec<SetApart>,
    pub checks: Vec<Check>,
}

impl Audit {
    /// The worst that any check says of a claim; not computed where none touches it.
    pub fn standing(&self, claim: usize) -> Standing {
        let touching = self
            .checks
            .iter()
            .filter(|check| check.claims.contains(&claim));
        let worst = touching.map(|check| check.standing).max();
        worst.unwrap_or(Standing::NotComputed)
    }

    /// [`Audit::standing`] of every claim.
    pub fn standings(&self) -> Vec<Standing> {
        let mut worst = vec![Standing::NotComputed; self.claims.len()];
        for check in &self.checks {
            for claim in &check.claims {
                worst[*claim] = worst[*claim].max(check.standing);
            }
        }
        worst
    }

    pub fn count(&self, standing: Standing) -> usize {
        let of = |check: &&Check| check.standing == standing;
        self.checks.iter().filter(of).count()
    }
}
