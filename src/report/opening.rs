//! What a reader needs to know, in a few sentences: the document and `summary.md` open with them.

use super::calibres::signed;
use super::reading::Reading;
use crate::model::Figure;

/// Both counts, what lies behind their difference, and whether they reconcile.
pub fn opening(reading: &Reading) -> String {
    let mut said = vec![counts(reading)];
    said.extend(coverage(reading));
    said.push(outcome(reading));
    said.extend(review(reading));
    said.join(reading.pick("", " "))
}

fn counts(reading: &Reading) -> String {
    let statement = &reading.books.statement;
    let (inspections, codes) = (statement.inspections, statement.codes);
    let net = inspections - codes;
    match (reading.zh(), net) {
        (true, 0) => {
            format!("安全生产执法系统登记检查{inspections}次,一体化平台赋码{codes}次,两者相等。")
        }
        (true, _) => format!(
            "安全生产执法系统登记检查{inspections}次,一体化平台赋码{codes}次,相差{}次。",
            net.unsigned_abs()
        ),
        (false, _) => {
            let inspections = many(inspections, "inspection");
            let codes = many(codes, "code");
            let net = match net {
                0 => "the two are equal".to_string(),
                n => format!("they differ by {}", n.unsigned_abs()),
            };
            format!("The safety system holds {inspections}, the platform {codes}; {net}.")
        }
    }
}

/// How many inspections have a code, and what either side has without a partner.
fn coverage(reading: &Reading) -> Option<String> {
    let metrics = &reading.books.metrics;
    let rate = metrics.get("coverage.rate");
    let rate = rate.filter(|rate| *rate != Figure::Absent)?.show();
    let [coded, without, alone] =
        ["coverage.coded", "gap.safety_only", "gap.platform_only"].map(|key| metrics.count(key));
    let (coded, without, alone) = (coded?, without?, alone?);
    Some(match reading.zh() {
        true => format!(
            "有码的检查{coded}次,有码检查率{rate}{}。",
            joined(
                [(without, "有检查、无赋码"), (alone, "有赋码、无检查")],
                |n, what| { format!(";{what}{n}次") }
            )
        ),
        false => format!(
            "{} a code ({rate}){}.",
            match coded {
                0 => "No inspection has".to_string(),
                1 => "1 inspection has".to_string(),
                n => format!("{n} inspections have"),
            },
            joined(
                [(without, "inspection"), (alone, "code")],
                |n, what| match what {
                    "code" => format!("; {} no inspection", having(n, what)),
                    _ => format!("; {} no code", having(n, what)),
                }
            )
        ),
    })
}

/// What is told of the sides that have something to tell.
fn joined(sides: [(i64, &str); 2], told: impl Fn(i64, &str) -> String) -> String {
    let sides = sides.into_iter().filter(|(count, _)| *count > 0);
    sides.map(|(count, what)| told(count, what)).collect()
}

fn outcome(reading: &Reading) -> String {
    let statement = &reading.books.statement;
    match (reading.zh(), statement.unexplained) {
        (true, 0) => "两侧次数已逐项调节相符,没有未解释差异。".to_string(),
        (true, n) => format!("经逐项调节,尚有未解释差异{}次。", signed(Some(n))),
        (false, 0) => "The counts are reconciled item by item; nothing is unexplained.".to_string(),
        (false, n) => format!(
            "The counts are reconciled item by item; {} unexplained.",
            signed(Some(n))
        ),
    }
}

fn review(reading: &Reading) -> Option<String> {
    let pairs = reading.books.statement.under_review;
    (pairs > 0).then(|| match reading.zh() {
        true => format!("另有{pairs}对可能链接待人工复核,两侧各留一条,不影响差额。"),
        false => format!(
            "{} review; they stand once on each side and change no difference.",
            match pairs {
                1 => "1 possible link awaits".to_string(),
                n => format!("{n} possible links await"),
            }
        ),
    })
}

fn many(count: i64, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        n => format!("{n} {what}s"),
    }
}

fn having(count: i64, what: &str) -> String {
    match count {
        1 => format!("1 {what} has"),
        n => format!("{n} {what}s have"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Lang, Metrics};
    use crate::report::sample;

    fn said(counts: [i64; 2], coded: i64, review: usize, lang: Lang) -> String {
        let mut books = sample::books();
        let [inspections, codes] = counts;
        let statement = &mut books.statement;
        (statement.inspections, statement.codes) = (inspections, codes);
        (statement.unexplained, statement.under_review) = (0, review);
        let mut metrics = Metrics::default();
        metrics.push("coverage.coded".to_string(), Figure::Count(coded));
        metrics.push(
            "gap.safety_only".to_string(),
            Figure::Count(inspections - coded),
        );
        metrics.push(
            "gap.platform_only".to_string(),
            Figure::Count(codes - coded),
        );
        let rate = match inspections {
            0 => Figure::Absent,
            n => Figure::Ratio(coded as f64 / n as f64),
        };
        metrics.push("coverage.rate".to_string(), rate);
        books.metrics = metrics;
        opening(&Reading::new(&books, lang))
    }

    #[test]
    fn one_is_told_as_one_and_nothing_of_none() {
        let one = said([1, 1], 1, 0, Lang::En);
        assert!(one.starts_with(
            "The safety system holds 1 inspection, the platform 1 code; the two are equal. \
             1 inspection has a code (100.0%). "
        ));
        let apart = said([3, 5], 2, 1, Lang::En);
        for words in [
            "they differ by 2. 2 inspections have a code (66.7%); 1 inspection has no code; 3 \
             codes have no inspection.",
            "1 possible link awaits review",
        ] {
            assert!(apart.contains(words), "{apart}");
        }
        let none = said([2, 0], 0, 0, Lang::En);
        assert!(none.contains("No inspection has a code (0.0%); 2 inspections have no code."));
        assert!(!said([0, 2], 0, 0, Lang::En).contains('%'));
    }

    #[test]
    fn chinese_says_the_same_figures() {
        let apart = said([377, 252], 197, 2, Lang::Zh);
        for words in [
            "检查377次,一体化平台赋码252次,相差125次。",
            "有码的检查197次,有码检查率52.3%;有检查、无赋码180次;有赋码、无检查55次。",
            "另有2对可能链接待人工复核",
        ] {
            assert!(apart.contains(words), "{apart}");
        }
        assert!(said([3, 3], 3, 0, Lang::Zh).contains("两者相等"));
    }
}
