//! Sentences that carry two years, a list with its total, shares of a whole: what is right in them
//! is never called wrong.

use super::wording::audited;
use hedui::model::Standing;

/// The worst standing of a text's checks by some rules.
fn worst(text: &str, rules: &[&str]) -> Option<Standing> {
    let checks = audited(text).checks;
    let told = checks
        .iter()
        .filter(|check| rules.contains(&check.rule.as_str()));
    told.map(|check| check.standing).max()
}

const HOLDS: Option<Standing> = Some(Standing::Holds);
const FAILS: Option<Standing> = Some(Standing::Fails);
const ODD: Option<Standing> = Some(Standing::Oddity);

#[test]
fn changes_are_held_against_both_years() {
    for (text, standing) in [
        (
            "2025年检查企业377次，2024年检查350次，同比增长7.7%。",
            HOLDS,
        ),
        (
            "2025年检查企业377次，2024年检查350次，同比增长9.7%。",
            FAILS,
        ),
        (
            "2025年罚款133.4万元，上年罚款150万元，同比下降11.1%。",
            HOLDS,
        ),
        (
            "2025年罚款133.4万元，上年罚款150万元，同比增长11.1%。",
            FAILS,
        ),
        ("2025年检查377次，比上年的350次增加27次。", HOLDS),
        ("2025年检查377次，比上年的350次增加37次。", FAILS),
        ("2025年检查377次，比上年的350次增加27次，增长7.7%。", HOLDS),
        (
            "2025年整改率98.5%，上年为95.2%，同比提高3.3个百分点。",
            HOLDS,
        ),
        (
            "2025年整改率98.5%，上年为95.2%，同比提高2.3个百分点。",
            FAILS,
        ),
        ("2025年检查400次，是上年200次的2倍。", HOLDS),
        ("2025年检查400次，是上年200次的3倍。", FAILS),
        (
            "2025年整改率由上年的95.2%提高到98.5%，提高2.3个百分点。",
            FAILS,
        ),
        // Of a part, of two things at once, of a year unknown: nothing to compute.
        (
            "2025年检查377次（上年350次），其中企业300次，同比增长20%。",
            None,
        ),
        (
            "2025年检查377次、处罚41件，上年350次、38件，分别增长7.7%、7.9%。",
            None,
        ),
        ("2025年检查377次，同比增长20%。", None),
        ("2025年检查377次，2023年检查280次，同比增长20%。", None),
    ] {
        assert_eq!(worst(text, &["change_of_two"]), standing, "{text}");
    }
}

#[test]
fn lists_with_their_total_add_up() {
    let rules = ["list_total", "said_twice", "spread_adds_up"];
    for (text, standing) in [
        (
            "对甲罚款2万元，对乙罚款3.5万元，两家合计罚款5.5万元。",
            HOLDS,
        ),
        (
            "对甲罚款2万元，对乙罚款3.5万元，两家合计罚款6.5万元。",
            FAILS,
        ),
        ("对甲罚款2万元，对乙罚款3.5万元，合计罚款4.5万元。", FAILS),
        // Examples of more.
        ("对甲罚款2万元，对乙罚款3.5万元，全年合计罚款45万元。", None),
        (
            "2024年检查350次，2025年检查377次，两年累计检查727次。",
            HOLDS,
        ),
        (
            "2024年检查350次，2025年检查377次，两年累计检查737次。",
            FAILS,
        ),
        ("2025年检查377次，近三年累计检查1007次。", None),
        ("上半年检查150次，下半年检查227次，全年检查377次。", HOLDS),
        ("上半年检查150次，下半年检查217次，全年检查377次。", FAILS),
        // Of a figure in an earlier sentence.
        ("全年检查377次。上半年检查150次，下半年检查227次。", HOLDS),
        ("全年检查377次。上半年检查150次，下半年检查217次。", FAILS),
        (
            "全年检查45次。其中一季度11次、二季度14次、三季度9次、四季度11次。",
            HOLDS,
        ),
        (
            "全年检查45次。其中一季度11次、二季度16次、三季度9次、四季度11次。",
            ODD,
        ),
        // Words that say nothing of what was counted may be about anything.
        (
            "全年检查45次。投诉一季度3次、二季度1次、三季度9次、四季度2次。",
            None,
        ),
    ] {
        let text = format!("2025年工作报告\n{text}");
        assert_eq!(worst(&text, &rules), standing, "{text}");
    }
}

#[test]
fn a_figure_of_the_year_so_far_is_not_the_years() {
    for (text, is_doubted) in [
        ("三季度检查9次，累计9处次。", false),
        ("截至9月底，累计检查34次。", false),
        ("截至2025年9月30日，累计检查34次。", false),
        ("截至12月底，累计检查34次。", true),
        ("截至9月底检查34次，全年检查40次。", true),
        ("三季度检查9次，全年检查40次。", true),
        ("上年检查50次，今年检查40次。", true),
    ] {
        let text = format!("2025年工作报告\n全年检查45次。{text}");
        let told = worst(&text, &["said_twice"]) > HOLDS;
        assert_eq!(told, is_doubted, "{text}");
    }
}

#[test]
fn rates_said_of_several_figures_are_of_each_in_its_turn() {
    let listed = "全年检查45次，计划检查21次、触发式检查24次，分别占";
    for (rates, standing) in [
        ("46.7%和53.3%。", HOLDS),
        ("53.3%和46.7%。", FAILS),
        ("46.7%和55.3%。", FAILS),
    ] {
        let text = format!("2025年工作报告\n{listed}{rates}");
        assert_eq!(worst(&text, &["rate_of_two"]), standing, "{text}");
    }
}

#[test]
fn a_share_is_of_the_whole_and_a_plan_may_stand_behind_what_was_done() {
    let rules = ["rate_of_two", "plan_rate"];
    for (text, standing) in [
        ("处罚40件，其中甲类30件，占75%；乙类10件，占25%。", HOLDS),
        ("处罚40件，其中甲类30件，占70%；乙类10件，占30%。", FAILS),
        ("甲类30件，占75%；乙类10件，占25%。", None),
        ("完成检查187家，计划194家，完成率96.4%。", HOLDS),
        ("完成检查187家，计划194家，完成率98.4%。", FAILS),
        ("计划检查194家，完成187家，完成率96.4%。", HOLDS),
        ("完成走访210家，计划194家，完成率108.2%。", HOLDS),
    ] {
        assert_eq!(worst(text, &rules), standing, "{text}");
    }
}

#[test]
fn a_tables_rates_are_held_to_what_most_of_its_rows_show() {
    use hedui::audit::{Rulebook, audit};
    use hedui::model::{Block, Content, WrittenReport};
    let told = |second: &str| {
        let rows = [
            ["乡镇", "隐患数", "整改数", "整改率"],
            ["甲镇", "10", "9", "90%"],
            ["乙镇", "30", "28", second],
            ["丙镇", "8", "6", "75%"],
        ];
        let rows = rows.iter().map(|row| row.map(str::to_string).to_vec());
        let report = WrittenReport {
            blocks: vec![Block {
                line: 1,
                content: Content::Table(rows.collect()),
            }],
            ..WrittenReport::default()
        };
        let checks = audit(&report, &Rulebook::shipped(), None).checks;
        let rates = checks.iter().filter(|check| check.rule == "rate_of_two");
        rates.map(|check| check.standing).max()
    };
    assert_eq!(told("93.3%"), HOLDS);
    assert_eq!(told("95%"), FAILS);
}
