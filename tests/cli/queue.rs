//! The order in which a review lists what is to be decided: what moves the statement most comes
//! first. How much a decision moves is measured, by deciding and computing the books anew.

use super::desk::Desk;
use super::program::{Scene, fixtures};
use calamine::{Data, Reader};
use hedui::history::{JUDGEMENTS, keep_judgements};
use hedui::model::{
    Books, Cause, EventIx, Judgement, Outcome, Ruling, SeenRecord, Settings, Silent,
};
use hedui::pipeline::{self, Sources};
use hedui::report::review::{About, ReviewItem, review_items};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Where each counted record stands in the statement.
type Lines = BTreeMap<String, (Option<Outcome>, Option<Cause>)>;

fn lines(books: &Books) -> Lines {
    let counted = books.verdicts.iter().filter(|verdict| verdict.counted);
    counted
        .map(|verdict| {
            let id = books.understood.events[verdict.event].id.clone();
            (id, (verdict.outcome, verdict.cause))
        })
        .collect()
}

/// A folder whose books are computed with one decision at a time.
struct Trial {
    root: PathBuf,
    settings: Settings,
    sources: Sources,
}

impl Trial {
    fn of(root: &Path) -> Trial {
        let file = root.join("hedui.toml");
        let settings = match file.exists() {
            true => hedui::config::load(&file).unwrap(),
            false => Settings::default(),
        };
        Trial {
            root: root.to_path_buf(),
            sources: pipeline::read(root, &settings, &Silent).unwrap(),
            settings,
        }
    }

    fn books(&self) -> Books {
        let sources = self.sources.clone();
        pipeline::conclude(&self.root, &self.settings, sources, &Silent).unwrap()
    }

    /// Which counted records stand elsewhere once this is decided.
    fn moved(&self, books: &Books, item: &ReviewItem, ruling: Ruling) -> BTreeSet<String> {
        let seen = |event: Option<EventIx>| {
            event.map(|at| SeenRecord::of(&books.understood.events[at], &books.understood))
        };
        let judgement = Judgement {
            ruling,
            by: "张三".into(),
            on: chrono::NaiveDate::from_ymd_opt(2026, 1, 5).unwrap(),
            why: String::new(),
            inspection: seen(item.inspection),
            code: seen(item.code),
            kept_at: "2026-01-05T10:00:00+08:00".into(),
            line: 0,
        };
        keep_judgements(&self.root, &[judgement]).unwrap();
        let (before, after) = (lines(books), lines(&self.books()));
        std::fs::remove_file(self.root.join(JUDGEMENTS)).unwrap();
        let ids: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        let moves = |id: &&String| before.get(*id) != after.get(*id);
        ids.into_iter().filter(moves).cloned().collect()
    }

    /// Records of the card that are expected to move: those that either answer moves, by how
    /// likely it is. With “same” goes the record that the candidate leaves; what else follows for
    /// others, a rival freed of doubt, is not the card's.
    fn expected(&self, books: &Books, item: &ReviewItem) -> f64 {
        let Some(link) = item.link else {
            return 0.0;
        };
        let own = match item.about {
            About::Pair => [item.inspection, item.code],
            About::Inspection => [item.inspection, None],
            About::Code => [item.code, None],
        };
        let partner = |event: Option<EventIx>| {
            let verdict = books.verdicts.iter().find(|v| Some(v.event) == event);
            verdict.and_then(|verdict| verdict.partner)
        };
        let both = [item.inspection, item.code];
        let left = both.map(partner);
        let count = |ruling, events: &[Option<EventIx>]| {
            let events = events.iter().flatten();
            let ids = events.map(|at| books.understood.events[*at].id.clone());
            let ids: BTreeSet<String> = ids.collect();
            self.moved(books, item, ruling).intersection(&ids).count() as f64
        };
        let same = count(Ruling::SameVisit, &[both, left].concat());
        let different = count(Ruling::Different, &own);
        link.probability * same + (1.0 - link.probability) * different
    }
}

fn the_order_is_that_of_what_decisions_move(scene: &Scene, looked_at: usize) {
    let trial = Trial::of(&scene.path(""));
    let books = trial.books();
    let items = review_items(&books, false).list;
    let told: Vec<String> = items
        .iter()
        .take(looked_at)
        .map(|item| format!("{:?} {:.6}", item.about, item.stake))
        .collect();
    let measured: Vec<f64> = items
        .iter()
        .take(looked_at)
        .map(|item| trial.expected(&books, item))
        .collect();
    assert!(measured.len() >= 4 && measured[0] > 0.5, "{measured:?}");
    assert!(
        measured.is_sorted_by(|one, next| *one >= next - 1e-9),
        "{measured:?}\n{told:?}"
    );
    for (item, measured) in items.iter().zip(&measured) {
        assert!(
            (item.stake - measured).abs() < 1e-9,
            "{measured:?}\n{told:?}"
        );
    }
}

#[test]
fn the_first_of_the_demonstration_year_move_the_most() {
    let scene = Scene::of(&fixtures().join("xiangxiang-2025"));
    the_order_is_that_of_what_decisions_move(&scene, 5);
}

#[test]
fn possible_links_go_before_records_with_a_poor_candidate() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/review/one_of_each/in");
    the_order_is_that_of_what_decisions_move(&Scene::of(&folder), usize::MAX);
}

/// What the lines of a workbook are about, from the top.
fn keys_of(workbook: &Path) -> Vec<String> {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(workbook).unwrap();
    let sheet = book.worksheet_range("复核").unwrap();
    let rows: Vec<Vec<String>> = sheet
        .rows()
        .map(|row| row.iter().map(Data::to_string).collect())
        .collect();
    let is_header = |row: &Vec<String>| row.iter().any(|cell| cell == "hedui:about");
    let header = rows.iter().position(is_header).unwrap();
    let column = |name: &str| rows[header].iter().position(|cell| cell == name).unwrap();
    let places = ["hedui:about", "hedui:inspection", "hedui:code"].map(column);
    let key = |row: &Vec<String>| {
        let [about, inspection, code] = places.map(|at| row[at].clone());
        match about.as_str() {
            "pair" => format!("pair:{inspection}:{code}"),
            "inspection" => format!("inspection:{inspection}"),
            _ => format!("code:{code}"),
        }
    };
    rows[header + 1..].iter().map(key).collect()
}

#[test]
fn workbook_and_desk_list_the_same_in_the_same_order() {
    let scene = Scene::of(&fixtures().join("xiangxiang-2025"));
    let out = scene.run(&[
        "review",
        "export",
        ".",
        "-o",
        "book.xlsx",
        "--format",
        "json",
    ]);
    out.succeeds();
    let book = scene.path("book.xlsx");
    let keys = keys_of(&book);
    std::fs::remove_file(&book).unwrap();
    assert_eq!(keys.len() as u64, out.json()["lines"].as_u64().unwrap());
    assert!(keys.len() > 10 && keys[0].starts_with("pair:"), "{keys:?}");
    assert_eq!(Desk::open(&scene, "张三").keys(), keys);
}
