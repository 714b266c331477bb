//! Which commands of a line take time, and what their words stand for.

use super::super::host;
use super::super::machine::{Machine, Memory};
use super::super::parse::{Node, Piece, Word};
use crate::time::Millis;

/// A command of these words.
pub(super) fn simple(words: &[String]) -> Node {
    let words = words.iter().map(|word| vec![Piece::Text(word.clone(), true)]).collect();
    Node::Simple { set: Vec::new(), words }
}

/// A line with its aliases replaced by what they stand for.
pub(super) fn meant(memory: &Memory, node: Node) -> Node {
    let each = |nodes: Vec<Node>| nodes.into_iter().map(|node| meant(memory, node)).collect();
    let boxed = |node: Box<Node>| Box::new(meant(memory, *node));
    match node {
        Node::Pipe(nodes) => Node::Pipe(each(nodes)),
        Node::List(nodes) => Node::List(each(nodes)),
        Node::And(first, second) => Node::And(boxed(first), boxed(second)),
        Node::Or(first, second) => Node::Or(boxed(first), boxed(second)),
        Node::Redirected(node, redirects) => Node::Redirected(boxed(node), redirects),
        Node::Simple { set, mut words } => {
            // Who runs a command, and how long it takes, is all the same here.
            while words.len() > 1
                && matches!(words[0].as_slice(), [Piece::Text(name, _)] if name == "sudo" || name == "time")
            {
                words.remove(0);
            }
            let node = Node::Simple { set, words };
            let Some(meaning) = host::meaning(memory, name(&node)) else { return node };
            let Node::Simple { set, mut words } = node else { return simple(&meaning) };
            let meaning = meaning.into_iter().map(|word| vec![Piece::Text(word, true)]);
            words.splice(..1, meaning);
            Node::Simple { set, words }
        }
        node @ (Node::Not(_) | Node::If(..) | Node::For(..) | Node::While(..)) => node,
    }
}

/// The name of a simple command, where it is written out.
pub(super) fn name(node: &Node) -> &str {
    let Node::Simple { words, .. } = node else { return "" };
    match words.first().map(Word::as_slice) {
        Some([Piece::Text(name, _)]) => name,
        _ => "",
    }
}

/// Whether it may be one of the terminal's commands that run on.
pub(super) fn runs_on(node: &Node) -> bool {
    matches!(name(node), "kubectl" | "k" | "watch" | "minikube")
}

/// The variable that a loop's condition reads each line of its input into, `while read line`. (One alone: a line is not
/// taken apart.)
pub(super) fn read_into(condition: &Node) -> Option<String> {
    let Node::Simple { words, .. } = condition else { return None };
    match words.last().map(Word::as_slice) {
        Some([Piece::Text(variable, _)]) if name(condition) == "read" && words.len() > 1 => {
            Some(variable.clone())
        }
        _ => None,
    }
}

/// Whether a part of a line has to be taken apart, because something in it takes time on that machine.
pub(super) fn takes_time(node: &Node, machine: &Machine) -> bool {
    let takes_time = |node: &Node| takes_time(node, machine);
    match node {
        Node::Simple { .. } => match name(node) {
            "kubectl" | "k" => *machine == Machine::Terminal,
            name => name == "sleep",
        },
        Node::Pipe(nodes) => nodes.iter().any(|node| ends(node, machine)),
        Node::List(nodes) => nodes.iter().any(takes_time),
        Node::And(first, second) | Node::Or(first, second) => takes_time(first) || takes_time(second),
        Node::Not(node) | Node::For(_, _, node) | Node::Redirected(node, _) => takes_time(node),
        Node::If(condition, then, otherwise) => {
            takes_time(condition) || takes_time(then) || otherwise.as_deref().is_some_and(takes_time)
        }
        Node::While(..) => true,
    }
}

/// Whether a command within a pipe takes time: `kubectl` itself, or behind `xargs`.
pub(super) fn ends(node: &Node, machine: &Machine) -> bool {
    match node {
        Node::Redirected(node, _) => takes_time(node, machine),
        Node::Simple { words, .. } if name(node) == "xargs" => {
            let is_kubectl = |word: &Word| matches!(word.as_slice(), [Piece::Text(text, _)] if matches!(text.as_str(), "kubectl" | "k"));
            *machine == Machine::Terminal && words.iter().any(is_kubectl)
        }
        node => takes_time(node, machine),
    }
}

/// How long `sleep 2`, `sleep 0.5` and `sleep 1m` take.
pub(super) fn span(text: &str) -> Millis {
    let (number, unit) = match text.strip_suffix('m') {
        Some(number) => (number, 60_000),
        None => (text.trim_end_matches('s'), 1_000),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let tenths = fraction.get(..1).and_then(|digit| digit.parse::<u64>().ok()).unwrap_or(0);
    let whole = whole.parse::<u64>().unwrap_or(0).min(86_400);
    Millis(whole * unit + tenths * unit / 10)
}
