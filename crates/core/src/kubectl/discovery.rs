//! What the server has: `kubectl api-resources`, `api-versions`, `version`; and what it has not, `top`.

use super::args::Args;
use super::context::Context;
use super::failure::Failure;
use super::table::{Layout, align};
use super::{DONE, Outcome, resource, yaml};
use crate::object::Kind;
use serde_json::{Value, json};

pub(super) const FLAGS: &str =
    "api-group= namespaced verbs= output,o= no-headers sort-by= categories= cached show-managed-fields";

/// The version of Kubernetes that the cluster is a model of, and of the Kustomize in its kubectl.
const VERSION: &str = "v1.36.2";
const KUSTOMIZE: &str = "v5.8.1";

pub(super) const VERSION_FLAGS: &str = "client output,o=";

/// What one can do with the objects of a kind.
pub(super) const VERBS: [&str; 8] =
    ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

/// The layout of its own table writer.
const LAYOUT: Layout = Layout { min_width: 6, padding: 3 };

pub(super) fn resources(context: &mut Context<'_>, args: &Args) -> Outcome {
    let mut kinds: Vec<Kind> = Kind::all().iter().map(|info| info.kind).collect();
    kinds.retain(|kind| args.get("api-group").is_none_or(|group| kind.info().group == group));
    if args.get("namespaced").is_some() {
        kinds.retain(|kind| kind.info().namespaced == args.on("namespaced"));
    }
    crate::sort::sort_by_key(&mut kinds, |kind| (kind.info().group, kind.info().plural));
    if args.get("output") == Some("name") {
        kinds.iter().for_each(|kind| context.line(kind.resource()));
        return DONE;
    }
    let wide = args.get("output") == Some("wide");
    let row = |kind: &Kind| {
        let info = kind.info();
        let short = info.short.join(",");
        let row =
            format!("{}\t{short}\t{}\t{}\t{}", info.plural, kind.api_version(), info.namespaced, info.name);
        let category = if resource::ALL.contains(kind) { "all" } else { "" };
        if wide { format!("{row}\t{}\t{category}", VERBS.join(",")) } else { row }
    };
    let more = if wide { "\tVERBS\tCATEGORIES" } else { "" };
    let headers =
        (!args.on("no-headers")).then(|| format!("NAME\tSHORTNAMES\tAPIVERSION\tNAMESPACED\tKIND{more}"));
    let rows: Vec<String> = headers.into_iter().chain(kinds.iter().map(row)).collect();
    context.line(align(&rows.join("\n"), LAYOUT));
    DONE
}

pub(super) fn versions(context: &mut Context<'_>, _: &Args) -> Outcome {
    let mut versions: Vec<String> = Kind::all().iter().map(|info| info.kind.api_version()).collect();
    crate::sort::sort(&mut versions);
    versions.dedup();
    versions.iter().for_each(|version| context.line(version));
    DONE
}

/// The version as data.
pub(super) fn version_info() -> Value {
    json!({"major": "1", "minor": "36", "gitVersion": VERSION})
}

pub(super) fn version(context: &mut Context<'_>, args: &Args) -> Outcome {
    let mut info = json!({"clientVersion": version_info(), "kustomizeVersion": KUSTOMIZE});
    if !args.on("client") {
        info["serverVersion"] = version_info();
    }
    match args.get("output") {
        None | Some("") => {
            context.line(format!("Client Version: {VERSION}\nKustomize Version: {KUSTOMIZE}"));
            if !args.on("client") {
                context.line(format!("Server Version: {VERSION}"));
            }
        }
        Some("json") => context.print(yaml::json(&info).replace("    ", "  ")),
        Some("yaml") => context.print(yaml::yaml(&info)),
        Some(_) => return Err(Failure::error("--output must be 'yaml' or 'json'")),
    }
    DONE
}

pub(super) const TOP_FLAGS: &str = "containers all-namespaces,A selector,l= field-selector= no-headers sort-by= sum \
     use-protocol-buffers show-capacity";

/// Nothing here measures what containers use.
pub(super) fn top(_: &mut Context<'_>, _: &Args) -> Outcome {
    Err(Failure::error("Metrics API not available"))
}
