//! Services in words (`describeService`).

use super::text::{Text, items, or, str};
use crate::object::{Key, Kind, Object};
use crate::world::World;
use serde_json::Value;

/// How many endpoints are listed before the rest is only counted.
const LISTED: usize = 3;

pub(super) fn service(world: &World, object: &Object, value: &Value, text: &mut Text) {
    let spec = &value["spec"];
    text.field(0, "Name", &*object.meta.name);
    text.field(0, "Namespace", &*object.meta.namespace);
    text.labels(0, "Labels", &value["metadata"]["labels"]);
    text.annotations(0, &value["metadata"]["annotations"]);
    let selector = spec["selector"].as_object().into_iter().flatten();
    let selector: Vec<String> = selector.map(|(key, value)| format!("{key}={}", str(value))).collect();
    text.field(0, "Selector", crate::kubectl::columns::or_none(&selector.join(",")));
    text.field(0, "Type", str(&spec["type"]));
    addresses(spec, text);
    for port in items(&spec["ports"]) {
        self::port(world, object, port, text);
    }
    text.field(0, "Session Affinity", str(&spec["sessionAffinity"]));
    for (name, field) in [
        ("External Traffic Policy", "externalTrafficPolicy"),
        ("Internal Traffic Policy", "internalTrafficPolicy"),
    ] {
        if !str(&spec[field]).is_empty() {
            text.field(0, name, str(&spec[field]));
        }
    }
}

fn addresses(spec: &Value, text: &mut Text) {
    let joined = |field: &str| {
        let list: Vec<&str> = items(&spec[field]).iter().map(str).collect();
        crate::kubectl::columns::or_none(&list.join(","))
    };
    if !str(&spec["ipFamilyPolicy"]).is_empty() {
        text.field(0, "IP Family Policy", str(&spec["ipFamilyPolicy"]));
    }
    text.field(0, "IP Families", joined("ipFamilies"));
    text.field(0, "IP", str(&spec["clusterIP"]));
    text.field(0, "IPs", joined("clusterIPs"));
}

fn port(world: &World, object: &Object, port: &Value, text: &mut Text) {
    let (name, protocol) = (or(&port["name"], "<unset>"), str(&port["protocol"]));
    text.field(0, "Port", format!("{name}\t{}/{protocol}", or(&port["port"], "0")));
    text.field(0, "TargetPort", format!("{}/{protocol}", or(&port["targetPort"], "0")));
    if port["nodePort"].as_i64().is_some_and(|port| port > 0) {
        text.field(0, "NodePort", format!("{name}\t{}/{protocol}", or(&port["nodePort"], "0")));
    }
    text.field(0, "Endpoints", endpoints(world, object, str(&port["name"])));
}

/// Follows `describeEndpointSliceV1`.
pub(super) fn endpoint_slice(value: &Value, text: &mut Text) {
    text.field(0, "Name", str(&value["metadata"]["name"]));
    text.field(0, "Namespace", str(&value["metadata"]["namespace"]));
    text.labels(0, "Labels", &value["metadata"]["labels"]);
    text.annotations(0, &value["metadata"]["annotations"]);
    text.field(0, "AddressType", str(&value["addressType"]));
    slice_ports(items(&value["ports"]), text);
    if items(&value["endpoints"]).is_empty() {
        return text.line(0, "Endpoints: <none>");
    }
    text.line(0, "Endpoints:");
    items(&value["endpoints"]).iter().for_each(|endpoint| self::endpoint(endpoint, text));
}

fn slice_ports(ports: &[Value], text: &mut Text) {
    if ports.is_empty() {
        return text.line(0, "Ports: <unset>");
    }
    text.line(0, "Ports:");
    text.line(1, "Name\tPort\tProtocol");
    text.line(1, "----\t----\t--------");
    for port in ports {
        let name = match str(&port["name"]) {
            "" => "<unset>",
            name => name,
        };
        text.line(1, &format!("{name}\t{}\t{}", or(&port["port"], "<unset>"), str(&port["protocol"])));
    }
}

fn endpoint(endpoint: &Value, text: &mut Text) {
    let addresses: Vec<&str> = items(&endpoint["addresses"]).iter().map(str).collect();
    text.field(1, "- Addresses", crate::kubectl::columns::or_none(&addresses.join(",")));
    text.line(2, "Conditions:");
    text.field(3, "Ready", or(&endpoint["conditions"]["ready"], "<unset>"));
    text.field(2, "Hostname", or(&endpoint["hostname"], "<unset>"));
    let target = &endpoint["targetRef"];
    if target.is_object() {
        text.field(2, "TargetRef", format!("{}/{}", str(&target["kind"]), str(&target["name"])));
    }
    text.field(2, "NodeName", or(&endpoint["nodeName"], "<unset>"));
    text.field(2, "Zone", or(&endpoint["zone"], "<unset>"));
}

/// The ready endpoints of all ports.
pub(in crate::kubectl) fn endpoints_of(world: &World, service: &Object) -> String {
    let ports = service.service().map(|body| &body.ports).into_iter().flatten();
    let each: Vec<String> = ports.map(|port| endpoints(world, service, &port.name)).collect();
    let there =
        each.into_iter().filter(|text| !matches!(text.as_str(), "" | "<none>")).collect::<Vec<_>>().join(",");
    crate::kubectl::columns::or_none(&there)
}

/// The ready endpoints of a port, from the Service's slices.
fn endpoints(world: &World, service: &Object, port: &str) -> String {
    let owned = world.store.owned_of_kind(service.meta.uid, Kind::EndpointSlice);
    let slices: Vec<&Key> = owned.collect();
    if slices.is_empty() {
        return "<none>".into();
    }
    let slices = slices.into_iter().filter_map(|key| world.store.get(key)?.endpoint_slice());
    let mut addresses = Vec::new();
    for slice in slices {
        let Some((_, _, number)) = slice.ports.iter().find(|(name, ..)| **name == *port) else { continue };
        let ready = slice.endpoints.iter().filter(|endpoint| endpoint.ready);
        addresses.extend(ready.map(|endpoint| format!("{}:{number}", endpoint.address)));
    }
    match addresses.len() {
        count if count > LISTED => format!("{} + {} more...", addresses[..LISTED].join(","), count - LISTED),
        _ => addresses.join(","),
    }
}
