//! Probes and lifecycle hooks: one handler each, and sensible numbers.

use super::container::port_or_name;
use super::error::Errors;
use super::path::Path;
use serde_json::Value;

const HANDLERS: [&str; 5] = ["exec", "httpGet", "tcpSocket", "grpc", "sleep"];

pub(super) fn probes(container: &Value, path: &Path, errors: &mut Errors) {
    for field in ["livenessProbe", "readinessProbe", "startupProbe"] {
        if !container[field].is_null() {
            probe(&container[field], &path.field(field), errors);
        }
        let successes = container[field]["successThreshold"].as_i64().unwrap_or(1);
        if field != "readinessProbe" && successes > 1 {
            let path = path.field(field);
            errors.invalid(&path.field("successThreshold"), &successes.into(), "must be 1");
        }
    }
}

fn probe(probe: &Value, path: &Path, errors: &mut Errors) {
    handler(probe, path, errors);
    let numbers =
        ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"];
    numbers.iter().for_each(|field| errors.not_negative(&path.field(field), &probe[*field]));
    let grace = &probe["terminationGracePeriodSeconds"];
    if grace.as_i64().is_some_and(|seconds| seconds <= 0) {
        errors.invalid(&path.field("terminationGracePeriodSeconds"), grace, "must be greater than 0");
    }
}

pub(super) fn lifecycle(lifecycle: &Value, path: &Path, errors: &mut Errors) {
    for hook in ["postStart", "preStop"] {
        if !lifecycle[hook].is_null() {
            handler(&lifecycle[hook], &path.field(hook), errors);
        }
    }
}

/// Exactly one of the handlers.
fn handler(holder: &Value, path: &Path, errors: &mut Errors) {
    let mut found = HANDLERS.into_iter().filter(|handler| !holder[*handler].is_null());
    match found.next() {
        None => errors.required(path, "must specify a handler type"),
        Some(handler) => one_handler(handler, &holder[handler], &path.field(handler), errors),
    }
    for more in found {
        errors.forbidden(&path.field(more), "may not specify more than 1 handler type");
    }
}

fn one_handler(name: &str, handler: &Value, path: &Path, errors: &mut Errors) {
    match name {
        "exec" if handler["command"].as_array().is_none_or(Vec::is_empty) => {
            errors.required(&path.field("command"), "");
        }
        "httpGet" => {
            port_or_name(&handler["port"], &path.field("port"), errors);
            let scheme = handler["scheme"].as_str().unwrap_or("");
            errors.one_of(&path.field("scheme"), scheme, &["HTTP", "HTTPS"]);
        }
        "tcpSocket" | "grpc" => port_or_name(&handler["port"], &path.field("port"), errors),
        _ => {}
    }
}
