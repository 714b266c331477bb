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
use crate::object::{self, Endpoint, Kind, Name, Object};
use crate::time::Millis;
use crate::world::World;
use serde_json::{Value, json};
use std::sync::Arc;

const DEPRECATED: &str =
    "Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice";

/// The names that are asked for, if endpoints are.
pub(super) fn asked(words: &[String]) -> Option<Vec<&str>> {
    let (kind, names) = words.split_first()?;
    let (kind, name) = kind.split_once('/').map_or((kind.as_str(), None), |(kind, name)| (kind, Some(name)));
    let names = name.into_iter().chain(names.iter().map(String::as_str));
    is_endpoints(kind).then(|| names.collect())
}

fn is_endpoints(kind: &str) -> bool {
    matches!(kind, "endpoints" | "endpoint" | "ep")
}

/// Where endpoints are among several kinds that are asked for (`svc,ep`): the words for each part that is got by itself.
pub(super) fn among(words: &[String]) -> Option<Vec<Vec<String>>> {
    let (kinds, names) = words.split_first()?;
    let kinds: Vec<&str> = kinds.split(',').collect();
    if kinds.len() < 2 || !kinds.iter().any(|kind| is_endpoints(kind)) {
        return None;
    }
    let parts = kinds.chunk_by(|one, next| is_endpoints(one) == is_endpoints(next));
    Some(parts.map(|part| [part.join(",")].into_iter().chain(names.iter().cloned()).collect()).collect())
}

pub(super) fn run(context: &mut Context<'_>, args: &Args, names: &[&str]) -> Outcome {
    let format = Format::read(context, args)?;
    if args.on("watch") {
        return Err(Failure::error("endpoints are not watched here; kubectl get endpointslices -w is"));
    }
    let Chosen { services, failures } = choose(context, args, names)?;
    let rows: Vec<Vec<String>> = services.iter().map(|service| row(context, args, service)).collect();
    if rows.is_empty() && failures.is_empty() && args.on("ignore-not-found") {
        return DONE;
    }
    if rows.is_empty() && failures.is_empty() {
        context.warn(format!("No resources found in {} namespace.", context.namespace(args)));
    } else if !rows.is_empty() && format == Format::Name {
        services.iter().for_each(|service| context.line(format!("endpoints/{}", service.meta.name)));
    } else if !rows.is_empty() && !format.is_table() {
        let items: Vec<Value> = services.iter().map(|service| encoded(context.world, service)).collect();
        let text = format.print_values(items, names.len() == 1)?;
        context.print(text);
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

/// The objects that are asked for, as the API server would show them, and what was not found.
pub(super) fn values(
    context: &mut Context<'_>,
    args: &Args,
    names: &[&str],
) -> Result<(Vec<Value>, Vec<Failure>), Failure> {
    let Chosen { services, failures } = choose(context, args, names)?;
    Ok((services.iter().map(|service| encoded(context.world, service)).collect(), failures))
}

/// The Services whose endpoints are asked for.
struct Chosen {
    services: Vec<Arc<Object>>,
    failures: Vec<Failure>,
}

fn choose(context: &mut Context<'_>, args: &Args, names: &[&str]) -> Result<Chosen, Failure> {
    context.warn(DEPRECATED);
    let services = Scope::of(context, args)?.list(context.world, Kind::Service);
    let missing = names.iter().filter(|name| !services.iter().any(|service| &*service.meta.name == **name));
    let failures = missing
        .map(|name| Failure::plain(format!("Error from server (NotFound): endpoints {name:?} not found")))
        .collect();
    let has_pods = |service: &Arc<Object>| service.service().is_some_and(|body| body.selector.is_some());
    let chosen =
        services.into_iter().filter(|service| names.is_empty() || names.contains(&&*service.meta.name));
    Ok(Chosen { services: chosen.filter(has_pods).collect(), failures })
}

/// The object that the API server would show.
fn encoded(world: &World, service: &Object) -> Value {
    let owner = &service.meta;
    let slices = world.store.owned_of_kind(owner.uid, Kind::EndpointSlice);
    let slices = slices.filter_map(|key| world.store.get(key)).filter_map(|slice| slice.endpoint_slice());
    let mut subsets = Vec::new();
    for slice in slices {
        let address = |endpoint: &Arc<Endpoint>| {
            let pod = json!({
                "kind": "Pod", "name": &*endpoint.pod, "namespace": &*owner.namespace, "uid": endpoint.uid.to_string(),
            });
            let mut address =
                json!({"ip": &*endpoint.address, "nodeName": &*endpoint.node, "targetRef": pod});
            if !endpoint.hostname.is_empty() {
                address["hostname"] = json!(&*endpoint.hostname);
            }
            address
        };
        let port = |(name, protocol, port): &(Name, Name, u16)| match &**name {
            "" => json!({"port": port, "protocol": &**protocol}),
            name => json!({"name": name, "port": port, "protocol": &**protocol}),
        };
        let ports: Vec<Value> = slice.ports.iter().map(port).collect();
        let mut subset = json!({"ports": ports});
        for (field, ready) in [("addresses", true), ("notReadyAddresses", false)] {
            let those = slice.endpoints.iter().filter(|endpoint| endpoint.ready == ready);
            let those: Vec<Value> = those.map(address).collect();
            if !those.is_empty() {
                subset[field] = json!(those);
            }
        }
        subsets.push(subset);
    }
    let mut labels = object::encode(service)["metadata"]["labels"].clone();
    labels["endpoints.kubernetes.io/managed-by"] = json!("endpoint-controller");
    if service.service().is_some_and(|service| &*service.cluster_ip == "None") {
        labels["service.kubernetes.io/headless"] = json!("");
    }
    let metadata = json!({
        "creationTimestamp": owner.created.rfc3339(), "name": &*owner.name, "namespace": &*owner.namespace,
        "labels": labels,
    });
    json!({"apiVersion": "v1", "kind": "Endpoints", "metadata": metadata, "subsets": subsets})
}

fn row(context: &Context<'_>, args: &Args, service: &Arc<Object>) -> Vec<String> {
    let place = args.on("all-namespaces").then(|| service.meta.namespace.to_string());
    let age: Millis = context.world.now - service.meta.created;
    let kind = if args.on("show-kind") { "endpoints/" } else { "" };
    let own = [[kind, &service.meta.name].concat(), endpoints_of(context.world, service), age.to_string()];
    place.into_iter().chain(own).collect()
}
