//! Services and EndpointSlices.

use super::read::{flag, full_text, items, list, port, take, text, texts_by_name};
use crate::object::{Endpoint, EndpointSlice, LabelSelector, Name, Service, ServicePort, Uid};
use serde_json::{Value, json};
use std::sync::Arc;

/// A Service. Addresses and node ports are no part of its JSON: the store allocates them.
pub(super) fn service(value: &Value) -> Service {
    let mut raw = value["spec"].clone();
    let [address, _] = ["clusterIP", "clusterIPs"].map(|field| take(&mut raw, field));
    let selector = texts_by_name(&raw["selector"]);
    let ports = list(&raw["ports"], service_port);
    for port in raw.get_mut("ports").and_then(Value::as_array_mut).into_iter().flatten() {
        take(port, "nodePort");
    }
    families(&mut raw, &address);
    Service {
        cluster_ip: text(&address),
        selector: (!selector.is_empty()).then(|| LabelSelector::of_labels(selector.iter())),
        ports,
        publish_not_ready: flag(&raw["publishNotReadyAddresses"]),
        raw: Arc::new(raw),
    }
}

/// The address families the API server writes where a Service names none: those of a cluster that has IPv4 alone; of a
/// headless Service without a selector, whose addresses somebody else brings, both
/// (`Alloc.initIPFamilyFields` of the Service registry).
fn families(spec: &mut Value, address: &Value) {
    let Some(fields) =
        spec.as_object_mut().filter(|fields| fields.get("type") != Some(&json!("ExternalName")))
    else {
        return;
    };
    let any = address == "None" && !fields.contains_key("selector") && !fields.contains_key("ipFamilyPolicy");
    let (policy, families) =
        if any { ("RequireDualStack", json!(["IPv4", "IPv6"])) } else { ("SingleStack", json!(["IPv4"])) };
    fields.entry("ipFamilyPolicy").or_insert_with(|| policy.into());
    fields.entry("ipFamilies").or_insert(families);
}

fn service_port(value: &Value) -> ServicePort {
    ServicePort {
        name: text(&value["name"]),
        protocol: text(&value["protocol"]),
        port: port(&value["port"]),
        target: target(value),
        node_port: port(&value["nodePort"]),
    }
}

/// The pods' port; the Service's own where nothing is said.
fn target(value: &Value) -> Name {
    let written = &value["targetPort"];
    let number = if written.is_null() { &value["port"] } else { written };
    full_text(written).unwrap_or_else(|| port(number).to_string().into())
}

/// An EndpointSlice. Of an endpoint with several addresses the first counts, as it does for whoever uses slices.
pub(super) fn endpoint_slice(value: &Value) -> EndpointSlice {
    EndpointSlice {
        endpoints: Arc::new(list(&value["endpoints"], |value| Arc::new(endpoint(value)))),
        ports: list(&value["ports"], |p| (text(&p["name"]), text(&p["protocol"]), port(&p["port"]))),
    }
}

fn endpoint(value: &Value) -> Endpoint {
    let (target, conditions) = (&value["targetRef"], &value["conditions"]);
    let ready = conditions["ready"].as_bool().unwrap_or(true);
    Endpoint {
        pod: text(&target["name"]),
        uid: target["uid"].as_str().and_then(Uid::parse).unwrap_or_default(),
        address: items(&value["addresses"]).first().map(text).unwrap_or_default(),
        hostname: text(&value["hostname"]),
        node: text(&value["nodeName"]),
        zone: text(&value["zone"]),
        ready,
        serving: conditions["serving"].as_bool().unwrap_or(ready),
        terminating: flag(&conditions["terminating"]),
    }
}
