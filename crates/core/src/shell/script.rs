//! A line of the terminal: `kubectl` beside other commands, in pipes, lists, loops; and how it waits for those of its
//! commands that take time. Lines in a pod that sleep or go round wait in the same way.

mod start;
mod time;

pub(crate) use start::{start, start_attached, start_exec, start_typed};

use super::Io;
use super::machine::{Memory, Shell};
use super::parse::{Node, Piece, Redirect};
use super::stream::xargs_commands;
use crate::kubectl::{self, Context, Process, Progress};
use crate::object::Key;
use crate::process::ProcessId;
use crate::time::{Millis, Time};
use crate::world::Event;
use time::{ends, name, read_into, simple, span, takes_time};

/// A line that waits in the middle: for a command of its own, with what is to be done after it.
#[derive(Clone, Debug)]
pub struct Script {
    memory: Memory,
    whose: Whose,
    /// What is left, the next last.
    todo: Vec<Step>,
    running: Option<Box<Process>>,
    sink: Sink,
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

/// Where a running command's output goes.
#[derive(Clone, Debug, Default)]
struct Sink {
    /// Through the rest of its pipe.
    through: Vec<Node>,
    /// Whether any has gone there.
    piped: bool,
    /// Whether its errors go there too (`2>&1`), or nowhere (`2>/dev/null`).
    errors: Errors,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Errors {
    #[default]
    Shown,
    Joined,
    Dropped,
}

/// How long a program takes to start: after `delete pod … &&` the next command finds the pod that replaced it.
const STARTING: Millis = Millis(100);

/// How many times the loops of a line may go round: nobody's loop goes on for ever.
const ROUNDS: u32 = 1_000;

#[derive(Clone, Debug)]
enum Step {
    Run(Node),
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
        Script {
            memory,
            whose,
            todo,
            running: None,
            sink: Sink::default(),
            pause: None,
            rounds: ROUNDS,
            round: None,
        }
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
        inner(context, script, |context| kubectl::poll_process(context, &mut process));
        if script.running.is_none() && !script.todo.is_empty() {
            script.pause = Some(context.world.now + STARTING);
        }
    }
    go_on(context, script)
}

/// Lets a command go on, and sends what it writes through the rest of its pipe. (What it writes later goes through anew:
/// `wc` behind a watch counts every change by itself.)
fn inner(context: &mut Context<'_>, script: &mut Script, run: impl FnOnce(&mut Context<'_>) -> Progress) {
    let before = std::mem::take(&mut context.written);
    let progress = run(context);
    let written = std::mem::replace(&mut context.written, before);
    let through = !script.sink.through.is_empty();
    let mut output = String::new();
    for (error, text) in written {
        match (error, script.sink.errors) {
            (true, Errors::Dropped) => {}
            (true, Errors::Shown) => context.complain(&text),
            (true, Errors::Joined) | (false, _) if through => output += &text,
            (true, Errors::Joined) | (false, _) => context.print(text),
        }
    }
    let done = matches!(progress, Progress::Done(_));
    match progress {
        Progress::Running(process) => script.running = Some(Box::new(process)),
        Progress::Done(code) if !through => script.memory.status = code,
        Progress::Done(_) => {}
    }
    if through && (!output.is_empty() || (done && !script.sink.piped)) {
        script.sink.piped = true;
        let pipe = Node::Pipe(script.sink.through.clone());
        run_node(context, script, &pipe, &output);
    }
}

fn go_on(context: &mut Context<'_>, script: &mut Script) -> Progress {
    if script.pause.is_some_and(|until| context.world.now >= until) {
        script.pause = None;
    }
    while script.running.is_none() && script.pause.is_none() && !script.memory.over {
        let Some(step) = script.todo.pop() else { break };
        take(context, script, step);
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
        Whose::Pod { key, passing } => kubectl::ended(context, key, *passing, status),
        Whose::Shell(id) => drop(context.world.queue.plan(context.world.now, Event::Process(*id))),
        Whose::Exec if status == 0 => {}
        Whose::Exec => context.warn(format!("command terminated with exit code {status}")),
    }
    Progress::Done(status)
}

fn take(context: &mut Context<'_>, script: &mut Script, step: Step) {
    let well = script.memory.status == 0;
    match step {
        Step::Run(node) => run(context, script, node),
        Step::IfWell(node) if well => run(context, script, node),
        Step::IfNot(node) if !well => run(context, script, node),
        Step::IfWell(_) | Step::IfNot(_) => {}
        Step::Not => script.memory.status = i32::from(well),
        Step::Choose(then, _) if well => run(context, script, then),
        Step::Choose(_, Some(otherwise)) => run(context, script, otherwise),
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

fn run(context: &mut Context<'_>, script: &mut Script, node: Node) {
    if !takes_time(&node, &script.memory.machine) {
        return run_node(context, script, &node, "");
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
        Node::While(condition, body) => script.todo.push(Step::While(*condition, *body)),
        Node::For(name, words, body) => {
            let list = Node::Simple { set: Vec::new(), words };
            let mut words = expanded(context, &script.memory, &list);
            words.reverse();
            script.todo.push(Step::Each(name, words, *body));
        }
        Node::Pipe(nodes) => pipe(context, script, nodes),
        Node::Simple { .. } | Node::Redirected(..) => command(context, script, &node, Vec::new(), None),
    }
}

/// A pipe waits for the command at its end, if that takes time, else for the one at its beginning.
fn pipe(context: &mut Context<'_>, script: &mut Script, mut nodes: Vec<Node>) {
    let Some(last) = nodes.pop_if(|last| ends(last, &script.memory.machine)) else {
        let first = nodes.remove(0);
        return command(context, script, &first, nodes, None);
    };
    let mut io = Io::default();
    let mut shell = Shell::resume(context.world, context.session, script.memory.clone());
    shell.node(&Node::Pipe(nodes), "", &mut io);
    context.complain(&io.err);
    if let Node::While(condition, body) = &last
        && let Some(variable) = read_into(condition)
    {
        let lines = io.out.lines().rev().map(String::from).collect();
        return script.todo.push(Step::Each(variable, lines, (**body).clone()));
    }
    if name(&last) != "xargs" {
        return command(context, script, &last, Vec::new(), Some(io.out));
    }
    let words = expanded(context, &script.memory, &last);
    let commands = xargs_commands(words.get(1..).unwrap_or_default(), &io.out);
    script.todo.extend(commands.iter().rev().map(|words| Step::Run(simple(words))));
}

/// Runs a command that takes time, with what its output goes through, and what it reads.
fn command(
    context: &mut Context<'_>,
    script: &mut Script,
    node: &Node,
    through: Vec<Node>,
    given: Option<String>,
) {
    let (simple, redirects) = match node {
        Node::Redirected(node, redirects) => (&**node, redirects.as_slice()),
        node => (node, &[][..]),
    };
    script.sink = Sink { through, piped: false, errors: Errors::Shown };
    let Some(stdin) = redirect(context, script, redirects) else { return };
    let words = match simple {
        Node::Simple { .. } => expanded(context, &script.memory, simple),
        // What is grouped is not waited for within its pipe.
        group => {
            let mut nodes = vec![group.clone()];
            nodes.append(&mut script.sink.through);
            return run_node(context, script, &Node::Pipe(nodes), "");
        }
    };
    if words.first().is_some_and(|name| name == "sleep") {
        script.pause = Some(context.world.now + span(words.get(1).map_or("", |word| word)));
        script.memory.status = 0;
        return;
    }
    let before = context.stdin;
    inner(context, script, |context| {
        let stdin = stdin.as_deref().or(given.as_deref()).unwrap_or(before);
        let mut within = Context::new(context.world, context.session, stdin);
        let progress = kubectl::run(&mut within, words.get(1..).unwrap_or_default());
        let written = within.written;
        context.written.extend(written);
        progress
    });
    if let Some(Process::Shell(_) | Process::Edit(_) | Process::Forward(_)) = script.running.as_deref() {
        context.warn("sh: kubectl exec -it, edit and port-forward cannot be part of a longer line here");
        (script.running, script.memory.status) = (None, 1);
    }
}

/// Sets up what a command's redirections say. Gives what it reads, if they say that; none where one has failed.
fn redirect(
    context: &mut Context<'_>,
    script: &mut Script,
    redirects: &[Redirect],
) -> Option<Option<String>> {
    let mut stdin = None;
    for redirect in redirects {
        match redirect {
            Redirect::ErrToOut | Redirect::OutToErr => script.sink.errors = Errors::Joined,
            Redirect::To { out: true, err, .. } => {
                if *err {
                    script.sink.errors = Errors::Joined;
                }
                let cat =
                    Node::Simple { set: Vec::new(), words: vec![vec![Piece::Text("cat".into(), true)]] };
                script.sink.through.insert(0, Node::Redirected(Box::new(cat), vec![redirect.clone()]));
            }
            Redirect::To { .. } => script.sink.errors = Errors::Dropped,
            Redirect::From(_) | Redirect::Here(_) => {
                let mut io = Io::default();
                let mut shell = Shell::resume(context.world, context.session, script.memory.clone());
                let given = shell.input(redirect, &mut io);
                context.complain(&io.err);
                match given {
                    Ok(given) => stdin = given,
                    Err(status) => {
                        script.memory.status = status;
                        return None;
                    }
                }
            }
        }
    }
    Some(stdin)
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
    /// When its running command must look at the clock.
    pub(crate) fn wakes_at(&self) -> Option<Time> {
        self.pause.or_else(|| self.running.as_ref()?.wakes_at())
    }
}
