//! The bridge as a chart of the document: columns on an invisible base, every value in the part
//! itself, so that it is drawn without a workbook beside it.

use crate::model::StatementLineKind;
use crate::report::chart::Step;
use crate::report::ooxml::in_short;
use crate::report::reading::Reading;
use crate::report::unseen::escaped;
use std::fmt::Write as _;

const DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006";

/// Name, fill and values of one series.
type Series = (&'static str, Option<&'static str>, Vec<i64>);

pub fn chart(reading: &Reading, steps: &[Step]) -> String {
    let steps = by_cause(reading, steps);
    let mut series: [Series; 4] = [
        (reading.pick("起点", "base"), None, Vec::new()),
        (reading.pick("次数", "count"), Some("35566E"), Vec::new()),
        (reading.pick("减", "less"), Some("B4573F"), Vec::new()),
        (reading.pick("加", "plus"), Some("457766"), Vec::new()),
    ];
    for step in &steps {
        let size = (step.to - step.from).abs();
        let (base, at) = match (step.kind, step.to < step.from) {
            (StatementLineKind::Item, true) => (step.to, 2),
            (StatementLineKind::Item, false) => (step.from, 3),
            _ => (0, 1),
        };
        series[0].2.push(base);
        for (kind, series) in series.iter_mut().enumerate().skip(1) {
            series.2.push(if kind == at { size } else { 0 });
        }
    }
    let labels: Vec<String> = steps.iter().map(|step| label(reading, step)).collect();
    let drawn = series.iter().enumerate();
    let drawn: String = drawn
        .map(|(at, series)| series_xml(at, series, &labels))
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<c:chartSpace \
         xmlns:c=\"{DRAWING}/chart\" xmlns:a=\"{DRAWING}/main\"><c:roundedCorners \
         val=\"0\"/><c:chart><c:autoTitleDeleted val=\"1\"/><c:plotArea><c:layout/><c:barChart>\
         <c:barDir val=\"col\"/><c:grouping val=\"stacked\"/><c:varyColors val=\"0\"/>{drawn}\
         <c:gapWidth val=\"35\"/><c:overlap val=\"100\"/><c:axId val=\"1\"/><c:axId val=\"2\"/>\
         </c:barChart>{}</c:plotArea><c:plotVisOnly val=\"1\"/></c:chart>{}</c:chartSpace>",
        axes(),
        type_of("900", "20262C")
    )
}

/// Lines of one cause that follow each other as one column.
fn by_cause(reading: &Reading, steps: &[Step]) -> Vec<Step> {
    let cause = |step: &Step| reading.books.statement.lines[step.line].cause;
    let mut merged: Vec<Step> = Vec::new();
    for step in steps {
        match merged.last_mut() {
            Some(last) if cause(step).is_some() && cause(last) == cause(step) => last.to = step.to,
            _ => merged.push(step.clone()),
        }
    }
    merged
}

/// A cause by its code, a count by its system.
fn label(reading: &Reading, step: &Step) -> String {
    let line = &reading.books.statement.lines[step.line];
    match (line.cause, step.line == 0) {
        (Some(cause), _) => cause.code().to_string(),
        (None, true) => reading.pick("检查", "visits").to_string(),
        (None, false) if step.kind == StatementLineKind::Count => {
            reading.pick("赋码", "codes").to_string()
        }
        (None, false) => step.label.clone(),
    }
}

fn series_xml(at: usize, series: &Series, labels: &[String]) -> String {
    let (name, fill, values) = series;
    let name = escaped(name);
    let fill = match fill {
        Some(color) => format!("<a:solidFill><a:srgbClr val=\"{color}\"/></a:solidFill>"),
        None => "<a:noFill/>".to_string(),
    };
    let mut out = format!(
        "<c:ser><c:idx val=\"{at}\"/><c:order val=\"{at}\"/><c:tx><c:v>{name}</c:v></c:tx>\
         <c:spPr>{fill}<a:ln><a:noFill/></a:ln></c:spPr><c:invertIfNegative val=\"0\"/>"
    );
    if at > 0 {
        let font = type_of("750", if at == 1 { "FFFFFF" } else { "20262C" });
        let place = if at == 1 { "ctr" } else { "inBase" };
        let _ = write!(
            out,
            "<c:dLbls><c:numFmt formatCode=\"#,##0;;;\" sourceLinked=\"0\"/><c:spPr><a:noFill/>\
             </c:spPr>{font}<c:dLblPos val=\"{place}\"/><c:showLegendKey val=\"0\"/><c:showVal \
             val=\"1\"/><c:showCatName val=\"0\"/><c:showSerName val=\"0\"/><c:showPercent \
             val=\"0\"/><c:showBubbleSize val=\"0\"/></c:dLbls>"
        );
    }
    let count = labels.len();
    let _ = write!(out, "<c:cat><c:strLit><c:ptCount val=\"{count}\"/>");
    for (at, label) in labels.iter().enumerate() {
        let _ = write!(
            out,
            "<c:pt idx=\"{at}\"><c:v>{}</c:v></c:pt>",
            in_short(label)
        );
    }
    let _ = write!(
        out,
        "</c:strLit></c:cat><c:val><c:numLit><c:formatCode>General</c:formatCode><c:ptCount \
         val=\"{count}\"/>"
    );
    for (at, value) in values.iter().enumerate() {
        let _ = write!(out, "<c:pt idx=\"{at}\"><c:v>{value}</c:v></c:pt>");
    }
    out + "</c:numLit></c:val></c:ser>"
}

fn type_of(size: &str, color: &str) -> String {
    format!(
        "<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz=\"{size}\"><a:solidFill>\
         <a:srgbClr val=\"{color}\"/></a:solidFill></a:defRPr></a:pPr><a:endParaRPr \
         lang=\"zh-CN\"/></a:p></c:txPr>"
    )
}

fn axes() -> String {
    let line = "<c:spPr><a:ln w=\"6350\"><a:solidFill><a:srgbClr val=\"9AA2A9\"/></a:solidFill>\
                </a:ln></c:spPr>";
    let grid = "<c:majorGridlines><c:spPr><a:ln w=\"3175\"><a:solidFill><a:srgbClr \
                val=\"DAD7CF\"/></a:solidFill></a:ln></c:spPr></c:majorGridlines>";
    let font = type_of("800", "5D6771");
    format!(
        "<c:catAx><c:axId val=\"1\"/><c:scaling><c:orientation val=\"minMax\"/></c:scaling>\
         <c:delete val=\"0\"/><c:axPos val=\"b\"/><c:numFmt formatCode=\"General\" \
         sourceLinked=\"0\"/><c:majorTickMark val=\"none\"/><c:minorTickMark val=\"none\"/>\
         <c:tickLblPos val=\"low\"/>{line}{font}<c:crossAx val=\"2\"/><c:crosses \
         val=\"autoZero\"/></c:catAx><c:valAx><c:axId val=\"2\"/><c:scaling><c:orientation \
         val=\"minMax\"/></c:scaling><c:delete val=\"0\"/><c:axPos val=\"l\"/>{grid}<c:numFmt \
         formatCode=\"#,##0\" sourceLinked=\"0\"/><c:majorTickMark val=\"none\"/>\
         <c:minorTickMark val=\"none\"/><c:tickLblPos val=\"nextTo\"/>{line}{font}<c:crossAx \
         val=\"1\"/><c:crosses val=\"autoZero\"/></c:valAx>"
    )
}
