//! Services and EndpointSlices.

use super::fields::{Fields, list};
use super::meta::uid;
use crate::object::{Endpoint, EndpointSlice, Name, Service, ServicePort};
use serde_json::{Value, json};
use std::net::{Ipv4Addr, Ipv6Addr};

/// A Service's spec and status.
pub(super) fn service(service: &Service) -> Value {
    let address = Some(&*service.cluster_ip).filter(|address| !address.is_empty());
    let spec = Fields::of(&service.raw)
        .put("ports", ports(service))
        .put_some("clusterIP", address)
        .put_some("clusterIPs", address.map(|address| json!([address])));
    json!({"spec": Value::from(spec), "status": {"loadBalancer": {}}})
}

fn ports(service: &Service) -> Value {
    let written = service.raw["ports"].as_array().map(Vec::as_slice).unwrap_or_default();
    let with = |(index, port)| service_port(written.get(index).unwrap_or(&Value::Null), port);
    service.ports.iter().enumerate().map(with).collect()
}

fn service_port(written: &Value, port: &ServicePort) -> Value {
    let target = port.target.parse::<u16>().map_or_else(|_| Value::from(&*port.target), Value::from);
    Fields::of(written)
        .put("name", &*port.name)
        .put("protocol", &*port.protocol)
        .set("port", port.port)
        .put("targetPort", target)
        .put("nodePort", port.node_port)
        .into()
}

/// What an EndpointSlice has. Where a list is empty the server says null.
pub(super) fn endpoint_slice(slice: &EndpointSlice, namespace: &Name) -> Value {
    let some = |list: Value| if list == json!([]) { Value::Null } else { list };
    json!({
        "addressType": address_type(slice),
        "endpoints": some(list(slice.endpoints.iter(), |endpoint| self::endpoint(endpoint, namespace))),
        "ports": some(list(&slice.ports, port)),
    })
}

/// What all the addresses are; the model's own are IPv4.
fn address_type(slice: &EndpointSlice) -> &'static str {
    match slice.endpoints.first().map(|endpoint| &*endpoint.address) {
        None => "IPv4",
        Some(address) if address.parse::<Ipv4Addr>().is_ok() => "IPv4",
        Some(address) if address.parse::<Ipv6Addr>().is_ok() => "IPv6",
        Some(_) => "FQDN",
    }
}

fn port((name, protocol, port): &(Name, Name, u16)) -> Value {
    json!({"name": &**name, "protocol": &**protocol, "port": port})
}

fn endpoint(endpoint: &Endpoint, namespace: &Name) -> Value {
    let conditions =
        json!({"ready": endpoint.ready, "serving": endpoint.serving, "terminating": endpoint.terminating});
    Fields::default()
        .set("addresses", json!([&*endpoint.address]))
        .set("conditions", conditions)
        .put("hostname", &*endpoint.hostname)
        .put("nodeName", &*endpoint.node)
        .put("zone", &*endpoint.zone)
        .put("targetRef", target(endpoint, namespace))
        .into()
}

/// The pod that an endpoint is; none where somebody brought the address by hand.
fn target(endpoint: &Endpoint, namespace: &Name) -> Value {
    if endpoint.pod.is_empty() {
        return Value::Null;
    }
    Fields::default()
        .set("kind", "Pod")
        .set("namespace", &**namespace)
        .set("name", &*endpoint.pod)
        .put_some("uid", uid(endpoint.uid))
        .into()
}
