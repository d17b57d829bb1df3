//! The model of a linkage: fields, comparisons with their levels, blocking rules, decision. Read
//! from a TOML file; the shipped one for inspections and codes is such a file.

mod text;

use super::columns::Kind;
use super::levels::Test;
use crate::model::Text;
use serde::Deserialize;
use std::sync::Arc;
use text::{BlockText, ComparisonText, FieldText, LevelText, ModelText};

/// More comparisons than this do not fit into a pattern.
pub const COMPARISONS_MAX: usize = 16;
/// Levels of a comparison, the null level counted.
pub const LEVELS_MAX: usize = 15;

/// A model, checked: every name in it is resolved.
#[derive(Clone, Debug)]
pub struct Model {
    pub name: String,
    /// Header words of the column that names a row, by side.
    pub ids: [Vec<String>; 2],
    pub fields: Vec<Field>,
    pub comparisons: Vec<Comparison>,
    /// Comparisons that depend on each other, as one; a comparison without a group is one alone.
    pub groups: Vec<Group>,
    pub blocks: Vec<Block>,
    pub decision: DecisionRules,
}

#[derive(Clone, Debug)]
pub struct Field {
    pub name: String,
    pub kind: Kind,
    /// Header words under which the field stands in the left and the right table.
    pub headers: [Vec<String>; 2],
    /// Fields of the recognised columns that hold it, where headers name none.
    pub recognised: Vec<String>,
    /// Characters that part the members of a set.
    pub separators: String,
    /// The members of the set are people.
    pub people: bool,
    /// The members of the set are the makers' numbers within a text.
    pub part_numbers: bool,
    /// Endings of a text that say nothing.
    pub without: Vec<String>,
}

/// What a comparison speaks about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// Which event of one entity: what separates a firm's visits.
    #[default]
    Event,
    /// Which entity: says "same firm", never "same visit".
    Entity,
}

#[derive(Clone, Debug)]
pub struct Comparison {
    pub name: String,
    pub title: Arc<Text>,
    pub field: usize,
    pub group: usize,
    /// Null where this other field differs or is blank: another body's officers say nothing.
    pub only_within: Option<usize>,
    /// Levels from 1 on; level 0 is the null level.
    pub levels: Vec<Level>,
}

#[derive(Clone, Debug)]
pub struct Level {
    pub test: Test,
    pub title: Arc<Text>,
    /// Starting m probability.
    pub m: f64,
    /// Starting probability among an entity's different events; that of strangers where a level of
    /// the comparison gives none.
    pub o: Option<f64>,
    /// The m probability is known and not learned.
    pub fixed: bool,
    /// Agreement on a rare value says more.
    pub tf: bool,
}

#[derive(Clone, Debug)]
pub struct Group {
    pub about: About,
    pub comparisons: Vec<usize>,
    /// Among strangers, how this group agrees depends on whether these days are the same: a team's
    /// visits of one day share officers and town.
    pub given: Option<usize>,
}

/// A rule that proposes pairs: rows that agree on every key.
#[derive(Clone, Debug)]
pub struct Block {
    pub name: String,
    pub keys: Vec<Key>,
    /// Date field and the greatest distance in days; rows without the day stay.
    pub near: Option<(usize, i32)>,
    /// Text or name field of which half of the neighbouring characters must be shared.
    pub alike: Option<usize>,
    /// 1: all rows; 2: the rows that the first pass did not settle.
    pub pass: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    pub field: usize,
    pub part: Part,
}

/// What of a value is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The whole value; every member of a set, every day of a range, every document number.
    Whole,
    Prefix(u8),
    /// Every word; words in more rows than the block limit propose nobody.
    Tokens,
    /// The text and the text without one of its characters: one character wrong, lost or added.
    Deletions,
    Tail(u8),
    /// The month of a day.
    Month,
    /// The core of a name, whatever the branch.
    Core,
}

#[derive(Clone, Copy, Debug)]
pub struct DecisionRules {
    /// A link is at least this probable.
    pub link: f64,
    /// A possible link is at least this probable.
    pub possible: f64,
    pub one_to_one: bool,
    /// Pairs that a block may propose before it is split.
    pub block_pairs_max: u64,
}

/// A model file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelMistake {
    /// Bytes of the file that are meant, where one place is.
    pub span: Option<std::ops::Range<usize>>,
    pub message: String,
}

/// Where a message's quotation stands: of what it quotes in backticks the longest that the file
/// holds once.
fn quoted_in(text: &str, message: &str) -> Option<std::ops::Range<usize>> {
    let quotations = message.split('`').skip(1).step_by(2);
    let once = |quoted: &&str| !quoted.is_empty() && text.matches(*quoted).count() == 1;
    let quoted = quotations.filter(once).max_by_key(|quoted| quoted.len())?;
    let at = text.find(quoted)?;
    Some(at..at + quoted.len())
}

impl Model {
    /// The shipped model: inspections and the codes of their visits.
    pub fn inspections() -> Model {
        Model::parse(include_str!("inspections.toml")).expect("the shipped model is valid")
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// What is wrong with it, with the place where there is one.
    pub fn parse(text: &str) -> Result<Model, ModelMistake> {
        let read: ModelText = toml::from_str(text).map_err(|error| ModelMistake {
            span: error.span(),
            message: error.message().to_string(),
        })?;
        resolve(read).map_err(|message| ModelMistake {
            span: quoted_in(text, &message),
            message,
        })
    }

    pub fn field_named(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }

    /// Whether some comparisons tell entities and others events apart.
    pub fn tells_events_apart(&self) -> bool {
        let any = |about| self.groups.iter().any(|group| group.about == about);
        any(About::Entity) && any(About::Event)
    }
}

fn resolve(read: ModelText) -> Result<Model, String> {
    let fields: Vec<Field> = read.field.into_iter().map(field).collect();
    for (at, field) in fields.iter().enumerate() {
        if fields[..at].iter().any(|other| other.name == field.name) {
            return Err(format!("two fields are named `{}`", field.name));
        }
    }
    if read.comparison.is_empty() || read.comparison.len() > COMPARISONS_MAX {
        return Err(format!("expected 1 to {COMPARISONS_MAX} comparisons"));
    }
    let mut groups: Vec<(String, Group)> = Vec::new();
    let mut comparisons = Vec::new();
    for text in &read.comparison {
        let made = comparison(text, &fields, &mut groups, comparisons.len())?;
        comparisons.push(made);
    }
    let decision = read.decision;
    if !(0.0 <= decision.possible && decision.possible <= decision.link && decision.link <= 1.0) {
        let (link, possible) = (decision.link, decision.possible);
        return Err(format!(
            "link = {link}, possible = {possible}: expected 0 <= possible <= link <= 1"
        ));
    }
    let right_id = match read.model.right_id.is_empty() {
        true => read.model.left_id.clone(),
        false => read.model.right_id,
    };
    let blocks: Result<Vec<Block>, String> =
        read.block.iter().map(|text| block(text, &fields)).collect();
    Ok(Model {
        name: read.model.name,
        ids: [read.model.left_id, right_id],
        comparisons,
        groups: groups.into_iter().map(|(_, group)| group).collect(),
        blocks: blocks?,
        decision: DecisionRules {
            link: decision.link,
            possible: decision.possible,
            one_to_one: decision.one_to_one,
            block_pairs_max: decision.block_pairs_max,
        },
        fields,
    })
}

fn field(text: FieldText) -> Field {
    let or = |words: Vec<String>, other: &[String]| match words.is_empty() {
        true => other.to_vec(),
        false => words,
    };
    let left = or(text.left, std::slice::from_ref(&text.name));
    Field {
        kind: text.kind,
        recognised: text.recognised,
        people: text.people,
        part_numbers: text.part_numbers,
        without: text.without,
        headers: [left.clone(), or(text.right, &left)],
        separators: text.separators.unwrap_or_else(|| "、，,;；|/ ".to_string()),
        name: text.name,
    }
}

fn position(fields: &[Field], name: &str) -> Result<usize, String> {
    let known = || {
        let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
        names.join(", ")
    };
    fields
        .iter()
        .position(|field| field.name == name)
        .ok_or_else(|| format!("no field is named `{name}`; the fields are {}", known()))
}

/// Without an `m` learning starts at 0.8 for the first level and a fifth of that for each next.
fn level(text: &LevelText, rank: usize, fields: &[Field], kind: Kind) -> Result<Level, String> {
    let position = |name: &str| fields.iter().position(|field| field.name == name);
    for stated in [text.m, text.o].into_iter().flatten() {
        if !(0.0..=1.0).contains(&stated) {
            let is = &text.is;
            return Err(format!(
                "`{is}`: {stated} is no probability, expected 0 to 1"
            ));
        }
    }
    let or_test = |title: &str| match title.is_empty() {
        true => text.is.clone(),
        false => title.to_string(),
    };
    Ok(Level {
        test: Test::read(&text.is, kind, position)?,
        title: Arc::new(Text::new(or_test(&text.zh), or_test(&text.en))),
        m: text.m.unwrap_or(0.8 * 0.2f64.powi(rank as i32)).max(1e-9),
        o: text.o.map(|o| o.max(1e-9)),
        fixed: text.fixed,
        tf: text.tf,
    })
}

fn comparison(
    text: &ComparisonText,
    fields: &[Field],
    groups: &mut Vec<(String, Group)>,
    at: usize,
) -> Result<Comparison, String> {
    let about = |error| format!("comparison `{}`: {error}", text.name);
    let field = position(fields, text.field.as_deref().unwrap_or(&text.name)).map_err(about)?;
    let given = text.given.as_ref().map(|name| position(fields, name));
    let only_within = text.only_within.as_ref().map(|name| position(fields, name));
    if text.levels.is_empty() || text.levels.len() >= LEVELS_MAX {
        return Err(about(format!("expected 1 to {} levels", LEVELS_MAX - 1)));
    }
    let kind = fields[field].kind;
    let levels: Result<Vec<Level>, String> = (text.levels.iter().enumerate())
        .map(|(rank, written)| level(written, rank, fields, kind))
        .collect();
    let name = text.group.clone().unwrap_or_else(|| format!("\u{0}{at}"));
    let group = match groups.iter().position(|(known, _)| *known == name) {
        Some(group) => group,
        None => {
            let group = Group {
                about: text.about,
                comparisons: Vec::new(),
                given: given.transpose().map_err(about)?,
            };
            groups.push((name, group));
            groups.len() - 1
        }
    };
    groups[group].1.comparisons.push(at);
    Ok(Comparison {
        title: Arc::new(Text::new(
            if text.zh.is_empty() {
                &text.name
            } else {
                &text.zh
            },
            &text.name,
        )),
        name: text.name.clone(),
        field,
        group,
        only_within: only_within.transpose().map_err(about)?,
        levels: levels.map_err(about)?,
    })
}

fn block(text: &BlockText, fields: &[Field]) -> Result<Block, String> {
    let name = text.name.clone().unwrap_or_else(|| text.on.join("+"));
    let about = |error| format!("block `{name}`: {error}");
    let keys: Result<Vec<Key>, String> = text.on.iter().map(|key| read_key(key, fields)).collect();
    let near = match &text.near {
        Some(near) => {
            let at = position(fields, &near.field).map_err(about)?;
            if fields[at].kind != Kind::Date {
                return Err(about(format!("`{}` is no date", near.field)));
            }
            Some((at, near.days))
        }
        None => None,
    };
    let alike = text.alike.as_ref().map(|name| position(fields, name));
    if !(1..=2).contains(&text.pass) {
        return Err(about("pass is 1 or 2".to_string()));
    }
    Ok(Block {
        keys: keys.map_err(about)?,
        near,
        alike: alike.transpose().map_err(about)?,
        pass: text.pass,
        name: name.clone(),
    })
}

fn read_key(text: &str, fields: &[Field]) -> Result<Key, String> {
    let (name, part) = text.split_once(':').unwrap_or((text, ""));
    let field = position(fields, name)?;
    let number = |word: &str| {
        part.strip_prefix(word)
            .and_then(|digits| digits.parse::<u8>().ok())
    };
    let part = match part {
        "" => Part::Whole,
        "tokens" => Part::Tokens,
        "deletions" => Part::Deletions,
        "month" => Part::Month,
        "core" => Part::Core,
        _ => match (number("prefix"), number("tail")) {
            (Some(n), _) => Part::Prefix(n),
            (_, Some(n)) => Part::Tail(n),
            _ => {
                return Err(format!(
                    "`{text}`: expected FIELD or FIELD: with prefixN, tailN, tokens, deletions, \
                     month or core"
                ));
            }
        },
    };
    let suits = match part {
        Part::Whole => true,
        Part::Month => fields[field].kind == Kind::Date,
        Part::Core => fields[field].kind == Kind::Name,
        Part::Tokens => matches!(fields[field].kind, Kind::Text | Kind::Tokens),
        _ => matches!(
            fields[field].kind,
            Kind::Text | Kind::Tokens | Kind::Name | Kind::Code
        ),
    };
    match suits {
        true => Ok(Key { field, part }),
        false => Err(format!("`{text}` does not suit this kind of field")),
    }
}
