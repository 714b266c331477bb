//! The terminal's own commands: `alias`, and `kubectl` and `minikube` as parts of something longer.

use super::machine::{Machine, Memory, Shell};
use super::{Io, files, jq};
use crate::kubectl::{self, Context, Progress};
use crate::object::{Key, Kind};

type Command = fn(&mut Shell<'_>, &[String], &str, &mut Io) -> i32;

/// The commands that only the terminal has.
pub(super) const COMMANDS: &[(&str, Command)] = &[
    ("alias", alias),
    ("jq", jq::jq),
    ("k", kubectl),
    ("kubectl", kubectl),
    ("less", files::cat),
    ("minikube", minikube),
    ("more", files::cat),
];

/// What people type in a terminal of their own, and what there is here instead.
const INSTEAD: [(&str, &str); 8] = [
    ("complete", COMPLETES),
    ("helm", "charts are not installed here; apply the manifests that helm template gives"),
    ("history", "the arrow keys go through the lines of before, and Ctrl-R searches them"),
    ("nano", WRITES),
    ("source", COMPLETES),
    ("vi", WRITES),
    ("vim", WRITES),
    ("which", "kubectl, minikube and the shell's commands are all there is here"),
];
const COMPLETES: &str = "this terminal completes by itself: press Tab";
const WRITES: &str =
    "this terminal has no editor; cat > FILE <<EOF writes a file, and EOF on a line of its own ends it";

/// What there is instead of a command.
pub(super) fn instead(name: &str) -> Option<&'static str> {
    INSTEAD.iter().find(|(known, _)| *known == name).map(|(_, instead)| *instead)
}

/// How the shell remembers an alias among its variables, whose names have no blanks.
const ALIAS: &str = "alias ";

/// `alias kgp='kubectl get pods'`
fn alias(shell: &mut Shell<'_>, words: &[String], _: &str, _: &mut Io) -> i32 {
    for (name, meaning) in words.iter().filter_map(|word| word.split_once('=')) {
        shell.memory.variables.insert(format!("{ALIAS}{name}"), meaning.into());
    }
    0
}

/// The words that an alias stands for.
pub(super) fn meaning(memory: &Memory, name: &str) -> Option<Vec<String>> {
    memory.variables.get(&format!("{ALIAS}{name}")).and_then(|meaning| super::plain_words(meaning))
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
