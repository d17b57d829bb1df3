//! The engine on data that were drawn from known probabilities, and what must change nothing.

use super::columns::{Column, Given, Kind, Side};
use super::engine::{self, Linkage};
use super::explain::Explainer;
use super::model::Model;
use super::names::NameReader;
use super::tables::Tables;

/// Two texts and a number of a person.
const PEOPLE: &str = r#"
[[field]]
name = "family"
kind = "text"
[[field]]
name = "given"
kind = "text"
[[field]]
name = "town"
kind = "text"
[[comparison]]
name = "family"
levels = [{ is = "exact", m = 0.8 }, { is = "prefix 2", m = 0.1 }, { is = "else", m = 0.1 }]
[[comparison]]
name = "given"
levels = [{ is = "exact", m = 0.8 }, { is = "else", m = 0.2 }]
[[comparison]]
name = "town"
levels = [{ is = "exact", m = 0.8 }, { is = "else", m = 0.2 }]
[[block]]
on = ["family"]
[[block]]
on = ["given"]
[[block]]
on = ["town"]
"#;

struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (self.0 >> 33) % n
    }

    fn is(&mut self, share: f64) -> bool {
        (self.below(1 << 30) as f64) < share * f64::from(1u32 << 30)
    }
}

type Rows = Vec<[String; 3]>;

/// Pairs of rows of one person each: the family name is written right with probability 0.9, with
/// a wrong end with 0.07; the given name is right with 0.8, the town with 0.7.
fn people(count: usize) -> (Rows, Rows) {
    let mut dice = Dice(7);
    let mut rows = (Rows::new(), Rows::new());
    for _ in 0..count {
        let family = format!("f{:03}", dice.below(900));
        let given = format!("g{:03}", dice.below(400));
        let town = format!("t{:03}", dice.below(300));
        let other = match () {
            () if dice.is(0.9) => family.clone(),
            () if dice.is(0.7) => format!("{}x{}", &family[..2], dice.below(1000)),
            () => format!("h{:03}", dice.below(900)),
        };
        let new = |keep: bool, value: &str, sign: char, n: u64| match keep {
            true => value.to_string(),
            false => format!("{sign}{n:03}"),
        };
        let (kept, n) = (dice.is(0.8), dice.below(400));
        let other_given = new(kept, &given, 'g', n);
        let (kept, n) = (dice.is(0.7), dice.below(300));
        let other_town = if kept {
            town.clone()
        } else {
            format!("t{n:03}")
        };
        rows.0.push([family, given, town]);
        rows.1.push([other, other_given, other_town]);
    }
    (rows.0, rows.1)
}

fn tables(left: &Rows, right: &Rows, model: &Model) -> Tables {
    let mut columns: Vec<Column> = model
        .fields
        .iter()
        .map(|_| Column::new(Kind::Text))
        .collect();
    for (side, rows) in [(Side::Left, left), (Side::Right, right)] {
        for row in rows {
            for (column, text) in columns.iter_mut().zip(row) {
                let value = column.value(&Given::Text(text));
                column.push(side, value);
            }
        }
    }
    Tables::new(columns, &NameReader::default())
}

/// Chosen pairs as texts of both rows, with weight and probability, in an order of their own.
fn told(linkage: &Linkage, left: &Rows, right: &Rows) -> Vec<String> {
    let pairs = linkage.scored.iter().zip(&linkage.verdicts);
    let mut lines: Vec<String> = pairs
        .filter(|(_, verdict)| verdict.chosen)
        .map(|(pair, verdict)| {
            let (a, b) = (&left[pair.left as usize], &right[pair.right as usize]);
            format!("{a:?} {b:?} {:.9} {:.9}", pair.weight, verdict.probability)
        })
        .collect();
    lines.sort();
    lines
}

#[test]
fn known_probabilities_are_recovered() {
    let model = Model::parse(PEOPLE).unwrap();
    let (left, right) = people(2500);
    let linkage = engine::link(&mut tables(&left, &right, &model), &model, false);
    let parameters = &linkage.parameters;
    assert!(parameters.converged, "{} rounds", parameters.iterations);
    let near = |found: f64, truth: f64, apart: f64| {
        assert!((found - truth).abs() < apart, "{found} for {truth}");
    };
    near(parameters.m[0][1], 0.90, 0.02);
    near(parameters.m[0][2], 0.07, 0.02);
    near(parameters.m[1][1], 0.80, 0.02);
    near(parameters.m[2][1], 0.70, 0.02);
    near(parameters.chance.tables[0][0][1], 1.0 / 900.0, 2e-4);
    near(parameters.chance.tables[1][0][1], 1.0 / 400.0, 3e-4);
    near(parameters.chance.tables[2][0][1], 1.0 / 300.0, 5e-4);
}

#[test]
fn order_of_rows_choice_of_sides_and_threads_change_nothing() {
    let model = Model::parse(PEOPLE).unwrap();
    let (left, right) = people(1000);
    let link = |left: &Rows, right: &Rows| {
        let linkage = engine::link(&mut tables(left, right, &model), &model, true);
        told(&linkage, left, right)
    };
    let first = link(&left, &right);
    assert!(first.len() > 700);
    let (mut shuffled, mut other) = (left.clone(), right.clone());
    shuffled.reverse();
    other.rotate_left(511);
    let differ = |other: Vec<String>| other.iter().filter(|line| !first.contains(line)).count();
    assert_eq!(differ(link(&shuffled, &other)), 0, "lines differ");
    let linkage = engine::link(&mut tables(&right, &left, &model), &model, true);
    let turned = linkage.scored.iter().zip(&linkage.verdicts);
    let turned: Vec<String> = turned
        .filter(|(_, verdict)| verdict.chosen)
        .map(|(pair, verdict)| {
            let (a, b) = (&left[pair.right as usize], &right[pair.left as usize]);
            format!("{a:?} {b:?} {:.9} {:.9}", pair.weight, verdict.probability)
        })
        .collect();
    assert_eq!(differ(turned), 0, "lines differ");
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        assert!(pool.install(|| link(&left, &right)) == first);
    }
}

#[test]
fn explanations_add_up_and_stay_finite() {
    let model = Model::parse(PEOPLE).unwrap();
    let (left, right) = people(800);
    let mut tables = tables(&left, &right, &model);
    let linkage = engine::link(&mut tables, &model, false);
    let explainer = Explainer::new(&linkage, &tables, &model);
    for pair in &linkage.scored {
        let explained = explainer.explain(pair);
        let rows: f64 = explained.rows.iter().map(|row| row.weight).sum();
        let sum = explained.prior + rows + explained.rest;
        assert!((sum - pair.weight).abs() < 1e-9, "{sum} {}", pair.weight);
        assert!(explained.rows.iter().all(|row| row.weight.is_finite()));
    }
}

#[test]
fn probabilities_are_those_observed() {
    let model = Model::parse(PEOPLE).unwrap();
    let (left, right) = people(2500);
    let linkage = engine::link(&mut tables(&left, &right, &model), &model, false);
    let pairs = || linkage.scored.iter().zip(&linkage.verdicts);
    let (mut error, mut count) = (0.0, 0.0);
    for tenth in 0..10 {
        let within = |p: f64| (p * 10.0).floor().min(9.0) == f64::from(tenth);
        let bin: Vec<(f64, bool)> = pairs()
            .filter(|(_, verdict)| verdict.probability > 0.02 && within(verdict.probability))
            .map(|(pair, verdict)| (verdict.probability, pair.left == pair.right))
            .collect();
        let predicted: f64 = bin.iter().map(|(p, _)| p).sum();
        let observed = bin.iter().filter(|(_, is)| *is).count() as f64;
        error += (predicted - observed).abs();
        count += bin.len() as f64;
    }
    assert!(
        count > 2200.0 && error / count < 0.02,
        "{} of {count}",
        error / count
    );
}

#[test]
fn a_model_that_is_wrong_says_what_and_where() {
    for (text, told) in [
        (
            "[[field]]\nname = \"a\"\nkind = \"colour\"",
            "unknown variant `colour`",
        ),
        (
            &PEOPLE.replace("prefix 2", "days <= 2"),
            "does not suit this field",
        ),
        (
            &PEOPLE.replace("on = [\"given\"]", "on = [\"gvien\"]"),
            "no field is named `gvien`",
        ),
        (
            &PEOPLE.replacen("m = 0.8", "m = 8", 1),
            "8 is no probability",
        ),
        (
            &format!("{PEOPLE}[decision]\nlink = 0.2\npossible = 0.4\n"),
            "expected 0 <= possible <= link <= 1",
        ),
    ] {
        let mistake = Model::parse(text).unwrap_err();
        assert!(mistake.message.contains(told), "{}", mistake.message);
    }
}

const VISITS: &str = r#"
[[field]]
name = "firm"
kind = "text"
[[field]]
name = "day"
kind = "text"
[[field]]
name = "team"
kind = "text"
[[comparison]]
name = "firm"
about = "entity"
levels = [{ is = "exact", m = 0.95 }, { is = "else", m = 0.05 }]
[[comparison]]
name = "day"
levels = [{ is = "exact", m = 0.9, o = 0.02 }, { is = "else", m = 0.1, o = 0.98 }]
[[comparison]]
name = "team"
levels = [{ is = "exact", m = 0.8, o = 0.4 }, { is = "else", m = 0.2, o = 0.6 }]
[[block]]
on = ["firm"]
[[block]]
on = ["day", "team"]
"#;

/// Visits of one team to each firm, two thirds of them in both books, one day in fifty wrong; pairs
/// by the rows' positions.
fn visits() -> (Rows, Rows, Vec<(usize, usize)>) {
    let mut dice = Dice(11);
    let mut books = (Rows::new(), Rows::new());
    let mut pairs = Vec::new();
    for firm in 0..250 {
        let mut days: Vec<u64> = (0..9).map(|_| dice.below(300)).collect();
        days.sort_unstable();
        days.dedup();
        for day in days {
            let row = |day: u64| {
                [
                    format!("f{firm}"),
                    format!("d{day}"),
                    format!("t{}", firm % 12),
                ]
            };
            let (mine, theirs) = match dice.below(3) {
                0 if dice.is(0.5) => (true, false),
                0 => (false, true),
                _ => (true, true),
            };
            if mine && theirs {
                pairs.push((books.0.len(), books.1.len()));
            }
            let written = if dice.is(0.02) {
                300 + dice.below(60)
            } else {
                day
            };
            books.0.extend(mine.then(|| row(day)));
            books.1.extend(theirs.then(|| row(written)));
        }
    }
    (books.0, books.1, pairs)
}

#[test]
fn a_firms_next_visit_by_the_same_team_is_no_wrong_day() {
    let model = Model::parse(VISITS).unwrap();
    let (left, right, pairs) = visits();
    let linkage = engine::link(&mut tables(&left, &right, &model), &model, false);
    let chosen: Vec<(usize, usize)> = (linkage.scored.iter().zip(&linkage.verdicts))
        .filter(|(_, verdict)| verdict.chosen && verdict.probability > 0.5)
        .map(|(pair, _)| (pair.left as usize, pair.right as usize))
        .collect();
    let right_ones = chosen.iter().filter(|pair| pairs.contains(pair)).count();
    let false_ones = chosen.len() - right_ones;
    let other_day = linkage.parameters.m[1][2];
    assert!(other_day < 0.06, "{other_day}");
    assert!(
        false_ones * 50 < chosen.len() && right_ones * 100 > pairs.len() * 95,
        "{false_ones} false, {right_ones} right of {}",
        pairs.len()
    );
}

#[test]
fn a_row_written_twice_is_no_rival_of_itself() {
    let model = Model::parse(PEOPLE).unwrap();
    let (mut left, mut right) = people(400);
    // Somebody stands in the right table twice, another in both tables twice.
    let [once, twice] = ["only-one", "one-and-two"].map(|given| {
        let row: [String; 3] = ["Twin".into(), given.into(), format!("at {given}")];
        row
    });
    left.extend([once.clone(), twice.clone(), twice.clone()]);
    right.extend([once.clone(), once.clone(), twice.clone(), twice]);
    for (left, right) in [(&left, &right), (&right, &left)] {
        let linkage = engine::link(&mut tables(left, right, &model), &model, false);
        let chosen: Vec<(usize, f64)> = (linkage.scored.iter().zip(&linkage.verdicts))
            .filter(|(_, verdict)| verdict.chosen)
            .map(|(pair, verdict)| (pair.left as usize, verdict.probability))
            .filter(|(row, _)| left[*row][0] == "Twin")
            .collect();
        let of = |given: &str| -> Vec<f64> {
            let mine = chosen.iter().filter(|(row, _)| left[*row][1] == given);
            mine.map(|(_, probability)| *probability).collect()
        };
        let [one] = of("only-one")[..] else {
            panic!("{chosen:?}")
        };
        assert!(one > 0.9, "{chosen:?}");
        let two = of("one-and-two");
        assert!(two.len() == 2 && two.iter().all(|p| *p < 0.6), "{two:?}");
    }
}
