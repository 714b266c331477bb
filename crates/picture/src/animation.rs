//! Several moments of a drawing as one SVG file that moves and loops by CSS alone: for places without scripts.
//!
//! What stays between two moments is there once. What differs is there once for each way it looks, shown and hidden by
//! keyframes; what moves is moved by them. Whoever asks for less motion sees the last moment, still.

mod keyframes;
mod merge;

use crate::node::{Attr, Content, Node, Sketch, Tag, Value};
use crate::shape::{group, text};
use crate::svg::{self, LINE_HEIGHT, MARGIN, SvgOptions, escape};
use crate::{Drawing, LEAVE_MILLIS};
use keyframes::{Keyframes, Schedule};
use merge::{Part, merge};
use ordinal_core::scene::DecisionScene;
use std::sync::Arc;

/// A moment of an animation.
#[derive(Clone, Debug)]
pub struct Moment {
    /// The drawing then.
    pub drawing: Drawing,
    /// For how long it is shown, in milliseconds of whoever watches.
    pub millis: u32,
    /// A line above it: the command that was typed last, `$ kubectl …`, or the last fault, `# …`.
    pub command: Option<String>,
    /// The sentence above it.
    pub decision: Option<DecisionScene>,
}

/// How high the line with the command is.
const COMMAND_HEIGHT: f64 = 30.0;

/// Writes moments as a file that plays them again and again. The decision of `options` is not used: each moment has its
/// own. `description` is read to those who cannot see it.
///
/// As in [`to_svg`](crate::to_svg), all of a user's text in it is text.
pub fn to_animated_svg(moments: &[Moment], options: &SvgOptions, description: &str) -> String {
    let schedule = Schedule::new(moments.iter().map(|moment| moment.millis));
    let roots: Vec<Option<Arc<Node>>> = compose(moments).into_iter().map(Some).collect();
    let mut keyframes = Keyframes::new(&schedule);
    let mut body = String::new();
    for part in merge(&roots) {
        write(&part, &vec![true; moments.len()], &mut keyframes, &mut body);
    }
    let (width, height) = size(moments);
    let title = options.title.unwrap_or("What a StatefulSet does");
    let mut out = String::new();
    svg::open(&mut out, (width, height), title, Some(description));
    svg::style(&mut out, options.theme, &keyframes.style());
    out.push_str(&body);
    out.push_str("</svg>\n");
    out
}

/// Each moment as one group: the command, the sentence and the drawing, at places that all moments share.
fn compose(moments: &[Moment]) -> Vec<Arc<Node>> {
    let lines: Vec<Vec<Sketch>> = moments.iter().map(sentence).collect();
    let above = top(moments, lines.iter().map(Vec::len).max().unwrap_or(0));
    let compose = |(moment, lines): (&Moment, Vec<Sketch>)| {
        let command = moment
            .command
            .as_deref()
            .map(|line| text("command", (MARGIN, MARGIN + 12.0), String::from(line)).class("mono m12 ink2"));
        let shift = if commands(moments) { COMMAND_HEIGHT } else { 0.0 };
        let drawing =
            group("drawing").at(MARGIN, above).with_all(moment.drawing.root.children().iter().cloned());
        let words = group("sentence").at(0.0, shift).with_all(lines);
        Arc::from(group("moment").with_some(command).with(words).with(drawing))
    };
    moments.iter().zip(lines).map(compose).collect()
}

fn sentence(moment: &Moment) -> Vec<Sketch> {
    let decision = moment.decision.as_ref();
    decision.map(|decision| svg::sentence(decision, moment.drawing.width)).unwrap_or_default()
}

fn commands(moments: &[Moment]) -> bool {
    moments.iter().any(|moment| moment.command.is_some())
}

/// Where the drawing begins, below a command and so many lines of sentence.
fn top(moments: &[Moment], lines: usize) -> f64 {
    let command = if commands(moments) { COMMAND_HEIGHT } else { 0.0 };
    MARGIN + command + lines as f64 * LINE_HEIGHT + if lines > 0 { 12.0 } else { 0.0 }
}

fn size(moments: &[Moment]) -> (f64, f64) {
    let lines = moments.iter().map(|moment| sentence(moment).len()).max().unwrap_or(0);
    let most = |length: fn(&Drawing) -> f64| moments.iter().map(|m| length(&m.drawing)).fold(0.0, f64::max);
    (most(|d| d.width) + 2.0 * MARGIN, most(|d| d.height) + top(moments, lines) + MARGIN)
}

/// Whether an attribute means something in a file that nobody can operate.
fn is_seen(attr: Attr) -> bool {
    !attr.name().starts_with("data-")
        && !attr.name().starts_with("aria-")
        && !matches!(attr, Attr::Role | Attr::TabIndex)
}

/// Appends a part with everything in it. `around` says in which moments what it is in is shown.
fn write(part: &Part, around: &[bool], keyframes: &mut Keyframes, out: &mut String) {
    let node = &part.node;
    let motion = keyframes.class(part, around);
    out.push('<');
    out.push_str(node.tag.name());
    for (attr, value) in node.attrs.iter().filter(|(attr, _)| is_seen(*attr) && *attr != Attr::Class) {
        let moved = part.last_place().filter(|_| *attr == Attr::Transform);
        push(out, attr.name(), &moved.map(|(x, y)| Value::At(x, y)).unwrap_or_else(|| value.clone()));
    }
    let class = node.attr(Attr::Class).map(written).unwrap_or_default();
    let class: Vec<&str> =
        [class.as_str(), motion.as_str()].into_iter().filter(|word| !word.is_empty()).collect();
    if !class.is_empty() {
        push(out, "class", &class.join(" ").into());
    }
    match &node.content {
        Content::Text(words) => {
            out.push('>');
            escape(&written(words), out);
        }
        Content::Children(_) if part.is_whole() => {
            out.push('>');
            node.children().iter().for_each(|child| svg::write(child, out));
        }
        Content::Children(_) if part.parts.is_empty() => return out.push_str("/>"),
        Content::Children(_) => {
            out.push('>');
            part.parts.iter().for_each(|inner| write(inner, &part.shown, keyframes, out));
        }
    }
    out.push_str("</");
    out.push_str(node.tag.name());
    out.push('>');
}

fn written(value: &Value) -> String {
    let mut text = String::new();
    value.write(&mut text);
    text
}

fn push(out: &mut String, name: &str, value: &Value) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    escape(&written(value), out);
    out.push('"');
}

/// How long what comes and goes takes for it, in milliseconds: as long as in the page.
const FADE: u32 = LEAVE_MILLIS;

/// Whether the words of an element stand in its children, so that one cannot change without the others moving.
fn is_line(node: &Node) -> bool {
    matches!(node.tag, Tag::Text | Tag::Tspan)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Theme;
    use expect_test::expect;

    /// A slot that moves and a word that changes; the age is left out.
    fn moment(x: f64, word: &str, millis: u32) -> Moment {
        let slot =
            group("slot").at(x, 0.0).set(Attr::ObjectName, "web-0").with(text("age", (0.0, 0.0), "age 3s"));
        let slot = slot.with(text("word", (1.0, 2.0), word.to_owned()).class("b"));
        let root = Arc::from(Node::new(Tag::Svg, "root").with(slot));
        let drawing = Drawing { width: 300.0, height: 100.0, root, tracks: Vec::new() };
        Moment { drawing, millis, command: None, decision: None }
    }

    fn svg(moments: &[Moment]) -> String {
        to_animated_svg(
            moments,
            &SvgOptions { theme: Theme::Auto, title: Some("A <b>"), decision: None },
            "D & d",
        )
    }

    /// What comes after the style sheet of all drawings.
    fn own(svg: &str) -> String {
        let from = svg.find("@keyframes k").or_else(|| svg.find("@keyframes again")).unwrap();
        svg[from..].replace('}', "}\n").replace('>', ">\n")
    }

    #[test]
    fn what_stays_is_there_once_and_what_changes_once_for_each_way_it_looks() {
        let moments = [moment(0.0, "one", 1000), moment(50.0, "two", 1000), moment(50.0, "one", 2000)];
        expect![[r#"
            @keyframes k2{0%{opacity:0}
            25%{opacity:0}
            30%{opacity:1}
            55%{opacity:1}
            55.01%{opacity:0}
            to{opacity:0}
            }
            @keyframes k1{0%{opacity:1}
            30%{opacity:1}
            30.01%{opacity:0}
            50%{opacity:0}
            55%{opacity:1}
            to{opacity:1}
            }
            @keyframes k0{0%{transform:translate(0px,0px)}
            25%{transform:translate(0px,0px);animation-timing-function:var(--in-out)}
            35.5%{transform:translate(50px,0px)}
            to{transform:translate(50px,0px)}
            }
            .a0{animation:k0 4s linear infinite}
            .a1{animation:k1 4s linear infinite}
            .a2{opacity:0;animation:k2 4s linear infinite}
            @keyframes again{0%,to{opacity:0}
            5%,95%{opacity:1}
            }
            svg.drawing>
            g{animation:again 4s linear infinite}
            ]]>
            </style>
            <rect class="paper" width="100%" height="100%"/>
            <g>
            <g transform="translate(0 0)"/>
            <g transform="translate(20 20)">
            <g transform="translate(50 0)" class="a0">
            <text x="1" y="2" class="b a1">
            one</text>
            <text x="1" y="2" class="b a2">
            two</text>
            </g>
            </g>
            </g>
            </svg>

        "#]]
        .assert_eq(&own(&svg(&moments)));
    }

    #[test]
    fn a_user_s_text_stays_text() {
        let file = svg(&[moment(0.0, "</text><script>", 10)]);
        assert!(!file.contains("<script"), "{file}");
        assert!(file.contains("&lt;/text&gt;&lt;script&gt;"));
        assert!(file.contains("<title id=\"title\">A &lt;b&gt;</title><desc id=\"about\">D &amp; d</desc>"));
    }

    #[test]
    fn no_moment_at_all_is_an_empty_picture() {
        assert!(svg(&[]).ends_with("</svg>\n"));
    }
}
