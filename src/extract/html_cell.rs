//! The text of a cell of a web page, as a browser would show it: runs of blanks are one, `<br>` and
//! blocks break the line. Scripts, styles and buttons are no part of a value; of a list, what is
//! chosen is.

use super::html_tags::Attributes;

/// An open cell.
#[derive(Debug, Default)]
pub(super) struct HtmlCell {
    pub across: usize,
    pub down: usize,
    text: String,
    /// Open elements whose text is not shown.
    unseen: usize,
    list: Option<List>,
}

/// An open list of choices: the text of the entry that is chosen, the first where none is marked.
#[derive(Debug, Default)]
struct List {
    chosen: String,
    entries: usize,
    is_marked: bool,
    /// The open entry is the chosen one.
    in_chosen: bool,
}

impl HtmlCell {
    pub fn new(across: usize, down: usize) -> Self {
        HtmlCell {
            across,
            down,
            ..HtmlCell::default()
        }
    }

    pub fn open(&mut self, name: &str, attributes: Attributes) {
        match name {
            "select" => {
                self.close_list();
                self.list = Some(List::default());
            }
            "option" => {
                if let Some(list) = &mut self.list {
                    list.open(attributes.get("selected").is_some());
                }
            }
            name if is_unseen(name) => self.unseen += 1,
            "br" | "p" | "div" | "li" if self.list.is_none() && self.unseen == 0 => {
                self.break_line();
            }
            _ => {}
        }
    }

    pub fn close(&mut self, name: &str) {
        match name {
            "select" => self.close_list(),
            name if is_unseen(name) => self.unseen = self.unseen.saturating_sub(1),
            _ => {}
        }
    }

    pub fn write(&mut self, text: &str) {
        if self.unseen > 0 {
            return;
        }
        match &mut self.list {
            Some(list) if list.in_chosen => push_collapsed(&mut list.chosen, text),
            Some(_) => {}
            None => push_collapsed(&mut self.text, text),
        }
    }

    /// The whole text; the cell ends here, whatever is still open in it.
    pub fn text(mut self) -> String {
        self.close_list();
        let whole = self.text.trim_matches([' ', '\n']);
        match whole.len() == self.text.len() {
            true => self.text,
            false => whole.to_string(),
        }
    }

    fn break_line(&mut self) {
        let kept = self.text.trim_end_matches(' ').len();
        self.text.truncate(kept);
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    fn close_list(&mut self) {
        if let Some(list) = self.list.take() {
            push_collapsed(&mut self.text, &list.chosen);
        }
    }
}

impl List {
    fn open(&mut self, is_marked: bool) {
        self.entries += 1;
        self.in_chosen = self.entries == 1 || (is_marked && !self.is_marked);
        self.is_marked |= is_marked;
        if self.in_chosen {
            self.chosen.clear();
        }
    }
}

/// Elements whose text a browser does not show as the page's own.
fn is_unseen(name: &str) -> bool {
    matches!(
        name,
        "script" | "style" | "template" | "noscript" | "button" | "title"
    )
}

fn push_collapsed(text: &mut String, piece: &str) {
    for c in piece.chars() {
        match c {
            ' ' | '\t' | '\r' | '\n' => {
                if !text.ends_with([' ', '\n']) {
                    text.push(' ');
                }
            }
            _ => text.push(c),
        }
    }
}
