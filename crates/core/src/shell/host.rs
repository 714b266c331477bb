//! The terminal's own commands (`kubectl`, `minikube`), and lines in which they stand beside others: pipes, `&&`, `;`.

use super::machine::{Machine, Memory, Shell};
use super::parse::{Node, Piece, Word, parse};
use super::{Io, repeat};
use crate::kubectl::{self, Context, Process, Progress};
use crate::object::{Key, Kind};
use crate::time::{Millis, Time};

type Command = fn(&mut Shell<'_>, &[String], &str, &mut Io) -> i32;

/// The commands that only the terminal has.
pub(super) const COMMANDS: &[(&str, Command)] = &[("kubectl", kubectl), ("minikube", minikube)];

/// What stands for itself when a line is put together again from its words.
const OPERATORS: [&str; 8] = ["|", "||", "&&", ";", ">", ">>", "<", "&"];

/// Whether the words of a command line are more than one command.
pub(crate) fn is_line(words: &[String]) -> bool {
    words.iter().any(|word| OPERATORS.contains(&word.as_str()))
}

/// A line that waits in the middle: for a command of its own, with what is to be done after it.
#[derive(Clone, Debug)]
pub struct Script {
    memory: Memory,
    /// What is left, the next last.
    todo: Vec<Step>,
    running: Option<Box<Process>>,
    /// Where the running command's output goes.
    through: Vec<Node>,
    /// Whether any has gone there.
    piped: bool,
    /// When the next command begins, after one that waited.
    pause: Option<Time>,
}

/// How long a program takes to start: after `delete pod … &&` the next command finds the pod that replaced it.
const STARTING: Millis = Millis(100);

#[derive(Clone, Debug)]
enum Step {
    Run(Node),
    IfWell(Node),
    IfNot(Node),
}

/// Starts a line of the terminal: `sh -c LINE`, or the words of one.
pub(crate) fn start(context: &mut Context<'_>, words: &[String]) -> Progress {
    let line = match words {
        [shell, option, line] if matches!(shell.as_str(), "sh" | "bash") && option == "-c" => line.clone(),
        words => words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" "),
    };
    let node = match parse(&line) {
        Ok(node) => node,
        Err(message) => {
            context.warn(format!("sh: {message}"));
            return Progress::Done(2);
        }
    };
    let memory = Memory::new(Machine::Terminal);
    if let Some(words) = expanded(context, &memory, &node) {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let owned = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
        match words.as_slice() {
            ["kubectl" | "k", rest @ ..] => return kubectl::run(context, &owned(rest)),
            ["watch", rest @ ..] => return repeat::start(context, &owned(rest)),
            ["minikube", "ssh"] => {
                return Progress::Running(Process::Shell(Box::new(Memory::new(Machine::Node))));
            }
            _ => {}
        }
    }
    let mut script = Script {
        memory,
        todo: vec![Step::Run(node)],
        running: None,
        through: Vec::new(),
        piped: false,
        pause: None,
    };
    go_on(context, &mut script)
}

fn quoted(word: &str) -> String {
    if OPERATORS.contains(&word) { word.into() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}

/// A lone `kubectl …`.
fn is_kubectl(node: &Node) -> bool {
    let Node::Simple { set, words } = node else { return false };
    let name = words.first().map(Word::as_slice);
    set.is_empty() && matches!(name, Some([Piece::Text(name, _)]) if name == "kubectl" || name == "k")
}

/// The words of a lone command that may run on, after their expansions.
fn expanded(context: &mut Context<'_>, memory: &Memory, node: &Node) -> Option<Vec<String>> {
    let Node::Simple { set, words } = node else { return None };
    let first = words.first().map(Word::as_slice);
    let runs_on = matches!(first, Some([Piece::Text(name, _)]) if RUN_ON.contains(&name.as_str()));
    if !set.is_empty() || !runs_on {
        return None;
    }
    let mut shell = Shell::resume(context.world, context.session, memory.clone());
    let mut io = Io::default();
    Some(words.iter().flat_map(|word| shell.expand(word, &mut io)).collect())
}

/// The terminal's commands that may run on.
const RUN_ON: [&str; 4] = ["kubectl", "k", "watch", "minikube"];

/// Looks at a line that waits.
pub(crate) fn poll(context: &mut Context<'_>, script: &mut Script) -> Progress {
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
    let mut output = String::new();
    for (error, text) in written {
        match error {
            true => context.complain(&text),
            false if script.through.is_empty() => context.print(text),
            false => output += &text,
        }
    }
    let done = matches!(progress, Progress::Done(_));
    match progress {
        Progress::Running(process) => script.running = Some(Box::new(process)),
        Progress::Done(code) if script.through.is_empty() => script.memory.status = code,
        Progress::Done(_) => {}
    }
    if !script.through.is_empty() && (!output.is_empty() || (done && !script.piped)) {
        script.piped = true;
        let pipe = Node::Pipe(script.through.clone());
        run_node(context, script, &pipe, &output);
    }
}

fn go_on(context: &mut Context<'_>, script: &mut Script) -> Progress {
    if script.pause.is_some_and(|until| context.world.now >= until) {
        script.pause = None;
    }
    while script.running.is_none() && script.pause.is_none() && !script.memory.over {
        let Some(step) = script.todo.pop() else { break };
        let well = script.memory.status == 0;
        match step {
            Step::Run(node) => step_node(context, script, node),
            Step::IfWell(node) if well => step_node(context, script, node),
            Step::IfNot(node) if !well => step_node(context, script, node),
            Step::IfWell(_) | Step::IfNot(_) => {}
        }
    }
    if script.running.is_some() || script.pause.is_some() {
        return Progress::Running(Process::Script(Box::new(script.clone())));
    }
    Progress::Done(script.memory.status)
}

fn step_node(context: &mut Context<'_>, script: &mut Script, node: Node) {
    match node {
        Node::List(nodes) => script.todo.extend(nodes.into_iter().rev().map(Step::Run)),
        Node::And(first, second) => script.todo.extend([Step::IfWell(*second), Step::Run(*first)]),
        Node::Or(first, second) => script.todo.extend([Step::IfNot(*second), Step::Run(*first)]),
        Node::Pipe(mut nodes) if nodes.first().is_some_and(is_kubectl) => {
            let first = nodes.remove(0);
            (script.through, script.piped) = (nodes, false);
            command(context, script, &first);
        }
        node if is_kubectl(&node) => {
            script.through.clear();
            command(context, script, &node);
        }
        node => run_node(context, script, &node, ""),
    }
}

fn command(context: &mut Context<'_>, script: &mut Script, node: &Node) {
    let Some(words) = expanded(context, &script.memory, node) else { return };
    inner(context, script, |context| kubectl::run(context, &words[1..]));
    if let Some(Process::Shell(_)) = script.running.as_deref() {
        context.warn("sh: a shell in a pod cannot be part of a longer line");
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
    /// When its running command must look at the clock.
    pub(crate) fn wakes_at(&self) -> Option<Time> {
        self.pause.or_else(|| self.running.as_ref()?.wakes_at())
    }
}

/// `kubectl` within something longer; there nobody waits for it.
fn kubectl(shell: &mut Shell<'_>, words: &[String], stdin: &str, io: &mut Io) -> i32 {
    let mut context = Context::new(shell.world, shell.session, stdin);
    let progress = kubectl::run(&mut context, words);
    for (error, text) in context.written {
        if error { io.err += &text } else { io.out += &text }
    }
    match progress {
        Progress::Done(code) => code,
        Progress::Running(_) => 0,
    }
}

fn minikube(shell: &mut Shell<'_>, words: &[String], stdin: &str, io: &mut Io) -> i32 {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["service", rest @ ..] => service(shell, rest, io),
        ["ip"] => {
            io.out += &format!("{}\n", address(shell));
            0
        }
        ["status" | "start"] => {
            io.out += "minikube\ntype: Control Plane\nhost: Running\nkubelet: Running\napiserver: Running\n";
            0
        }
        ["ssh", rest @ ..] => ssh(shell, rest, stdin, io),
        _ => {
            io.err += "minikube knows here: ip, service, ssh, status\n";
            64
        }
    }
}

fn address(shell: &Shell<'_>) -> String {
    let node = shell.world.store.list(Kind::Node, None).next();
    node.and_then(|node| node.node()).map_or_else(String::new, |node| node.address.to_string())
}

/// Commands on a node, each in a fresh shell there; without one nothing happens.
fn ssh(shell: &mut Shell<'_>, words: &[&str], stdin: &str, io: &mut Io) -> i32 {
    let words: Vec<&str> = words.iter().copied().filter(|word| *word != "--").collect();
    let before = std::mem::replace(&mut shell.memory, Memory::new(Machine::Node));
    let script = if words.is_empty() { stdin.to_string() } else { words.join(" ").replace("sudo ", "") };
    let status = shell.script(&script, "", io);
    shell.memory = before;
    status
}

/// `minikube service NAME --url`.
fn service(shell: &mut Shell<'_>, words: &[&str], io: &mut Io) -> i32 {
    let at = words.iter().position(|word| matches!(*word, "-n" | "--namespace"));
    let namespace =
        at.and_then(|at| words.get(at + 1)).map_or_else(|| shell.namespace(), ToString::to_string);
    let is_name =
        |(place, word): &(usize, &&str)| !word.starts_with('-') && at.is_none_or(|at| *place != at + 1);
    let Some((_, name)) = words.iter().enumerate().find(is_name) else {
        io.err += "minikube: You must specify a service name\n";
        return 64;
    };
    let object = shell.world.store.get(&Key::new(Kind::Service, &namespace, name));
    let Some(service) = object.and_then(|object| object.service()) else {
        io.err += &format!(
            "X Exiting due to SVC_NOT_FOUND: Service '{name}' was not found in '{namespace}' namespace.\n"
        );
        return 115;
    };
    let ports: Vec<u16> = service.ports.iter().map(|port| port.node_port).filter(|port| *port > 0).collect();
    if ports.is_empty() {
        io.err += &format!("* service {namespace}/{name} has no node port\n");
        return 0;
    }
    let address = address(shell);
    ports.iter().for_each(|port| io.out += &format!("http://{address}:{port}\n"));
    0
}
