//! A small year of visits and their codes, exported night by night.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS: [usize; 17] = [
    1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28,
];
const SYLLABLES: [&str; 20] = [
    "华", "盛", "嘉", "源", "福", "晟", "宏", "远", "瑞", "信", "金", "泰", "永", "丰", "长", "兴",
    "恒", "达", "昌", "明",
];

/// One visit: its number and its day of the year, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Visit {
    pub number: usize,
    pub day: usize,
}

/// What a night's exports hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exports {
    pub visits: Vec<Visit>,
    /// Numbers of the visits that have a code on the platform.
    pub coded: BTreeSet<usize>,
    /// Visits whose day was corrected to the day after.
    pub corrected: BTreeSet<usize>,
    /// The register lacks its column of officers.
    pub without_officers: bool,
    /// So many rows of the register are written; all of them where absent.
    pub cut_to: Option<usize>,
}

impl Exports {
    /// So many visits, some days apart; each last one of `every` has no code.
    pub fn regular(visits: usize, days_apart: usize, every: usize) -> Exports {
        let numbers = 0..visits;
        let coded = numbers.clone().filter(|number| number % every != every - 1);
        let visits = numbers.clone().map(|number| Visit {
            number,
            day: number * days_apart,
        });
        Exports {
            coded: coded.collect(),
            visits: visits.collect(),
            ..Exports::default()
        }
    }

    /// Writes the folder's two exports anew, as files that nobody is writing any more.
    pub fn write(&self, root: &Path) {
        write(
            &root.join("safety/register.csv"),
            self.register().as_bytes(),
        );
        write(&root.join("platform/codes.csv"), self.codes().as_bytes());
    }

    /// The same as a workbook and as a page that calls itself one.
    pub fn write_as_workbooks(&self, root: &Path) {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for (row, line) in (0..).zip(self.register().lines()) {
            for (column, cell) in (0..).zip(line.split(',')) {
                sheet.write(row, column, cell).unwrap();
            }
        }
        let book = book.save_to_buffer().unwrap();
        write(&root.join("safety/register.xlsx"), &book);
        let codes = self.codes();
        let rows = codes
            .lines()
            .map(|line| format!("<tr><td>{}</td></tr>", line.replace(',', "</td><td>")));
        let rows: String = rows.collect();
        let page = format!("<html><meta charset=utf-8><table>{rows}</table></html>");
        write(&root.join("platform/codes.xls"), page.as_bytes());
    }

    fn register(&self) -> String {
        let officers = !self.without_officers;
        let mut safety =
            String::from("记录编号,被检查单位名称,统一社会信用代码,检查日期,所属乡镇,检查类型");
        safety.push_str(if officers { ",执法人员\n" } else { "\n" });
        for visit in self.visits.iter().take(self.cut_to.unwrap_or(usize::MAX)) {
            let day = visit.day + usize::from(self.corrected.contains(&visit.number));
            safety.push_str(&format!(
                "（湘乡）应急检记〔2025〕{}号,{},{},{},东郊乡,计划检查",
                visit.number + 1,
                firm(visit.number),
                code(visit.number),
                date(day)
            ));
            safety.push_str(if officers { ",李明、王强\n" } else { "\n" });
        }
        safety
    }

    fn codes(&self) -> String {
        let mut platform =
            String::from("检查码编号,检查对象名称,统一社会信用代码,检查日期,执法人员,赋码状态\n");
        for visit in &self.visits {
            if self.coded.contains(&visit.number) {
                platform.push_str(&format!(
                    "JCM430381{:08},{},{},{},李明、王强,已完成\n",
                    visit.number + 1,
                    firm(visit.number),
                    code(visit.number),
                    date(visit.day)
                ));
            }
        }
        platform
    }

    pub fn open(&self) -> BTreeSet<usize> {
        let numbers = self.visits.iter().map(|visit| visit.number);
        numbers
            .filter(|number| !self.coded.contains(number))
            .collect()
    }
}

pub fn settings_file(root: &Path, more: &str) -> PathBuf {
    let path = root.join("hedui.toml");
    let text = format!(
        "[body]\nnames = [\"湘乡市应急管理局\"]\n[period]\nfrom = 2025-01-01\nto = 2025-12-31\n\
         [platform]\ngo_live = \"2025-01-01\"\ntriggered_from = \"2025-01-01\"\n\
         [sources.safety]\nfiles = [\"safety/*\"]\n\
         [sources.platform]\nfiles = [\"platform/*\"]\n{more}"
    );
    fs::create_dir_all(root).unwrap();
    fs::write(&path, text).unwrap();
    path
}

/// As a file that nobody has written to for two hours.
pub fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
    let hours_ago = SystemTime::now() - Duration::from_secs(7200);
    let file = fs::File::options().write(true).open(path).unwrap();
    file.set_modified(hours_ago).unwrap();
}

pub fn date(day: usize) -> String {
    let first = chrono::NaiveDate::from_ymd_opt(2025, 1, 1).unwrap();
    (first + chrono::Days::new(day as u64)).to_string()
}

fn firm(number: usize) -> String {
    let syllable = |at: usize| SYLLABLES[at % SYLLABLES.len()];
    let kinds = [
        "机械厂",
        "烟花爆竹厂",
        "加油站",
        "冷链有限公司",
        "铸造有限公司",
    ];
    format!(
        "湘乡市{}{}{}",
        syllable(number * 7 + number / 20),
        syllable(number * 3 + 11 + number / 60),
        kinds[number % kinds.len()]
    )
}

/// A credit code with sound check characters.
fn code(number: usize) -> String {
    let body = format!("{:08}", 31_000_000 + number * 7_919);
    let organisation: usize = body
        .bytes()
        .zip([3, 7, 9, 10, 5, 8, 4, 2])
        .map(|(digit, weight)| usize::from(digit - b'0') * weight)
        .sum();
    let check = match 11 - organisation % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from(b'0' + digit as u8),
    };
    let first = format!("91430381{body}{check}");
    let value = |byte: u8| ALPHABET.iter().position(|known| *known == byte).unwrap();
    let sum: usize = first
        .bytes()
        .zip(WEIGHTS)
        .map(|(byte, weight)| value(byte) * weight)
        .sum();
    let last = ALPHABET[(31 - sum % 31) % 31];
    format!("{first}{}", char::from(last))
}
