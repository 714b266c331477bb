//! A drawing as a standalone SVG file, with its style sheet in it.

use crate::node::{Attr, Content, Node, Sketch, Tag};
use crate::px::Px;
use crate::shape::{span, spans};
use crate::text::{self, Face};
use crate::{CSS, Drawing};
use ordinal_core::scene::DecisionScene;

/// Which colours a file has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// As whoever looks at it prefers.
    #[default]
    Auto,
}

/// How a file is to be.
#[derive(Clone, Debug, Default)]
pub struct SvgOptions<'a> {
    /// Its colours.
    pub theme: Theme,
    /// What it shows, for those who cannot see it and as its tooltip; without one, the drawing's own label.
    pub title: Option<&'a str>,
    /// The sentence to write above the drawing.
    pub decision: Option<&'a DecisionScene>,
}

pub(crate) const MARGIN: f64 = 20.0;
pub(crate) const LINE_HEIGHT: f64 = 27.0;

/// Writes the drawing as a file. All of a user's text in it is text: escaped, and without the control characters that
/// XML forbids.
pub fn to_svg(drawing: &Drawing, options: &SvgOptions) -> String {
    let sentence = options.decision.map(|decision| sentence(decision, drawing.width)).unwrap_or_default();
    let top = MARGIN + sentence.len() as f64 * LINE_HEIGHT + if sentence.is_empty() { 0.0 } else { 12.0 };
    let size = (drawing.width + 2.0 * MARGIN, drawing.height + top + MARGIN);
    let mut out = String::new();
    open(&mut out, size, &title(drawing, options), None);
    style(&mut out, options.theme, "");
    sentence.iter().for_each(|line| write(line, &mut out));
    out.push_str("<g transform=\"translate(");
    Px::from(MARGIN).write(&mut out);
    push_attr(&mut out, " ", top);
    out.truncate(out.len() - 1);
    out.push_str(")\">");
    drawing.root.children().iter().for_each(|child| write(child, &mut out));
    out.push_str("</g></svg>\n");
    out
}

/// Begins a file of a size, with what it is called and, where that is not all there is to say, what it shows.
pub(crate) fn open(out: &mut String, (width, height): (f64, f64), title: &str, description: Option<&str>) {
    out.push_str("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"drawing file still\" role=\"img\"");
    if description.is_some() {
        out.push_str(" aria-labelledby=\"title about\"");
    }
    for (name, value) in [(" width=\"", width), (" height=\"", height)] {
        push_attr(out, name, value);
    }
    push_attr(out, " viewBox=\"0 0 ", width);
    out.truncate(out.len() - 1);
    push_attr(out, " ", height);
    out.push_str(if description.is_some() { "><title id=\"title\">" } else { "><title>" });
    escape(title, out);
    out.push_str("</title>");
    if let Some(description) = description {
        out.push_str("<desc id=\"about\">");
        escape(description, out);
        out.push_str("</desc>");
    }
}

/// The style sheet and, after it, more of it; and the paper that the drawing is on.
pub(crate) fn style(out: &mut String, theme: Theme, more: &str) {
    // The style sheet has nested rules, whose ampersands XML would take for its own.
    out.push_str("<style><![CDATA[");
    out.push_str(CSS);
    out.push_str(scheme(theme));
    out.push_str(more);
    out.push_str("]]></style><rect class=\"paper\" width=\"100%\" height=\"100%\"/>");
}

fn push_attr(out: &mut String, name: &str, value: f64) {
    out.push_str(name);
    Px::from(value).write(out);
    out.push('"');
}

fn scheme(theme: Theme) -> &'static str {
    match theme {
        Theme::Light => "svg.drawing{color-scheme:light}",
        Theme::Dark => "svg.drawing{color-scheme:dark}",
        Theme::Auto => "svg.drawing{color-scheme:light dark}",
    }
}

fn title(drawing: &Drawing, options: &SvgOptions) -> String {
    let mut label = String::new();
    match (options.title, drawing.root.attr(Attr::AriaLabel)) {
        (Some(title), _) => label.push_str(title),
        (None, Some(value)) => value.write(&mut label),
        (None, None) => {}
    }
    label
}

/// The sentence in lines; the pods that it names are set off.
pub(crate) fn sentence(decision: &DecisionScene, width: f64) -> Vec<Sketch> {
    let mut lines = vec![spans(("sentence", 0), (MARGIN, MARGIN + 18.0)).class("sentence")];
    let mut used = 0.0;
    for (index, word) in decision.sentence.split_whitespace().enumerate() {
        let advance = text::width(word, Face::Bold(19.0)) + 6.0;
        if used > 0.0 && used + advance > width {
            let y = MARGIN + 18.0 + lines.len() as f64 * LINE_HEIGHT;
            lines.push(spans(("sentence", lines.len() as u64), (MARGIN, y)).class("sentence"));
            used = 0.0;
        }
        used += advance;
        let bare = word.trim_end_matches([':', ',', '.', ';', '?', '!']);
        let named = decision.pods.iter().any(|pod| &**pod == bare);
        let Some(line) = lines.last_mut() else { break };
        push_word(line, index as u64, word, if named { bare.len() } else { 0 });
    }
    lines
}

/// Adds a word, of which the first `bold` bytes are set off.
fn push_word(line: &mut Node, index: u64, word: &str, bold: usize) {
    let (name, rest) = word.split_at(bold);
    if !name.is_empty() {
        line.push(span(("name", index), "b", String::from(name)).into());
    }
    line.push(span(("word", index), "", text::join(&[rest, " "])).into());
}

/// Appends an element with everything in it.
pub(crate) fn write(node: &Node, out: &mut String) {
    out.push('<');
    out.push_str(node.tag.name());
    for (attr, value) in &node.attrs {
        out.push(' ');
        out.push_str(attr.name());
        out.push_str("=\"");
        let mut plain = String::new();
        value.write(&mut plain);
        escape(&plain, out);
        out.push('"');
    }
    write_content(node, out);
}

fn write_content(node: &Node, out: &mut String) {
    match &node.content {
        Content::Children(children) if children.is_empty() => return out.push_str("/>"),
        Content::Children(children) => {
            out.push('>');
            children.iter().for_each(|child| write(child, out));
        }
        Content::Text(value) => {
            out.push('>');
            let mut plain = String::new();
            value.write(&mut plain);
            escape(&plain, out);
        }
    }
    out.push_str("</");
    out.push_str(node.tag.name());
    out.push('>');
    if matches!(node.tag, Tag::G) {
        out.push('\n');
    }
}

/// Appends a user's text so that XML takes it for text. A character that XML 1.0 does not allow becomes U+FFFD.
pub(crate) fn escape(plain: &str, out: &mut String) {
    for character in plain.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\0'..' ' | '\u{7f}'..'\u{a0}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        let mut out = String::new();
        escape("</text><script>alert(\"1\")</script> & ' \u{1} \u{fffe} é 日\n", &mut out);
        assert_eq!(
            out,
            "&lt;/text&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; ' \u{fffd} \u{fffd} é 日 "
        );
    }
}
