//! A settings file drafted from what was read: what a person would have to find out is shown with
//! its evidence. Only the period is set, to what the data say; the rest is commented, so that a run
//! with the draft is the run without it.

use crate::ground::fold::flat;
use crate::model::{
    CanonicalRecord, CapPreset, CodeForm, Extracted, Field, FieldName, Lang, Source, SourceTable,
    TableMapping, Understood, column_letters,
};
use std::collections::BTreeMap;

/// Names that are shown of offices and towns.
const NAMES_SHOWN: usize = 40;

/// The text of the file.
pub fn draft(extracted: &Extracted, understood: &Understood, lang: Lang) -> String {
    let mut draft = Draft {
        extracted,
        understood,
        lang,
        lines: Vec::new(),
    };
    draft.opening();
    draft.period();
    draft.body();
    draft.platform();
    draft.frequency();
    draft.sources();
    draft.lines.join("\n") + "\n"
}

struct Draft<'a> {
    extracted: &'a Extracted,
    understood: &'a Understood,
    lang: Lang,
    lines: Vec<String>,
}

impl Draft<'_> {
    fn pick<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    fn line(&mut self, line: impl Into<String>) {
        self.lines.push(line.into());
    }

    fn say(&mut self, zh: impl AsRef<str>, en: impl AsRef<str>) {
        let said = flat(self.pick(zh.as_ref(), en.as_ref()));
        self.line(format!("# {said}"));
    }

    fn opening(&mut self) {
        self.say(
            "hedui.toml:根据本文件夹的导出文件写成的核对设置",
            "hedui.toml: settings drafted from the exports in this folder",
        );
        self.say(
            "以 \"#:\" 开头的行是可用的设置,去掉这两个字符即生效;其余 # 行是说明与依据",
            "Lines that begin with \"#:\" are settings; take the two characters away to use one",
        );
        self.say(
            "什么都不改时,核对结果与没有本文件时相同",
            "As it stands, a run with this file is the run without it",
        );
    }

    fn period(&mut self) {
        self.line("");
        let Some((from, to)) = self.understood.period else {
            self.say(
                "没有读到可定期间的检查日期",
                "no inspection dates that tell a period were read",
            );
            self.line("[period]");
            self.line("#:from = \"2025-01-01\"");
            self.line("#:to = \"2025-12-31\"");
            return;
        };
        let events = self.understood.events.iter();
        let visits = events.filter(|event| event.source == Source::Safety);
        let (mut inside, mut all) = (0usize, 0usize);
        let mut days = Vec::new();
        for visit in visits {
            all += 1;
            inside += usize::from(!visit.outside_period);
            days.extend(visit.start);
        }
        let span = match (days.iter().min(), days.iter().max()) {
            (Some(first), Some(last)) => format!("{first} – {last}"),
            _ => String::new(),
        };
        self.say(
            format!("核对期间,起止两日均计入;台账的日期为 {span},{all} 次检查中 {inside} 次在期内"),
            format!(
                "the period, both days count; the register is dated {span}, \
                 {inside} of {all} inspections lie within"
            ),
        );
        self.line("[period]");
        self.line(format!("from = \"{from}\""));
        self.line(format!("to = \"{to}\""));
    }

    fn body(&mut self) {
        let records = &self.understood.records;
        let of_safety: Vec<&CanonicalRecord> = records
            .iter()
            .filter(|record| record.source == Source::Safety)
            .collect();
        let bodies = counted(of_safety.iter().map(|record| &record.body));
        let offices = counted(of_safety.iter().map(|record| &record.office));
        let towns = counted(records.iter().map(|record| &record.town));
        let division = division(records);
        self.line("");
        self.say(
            "核对哪个执法主体的账;其他主体的记录归入 A17、B07",
            "whose books are reconciled; records of other bodies are A17 and B07",
        );
        self.line("[body]");
        if !bodies.is_empty() {
            let told = told(&bodies);
            self.say(
                format!("台账中的执法主体:{told}"),
                format!("bodies in the register: {told}"),
            );
            let first = bodies.iter().take(1).map(|(name, _)| name.as_str());
            self.line(format!("#:names = {}", list(first)));
        }
        if let Some((code, own, all)) = division {
            self.say(
                format!("信用代码第3至8位最多的是 {code}({all} 个代码中 {own} 个)"),
                format!("most credit codes were issued in {code} ({own} of {all})"),
            );
            self.line(format!("#:division = \"{code}\""));
        }
        for (key, names, zh, en) in [
            ("offices", &offices, "承办机构", "offices"),
            (
                "towns",
                &towns,
                "乡镇街道(异写会自动归并)",
                "towns (spellings are settled)",
            ),
        ] {
            if names.is_empty() {
                continue;
            }
            let told = told(names);
            self.say(format!("{zh}:{told}"), format!("{en}: {told}"));
            let shown = names.iter().take(NAMES_SHOWN);
            let shown = shown.map(|(name, _)| name.as_str());
            self.line(format!("#:{key} = {}", list(shown)));
        }
    }

    fn platform(&mut self) {
        let events = &self.understood.events;
        let day = |event: &&crate::model::InspectionEvent| {
            let applied = event.applied_at.map(|at| at.date());
            event.start.into_iter().chain(applied).min()
        };
        let codes = events
            .iter()
            .filter(|event| event.source == Source::Platform);
        let Some(first) = codes.filter_map(|event| day(&event)).min() else {
            return;
        };
        let before = events
            .iter()
            .filter(|event| event.source == Source::Safety && !event.outside_period)
            .filter(|event| event.start.is_some_and(|start| start < first))
            .count();
        self.line("");
        self.line("[platform]");
        self.say(
            format!("平台上线日,此前不可能有码(A04);最早的码在 {first},期内此前有 {before} 次检查"),
            format!(
                "no code could exist before (A04); the first code is of {first}, \
                 {before} inspections of the period lie before it"
            ),
        );
        self.line(format!("#:go_live = \"{first}\""));
        self.say(
            "补录期限(天),超过即为 A12",
            "a code applied for later than this many days after the visit is A12",
        );
        self.line("#:makeup_deadline_days = 7");
    }

    fn frequency(&mut self) {
        self.line("");
        self.say(
            "一家企业一年最多检查几次;不写则不核对频次",
            "how often an enterprise may be visited in a year; without it no frequency is told",
        );
        self.line("#:[frequency]");
        self.line("#:per_year = 2");
        let presets = CapPreset::shipped().iter();
        let presets: Vec<String> = presets
            .map(|preset| format!("{} {}", preset.name, self.pick(&preset.zh, &preset.en)))
            .collect();
        self.say("或取一套已公布的上限:", "or a published set:");
        for preset in presets {
            self.say(&preset, &preset);
        }
        self.line("# preset = \"lianyuan-2024\"");
    }

    fn sources(&mut self) {
        let sources = [
            (Source::Safety, "安全生产执法系统", "the safety system"),
            (Source::Platform, "赋码平台", "the code platform"),
            (Source::Plan, "检查计划", "plans"),
            (Source::Roster, "企业名录", "the roster of enterprises"),
            (
                Source::OtherPlatform,
                "其他赋码平台",
                "another code platform",
            ),
        ];
        for (source, zh, en) in sources {
            let tables = self.tables_of(source);
            if tables.is_empty() {
                continue;
            }
            self.line("");
            self.say(format!("—— {zh}"), format!("—— {en}"));
            self.line(format!("[sources.{}]", source.name()));
            self.say(
                "不写 files 时按内容识别;任一来源写了 files,就只读写明的文件",
                "without files they are recognised; with files anywhere, only named files are read",
            );
            let named = tables.iter().map(|at| self.told_of(*at).0.file.as_str());
            let mut files: Vec<&str> = named.map(outer_file).collect();
            files.sort_unstable();
            files.dedup();
            let files = list(files.into_iter());
            self.line(format!("#:files = {files}"));
            self.pins(source, &tables);
            self.tables(&tables);
        }
        self.registers();
        let strangers = self.tables_of(Source::Unknown);
        if !strangers.is_empty() {
            self.line("");
            self.say(
                "—— 认不出来源的表,未使用:在上面相应来源的 files 中写明文件,必要时指定列",
                "—— tables of no known source, not used: name their files above, pin columns",
            );
            self.tables(&strangers);
        }
    }

    /// One pin per field, with the header most tables have; other headers are named beside.
    fn pins(&mut self, source: Source, tables: &[usize]) {
        let mut headers: BTreeMap<FieldName, BTreeMap<String, usize>> = BTreeMap::new();
        for at in tables {
            let (table, mapping) = self.told_of(*at);
            for span in &mapping.fields {
                let header = flat(table.header_of(span.column));
                if !header.is_empty() {
                    let of_field = headers.entry(span.field).or_default();
                    *of_field.entry(header).or_default() += 1;
                }
            }
        }
        if headers.is_empty() {
            return;
        }
        self.line(format!("[sources.{}.columns]", source.name()));
        self.say(
            "指定列:字段 = \"表头\";以下是识别结果,有误时改正后启用",
            "pins: field = \"header\"; this is what was recognised, correct and use what is wrong",
        );
        for (field, words) in headers {
            let mut words: Vec<(String, usize)> = words.into_iter().collect();
            words.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
            let others: Vec<&str> = words[1..].iter().map(|(word, _)| word.as_str()).collect();
            let beside = match others.is_empty() {
                true => String::new(),
                false => format!("  # {}{}", self.pick("也作:", "also: "), others.join("、")),
            };
            self.line(format!(
                "#:{} = {}{beside}",
                field.key(),
                quoted(&words[0].0)
            ));
        }
    }

    /// Every table with every column: what it was taken for, or that it was not.
    fn tables(&mut self, tables: &[usize]) {
        for at in tables {
            let (table, mapping) = self.told_of(*at);
            let rows = table.data_rows().count();
            let header = match table.header_rows {
                Some((first, last)) if first == last => first.to_string(),
                Some((first, last)) => format!("{first}–{last}"),
                None => "-".to_string(),
            };
            let (label, reason) = (table.label(), mapping.reason.in_lang(self.lang).to_string());
            let mut lines = Vec::new();
            for column in 1..=table.header.len() as u16 {
                let name = flat(table.header_of(column));
                let of_column = mapping.fields.iter().filter(|span| span.column == column);
                let fields: Vec<String> = of_column.map(|span| span.field.key()).collect();
                if name.is_empty() && fields.is_empty() {
                    continue;
                }
                let field = match fields.is_empty() {
                    true => self.pick("(未识别)", "(not mapped)").to_string(),
                    false => fields.join(", "),
                };
                lines.push(format!("#     {} {name} → {field}", column_letters(column)));
            }
            self.line("#");
            self.say(
                format!("{label}:表头第 {header} 行,数据 {rows} 行;{reason}"),
                format!("{label}: header in row {header}, {rows} rows; {reason}"),
            );
            self.lines.extend(lines);
        }
    }

    /// Positions of the tables of a source that hold data.
    /// Tables of registers, each with the columns it was told by.
    fn registers(&mut self) {
        let mappings = self.understood.mappings.iter().enumerate();
        let known: Vec<usize> = mappings
            .filter(|(_, mapping)| mapping.register.is_some())
            .map(|(at, _)| at)
            .collect();
        if known.is_empty() {
            return;
        }
        self.line("");
        self.say("—— 台账,按表头识别", "—— registers, told by their headers");
        self.line("[sources.registers]");
        let mut files: Vec<String> = known
            .iter()
            .map(|at| outer_file(&self.told_of(*at).0.file).to_string())
            .collect();
        files.sort_unstable();
        files.dedup();
        let files = list(files.iter().map(String::as_str));
        self.line(format!("#:files = {files}"));
        for at in known {
            let (table, mapping) = self.told_of(at);
            let (name, label) = (mapping.source.name(), table.label());
            let told = format!("# {label}: {name}, {}", mapping.reason.in_lang(self.lang));
            self.line(told);
        }
    }

    fn tables_of(&self, source: Source) -> Vec<usize> {
        let mappings = self.understood.mappings.iter().enumerate();
        mappings
            .filter(|(_, mapping)| mapping.source == source)
            .map(|(at, _)| at)
            .filter(|at| self.extracted.tables[*at].data_rows().next().is_some())
            .collect()
    }

    fn told_of(&self, at: usize) -> (&SourceTable, &TableMapping) {
        (&self.extracted.tables[at], &self.understood.mappings[at])
    }
}

/// The file on disk: an archive for its members.
fn outer_file(file: &str) -> &str {
    file.split("!/").next().unwrap_or(file)
}

/// Names by how often they occur, the most frequent first.
fn counted<'r>(fields: impl Iterator<Item = &'r Option<Field<String>>>) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for field in fields.flatten() {
        *counts.entry(field.value.as_str()).or_default() += 1;
    }
    let mut counts: Vec<(String, usize)> = counts
        .into_iter()
        .map(|(name, count)| (name.to_string(), count))
        .collect();
    counts.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    counts
}

/// `甲局 377, 乙局 2 …`.
fn told(names: &[(String, usize)]) -> String {
    const TOLD: usize = 6;
    let shown: Vec<String> = names
        .iter()
        .take(TOLD)
        .map(|(name, count)| format!("{name} {count}"))
        .collect();
    let more = if names.len() > TOLD { " …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

/// The division most credit codes were issued in, with how many of how many.
fn division(records: &[CanonicalRecord]) -> Option<(String, usize, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut all = 0;
    for record in records {
        let Some(code) = &record.credit_code else {
            continue;
        };
        let area = code.value.text.get(2..8).filter(|area| {
            code.value.form == CodeForm::Valid && area.bytes().all(|b| b.is_ascii_digit())
        });
        if let Some(area) = area {
            *counts.entry(area).or_default() += 1;
            all += 1;
        }
    }
    let most = counts
        .iter()
        .max_by_key(|(area, count)| (**count, **area))?;
    (*most.1 * 2 > all).then(|| (most.0.to_string(), *most.1, all))
}

fn list<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let quoted: Vec<String> = names.map(quoted).collect();
    format!("[{}]", quoted.join(", "))
}

/// As a TOML text; the escapes of JSON are among those of TOML.
fn quoted(text: &str) -> String {
    serde_json::Value::from(flat(text)).to_string()
}
