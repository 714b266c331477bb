//! `kubectl get endpoints`: a Service's addresses as the API of before EndpointSlices has them. They are no objects here,
//! but told from the slices.

use super::args::Args;
use super::context::Context;
use super::describe::endpoints_of;
use super::failure::Failure;
use super::find::Scope;
use super::output::Format;
use super::table::Rows;
use super::{DONE, Outcome};
use crate::object::{Kind, Object};
use crate::time::Millis;
use std::sync::Arc;

const DEPRECATED: &str =
    "Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice";

/// The names that are asked for, if endpoints are.
pub(super) fn asked(words: &[String]) -> Option<Vec<&str>> {
    let (kind, names) = words.split_first()?;
    let (kind, name) = kind.split_once('/').map_or((kind.as_str(), None), |(kind, name)| (kind, Some(name)));
    let names = name.into_iter().chain(names.iter().map(String::as_str));
    matches!(kind, "endpoints" | "endpoint" | "ep").then(|| names.collect())
}

pub(super) fn run(context: &mut Context<'_>, args: &Args, names: &[&str]) -> Outcome {
    if !Format::parse(args)?.is_table() || args.on("watch") {
        return Err(Failure::error(
            "endpoints are only listed here; kubectl get endpointslices has all of them",
        ));
    }
    context.warn(DEPRECATED);
    let services = Scope::of(context, args)?.list(context.world, Kind::Service);
    let has_pods = |service: &&Arc<Object>| service.service().is_some_and(|body| body.selector.is_some());
    let chosen = services.iter().filter(|service| names.is_empty() || names.contains(&&*service.meta.name));
    let rows: Vec<Vec<String>> = chosen.filter(has_pods).map(|service| row(context, args, service)).collect();
    let missing = names.iter().filter(|name| !services.iter().any(|service| &*service.meta.name == **name));
    let failures: Vec<Failure> = missing
        .map(|name| Failure::plain(format!("Error from server (NotFound): endpoints {name:?} not found")))
        .collect();
    if rows.is_empty() && failures.is_empty() {
        context.warn(format!("No resources found in {} namespace.", context.namespace(args)));
    } else if !rows.is_empty() {
        let place = if args.on("all-namespaces") { vec!["NAMESPACE"] } else { Vec::new() };
        let headers = place.into_iter().chain(["NAME", "ENDPOINTS", "AGE"]).map(String::from).collect();
        let headers = (!args.on("no-headers")).then_some(headers);
        let table = Rows::default().print(&headers.into_iter().chain(rows).collect::<Vec<_>>());
        context.print(table);
    }
    Failure::all(failures)?;
    DONE
}

fn row(context: &Context<'_>, args: &Args, service: &Arc<Object>) -> Vec<String> {
    let place = args.on("all-namespaces").then(|| service.meta.namespace.to_string());
    let age: Millis = context.world.now - service.meta.created;
    let own = [service.meta.name.to_string(), endpoints_of(context.world, service), age.to_string()];
    place.into_iter().chain(own).collect()
}
