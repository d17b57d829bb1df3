//! Why two records are not one visit: what either is linked to, how far apart they are, and which
//! obstacle stood between them. Read from the run folder like everything that is explained.

use super::run_files::{LinkLine, NearestLine, RunFiles};
use crate::model::Text;
use chrono::NaiveDate;

/// Two inspection ids and what keeps them apart.
pub struct WhyNot<'r> {
    pub one: &'r str,
    pub other: &'r str,
    /// The link that joins them after all.
    pub link: Option<&'r LinkLine>,
    pub reasons: Vec<Text>,
}

/// One record as links.csv or nearest.csv tell it.
struct Told<'r> {
    is_code: bool,
    date: &'r str,
    name: &'r str,
}

pub fn why_not<'r>(one: &'r str, other: &'r str, run: &'r RunFiles) -> WhyNot<'r> {
    let joins = |link: &&LinkLine| {
        let ends = [link.cell("inspection_id"), link.cell("code_inspection_id")];
        (one == other || ends[0] != ends[1]) && ends.contains(&one) && ends.contains(&other)
    };
    let link = run.links.iter().find(joins);
    let mut reasons = Vec::new();
    if link.is_none() {
        let (here, there) = (told(one, run), told(other, run));
        reasons.extend(same_side(here.as_ref(), there.as_ref()));
        reasons.extend(apart(here.as_ref(), there.as_ref()));
        reasons.extend(names(here.as_ref(), there.as_ref()));
        reasons.extend(obstacle(one, other, run));
        reasons.extend(obstacle(other, one, run));
        reasons.extend(taken(one, run));
        reasons.extend(taken(other, run));
    }
    WhyNot {
        one,
        other,
        link,
        reasons,
    }
}

fn told<'r>(id: &str, run: &'r RunFiles) -> Option<Told<'r>> {
    if let Some(line) = run.nearest.iter().find(|line| line.inspection_id == id) {
        return Some(Told {
            is_code: line.source == "platform",
            date: &line.date,
            name: &line.name,
        });
    }
    let of = |link: &&LinkLine, end: &str| link.cell(end) == id;
    let links = || run.links.iter();
    let visit = links().find(|link| of(link, "inspection_id"));
    let code = links().find(|link| of(link, "code_inspection_id"));
    let (link, side) = match (visit, code) {
        (Some(link), _) => (link, "safety"),
        (None, Some(link)) => (link, "platform"),
        _ => return None,
    };
    Some(Told {
        is_code: side == "platform",
        date: link.cell(&format!("{side}_date")),
        name: link.cell(&format!("{side}_name")),
    })
}

fn same_side(one: Option<&Told>, other: Option<&Told>) -> Option<Text> {
    let (one, other) = (one?, other?);
    (one.is_code == other.is_code).then(|| match one.is_code {
        true => Text::new(
            "两条都是码,各属一次检查;同一次检查的第二个码为 B03",
            "both are codes; a second code of one visit would be B03",
        ),
        false => Text::new(
            "两条都是检查记录,链接只在检查与码之间成立",
            "both are inspections; a link joins an inspection and a code",
        ),
    })
}

fn apart(one: Option<&Told>, other: Option<&Told>) -> Option<Text> {
    let day = |told: &Told| told.date.parse::<NaiveDate>().ok();
    let (a, b) = (day(one?)?, day(other?)?);
    let days = (a - b).num_days().abs();
    Some(Text::new(
        format!("日期相差{days}日({a}、{b})"),
        format!("their dates are {days} days apart ({a}, {b})"),
    ))
}

fn names(one: Option<&Told>, other: Option<&Told>) -> Option<Text> {
    let (one, other) = (one?.name, other?.name);
    (one != other).then(|| {
        Text::new(
            format!("名称不同:“{one}”与“{other}”"),
            format!("their names differ: “{one}”, “{other}”"),
        )
    })
}

/// What nearest.csv says, where the other is this one's nearest candidate.
fn obstacle(id: &str, other: &str, run: &RunFiles) -> Option<Text> {
    let is_it = |line: &&NearestLine| line.inspection_id == id && line.candidate_id == other;
    let line = run.nearest.iter().find(is_it)?;
    let weighed = match (line.weight, line.comparisons.is_empty()) {
        (Some(weight), false) => format!(" [{weight:+.2}: {}]", line.comparisons),
        _ => String::new(),
    };
    let (told, needed) = (&line.told, &line.needed);
    Some(Text::new(
        format!("{id}:{told};成立所需:{needed}{weighed}"),
        format!("{id}: {told}; it would need: {needed}{weighed}"),
    ))
}

/// What one of them is linked to instead.
fn taken(id: &str, run: &RunFiles) -> Option<Text> {
    let is_end = |link: &&LinkLine| {
        link.cell("decision") == "link"
            && [link.cell("inspection_id"), link.cell("code_inspection_id")].contains(&id)
    };
    let link = run.links.iter().find(is_end)?;
    let (code, visit) = (link.cell("code_id"), link.cell("safety_event"));
    let (weight, probability) = (link.cell("weight"), link.cell("probability"));
    Some(Text::new(
        format!("{id}:检查{visit}与检查码{code}已对上,权重{weight},概率{probability}"),
        format!(
            "{id}: visit {visit} is linked to code {code}, weight {weight}, \
             probability {probability}"
        ),
    ))
}
