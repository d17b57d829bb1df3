//! A case's `why.md`: one sentence of what is hard, then what it shows.

use super::name;
use super::seen::Seen;
use std::path::Path;

/// Names of containers as a case gives them, and as the reader calls what it found; archives carry
/// files of any kind.
pub const CONTAINERS: [(&str, &str); 19] = [
    ("xlsx", "xlsx"),
    ("xlsm", "xlsx"),
    ("xlsb", "xlsb"),
    ("xls", "xls"),
    ("xls BIFF5", "xls"),
    ("ods", "ods"),
    ("fods", "ods"),
    ("SpreadsheetML", "xml"),
    ("html", "html"),
    ("mhtml", "html"),
    ("csv", "csv"),
    ("tsv", "csv"),
    ("semicolon text", "csv"),
    ("pipe text", "csv"),
    ("zip", "*"),
    ("gz", "*"),
    ("docx", "*"),
    ("pdf", "*"),
    ("other", "*"),
];

const KEYS: [&str; 4] = ["container", "encoding", "feature", "pitfall"];

#[derive(Debug, Default)]
pub struct Why {
    pub folder: String,
    pub sentence: String,
    pub containers: Vec<String>,
    /// Empty where the containers carry their own.
    pub encodings: Vec<String>,
    pub features: Vec<String>,
    /// `E1` to `E31`.
    pub pitfalls: Vec<String>,
}

pub fn read_why(folder: &Path) -> Result<Why, String> {
    let text = std::fs::read_to_string(folder.join("why.md"))
        .map_err(|error| format!("why.md: {error}"))?;
    let mut lines = text.lines();
    let sentence = lines.next().and_then(|line| line.strip_prefix("# "));
    let mut why = Why {
        folder: name(folder),
        sentence: sentence
            .ok_or("why.md begins with # and a sentence")?
            .into(),
        ..Why::default()
    };
    let mut seen = Vec::new();
    let mut prose = 0;
    for line in lines {
        let Some((key, value)) = line.split_once(':').filter(|(key, _)| KEYS.contains(key)) else {
            prose += line.chars().count();
            continue;
        };
        let values: Vec<String> = value
            .split([',', '、'])
            .map(|part| part.trim().to_string())
            .filter(|part| !part.is_empty() && part != "-")
            .collect();
        match key {
            "container" => why.containers = known_containers(&values)?,
            "encoding" => why.encodings = values,
            "feature" => why.features = values,
            _ => why.pitfalls = known_pitfalls(values)?,
        }
        seen.push(key);
    }
    for key in &KEYS[..3] {
        if !seen.contains(key) {
            return Err(format!("why.md has no line {key}:"));
        }
    }
    if why.containers.is_empty() || why.features.is_empty() || prose < 20 {
        return Err("why.md names a container and a feature, and says what it shows".into());
    }
    Ok(why)
}

fn known_containers(values: &[String]) -> Result<Vec<String>, String> {
    let known = |value: &String| {
        let folded = value.to_lowercase();
        let same = |(name, _): &&(&str, &str)| name.to_lowercase() == folded;
        let found = CONTAINERS
            .iter()
            .find(same)
            .map(|(name, _)| name.to_string());
        let names: Vec<&str> = CONTAINERS.iter().map(|(name, _)| *name).collect();
        found.ok_or_else(|| format!("container {value} is none of {}", names.join(", ")))
    };
    values.iter().map(known).collect()
}

fn known_pitfalls(values: Vec<String>) -> Result<Vec<String>, String> {
    let number = |id: &String| id.strip_prefix('E').and_then(|n| n.parse::<u8>().ok());
    match values
        .iter()
        .find(|id| !number(id).is_some_and(|n| (1..=31).contains(&n)))
    {
        Some(id) => Err(format!("pitfall {id} is none of E1 to E31")),
        None => Ok(values),
    }
}

impl Why {
    /// What the folder says it shows and the reader did not see.
    pub fn contradictions(&self, seen: &Seen) -> Vec<String> {
        let tables = &seen.extracted.tables;
        let mut problems = Vec::new();
        // A refused file gives no table that could show its container.
        let refused = |feature: &String| matches!(feature.as_str(), "damaged" | "encrypted");
        if tables.is_empty() || self.features.iter().any(refused) {
            return problems;
        }
        for named in &self.containers {
            let kind = CONTAINERS.iter().find(|(name, _)| name == named);
            let kind = kind.map_or("*", |(_, kind)| *kind);
            if kind != "*" && !tables.iter().any(|table| table.container == kind) {
                problems.push(format!("why.md says {named}, no table was read as {kind}"));
            }
        }
        for named in &self.encodings {
            let plain = named.replace("GBK", "GB18030");
            let is_read = |encoding: &str| !encoding.is_empty() && plain.starts_with(encoding);
            if !tables.iter().any(|table| is_read(table.encoding)) {
                problems.push(format!("why.md says {named}, no table was read so"));
            }
        }
        problems
    }
}
