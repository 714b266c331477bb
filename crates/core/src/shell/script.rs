//! A line of the terminal: `kubectl` beside other commands, in pipes, lists, loops; and how it waits for those of its
//! commands that take time. Lines in a pod that sleep or go round wait in the same way.

mod sink;
mod start;
mod time;

pub(crate) use start::{start, start_attached, start_exec, start_typed};

use super::Io;
use super::machine::{Memory, Shell};
use super::parse::{Node, Redirect};
use super::stream::xargs_commands;
use crate::kubectl::{self, Context, Process, Progress};
use crate::object::Key;
use crate::process::ProcessId;
use crate::time::{Millis, Time};
use crate::world::Event;
use sink::Sink;
use time::{ends, name, read_into, simple, span, takes_time};

/// A line that waits in the middle: for a command of its own, with what is to be done after it.
#[derive(Clone, Debug)]
pub struct Script {
    memory: Memory,
    whose: Whose,
    /// What is left, the next last.
    todo: Vec<Step>,
    running: Option<Box<Process>>,
    /// Where the output of the parts goes that run now, the innermost last; each is closed by a step.
    sinks: Vec<Sink>,
    /// When the next command begins, after one that waited.
    pause: Option<Time>,
    /// How many times loops may still go round.
    rounds: u32,
    /// When the last round began.
    round: Option<Time>,
}

/// Whose line it is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Whose {
    /// The terminal's own.
    Terminal,
    /// One that was typed into the shell that runs as this process.
    Shell(ProcessId),
    /// The command of an `exec`.
    Exec,
    /// The command of the pod of a `run -i`, which may go with it.
    Pod { key: Key, passing: bool },
}

/// How long a program takes to start: after `delete pod … &&` the next command finds the pod that replaced it.
const STARTING: Millis = Millis(100);

/// How many times the loops of a line may go round: nobody's loop goes on for ever.
const ROUNDS: u32 = 1_000;

#[derive(Clone, Debug)]
enum Step {
    Run(Node),
    /// The same, with something to read.
    Feed(Node, String),
    /// The end of the part whose output goes into the innermost sink.
    Close,
    IfWell(Node),
    IfNot(Node),
    /// Turns the status round.
    Not,
    /// Goes on with one or the other, as the status says.
    Choose(Node, Option<Node>),
    /// A body for each of these words, the next last.
    Each(String, Vec<String>, Node),
    /// A condition, and a body for as long as it holds.
    While(Node, Node),
    /// The body of such a loop, if its condition held.
    Round(Node, Node),
}

impl Script {
    fn new(memory: Memory, whose: Whose, node: Node) -> Script {
        let todo = vec![Step::Run(node)];
        let sinks = Vec::new();
        Script { memory, whose, todo, running: None, sinks, pause: None, rounds: ROUNDS, round: None }
    }
}

/// The words of a simple command, after their expansions.
fn expanded(context: &mut Context<'_>, memory: &Memory, node: &Node) -> Vec<String> {
    let Node::Simple { words, .. } = node else { return Vec::new() };
    let mut shell = Shell::resume(context.world, context.session, memory.clone());
    let mut io = Io::default();
    let words = words.iter().flat_map(|word| shell.expand(word, &mut io)).collect();
    context.complain(&io.err);
    words
}

/// Looks at a line that waits.
pub(crate) fn poll(context: &mut Context<'_>, script: &mut Script) -> Progress {
    if !Shell::resume(context.world, context.session, script.memory.clone()).is_alive() {
        script.memory.status = 137;
        return end(context, script);
    }
    if let Some(mut process) = script.running.take() {
        within(context, script, |context, script| {
            let progress = kubectl::poll_process(context, &mut process);
            stands(script, progress);
        });
        if script.running.is_none() && !script.todo.is_empty() {
            script.pause = Some(context.world.now + STARTING);
        }
    }
    go_on(context, script)
}

/// Does something whose output goes where that of its part of the line goes, and with it into what is around that.
fn within(context: &mut Context<'_>, script: &mut Script, run: impl FnOnce(&mut Context<'_>, &mut Script)) {
    let before = std::mem::take(&mut context.written);
    run(context, script);
    let full = (0..script.sinks.len()).rev().filter(|at| !script.sinks[*at].take(context, &script.memory));
    let full: Option<usize> = full.last();
    let written = std::mem::replace(&mut context.written, before);
    context.written.extend(written);
    if let Some(at) = full {
        cut(script, at);
    }
}

/// A part whose output nobody wants any more is over (`SIGPIPE`).
fn cut(script: &mut Script, sink: usize) {
    let mut open = script.sinks.len() - sink;
    while let Some(step) = script.todo.pop() {
        open -= usize::from(matches!(step, Step::Close));
        if open == 0 {
            script.todo.push(step);
            break;
        }
    }
    script.sinks.truncate(sink + 1);
    (script.running, script.pause) = (None, None);
}

/// How a command stands that a line waits for.
fn stands(script: &mut Script, progress: Progress) {
    match progress {
        Progress::Running(process) => script.running = Some(Box::new(process)),
        Progress::Done(code) => script.memory.status = code,
    }
}

fn go_on(context: &mut Context<'_>, script: &mut Script) -> Progress {
    if script.pause.is_some_and(|until| context.world.now >= until) {
        script.pause = None;
    }
    while script.running.is_none() && script.pause.is_none() && !script.memory.over {
        let Some(step) = script.todo.pop() else { break };
        within(context, script, |context, script| take(context, script, step));
    }
    // After `exit` nothing more comes.
    while script.memory.over && !script.sinks.is_empty() {
        within(context, script, close);
    }
    match script.whose {
        Whose::Terminal => context.session.keep_terminal(&script.memory),
        Whose::Shell(id) => context.session.keep_shell(id, script.memory.clone()),
        Whose::Exec | Whose::Pod { .. } => {}
    }
    if script.running.is_some() || script.pause.is_some() {
        return Progress::Running(Process::Script(Box::new(script.clone())));
    }
    end(context, script)
}

/// A line is over: who waits for it hears of it.
fn end(context: &mut Context<'_>, script: &Script) -> Progress {
    let status = script.memory.status;
    match &script.whose {
        Whose::Terminal => {}
        Whose::Pod { key, passing } => return Progress::Done(kubectl::ended(context, key, *passing, status)),
        Whose::Shell(id) => drop(context.world.queue.plan(context.world.now, Event::Process(*id))),
        Whose::Exec if status == 0 => {}
        Whose::Exec => context.warn(format!("command terminated with exit code {status}")),
    }
    Progress::Done(status)
}

fn take(context: &mut Context<'_>, script: &mut Script, step: Step) {
    let well = script.memory.status == 0;
    match step {
        Step::Run(node) => run(context, script, node, None),
        Step::Feed(node, text) => run(context, script, node, Some(text)),
        Step::Close => close(context, script),
        Step::IfWell(node) if well => run(context, script, node, None),
        Step::IfNot(node) if !well => run(context, script, node, None),
        Step::IfWell(_) | Step::IfNot(_) => {}
        Step::Not => script.memory.status = i32::from(well),
        Step::Choose(then, _) if well => run(context, script, then, None),
        Step::Choose(_, Some(otherwise)) => run(context, script, otherwise, None),
        Step::Choose(_, None) => script.memory.status = 0,
        Step::Each(name, mut words, body) => {
            let Some(word) = words.pop() else { return };
            script.memory.variables.insert(name.clone(), word);
            script.todo.extend([Step::Each(name, words, body.clone()), Step::Run(body)]);
        }
        Step::While(condition, body) => {
            script.todo.extend([Step::Round(condition.clone(), body), Step::Run(condition)]);
        }
        Step::Round(..) if !well => script.memory.status = 0,
        Step::Round(condition, body) => round(context, script, condition, body),
    }
}

/// One more round of a loop. Each takes a moment at least, so that a loop that waits lets something happen.
fn round(context: &mut Context<'_>, script: &mut Script, condition: Node, body: Node) {
    if script.rounds == 0 {
        context.warn(format!("sh: a loop went round {ROUNDS} times; it is ended here"));
        script.todo.clear();
        script.memory.status = 1;
        return;
    }
    script.rounds -= 1;
    let begins =
        context.world.now + if script.round == Some(context.world.now) { STARTING } else { Millis::ZERO };
    script.pause = Some(begins).filter(|begins| *begins > context.world.now);
    script.round = Some(begins);
    script.todo.extend([Step::While(condition, body.clone()), Step::Run(body)]);
}

/// The end of a part whose output went somewhere.
fn close(context: &mut Context<'_>, script: &mut Script) {
    let Some(sink) = script.sinks.pop() else { return };
    if let Some(status) = sink.close(context, &script.memory) {
        script.memory.status = status;
    }
}

fn run(context: &mut Context<'_>, script: &mut Script, node: Node, given: Option<String>) {
    if !takes_time(&node, &script.memory.machine) {
        return run_node(context, script, &node, given.as_deref().unwrap_or(""));
    }
    match node {
        Node::List(nodes) => script.todo.extend(nodes.into_iter().rev().map(Step::Run)),
        Node::And(first, second) => script.todo.extend([Step::IfWell(*second), Step::Run(*first)]),
        Node::Or(first, second) => script.todo.extend([Step::IfNot(*second), Step::Run(*first)]),
        Node::Not(node) => script.todo.extend([Step::Not, Step::Run(*node)]),
        Node::If(condition, then, otherwise) => {
            let choose = Step::Choose(*then, otherwise.map(|node| *node));
            script.todo.extend([choose, Step::Run(*condition)]);
        }
        Node::While(condition, body) => match (read_into(&condition), given) {
            (Some(variable), Some(text)) => {
                let lines = text.lines().rev().map(String::from).collect();
                script.todo.push(Step::Each(variable, lines, *body));
            }
            (_, _) => script.todo.push(Step::While(*condition, *body)),
        },
        Node::For(name, words, body) => {
            let list = Node::Simple { set: Vec::new(), words };
            let mut words = expanded(context, &script.memory, &list);
            words.reverse();
            script.todo.push(Step::Each(name, words, *body));
        }
        Node::Pipe(nodes) => pipe(context, script, nodes),
        Node::Redirected(node, redirects) => redirected(context, script, *node, &redirects, given),
        Node::Simple { .. } => command(context, script, &node, given),
    }
}

/// A pipe waits for the last of its commands that takes time: what is before it runs first, and what is behind it takes
/// its output.
fn pipe(context: &mut Context<'_>, script: &mut Script, mut nodes: Vec<Node>) {
    let at = nodes.iter().rposition(|node| ends(node, &script.memory.machine)).unwrap_or(0);
    let after = nodes.split_off(at + 1);
    let Some(node) = nodes.pop() else { return };
    if !after.is_empty() {
        script.sinks.push(Sink::pipe(after));
        script.todo.push(Step::Close);
    }
    if nodes.is_empty() {
        return script.todo.push(Step::Run(node));
    }
    let mut io = Io::default();
    let mut shell = Shell::resume(context.world, context.session, script.memory.clone());
    shell.node(&Node::Pipe(nodes), "", &mut io);
    context.complain(&io.err);
    if name(&node) != "xargs" {
        return script.todo.push(Step::Feed(node, io.out));
    }
    let words = expanded(context, &script.memory, &node);
    let commands = xargs_commands(words.get(1..).unwrap_or_default(), &io.out);
    script.todo.extend(commands.iter().rev().map(|words| Step::Run(simple(words))));
}

/// A part with redirections; what it reads is looked up first.
fn redirected(
    context: &mut Context<'_>,
    script: &mut Script,
    node: Node,
    redirects: &[Redirect],
    mut given: Option<String>,
) {
    let mut io = Io::default();
    let mut shell = Shell::resume(context.world, context.session, script.memory.clone());
    for redirect in redirects {
        match shell.input(redirect, &mut io) {
            Ok(text) => given = text.or(given),
            Err(status) => {
                context.complain(&io.err);
                script.memory.status = status;
                return;
            }
        }
    }
    context.complain(&io.err);
    let part = match given {
        Some(text) => Step::Feed(node, text),
        None => Step::Run(node),
    };
    if let Some(sink) = Sink::redirected(context, &script.memory, redirects) {
        script.sinks.push(sink);
        script.todo.push(Step::Close);
    }
    script.todo.push(part);
}

/// Runs a command that takes time, with what it reads.
fn command(context: &mut Context<'_>, script: &mut Script, node: &Node, given: Option<String>) {
    let words = expanded(context, &script.memory, node);
    if words.first().is_some_and(|name| name == "sleep") {
        script.pause = Some(context.world.now + span(words.get(1).map_or("", |word| word)));
        script.memory.status = 0;
        return;
    }
    let stdin = given.as_deref().unwrap_or(context.stdin);
    let mut inner = Context::new(context.world, context.session, stdin);
    let progress = kubectl::run(&mut inner, words.get(1..).unwrap_or_default());
    let written = inner.written;
    context.written.extend(written);
    stands(script, progress);
    if let Some(Process::Shell(_) | Process::Edit(_) | Process::Forward(_)) = script.running.as_deref() {
        context.warn("sh: kubectl exec -it, edit and port-forward cannot be part of a longer line here");
        (script.running, script.memory.status) = (None, 1);
    }
}

fn run_node(context: &mut Context<'_>, script: &mut Script, node: &Node, stdin: &str) {
    let mut io = Io::default();
    let mut shell = Shell::resume(context.world, context.session, script.memory.clone());
    shell.node(node, stdin, &mut io);
    script.memory = shell.memory;
    context.print(&io.out);
    context.complain(&io.err);
}

impl Script {
    /// The pod that goes when this line has ended.
    pub(crate) fn passing(&self) -> Option<Key> {
        match &self.whose {
            Whose::Pod { key, passing: true } => Some(key.clone()),
            _ => self.running.as_ref()?.passing(),
        }
    }

    /// When its running command must look at the clock.
    pub(crate) fn wakes_at(&self) -> Option<Time> {
        self.pause.or_else(|| self.running.as_ref()?.wakes_at())
    }
}
