//! What keeps a judgement from being applied.

use crate::model::{Change, Finding, Judgement, SeenRecord, Severity, Text};

/// Why a record of a judgement is not what it was.
pub enum Lost {
    Changed(Vec<Change>),
    Gone,
}

impl Lost {
    pub fn about(&self, file: &str, judgement: &Judgement, seen: &SeenRecord) -> Finding {
        match self {
            Lost::Changed(changes) => changed(file, judgement, seen, changes),
            Lost::Gone => gone(file, judgement, seen),
        }
    }
}

fn changed(file: &str, judgement: &Judgement, seen: &SeenRecord, changes: &[Change]) -> Finding {
    let words = changes.iter().map(|change| {
        let field = field_words(&change.field);
        Text::new(
            format!("{}原为“{}”,现为“{}”", field.zh, change.was, change.is),
            format!("{} was “{}”, is “{}”", field.en, change.was, change.is),
        )
    });
    let (zh, en): (Vec<String>, Vec<String>) = words.map(|text| (text.zh, text.en)).unzip();
    let title = Text::new(
        format!(
            "人工复核所依据的记录已变动:{},{}",
            seen.shown(),
            zh.join(";")
        ),
        format!(
            "a record has changed since it was judged: {}, {}",
            seen.shown(),
            en.join("; ")
        ),
    );
    not_applied("L401", file, judgement, title)
}

fn gone(file: &str, judgement: &Judgement, seen: &SeenRecord) -> Finding {
    let title = Text::new(
        format!("人工复核所涉的记录已不在输入文件中:{}", seen.shown()),
        format!(
            "a judged record is no longer among the inputs: {}",
            seen.shown()
        ),
    );
    not_applied("L402", file, judgement, title)
}

/// One record judged to be the same visit as several others.
pub fn used_twice(file: &str, is_code: bool, all: &[&Judgement]) -> Finding {
    let side = |judgement: &Judgement| match is_code {
        true => (judgement.code.clone(), judgement.inspection.clone()),
        false => (judgement.inspection.clone(), judgement.code.clone()),
    };
    let shown = |seen: Option<SeenRecord>| seen.map(|seen| seen.shown()).unwrap_or_default();
    let one = shown(side(all[0]).0);
    let others: Vec<String> = all
        .iter()
        .map(|judgement| shown(side(judgement).1))
        .collect();
    let lines = lines_of(all);
    let title = Text::new(
        format!(
            "同一条记录被判为与多条记录同一次检查:{one}与{}",
            others.join("、")
        ),
        format!(
            "one record is judged one visit with several: {one} with {}",
            others.join(", ")
        ),
    );
    let help = match is_code {
        true => Text::new(
            "一个检查码只对应一次检查;把不成立的一条改判为“不是同一次检查”或“不确定”",
            "a code stands for one visit; judge the wrong pair again as “different visits” or \
             “unsure”",
        ),
        false => Text::new(
            "一次检查确有两个码的,第二个判为“同一次检查的重复码”;否则把不成立的一条改判",
            "where a visit really has two codes, judge the later one “second code of the visit”; \
             otherwise judge the wrong pair again",
        ),
    };
    Finding {
        help,
        ..contradiction("L403", file, title, &lines)
    }
}

/// Two persons who say the opposite of each other.
pub fn disputed(file: &str, one: &Judgement, other: &Judgement) -> Finding {
    let seen = other.inspection.as_ref().or(other.code.as_ref());
    let shown = seen.map(SeenRecord::shown).unwrap_or_default();
    let (first, second) = (one.words(), other.words());
    let title = Text::new(
        format!("两人判定相反:{shown},{};{}", first.zh, second.zh),
        format!(
            "two people judge differently: {shown}, {}; {}",
            first.en, second.en
        ),
    );
    let lines = lines_of(&[one, other]);
    contradiction("L404", file, title, &lines).help(
        "由其中一人改判为一致,或判为“不确定”以撤回",
        "one of them has to judge again, or take it back with “unsure”",
    )
}

/// A record judged to be without a counterpart has one now.
pub fn overtaken(file: &str, judgement: &Judgement, other: &SeenRecord) -> Finding {
    let seen = judgement.inspection.as_ref().or(judgement.code.as_ref());
    let shown = seen.map(SeenRecord::shown).unwrap_or_default();
    let ruling = judgement.ruling.words();
    let title = Text::new(
        format!(
            "已判“{}”的记录现有对应记录:{shown},与{}",
            ruling.zh,
            other.shown()
        ),
        format!(
            "a record judged “{}” now has a counterpart: {shown}, with {}",
            ruling.en,
            other.shown()
        ),
    );
    Finding::about_file("L405", Severity::Note, file, title)
        .done(
            format!("按链接计;判定见第 {} 行", judgement.line),
            format!(
                "counted as linked; the judgement is on line {}",
                judgement.line
            ),
        )
        .help(
            "如确非同一次检查,请在复核表中把这一对判为“不是同一次检查”",
            "if they are not one visit, judge the pair “different visits”",
        )
}

fn not_applied(rule: &'static str, file: &str, judgement: &Judgement, title: Text) -> Finding {
    let words = judgement.words();
    let line = judgement.line;
    Finding::about_file(rule, Severity::ValueDoubtful, file, title)
        .done(
            format!("第 {line} 行的判定未采用:{}", words.zh),
            format!("the judgement on line {line} was not applied: {}", words.en),
        )
        .help(
            "用 hedui review export 重新导出并复核这一条",
            "export it again with hedui review export and judge it anew",
        )
}

fn contradiction(rule: &'static str, file: &str, title: Text, lines: &str) -> Finding {
    Finding::about_file(rule, Severity::ValueDoubtful, file, title).done(
        format!("第 {lines} 行的判定均未采用"),
        format!("the judgements on lines {lines} were not applied"),
    )
}

fn lines_of(all: &[&Judgement]) -> String {
    let lines: Vec<String> = all.iter().map(|one| one.line.to_string()).collect();
    lines.join(", ")
}

fn field_words(field: &str) -> Text {
    let (zh, en) = match field {
        "record_number" => ("记录编号", "record number"),
        "document_number" => ("文书号", "document number"),
        "code_id" => ("检查码编号", "code"),
        "enterprise" => ("检查对象", "enterprise"),
        "credit_code" => ("信用代码", "credit code"),
        "start" => ("检查日期", "first day"),
        "end" => ("结束日期", "last day"),
        "planned" => ("计划日期", "planned day"),
        "applied_at" => ("申请时间", "time of application"),
        "officers" => ("执法人员", "officers"),
        "item" => ("检查事项", "item"),
        "body" => ("执法主体", "body"),
        "office" => ("科室", "office"),
        other => (other, other),
    };
    Text::new(zh, en)
}
