//! `kubectl config`: the one context there is, and its namespace.

use super::args::Args;
use super::context::Context;
use super::failure::Failure;
use super::output::Format;
use super::{DONE, Outcome};

pub(super) const FLAGS: &str = "current minify output,o= no-headers flatten raw";

/// Where it says that its API server is.
pub(super) const SERVER: &str = "https://127.0.0.1:6443";

/// The name of the simulated cluster, its context and its user.
const NAME: &str = "ordinal";

pub(super) fn run(context: &mut Context<'_>, args: &Args) -> Outcome {
    let words: Vec<&str> = args.words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["current-context"] => context.line(NAME),
        ["use-context", name] if *name == NAME => context.line(format!("Switched to context \"{NAME}\".")),
        ["use-context", name] => {
            return Err(Failure::error(format!("no context exists with the name: {name:?}")));
        }
        ["set-context"] if !args.on("current") => {
            return Err(Failure::error("you must specify a non-empty context name or --current"));
        }
        ["set-context", name] if *name != NAME => {
            return Err(Failure::error(format!("this terminal knows one cluster, and one context: {NAME}")));
        }
        ["set-context", ..] => set(context, args),
        ["get-contexts"] => contexts(context),
        ["view"] => view(context, args)?,
        ["get-clusters"] => context.line(format!("NAME\n{NAME}")),
        ["get-users"] => context.line(format!("NAME\n{NAME}")),
        [
            "delete-cluster" | "delete-context" | "delete-user" | "rename-context" | "set" | "set-cluster"
            | "set-credentials" | "unset",
            ..,
        ] => {
            return Err(Failure::error(
                "this terminal knows one cluster and one user, which stay as they are",
            ));
        }
        _ => return Err(Failure::unknown_part("config", &args.words)),
    }
    DONE
}

fn set(context: &mut Context<'_>, args: &Args) {
    if let Some(namespace) = args.get("namespace") {
        context.session.set_namespace(namespace);
    }
    context.line(format!("Context \"{NAME}\" modified."));
}

fn contexts(context: &mut Context<'_>) {
    let namespace = context.session.namespace().to_string();
    let rows = [["CURRENT", "NAME", "CLUSTER", "AUTHINFO", "NAMESPACE"], ["*", NAME, NAME, NAME, &namespace]];
    let rows = rows.map(|row| row.map(String::from).to_vec());
    context.print(super::table::Rows::default().print(&rows));
}

fn view(context: &mut Context<'_>, args: &Args) -> Result<(), Failure> {
    let namespace = context.session.namespace().to_string();
    let config = serde_json::json!({
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": NAME,
        "clusters": [{"name": NAME, "cluster": {"server": SERVER}}],
        "contexts": [{"name": NAME, "context": {"cluster": NAME, "user": NAME, "namespace": namespace}}],
        "users": [{"name": NAME, "user": {}}],
    });
    let text = match Format::parse(args)? {
        Format::Json => super::yaml::json(&config),
        Format::JsonPath(template) => template.print(&config)?,
        Format::GoTemplate(template) => template.print(&config)?,
        _ => super::yaml::yaml(&config),
    };
    context.print(text);
    Ok(())
}
