//! Scenarios that the page of causes takes its examples from.

/// A few rows and what each must get.
pub struct Example {
    pub title: &'static str,
    pub settings: &'static str,
    pub lines: String,
}

fn example(title: &'static str, settings: &'static str, lines: impl Into<String>) -> Example {
    Example {
        title,
        settings,
        lines: lines.into(),
    }
}

/// A hundred visits by three offices, one or two a day; the platform has every code but those of
/// the visits for which `lost` (number of the visit, office) holds.
fn year(lost: impl Fn(usize, &str) -> bool, cause: &str) -> String {
    let offices = ["危化股", "工贸股", "烟花股"];
    let mut lines = String::new();
    for at in 0..100 {
        let (month, day) = (4 + at / 20, 1 + at % 20);
        let office = offices[at % 3];
        let line = format!("firm=企业{at}号 date=2025-{month:02}-{day:02} office={office}");
        let gone = lost(at, office);
        let wanted = if gone { cause } else { "linked" };
        lines.push_str(&format!("S {line} officers=王强,李{at} → {wanted}\n"));
        if !gone {
            lines.push_str(&format!("P {line} officers=王强,李{at} → linked\n"));
        }
    }
    lines
}

pub fn examples() -> Vec<Example> {
    let mut examples: Vec<Example> = WRITTEN
        .iter()
        .map(|(title, settings, lines)| example(title, settings, *lines))
        .collect();
    examples.push(example(
        "an office's visits of some weeks never reached the platform",
        "",
        year(
            |at, office| office == "危化股" && (30..60).contains(&at),
            "safety_only A14",
        ),
    ));
    examples.push(example(
        "the platform's export ends before the visits do",
        "",
        year(|at, _| at >= 88, "safety_only A16"),
    ));
    examples.push(example(
        "the platform's export names offices, and one of them never",
        "",
        year(|_, office| office == "烟花股", "safety_only A16"),
    ));
    examples.push(example(
        "an office whose visits never get a code, however long it pauses",
        "",
        office_without_codes(),
    ));
    examples
}

/// A year of visits of which those of 危化股 never get a code, with a pause of three months, beside
/// codes that name no offices.
fn office_without_codes() -> String {
    let mut lines = String::new();
    for at in 0..60 {
        let (month, day) = (1 + at / 20 * 4 + at % 2, 1 + at % 20);
        let line = format!("firm=企业{at}号 date=2025-{month:02}-{day:02}");
        let people = format!("officers=王{at},李{at}");
        match at % 5 {
            0 => lines.push_str(&format!(
                "S {line} office=危化股 {people} → safety_only A14\n"
            )),
            _ => {
                lines.push_str(&format!("S {line} office=工贸股 {people} → linked\n"));
                lines.push_str(&format!("P {line} {people} → linked\n"));
            }
        }
    }
    lines
}

/// Title, settings, lines.
const WRITTEN: &[(&str, &str, &str)] = &[
    (
        "what a record says of itself",
        "",
        "S name=湘乡市东山学校 nocode date=2025-07-01 → safety_only A01 !no_candidate
         S firm=甲厂 date=2025-07-02 activity=经营许可现场核查 → safety_only A02
         S firm=乙厂 date=2025-07-03 draft → safety_only A03
         S firm=丙厂 date=2025-07-04 joint lead=湘乡市市场监督管理局 → safety_only A06
         S firm=丁厂 date=2025-07-05 remark=已在娄底营商码平台扫码 → safety_only A09
         S firm=戊厂 date=2025-07-06 exempt=网络故障 → safety_only A13
         S firm=己厂 date=2025-07-07 body=东郊乡人民政府 → safety_only A17
         S firm=庚厂 date=2025-07-08 → safety_only A99 !no_candidate
         P firm=辛厂 date=2025-07-09 → platform_only B99",
    ),
    (
        "coded on another platform, whose export is there",
        "",
        "S firm=甲厂 date=2025-07-01 officers=王强 → linked
         P firm=甲厂 date=2025-07-01 officers=王强 → linked
         S firm=乙厂 date=2025-07-02 → safety_only A09
         O firm=乙厂 date=2025-07-03 →
         S firm=丙厂 date=2025-07-02 → safety_only A99
         O firm=丙厂 date=2025-08-03 →
         S firm=丁厂 date=2025-07-02 → safety_only A99
         O firm=丁厂 date=2025-07-02 cancelled →",
    ),
    (
        "before the platform went live",
        "[platform]\ngo_live = \"2025-03-24\"",
        "S firm=甲厂 date=2025-02-03 → safety_only A04
         S firm=乙厂 date=2025-04-03 → safety_only A99
         P firm=丙厂 date=2025-09-09 → platform_only B99",
    ),
    (
        "an item that the platform does not list",
        "[platform]\nitems = [\"对加油站安全管理情况的检查\"]",
        "S firm=甲厂 date=2025-07-06 item=对有限空间作业的检查 → safety_only A15
         S firm=乙厂 date=2025-07-08 item=对加油站安全管理情况的检查 → safety_only A99
         P firm=丙厂 date=2025-09-09 → platform_only B99",
    ),
    (
        "a re-inspection rides on the first visit's code",
        "",
        "S firm=甲机械 date=2025-07-15 officers=王强,李明 re → safety_only A05
         S firm=甲机械 date=2025-07-01 officers=王强,李明 → linked
         P firm=甲机械 date=2025-07-01 officers=王强,李明 → linked",
    ),
    (
        "a code that never became valid explains both sides",
        "",
        "S firm=甲机械 date=2025-07-01 officers=王强,李明 → safety_only A10
         P firm=甲机械 date=2025-07-01 officers=王强,李明 cancelled → platform_only B01
         S firm=乙机械 date=2025-07-02 officers=王强,李明 → linked
         P firm=乙机械 date=2025-07-02 officers=王强,李明 → linked",
    ),
    (
        "remarks on a visit and its code",
        "[platform]\nmakeup_deadline_days = 7",
        "S firm=甲机械 date=2025-07-01 officers=王强,李明 → linked A11
         P firm=甲机械 date=2025-07-01 applied=2025-07-04 officers=王强,李明 → linked
         S firm=乙机械 date=2025-07-02 officers=王强,李明 → linked A12
         P firm=乙机械 date=2025-07-02 applied=2025-07-20 officers=王强,李明 → linked
         S firm=丙机械 date=2025-07-03 officers=王强,李明 → linked A08
         P firm=丙机械 date=2025-07-04 applied=2025-07-02 officers=王强,李明 → linked",
    ),
    (
        "what a code says of itself",
        "",
        "S firm=甲机械 date=2025-07-01 officers=王强,李明 → linked
         P firm=甲机械 date=2025-07-01 officers=王强,李明 → linked
         P firm=甲机械 date=2025-07-01 officers=王强,李明 → linked B03
         P firm=乙机械 date=2025-07-02 cancelled → platform_only B01
         P firm=丙机械 date=2025-07-03 issued → platform_only B02
         P firm=丁机械 date=2025-07-04 activity=安全宣传 → platform_only B04
         P firm=戊机械 date=2025-07-05 rated → platform_only B05
         P firm=己机械 date=2025-07-06 body=湘乡市市场监督管理局 → platform_only B07",
    ),
    (
        "across New Year",
        "",
        "S firm=甲机械 date=2024-12-31 officers=王强,李明 → excluded
         P firm=甲机械 date=2025-01-02 officers=王强,李明 → platform_only B06
         S firm=乙机械 date=2025-07-02 officers=王强,李明 → linked
         P firm=乙机械 date=2025-07-02 officers=王强,李明 → linked",
    ),
    (
        "what the calibre leaves out",
        "[counting]\npreset = \"annual-report\"\nreinspection = \"exclude\"",
        "S firm=乙机械 date=2025-07-02 officers=王强,李明 draft → excluded A03
         P firm=乙机械 date=2025-07-02 officers=王强,李明 → platform_only B08
         S firm=丙机械 date=2025-07-03 officers=王强,李明 re → excluded D04
         S firm=庚机械 date=2025-07-07 → safety_only A99",
    ),
    (
        "one visit in several records, one record voided, one row exported twice",
        "",
        "S firm=甲机械 date=2025-07-01 officers=王强,李明 → linked
         S firm=甲机械 date=2025-07-01 officers=王强,李明 part=0 → linked D03
         P firm=甲机械 date=2025-07-01 officers=王强,李明 → linked
         S firm=乙机械 date=2025-07-02 officers=王强 void redone=4 → excluded D05
         S firm=乙机械 date=2025-07-02 officers=王强 → linked
         P firm=乙机械 date=2025-07-02 officers=王强 → linked
         S firm=甲机械 date=2025-07-01 officers=王强,李明 repeats=0 → D01",
    ),
    (
        "one number, two firms",
        "",
        "S firm=甲机械 date=2025-07-01 officers=王强,李明 no=2025-12 → linked
         P firm=甲机械 date=2025-07-01 officers=王强,李明 → linked
         S firm=乙机械 date=2025-07-03 officers=赵刚,李明 no=2025-12 → linked D02
         P firm=乙机械 date=2025-07-03 officers=赵刚,李明 → linked",
    ),
    (
        "one code, another name",
        "",
        "S firm=鸿达机械 date=2025-07-01 officers=王强,李明 no=2025-12 → linked
         P firm=鸿达机械 date=2025-07-01 officers=王强,李明 no=2025-12 → linked
         S firm=福星鞭炮 date=2025-07-03 officers=赵刚,李明 no=2025-13 → linked A07
         P name=湘乡市福兴鞭炮厂 nocode date=2025-07-03 officers=赵刚,李明 no=2025-13 → linked",
    ),
    (
        "the plan",
        "",
        "S firm=甲厂 date=2025-03-05 route=planned → safety_only A99
         S firm=乙厂 date=2025-08-05 route=planned → safety_only A99
         S firm=丙厂 date=2025-03-06 route=planned → safety_only A99
         S firm=丙厂 date=2025-04-06 route=planned → safety_only A99
         S firm=戊厂 date=2025-03-07 route=planned → safety_only A99
         S firm=己厂 date=2025-03-08 route=planned → safety_only A99
         P firm=癸厂 date=2025-09-09 → platform_only B99
         L firm=甲厂 months=3-3 route=planned → linked C01
         L firm=乙厂 months=3-3 route=planned → linked C03
         L firm=丙厂 months=3-4 route=planned → linked C07
         L firm=丁厂 months=3-3 route=planned → plan_only C02
         L firm=戊厂 months=3-3 route=planned → linked C05
         L firm=戊厂 months=5-5 route=random → linked C05
         L firm=己厂 months=3-3 route=planned → linked C01
         L firm=辛厂 months=3-3 route=planned → plan_only C08
         L firm=庚厂 months=3-3 route=planned → plan_only C04
         R firm=甲厂 status=存续 →
         R firm=乙厂 status=存续 →
         R firm=丙厂 status=存续 →
         R firm=丁厂 status=存续 →
         R firm=戊厂 status=存续 →
         R firm=庚厂 status=注销 →",
    ),
];
