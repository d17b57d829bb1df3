//! What stands between a record without a partner and its nearest candidate, in the order in which
//! it is looked for.

use super::scenario::{check, check_unlinked, run};

/// A pair that links, so that there is something to learn from.
const PAIR: &str = "S firm=戌机械 date=2025-03-03 officers=王强,李明 → linked
    P firm=戌机械 date=2025-03-03 officers=王强,李明 → linked
    S firm=亥机械 date=2025-11-03 officers=王强,李明 → linked
    P firm=亥机械 date=2025-11-03 officers=王强,李明 → linked\n";

fn near(lines: &str) {
    check("", &format!("{PAIR}{lines}"));
}

#[test]
fn nothing_on_the_other_side() {
    near("S firm=甲机械 date=2025-07-01 officers=赵刚,李明 → safety_only A99 !no_candidate");
    near("P firm=甲机械 date=2025-07-01 officers=赵刚,李明 → platform_only B99 !no_candidate");
}

#[test]
fn before_or_after_what_the_other_side_holds() {
    near("S firm=亥机械 date=2025-12-29 officers=王强,李明 → safety_only A99 !outside_period");
    near("P firm=戌机械 date=2025-01-08 officers=王强,李明 → platform_only B99 !outside_period");
}

#[test]
fn an_office_and_a_kind_that_the_other_side_never_names() {
    let mut lines = String::new();
    for at in 0..8 {
        let pair = format!(
            "firm=企业{at}号 date=2025-05-{:02} officers=王强,李明",
            at + 1
        );
        let of = "office=危化股 route=planned";
        lines.push_str(&format!("S {pair} {of} → linked\nP {pair} {of} → linked\n"));
        // The second visit of the firm: the platform knows the firm, never this office.
        lines.push_str(&format!(
            "S firm=企业{at}号 date=2025-09-{:02} office=工贸股 route=planned officers=赵刚,钱进 → \
             safety_only A16 !outside_area\n",
            at + 1
        ));
    }
    near(&lines);
}

#[test]
fn the_firm_is_there_but_not_in_the_window() {
    near("S firm=戌机械 date=2025-06-03 officers=王强,李明 → safety_only A99 !nothing_in_window");
}

#[test]
fn the_date_is_out_of_tolerance() {
    near("S firm=戌机械 date=2025-03-20 officers=赵刚,钱进 → safety_only A99 !date_apart");
    near("P firm=戌机械 date=2025-03-20 officers=赵刚,钱进 → platform_only B99 !date_apart");
}

#[test]
fn the_counterpart_is_taken_by_a_better_one() {
    near("S firm=戌机械 date=2025-03-05 officers=赵刚,钱进 → safety_only A99 !taken");
}

#[test]
fn several_are_equally_near() {
    check_unlinked(
        "S firm=甲机械 date=2025-06-01 → safety_only A99 !ambiguous
         P firm=甲机械 date=2025-06-01 → platform_only B99 !ambiguous
         P firm=甲机械 date=2025-06-02 → platform_only B99 !ambiguous",
    );
}

#[test]
fn too_little_to_go_by() {
    check_unlinked(
        "S firm=甲机械 → safety_only A99 !weak_identity
         P firm=甲机械 date=2025-06-01 officers=赵刚 issued → platform_only B02 !weak_identity
         S firm=乙机械 date=2025-06-01 → safety_only A99 !weak_identity
         P firm=乙机械 date=2025-06-01 officers=赵刚 → platform_only B99 !weak_identity",
    );
}

#[test]
fn firm_and_day_agree_and_another_field_contradicts() {
    check_unlinked(
        "S firm=甲机械 date=2025-06-01 officers=王强 no=2025-7 → safety_only A99 !contradicted
         P firm=甲机械 date=2025-06-01 officers=王强 no=2025-8 → platform_only B99 !contradicted
         S firm=乙机械 date=2025-06-01 officers=王强,李明 → safety_only A99 !contradicted
         P firm=乙机械 date=2025-06-01 officers=赵刚,钱进 → platform_only B99 !contradicted",
    );
}

#[test]
fn every_lone_record_names_its_obstacle_and_what_would_help() {
    let lines = format!(
        "{PAIR}S firm=甲机械 date=2025-07-01 draft → safety_only A03
         P firm=乙机械 date=2025-07-01 cancelled → platform_only B01"
    );
    for told in run("", &lines) {
        let lone = told.verdict.contains("_only");
        assert_eq!(lone, !told.obstacle.is_empty(), "{told:?}");
    }
}

#[test]
fn a_second_code_of_one_visit_is_not_lent_to_the_re_inspection_weeks_later() {
    near(
        "S firm=甲机械 date=2025-07-01 → linked
        S firm=甲机械 date=2025-07-22 re → safety_only A05
        P firm=甲机械 date=2025-07-01 applied=2025-07-01 → linked
        P firm=甲机械 date=2025-07-01 applied=2025-07-01 → linked B03",
    );
}

#[test]
fn writings_of_a_name_meet_without_codes_towns_and_officers() {
    let mut lines = String::new();
    for at in 0..10 {
        let pair = format!("firm=企业{at}号 date=2025-05-{:02}", at + 1);
        lines.push_str(&format!("S {pair} → linked\nP {pair} → linked\n"));
    }
    lines.push_str(
        "S name=湘乡市乙利机械有限公司（原湘乡市东风农机厂） nocode date=2025-07-02 → linked
         P name=湘乡市乙利机械有限公司 nocode date=2025-07-02 → linked
         S name=湘乡市丙利建材有限公可 nocode date=2025-08-02 → linked
         P name=湘乡市丙利建材有限公司 nocode date=2025-08-02 → linked
         S name=湘乡市丁宏食品有限公司 nocode date=2025-09-02 → linked A07
         P name=湘乡市丁宏食口有限公司 nocode date=2025-09-02 → linked",
    );
    check("", &lines);
}

#[test]
fn a_joint_visit_whose_leader_applied_for_the_code_days_before() {
    near("S firm=甲机械 date=2025-07-03 joint officers=王强,李明 → safety_only A06
        P firm=甲机械 date=2025-07-01 applied=2025-07-01 body=市监局 officers=赵刚,钱进 → platform_only B07");
}

#[test]
fn a_visit_is_not_told_that_it_took_its_own_code() {
    let lines = format!(
        "{PAIR}S firm=甲机械 date=2025-07-03 officers=王强,李明 → safety_only A99
         P firm=甲机械 date=2025-07-01 applied=2025-07-01 body=市监局 officers=王强,李明 → platform_only B07"
    );
    let told = run("", &lines);
    let visit = &told[4];
    assert_eq!(visit.verdict, visit.wanted, "{visit:?}");
    assert!(visit.detail.zh.contains("即本次的码"), "{visit:?}");
}
