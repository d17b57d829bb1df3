//! Sentences as other bureaus write them: what the figure is, and what it counts.

use hedui::audit::{Rulebook, audit};
use hedui::model::{Audit, Block, Content, Standing, WrittenReport};

pub fn audited(text: &str) -> Audit {
    let blocks = text.lines().enumerate().map(|(at, line)| Block {
        line: at as u32 + 1,
        content: Content::Text(line.to_string()),
    });
    let report = WrittenReport {
        blocks: blocks.collect(),
        ..WrittenReport::default()
    };
    audit(&report, &Rulebook::shipped(), None)
}

/// Values and measures of a text: `377 inspections; 41 penalties`.
fn meaning(text: &str) -> String {
    let audit = audited(text);
    let told = audit.claims.iter().map(|claim| {
        format!(
            "{} {}",
            claim.amount.value,
            claim.measure.as_deref().unwrap_or("-")
        )
    });
    told.collect::<Vec<_>>().join("; ")
}

#[test]
fn figures_are_known_by_the_words_beside_them() {
    for (text, expected) in [
        (
            "全年开展执法检查2299家次，其中双随机抽查45家次。",
            "2299 inspections; 45 inspections.random",
        ),
        (
            "作出行政处罚233件、罚款226.31万元。",
            "233 penalties; 2263100 fines",
        ),
        (
            "对6家企业依法不予处罚，责令2家企业停产停业。",
            "6 penalties.exempted; 2 suspensions",
        ),
        (
            "局机关现有执法人员40人，执法证持有人员38人，执证率达95%。",
            "40 officers; 38 officers.certified; 95 officers.certified_rate",
        ),
        (
            "抽查行政处罚案卷30份、行政许可案卷三十份。",
            "30 casefiles; 30 casefiles",
        ),
        (
            "检查生产经营单位八百余家次，下达责令限期整改指令书620份。",
            "800 inspections; 620 orders",
        ),
        (
            "排查隐患一千二百处，其中重大事故隐患11处。",
            "1200 hazards; 11 hazards.major",
        ),
        (
            "扫码入企检查1，805次，扫码率九成以上。",
            "1805 codes; 90 coverage.rate",
        ),
        (
            "计划检查企业120家，实际完成120家，计划完成率百分之百。",
            "120 inspections.planned; 120 inspections.planned_done; 100 plan.rate",
        ),
        (
            "行政诉讼零起，败诉0件。",
            "0 litigations; 0 litigations.lost",
        ),
        ("人均参加培训60学时。", "60 trainings.hours_per_head"),
        ("罚没款共计1.2亿元。", "120000000 fines"),
        ("行政许可方面，全年共办结15件。", "15 cases.closed"),
        ("行政许可方面，全年共15件。", "15 permits"),
        (
            "聘请2名法律顾问，移送司法机关案件3件。",
            "2 counsel; 3 transfers",
        ),
        ("法制审核重大行政处罚决定12件次。", "12 -"),
    ] {
        assert_eq!(meaning(text), expected, "{text}");
    }
}

#[test]
fn what_is_no_figure_is_set_apart() {
    for text in [
        "落实“三项制度”，推进双随机、一公开，实现“六个100%”。",
        "根据国办发〔2024〕54号和《2025年度计划》第三十二条，自2025年1月1日起施行。",
        "自收到之日起7个工作日内公开，近三年来成效明显。",
        "设立12350举报热线，值班电话0731-85551234。",
        "一是加强领导，进一步压实责任；二是一律从严，一案一整改。",
        "贯彻党的二十大和二十届三中全会精神，做好“十四五”规划和“八五”普法。",
        "对GB18218标准和A4纸、2025-03-24以前的记录统一处理。",
    ] {
        let found = audited(text);
        let claims: Vec<&str> = found
            .claims
            .iter()
            .map(|claim| claim.text.as_str())
            .collect();
        assert_eq!(claims, Vec::<&str>::new(), "{text}");
    }
}

#[test]
fn every_digit_is_a_claim_or_set_apart() {
    let text =
        "2025年检查377次、约12.5%，依据〔2025〕5号第3条，3-5次，10余家，A4纸2000，1.2万人次。";
    let found = audited(text);
    let mut seen: String = found
        .claims
        .iter()
        .map(|claim| claim.text.clone())
        .collect();
    seen.extend(found.apart.iter().map(|apart| apart.text.clone()));
    let digits = |text: &str| {
        let mut digits: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
        digits.sort_unstable();
        digits
    };
    assert_eq!(digits(&seen), digits(text));
}

#[test]
fn words_bound_a_figure() {
    for (text, low, high) in [
        ("检查约400次。", 360.0, 440.0),
        ("检查不少于400次。", 400.0, f64::INFINITY),
        ("检查400次以上。", 400.0, f64::INFINITY),
        ("检查不足400次。", 0.0, 400.0),
        ("检查3至5次。", 3.0, 5.0),
        ("检查两三次。", 2.0, 3.0),
        ("检查400次。", 400.0, 400.0),
    ] {
        let found = audited(text);
        let amount = found.claims[0].amount;
        assert_eq!((amount.low, amount.high), (low, high), "{text}");
    }
    let more = audited("检查300余次。").claims[0].amount;
    assert!(more.low == 300.0 && more.high > 399.0 && more.high < 400.0);
}

#[test]
fn sentences_that_add_up_hold_and_others_fail() {
    let worst = |text: &str| {
        let found = audited(text);
        found.checks.iter().map(|check| check.standing).max()
    };
    for (text, standing) in [
        (
            "查处违章50起，其中超速30起、超载20起。",
            Some(Standing::Holds),
        ),
        (
            "查处违章50起，其中超速30起、超载21起。",
            Some(Standing::Fails),
        ),
        (
            "查处违章50起，其中超速30起，另查处无证60起。",
            Some(Standing::Holds),
        ),
        ("受理来信80件，办结76件，办结率95%。", Some(Standing::Holds)),
        ("受理来信80件，办结76件，办结率98%。", Some(Standing::Fails)),
        (
            "受理来信300件，其中咨询200件，占66.7%。",
            Some(Standing::Holds),
        ),
        (
            "受理来信300件，其中咨询200件，占66.6%。",
            Some(Standing::Oddity),
        ),
        ("梳理出甲、乙、丙等3类情形。", Some(Standing::Holds)),
        ("梳理出甲、乙、丙、丁等3类情形。", Some(Standing::Fails)),
        ("梳理出甲、乙、丙等8类情形。", None),
        ("行政处罚41件。\n全年行政处罚41件。", Some(Standing::Holds)),
        ("行政处罚41件。\n全年行政处罚42件。", Some(Standing::Fails)),
        ("行政处罚41件。\n上半年行政处罚12件。", None),
        ("满意率达102%。", Some(Standing::Oddity)),
        ("同比增长120%。", None),
        ("累计宣传20余场。", None),
        ("共计宣传20余场。", Some(Standing::Oddity)),
    ] {
        assert_eq!(worst(text), standing, "{text}");
    }
}

#[test]
fn a_user_adds_measures_and_rules_and_mistakes_are_told() {
    let mut book = Rulebook::shipped();
    let page = "\
[[measure]]
id = \"drones\"
zh = \"无人机\"
en = \"drones\"
words = [\"无人机\"]
units = [\"架\"]

[[rule]]
id = \"a_drone_for_every_officer\"
zh = \"每人一架\"
en = \"one each\"
check = \"drones >= officers\"
if_false = \"oddity\"
";
    book.add(page).unwrap();
    let report = WrittenReport {
        blocks: vec![Block {
            line: 1,
            content: Content::Text("现有执法人员12名、无人机两架。".into()),
        }],
        ..WrittenReport::default()
    };
    let found = audit(&report, &book, None);
    assert_eq!(found.checks[0].arithmetic.zh, "2 < 12");
    for (page, word) in [
        ("[[rule]]\nid = 1", "line 2"),
        (&page.replace("drones >=", "drone >="), "drone"),
        (&page.replace("架\"]", "只只\"]"), "只只"),
        (&page.replace(">=", "?"), "compares nothing"),
        (&page.replace("if_false", "if_fals"), "line 13"),
    ] {
        let mut book = Rulebook::shipped();
        let mistake = book.add(page).unwrap_err();
        let told = format!("line {} {}", mistake.line, mistake.text.en);
        assert!(told.contains(word), "{told} should say {word}");
        assert_eq!(book.rules.len(), Rulebook::shipped().rules.len());
    }
}

/// How a rule came out on a text: rule and standing.
fn stands(text: &str, rule: &str) -> Option<Standing> {
    let checks = audited(text).checks;
    let found = checks.iter().find(|check| check.rule == rule);
    found.map(|check| check.standing)
}

#[test]
fn a_report_of_half_a_year_is_checked_as_a_whole_one() {
    let text = "2025年上半年执法情况通报\n\
                上半年共开展检查210次，同比下降25%（上年同期260次）。\
                扫码入企检查168次，扫码率达到85%。";
    assert_eq!(stands(text, "coverage"), Some(Standing::Fails));
    assert_eq!(stands(text, "change_of_two"), Some(Standing::Fails));
    let right = text.replace("85%", "80%").replace("25%", "19.2%");
    assert_eq!(stands(&right, "coverage"), Some(Standing::Holds));
    assert_eq!(stands(&right, "change_of_two"), Some(Standing::Holds));
}

#[test]
fn quarters_add_up_to_the_year_and_contradict_nothing() {
    let text = "行政检查共377次。各季度检查分别为80次、95次、102次、100次。";
    assert_eq!(stands(text, "spread_adds_up"), Some(Standing::Holds));
    assert_eq!(stands(text, "said_twice"), None);
    let wrong = text.replace("95次", "96次");
    assert_eq!(stands(&wrong, "spread_adds_up"), Some(Standing::Fails));
    // Three of four quarters need not.
    let three = "行政检查共377次。各季度检查分别为80次、95次、102次。";
    assert_eq!(stands(three, "spread_adds_up"), None);
}

#[test]
fn outcomes_of_reconsiderations_are_parts_of_them() {
    let text = "行政复议2件，维持1件，撤销1件；行政诉讼1件。";
    assert_eq!(stands(text, "said_twice"), None);
    let rule = "outcomes_within_reconsiderations";
    assert_eq!(stands(text, rule), Some(Standing::Holds));
    let more = text.replace("维持1件", "维持3件");
    assert_eq!(stands(&more, rule), Some(Standing::Fails));
    let permits = "行政许可申请48件，受理45件，许可46件。";
    assert_eq!(
        stands(permits, "permits_within_accepted"),
        Some(Standing::Fails)
    );
}
