//! `kubectl auth` and `kubectl cluster-info`: who one is, what one may, and where the cluster is.

use super::args::Args;
use super::context::Context;
use super::failure::Failure;
use super::table::Rows;
use super::{DONE, Outcome, Progress, resource};

pub(super) const FLAGS: &str =
    "list all-namespaces,A quiet,q subresource= no-headers output,o= as= as-group= as-uid=";

/// Who one is.
const ADMINISTRATOR: &str = "kubernetes-admin";

/// One is the administrator here, who may do anything.
pub(super) fn run(context: &mut Context<'_>, args: &Args) -> Outcome {
    match args.words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["can-i"] if args.on("list") => {
            let rows =
                [["Resources", "Non-Resource URLs", "Resource Names", "Verbs"], ["*.*", "[]", "[]", "[*]"]];
            context.print(Rows::default().print(&rows.map(|row| row.map(String::from).to_vec())));
        }
        ["can-i", _, what, ..] => {
            let kind = what.split('/').next().unwrap_or(what);
            if *what != "*" && resource::kind_called(kind).is_none() {
                context.warn(format!("Warning: the server doesn't have a resource type '{kind}'"));
            }
            // Whoever else one speaks for was given no rights.
            let may = args.get("as").is_none_or(|name| name == ADMINISTRATOR);
            if !args.on("quiet") {
                context.line(if may { "yes" } else { "no" });
            }
            return Ok(Progress::Done(i32::from(!may)));
        }
        ["can-i", ..] => {
            return Err(Failure::error(
                "you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.",
            ));
        }
        ["whoami"] => {
            let rows = [
                ["ATTRIBUTE", "VALUE"],
                ["Username", ADMINISTRATOR],
                ["Groups", "[kubeadm:cluster-admins system:authenticated]"],
            ];
            context.print(Rows::default().print(&rows.map(|row| row.map(String::from).to_vec())));
        }
        _ => return Err(Failure::unknown_part("auth", &args.words)),
    }
    DONE
}

pub(super) fn cluster_info(context: &mut Context<'_>, args: &Args) -> Outcome {
    if args.words.first().is_some_and(|word| word == "dump") {
        return Err(Failure::error(
            "a dump would be of a simulated cluster; kubectl get all -A -o yaml shows what is in it",
        ));
    }
    context.line(format!("Kubernetes control plane is running at {}", super::config::SERVER));
    context.line("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.");
    DONE
}
