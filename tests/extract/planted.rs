//! Any page made of titles, a header, records, sums, page lines and notes gives back exactly the
//! records that were planted in it, and nothing of it is told as a mistake.

use super::pages::{Drawing, as_html, as_text};
use hedui::extract::read_file;
use hedui::model::RowKind;

/// A small generator of numbers, so that a page that fails can be drawn again by its seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = self.0.wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % count as u64) as usize
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

const TOWNS: [&str; 4] = ["东郊乡", "育塅乡", "泉塘镇", "棋梓镇"];
const FIRMS: [&str; 6] = [
    "湘乡市云门木业有限公司",
    "涟水加油站",
    "褒忠山鞭炮厂",
    "湖南泉塘铝材有限公司",
    "虞唐石料厂",
    "月山镇老李副食店",
];
const OFFICERS: [&str; 4] = ["周启明、谭晓芳", "罗定邦,成立新", "周启明", "谭晓芳 罗定邦"];
const RESULTS: [&str; 4] = ["合格", "责令限期整改", "未发现隐患", "现场整改"];

struct Page {
    lines: Vec<(char, Vec<String>)>,
    width: usize,
    /// Header as drawn, level by level.
    header: Vec<Vec<String>>,
    serial: usize,
    fines: usize,
    part: (usize, usize),
}

impl Page {
    fn line(&mut self, kind: char, cells: &[&str]) {
        let cells = cells.iter().map(|cell| cell.to_string()).collect();
        self.lines.push((kind, cells));
    }

    fn wide(&mut self, kind: char, text: &str) {
        let cell = format!("{text}<{}", self.width);
        self.line(kind, &[&cell]);
    }

    fn titles(&mut self, dice: &mut Dice) {
        if !dice.one_in(4) {
            self.wide('T', "2025年度行政检查台账");
        }
        match dice.below(4) {
            0 => self.line(
                'T',
                &[
                    "填报单位：湘乡市应急管理局<3",
                    "填报日期：2026-01-05",
                    "单位：元",
                ],
            ),
            1 => self.line('T', &["统计期间：", "2025年1月1日至2025年12月31日"]),
            2 => self.line('T', &[".", ".", ".", "打印日期：2026年1月5日"]),
            _ => {}
        }
        if dice.one_in(5) {
            self.line('b', &["."]);
        }
    }

    fn header(&mut self) {
        for level in self.header.clone() {
            self.lines.push(('H', level));
        }
    }

    fn record(&mut self, dice: &mut Dice, town: &str) {
        self.serial += 1;
        let fine = dice.below(9) * 500;
        self.fines += fine;
        self.part = (self.part.0 + 1, self.part.1 + fine);
        let day = match dice.below(3) {
            0 => format!("2025-{:02}-{:02}", 1 + dice.below(12), 1 + dice.below(28)),
            1 => format!("2025年{}月{}日", 1 + dice.below(12), 1 + dice.below(28)),
            _ => format!("2025/{}/{} 09:30", 1 + dice.below(12), 1 + dice.below(28)),
        };
        let (serial, fine) = (self.serial.to_string(), fine.to_string());
        let officers = dice.pick(&OFFICERS);
        let result = if dice.one_in(6) {
            "."
        } else {
            dice.pick(&RESULTS)
        };
        let firm = dice.pick(&FIRMS);
        self.line('d', &[&serial, town, firm, &day, officers, result, &fine]);
    }

    fn foot(&mut self, dice: &mut Dice) {
        let (count, fines) = (self.serial.to_string(), self.fines.to_string());
        match dice.below(4) {
            0 => self.line('t', &["合计<2", &count, ".", ".", ".", &fines]),
            1 => self.line(
                't',
                &["总计", ".", &format!("{count}家次"), ".", ".", ".", &fines],
            ),
            2 => self.wide('t', &format!("共 {count} 条记录")),
            _ => {}
        }
        if dice.one_in(3) {
            self.line('b', &["."]);
        }
        if dice.one_in(3) {
            self.wide('n', "说明：本表由系统导出，罚款以决定书为准。");
            self.line('n', &["2、未缴清的不列入。"]);
        }
        match dice.below(4) {
            0 => self.line(
                'n',
                &[
                    "填表人：周启明",
                    ".",
                    "审核人：谭晓芳",
                    ".",
                    "联系电话：0731-56771234",
                ],
            ),
            1 => self.line(
                'n',
                &["单位负责人（签字）：", ".", ".", "填表人：", "周启明"],
            ),
            2 => self.wide('n', "导出时间：2026-01-05 10:11:12"),
            _ => {}
        }
    }
}

fn header_of(dice: &mut Dice) -> Vec<Vec<String>> {
    let level = |cells: &[&str]| cells.iter().map(|cell| cell.to_string()).collect();
    let mut levels: Vec<Vec<String>> = match dice.below(4) {
        0 => vec![
            level(&["序号^2", "检查对象<2", "检查情况<3", "罚款金额^2"]),
            level(&["所属乡镇", "企业名称", "检查时间", "检查人员", "检查结果"]),
        ],
        1 => vec![level(&[
            "序 号",
            "乡镇",
            "被检查\\n单位",
            "检查时间（起）",
            "执法人员",
            "检查结果",
            "罚款（元）",
        ])],
        // Words that no list knows, over values that tell.
        2 => vec![level(&[
            "甲序", "乙地", "丙方", "丁时", "戊员", "己况", "庚数",
        ])],
        _ => vec![level(&[
            "序号",
            "乡镇",
            "企业名称",
            "检查日期",
            "检查人员",
            "检查结果",
            "罚款金额",
        ])],
    };
    if dice.one_in(5) {
        levels.push(level(&["甲", "乙", "丙", "丁", "1", "2", "3"]));
    }
    levels
}

fn draw(seed: u64) -> Drawing {
    let dice = &mut Dice(seed);
    (0..8).for_each(|_| _ = dice.below(2));
    let mut page = Page {
        lines: Vec::new(),
        width: 7,
        header: header_of(dice),
        serial: 0,
        fines: 0,
        part: (0, 0),
    };
    page.titles(dice);
    page.header();
    let by_town = dice.one_in(2);
    let sections = dice.one_in(4);
    let pages = dice.one_in(3);
    for (at, town) in TOWNS.iter().take(1 + dice.below(4)).enumerate() {
        if sections {
            match dice.below(2) {
                0 => page.wide('T', town),
                _ => page.wide('T', &format!("{}、{town}", ["一", "二", "三", "四"][at])),
            }
        }
        page.part = (0, 0);
        for _ in 0..1 + dice.below(6) {
            page.record(dice, town);
            if !sections && dice.one_in(12) {
                page.line('b', &["."]);
            }
        }
        if pages {
            page.wide('n', &format!("第 {} 页", at + 1));
            page.wide('T', "2025年度行政检查台账");
            page.header();
            page.record(dice, town);
        }
        if by_town {
            let (count, fines) = (page.part.0.to_string(), page.part.1.to_string());
            match dice.below(3) {
                0 => page.line('s', &["小计", ".", &count, ".", ".", ".", &fines]),
                1 => page.line(
                    's',
                    &[".", &format!("{town}小计"), &count, ".", ".", ".", &fines],
                ),
                _ => page.line('s', &[&format!("{town}合计<3"), ".", ".", ".", &fines]),
            }
        }
    }
    page.foot(dice);
    Drawing {
        name: format!("seed {seed}"),
        kinds: page.lines.iter().map(|(kind, _)| *kind).collect(),
        lines: page.lines,
        headers: Vec::new(),
    }
}

#[test]
fn pages_give_back_the_records_planted_in_them() {
    let folder = tempfile::tempdir().unwrap();
    let mut problems = Vec::new();
    for seed in 0..400 {
        let drawing = draw(seed);
        let (name, page) = match seed % 2 {
            0 => ("page.xls", as_html(&drawing)),
            _ => ("page.csv", as_text(&drawing)),
        };
        let path = folder.path().join(name);
        std::fs::write(&path, page).unwrap();
        let read = read_file(&path, name);
        let mut found: Vec<(usize, Vec<String>)> = Vec::new();
        for row in read.value.iter().flat_map(|table| &table.rows) {
            let texts = || row.cells.iter().map(|cell| cell.text().into_owned());
            if row.kind == RowKind::Data {
                found.push((row.number as usize, texts().collect()));
            }
        }
        let planted = drawing.lines.iter().enumerate();
        let planted: Vec<(usize, Vec<String>)> = planted
            .filter(|(_, (kind, _))| *kind == 'd')
            .map(|(at, (_, cells))| (at + 1, cells.iter().map(|c| c.replace(".", "")).collect()))
            .collect();
        let rules: Vec<&str> = read.findings.iter().map(|finding| finding.rule).collect();
        if found != planted || !rules.is_empty() || read.value.len() != 1 {
            let number = |rows: &[(usize, Vec<String>)]| -> Vec<usize> {
                rows.iter().map(|(number, _)| *number).collect()
            };
            problems.push(format!(
                "{} {name}: {} tables, {rules:?}\n  drawn   {}\n  planted {:?}\n  found   {:?}",
                drawing.name,
                read.value.len(),
                drawing.kinds,
                number(&planted),
                number(&found),
            ));
        }
    }
    let first: Vec<String> = problems.iter().take(12).cloned().collect();
    assert!(
        problems.is_empty(),
        "{} pages\n{}",
        problems.len(),
        first.join("\n")
    );
}
