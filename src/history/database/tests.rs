//! What the history keeps of nights that were stored by hand.

use super::*;

fn item(id: &str) -> OpenItem {
    OpenItem {
        source: "safety".to_string(),
        id: id.to_string(),
        ..OpenItem::default()
    }
}

#[test]
fn a_file_of_any_earlier_version_is_brought_up_to_date_with_what_it_holds() {
    for version in 1..MIGRATIONS.len() {
        let home = tempfile::tempdir().unwrap();
        let old = Connection::open(home.path().join(HISTORY)).unwrap();
        for step in &MIGRATIONS[..version] {
            old.execute_batch(step).unwrap();
        }
        old.pragma_update(None, "user_version", version as i64)
            .unwrap();
        let filled = "INSERT INTO run VALUES
                (1, 'r', 'published', '', '', '', '', '', '', '', '', '', 1, 0, 0, 0);
             INSERT INTO spell VALUES ('safety', 'a', '', '', '', '', '', 1, NULL)";
        old.execute_batch(filled).unwrap();
        drop(old);
        let mut history = History::open(home.path()).unwrap();
        assert_eq!(history.open_items().unwrap(), [item("a")]);
        let run = RememberedRun::default();
        history.add_published(&run, &[item("b")]).unwrap();
        assert_eq!(history.open_items().unwrap(), [item("b")]);
    }
}

#[test]
fn an_open_item_is_found_without_reading_the_others() {
    let home = tempfile::tempdir().unwrap();
    let history = History::open(home.path()).unwrap();
    for change in [END, KEEP] {
        let asked = format!("EXPLAIN QUERY PLAN {change}");
        let mut plan = history.connection.prepare(&asked).unwrap();
        let nothing: Vec<&dyn rusqlite::ToSql> = vec![&""; plan.parameter_count()];
        let steps = plan
            .query_map(&nothing[..], |row| row.get("detail"))
            .unwrap();
        let steps: Vec<String> = steps.map(Result::unwrap).collect();
        assert!(steps[0].contains("INDEX spell_open"), "{steps:?}");
    }
}
