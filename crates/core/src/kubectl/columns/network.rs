//! The columns of Services and EndpointSlices.

use super::{Column, NORMAL, WIDE, or_none, selector};
use crate::object::{EndpointSlice, Service, ServicePort};

pub(super) const SERVICE: &[Column] = &[
    ("NAME", NORMAL),
    ("TYPE", NORMAL),
    ("CLUSTER-IP", NORMAL),
    ("EXTERNAL-IP", NORMAL),
    ("PORT(S)", NORMAL),
    ("AGE", NORMAL),
    ("SELECTOR", WIDE),
];

pub(super) const ENDPOINT_SLICE: &[Column] =
    &[("NAME", NORMAL), ("ADDRESSTYPE", NORMAL), ("PORTS", NORMAL), ("ENDPOINTS", NORMAL), ("AGE", NORMAL)];

/// How many ports or endpoints are listed before the rest is only counted.
const LISTED: usize = 3;

pub(super) fn service(name: String, service: &Service, age: String) -> Vec<String> {
    let kind = service.raw["type"].as_str().unwrap_or("ClusterIP");
    let external = match kind {
        "LoadBalancer" => "<pending>",
        "ExternalName" => service.raw["externalName"].as_str().unwrap_or("<none>"),
        _ => "<none>",
    };
    let ports: Vec<String> = service.ports.iter().map(port).collect();
    let selected = service.selector.as_ref().map_or_else(|| "<none>".into(), selector);
    vec![
        name,
        kind.into(),
        or_none(&service.cluster_ip),
        external.into(),
        or_none(&ports.join(",")),
        age,
        selected,
    ]
}

fn port(port: &ServicePort) -> String {
    match port.node_port {
        0 => format!("{}/{}", port.port, port.protocol),
        node => format!("{}:{node}/{}", port.port, port.protocol),
    }
}

pub(super) fn endpoint_slice(name: String, slice: &EndpointSlice, age: String) -> Vec<String> {
    let ports = slice.ports.iter().map(|(_, _, port)| port.to_string()).collect();
    let endpoints = slice.endpoints.iter().map(|endpoint| endpoint.address.to_string()).collect();
    vec![name, "IPv4".into(), first(ports), first(endpoints), age]
}

fn first(all: Vec<String>) -> String {
    match all.len() {
        0 => "<unset>".into(),
        count if count > LISTED => format!("{} + {} more...", all[..LISTED].join(","), count - LISTED),
        _ => all.join(","),
    }
}
