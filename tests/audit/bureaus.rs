//! Reports of other departments: what they list, average, compare and narrow; each mistake is told
//! and the same sentence without it is not.

use super::wording::audited;
use hedui::extract::written_of;
use hedui::model::{Audit, Limits, Standing};

/// The worst that is said of a text, and by which rules.
fn told(audit: &Audit) -> (Option<Standing>, Vec<String>) {
    let doubts = audit.checks.iter();
    let doubts: Vec<_> = doubts
        .filter(|check| check.standing >= Standing::Oddity)
        .collect();
    let worst = doubts.iter().map(|check| check.standing).max();
    (
        worst,
        doubts.iter().map(|check| check.rule.clone()).collect(),
    )
}

/// A sound sentence, the same with a slip, the rule that tells it and how.
type Case = (&'static str, &'static str, &'static str, Standing);

fn hold_to(cases: &[Case]) {
    for (sound, slip, rule, standing) in cases {
        let report = |text: &str| audited(&format!("某县某局2025年度执法工作报告\n{text}"));
        assert_eq!(told(&report(sound)), (None, Vec::new()), "{sound}");
        let (worst, rules) = told(&report(slip));
        assert_eq!(worst, Some(*standing), "{slip} {rules:?}");
        assert!(rules.iter().any(|known| known == rule), "{slip} {rules:?}");
    }
}

#[test]
fn a_sum_with_a_slip_is_told_and_the_sentence_without_it_is_not() {
    use Standing::{Fails, Oddity};
    hold_to(&[
        (
            "办结行政处罚案件273起，按种类分，甲类30起，乙类243起。",
            "办结行政处罚案件273起，按种类分，甲类29起，乙类243起。",
            "parts_of_whole",
            Oddity,
        ),
        (
            "全年约谈企业308家次，其中上半年172家次，下半年136家次。",
            "全年约谈企业308家次，其中上半年172家次，下半年137家次。",
            "parts_of_whole",
            Oddity,
        ),
        (
            "共查办行政处罚案件53宗（警告17宗、罚款28宗、没收违法所得8宗）。",
            "共查办行政处罚案件53宗（警告17宗、罚款68宗、没收违法所得8宗）。",
            "parts_of_whole",
            Fails,
        ),
        (
            "规范占道经营4780起、店外经营501起，合计纠正市容违规行为5281起。",
            "规范占道经营4780起、店外经营501起，合计纠正市容违规行为5282起。",
            "list_total",
            Oddity,
        ),
        (
            "实施罚款2272000元，没收违法所得4544000元，合计681.6万元。",
            "实施罚款2272000元，没收违法所得4544000元，合计6816.0万元。",
            "list_total",
            Oddity,
        ),
    ]);
}

#[test]
fn an_average_or_a_change_with_a_slip_is_told_and_the_sentence_without_it_is_not() {
    use Standing::{Fails, Oddity};
    hold_to(&[
        (
            "城区中队11名队员共办理案件248件，人均办案22.5件。",
            "城区中队11名队员共办理案件248件，人均办案24.9件。",
            "mean_of_two",
            Oddity,
        ),
        (
            "办结罚款类案件55件，罚没款148.80万元，案均2.71万元。",
            "办结罚款类案件55件，罚没款148.80万元，案均27.10万元。",
            "mean_of_two",
            Oddity,
        ),
        (
            "受理信访事项由2024年的540件减少到2025年的222件。",
            "受理信访事项由2024年的222件减少到2025年的540件。",
            "change_of_two",
            Fails,
        ),
        (
            "11月份处置事件80起，12月份处置48起，环比下降40.0%。",
            "11月份处置事件80起，12月份处置48起，环比上升40.0%。",
            "change_of_two",
            Fails,
        ),
        (
            "全年受理投诉举报78件，已办结76件。",
            "全年受理投诉举报78件，已办结86件。",
            "done_of_what_there_was",
            Oddity,
        ),
        (
            "应缴罚没款180万元，实际收缴162万元，收缴率90.0%。",
            "应缴罚没款180万元，实际收缴162万元，收缴率93.1%。",
            "rate_of_two",
            Fails,
        ),
    ]);
}

#[test]
fn what_is_another_thing_is_not_held_against_the_years_figure() {
    let total = "全年开展行政检查1180次，罚没款2846.2万元。";
    for other in [
        "检查农资门店405家次。",
        "全年检查夜间经营点位267处次。",
        "在夏季专项整治行动中，出动人员3928人次，检查企业723家次。",
        "完成抽检268批次，合格263批次，不合格5批次，合格率98.13%。",
        "任务357家，完成355家，完结355家，任务完成率99.4%。",
        "抽取案卷68卷，其中优秀31卷、良好9卷、合格28卷，优秀率46%。",
        "办理免罚案件71件，减免罚款86.4万元。",
        "查处类似事项652次，较上年的83次上升569次，增幅685.5%。",
        "其中夜查85次，教育劝导60次，覆盖17个乡镇。",
        "22名队员中，其中党员5名、女性6名。",
        "2025年发放资料500份（2024年422份）。",
    ] {
        let audit = audited(&format!("某县某局2025年度执法工作报告\n{total}\n{other}"));
        assert_eq!(told(&audit), (None, Vec::new()), "{other}");
    }
}

#[test]
fn years_that_do_not_fit_the_title_are_odd() {
    let report = |promise: &str, date: &str| {
        audited(&format!(
            "某县某局2025年度行政执法工作报告\n2025年，我局依法履职，现将{promise}年度工作报告如下：\n\
             一、情况\n全年检查20次。\n某县某局\n{date}"
        ))
    };
    assert_eq!(told(&report("2025", "2026年1月20日")).0, None);
    let wrong_year = told(&report("2024", "2026年1月20日"));
    assert_eq!(wrong_year.1, ["year_of_title"]);
    let too_early = told(&report("2025", "2025年1月20日"));
    assert_eq!(too_early.1, ["date_of_report"]);
    // Dated ahead of New Year's Eve it may well be.
    assert_eq!(told(&report("2025", "2025年12月26日")).0, None);
}

#[test]
fn codes_of_standards_and_hotlines_are_set_apart() {
    let audit = audited("对照GB 2760-2024、AQ 3013-2008，畅通12345、12315等举报渠道，卸货2064吨。");
    let claims: Vec<f64> = audit
        .claims
        .iter()
        .map(|claim| claim.amount.value)
        .collect();
    assert_eq!(claims, [2064.0]);
    let audit = audited("救助野生动物15只（头），检测货车70431辆次，平均年龄43岁。");
    let units: Vec<&str> = audit
        .claims
        .iter()
        .map(|claim| claim.unit.as_str())
        .collect();
    assert_eq!(units, ["只（头）", "辆次", "岁"]);
}

fn read(text: &str) -> Audit {
    let report = written_of(text.as_bytes(), "报告.txt", false, &Limits::default());
    let book = hedui::audit::Rulebook::shipped();
    hedui::audit::audit(&report.expect("a text is read"), &book, None)
}

#[test]
fn tables_are_read_by_tabs_bars_or_blanks_and_their_row_numbers_are_none_of_their_figures() {
    for between in ["\t", "|", "    "] {
        let rows = [
            ["序号", "领域", "检查次数（次）", "罚款（万元）"],
            ["1", "网吧", "165", "119"],
            ["2", "旅行社", "70", "54"],
            ["", "合  计", "235", "173"],
        ];
        let rows = rows.map(|row| row.join(between)).join("\n");
        let audit = read(&format!("某局报告\n\n国庆节期间情况如下表：\n{rows}\n"));
        let values: Vec<f64> = audit
            .claims
            .iter()
            .map(|claim| claim.amount.value)
            .collect();
        let yuan = [1_190_000.0, 540_000.0, 1_730_000.0];
        let expected = [165.0, yuan[0], 70.0, yuan[1], 235.0, yuan[2]];
        assert_eq!(values, expected, "{between:?}");
        assert!(
            audit
                .claims
                .iter()
                .all(|claim| claim.scope.contains("期间"))
        );
        let totals = audit
            .checks
            .iter()
            .filter(|check| check.rule == "table_total");
        let standings: Vec<Standing> = totals.map(|check| check.standing).collect();
        assert_eq!(standings, [Standing::Holds, Standing::Holds], "{between:?}");
    }
}

#[test]
fn decimal_headings_open_paragraphs_and_a_page_may_end_after_few_words() {
    let audit = read(
        "某局报告\n\n1. 执法情况\n1.1 检查方面\n　　全年检查37次。\n1.2 案件方面\n　　办理复议案件16件，其\n\n\
         - 3 -\n\n中维持5件、撤销4件、终止8件。\n2. 2026年工作安排\n　　拟检查40次。\n",
    );
    let places: Vec<(&str, f64)> = audit
        .claims
        .iter()
        .map(|claim| (claim.paragraph.as_str(), claim.amount.value))
        .collect();
    let cases = [("1.2", 16.0), ("1.2", 5.0), ("1.2", 4.0), ("1.2", 8.0)];
    let mut expected = vec![("1.1", 37.0)];
    expected.extend(cases);
    expected.push(("2", 40.0));
    assert_eq!(places, expected);
    assert_eq!(told(&audit).1, ["parts_of_whole"]);
}

/// What a campaign, an occasion or another way of counting tells is not the year's figure.
#[test]
fn figures_of_an_occasion_are_not_the_years() {
    let audit = audited(
        "某县应急管理局2025年度执法工作报告\n全年开展行政检查377次，申请赋码252次，撤销检查码19次。\n\
         2025年，在夏季行动中，检查企业77家次。\n在“安全生产月”活动期间检查企业45家次。\n\
         元旦春节期间共检查企业58家次。\n按年报口径统计，开展行政检查314次。\n\
         春节期间排查企业31家，全年检查企业377家次。",
    );
    let read = |value: &str| {
        let mut claims = audit.claims.iter();
        let claim = claims.find(|claim| claim.text == value);
        let claim = claim.unwrap_or_else(|| panic!("{value} is listed"));
        (claim.measure.as_deref(), claim.scope.is_empty())
    };
    for year in ["377次", "377家次"] {
        assert_eq!(read(year), (Some("inspections"), true), "{year}");
    }
    assert_eq!(read("252次"), (Some("codes"), true));
    assert_eq!(read("19次"), (Some("codes.cancelled"), true));
    for narrowed in ["77家次", "45家次", "58家次", "314次"] {
        assert!(!read(narrowed).1, "{narrowed}");
    }
    assert_eq!(
        told(&audit),
        (
            Some(Standing::Oddity),
            vec!["codes_for_every_inspection".into()]
        )
    );
}
