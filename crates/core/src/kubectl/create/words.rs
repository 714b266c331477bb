//! The objects that `kubectl create KIND NAME …` makes up from words and flags.

use crate::kubectl::args::Args;
use crate::kubectl::failure::Failure;
use serde_json::{Map, Value, json};

/// The object that the words describe.
///
/// # Errors
/// When there is no such subcommand, or something is missing.
pub(super) fn manifest(args: &Args) -> Result<Value, Failure> {
    let words: Vec<&str> = args.words.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] => Err(Failure::error("must specify one of -f and -k")),
        ["namespace" | "ns", name] => Ok(object("v1", "Namespace", name, json!({}))),
        ["serviceaccount" | "sa", name] => Ok(object("v1", "ServiceAccount", name, json!({}))),
        ["configmap" | "cm", name] => Ok(object("v1", "ConfigMap", name, json!({"data": literals(args)}))),
        ["secret", "generic", name] => {
            let encoded = literals(args)
                .into_iter()
                .map(|(key, value)| (key, json!(crate::base64::encode(value.as_str().unwrap_or("")))));
            let secret =
                json!({"data": crate::sort::object(encoded), "type": args.get("type").unwrap_or("Opaque")});
            Ok(object("v1", "Secret", name, secret))
        }
        ["deployment" | "deploy", name] => deployment(args, name),
        ["service" | "svc", kind, name] => service(args, kind, name),
        ["poddisruptionbudget" | "pdb", name] => budget(args, name),
        [kind] if is_known(kind) => {
            Err(Failure::usage(&format!("create {kind}"), "exactly one NAME is required, got 0"))
        }
        [kind, rest @ ..] if is_known(kind) => {
            let message = format!("exactly one NAME is required, got {}", rest.len());
            Err(Failure::usage(&format!("create {kind}"), &message))
        }
        _ => {
            let Failure { message, code } = Failure::unknown_part("create", &args.words);
            Err(Failure { message: format!("Error: must specify one of -f and -k\n\n{message}"), code })
        }
    }
}

fn is_known(kind: &str) -> bool {
    const KNOWN: [&str; 12] = [
        "namespace",
        "ns",
        "serviceaccount",
        "sa",
        "configmap",
        "cm",
        "deployment",
        "deploy",
        "secret",
        "service",
        "poddisruptionbudget",
        "pdb",
    ];
    KNOWN.contains(&kind)
}

/// An object of a kind and name with these fields beside.
pub(super) fn object(api_version: &str, kind: &str, name: &str, fields: Value) -> Value {
    let mut object = json!({"apiVersion": api_version, "kind": kind, "metadata": {"name": name}});
    for (field, value) in fields.as_object().into_iter().flatten() {
        object[field] = value.clone();
    }
    object
}

fn literals(args: &Args) -> Map<String, Value> {
    let pairs = args.list("from-literal").filter_map(|pair| pair.split_once('='));
    pairs.map(|(key, value)| (key.to_string(), json!(value))).collect()
}

/// A whole number of a flag of `create`.
fn number(args: &Args, flag: &str) -> Result<Option<i64>, Failure> {
    args.number("create", flag)
}

fn deployment(args: &Args, name: &str) -> Result<Value, Failure> {
    let images: Vec<&str> = args.list("image").collect();
    if images.is_empty() {
        return Err(Failure::error("required flag(s) \"image\" not set"));
    }
    let port = number(args, "port")?;
    let container = |image: &&str| {
        let mut container = json!({"image": image, "name": container_name(image), "resources": {}});
        if let Some(port) = port {
            container["ports"] = json!([{"containerPort": port}]);
        }
        container
    };
    let containers: Vec<Value> = images.iter().map(container).collect();
    let labels = json!({"app": name});
    let mut deployment = object(
        "apps/v1",
        "Deployment",
        name,
        json!({"spec": {
            "replicas": number(args, "replicas")?.unwrap_or(1),
            "selector": {"matchLabels": labels},
            "strategy": {},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": containers}},
        }, "status": {}}),
    );
    deployment["metadata"]["labels"] = json!({"app": name});
    Ok(deployment)
}

/// A container's name from its image: `registry/nginx:1.25` gives `nginx`.
fn container_name(image: &str) -> &str {
    let last = image.rsplit('/').next().unwrap_or(image);
    last.split([':', '@']).next().unwrap_or(last)
}

fn service(args: &Args, kind: &str, name: &str) -> Result<Value, Failure> {
    let types = [
        ("clusterip", "ClusterIP"),
        ("nodeport", "NodePort"),
        ("loadbalancer", "LoadBalancer"),
        ("externalname", "ExternalName"),
    ];
    let Some((_, kind)) = types.iter().find(|(word, _)| *word == kind) else {
        return Err(Failure::error(format!("unknown command {kind:?} for \"kubectl create service\"")));
    };
    let mut spec = json!({"type": kind, "selector": {"app": name}});
    let ports: Vec<Value> = args.list("tcp").map(port).collect::<Result<_, _>>()?;
    if !ports.is_empty() {
        spec["ports"] = json!(ports);
    }
    if let Some(address) = args.get("clusterip") {
        spec["clusterIP"] = json!(address);
    }
    if let Some(external) = args.get("external-name") {
        spec["externalName"] = json!(external);
    }
    if *kind != "ExternalName" && ports.is_empty() && args.get("clusterip") != Some("None") {
        return Err(Failure::error("at least one tcp port specifier must be provided"));
    }
    let mut service = object("v1", "Service", name, json!({"spec": spec}));
    service["metadata"]["labels"] = json!({"app": name});
    Ok(service)
}

/// `--tcp=80:8080`: the port and the pods' port.
fn port(spec: &str) -> Result<Value, Failure> {
    let (port, target) = spec.split_once(':').unwrap_or((spec, spec));
    let number = port.parse::<u16>().map_err(|_| Failure::error(format!("invalid port {port:?}")))?;
    let target = target.parse::<u16>().map_or(json!(target), |number| json!(number));
    Ok(json!({"name": spec.replace(':', "-"), "port": number, "protocol": "TCP", "targetPort": target}))
}

fn budget(args: &Args, name: &str) -> Result<Value, Failure> {
    let Some(selector) = args.get("selector") else {
        return Err(Failure::error("required flag(s) \"selector\" not set"));
    };
    let labels = selector.split(',').filter_map(|pair| pair.split_once('='));
    let labels = crate::sort::object(labels.map(|(key, value)| (key.to_string(), json!(value))));
    let mut spec = json!({"selector": {"matchLabels": labels}});
    for (flag, field) in [("min-available", "minAvailable"), ("max-unavailable", "maxUnavailable")] {
        if let Some(bound) = args.get(flag) {
            spec[field] = bound.parse::<u32>().map_or(json!(bound), |count| json!(count));
        }
    }
    Ok(object("policy/v1", "PodDisruptionBudget", name, json!({"spec": spec})))
}
