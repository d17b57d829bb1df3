//! Sums, products and quotients of measures, and comparisons of two such. Figures are intervals,
//! because words such as 余 and 约 leave a figure open; what the words leave open is never decided.

use crate::model::Text;

/// A number, a measure, or two expressions joined.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    Number(f64),
    Measure(String),
    Joined(Box<Expression>, Operator, Box<Expression>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Plus,
    Minus,
    Times,
    Over,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    Equal,
    NotEqual,
    AtMost,
    Less,
    AtLeast,
    More,
}

/// Two expressions and how they shall compare.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    pub left: Expression,
    pub sign: Sign,
    pub right: Expression,
}

/// From least to most.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

impl Operator {
    fn apply(self, a: f64, b: f64) -> f64 {
        match self {
            Operator::Plus => a + b,
            Operator::Minus => a - b,
            Operator::Times => a * b,
            Operator::Over => a / b,
        }
    }

    pub fn shown(self) -> &'static str {
        match self {
            Operator::Plus => "+",
            Operator::Minus => "−",
            Operator::Times => "×",
            Operator::Over => "÷",
        }
    }

    fn binds(self) -> u8 {
        match self {
            Operator::Plus | Operator::Minus => 1,
            Operator::Times | Operator::Over => 2,
        }
    }
}

impl Sign {
    const ALL: [(&'static str, Sign); 7] = [
        ("!=", Sign::NotEqual),
        ("<=", Sign::AtMost),
        (">=", Sign::AtLeast),
        ("==", Sign::Equal),
        ("=", Sign::Equal),
        ("<", Sign::Less),
        (">", Sign::More),
    ];

    pub fn shown(self) -> &'static str {
        match self {
            Sign::Equal => "=",
            Sign::NotEqual => "≠",
            Sign::AtMost => "≤",
            Sign::Less => "<",
            Sign::AtLeast => "≥",
            Sign::More => ">",
        }
    }

    /// The sign between the sides, seen from their figures.
    pub fn seen(left: Interval, right: Interval, slack: f64) -> &'static str {
        if left.low > right.high + slack {
            ">"
        } else if left.high < right.low - slack {
            "<"
        } else if left.low == left.high && right.low == right.high {
            match left.low == right.low {
                true => "=",
                false => "≈",
            }
        } else {
            "≈"
        }
    }

    /// Whether it holds: `None` where the intervals leave it open.
    pub fn holds(self, left: Interval, right: Interval, slack: f64) -> Option<bool> {
        let apart = left.low > right.high + slack || left.high < right.low - slack;
        match self {
            Sign::Equal => Some(!apart),
            Sign::NotEqual => Some(apart),
            Sign::AtMost => decided(
                left.high <= right.low + slack,
                left.low > right.high + slack,
            ),
            Sign::Less => decided(left.high < right.low, left.low >= right.high),
            Sign::AtLeast => Sign::AtMost.holds(right, left, slack),
            Sign::More => Sign::Less.holds(right, left, slack),
        }
    }
}

fn decided(surely: bool, surely_not: bool) -> Option<bool> {
    match (surely, surely_not) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

impl Comparison {
    pub fn parse(text: &str) -> Result<Self, Text> {
        let found = Sign::ALL.iter().find_map(|(mark, sign)| {
            let (left, right) = text.split_once(mark)?;
            Some((left, *sign, right))
        });
        let Some((left, sign, right)) = found else {
            return Err(Text::new(
                format!("“{text}”中没有 =、<=、>= 等比较号"),
                format!("\"{text}\" compares nothing: no =, <=, >= …"),
            ));
        };
        Ok(Comparison {
            left: Expression::parse(left)?,
            sign,
            right: Expression::parse(right)?,
        })
    }

    pub fn measures(&self) -> Vec<&str> {
        let mut measures = self.left.measures();
        measures.extend(self.right.measures());
        measures
    }
}

impl Expression {
    /// `a + b * 2`, with `-`, `/` and brackets; measures are words with dots.
    pub fn parse(text: &str) -> Result<Self, Text> {
        let mut reader = Reader {
            rest: text.trim(),
            whole: text.trim(),
        };
        let expression = reader.sum()?;
        match reader.rest.is_empty() {
            true => Ok(expression),
            false => Err(reader.lost()),
        }
    }

    pub fn measures(&self) -> Vec<&str> {
        match self {
            Expression::Number(_) => Vec::new(),
            Expression::Measure(id) => vec![id],
            Expression::Joined(one, _, other) => {
                let mut all = one.measures();
                all.extend(other.measures());
                all
            }
        }
    }

    /// The value, where every measure has one and nothing is divided by what may be nothing.
    pub fn value(&self, of: &dyn Fn(&str) -> Option<Interval>) -> Option<Interval> {
        match self {
            Expression::Number(number) => Some(Interval::of(*number)),
            Expression::Measure(id) => of(id),
            Expression::Joined(one, operator, other) => {
                let (a, b) = (one.value(of)?, other.value(of)?);
                if *operator == Operator::Over && b.low <= 0.0 {
                    return None;
                }
                let ends = [
                    (a.low, b.low),
                    (a.low, b.high),
                    (a.high, b.low),
                    (a.high, b.high),
                ];
                let ends = ends.map(|(a, b)| operator.apply(a, b));
                let low = ends.iter().copied().fold(f64::INFINITY, f64::min);
                let high = ends.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                (!low.is_nan() && !high.is_nan()).then_some(Interval { low, high })
            }
        }
    }

    /// With figures in the place of measures: `169 + 208`.
    pub fn written(&self, of: &dyn Fn(&str) -> String) -> String {
        match self {
            Expression::Number(number) => plain(*number),
            Expression::Measure(id) => of(id),
            Expression::Joined(one, operator, other) => {
                let side = |side: &Expression, is_right: bool| {
                    let text = side.written(of);
                    let loose = match side {
                        Expression::Joined(_, inner, _) => {
                            inner.binds() < operator.binds()
                                || is_right && inner.binds() == operator.binds()
                        }
                        _ => false,
                    };
                    if loose { format!("({text})") } else { text }
                };
                let (one, other) = (side(one, false), side(other, true));
                format!("{one} {} {other}", operator.shown())
            }
        }
    }

    pub fn is_single(&self) -> bool {
        !matches!(self, Expression::Joined(..))
    }

    pub fn divides(&self) -> bool {
        match self {
            Expression::Joined(one, operator, other) => {
                *operator == Operator::Over || one.divides() || other.divides()
            }
            _ => false,
        }
    }
}

impl Interval {
    pub fn of(value: f64) -> Self {
        Interval {
            low: value,
            high: value,
        }
    }
}

/// A number without idle zeros, at most four places: `377`, `133.4`, `11.7613`.
pub fn plain(number: f64) -> String {
    let text = format!("{number:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    match text {
        "-0" | "" => "0".to_string(),
        _ => text.replace('-', "−"),
    }
}

struct Reader<'a> {
    rest: &'a str,
    whole: &'a str,
}

impl<'a> Reader<'a> {
    fn sum(&mut self) -> Result<Expression, Text> {
        let mut left = self.product()?;
        while let Some(operator) = self.operator(&[("+", Operator::Plus), ("-", Operator::Minus)]) {
            left = Expression::Joined(Box::new(left), operator, Box::new(self.product()?));
        }
        Ok(left)
    }

    fn product(&mut self) -> Result<Expression, Text> {
        let mut left = self.single()?;
        while let Some(operator) = self.operator(&[("*", Operator::Times), ("/", Operator::Over)]) {
            left = Expression::Joined(Box::new(left), operator, Box::new(self.single()?));
        }
        Ok(left)
    }

    fn operator(&mut self, known: &[(&str, Operator)]) -> Option<Operator> {
        let (rest, operator) = known
            .iter()
            .find_map(|(mark, operator)| Some((self.rest.strip_prefix(mark)?, *operator)))?;
        self.rest = rest.trim_start();
        Some(operator)
    }

    fn single(&mut self) -> Result<Expression, Text> {
        if let Some(rest) = self.rest.strip_prefix('(') {
            self.rest = rest.trim_start();
            let inner = self.sum()?;
            self.rest = self
                .rest
                .strip_prefix(')')
                .ok_or_else(|| self.lost())?
                .trim_start();
            return Ok(inner);
        }
        let word = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_');
        let end = self
            .rest
            .find(|c: char| !word(c))
            .unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        if taken.is_empty() {
            return Err(self.lost());
        }
        self.rest = rest.trim_start();
        match taken.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Expression::Number(number)),
            _ => Ok(Expression::Measure(taken.to_string())),
        }
    }

    fn lost(&self) -> Text {
        let (whole, rest) = (self.whole, self.rest);
        Text::new(
            format!("“{whole}”从“{rest}”起无法理解"),
            format!("\"{whole}\" cannot be read from \"{rest}\" on"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Option<Interval> {
        let of = |id: &str| match id {
            "a" => Some(Interval::of(169.0)),
            "b.c" => Some(Interval::of(208.0)),
            "some" => Some(Interval {
                low: 60.0,
                high: 69.0,
            }),
            _ => None,
        };
        Expression::parse(text).unwrap().value(&of)
    }

    #[test]
    fn expressions_bind_as_in_school() {
        for (text, expected) in [
            ("a + b.c", 377.0),
            ("a + 2 * 3", 175.0),
            ("(a + 1) / 2 - 5", 80.0),
            ("100 - 10 - 1", 89.0),
            ("100 / 10 / 2", 5.0),
        ] {
            assert_eq!(value(text), Some(Interval::of(expected)), "{text}");
        }
        assert_eq!(value("a / 0"), None);
        assert_eq!(value("unknown + 1"), None);
        let some = Interval {
            low: 61.0,
            high: 70.0,
        };
        assert_eq!(value("some + 1"), Some(some));
        for text in ["", "a +", "(a", "a b", "+ a", "a ! b"] {
            assert!(Expression::parse(text).is_err(), "{text}");
        }
        let expression = Expression::parse("100 - (a - 1) * 2").unwrap();
        assert_eq!(
            expression.written(&|_| "7".to_string()),
            "100 − (7 − 1) × 2"
        );
    }

    #[test]
    fn what_the_words_leave_open_is_not_decided() {
        let some = Interval {
            low: 60.0,
            high: 69.0,
        };
        let at = Interval::of;
        assert_eq!(Sign::AtLeast.holds(some, at(51.0), 0.0), Some(true));
        assert_eq!(Sign::AtLeast.holds(some, at(377.0), 0.0), Some(false));
        assert_eq!(Sign::AtLeast.holds(some, at(65.0), 0.0), None);
        assert_eq!(Sign::Equal.holds(some, at(65.0), 0.0), Some(true));
        assert_eq!(Sign::Equal.holds(some, at(70.0), 0.0), Some(false));
        assert_eq!(Sign::Less.holds(at(2.0), at(2.0), 0.0), Some(false));
    }
}
