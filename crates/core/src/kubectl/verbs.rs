//! The verbs: which there are, which flags each takes, and what runs them.

use super::args::Args;
use super::context::Context;
use super::failure::Failure;
use super::{DONE, Outcome};
use super::{
    apply, auth, config, cp, create, delete, describe, diff, discovery, edit, events, exec, explain, expose,
    forward, get, label, logs, nodes, patch, replace, rollout, scale, set, wait,
};

/// A verb.
pub(crate) struct Verb {
    /// What one types.
    pub name: &'static str,
    /// Its flags, in the notation of [`Args::parse`].
    pub flags: &'static str,
    /// What it does, in a few words.
    pub about: &'static str,
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
    const fn verb(name: &'static str, flags: &'static str, reads: Reads, about: &'static str, run: Run) -> Verb {
        Verb { name, flags, about, reads, run }
    }
    &[
        verb("create", create::FLAGS, Never, "Create a resource from a file or from stdin", create::run),
        verb("expose", expose::EXPOSE_FLAGS, Never, "Expose pods as a new Service", expose::expose),
        verb("run", expose::RUN_FLAGS, Never, "Run an image in a pod", expose::run),
        verb("set", set::FLAGS, If(|args| args.on("list")), "Set specific features on objects", set::run),
        verb("explain", explain::FLAGS, Always, "Get documentation for a resource", explain::run),
        verb("get", get::FLAGS, Always, "Display one or many resources", get::run),
        verb("edit", edit::FLAGS, Never, "Edit a resource", edit::run),
        verb("delete", delete::FLAGS, Never, "Delete resources", delete::run),
        verb("rollout", rollout::FLAGS, If(rollout::only_reads), "Manage the rollout of a resource", rollout::run),
        verb("scale", scale::FLAGS, Never, "Set a new size for a workload", scale::run),
        verb("top", discovery::TOP_FLAGS, Always, "Display resource (CPU/memory) usage", discovery::top),
        verb("cordon", nodes::FLAGS, Never, "Mark a node as unschedulable", nodes::cordon),
        verb("uncordon", nodes::FLAGS, Never, "Mark a node as schedulable", nodes::uncordon),
        verb("drain", nodes::DRAIN_FLAGS, Never, "Drain a node in preparation for maintenance", nodes::drain),
        verb("taint", nodes::TAINT_FLAGS, Never, "Update the taints on nodes", nodes::taint),
        verb("describe", describe::FLAGS, Always, "Show details of a resource", describe::run),
        verb("patch", patch::FLAGS, Never, "Update fields of a resource", patch::run),
        verb("apply", apply::FLAGS, Never, "Apply a configuration to a resource", apply::run),
        verb("replace", replace::FLAGS, Never, "Replace a resource from a file or from stdin", replace::run),
        verb("logs", logs::FLAGS, Always, "Print the logs of a container", logs::logs),
        verb("exec", exec::EXEC_FLAGS, If(exec::only_reads), "Execute a command in a container", exec::exec),
        verb("wait", wait::FLAGS, Always, "Wait for a condition on resources", wait::run),
        verb("label", label::FLAGS, If(|args| args.on("list")), "Update the labels on a resource", label::label),
        verb("annotate", label::FLAGS, If(|args| args.on("list")), "Update the annotations on a resource", label::annotate),
        verb("events", events::FLAGS, Always, "List events", events::run),
        verb("api-resources", discovery::FLAGS, Always, "Print the API resources on the server", discovery::resources),
        verb("api-versions", "", Always, "Print the API versions on the server", discovery::versions),
        verb("config", config::FLAGS, Always, "Modify the terminal's context", config::run),
        verb("auth", auth::FLAGS, Always, "Inspect authorization", auth::run),
        verb("cluster-info", "output-directory= namespaces=", Always, "Display where the cluster is", auth::cluster_info),
        verb("cp", cp::FLAGS, Never, "Copy a file to or from a container", cp::run),
        verb("diff", diff::FLAGS, Always, "Diff the live version against what would be applied", diff::run),
        verb("port-forward", forward::FLAGS, Always, "Forward local ports to a pod", forward::run),
        verb("version", discovery::VERSION_FLAGS, Always, "Print the client and server versions", discovery::version),
    ]
};

/// Verbs of the real kubectl that a simulated cluster has no use for, with why.
const ABSENT: &[(&str, &str)] = &[
    ("alpha", "commands in alpha are not simulated here"),
    (
        "attach",
        "containers here run no programs that one could attach to; kubectl exec -it opens a shell in one",
    ),
    (
        "autoscale",
        "nothing here measures load, so that an autoscaler would do nothing; kubectl scale sets a size",
    ),
    ("certificate", "this cluster signs no certificates"),
    ("completion", "this terminal completes by itself: press Tab"),
    ("debug", "ephemeral containers are not simulated here; kubectl exec -it opens a shell in a pod"),
    ("kuberc", "this terminal has no preferences to set"),
    ("kustomize", "this terminal builds no kustomizations; paste the manifest that yours gives"),
    ("plugin", "this terminal has no plugins"),
    ("proxy", "the API server here answers kubectl alone, not the network"),
];

/// Parts of `create` for which a simulated cluster has no use.
const NOT_CREATED: [&str; 11] = [
    "clusterrole",
    "clusterrolebinding",
    "cronjob",
    "ingress",
    "job",
    "priorityclass",
    "quota",
    "resourcequota",
    "role",
    "rolebinding",
    "token",
];

/// Whether a command line only reads, without its first word; so does one that is refused.
pub(crate) fn only_reads(words: &[String]) -> bool {
    let (before, words) = leading_flags(words);
    let Some((name, words)) = words.split_first() else { return true };
    let Some(verb) = VERBS.iter().find(|verb| verb.name == name) else { return true };
    let words: Vec<String> = before.iter().chain(words).cloned().collect();
    let Ok(args) = Args::parse(verb.name, verb.flags, &words) else { return true };
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
    let Some((name, words)) = words.split_first() else {
        context.print(help());
        return DONE;
    };
    let Some(verb) = VERBS.iter().find(|verb| verb.name == name) else { return other(context, name, words) };
    if let Some(what) = words.first().filter(|word| name == "create" && NOT_CREATED.contains(&word.as_str()))
    {
        return Err(Failure::error(format!("kubectl create {what} is not simulated here")));
    }
    let words: Vec<String> = before.iter().chain(words).cloned().collect();
    let args = Args::parse(verb.name, verb.flags, &words)?;
    if args.on("help") {
        context.print(verb_help(verb));
        return DONE;
    }
    (verb.run)(context, &args)
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
    let line = |verb: &Verb| format!("  {:width$}   {}\n", verb.name, verb.about);
    let verbs: String = VERBS.iter().map(line).collect();
    format!(
        "kubectl controls the Kubernetes cluster manager. Here it controls a simulated one.\n\nCommands:\n{verbs}\nUsage:\n  kubectl [flags] [options]\n"
    )
}

fn verb_help(verb: &Verb) -> String {
    let mut flags: Vec<String> =
        super::args::flag_names(verb.flags).map(|name| format!("    --{name}\n")).collect();
    crate::sort::sort(&mut flags);
    format!("{}.\n\nOptions:\n{}\nUsage:\n  kubectl {} [options]\n", verb.about, flags.concat(), verb.name)
}
