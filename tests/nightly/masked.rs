//! With `privacy.mask` no name of an officer or of who judged, and no telephone number, stands in
//! any file of a run: not in a workbook's parts, not in a page's packed records, not in Parquet.

use hedui::history::keep_judgements;
use hedui::model::{Books, Decision, Judgement, KnownEvent, Ruling, SeenRecord, Settings, Silent};
use hedui::pipeline;
use polars::prelude::{DataType, ParquetReader, SerReader};
use std::collections::BTreeSet;
use std::io::{Cursor, Read};
use std::path::Path;
use std::process::Command;

/// Who judged, and what they wrote: one under a Chinese name, one under the name of an account.
const JUDGES: [(&str, &str); 2] = [
    ("欧阳慧敏", "已与孟庆华电话核实,号码13973212345"),
    ("zhouqingm", "问过司徒建国"),
];
/// What must not be told of them.
const UNTOLD: [&str; 5] = ["欧阳慧敏", "zhouqingm", "孟庆华", "司徒建国", "13973212345"];

/// Whom an inspection without a credit code went to.
const PERSON: &str = "皇甫德昌";

/// One more line in an export: what another has, of a person without a licence.
fn inspect_a_person(root: &Path) {
    let export = root.join("safety/2025年四季度检查情况.csv");
    let bytes = std::fs::read(&export).unwrap();
    let (text, encoding, _) = encoding_rs::GB18030.decode(&bytes);
    let is_plain = |line: &&str| line.contains("有限公司,91");
    let line = text.lines().find(is_plain).unwrap();
    let mut cells: Vec<&str> = line.split(',').collect();
    let name = cells.iter().position(|cell| cell.ends_with("有限公司"));
    let name = name.unwrap();
    (cells[name], cells[name + 1]) = (PERSON, "");
    let other = |cell: &str| cell.starts_with("ZF") || cell.starts_with("（湘乡）");
    for cell in cells.iter_mut().filter(|cell| other(cell)) {
        *cell = "";
    }
    let both = format!("{line}\r\n{}", cells.join(","));
    let text = text.replacen(line, &both, 1);
    std::fs::write(&export, encoding.encode(&text).0).unwrap();
}

/// Two linked pairs, each judged to be one visit.
fn judgements(books: &Books) -> Vec<Judgement> {
    let linked = books
        .links
        .links
        .iter()
        .filter(|link| link.decision == Decision::Link);
    let judged = linked.zip(JUDGES).map(|(link, (by, why))| {
        let seen = |at: usize| SeenRecord::of(&books.understood.events[at], &books.understood);
        Judgement {
            ruling: Ruling::SameVisit,
            by: by.to_string(),
            on: "2026-01-15".parse().unwrap(),
            why: why.to_string(),
            inspection: Some(seen(link.inspection)),
            code: Some(seen(link.code)),
            kept_at: "2026-01-15T10:00:00+08:00".to_string(),
            line: 0,
        }
    });
    judged.collect()
}

fn hedui(root: &Path, words: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hedui"));
    let output = command.args(words).current_dir(root).output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Files of a run in which a word stands, each with the word.
fn places<'w>(run: &Path, words: &BTreeSet<&'w str>) -> Vec<(String, &'w str)> {
    let run = std::fs::read_dir(run).unwrap();
    let mut told = Vec::new();
    for entry in run.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let text = text_of(&entry.path());
        let found = words.iter().filter(|word| text.contains(**word));
        told.extend(found.map(|word| (name.clone(), *word)));
    }
    told.sort();
    told
}

#[test]
fn no_person_is_named_in_a_masked_run() {
    let year = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/xiangxiang-2025");
    let books = pipeline::run(&year, &Settings::default(), &Silent).unwrap();
    let officers: BTreeSet<String> = books
        .understood
        .events
        .iter()
        .flat_map(|event| event.officers.iter().cloned())
        .filter(|name| name.chars().count() >= 2)
        .collect();
    assert!(officers.len() > 10);
    let home = tempfile::tempdir().unwrap();
    let root = home.path();
    crate::scene::copy(&year, root);
    keep_judgements(root, &judgements(&books)).unwrap();
    inspect_a_person(root);
    let settings = root.join("hedui.toml");
    let text = std::fs::read_to_string(&settings).unwrap();
    let more = "[nightly]\nsettled_seconds = 0\n";
    std::fs::write(&settings, format!("{text}\n{more}")).unwrap();
    let untold = UNTOLD.into_iter().chain([PERSON]);
    let words: BTreeSet<&str> = officers.iter().map(String::as_str).chain(untold).collect();
    // What is looked for is there to be found, in every kind of file.
    hedui(root, &["nightly", "."]);
    let latest = crate::scene::latest(root);
    let plain = places(&latest, &words);
    for (file, word) in [
        ("links.csv", "欧阳慧敏"),
        ("ledger.csv", "zhouqingm"),
        ("ledger.parquet", "孟庆华"),
        ("report.html", "司徒建国"),
        ("events.csv", PERSON),
        ("统计表.xlsx", PERSON),
        ("差异报告.xlsx", officers.first().unwrap().as_str()),
    ] {
        let place = (file.to_string(), word);
        assert!(plain.contains(&place), "{place:?} is not told");
    }
    let more = "[privacy]\nmask = true\n[nightly]\nsettled_seconds = 0\n";
    std::fs::write(&settings, format!("{text}\n{more}")).unwrap();
    // The unattended job and a run by hand mask alike.
    hedui(root, &["nightly", "."]);
    hedui(root, &["run", ".", "--out", "by-hand"]);
    for run in [crate::scene::latest(root), root.join("by-hand")] {
        let told = places(&run, &words);
        let few = &told[..told.len().min(12)];
        assert!(told.is_empty(), "{} places, such as {few:?}", told.len());
        // 湘乡 stands in brackets in the name of a party; it is no person's.
        let summary = std::fs::read_to_string(run.join("summary.md")).unwrap();
        let ledger = std::fs::read_to_string(run.join("ledger.csv")).unwrap();
        assert!(summary.contains("湘乡市应急管理局") && !ledger.contains("湘*"));
    }
}

/// A year in which persons stand where no column is theirs alone: in reasons, remarks, items, in a
/// register's columns, in numbers written in many ways.
fn tell_of_persons(root: &Path) {
    let write = |name: &str, lines: &[&str]| std::fs::write(root.join(name), lines.join("\n"));
    let safety = [
        "检查编号,被检查单位名称,统一社会信用代码,检查时间起,执法检查类别,检查人员,身份证号码,见证人,检查情况,备注",
        "JC430381202503050001,湘乡市高明机械厂,91430381MAYYYY016K,2025-03-05,计划执法,高明、方圆,\
         430381 19790109 3504,窦知夏,持１３９７３２１２３４５来电,由方圆与窦知夏更正",
        "JC430381202503060002,湘乡市远大化工厂,91430381MAYYYY024E,2025-03-06,其他执法,高明、方圆,\
         未提供,陶然之,陪同人员孟庆华（0731-56781234）在场,未提供更多情况；陶然之看过",
    ];
    write("检查记录.csv", &safety).unwrap();
    let platform = [
        "检查码编号,检查对象名称,统一社会信用代码,检查类型,检查日期,申请时间,状态,检查理由",
        "JCM430381202503050001,湘乡市高明机械厂,91430381MAYYYY016K,计划检查,2025-03-05,\
         2025-03-05 08:10:00,已完成,",
        "JCM430381202503060002,湘乡市远大化工厂,91430381MAYYYY024E,触发式检查,2025-03-06,\
         2025-03-06 08:10:00,已完成,投诉人司徒建国（电话+8613973212346）反映",
    ];
    write("赋码记录.csv", &platform).unwrap();
    let penalties = [
        "行政处罚决定书文号,被处罚人,证件号码,处罚种类,处罚决定日期,罚款金额（元）,备注",
        "（湘乡）应急罚〔2025〕1号,皇甫德昌,11010519491231002X,罚款,2025-04-01,1000,\
         证号湘C123456者经办；持11010519491231002X",
        "（湘乡）应急罚〔2025〕2号,湘乡市高明机械厂,91430381MAYYYY016K,罚款,2025-04-02,1000,未提供",
    ];
    write("行政处罚台账.csv", &penalties).unwrap();
}

#[test]
fn persons_in_sentences_and_their_numbers_are_masked_and_nothing_else_is() {
    let home = tempfile::tempdir().unwrap();
    let root = home.path();
    tell_of_persons(root);
    let personal = [
        "窦知夏",
        "陶然之",
        "孟庆华",
        "司徒建国",
        "皇甫德昌",
        "方圆",
        "19790109",
        "３９７３２１２３４５",
        "13973212346",
        "56781234",
        "11010519491231002X",
        "湘C123456",
    ];
    let personal = BTreeSet::from(personal);
    hedui(root, &["run", ".", "--out", "plain"]);
    let plain = places(&root.join("plain"), &personal);
    let told: BTreeSet<&str> = plain.iter().map(|(_, word)| *word).collect();
    assert_eq!(told, personal, "each is there to be found");
    std::fs::write(root.join("hedui.toml"), "[privacy]\nmask = true\n").unwrap();
    hedui(root, &["run", ".", "--out", "masked"]);
    let told = places(&root.join("masked"), &personal);
    assert!(told.is_empty(), "{told:?}");
    // Enterprises, codes and document numbers stand as in the other run, and so do common words.
    let others = [
        "湘乡市高明机械厂",
        "91430381MAYYYY016K",
        "JCM430381202503050001",
        "JC430381202503050001",
        "（湘乡）应急罚〔2025〕2号",
        "未提供",
    ];
    let others = BTreeSet::from(others);
    let [plain, masked] = ["plain", "masked"].map(|run| places(&root.join(run), &others));
    assert_eq!(plain, masked);
}

/// Tonight's records are looked for among those of a masked run by the names that it has.
#[test]
fn records_are_found_again_under_masked_names() {
    let year = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/xiangxiang-2025");
    let home = tempfile::tempdir().unwrap();
    crate::scene::copy(&year, home.path());
    inspect_a_person(home.path());
    let mut books = pipeline::run(home.path(), &Settings::default(), &Silent).unwrap();
    let mut known = hedui::report::known_events(&books);
    let named = |known: &[KnownEvent], name| known.iter().any(|event| event.enterprise == name);
    assert!(named(&known, PERSON));
    pipeline::masking::mask_names(&books, &mut known);
    pipeline::masking::mask(&mut books);
    assert!(!named(&known, PERSON) && named(&known, "皇***"));
    assert_eq!(known, hedui::report::known_events(&books));
}

/// The text of a file: of a workbook or document its parts, of Parquet its values, of a page also
/// what is packed in it.
fn text_of(path: &Path) -> String {
    let bytes = std::fs::read(path).unwrap();
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("xlsx" | "docx") => parts(bytes),
        Some("parquet") => values(bytes),
        Some("html") => {
            let page = String::from_utf8(bytes).unwrap();
            let packed = unpacked(&page);
            assert!(packed.len() > 10_000, "the page's records are opened");
            page + &packed
        }
        _ => String::from_utf8_lossy(&bytes).into_owned(),
    }
}

fn parts(bytes: Vec<u8>) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut all = String::new();
    for at in 0..archive.len() {
        let mut part = String::new();
        // Parts that are no text name nobody.
        let _ = archive.by_index(at).unwrap().read_to_string(&mut part);
        all.push_str(&part);
    }
    all
}

fn values(bytes: Vec<u8>) -> String {
    let frame = ParquetReader::new(Cursor::new(bytes)).finish().unwrap();
    let mut all = String::new();
    for column in frame.columns() {
        if let (DataType::String, Ok(texts)) = (column.dtype(), column.str()) {
            texts.iter().flatten().for_each(|text| {
                all.push_str(text);
                all.push('\n');
            });
        }
    }
    all
}

/// Whatever in a page is base64 of something deflated.
fn unpacked(page: &str) -> String {
    use base64::Engine;
    let is_letter = |c: char| c.is_ascii_alphanumeric() || "+/=".contains(c);
    let runs = page
        .split(|c: char| !is_letter(c))
        .filter(|run| run.len() > 200);
    let opened = runs.filter_map(|run| {
        let bytes = base64::engine::general_purpose::STANDARD.decode(run).ok()?;
        let mut text = String::new();
        let mut opener = flate2::read::ZlibDecoder::new(bytes.as_slice());
        opener.read_to_string(&mut text).ok()?;
        Some(text)
    });
    opened.collect()
}
