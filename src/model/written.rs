//! A report as somebody wrote it: headings, paragraphs, tables and notes in reading order.

/// What a report's file gave. Nothing is interpreted; only lines that a page broke are joined.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WrittenReport {
    /// As given on the command line, `/` as separator.
    pub file: String,
    /// `docx`, `markdown` or `text`.
    pub container: &'static str,
    /// The encoding of a text; empty for others.
    pub encoding: &'static str,
    pub blocks: Vec<Block>,
}

/// One block and where it begins: the line of a text, the paragraph of a document, 1-based.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    pub line: u32,
    pub content: Content,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A heading by its style or mark, of level 1, 2, …; headings by their numbers alone are texts.
    Heading(u8, String),
    Text(String),
    /// A footnote or endnote.
    Note(String),
    /// Rows of cells; merged cells repeat nothing.
    Table(Vec<Vec<String>>),
    /// Page numbers and running lines: kept, so that every figure on the page is accounted for.
    Furniture(String),
}
