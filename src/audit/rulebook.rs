//! The rulebook: words of reports, measures they state, rules their figures satisfy. Data, shipped
//! in `book/` and added to by the user.

use super::expression::{Comparison, Expression};
use crate::model::{Text, UnitClass};
use serde::Deserialize;
use std::collections::BTreeMap;

/// One measure, as `book/measures.toml` explains it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    pub id: String,
    pub zh: String,
    pub en: String,
    pub words: Vec<String>,
    #[serde(default)]
    pub near: Vec<Vec<String>>,
    #[serde(default)]
    pub sentence: Vec<Vec<String>>,
    #[serde(default)]
    pub with: Vec<Vec<String>>,
    #[serde(default)]
    pub not: Vec<String>,
    #[serde(default)]
    pub units: Vec<String>,
    /// Words that say it where nothing else stands ahead of the figure in its clause.
    #[serde(default)]
    pub alone: Vec<String>,
    #[serde(default = "reach")]
    pub reach: usize,
    #[serde(default)]
    pub metrics: Vec<String>,
    /// The word is said of each of the metrics: the one that fits is told.
    #[serde(default)]
    pub either: bool,
    #[serde(default = "one")]
    pub scale: f64,
    #[serde(default)]
    pub once: bool,
}

fn reach() -> usize {
    14
}

fn one() -> f64 {
    1.0
}

impl Measure {
    pub fn name(&self) -> Text {
        Text::new(self.zh.clone(), self.en.clone())
    }
}

/// What a rule is when it does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IfFalse {
    Fails,
    Oddity,
    Silent,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleEntry {
    id: String,
    zh: String,
    en: String,
    check: String,
    if_false: IfFalse,
    #[serde(default)]
    unless: Vec<String>,
    #[serde(default)]
    only_with_any: Vec<String>,
    #[serde(default)]
    show: Vec<String>,
}

/// One rule, as `book/rules.toml` explains it.
#[derive(Clone, Debug)]
pub struct Rule {
    pub id: String,
    pub title: Text,
    pub check: Comparison,
    pub if_false: IfFalse,
    pub unless: Vec<String>,
    pub only_with_any: Vec<String>,
    /// Further figures of the arithmetic, and whether each is shown as a rate.
    pub show: Vec<(Expression, bool)>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Qualifiers {
    pub at_least: Vec<String>,
    pub at_most: Vec<String>,
    pub about: Vec<String>,
    pub total: Vec<String>,
    pub sum: Vec<String>,
    pub per_head: Vec<String>,
    pub more: Vec<String>,
    pub after_at_least: Vec<String>,
    pub after_at_most: Vec<String>,
    pub after_about: Vec<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scopes {
    pub part: Vec<String>,
    pub period: Vec<String>,
    pub change: Vec<String>,
    pub business: Vec<String>,
    pub future: Vec<String>,
    pub elsewhere: Vec<String>,
    /// Said of a list of figures, one for each of several times.
    pub each: Vec<String>,
    /// Narrow what is told with them and behind them to a campaign or an occasion.
    pub campaign: Vec<String>,
    /// Say that the whole year is told of.
    pub whole: Vec<String>,
    /// In a table's caption they narrow it.
    pub occasion: Vec<String>,
    /// Some of what the measure counts.
    pub kind: Vec<String>,
    /// Beside a measure's word they narrow nothing.
    pub general: Vec<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Phrases {
    pub set: Vec<String>,
    pub word_before: Vec<String>,
    pub slogan_after: Vec<String>,
    pub hotline_after: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Page {
    units: BTreeMap<String, Vec<String>>,
    qualifiers: Qualifiers,
    scopes: Scopes,
    phrases: Phrases,
    measure: Vec<Measure>,
    rule: Vec<RuleEntry>,
}

/// All that is known of how reports speak.
#[derive(Clone, Debug, Default)]
pub struct Rulebook {
    /// Longest first.
    pub units: Vec<(Vec<char>, UnitClass)>,
    pub qualifiers: Qualifiers,
    pub scopes: Scopes,
    pub phrases: Phrases,
    pub measures: Vec<Measure>,
    pub rules: Vec<Rule>,
}

/// Why a page of rules cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageMistake {
    /// 1-based; 0 where it is about no single line.
    pub line: usize,
    pub text: Text,
}

impl Rulebook {
    /// The rulebook that comes with the program.
    pub fn shipped() -> Rulebook {
        let mut book = Rulebook::default();
        for page in [
            include_str!("book/words.toml"),
            include_str!("book/measures.toml"),
            include_str!("book/rules.toml"),
        ] {
            let added = book.add(page);
            assert!(added.is_ok(), "the shipped rulebook is sound: {added:?}");
        }
        book
    }

    /// Adds a page: measures and rules replace those of the same id, words join the lists.
    ///
    /// # Errors
    /// The first mistake, with its line where it has one; the book is then as it was.
    pub fn add(&mut self, text: &str) -> Result<(), PageMistake> {
        let page: Page = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(0, |span| line_of(text, span.start));
            let message = error.message().to_string();
            mistake(line, message.clone(), message)
        })?;
        let mut book = self.clone();
        for (class, names) in &page.units {
            let class = class_of(class).ok_or_else(|| {
                let known = "count, money, rate, hours, other";
                mistake(
                    0,
                    format!("[units] 没有 {class} 一类;可用的是 {known}"),
                    format!("[units] has no class {class}; the classes are {known}"),
                )
            })?;
            let units = names.iter().map(|name| (name.chars().collect(), class));
            book.units.extend(units);
        }
        book.units
            .sort_by(|one, other| (other.0.len(), &one.0).cmp(&(one.0.len(), &other.0)));
        book.units.dedup_by(|one, other| one.0 == other.0);
        book.add_words(&page);
        for measure in page.measure {
            book.check_units(&measure)?;
            put(&mut book.measures, measure, |measure| &measure.id);
        }
        for entry in page.rule {
            let rule = rule_of(entry)?;
            put(&mut book.rules, rule, |rule| &rule.id);
        }
        book.check_names()?;
        *self = book;
        Ok(())
    }

    fn add_words(&mut self, page: &Page) {
        let lists = [
            (&mut self.qualifiers.at_least, &page.qualifiers.at_least),
            (&mut self.qualifiers.at_most, &page.qualifiers.at_most),
            (&mut self.qualifiers.about, &page.qualifiers.about),
            (&mut self.qualifiers.total, &page.qualifiers.total),
            (&mut self.qualifiers.sum, &page.qualifiers.sum),
            (&mut self.qualifiers.per_head, &page.qualifiers.per_head),
            (&mut self.qualifiers.more, &page.qualifiers.more),
            (
                &mut self.qualifiers.after_at_least,
                &page.qualifiers.after_at_least,
            ),
            (
                &mut self.qualifiers.after_at_most,
                &page.qualifiers.after_at_most,
            ),
            (
                &mut self.qualifiers.after_about,
                &page.qualifiers.after_about,
            ),
            (&mut self.scopes.part, &page.scopes.part),
            (&mut self.scopes.period, &page.scopes.period),
            (&mut self.scopes.change, &page.scopes.change),
            (&mut self.scopes.business, &page.scopes.business),
            (&mut self.scopes.future, &page.scopes.future),
            (&mut self.scopes.elsewhere, &page.scopes.elsewhere),
            (&mut self.scopes.each, &page.scopes.each),
            (&mut self.scopes.campaign, &page.scopes.campaign),
            (&mut self.scopes.whole, &page.scopes.whole),
            (&mut self.scopes.occasion, &page.scopes.occasion),
            (&mut self.scopes.kind, &page.scopes.kind),
            (&mut self.scopes.general, &page.scopes.general),
            (&mut self.phrases.set, &page.phrases.set),
            (&mut self.phrases.word_before, &page.phrases.word_before),
            (&mut self.phrases.slogan_after, &page.phrases.slogan_after),
            (&mut self.phrases.hotline_after, &page.phrases.hotline_after),
        ];
        for (list, more) in lists {
            list.extend(more.iter().cloned());
            // Longer words first, so that none hides another.
            list.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
        }
    }

    fn check_units(&self, measure: &Measure) -> Result<(), PageMistake> {
        let known = |name: &String| match name.strip_prefix('@') {
            Some(class) => class_of(class).is_some(),
            None => self
                .units
                .iter()
                .any(|(unit, _)| unit.iter().collect::<String>() == **name),
        };
        match measure.units.iter().find(|name| !known(name)) {
            None => Ok(()),
            Some(unit) => Err(mistake(
                0,
                format!("指标 {} 的单位 {unit} 不在 [units] 中", measure.id),
                format!("measure {}: the unit {unit} is not in [units]", measure.id),
            )),
        }
    }

    /// Every measure that a rule names exists.
    fn check_names(&self) -> Result<(), PageMistake> {
        for rule in &self.rules {
            let shown = rule
                .show
                .iter()
                .flat_map(|(expression, _)| expression.measures());
            let others = rule
                .unless
                .iter()
                .chain(&rule.only_with_any)
                .map(String::as_str);
            let named = rule.check.measures().into_iter().chain(shown).chain(others);
            for id in named {
                if self.measure(id).is_none() {
                    return Err(mistake(
                        0,
                        format!("规则 {} 中的指标 {id} 不存在", rule.id),
                        format!("rule {}: there is no measure {id}", rule.id),
                    ));
                }
            }
        }
        Ok(())
    }

    pub fn measure(&self, id: &str) -> Option<&Measure> {
        self.measures.iter().find(|measure| measure.id == id)
    }
}

fn put<T>(list: &mut Vec<T>, entry: T, id: impl Fn(&T) -> &String) {
    match list.iter_mut().find(|known| id(known) == id(&entry)) {
        Some(known) => *known = entry,
        None => list.push(entry),
    }
}

fn rule_of(entry: RuleEntry) -> Result<Rule, PageMistake> {
    let wrong = |why: Text| {
        mistake(
            0,
            format!("规则 {}:{}", entry.id, why.zh),
            format!("rule {}: {}", entry.id, why.en),
        )
    };
    let mut show = Vec::new();
    for text in &entry.show {
        let (plain, is_rate) = match text.trim_end().strip_suffix('%') {
            Some(plain) => (plain, true),
            None => (text.as_str(), false),
        };
        show.push((Expression::parse(plain).map_err(wrong)?, is_rate));
    }
    Ok(Rule {
        check: Comparison::parse(&entry.check).map_err(wrong)?,
        title: Text::new(entry.zh, entry.en),
        id: entry.id,
        if_false: entry.if_false,
        unless: entry.unless,
        only_with_any: entry.only_with_any,
        show,
    })
}

pub fn class_of(name: &str) -> Option<UnitClass> {
    match name {
        "count" => Some(UnitClass::Count),
        "money" => Some(UnitClass::Money),
        "rate" => Some(UnitClass::Rate),
        "hours" => Some(UnitClass::Hours),
        "other" => Some(UnitClass::Other),
        _ => None,
    }
}

fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes()[..at.min(text.len())]
        .iter()
        .filter(|b| **b == b'\n')
        .count()
        + 1
}

fn mistake(line: usize, zh: String, en: String) -> PageMistake {
    PageMistake {
        line,
        text: Text::new(zh, en),
    }
}
