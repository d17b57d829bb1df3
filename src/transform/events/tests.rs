//! Registers, document lists, codes and plans, and the events they come to.

use crate::model::{
    Extracted, InspectionEvent, Route, Settings, Silent, Source, SourceTable, Understood,
};
use crate::transform::sketch::table;
use crate::transform::understand;

fn understood_with(
    tables: Vec<SourceTable>,
    settings: &Settings,
) -> (Understood, Vec<&'static str>) {
    let extracted = Extracted {
        tables,
        ..Extracted::default()
    };
    let staged = understand(&extracted, settings, &Silent);
    let rules = staged.findings.iter().map(|finding| finding.rule).collect();
    (staged.value, rules)
}

fn understood(tables: Vec<SourceTable>) -> (Understood, Vec<&'static str>) {
    understood_with(tables, &Settings::default())
}

fn of(understood: &Understood, source: Source) -> Vec<&InspectionEvent> {
    understood
        .events
        .iter()
        .filter(|event| event.source == source)
        .collect()
}

const REGISTER: &str = "记录编号|企业名称|检查日期|检查类别|是否复查|执法人员|文书编号|状态";
const DOCUMENTS: &str = "文书编号|文书名称|当事人|制作日期|依据文书|状态";

fn register(lines: &[&str]) -> SourceTable {
    table("register.csv", &[&[REGISTER], lines].concat())
}

fn documents(lines: &[&str]) -> SourceTable {
    table("documents.csv", &[&[DOCUMENTS], lines].concat())
}

#[test]
fn documents_attach_by_number_serial_and_day() {
    let (understood, rules) = understood(vec![
        documents(&[
            "（湘乡）应急检查〔2025〕1号|现场检查方案|甲机械有限公司|2025-03-04||有效",
            "（湘乡）应急检记〔2025〕1号|现场检查记录|甲机械有限公司|2025-03-05||有效",
            "（湘乡）应急责改〔2025〕1号|责令限期整改指令书|甲机械有限公司|2025-03-05||有效",
            "（湘乡）应急询〔2025〕77号|询问通知书|甲机械有限公司|2025-03-28||有效",
            "（湘乡）应急复查〔2025〕1号|整改复查意见书|甲机械有限公司|2025-03-20|（湘乡）应急责改〔2025〕1号|有效",
            "（湘乡）应急检记〔2025〕2号|现场检查记录|乙鞭炮厂|2025-03-06||有效",
            "（湘乡）应急罚〔2025〕9号|行政处罚决定书|丁不相干公司|2025-08-01||有效",
        ]),
        register(&[
            "JC1|甲机械有限公司|2025-03-05|计划执法|否|张三、李四|（湘乡）应急检记〔2025〕1号|已办结",
            "JC2|乙鞭炮厂|2025-03-06|计划执法|否|张三、李四||已办结",
            "JC3|甲机械有限公司|2025-03-20|其他执法|是|张三、李四|（湘乡）应急复查〔2025〕1号|已办结",
            "JC4|丙加油站|2025-03-12|计划执法|否|张三、李四||草稿",
        ]),
    ]);
    let events = of(&understood, Source::Safety);
    let counts: Vec<usize> = events.iter().map(|event| event.documents.len()).collect();
    assert_eq!(counts, [3, 1, 0, 2], "{events:#?}");
    let has: Vec<Option<bool>> = events.iter().map(|event| event.has_site_record).collect();
    assert_eq!(has, [Some(true), Some(true), Some(false), Some(true)]);
    assert!(events[3].reinspection);
    assert_eq!(events[3].follows[0].normal(), "湘乡|应急|责改|2025|1");
    assert_eq!(rules, ["T401"]);
}

#[test]
fn a_site_record_that_the_register_lacks_carries_an_event() {
    let (understood, rules) = understood(vec![
        documents(&[
            "（湘乡）应急检记〔2025〕1号|现场检查记录|甲机械有限公司|2025-03-05||有效",
            "（湘乡）应急检记〔2025〕2号|现场检查记录|乙鞭炮厂|2025-03-06||有效",
            "（湘乡）应急责改〔2025〕2号|责令限期整改指令书|乙鞭炮厂|2025-03-06||有效",
        ]),
        register(&[
            "JC1|甲机械有限公司|2025-03-05|计划执法|否|张三|（湘乡）应急检记〔2025〕1号|已办结",
            "JC3|丙加油站|2025-03-09|计划执法|否|张三|（湘乡）应急检记〔2025〕3号|已办结",
        ]),
    ]);
    let events = of(&understood, Source::Safety);
    assert_eq!(events.len(), 3);
    let orphan = events
        .iter()
        .find(|event| &*event.name == "乙鞭炮厂")
        .unwrap();
    assert_eq!(orphan.documents.len(), 1);
    assert_eq!(rules, ["T402"]);
}

#[test]
fn without_a_register_documents_carry_the_events() {
    let (understood, _) = understood(vec![documents(&[
        "（湘乡）应急检查〔2025〕1号|现场检查方案|甲机械有限公司|2025-03-04||有效",
        "（湘乡）应急检记〔2025〕1号|现场检查记录|甲机械有限公司|2025-03-05||有效",
        "（湘乡）应急责改〔2025〕1号|责令限期整改指令书|甲机械有限公司|2025-03-05||有效",
        "（湘乡）应急复查〔2025〕1号|整改复查意见书|甲机械有限公司|2025-03-20||有效",
        "（湘乡）应急检记〔2025〕2号|现场检查记录|乙鞭炮厂|2025-03-06||有效",
    ])]);
    let events = of(&understood, Source::Safety);
    let flags: Vec<bool> = events.iter().map(|event| event.reinspection).collect();
    assert_eq!(flags, [false, false, true]);
    assert_eq!(events[0].documents.len(), 2);
    assert_eq!(events[2].follows[0].normal(), "湘乡|应急|责改|2025|1");
}

#[test]
fn a_scheme_alone_among_site_records_is_a_visit_without_a_record() {
    let (understood, rules) = understood(vec![documents(&[
        "（湘乡）应急检查〔2025〕1号|现场检查方案|甲机械有限公司|2025-03-05||有效",
        "（湘乡）应急检记〔2025〕1号|现场检查记录|甲机械有限公司|2025-03-05||有效",
        "（湘乡）应急检查〔2025〕2号|现场检查方案|乙鞭炮厂|2025-03-06||有效",
        "（湘乡）应急检查〔2025〕3号|现场检查方案|丙加油站|2025-03-07||作废",
    ])]);
    let events = of(&understood, Source::Safety);
    let told: Vec<_> = events.iter().map(|event| event.has_site_record).collect();
    assert_eq!(told, [Some(true), Some(false)]);
    assert_eq!(&*events[1].name, "乙鞭炮厂");
    assert_eq!(rules, ["T401"]);
}

#[test]
fn a_scheme_goes_with_the_visit_of_its_own_day_before_a_serial() {
    let (understood, _) = understood(vec![documents(&[
        "（湘乡）应急检查〔2025〕9号|现场检查方案|甲机械有限公司|2025-03-05||有效",
        "（湘乡）应急检记〔2025〕2号|现场检查记录|甲机械有限公司|2025-03-05||有效",
        "（湘乡）应急复查〔2025〕9号|整改复查意见书|甲机械有限公司|2025-04-10||有效",
    ])]);
    let events = of(&understood, Source::Safety);
    let papers: Vec<usize> = events.iter().map(|event| event.documents.len()).collect();
    assert_eq!(papers, [1, 0]);
}

#[test]
fn serials_of_two_firms_do_not_mix() {
    let (understood, rules) = understood(vec![
        documents(&[
            "（湘乡）应急检记〔2025〕1号|现场检查记录|甲机械有限公司|2025-03-05||有效",
            "（湘乡）应急责改〔2025〕1号|责令限期整改指令书|乙鞭炮厂|2025-03-05||有效",
        ]),
        register(&[
            "JC1|甲机械有限公司|2025-03-05|计划执法|否|张三|（湘乡）应急检记〔2025〕1号|已办结",
            "JC2|丙加油站|2025-03-09|计划执法|否|张三|（湘乡）应急检记〔2025〕3号|已办结",
        ]),
    ]);
    assert_eq!(of(&understood, Source::Safety)[0].documents.len(), 1);
    assert_eq!(rules, ["T401"]);
}

#[test]
fn voided_and_split_records_point_to_their_twins() {
    let (understood, _) = understood(vec![register(&[
        "JC1|甲机械有限公司|2025-03-05|计划执法|否|张三、李四||已作废",
        "JC2|甲机械有限公司|2025-03-06|计划执法|否|李四、王小五||已办结",
        "JC3|乙鞭炮厂|2025-03-07|计划执法|否|张三、李四||已办结",
        "JC4|乙鞭炮厂|2025-03-07|计划执法|否|张三、李四||已办结",
        "JC5|乙鞭炮厂|2025-03-07|其他执法|是|张三、李四||已办结",
        "JC6|丙加油站|2025-03-08|计划执法|否|张三、李四||已作废",
        "JC7|丙加油站|2025-06-08|计划执法|否|张三、李四||已办结",
        "JC8|丙加油站|2025-06-08|计划执法|否|王小五||已办结",
    ])]);
    let events = of(&understood, Source::Safety);
    let number = |at: usize| {
        let record = &understood.records[understood.events[at].record];
        record.record_number.as_ref().unwrap().value.as_str()
    };
    let twins: Vec<(&str, Option<&str>, Option<&str>)> = events
        .iter()
        .map(|event| {
            let own = understood.records[event.record]
                .record_number
                .as_ref()
                .unwrap();
            (
                own.value.as_str(),
                event.replaced_by.map(number),
                event.part_of.map(number),
            )
        })
        .filter(|(_, replaced, part)| replaced.is_some() || part.is_some())
        .collect();
    let mut twins = twins;
    twins.sort();
    assert_eq!(
        twins,
        [("JC1", Some("JC2"), None), ("JC4", None, Some("JC3"))]
    );
}

#[test]
fn a_codes_day_is_the_inspections() {
    let header = "检查码编号|企业名称|计划检查日期|申请时间|扫码时间|完成时间|状态";
    let (understood, _) = understood(vec![table(
        "codes.csv",
        &[
            header,
            "M1|甲机械有限公司|2025-03-05|2025-03-04 09:00:00|2025-03-06 09:00:00|2025-03-06 11:00:00|已完成",
            "M2|甲机械有限公司|2025-04-05|2025-04-04 09:00:00|||已赋码",
            "M3|甲机械有限公司|2025-05-05|2025-05-14 09:00:00|2025-05-14 09:01:00||已完成",
            "M4|甲机械有限公司||2025-06-04 09:00:00|||待审批",
        ],
    )]);
    let days: Vec<String> = of(&understood, Source::Platform)
        .iter()
        .map(|event| event.start.unwrap().to_string())
        .collect();
    assert_eq!(
        days,
        ["2025-03-06", "2025-04-05", "2025-05-05", "2025-06-04"]
    );
}

#[test]
fn plans_count_visits_and_random_lists_draw() {
    let (understood, _) = understood(vec![
        table(
            "plan.csv",
            &[
                "序号|企业名称|检查事项|拟检查时间|年度检查频次",
                "1|甲机械有限公司|工贸|3月|2次/年",
            ],
        ),
        table(
            "random.csv",
            &[
                "抽查计划编号|抽查对象名称|抽查时间|是否抽中|承办股室",
                "S1|乙鞭炮厂|5月|是|综合股",
                "S1|丙加油站|5月|否|综合股",
            ],
        ),
    ]);
    let mut plans: Vec<(String, Option<u32>, Route)> = of(&understood, Source::Plan)
        .iter()
        .map(|event| (event.name.to_string(), event.plan_count, event.route))
        .collect();
    plans.sort();
    assert_eq!(
        plans,
        [
            ("丙加油站".to_string(), Some(0), Route::DoubleRandom),
            ("乙鞭炮厂".to_string(), None, Route::DoubleRandom),
            ("甲机械有限公司".to_string(), Some(2), Route::Planned),
        ]
    );
}

#[test]
fn the_period_is_the_busiest_year_or_the_settings() {
    let rows = [
        "JC1|甲机械有限公司|2025-03-05|计划执法|否|张三||已办结",
        "JC2|乙鞭炮厂|2025-03-06|计划执法|否|张三||已办结",
        "JC3|丙加油站|2024-12-31|计划执法|否|张三||已办结",
    ];
    let outside = |understood: &Understood| -> Vec<bool> {
        understood
            .events
            .iter()
            .map(|event| event.outside_period)
            .collect()
    };
    let (by_data, _) = understood(vec![register(&rows)]);
    assert_eq!(by_data.period.unwrap().0.to_string(), "2025-01-01");
    assert_eq!(outside(&by_data), [true, false, false]);
    let mut settings = Settings::default();
    settings.period.from = "2025-03-06".parse().ok();
    let (by_settings, _) = understood_with(vec![register(&rows)], &settings);
    assert_eq!(outside(&by_settings), [true, true, false]);
}

const BODIES: &str = "记录编号|企业名称|检查日期|检查类别|执法人员|隐患数|执法主体";
const CODES: &str = "检查码编号|企业名称|检查日期|检查类型|执法人员|申请时间|执法主体";

/// Visits of these bodies and their codes under those, all of the same enterprises and days.
fn with_bodies(inspecting: &[&str], coding: &[&str]) -> (Understood, Vec<&'static str>) {
    let lines = |bodies: &[&str], middle: &str, number: &str| -> Vec<String> {
        let line = |(at, body): (usize, &&str)| {
            let day = at + 1;
            format!(
                "{number}{day}|第{day}机械厂|2025-03-{day:02}|计划执法|张三、李四|{middle}|{body}"
            )
        };
        bodies.iter().enumerate().map(line).collect()
    };
    let (visits, codes) = (
        lines(inspecting, "2", "JL0"),
        lines(coding, "2025-03-01 08:00", "JCM0"),
    );
    let drawn = |file: &str, header: &'static str, lines: &[String]| {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        table(file, &[&[header], lines.as_slice()].concat())
    };
    understood(vec![
        drawn("register.csv", BODIES, &visits),
        drawn("codes.csv", CODES, &codes),
    ])
}

#[test]
fn an_office_under_a_header_of_bodies_says_nothing_of_the_body() {
    let offices = ["基础股", "综合行政执法大队", "基础股", "危化股", "危化股"];
    let (told, rules) = with_bodies(&offices, &["湘乡市应急管理局"; 5]);
    assert_eq!(told.bodies, ["湘乡市应急管理局"]);
    assert!(!rules.contains(&"T405"));
    let visits = of(&told, Source::Safety);
    assert!(visits.iter().all(|visit| visit.body.is_empty()));
    assert!(visits.iter().any(|visit| &*visit.office == "基础股"));
    // The offices behind the name of the body are left out, too.
    let within = [
        "湘乡市应急管理局基础股",
        "湘乡市应急管理局危化股",
        "湘乡市应急管理局",
    ];
    let (told, _) = with_bodies(&within, &["市应急局"; 3]);
    assert_eq!(told.bodies, ["湘乡市应急管理局"]);
    assert!(within.iter().all(|body| told.is_own_body(body)));
    assert!(told.is_own_body("市应急局"));
}

#[test]
fn codes_of_the_same_visits_under_another_name_are_own_and_said_to_be() {
    let coding = ["湘乡市安全生产监察执法大队"; 6];
    let (told, rules) = with_bodies(&["湘乡市应急管理局"; 6], &coding);
    assert_eq!(told.bodies.len(), 2);
    assert!(rules.contains(&"T405"));
    // Four visits that are shared may be chance.
    let (told, rules) = with_bodies(&["湘乡市应急管理局"; 4], &["湘乡市市场监督管理局"; 8]);
    assert_eq!(told.bodies, ["湘乡市应急管理局"]);
    assert!(!rules.contains(&"T405"));
}

#[test]
fn a_platform_that_alone_names_bodies_says_which_is_own() {
    let mut coding = vec!["湘乡市应急管理局"; 6];
    coding.push("湘乡市市场监督管理局");
    let (told, _) = with_bodies(&[""; 6], &coding);
    assert_eq!(told.bodies, ["湘乡市应急管理局"]);
    assert!(!told.is_own_body("湘乡市市场监督管理局"));
}

#[test]
fn two_bodies_of_about_as_many_inspections_are_a_doubt() {
    let both = ["湘乡市应急管理局", "湘乡市消防救援大队", "湘乡市应急管理局"];
    let (told, rules) = with_bodies(&both, &both);
    assert_eq!(told.bodies, ["湘乡市应急管理局"]);
    assert!(rules.contains(&"T405"));
}

#[test]
fn papers_that_share_a_plain_number_are_told_apart_by_their_titles() {
    let papers = table(
        "papers.csv",
        &[
            "检查记录编号|文书种类|当事人名称|出具日期|检查人员|承办科室|任务来源|检查内容及发现的问题",
            "202500001|现场检查记录|甲机械有限公司|2025-03-05|张三、李四|基础股|计划检查|灭火器过期",
            "202500001|责令限期整改指令书|甲机械有限公司|2025-03-05|张三、李四|基础股|计划检查|灭火器过期",
            "202500002|现场检查记录|乙鞭炮厂|2025-03-06|张三、李四|基础股|计划检查|未发现问题",
            "202500001|整改复查意见书|甲机械有限公司|2025-03-20|张三、李四|基础股|计划检查|已整改",
            "202500003|现场检查记录|丙加油站|2025-03-07|张三、李四|基础股|计划检查|灭火器过期",
            "202500003|责令限期整改指令书|丙加油站|2025-03-07|张三、李四|基础股|计划检查|灭火器过期",
        ],
    );
    let (told, _) = understood(vec![papers]);
    let visits = of(&told, Source::Safety);
    let again = visits.iter().filter(|visit| visit.reinspection).count();
    assert_eq!((visits.len(), again), (4, 1));
    assert_eq!(visits.iter().map(|v| v.documents.len()).sum::<usize>(), 2);
}

/// One file for each kind of paper, headers alike.
#[test]
fn a_file_of_opinions_is_no_register_that_swallows_the_visits() {
    let kind = |file: &str, mark: &str, month: u32| {
        let mut lines = vec!["序号|文书编号|相对人名称|执法时间|执法人员|检查情况".to_string()];
        for n in 1..=5 {
            lines.push(format!(
                "{n}|（湘乡）应急{mark}〔2025〕{n}号|第{n}机械厂|2025-{month:02}-0{n}|张三、李四|未发现问题"
            ));
        }
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        table(file, &lines)
    };
    let (told, _) = understood(vec![
        kind("现场检查记录.csv", "检记", 3),
        kind("整改复查意见书.csv", "复查", 4),
    ]);
    let visits = of(&told, Source::Safety);
    let again = visits.iter().filter(|visit| visit.reinspection).count();
    assert_eq!((visits.len(), again), (10, 5));
    assert!(visits.iter().all(|visit| visit.documents.is_empty()));
}

#[test]
fn the_brigade_that_the_settings_call_an_office_is_own_with_its_place() {
    let mut settings = Settings::default();
    settings.body.names = vec!["湘乡市应急管理局".to_string()];
    settings.body.offices = vec!["综合行政执法大队".to_string()];
    let rows = |last: &str, middle: &str| -> Vec<String> {
        let row = |n| format!("N0{n}|第{n}机械厂|2025-03-0{n}|计划执法|张三、李四|{middle}|{last}");
        (1..=6).map(row).collect()
    };
    let drawn = |file: &str, header: &'static str, rows: Vec<String>| {
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        table(file, &[&[header], rows.as_slice()].concat())
    };
    let (told, rules) = understood_with(
        vec![
            drawn("register.csv", BODIES, rows("综合行政执法大队", "2")),
            drawn(
                "codes.csv",
                CODES,
                rows("湘乡市综合行政执法大队", "2025-03-01 08:00"),
            ),
        ],
        &settings,
    );
    assert!(told.is_own_body("湘乡市综合行政执法大队"));
    assert!(!told.is_own_body("湘潭市综合行政执法大队"));
    assert!(!rules.contains(&"T405"));
}
