//! Things that no generator plants: other words, missing columns, systems without ids.

use super::scenario::{check, run};

#[test]
fn exemptions_are_read_from_other_columns_too() {
    check(
        "",
        "S firm=甲厂 date=2025-07-01 remark=当日平台系统瘫痪,无法扫码 → safety_only A13
         S firm=乙厂 date=2025-07-02 reason=现场无网络,扫码失败 → safety_only A13
         S firm=丙厂 date=2025-07-03 exempt=否 → safety_only A99
         S firm=丁厂 date=2025-07-04 exempt=/ remark=扫码正常 → safety_only A99
         S firm=戊厂 date=2025-07-05 reason=群众举报设备故障 → safety_only A99
         S firm=己厂 date=2025-07-06 exempt=不涉及 remark=免扫码 → safety_only A13
         P firm=癸厂 date=2025-09-09 → platform_only B99",
    );
}

#[test]
fn activities_under_other_words() {
    check(
        "",
        "S firm=甲厂 date=2025-07-01 activity=安全生产许可证延期现场核查 → safety_only A02
         S firm=乙厂 date=2025-07-02 reason=生产安全事故调查取证 → safety_only A02
         S firm=丙厂 date=2025-07-03 activity=送法入企服务 → safety_only A02
         S firm=丁厂 date=2025-07-04 remark=许可核查 → safety_only A02
         S firm=戊厂 date=2025-07-05 activity=行政检查 reason=事故隐患举报 → safety_only A99
         S firm=己厂 date=2025-07-06 activity=双随机抽查 → safety_only A99
         P firm=辛厂 date=2025-07-07 activity=专家指导服务 → platform_only B04
         P firm=壬厂 date=2025-07-08 activity=节前督导 → platform_only B04",
    );
}

#[test]
fn remarks_tell_what_a_visit_was_and_findings_do_not() {
    check(
        "",
        "S firm=甲厂 date=2025-07-01 remark=本次为安全生产指导服务,不计执法检查 → safety_only A02
         S firm=乙厂 date=2025-07-02 remark=应企业申请,进行许可证延期现场核查 → safety_only A02
         S firm=丙厂 date=2025-07-03 remark=配合市局事故调查组现场取证 → safety_only A02
         S firm=丁厂 date=2025-07-04 remark=培训记录不全 → safety_only A99
         S firm=戊厂 date=2025-07-05 item=安全教育培训、应急预案 → safety_only A99
         S firm=己厂 date=2025-07-06 reason=市安委办督导通报问题交办 → safety_only A99
         S firm=庚厂 date=2025-07-07 remark=企业大门紧锁,未能实施检查 → safety_only A03
         S firm=辛厂 date=2025-07-08 remark=灭火器未检查 → safety_only A99
         S firm=壬厂 date=2025-07-09 remark=由潭市镇安监站检查 → safety_only A17
         S firm=子厂 date=2025-07-10 office=棋梓镇综合行政执法办公室 → safety_only A17
         S firm=丑厂 date=2025-07-11 office=综合行政执法大队棋梓镇中队 → safety_only A99
         S firm=寅厂 date=2025-07-12 body=湘乡市应急管理综合行政执法大队 → safety_only A99
         P firm=癸厂 date=2025-09-09 → platform_only B99",
    );
}

#[test]
fn what_fails_at_the_firm_is_no_excuse() {
    check(
        "",
        "S firm=甲厂 date=2025-07-01 remark=可燃气体报警系统故障,责令整改 → safety_only A99
         S firm=乙厂 date=2025-07-02 remark=企业网络监控中断3处 → safety_only A99
         S firm=丙厂 date=2025-07-03 remark=平台登录不上,当日未赋码 → safety_only A13
         S firm=丁厂 date=2025-07-04 remark=突发险情,紧急到场先行检查 → safety_only A13
         S firm=戊厂 date=2025-07-05 remark=已在湘潭市涉企检查平台登记 → safety_only A09
         S firm=己厂 date=2025-07-06 remark=应急处置能力不足 → safety_only A99
         P firm=癸厂 date=2025-09-09 → platform_only B99",
    );
}

#[test]
fn remarks_tell_what_became_of_a_code_and_of_a_planned_firm() {
    check(
        "",
        "P firm=甲厂 date=2025-07-01 remark=到场后企业已关门,未实施检查 → platform_only B02
         P firm=乙厂 date=2025-07-02 remark=纸质检查记录,未录入系统 → platform_only B05
         P firm=丙厂 date=2025-07-03 remark=企业部分停产,已检查在产车间 → platform_only B99
         P firm=丁厂 date=2025-07-04 reason=政策宣讲 → platform_only B04
         S firm=癸厂 date=2025-09-09 → safety_only A99
         L firm=戊厂 months=3-3 route=planned remark=企业已注销 → plan_only C04
         L firm=己厂 months=3-3 route=planned remark=停产检修前检查 → plan_only C02",
    );
}

#[test]
fn an_item_in_the_lists_words_without_its_frame_is_supported() {
    check(
        "[platform]\nitems = [\"对工贸企业安全生产管理情况的检查\"]",
        "S firm=甲厂 date=2025-07-01 item=工贸企业安全生产管理情况检查 → safety_only A99
         S firm=乙厂 date=2025-07-02 item=对工贸企业安全生产管理的监督检查 → safety_only A99
         S firm=丙厂 date=2025-07-03 item=对有限空间作业的检查 → safety_only A15
         P firm=癸厂 date=2025-09-09 → platform_only B99",
    );
}

#[test]
fn another_day_with_other_officers_is_no_slip_of_the_pen() {
    // The same day of another month may be a slip; that the officers are others too says it is not.
    let clean: String = (1..=9)
        .map(|day| {
            let pair = format!("firm=企业{day}号 date=2025-05-0{day} officers=王强,李明");
            format!("S {pair} → linked\nP {pair} → linked\n")
        })
        .collect();
    let apart = "S firm=甲厂 date=2025-07-08 officers=王强,李明 → safety_only A99
         P firm=甲厂 date=2025-09-08 officers=赵刚,孙勇 → platform_only B99";
    check("", &format!("{clean}{apart}"));
}

#[test]
fn visits_past_the_last_day_of_the_platforms_export_are_beyond_it() {
    let mut lines = String::new();
    for at in 0..30 {
        let pair = format!(
            "firm=企业{at}号 date=2025-{:02}-{:02} officers=王强,李{at}",
            1 + at / 3,
            1 + at % 3 * 9
        );
        lines.push_str(&format!("S {pair} → linked\nP {pair} → linked\n"));
    }
    let late = |days: &[&str], cause: &str| -> String {
        let line = |day: &&str| format!("S firm=末{day}厂 date={day} → safety_only {cause}\n");
        days.iter().map(line).collect()
    };
    let three = ["2025-11-03", "2025-11-20", "2025-12-08"];
    check("", &format!("{lines}{}", late(&three, "A16")));
    // Two may have been missed.
    check("", &format!("{lines}{}", late(&three[1..], "A99")));
}

#[test]
fn objects_that_are_no_enterprises() {
    check(
        "",
        "S name=湘乡市某某幼儿园 nocode date=2025-07-01 → safety_only A01
         S name=东山街道某社区居委会 nocode date=2025-07-02 → safety_only A01
         S name=兴旺烟花店 nocode category=社会服务机构 date=2025-07-03 → safety_only A01
         S name=肖建国 nocode date=2025-07-04 → safety_only A01
         S name=兴旺烟花店 nocode category=个体工商户 date=2025-07-05 → safety_only A99
         S name=湘乡市幼儿园玩具有限公司 nocode date=2025-07-06 → safety_only A99
         P firm=癸厂 date=2025-09-09 → platform_only B99",
    );
}

#[test]
fn a_township_office_is_not_ours_unless_the_settings_say_so() {
    let lines = "S firm=甲厂 date=2025-07-01 office=东郊乡人民政府应急办 → WANTED
         S firm=乙厂 date=2025-07-02 office=东郊中队 → safety_only A99
         P firm=癸厂 date=2025-09-09 → platform_only B99";
    check("", &lines.replace("WANTED", "safety_only A17"));
    let own = "[body]\noffices = [\"东郊乡人民政府应急办\"]";
    check(own, &lines.replace("WANTED", "safety_only A99"));
}

#[test]
fn an_item_in_other_words_than_the_list_is_supported_where_it_has_codes() {
    let mut lines = String::new();
    for at in 0..4 {
        let pair = format!(
            "firm=企业{at}号 date=2025-05-{:02} officers=王强,李明",
            at + 1
        );
        lines.push_str(&format!(
            "S {pair} item=加油站检查 → linked\nP {pair} → linked\n"
        ));
    }
    lines.push_str("S firm=末厂 date=2025-06-20 item=加油站检查 → safety_only A99\n");
    lines.push_str("S firm=终厂 date=2025-06-21 item=对餐饮燃气的检查 → safety_only A15\n");
    check(
        "[platform]\nitems = [\"对加油（气）站安全管理情况的检查\"]",
        &lines,
    );
}

/// Visits one a day from January; `coded` says which have a code.
fn days(coded: impl Fn(usize) -> bool, words: &str, uncoded: impl Fn(usize) -> String) -> String {
    let mut lines = String::new();
    for at in 0..60 {
        let (month, day) = (1 + at / 20, 1 + at % 20);
        let pair = format!("firm=企业{at}号 date=2025-{month:02}-{day:02} officers=王强,李{at}");
        match coded(at) {
            true => lines.push_str(&format!(
                "S {pair} {words} → linked\nP {pair} {words} → linked\n"
            )),
            false => lines.push_str(&format!("S {pair} {words} → {}\n", uncoded(at))),
        }
    }
    lines
}

#[test]
fn the_start_of_the_platform_is_estimated_in_spite_of_a_pilot() {
    // Day 21 is the first; the one code of day 5 was a pilot's.
    let cause = |at: usize| match at < 21 {
        true => "safety_only A04".to_string(),
        false => "safety_only A99".to_string(),
    };
    check("", &days(|at| at >= 21 && at != 40, "", cause));
    let lines = days(|at| at == 5 || (at >= 21 && at != 40), "", cause);
    check("", &lines);
    // Without enough visits before the first code nothing is said of a start.
    let cause = |_| "safety_only A99".to_string();
    check("", &days(|at| at >= 3, "", cause));
}

#[test]
fn a_route_that_was_never_coded_is_not_supported() {
    let planned = days(|_| true, "route=planned", |_| String::new());
    let triggered = (0..8).map(|at| {
        let day = at * 2 + 2;
        let pair = format!("firm=触发{at}厂 date=2025-02-{day:02} route=triggered");
        format!("S {pair} officers=赵刚 → safety_only A15\n")
    });
    check("", &format!("{planned}{}", triggered.collect::<String>()));
}

#[test]
fn a_platform_without_ids_states_or_routes_still_tells_its_causes() {
    check(
        "",
        "S firm=甲机械 date=2025-07-01 → linked
         P as=甲机械 date=2025-07-01 → linked
         S firm=乙机械 date=2025-07-02 → linked
         P as=乙机械 date=2025-07-02 → linked
         S firm=丙机械 date=2025-08-02 → safety_only A99
         P as=丁机械 date=2025-08-20 → platform_only B99",
    );
}

#[test]
fn an_application_still_pending_explains_both_sides() {
    check(
        "",
        "S firm=甲机械 date=2025-07-01 officers=王强,李明 → safety_only A10
         P firm=甲机械 date=2025-07-01 officers=王强,李明 pending → platform_only B01
         P firm=丁机械 date=2025-07-09 pending → platform_only B02
         P firm=戊机械 date=2025-07-10 test → platform_only B01
         S firm=乙机械 date=2025-07-02 officers=王强,李明 → linked
         P firm=乙机械 date=2025-07-02 officers=王强,李明 → linked",
    );
}

#[test]
fn what_also_holds_is_kept() {
    check(
        "[platform]\ngo_live = \"2025-03-24\"",
        "S name=湘乡市东山学校 nocode date=2025-02-01 draft → safety_only A01 +A03 +A04
         S firm=甲厂 date=2025-02-03 body=东郊乡人民政府 → safety_only A04 +A17
         P firm=癸厂 date=2025-09-09 body=湘乡市市场监督管理局 activity=宣传 → platform_only B07 +B04",
    );
}

#[test]
fn scans_of_several_firms_within_minutes_stand_in_the_evidence() {
    let lines = "S firm=甲机械 date=2025-07-01 officers=王强,李明 → linked
         P firm=甲机械 date=2025-07-01 officers=王强,李明 scanned=2025-07-01T09:00:00 → linked
         P firm=乙机械 date=2025-07-09 officers=王强 scanned=2025-07-09T15:00:00 → platform_only B99
         P firm=丙机械 date=2025-07-09 officers=王强 scanned=2025-07-09T15:04:00 → platform_only B99
         P firm=丁机械 date=2025-07-09 officers=赵刚 scanned=2025-07-09T15:05:00 → platform_only B99
         P firm=戊机械 date=2025-07-10 officers=王强 scanned=2025-07-10T00:00:00 → platform_only B99
         P firm=己机械 date=2025-07-10 officers=王强 scanned=2025-07-10T00:00:00 → platform_only B99";
    check("", lines);
    let told = run("", lines);
    let hasty = |at: usize| told[at].detail.en.contains("each within 10 minutes");
    assert_eq!(
        [2, 3, 4, 5, 6].map(hasty),
        [true, true, false, false, false]
    );
}

/// A code that tells only when it was applied for has no day that could differ.
#[test]
fn the_day_of_an_application_is_no_day_of_a_visit() {
    let lines = |second: &str| {
        format!(
            "S firm=甲机械 date=2025-07-02 officers=王强,李明 → linked
             P firm=甲机械 date=2025-07-02 officers=王强,李明 → linked
             S firm=乙机械 date=2025-07-09 officers=王强,李明 → linked
             P firm=乙机械 date=2025-07-09 officers=王强,李明 → linked
             {second}"
        )
    };
    check(
        "",
        &lines(
            "S firm=丙机械 date=2025-07-16 officers=王强,李明 → linked
             P firm=丙机械 date=2025-07-15 applied=2025-07-15 officers=王强,李明 → linked",
        ),
    );
    check(
        "",
        &lines(
            "S firm=丙机械 date=2025-07-16 officers=王强,李明 → linked A08
             P firm=丙机械 date=2025-07-15 applied=2025-07-14 officers=王强,李明 → linked",
        ),
    );
}
