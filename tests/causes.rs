//! Scenarios: a few visits and codes in words, and the outcome and cause that each must get. One
//! line is one row; the expectation stands in the last column. `docs/causes.md` is made from the
//! table of causes and the scenarios of `causes/examples.rs`.

#[path = "causes/examples.rs"]
mod examples;
#[path = "causes/near_misses.rs"]
mod near_misses;
#[path = "causes/other_words.rs"]
mod other_words;
#[path = "causes/page.rs"]
mod page;
#[path = "causes/scenario.rs"]
mod scenario;
#[path = "causes/simulated.rs"]
mod simulated;

use hedui::model::{CAUSES, Cause};
use scenario::check;

/// The page of causes, made anew where `HEDUI_BLESS` is set.
#[test]
fn the_page_of_causes_is_what_table_and_scenarios_say() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/causes.md");
    let made = page::page();
    if std::env::var_os("HEDUI_BLESS").is_some() {
        std::fs::write(&path, &made).expect("docs/causes.md is writable");
    }
    let page = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        page == made,
        "docs/causes.md differs; scripts/bless writes it anew"
    );
}

#[test]
fn every_cause_has_a_scenario() {
    let told = page::examples();
    let missing: Vec<Cause> = CAUSES
        .iter()
        .map(|entry| entry.cause)
        .filter(|cause| !told.contains_key(cause))
        .collect();
    // Item-level plans carry no event that could get C06.
    assert_eq!(missing, [Cause::C06]);
}

#[test]
fn every_example_gets_what_it_expects_and_fills_its_sentence() {
    for example in examples::examples() {
        check(example.settings, &example.lines);
        for told in scenario::run(example.settings, &example.lines) {
            let open = [&told.detail.zh, &told.detail.en];
            let unfilled = open.iter().any(|text| text.contains(['{', '}']));
            assert!(!unfilled, "{}: {:?}", example.title, told.detail);
        }
    }
}

#[test]
fn a_visit_and_its_code_are_linked_and_the_other_visit_of_the_firm_is_not() {
    check(
        "",
        "S firm=鸿达机械 date=2025-05-06 officers=王强,李明 route=planned   → linked
         S firm=鸿达机械 date=2025-05-20 officers=王强,李明 route=triggered → safety_only A99
         P firm=鸿达机械 date=2025-05-06 officers=李明,王强 route=planned   → linked
         S firm=福星鞭炮 date=2025-05-06 officers=赵刚,李明 route=planned   → linked
         P firm=福星鞭炮 date=2025-05-06 officers=赵刚,李明 route=planned   → linked",
    );
}

#[test]
fn what_the_record_says_of_itself_is_the_first_cause() {
    check(
        "[platform]\ngo_live = \"2025-03-24\"\ntriggered_from = \"2025-06-01\"\n\
         items = [\"对加油站安全管理情况的检查\"]",
        "S name=湘乡市东山学校 nocode date=2025-07-01 officers=王强 → safety_only A01
         S firm=甲厂 date=2025-07-02 activity=经营许可现场核查 → safety_only A02
         S firm=乙厂 date=2025-07-03 draft → safety_only A03
         S firm=丙厂 date=2025-07-03 bare → safety_only A03
         S firm=丁厂 date=2025-02-03 officers=王强 route=planned → safety_only A04
         S firm=戊厂 date=2025-07-04 joint lead=湘乡市市场监督管理局 → safety_only A06
         S firm=己厂 date=2025-07-05 exempt=网络故障 → safety_only A13
         S firm=庚厂 date=2025-07-06 item=对有限空间作业的检查 → safety_only A15
         S firm=辛厂 date=2025-05-06 route=triggered → safety_only A15
         S firm=壬厂 date=2025-07-07 body=东郊乡人民政府 → safety_only A17
         S firm=癸厂 date=2025-07-08 item=对加油站安全管理情况的检查 → safety_only A99
         P firm=子厂 date=2025-09-09 → platform_only B99",
    );
}

#[test]
fn a_reinspection_rides_on_the_first_visits_code_unless_that_is_missing() {
    check(
        "",
        "S firm=甲机械 date=2025-07-01 officers=王强,李明 → linked
         P firm=甲机械 date=2025-07-01 officers=王强,李明 → linked
         S firm=甲机械 date=2025-07-15 officers=王强,李明 re → safety_only A05
         S firm=乙机械 date=2025-07-15 officers=王强,李明 re → safety_only A99",
    );
}

#[test]
fn codes_without_an_inspection_say_why() {
    check(
        "",
        "S firm=甲机械 date=2025-07-01 officers=王强,李明 → linked
         P firm=甲机械 date=2025-07-01 officers=王强,李明 → linked
         P firm=甲机械 date=2025-07-01 officers=王强,李明 → linked B03
         P firm=乙机械 date=2025-07-02 cancelled → platform_only B01
         P firm=丙机械 date=2025-07-03 issued → platform_only B02
         P firm=丁机械 date=2025-07-04 activity=安全宣传 → platform_only B04
         P firm=戊机械 date=2025-07-05 rated → platform_only B05
         P firm=己机械 date=2025-07-06 body=湘乡市市场监督管理局 → platform_only B07
         P firm=庚机械 date=2025-07-07 → platform_only B99",
    );
}

/// Works of one company share its code; the numbers in their names say which was visited.
#[test]
fn two_works_of_one_company_visited_in_one_round_are_two_visits() {
    check(
        "",
        "S firm=恒昌石材 name=湘乡市恒昌石材有限公司一分厂 date=2025-07-01 officers=王强,李明 → linked
         S firm=恒昌石材 name=湘乡市恒昌石材有限公司二分厂 date=2025-07-01 officers=王强,李明 → linked
         S firm=恒昌石材 name=湘乡市恒昌石材有限公司三分厂 date=2025-07-01 officers=王强,李明 → safety_only A99
         S firm=福星鞭炮 date=2025-07-02 officers=赵刚,李明 → linked
         P firm=福星鞭炮 date=2025-07-02 officers=赵刚,李明 → linked
         P firm=恒昌石材 name=湘乡市恒昌石材有限公司二分厂 date=2025-07-01 officers=王强,李明 → linked
         P firm=恒昌石材 name=湘乡市恒昌石材有限公司一分厂 date=2025-07-01 officers=王强,李明 → linked
         P firm=恒昌石材 name=湘乡市恒昌石材有限公司1分厂 date=2025-07-01 officers=王强,李明 → linked B03",
    );
}

#[test]
fn a_cancelled_code_explains_both_sides() {
    check(
        "",
        "S firm=甲机械 date=2025-07-01 officers=王强,李明 → safety_only A10
         P firm=甲机械 date=2025-07-01 officers=王强,李明 cancelled → platform_only B01
         S firm=乙机械 date=2025-07-02 officers=王强,李明 → linked
         P firm=乙机械 date=2025-07-02 officers=王强,李明 → linked",
    );
}

#[test]
fn an_inspection_of_the_other_year_is_not_counted_and_explains_its_code() {
    check(
        "",
        "S firm=甲机械 date=2024-12-31 officers=王强,李明 → excluded
         P firm=甲机械 date=2025-01-02 officers=王强,李明 → platform_only B06
         S firm=乙机械 date=2025-07-02 officers=王强,李明 → linked
         P firm=乙机械 date=2025-07-02 officers=王强,李明 → linked",
    );
}

#[test]
fn a_visit_split_in_two_and_a_voided_record_foot() {
    let scenario = "S firm=甲机械 date=2025-07-01 officers=王强,李明 → linked
         S firm=甲机械 date=2025-07-01 officers=王强,李明 part=0 → WANTED D03
         P firm=甲机械 date=2025-07-01 officers=王强,李明 → linked
         S firm=乙机械 date=2025-07-02 officers=王强 redone=4 → excluded D05
         S firm=乙机械 date=2025-07-02 officers=王强 → linked
         P firm=乙机械 date=2025-07-02 officers=王强 → linked";
    check("", &scenario.replace("WANTED", "linked"));
    let once = "[counting]\nsame_day_same_object = \"one\"";
    check(once, &scenario.replace("WANTED", "excluded"));
}

#[test]
fn a_code_in_the_next_year_is_late_or_dated_otherwise_and_is_not_counted() {
    check(
        "[platform]\nmakeup_deadline_days = 7",
        "S firm=甲机械 date=2025-12-30 officers=王强,李明 → safety_only A11
         P firm=甲机械 date=2026-01-02 applied=2026-01-02 officers=王强,李明 → excluded
         S firm=乙机械 date=2025-12-31 officers=王强,李明 → safety_only A08
         P firm=乙机械 date=2026-01-01 applied=2025-12-30 officers=王强,李明 → excluded
         S firm=丙机械 date=2025-12-31 officers=王强,李明 → safety_only A99
         S firm=丁机械 date=2024-12-31 officers=赵刚,李明 → excluded
         P firm=丁机械 date=2024-12-31 officers=赵刚,李明 → excluded
         S firm=戊机械 date=2025-07-02 officers=王强,李明 → linked
         P firm=戊机械 date=2025-07-02 officers=王强,李明 → linked",
    );
}

#[test]
fn of_two_codes_across_new_year_the_one_in_the_period_counts() {
    check(
        "",
        "S firm=甲机械 date=2025-12-31 officers=王强,李明 → linked
         P firm=甲机械 date=2025-12-31 officers=王强,李明 → linked
         P firm=甲机械 date=2026-01-01 officers=王强,李明 → excluded
         S firm=乙机械 date=2025-12-29 officers=王强,李明 → linked
         P firm=乙机械 date=2025-12-29 officers=王强,李明 → linked",
    );
}

#[test]
fn what_the_calibre_leaves_out_is_not_counted_and_its_code_says_so() {
    check(
        "[counting]\npreset = \"annual-report\"\nreinspection = \"exclude\"",
        "S firm=甲机械 date=2025-07-01 officers=王强,李明 → linked
         P firm=甲机械 date=2025-07-01 officers=王强,李明 → linked
         S firm=乙机械 date=2025-07-02 officers=王强,李明 draft → excluded A03
         P firm=乙机械 date=2025-07-02 officers=王强,李明 → platform_only B08
         S firm=丙机械 date=2025-07-03 officers=王强,李明 re → excluded D04
         S firm=丁机械 date=2025-07-04 activity=经营许可现场核查 → excluded A02
         S firm=戊机械 date=2025-07-05 body=东郊乡人民政府 → excluded A17
         S firm=己机械 date=2025-07-06 bare → excluded A03
         S firm=庚机械 date=2025-07-07 → safety_only A99",
    );
    check(
        "[counting]\nscope = \"enterprise\"\njoint = \"once_per_object\"",
        "S name=湘乡市东山学校 nocode date=2025-07-01 officers=王强 → excluded A01
         S firm=甲厂 date=2025-07-04 joint lead=湘乡市市场监督管理局 → excluded
         S firm=乙厂 date=2025-07-05 joint lead=湘乡市应急管理局 → safety_only A99",
    );
}

#[test]
fn where_the_first_record_is_left_out_the_second_stands_for_the_visit() {
    let scenario = "S firm=甲机械 date=2025-07-01 officers=王强,李明 draft → excluded A03
         S firm=甲机械 date=2025-07-01 officers=王强,李明 part=0 → linked
         P firm=甲机械 date=2025-07-01 officers=王强,李明 → linked
         S firm=乙机械 date=2025-07-02 officers=王强,李明 → linked
         P firm=乙机械 date=2025-07-02 officers=王强,李明 → linked";
    check("[counting]\nrequire_site_record = true", scenario);
}

#[test]
fn remarks_on_links_change_no_count() {
    check(
        "[platform]\nmakeup_deadline_days = 7",
        "S firm=甲机械 date=2025-07-01 officers=王强,李明 → linked A11
         P firm=甲机械 date=2025-07-01 applied=2025-07-04 officers=王强,李明 → linked
         S firm=乙机械 date=2025-07-02 officers=王强,李明 → linked A12
         P firm=乙机械 date=2025-07-02 applied=2025-07-20 officers=王强,李明 → linked
         S firm=丙机械 date=2025-07-03 officers=王强,李明 → linked A08
         P firm=丙机械 date=2025-07-04 applied=2025-07-02 officers=王强,李明 → linked",
    );
}

#[test]
fn a_lost_batch_is_told_from_chance() {
    let mut scenario = String::new();
    for at in 0..60 {
        let (month, day) = (4 + at / 20, 1 + at % 20);
        let lost = (24..34).contains(&at);
        let office = if at % 2 == 0 || lost {
            "危化股"
        } else {
            "工贸股"
        };
        let line = format!("firm=企业{at}号 date=2025-{month:02}-{day:02} office={office}");
        let wanted = if lost { "safety_only A14" } else { "linked" };
        scenario.push_str(&format!("S {line} officers=王强,李{at} → {wanted}\n"));
        if !lost {
            scenario.push_str(&format!("P {line} officers=王强,李{at} → linked\n"));
        }
    }
    check("", &scenario);
}
