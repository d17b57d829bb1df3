//! Command lines that cannot be understood.

use super::program::Scene;

#[test]
fn a_wrong_command_line_is_one_document_and_speaks_the_language_asked_for() {
    let scene = Scene::empty();
    for (words, subject) in [
        (&["merge", "--wrong"][..], "--wrong"),
        (&["merg", "a.csv"], "merg"),
        (&["merge", "a.csv"], "--out <OUT"),
        (
            &["run", "--format=json", "--period", "abc"],
            "--period <PERIOD>",
        ),
    ] {
        let words = [words, &["--format", "json", "--lang", "zh"]].concat();
        let words: Vec<&str> = match words.contains(&"--format=json") {
            true => words
                .into_iter()
                .filter(|word| !["--format", "json"].contains(word))
                .collect(),
            false => words,
        };
        let ended = scene.run(&words);
        ended.fails_with(2);
        let told = ended.json();
        assert_eq!(told["state"], "could_not_run", "{words:?}");
        assert_eq!(told["faults"][0]["rule"], "usage");
        let said = told["faults"][0]["subject"].as_str().unwrap();
        assert!(said.contains(subject), "{said}");
        assert!(ended.err.contains("命令写错了"), "{}", ended.err);
    }
}
