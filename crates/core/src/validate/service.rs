//! Services: ports, selector, type, the cluster IP that stays. Follows `ValidateService` and `ValidateServiceUpdate`.

use super::container::{port_number, port_or_name};
use super::error::Errors;
use super::meta::{labels, list};
use super::names;
use super::path::Path;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const SPEC: Path = Path::Root("spec");

pub(super) fn service(spec: &Value, old: Option<&Value>, errors: &mut Errors) {
    let kind = spec["type"].as_str().unwrap_or("");
    let headless = spec["clusterIP"] == "None";
    if list(&spec["ports"]).next().is_none() && !headless && kind != "ExternalName" {
        errors.required(&SPEC.field("ports"), "");
    }
    exposure(spec, kind, headless, errors);
    ports(&spec["ports"], headless, errors);
    labels(&spec["selector"], &SPEC.field("selector"), errors);
    let affinity = spec["sessionAffinity"].as_str().unwrap_or("");
    errors.required_one_of(&SPEC.field("sessionAffinity"), affinity, &["ClientIP", "None"]);
    errors.required_one_of(
        &SPEC.field("type"),
        kind,
        &["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"],
    );
    if let Some(old) = old {
        cluster_ip_stays(spec, old, errors);
    }
}

fn exposure(spec: &Value, kind: &str, headless: bool, errors: &mut Errors) {
    let first = SPEC.field("clusterIPs");
    match kind {
        "LoadBalancer" | "NodePort" if headless => {
            let detail = format!("may not be set to 'None' for {kind} services");
            errors.invalid_text(&first.index(0), "None", detail);
        }
        "ExternalName" => external_name(spec, errors),
        "LoadBalancer" | "NodePort" => node_ports(&spec["ports"], errors),
        "ClusterIP" => no_node_ports(&spec["ports"], errors),
        _ => {}
    }
    let ip = spec["clusterIP"].as_str().unwrap_or("");
    if !ip.is_empty() && !headless && ip.parse::<std::net::IpAddr>().is_err() {
        let detail = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
        errors.invalid_text(&first.index(0), ip, detail);
    }
}

fn external_name(spec: &Value, errors: &mut Errors) {
    if !spec["clusterIP"].as_str().unwrap_or("").is_empty() {
        errors.forbidden(&SPEC.field("clusterIPs"), "may not be set for ExternalName services");
    }
    match spec["externalName"].as_str().unwrap_or("") {
        "" => errors.required(&SPEC.field("externalName"), ""),
        name => errors.text_by(&SPEC.field("externalName"), name.trim_end_matches('.'), names::dns_subdomain),
    }
}

fn ports(ports: &Value, headless: bool, errors: &mut Errors) {
    let path = SPEC.field("ports");
    let (mut seen_names, mut seen) = (BTreeSet::new(), BTreeSet::new());
    let several = list(ports).count() > 1;
    for (at, port) in list(ports) {
        let path = path.index(at);
        port_name(&port["name"], &path.field("name"), several, &mut seen_names, errors);
        self::port(port, &path, headless, errors);
        let key = (port["protocol"].as_str(), port["port"].as_i64());
        if !seen.insert(key) {
            errors.duplicate_written(&path, &internal_port(port));
        }
    }
}

/// What makes a port the same as another, as the server's internal type has it.
fn internal_port(port: &Value) -> String {
    let protocol = port["protocol"].as_str().unwrap_or("");
    format!(
        r#"{{"Name":"","Protocol":"{protocol}","AppProtocol":null,"Port":{},"TargetPort":0,"NodePort":0}}"#,
        port["port"]
    )
}

fn port_name<'s>(
    name: &'s Value,
    path: &Path,
    several: bool,
    seen: &mut BTreeSet<&'s str>,
    errors: &mut Errors,
) {
    match name.as_str().unwrap_or("") {
        "" if several => errors.required(path, ""),
        "" => {}
        text => {
            errors.text_by(path, text, names::dns_label);
            if !seen.insert(text) {
                errors.duplicate(path, name);
            }
        }
    }
}

fn port(port: &Value, path: &Path, headless: bool, errors: &mut Errors) {
    port_number(&port["port"], &path.field("port"), errors);
    let protocol = port["protocol"].as_str().unwrap_or("");
    errors.required_one_of(&path.field("protocol"), protocol, &["SCTP", "TCP", "UDP"]);
    if !headless || port["targetPort"].is_string() {
        port_or_name(&port["targetPort"], &path.field("targetPort"), errors);
    }
}

/// The range that ports on nodes are allocated from (`--service-node-port-range`).
fn node_ports(ports: &Value, errors: &mut Errors) {
    for (at, port) in list(ports) {
        let number = port["nodePort"].as_i64().unwrap_or(0);
        if number != 0 && !(30_000..=32_767).contains(&number) {
            let detail = "provided port is not in the valid range. The range of valid ports is 30000-32767";
            errors.invalid(&SPEC.field("ports").index(at).field("nodePort"), &json!(number), detail);
        }
    }
}

fn no_node_ports(ports: &Value, errors: &mut Errors) {
    for (at, port) in list(ports) {
        if port["nodePort"].as_i64().unwrap_or(0) != 0 {
            let path = SPEC.field("ports");
            errors.forbidden(&path.index(at).field("nodePort"), "may not be used when `type` is 'ClusterIP'");
        }
    }
}

/// Once there, the address stays, unless the Service turns into or from one without.
fn cluster_ip_stays(new: &Value, old: &Value, errors: &mut Errors) {
    let external = |spec: &Value| spec["type"] == "ExternalName";
    let had = old["clusterIP"].as_str().is_some_and(|ip| !ip.is_empty());
    if had && !external(new) && !external(old) && new["clusterIP"] != old["clusterIP"] {
        let ips = json!([new["clusterIP"].as_str().unwrap_or("")]);
        errors.invalid(&SPEC.field("clusterIPs").index(0), &ips, "may not change once set");
    }
}
