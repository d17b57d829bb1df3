//! Where causes concentrate: years by hand in which somebody's visits lack codes, and years in
//! which anybody's do.

use chrono::{Days, NaiveDate};
use hedui::model::{Books, Cause, Concentration, Silent};
use hedui::pipeline::masking;
use std::fs;

const VISITS: usize = 240;
const OFFICERS: [&str; 8] = [
    "陈立群",
    "邓小满",
    "方志远",
    "龚建平",
    "贺新民",
    "蒋桂花",
    "康文彬",
    "廖秋生",
];
const TOWNS: [&str; 5] = ["山枣镇", "棋梓镇", "东郊乡", "潭市镇", "月山镇"];

fn name(visit: usize) -> String {
    const TRADES: [&str; 6] = ["化工", "花炮", "采石", "机械", "建材", "粮油"];
    const CALLED: [&str; 10] = [
        "光明", "永安", "隆兴", "丰收", "鸿达", "恒泰", "金鹏", "瑞祥", "华盛", "兴旺",
    ];
    let firm = visit % 60;
    format!("甲县{}{}有限公司", CALLED[firm % 10], TRADES[firm / 10])
}

/// Visits on most days from March on, by the officers in turn; a code for each that has one.
fn year(has_code: impl Fn(usize) -> bool) -> Books {
    let mut visits = "检查记录编号,被检查单位,乡镇,检查日期,检查类型,执法人员\n".to_string();
    let mut codes = "检查码编号,检查对象名称,申请时间,检查日期,检查码状态,执法人员\n".to_string();
    let first = NaiveDate::from_ymd_opt(2025, 3, 3).expect("a day");
    for visit in 0..VISITS {
        let day = first + Days::new(visit as u64 * 6 / 5);
        let (name, officer) = (name(visit), OFFICERS[visit % OFFICERS.len()]);
        let town = TOWNS[visit % TOWNS.len()];
        visits.push_str(&format!(
            "ZF{visit:04},{name},{town},{day},日常检查,{officer}\n"
        ));
        if has_code(visit) {
            codes.push_str(&format!(
                "JCM{visit:04},{name},{day},{day},已完成,{officer}\n"
            ));
        }
    }
    let folder = tempfile::tempdir().expect("a scratch folder");
    let settings = "[body]\nnames = [\"甲县应急管理局\"]\n[period]\nfrom = \"2025-01-01\"\n\
        to = \"2025-12-31\"\n[platform]\ngo_live = \"2025-03-01\"\n";
    for (file, text) in [
        ("hedui.toml", settings),
        ("检查.csv", &visits),
        ("赋码.csv", &codes),
    ] {
        fs::write(folder.path().join(file), text).expect("a file");
    }
    let settings = hedui::config::load(&folder.path().join("hedui.toml")).expect("right settings");
    hedui::pipeline::run(folder.path(), &settings, &Silent).expect("the year runs")
}

/// Of the first officer every second visit lacks its code, of the others every nineteenth.
fn of_one_officer() -> Books {
    year(|visit| match visit % OFFICERS.len() {
        0 => (visit / OFFICERS.len()).is_multiple_of(2),
        _ => visit % 19 != 0,
    })
}

fn of_officers(books: &Books) -> Vec<&Concentration> {
    let groups = books.concentrations.iter();
    groups
        .filter(|group| group.breakdown == "officer")
        .collect()
}

#[test]
fn an_officer_whose_visits_lack_codes_is_told_with_their_rows() {
    let books = of_one_officer();
    let [group] = of_officers(&books)[..] else {
        panic!("{:?}", books.concentrations);
    };
    let lacking = (0..VISITS).filter(|visit| visit % 8 != 0 && visit % 19 == 0);
    assert_eq!(
        (group.cause, group.label.as_str()),
        (Cause::A99, OFFICERS[0])
    );
    assert_eq!((group.all, group.hits.len()), (30, 15));
    assert_eq!(group.all_elsewhere, 210);
    assert_eq!(group.hits_elsewhere, lacking.count());
    assert!(group.chance < 1e-3, "{}", group.chance);
    for at in &group.hits {
        let event = &books.understood.events[*at];
        assert_eq!(event.officers, [OFFICERS[0]]);
    }
}

#[test]
fn visits_that_lack_codes_whoever_made_them_are_no_concentration() {
    for every in [7, 9, 11, 13] {
        let books = year(|visit| visit % every != 0);
        assert!(
            books.concentrations.is_empty(),
            "{:?}",
            books.concentrations
        );
    }
}

#[test]
fn a_masked_report_names_no_officer() {
    let mut books = of_one_officer();
    masking::mask(&mut books);
    let groups = of_officers(&books);
    assert!(!groups.is_empty());
    assert!(groups.iter().all(|group| group.label != OFFICERS[0]));
}
