//! Lines of a story on a terminal: columns, and colours where they are wanted.

use crate::narrate::{Line, Tone};
use std::io::{self, Write};

/// How wide the column of names is at most.
const NAMES: usize = 32;
/// How wide the column of times is.
const TIMES: usize = 9;

/// Writes lines, each kind in its colour.
#[derive(Clone, Copy, Debug)]
pub struct Painter {
    colours: bool,
    names: usize,
}

impl Painter {
    /// A painter for these lines, its column of names just wide enough for them.
    pub fn new<'a>(colours: bool, lines: impl IntoIterator<Item = &'a Line>) -> Painter {
        let names = lines.into_iter().map(|line| line.subject.chars().count()).max().unwrap_or(0);
        Painter { colours, names: names.min(NAMES) }
    }

    /// Writes a line.
    ///
    /// # Errors
    /// When the output takes no more.
    pub fn write(self, out: &mut impl Write, line: &Line) -> io::Result<()> {
        let time = self.paint("2", &format!("{:>TIMES$}", line.at.to_string()));
        let text = self.paint(colour(line.tone), &clean(&line.text));
        if line.tone == Tone::Output || line.tone == Tone::Error {
            return writeln!(out, "{:TIMES$}  {text}", "");
        }
        let names = self.names;
        let subject =
            if line.subject.is_empty() { String::new() } else { format!("{:<names$}  ", line.subject) };
        let rule = line.rule.map(|rule| self.paint("2", &format!("  [{rule}]"))).unwrap_or_default();
        writeln!(out, "{time}  {subject}{text}{rule}")
    }

    fn paint(self, colour: &str, text: &str) -> String {
        if self.colours && !colour.is_empty() {
            format!("\x1b[{colour}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }
}

/// The parameters of the terminal's `SGR` sequence.
fn colour(tone: Tone) -> &'static str {
    match tone {
        Tone::Command => "1",
        Tone::Output => "",
        Tone::Error | Tone::Bad => "31",
        Tone::Decision => "36",
        Tone::Good => "32",
        Tone::Moving => "33",
        Tone::Quiet => "2",
    }
}

/// Text of a manifest is only ever text: what would steer the terminal is shown instead.
fn clean(text: &str) -> String {
    let visible = |c: char| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
    text.replace('\t', "    ").chars().map(visible).collect()
}
