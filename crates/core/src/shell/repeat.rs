//! `watch`: runs a command again and again, and prints what it says when that has changed.

use super::Io;
use super::machine::{Machine, Memory, Shell};
use crate::kubectl::{Context, Process, Progress};
use crate::time::{Millis, Time};

/// How long it waits between two runs where nothing is said.
const INTERVAL: Millis = Millis::seconds(2);

/// A `watch`. (A real one runs by the clock alone; this one rests while nothing in the cluster changes, so that ages on
/// the screen stand still, and a run that is over ends.)
#[derive(Clone, Debug)]
pub struct Repeat {
    words: Vec<String>,
    every: Millis,
    shown: String,
    /// The write after which it ran last.
    seen: Option<u64>,
    next: Time,
    wake: Option<Time>,
}

/// Starts `watch [-n SECONDS] COMMAND`.
pub(super) fn start(context: &mut Context<'_>, words: &[String]) -> Progress {
    let mut words = words.iter().peekable();
    let mut every = INTERVAL;
    while let Some(option) = words.next_if(|word| word.starts_with('-')) {
        let seconds = option
            .strip_prefix("-n")
            .map(|rest| if rest.is_empty() { words.next().map_or("", |w| w) } else { rest });
        every = seconds.and_then(|text| text.parse().ok()).map_or(every, Millis::seconds);
    }
    let words: Vec<String> = words.cloned().collect();
    if words.is_empty() {
        context.warn("Usage: watch [-n SECONDS] COMMAND");
        return Progress::Done(1);
    }
    let next = context.world.now;
    poll(context, &mut Repeat { words, every, shown: String::new(), seen: None, next, wake: None })
}

/// Runs the command again if it is time to and something has changed.
pub(crate) fn poll(context: &mut Context<'_>, repeat: &mut Repeat) -> Progress {
    let version = context.world.store.resource_version();
    if repeat.seen != Some(version) && context.world.now >= repeat.next {
        run(context, repeat);
        repeat.seen = Some(version);
        repeat.next = context.world.now + repeat.every;
    }
    repeat.wake = (repeat.seen != Some(version)).then_some(repeat.next);
    Progress::Running(Process::Repeat(Box::new(repeat.clone())))
}

fn run(context: &mut Context<'_>, repeat: &mut Repeat) {
    let mut io = Io::default();
    let mut shell = Shell::resume(context.world, context.session, Memory::new(Machine::Terminal));
    // One word is a line of its own: `watch 'kubectl get pods | grep web'`.
    match repeat.words.as_slice() {
        [line] => shell.script(line, "", &mut io),
        words => shell.argv(words, "", &mut io),
    };
    let text = io.out + &io.err;
    if text != repeat.shown {
        context.print(format!("Every {}: {}\n\n{text}\n", repeat.every, repeat.words.join(" ")));
        repeat.shown = text;
    }
}

impl Repeat {
    /// When it looks again.
    pub(crate) fn wakes_at(&self) -> Option<Time> {
        self.wake
    }
}
