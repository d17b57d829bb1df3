//! How often each enterprise was visited, held against its cap; visits that follow each other
//! closely, and those of several offices.
//!
//! A visit is a counted inspection of the own bodies that is not part of another. The grade of an
//! enterprise is what the roster says of its risk and its standardisation, and what the visit's own
//! category column says (A … D, 一级 …).

use super::Account;
use super::metrics::counted;
use super::told::Told;
use crate::model::{
    Cap, CapPreset, EventIx, Exemption, Figure, Finding, FrequencyLine, FrequencyReview,
    FrequencySettings, InspectionEvent, Lineage, Place, Route, Severity, Source, Text,
};
use std::collections::BTreeMap;

pub fn review(account: &Account) -> FrequencyReview {
    let settings = &account.settings.frequency;
    let preset = chosen(settings);
    let mut firms: BTreeMap<u32, Vec<EventIx>> = BTreeMap::new();
    for (event, verdict) in counted(account, Source::Safety) {
        let own = account.understood.is_own_body(&event.body);
        if let Some(firm) = event.enterprise.filter(|_| own && event.part_of.is_none()) {
            firms.entry(firm).or_default().push(verdict.event);
        }
    }
    let judge = Judge {
        account,
        preset: preset.as_ref(),
        exempt: match (&settings.exempt, &preset) {
            (Some(own), _) => own.clone(),
            (None, Some(preset)) => preset.exempt.clone(),
            (None, None) => vec![Exemption::AssignedSpecial],
        },
    };
    let mut lines: Vec<FrequencyLine> = firms.into_values().map(|at| judge.line(at)).collect();
    lines.sort_by(|a, b| {
        let most = b.visits.len().cmp(&a.visits.len());
        most.then_with(|| a.name.cmp(&b.name))
            .then_with(|| a.visits.cmp(&b.visits))
    });
    FrequencyReview {
        lines,
        preset,
        repeated_days: settings.repeated_days,
        multi_head_days: settings.multi_head_days,
    }
}

/// The set of caps that the settings choose.
fn chosen(settings: &FrequencySettings) -> Option<CapPreset> {
    if let Some(visits) = settings.per_year {
        let cap = Cap {
            industry: Vec::new(),
            but_industry: Vec::new(),
            grade: Vec::new(),
            visits: Some(visits),
        };
        return Some(CapPreset {
            name: "per_year".to_string(),
            zh: format!("每家每年不超过 {visits} 次"),
            en: format!("{visits} a year"),
            exempt: vec![Exemption::AssignedSpecial],
            caps: vec![cap],
        });
    }
    let name = settings.preset.as_ref()?;
    let presets = settings.presets();
    presets
        .into_iter()
        .find(|preset| preset.name == *name)
        .cloned()
}

struct Judge<'a> {
    account: &'a Account<'a>,
    preset: Option<&'a CapPreset>,
    exempt: Vec<Exemption>,
}

impl Judge<'_> {
    fn event(&self, at: EventIx) -> &InspectionEvent {
        &self.account.understood.events[at]
    }

    fn line(&self, mut all: Vec<EventIx>) -> FrequencyLine {
        all.sort_by_key(|at| (self.event(*at).start, *at));
        let first = self.event(all[0]);
        let industry = self.account.understood.industry_of(first).to_string();
        let records = &self.account.understood.records;
        let grades = all.iter().map(|at| &records[self.event(*at).record]);
        let mut grade = grades
            .filter_map(|record| record.category.as_ref())
            .map(|f| &f.value);
        let said = grade.next_back().map_or("", String::as_str);
        let firms = &self.account.understood.firms;
        let firm = first.enterprise.and_then(|firm| firms.get(firm as usize));
        let listed = firm.map_or("", |firm| &firm.grade);
        let grade = match listed.contains(said) {
            true => listed.to_string(),
            false => format!("{listed} {said}").trim().to_string(),
        };
        let (exempt, visits): (Vec<EventIx>, Vec<EventIx>) =
            all.iter().copied().partition(|at| self.is_exempt(*at));
        let cap = self
            .preset
            .and_then(|preset| preset.cap_of(&industry, &grade));
        let days = &self.account.settings.frequency;
        let again = |a: &InspectionEvent, b: &InspectionEvent| {
            !a.reinspection && !b.reinspection && a.office == b.office
        };
        let heads = |a: &InspectionEvent, b: &InspectionEvent| {
            !a.office.is_empty() && !b.office.is_empty() && a.office != b.office
        };
        FrequencyLine {
            name: first.name.to_string(),
            repeated: self.pairs(&all, days.repeated_days, again),
            multi_head: self.pairs(&all, days.multi_head_days, heads),
            industry,
            grade,
            visits,
            exempt,
            cap: cap.and_then(|cap| cap.visits),
        }
    }

    fn is_exempt(&self, at: EventIx) -> bool {
        let event = self.event(at);
        self.exempt.iter().any(|exemption| match exemption {
            Exemption::AssignedSpecial => {
                event.route == Route::Special && is_assigned(event, &self.account.understood.bodies)
            }
            Exemption::Special => event.route == Route::Special,
            Exemption::Triggered => event.route == Route::Triggered,
            Exemption::Reinspection => event.reinspection,
            Exemption::Joint => event.joint,
        })
    }

    /// Visits next to each other in time within so many days of which the test holds.
    fn pairs(
        &self,
        all: &[EventIx],
        within: Option<i64>,
        test: impl Fn(&InspectionEvent, &InspectionEvent) -> bool,
    ) -> Vec<(EventIx, EventIx)> {
        let Some(within) = within else {
            return Vec::new();
        };
        let near = |(a, b): &(EventIx, EventIx)| {
            let (a, b) = (self.event(*a), self.event(*b));
            test(a, b) && a.days_apart(b).is_some_and(|days| days <= within)
        };
        let next = all.windows(2).map(|two| (two[0], two[1]));
        next.filter(near).collect()
    }
}

/// Deployed by a higher level, as far as the reason tells. What one's own house deployed is not.
fn is_assigned(event: &InspectionEvent, bodies: &[String]) -> bool {
    let has = |words: &[&str]| words.iter().any(|word| event.reason.contains(word));
    if has(&["上级", "国务院", "部级", "省", "交办", "转办"]) {
        return true;
    }
    let own = [
        "本局",
        "我局",
        "本级",
        "本单位",
        "本部门",
        "自行",
        "自主",
        "自定",
        "大队部署",
    ];
    let named = bodies
        .iter()
        .any(|body| event.reason.contains(body.as_str()));
    has(&["部署"]) && !has(&own) && !named
}

pub fn set_metrics(account: &Account, review: &FrequencyReview, told: &mut Told) {
    let lines = review.lines.iter();
    let visited: Vec<&FrequencyLine> = lines.filter(|line| !line.visits.is_empty()).collect();
    let visits = |of: &[&FrequencyLine]| -> Vec<Place> {
        of.iter()
            .flat_map(|line| account.rows_of(&line.visits))
            .collect()
    };
    let firms = |of: &[&FrequencyLine]| Figure::Count(of.len() as i64);
    let distinct = Lineage::Distinct(visits(&visited));
    told.tell("frequency.enterprises", firms(&visited), distinct);
    let over: Vec<&FrequencyLine> = review.lines.iter().filter(|line| line.is_over()).collect();
    let over_cap = match review.preset.is_some() {
        true => firms(&over),
        false => Figure::Absent,
    };
    let distinct = Lineage::Distinct(visits(&over));
    told.tell("frequency.over_cap", over_cap, distinct);
    // The first of those visited most, since lines are in that order.
    let most = visited.first().map_or(&[][..], std::slice::from_ref);
    told.count_if(!review.lines.is_empty(), "frequency.most", visits(most));
    let second = |of: fn(&FrequencyLine) -> &Vec<(EventIx, EventIx)>| -> Vec<Place> {
        let pairs = review.lines.iter().flat_map(of);
        let events = pairs.map(|(_, second)| &account.understood.events[*second]);
        events.map(|event| account.row_of(event)).collect()
    };
    let repeated = second(|line| &line.repeated);
    let heads = second(|line| &line.multi_head);
    let [again, offices] = [review.repeated_days, review.multi_head_days];
    told.count_if(again.is_some(), "frequency.repeated", repeated);
    told.count_if(offices.is_some(), "frequency.multi_head", heads);
}

/// S201 for every enterprise over its cap, S202 and S203 for visits too close to each other.
pub fn findings(review: &FrequencyReview, account: &Account) -> Vec<Finding> {
    let mut found = Vec::new();
    let preset = review.preset.as_ref();
    for line in &review.lines {
        if let Some(cap) = line.cap.filter(|_| line.is_over()) {
            let n = line.visits.len();
            let title = Text::new(
                format!("{}全年检查 {n} 次,超过上限 {cap} 次", line.name),
                format!("{} was visited {n} times; its cap is {cap}", line.name),
            );
            let by = |text: fn(&CapPreset) -> &String| preset.map_or("", |p| text(p).as_str());
            found.push(
                at_visit(
                    "S201",
                    Severity::ValueDoubtful,
                    account,
                    line.visits[cap as usize],
                    title,
                )
                .expected(by(|p| &p.zh), by(|p| &p.en))
                .done("照常计次", "the visits are counted as they are")
                .help(
                    "核对是否有不计入频次的检查,或说明原因",
                    "see whether some are exempt, or state the reason",
                ),
            );
        }
        for (_, second) in &line.repeated {
            let days = review.repeated_days.unwrap_or_default();
            let title = Text::new(
                format!("{}在 {days} 天内被同一机构再次检查", line.name),
                format!(
                    "{} was visited again by one office within {days} days",
                    line.name
                ),
            );
            found.push(
                at_visit("S202", Severity::Note, account, *second, title)
                    .done("照常计次", "the visits are counted as they are")
                    .help("核对是否重复检查", "see whether the visit was a repetition"),
            );
        }
        for (_, second) in &line.multi_head {
            let days = review.multi_head_days.unwrap_or_default();
            let title = Text::new(
                format!("{}在 {days} 天内被不同机构检查", line.name),
                format!(
                    "{} was visited by different offices within {days} days",
                    line.name
                ),
            );
            found.push(
                at_visit("S203", Severity::Note, account, *second, title)
                    .done("照常计次", "the visits are counted as they are")
                    .help(
                        "能合并的检查应当合并",
                        "visits that can be joined should be",
                    ),
            );
        }
    }
    found
}

fn at_visit(
    rule: &'static str,
    severity: Severity,
    account: &Account,
    visit: EventIx,
    title: Text,
) -> Finding {
    let event = &account.understood.events[visit];
    let place = account.understood.records[event.record].place;
    let table = &account.extracted.tables[place.table as usize];
    let day = event.start.map(|day| day.to_string()).unwrap_or_default();
    Finding::about_file(rule, severity, &table.file, title).at(
        &table.sheet,
        Place { column: 0, ..place },
        "",
        &day,
    )
}
