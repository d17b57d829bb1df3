//! Every rule has a folder with the smallest input that breaks it.

use hedui::extract::{RULES, find_inputs, read_sources};
use hedui::model::{Settings, Silent};
use std::path::{Path, PathBuf};

fn folder(rule: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/findings")
        .join(rule)
}

#[test]
fn every_rule_is_raised_by_its_fixture() {
    for rule in RULES {
        // A link that leads nowhere; Windows checks it out as a text.
        if cfg!(windows) && rule == "E101" {
            continue;
        }
        let root = folder(rule).join("in");
        let files = find_inputs(&root, &Settings::default()).unwrap();
        let read = read_sources(&root, &files, &Silent).unwrap();
        let raised: Vec<&str> = read.findings.iter().map(|finding| finding.rule).collect();
        assert_eq!(raised, [rule], "{rule} and nothing else");
        for finding in &read.findings {
            for text in [
                &finding.title,
                &finding.expected,
                &finding.done,
                &finding.help,
            ] {
                assert!(!text.zh.is_empty() && !text.en.is_empty(), "{finding:?}");
            }
        }
        let page = std::fs::read_to_string(folder(rule).join("rule.md")).unwrap();
        assert!(page.contains(rule), "{rule} has no page");
    }
}
