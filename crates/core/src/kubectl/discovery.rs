//! What the server has: `kubectl api-resources`, `api-versions`, `version`; and what it has not, `top`.

use super::args::Args;
use super::context::Context;
use super::failure::Failure;
use super::table::{Layout, align};
use super::{DONE, Outcome};
use crate::object::Kind;

pub(super) const FLAGS: &str =
    "api-group= namespaced verbs= output,o= no-headers sort-by= categories= cached show-managed-fields";

/// The version of Kubernetes that the cluster is a model of.
const VERSION: &str = "v1.36.2";

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
    let row = |kind: &Kind| {
        let info = kind.info();
        let short = info.short.join(",");
        format!("{}\t{short}\t{}\t{}\t{}", info.plural, kind.api_version(), info.namespaced, info.name)
    };
    let headers =
        (!args.on("no-headers")).then(|| "NAME\tSHORTNAMES\tAPIVERSION\tNAMESPACED\tKIND".to_string());
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

pub(super) fn version(context: &mut Context<'_>, args: &Args) -> Outcome {
    context.line(format!("Client Version: {VERSION}"));
    if !args.on("client") {
        context.line(format!("Server Version: {VERSION}"));
    }
    DONE
}

/// Nothing here measures what containers use.
pub(super) fn top(_: &mut Context<'_>, _: &Args) -> Outcome {
    Err(Failure::error("Metrics API not available"))
}
