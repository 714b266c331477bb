//! Where the output of a part of a line goes: through the rest of its pipe as one stream, into a file, or nowhere.

use super::super::machine::{Memory, Shell};
use super::super::parse::{Node, Redirect, literal_words};
use super::super::stream::goes_by_line;
use super::super::{Io, run::LARGEST};
use super::time::simple;
use crate::kubectl::Context;

/// Where it goes.
#[derive(Clone, Debug, Default)]
pub(super) struct Sink {
    /// Commands that treat each line by itself, so that what they give is shown as it comes.
    live: Vec<Node>,
    /// Whether anything has gone through them, and whether any of it was well: `grep` found something.
    passed: Option<bool>,
    /// How many lines are still wanted, where `head` follows.
    wanted: Option<usize>,
    /// Commands that need all of it.
    rest: Vec<Node>,
    /// What waits for these.
    held: String,
    /// What becomes of errors.
    errors: Errors,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Errors {
    #[default]
    Shown,
    /// `2>&1`
    Joined,
    /// `2>/dev/null`
    Dropped,
}

impl Sink {
    /// The rest of a pipe.
    pub(super) fn pipe(mut live: Vec<Node>) -> Sink {
        let count = live.iter().take_while(|node| by_line(node)).count();
        let mut rest = live.split_off(count);
        let wanted = rest.first().and_then(head);
        rest.drain(..usize::from(wanted.is_some()));
        Sink { live, wanted, rest, ..Sink::default() }
    }

    /// What a part's redirections say of its output, if they do. (Files of errors alone are not kept.)
    pub(super) fn redirected(
        context: &mut Context<'_>,
        memory: &Memory,
        redirects: &[Redirect],
    ) -> Option<Sink> {
        let mut sink = Sink::default();
        let mut says = false;
        for redirect in redirects {
            match redirect {
                Redirect::ErrToOut | Redirect::OutToErr => sink.errors = Errors::Joined,
                Redirect::To { out: false, .. } => sink.errors = Errors::Dropped,
                Redirect::To { err, append, file, .. } => {
                    if *err {
                        sink.errors = Errors::Joined;
                    }
                    if !append {
                        run(context, memory, &[into(redirect.clone())], "");
                    }
                    let more = Redirect::To { out: true, err: false, append: true, file: file.clone() };
                    sink.live = vec![into(more)];
                }
                Redirect::From(_) | Redirect::Here(_) => continue,
            }
            says = true;
        }
        says.then_some(sink)
    }

    /// Takes what was written. What of it is shown at once is left there. Says whether more is wanted.
    pub(super) fn take(&mut self, context: &mut Context<'_>, memory: &Memory) -> bool {
        let mut output = String::new();
        let written = std::mem::take(&mut context.written);
        for (error, text) in written {
            match (error, self.errors) {
                (true, Errors::Dropped) => {}
                (true, Errors::Shown) => context.complain(&text),
                (true, Errors::Joined) | (false, _) => output += &text,
            }
        }
        if !output.is_empty() {
            let output = self.through_live(context, memory, output);
            self.keep(context, &output);
        }
        let full = self.held.len() >= LARGEST;
        if full {
            context.warn("sh: too much output for one line");
        }
        self.wanted != Some(0) && !full
    }

    fn through_live(&mut self, context: &mut Context<'_>, memory: &Memory, text: String) -> String {
        if self.live.is_empty() {
            return text;
        }
        let (output, status) = run(context, memory, &self.live, &text);
        self.passed = Some(self.passed == Some(true) || status == 0);
        output
    }

    fn keep(&mut self, context: &mut Context<'_>, text: &str) {
        let text = match &mut self.wanted {
            Some(wanted) => {
                let lines = text.split_inclusive('\n').take(*wanted);
                let (count, length) = lines.fold((0, 0), |(n, length), line| (n + 1, length + line.len()));
                *wanted -= count;
                &text[..length]
            }
            None => text,
        };
        match self.rest.is_empty() {
            true => context.print(text),
            false => self.held += text,
        }
    }

    /// All has been written: the commands that wait for it run. Gives the status of the last, if any was one.
    pub(super) fn close(mut self, context: &mut Context<'_>, memory: &Memory) -> Option<i32> {
        if self.passed.is_none() && !self.live.is_empty() {
            let output = self.through_live(context, memory, String::new());
            self.keep(context, &output);
        }
        if self.rest.is_empty() {
            let cut = self.wanted.map(|_| 0);
            return cut.or(self.passed.map(|well| i32::from(!well)));
        }
        let (output, status) = run(context, memory, &self.rest, &self.held);
        context.print(output);
        Some(status)
    }
}

/// Runs commands in a row on what they read. Their `exit` and their variables stay their own.
fn run(context: &mut Context<'_>, memory: &Memory, nodes: &[Node], text: &str) -> (String, i32) {
    let mut io = Io::default();
    let mut shell = Shell::resume(context.world, context.session, memory.clone());
    let status = shell.node(&Node::Pipe(nodes.to_vec()), text, &mut io);
    context.complain(&io.err);
    (io.out, status)
}

/// `cat` with a redirection.
fn into(redirect: Redirect) -> Node {
    Node::Redirected(Box::new(simple(&["cat".into()])), vec![redirect])
}

/// Whether a command treats each line by itself.
fn by_line(node: &Node) -> bool {
    literal_words(node).is_some_and(|words| goes_by_line(&words))
}

/// How many lines `head` lets through, where it does no more than that.
fn head(node: &Node) -> Option<usize> {
    let words = literal_words(node)?;
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["head"] => Some(10),
        ["head", "-n", count] => count.parse().ok(),
        ["head", option] => option.strip_prefix('-')?.trim_start_matches('n').parse().ok(),
        _ => None,
    }
}
