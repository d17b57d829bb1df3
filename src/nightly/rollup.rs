//! County → city → province: the figures of several bodies added up.
//!
//! A count of a group is the sum of its bodies' counts. Enterprises that two bodies visited are
//! counted by both. A rate is never added: it is computed anew from the sums where both of its
//! parts are counts, and left out elsewhere. A body without figures is named, and no sum takes it
//! for zero.

use crate::model::{EnforcingBody, Fault, Figure, Lang, Metrics, NightState, Text};
use crate::report;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Rates that are computed anew: key, part, whole.
const RATES: &[(&str, &str, &str)] = &[
    ("coverage.rate", "coverage.coded", "inspections.total"),
    ("plan.rate", "plan.done", "plan.visits"),
];

/// Columns of the tables, with their keys in `metrics.json`.
const COLUMNS: &[(&str, &str, &str)] = &[
    ("检查", "inspections", "inspections.total"),
    ("赋码", "codes", "codes.total"),
    ("有码检查", "coded", "coverage.coded"),
    ("有码检查率", "coverage", "coverage.rate"),
    ("差额", "gap", "gap.net"),
    ("有检查无赋码", "safety only", "gap.safety_only"),
    ("有赋码无检查", "platform only", "gap.platform_only"),
    ("未解释差异", "unexplained", "gap.unexplained"),
    ("待复核", "for review", "links.review"),
    ("计划完成率", "plan done", "plan.rate"),
];

/// One body in the roll-up.
#[derive(Clone, Debug, Default)]
pub struct BodyLine {
    pub body: EnforcingBody,
    pub state: NightState,
    pub reason: Text,
    /// Conditions of `nightly.fail_on` that its night met.
    pub met: Vec<String>,
    /// The command that accepts what is held.
    pub accept: Option<String>,
    /// The published run that the figures are of; it is an earlier one where this night failed.
    pub figures_of: Option<(String, Metrics)>,
}

impl BodyLine {
    /// Why somebody has to look at it.
    fn trouble(&self, lang: Lang) -> Option<String> {
        match (self.state, self.met.is_empty()) {
            (NightState::Held | NightState::Failed, _) => Some(self.reason.in_lang(lang).into()),
            (_, false) => Some(self.met.join(", ")),
            (_, true) => None,
        }
    }
}

/// A city, a province, or all bodies.
#[derive(Clone, Debug, Default)]
pub struct Group {
    pub level: &'static str,
    pub name: String,
    /// Bodies in it, and how many of them have figures.
    pub bodies: usize,
    pub with_figures: usize,
    pub metrics: Metrics,
}

/// The bodies and their sums.
#[derive(Clone, Debug, Default)]
pub struct Rollup {
    pub bodies: Vec<BodyLine>,
    /// Cities, then provinces, then all together.
    pub groups: Vec<Group>,
}

impl Rollup {
    pub fn of(mut bodies: Vec<BodyLine>) -> Rollup {
        lend_names(&mut bodies);
        let mut groups = Vec::new();
        let mut by_city: BTreeMap<(String, String), Vec<&BodyLine>> = BTreeMap::new();
        let mut by_province: BTreeMap<String, Vec<&BodyLine>> = BTreeMap::new();
        for line in &bodies {
            let (city, province) = (city_of(&line.body), province_of(&line.body));
            if !city.is_empty() {
                by_city
                    .entry((province.clone(), city))
                    .or_default()
                    .push(line);
            }
            if !province.is_empty() {
                by_province.entry(province).or_default().push(line);
            }
        }
        for ((_, city), lines) in &by_city {
            groups.push(group("city", city, lines));
        }
        for (province, lines) in &by_province {
            groups.push(group("province", province, lines));
        }
        let all: Vec<&BodyLine> = bodies.iter().collect();
        groups.push(group("all", "", &all));
        Rollup { bodies, groups }
    }

    /// The files of the roll-up's folder.
    pub fn files(&self, lang: Lang) -> Result<Vec<(String, Vec<u8>)>, Fault> {
        let table = self.table(lang);
        let title = match lang {
            Lang::Zh => "各主体有码检查率汇总",
            Lang::En => "Coverage by body",
        };
        let json = format!("{:#}\n", self.json()).into_bytes();
        Ok(vec![
            (
                "rollup.csv".to_string(),
                report::plain_csv(&table, "rollup.csv")?,
            ),
            ("rollup.json".to_string(), json),
            (
                "汇总表.xlsx".to_string(),
                report::plain_workbook(&table, title, lang, "汇总表.xlsx")?,
            ),
        ])
    }

    /// Coverage by body, with a line for each city, each province and all together.
    fn table(&self, lang: Lang) -> Vec<Vec<report::PlainCell>> {
        let pick = |zh: &str, en: &str| if lang == Lang::Zh { zh } else { en }.to_string();
        let text = |text: String| report::PlainCell::Text(text);
        let mut heads = vec![
            text(pick("层级", "level")),
            text(pick("省", "province")),
            text(pick("市", "city")),
            text(pick("主体", "body")),
            text(pick("区划", "division")),
            text(pick("状态", "state")),
            text(pick("数据截至", "figures of")),
        ];
        heads.extend(COLUMNS.iter().map(|(zh, en, _)| text(pick(zh, en))));
        heads.push(text(pick("说明", "reason")));
        let mut rows = vec![heads];
        for line in &self.bodies {
            let (of, metrics) = match &line.figures_of {
                Some((of, metrics)) => (of.clone(), metrics.clone()),
                None => (String::new(), Metrics::default()),
            };
            let mut row = vec![
                text(pick("主体", "body")),
                text(province_of(&line.body)),
                text(city_of(&line.body)),
                text(line.body.name.clone()),
                text(line.body.division.clone().unwrap_or_default()),
                text(line.state.words().in_lang(lang).to_string()),
                text(of),
            ];
            row.extend(figures(&metrics));
            row.push(text(line.reason.in_lang(lang).to_string()));
            rows.push(row);
        }
        for group in &self.groups {
            let (zh, en) = match group.level {
                "city" => ("市合计", "city"),
                "province" => ("省合计", "province"),
                _ => ("总计", "all"),
            };
            let (province, city) = match group.level {
                "city" => (String::new(), group.name.clone()),
                _ => (group.name.clone(), String::new()),
            };
            let (has, all) = (group.with_figures, group.bodies);
            let mut row = vec![
                text(pick(zh, en)),
                text(province),
                text(city),
                text(match lang {
                    Lang::Zh => format!("{all} 个主体,其中 {has} 个有数据"),
                    Lang::En if all == 1 => format!("1 body, {has} with figures"),
                    Lang::En => format!("{all} bodies, {has} with figures"),
                }),
            ];
            row.extend([(); 3].map(|()| text(String::new())));
            row.extend(figures(&group.metrics));
            row.push(text(String::new()));
            rows.push(row);
        }
        rows
    }

    fn json(&self) -> Value {
        let groups = self.groups.iter().map(|group| {
            json!({
                "level": group.level,
                "name": group.name,
                "bodies": group.bodies,
                "with_figures": group.with_figures,
                "metrics": group.metrics.json(),
            })
        });
        json!({ "bodies": self.bodies_json(), "groups": groups.collect::<Vec<_>>() })
    }

    /// One object for each body.
    pub fn bodies_json(&self) -> Value {
        let bodies = self.bodies.iter().map(|line| {
            let figures = line.figures_of.as_ref();
            let shown: Map<String, Value> = COLUMNS
                .iter()
                .map(|(_, _, key)| {
                    let figure = figures.and_then(|(_, metrics)| metrics.get(key));
                    (key.to_string(), figure.map_or(Value::Null, Figure::json))
                })
                .collect();
            json!({
                "name": line.body.name,
                "division": line.body.division,
                "city": city_of(&line.body),
                "province": province_of(&line.body),
                "state": line.state.name(),
                "reason": line.reason,
                "conditions_met": line.met,
                "accept": line.accept,
                "figures_of": figures.map(|(of, _)| of),
                "metrics": shown,
            })
        });
        bodies.collect()
    }

    /// The morning in three lines.
    pub fn summary(&self, name: &str, lang: Lang) -> String {
        let count = |state: NightState| {
            let lines = self.bodies.iter();
            lines.filter(|line| line.state == state).count()
        };
        let [published, held, same, failed] = NightState::ALL.map(count);
        let all = self.groups.last().map(|group| &group.metrics);
        let figure = |key: &str| {
            let figure = all.and_then(|all| all.get(key));
            figure.unwrap_or(Figure::Absent).show()
        };
        let [inspections, codes, gap, rate] = [
            "inspections.total",
            "codes.total",
            "gap.net",
            "coverage.rate",
        ]
        .map(figure);
        let strange: Vec<String> = self
            .bodies
            .iter()
            .filter_map(|line| Some(format!("{}({})", line.body.name, line.trouble(lang)?)))
            .collect();
        let bodies = self.bodies.len();
        let or = |none: &str, with: &str| match strange.is_empty() {
            true => none.to_string(),
            false => strange.join(with),
        };
        let mut text = match lang {
            Lang::Zh => format!(
                "{name} {bodies} 个主体:发布 {published},无新数据 {same},暂扣 {held},失败 {failed}\n\
                 合计:检查 {inspections} 次,赋码 {codes} 次,相差 {gap},有码检查率 {rate}\n\
                 需处理:{}\n",
                or("无", ";")
            ),
            Lang::En => format!(
                "{name} {bodies} bodies: {published} published, {same} with nothing new, {held} \
                 held back, {failed} failed\n\
                 together: inspections {inspections}, codes {codes}, gap {gap}, coverage {rate}\n\
                 to look at: {}\n",
                or("none", "; ")
            ),
        };
        for line in &self.bodies {
            if let Some(command) = &line.accept {
                text.push_str(&format!("{}: {command}\n", line.body.name));
            }
        }
        text
    }
}

/// The sums of some bodies.
fn group(level: &'static str, name: &str, lines: &[&BodyLine]) -> Group {
    let parts: Vec<&Metrics> = lines
        .iter()
        .filter_map(|line| line.figures_of.as_ref().map(|(_, metrics)| metrics))
        .collect();
    Group {
        level,
        name: name.to_string(),
        bodies: lines.len(),
        with_figures: parts.len(),
        metrics: sums(&parts),
    }
}

fn sums(parts: &[&Metrics]) -> Metrics {
    let mut counts: BTreeMap<&str, Figure> = BTreeMap::new();
    for (key, figure) in parts.iter().flat_map(|metrics| metrics.iter()) {
        let is_rate = key.ends_with(".rate") || key.ends_with("_rate");
        let sum = counts.entry(key).or_insert(Figure::Absent);
        *sum = match (*sum, figure) {
            (Figure::Absent, Figure::Count(n)) if !is_rate => Figure::Count(n),
            (Figure::Count(sum), Figure::Count(n)) => {
                // A sum that does not fit is absent rather than wrong.
                sum.checked_add(n).map_or(Figure::Absent, Figure::Count)
            }
            (sum, _) => sum,
        };
    }
    for (rate, part, whole) in RATES {
        let count = |key: &str| match counts.get(key) {
            Some(Figure::Count(n)) => Some(*n as f64),
            _ => None,
        };
        let figure = match (count(part), count(whole)) {
            (Some(part), Some(whole)) if whole > 0.0 => Figure::Ratio(part / whole),
            _ => Figure::Absent,
        };
        if let Some(known) = counts.get_mut(rate) {
            *known = figure;
        }
    }
    let mut sums = Metrics::default();
    for (key, figure) in counts {
        sums.push(key.to_string(), figure);
    }
    sums
}

fn figures(metrics: &Metrics) -> impl Iterator<Item = report::PlainCell> {
    COLUMNS.iter().map(|(_, _, key)| match metrics.get(key) {
        Some(Figure::Count(n)) if key.ends_with("rate") => report::PlainCell::Rate(n as f64),
        Some(Figure::Count(n)) => report::PlainCell::Whole(n),
        Some(Figure::Ratio(rate) | Figure::Real(rate)) => report::PlainCell::Rate(rate),
        Some(Figure::Absent) | None => report::PlainCell::Text(String::new()),
    })
}

/// A body that names no city or province is called as others of its division are, so that one
/// city or province is one group; a name that is given stays.
fn lend_names(bodies: &mut [BodyLine]) {
    let (mut cities, mut provinces, mut of_cities) =
        (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let digits = |body: &EnforcingBody, count: usize| -> Option<String> {
        Some(body.division.as_deref()?.get(..count)?.to_string())
    };
    for BodyLine { body, .. } in bodies.iter() {
        if let (Some(code), Some(city)) = (digits(body, 4), &body.city) {
            cities.entry(code).or_insert_with(|| city.clone());
        }
        if let Some(province) = &body.province {
            if let Some(code) = digits(body, 2) {
                provinces.entry(code).or_insert_with(|| province.clone());
            }
            if let Some(city) = &body.city {
                of_cities
                    .entry(city.clone())
                    .or_insert_with(|| province.clone());
            }
        }
    }
    for BodyLine { body, .. } in bodies {
        if body.city.is_none() {
            body.city = digits(body, 4).and_then(|code| cities.get(&code).cloned());
        }
        if body.province.is_none() {
            let by_code = digits(body, 2).and_then(|code| provinces.get(&code).cloned());
            let by_city = || of_cities.get(body.city.as_ref()?).cloned();
            body.province = by_code.or_else(by_city);
        }
    }
}

fn city_of(body: &EnforcingBody) -> String {
    let code = body.division.as_deref().and_then(|code| code.get(..4));
    body.city
        .clone()
        .or_else(|| code.map(|code| format!("{code}00")))
        .unwrap_or_default()
}

fn province_of(body: &EnforcingBody) -> String {
    let code = body.division.as_deref().and_then(|code| code.get(..2));
    body.province
        .clone()
        .or_else(|| code.map(|code| format!("{code}0000")))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(division: &str, figures: Option<[i64; 2]>) -> BodyLine {
        let metrics = figures.map(|[inspections, coded]| {
            let mut metrics = Metrics::default();
            metrics.set("inspections.total", Figure::Count(inspections));
            metrics.set("coverage.coded", Figure::Count(coded));
            metrics.set(
                "coverage.rate",
                Figure::Ratio(coded as f64 / inspections as f64),
            );
            metrics.set("fines.total_fen", Figure::Absent);
            ("2025-01-01".to_string(), metrics)
        });
        BodyLine {
            body: EnforcingBody {
                name: format!("{division} 局"),
                division: Some(division.to_string()),
                ..EnforcingBody::default()
            },
            figures_of: metrics,
            ..BodyLine::default()
        }
    }

    #[test]
    fn counts_are_added_rates_computed_anew_and_the_absent_is_no_zero() {
        let rollup = Rollup::of(vec![
            line("430381", Some([100, 90])),
            line("430321", Some([300, 30])),
            line("430421", Some([5, 5])),
            line("430422", None),
        ]);
        let told: Vec<(&str, &str, usize, usize)> = rollup
            .groups
            .iter()
            .map(|g| (g.level, g.name.as_str(), g.bodies, g.with_figures))
            .collect();
        assert_eq!(
            told,
            [
                ("city", "430300", 2, 2),
                ("city", "430400", 2, 1),
                ("province", "430000", 4, 3),
                ("all", "", 4, 3)
            ]
        );
        let get = |at: usize, key: &str| rollup.groups[at].metrics.get(key);
        assert_eq!(get(0, "inspections.total"), Some(Figure::Count(400)));
        assert_eq!(get(0, "coverage.rate"), Some(Figure::Ratio(0.3)));
        assert_eq!(get(3, "inspections.total"), Some(Figure::Count(405)));
        assert_eq!(get(3, "fines.total_fen"), Some(Figure::Absent));
        let files = rollup.files(Lang::Zh).unwrap();
        assert_eq!(files, rollup.files(Lang::Zh).unwrap(), "same bytes");
        let csv = String::from_utf8(files[0].1.clone()).unwrap();
        assert_eq!(csv.lines().count(), 1 + 4 + 4);
    }

    /// One of the bodies names city and province, one only the city, one nothing; a fourth has no
    /// division and names the city.
    #[test]
    fn one_city_is_one_group_whoever_names_it() {
        let mut lines = [("430381", 100), ("430321", 300), ("430301", 7), ("", 5)]
            .map(|(division, count)| line(division, Some([count, 1])));
        lines[0].body.city = Some("湘潭市".to_string());
        lines[0].body.province = Some("湖南省".to_string());
        lines[1].body.city = Some("湘潭市".to_string());
        lines[3].body.city = Some("湘潭市".to_string());
        lines[3].body.division = None;
        let rollup = Rollup::of(lines.into());
        let told: Vec<(&str, &str, usize)> = rollup
            .groups
            .iter()
            .map(|g| (g.level, g.name.as_str(), g.bodies))
            .collect();
        assert_eq!(
            told,
            [
                ("city", "湘潭市", 4),
                ("province", "湖南省", 4),
                ("all", "", 4)
            ]
        );
        let sum = rollup.groups[0].metrics.get("inspections.total");
        assert_eq!(sum, Some(Figure::Count(412)));
    }
}
