//! The verbs: which there are, which flags each takes, and what runs them.

use super::args::Args;
use super::context::Context;
use super::create::CREATED;
use super::failure::Failure;
use super::{DONE, Outcome, Progress, output};
use super::{
    apply, auth, autoscale, config, cp, create, debug, delete, describe, diff, discovery, edit, events, exec,
    explain, expose, forward, get, label, logs, nodes, patch, replace, rollout, scale, set, wait,
};

/// A verb.
pub(crate) struct Verb {
    /// What one types.
    pub name: &'static str,
    /// Its flags, in the notation of [`Args::parse`]. A function gives them, so that the page need not load those of all
    /// verbs before its first picture.
    pub flags: fn() -> &'static str,
    /// Whether it only reads.
    reads: Reads,
    /// What runs it.
    run: fn(&mut Context<'_>, &Args) -> Outcome,
}

/// Whether a verb only reads.
#[derive(Clone, Copy)]
enum Reads {
    /// It does.
    Always,
    /// It changes the cluster.
    Never,
    /// That depends on its words.
    If(fn(&Args) -> bool),
}

use Reads::{Always, If, Never};

/// Every verb, in the order of `kubectl --help`.
#[rustfmt::skip]
pub(crate) const VERBS: &[Verb] = {
    type Run = fn(&mut Context<'_>, &Args) -> Outcome;
    const fn verb(name: &'static str, flags: fn() -> &'static str, reads: Reads, run: Run) -> Verb {
        Verb { name, flags, reads, run }
    }
    &[
        verb("create", || create::FLAGS, Never, create::run),
        verb("expose", || expose::EXPOSE_FLAGS, Never, expose::expose),
        verb("run", || expose::RUN_FLAGS, Never, expose::run),
        verb("set", || set::FLAGS, If(|args| args.on("list")), set::run),
        verb("explain", || explain::FLAGS, Always, explain::run),
        verb("get", || get::FLAGS, Always, get::run),
        verb("edit", || edit::FLAGS, Never, edit::run),
        verb("delete", || delete::FLAGS, Never, delete::run),
        verb("rollout", || rollout::FLAGS, If(rollout::only_reads), rollout::run),
        verb("scale", || scale::FLAGS, Never, scale::run),
        verb("autoscale", || autoscale::FLAGS, Never, autoscale::run),
        verb("top", || discovery::TOP_FLAGS, Always, discovery::top),
        verb("cordon", || nodes::FLAGS, Never, nodes::cordon),
        verb("uncordon", || nodes::FLAGS, Never, nodes::uncordon),
        verb("drain", || nodes::DRAIN_FLAGS, Never, nodes::drain),
        verb("taint", || nodes::TAINT_FLAGS, Never, nodes::taint),
        verb("describe", || describe::FLAGS, Always, describe::run),
        verb("patch", || patch::FLAGS, Never, patch::run),
        verb("apply", || apply::FLAGS, Never, apply::run),
        verb("replace", || replace::FLAGS, Never, replace::run),
        verb("logs", || logs::FLAGS, Always, logs::logs),
        verb("exec", || exec::EXEC_FLAGS, If(exec::only_reads), exec::exec),
        verb("wait", || wait::FLAGS, Always, wait::run),
        verb("label", || label::FLAGS, If(|args| args.on("list")), label::label),
        verb("annotate", || label::FLAGS, If(|args| args.on("list")), label::annotate),
        verb("events", || events::FLAGS, Always, events::run),
        verb("api-resources", || discovery::FLAGS, Always, discovery::resources),
        verb("api-versions", || "", Always, discovery::versions),
        verb("config", || config::FLAGS, Always, config::run),
        verb("auth", || auth::FLAGS, Always, auth::run),
        verb("cluster-info", || "output-directory= namespaces=", Always, auth::cluster_info),
        verb("cp", || cp::FLAGS, Never, cp::run),
        verb("debug", || debug::FLAGS, Never, debug::run),
        verb("diff", || diff::FLAGS, Always, diff::run),
        verb("port-forward", || forward::FLAGS, Always, forward::run),
        verb("version", || discovery::VERSION_FLAGS, Always, discovery::version),
    ]
};

/// What a verb does, in a few words.
fn about(verb: &str) -> &'static str {
    match verb {
        "create" => "Create a resource from a file or from stdin",
        "expose" => "Expose pods as a new Service",
        "run" => "Run an image in a pod",
        "set" => "Set specific features on objects",
        "explain" => "Get documentation for a resource",
        "get" => "Display one or many resources",
        "edit" => "Edit a resource",
        "delete" => "Delete resources",
        "rollout" => "Manage the rollout of a resource",
        "scale" => "Set a new size for a workload",
        "autoscale" => "Set the bounds of an autoscaler for a workload",
        "top" => "Display resource (CPU/memory) usage",
        "cordon" => "Mark a node as unschedulable",
        "uncordon" => "Mark a node as schedulable",
        "drain" => "Drain a node in preparation for maintenance",
        "taint" => "Update the taints on nodes",
        "describe" => "Show details of a resource",
        "patch" => "Update fields of a resource",
        "apply" => "Apply a configuration to a resource",
        "replace" => "Replace a resource from a file or from stdin",
        "logs" => "Print the logs of a container",
        "exec" => "Execute a command in a container",
        "wait" => "Wait for a condition on resources",
        "label" => "Update the labels on a resource",
        "annotate" => "Update the annotations on a resource",
        "events" => "List events",
        "api-resources" => "Print the API resources on the server",
        "api-versions" => "Print the API versions on the server",
        "config" => "Modify the terminal's context",
        "auth" => "Inspect authorization",
        "cluster-info" => "Display where the cluster is",
        "cp" => "Copy a file to or from a container",
        "debug" => "Open a shell beside a pod or on a node",
        "diff" => "Diff the live version against what would be applied",
        "port-forward" => "Forward local ports to a pod",
        "version" => "Print the client and server versions",
        _ => "",
    }
}

/// Verbs of the real kubectl that a simulated cluster has no use for, with why.
const ABSENT: &[(&str, &str)] = &[
    ("alpha", "commands in alpha are not simulated here"),
    (
        "attach",
        "containers here run no programs that one could attach to; kubectl exec -it opens a shell in one",
    ),
    ("certificate", "this cluster signs no certificates"),
    ("completion", "this terminal completes by itself: press Tab"),
    ("kuberc", "this terminal has no preferences to set"),
    ("kustomize", "this terminal builds no kustomizations; paste the manifest that yours gives"),
    ("plugin", "this terminal has no plugins"),
    ("proxy", "the API server here answers kubectl alone, not the network"),
];

/// The parts of verbs that have some.
const PARTS: [(&str, &str); 6] = [
    ("auth", "can-i whoami"),
    ("config", CONFIG),
    ("create", CREATED),
    ("rollout", "history pause restart resume status undo"),
    ("set", "env image resources selector serviceaccount"),
    ("top", "node pod"),
];

const CONFIG: &str = "current-context get-clusters get-contexts get-users set-context use-context view";

/// The parts of a verb.
pub(super) fn parts(verb: &str) -> impl Iterator<Item = &'static str> {
    let parts = PARTS.iter().find(|(known, _)| *known == verb).map_or("", |(_, parts)| parts);
    parts.split(' ').filter(|part| !part.is_empty())
}

/// Flags that kubectl takes leave of, and with which words.
const DEPRECATED: [(&str, &str); 3] = [
    (
        "cpu-percent",
        "Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).",
    ),
    ("delete-local-data", "This option is deprecated and will be deleted. Use --delete-emptydir-data."),
    ("record", "--record will be removed in the future"),
];

/// Parts of `create` for which a simulated cluster has no use.
const NOT_CREATED: [&str; 4] = ["ingress", "quota", "resourcequota", "token"];

/// Whether a command line only reads, without its first word; so does one that is refused.
pub(crate) fn only_reads(words: &[String]) -> bool {
    let (before, words) = leading_flags(words);
    let Some((name, words)) = words.split_first() else { return true };
    let Some(verb) = VERBS.iter().find(|verb| verb.name == name) else { return true };
    let words: Vec<String> = before.iter().chain(words).cloned().collect();
    let Ok(args) = Args::parse(verb.name, (verb.flags)(), &words) else { return true };
    let dry = args.get("dry-run").is_some_and(|value| !matches!(value, "none" | "false"));
    let reads = match verb.reads {
        Always => true,
        Never => false,
        If(reads) => reads(&args),
    };
    reads || dry || args.on("help")
}

/// Runs a command line without its first word.
pub(super) fn run(context: &mut Context<'_>, words: &[String]) -> Outcome {
    // Flags before the verb are the global ones.
    let (before, words) = leading_flags(words);
    let Some((name, words)) = words.split_first() else { return alone(context, before) };
    let Some(verb) = VERBS.iter().find(|verb| verb.name == name) else { return other(context, name, words) };
    if let Some(what) = words.first().filter(|word| name == "create" && NOT_CREATED.contains(&word.as_str()))
    {
        return Err(Failure::error(format!(
            "kubectl create {what} is not simulated here; what it makes does nothing here"
        )));
    }
    let words: Vec<String> = before.iter().chain(words).cloned().collect();
    let args =
        Args::parse(verb.name, (verb.flags)(), &words).map_err(|failure| of_part(verb, &words, failure))?;
    if args.on("help") {
        context.print(verb_help(verb));
        return DONE;
    }
    // Nothing but `-f FILE` is the usual thing to be done.
    if args.get("filename").is_none() || args.given() > 1 {
        if args.words.is_empty() && args.get("filename").is_none() && parts(verb.name).next().is_some() {
            return without_part(context, verb);
        }
        prepare(context, verb, &args)?;
    }
    (verb.run)(context, &args).map_err(|failure| hinted(verb, failure))
}

/// `kubectl` without a verb: its help, or what is wrong with its flags.
fn alone(context: &mut Context<'_>, flags: &[String]) -> Outcome {
    let wrong = |failure: Failure| {
        let message = failure.message.replace("'kubectl  --help'", "'kubectl --help'");
        Failure { message, ..failure }
    };
    Args::parse("", "", flags).map_err(wrong)?;
    context.print(help());
    DONE
}

/// A flag's value that cannot be read has the hint of other flag errors.
fn hinted(verb: &Verb, failure: Failure) -> Failure {
    if !failure.message.starts_with("error: invalid argument") || failure.message.contains("See 'kubectl") {
        return failure;
    }
    let message = format!("{}See 'kubectl {} --help' for usage.\n", failure.message, verb.name);
    Failure { message, ..failure }
}

/// Looks at flags that many verbs have.
fn prepare(context: &mut Context<'_>, verb: &Verb, args: &Args) -> Result<(), Failure> {
    let dry_run = output::dry_run(args)?;
    for (flag, words) in DEPRECATED.iter().filter(|(flag, _)| args.get(flag).is_some()) {
        context.warn(format!("Flag --{flag} has been deprecated, {words}"));
    }
    if args.on("record") && dry_run.is_empty() {
        context.cause = Some(args.line(verb.name));
    }
    Ok(())
}

/// How a flag of a part of a verb fails: the hint is about the part.
fn of_part(verb: &Verb, words: &[String], failure: Failure) -> Failure {
    let part = words.first().and_then(|word| parts(verb.name).find(|part| part == word));
    let Some(part) = part else { return failure };
    let (plain, full) =
        (format!("kubectl {} --help", verb.name), format!("kubectl {} {part} --help", verb.name));
    Failure { message: failure.message.replace(&plain, &full), ..failure }
}

/// A verb that does nothing without one of its parts says which there are (`DefaultSubCommandRun`).
fn without_part(context: &mut Context<'_>, verb: &Verb) -> Outcome {
    match verb.name {
        "create" => context.complain(&format!("Error: must specify one of -f and -k\n\n{}", verb_help(verb))),
        _ => context.print(verb_help(verb)),
    }
    Ok(Progress::Done(1))
}

/// `-n lab get pods`: the flags before the verb, with the value that stands apart.
fn leading_flags(words: &[String]) -> (&[String], &[String]) {
    let mut at = 0;
    while words.get(at).is_some_and(|word| word.starts_with('-') && word.len() > 1) {
        let takes_next = matches!(
            words[at].as_str(),
            "-n" | "--namespace" | "--context" | "--kubeconfig" | "-s" | "--server"
        );
        at += if takes_next { 2 } else { 1 };
    }
    words.split_at(at.min(words.len()))
}

/// `help`, `help VERB`, `options`; what else there may be is not known.
fn other(context: &mut Context<'_>, name: &str, words: &[String]) -> Outcome {
    let verb = words.first().and_then(|word| VERBS.iter().find(|verb| verb.name == word));
    match (name, verb) {
        ("help", Some(verb)) => context.print(verb_help(verb)),
        ("help", None) => context.print(help()),
        ("options", _) => {
            let flags: String = super::args::flag_names("").map(|flag| format!("    --{flag}\n")).collect();
            context.print(format!("The following options can be passed to any command:\n\n{flags}"));
        }
        _ => return Err(unknown(name)),
    }
    DONE
}

fn unknown(name: &str) -> Failure {
    if let Some((_, why)) = ABSENT.iter().find(|(absent, _)| *absent == name) {
        return Failure::error(why);
    }
    let mut message = format!("unknown command {name:?} for \"kubectl\"");
    let near: Vec<&str> = VERBS.iter().map(|verb| verb.name).filter(|verb| is_near(name, verb)).collect();
    if !near.is_empty() {
        message += "\n\nDid you mean this?";
        near.iter().for_each(|verb| message += &format!("\n\t{verb}"));
        message += "\n";
    }
    Failure::error(message)
}

/// Whether a verb may be meant: two letters away, or beginning the same (cobra's `SuggestionsFor`).
fn is_near(typed: &str, verb: &str) -> bool {
    distance(&typed.to_ascii_lowercase(), verb) <= 2 || verb.starts_with(typed)
}

/// How many letters must be added, dropped or replaced (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    if a.len() > 64 {
        return a.len();
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

fn help() -> String {
    let width = VERBS.iter().map(|verb| verb.name.len()).max().unwrap_or(0);
    let line = |verb: &Verb| format!("  {:width$}   {}\n", verb.name, about(verb.name));
    let verbs: String = VERBS.iter().map(line).collect();
    format!(
        "kubectl controls the Kubernetes cluster manager. Here it controls a simulated one.\n\nCommands:\n{verbs}\nUsage:\n  kubectl [flags] [options]\n"
    )
}

fn verb_help(verb: &Verb) -> String {
    let mut flags: Vec<String> =
        super::args::flag_names((verb.flags)()).map(|name| format!("    --{name}\n")).collect();
    crate::sort::sort(&mut flags);
    flags.dedup();
    let parts: String = parts(verb.name).map(|part| format!("  {part}\n")).collect();
    let (parts, word) = match parts.as_str() {
        "" => (String::new(), ""),
        parts => (format!("Available Commands:\n{parts}\n"), " [command]"),
    };
    let (about, flags, name) = (about(verb.name), flags.concat(), verb.name);
    format!("{about}.\n\n{parts}Options:\n{flags}\nUsage:\n  kubectl {name}{word} [options]\n")
}
