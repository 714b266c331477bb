//! `kubectl expose` and `kubectl run`.

use super::args::Args;
use super::context::Context;
use super::failure::Failure;
use super::find::{Scope, find};
use super::scale::targets;
use super::{Outcome, attach, create};
use crate::api;
use crate::object::{self, Kind, Object};
use crate::patch;
use serde_json::{Map, Value, json};
use std::sync::Arc;

pub(super) const EXPOSE_FLAGS: &str = "record name= port= target-port= protocol= type= cluster-ip= external-ip= selector,l= \
     labels= filename,f= recursive,R session-affinity= output,o= dry-run?unchanged save-config overrides= field-manager=";

pub(super) const RUN_FLAGS: &str = "record image= restart= labels,l= env= port= command rm tty,t stdin,i attach quiet,q \
     image-pull-policy= overrides= override-type= expose output,o= dry-run?unchanged save-config annotations= \
     field-manager= pod-running-timeout= privileged grace-period=";

pub(super) fn expose(context: &mut Context<'_>, args: &Args) -> Outcome {
    let found = find(context, &targets(context, args)?, &Scope::of(context, args)?);
    Failure::all(found.failures)?;
    let Some(object) = found.objects.first() else {
        return Err(Failure::error("no resources passed to expose"));
    };
    let manifest = service(args, object)?;
    create::submit(context, args, manifest, &object.meta.namespace, "exposed")
}

fn service(args: &Args, object: &Arc<Object>) -> Result<Value, Failure> {
    if !matches!(object.meta.kind, Kind::Service | Kind::Pod | Kind::Deployment | Kind::ReplicaSet) {
        return Err(cannot(object));
    }
    let value = object::encode(object);
    let selector = match args.get("selector") {
        Some(text) => pairs(text),
        None => selector(&value).unwrap_or_default(),
    };
    let ports = ports(args, &value)?;
    let mut spec = json!({"selector": selector, "ports": ports});
    for (flag, field) in
        [("type", "type"), ("cluster-ip", "clusterIP"), ("session-affinity", "sessionAffinity")]
    {
        if let Some(given) = args.get(flag) {
            spec[field] = json!(given);
        }
    }
    let name = args.get("name").unwrap_or(&object.meta.name);
    let mut service =
        json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": spec});
    let labels =
        args.get("labels").map_or_else(|| value["metadata"]["labels"].clone(), |text| json!(pairs(text)));
    if labels.is_object() {
        service["metadata"]["labels"] = labels;
    }
    Ok(service)
}

/// Of workloads only those whose pods are alike (`canBeExposed`): a set has its own, headless one.
fn cannot(object: &Object) -> Failure {
    let info = object.meta.kind.info();
    let group = if info.group.is_empty() { String::new() } else { format!(".{}", info.group) };
    Failure::error(format!("cannot expose a {}{group}", info.name))
}

/// The labels of the pods that an object stands for.
fn selector(value: &Value) -> Option<Map<String, Value>> {
    let labels = match value["kind"].as_str() {
        Some("Pod") => &value["metadata"]["labels"],
        Some("Service") => &value["spec"]["selector"],
        _ => &value["spec"]["selector"]["matchLabels"],
    };
    labels.as_object().cloned()
}

fn pairs(text: &str) -> Map<String, Value> {
    let pairs = text.split(',').filter_map(|pair| pair.split_once('='));
    pairs.map(|(key, value)| (key.to_string(), json!(value))).collect()
}

fn ports(args: &Args, value: &Value) -> Result<Vec<Value>, Failure> {
    let spec = if value["kind"] == "Pod" { &value["spec"] } else { &value["spec"]["template"]["spec"] };
    let containers = spec["containers"].as_array().into_iter().flatten();
    let declared = containers.flat_map(|container| container["ports"].as_array().into_iter().flatten());
    let mut ports: Vec<Value> = declared.map(|port| port["containerPort"].clone()).collect();
    if let Some(given) = args.get("port") {
        let number =
            |text: &str| text.parse::<u16>().map_err(|_| Failure::error(format!("invalid port {text:?}")));
        ports =
            given.split(',').map(|text| number(text).map(|port| json!(port))).collect::<Result<_, _>>()?;
    }
    if ports.is_empty() {
        return Err(Failure::error(
            "couldn't find port via --port flag or introspection\nSee 'kubectl expose -h' for help and examples",
        ));
    }
    let several = ports.len() > 1;
    let target =
        args.get("target-port").map(|text| text.parse::<u16>().map_or(json!(text), |port| json!(port)));
    let protocol = args.get("protocol").unwrap_or("TCP");
    let entry = |(at, port): (usize, &Value)| {
        let target = target.clone().unwrap_or_else(|| port.clone());
        let mut entry = json!({"port": port, "protocol": protocol, "targetPort": target});
        if several {
            entry["name"] = json!(format!("port-{}", at + 1));
        }
        entry
    };
    Ok(ports.iter().enumerate().map(entry).collect())
}

pub(super) fn run(context: &mut Context<'_>, args: &Args) -> Outcome {
    let Some(name) = args.words.first() else {
        return Err(Failure::error("NAME is required for run\nSee 'kubectl run -h' for help and examples"));
    };
    let Some(image) = args.get("image") else {
        return Err(Failure::error("required flag(s) \"image\" not set"));
    };
    let mut container = json!({"name": name, "image": image, "resources": {}});
    let words: Vec<&String> = args.rest.iter().flatten().chain(&args.words[1..]).collect();
    if !words.is_empty() {
        container[if args.on("command") { "command" } else { "args" }] = json!(words);
    }
    let env = args.list("env").filter_map(|pair| pair.split_once('='));
    let env: Vec<Value> = env.map(|(name, value)| json!({"name": name, "value": value})).collect();
    if !env.is_empty() {
        container["env"] = json!(env);
    }
    if let Some(port) = args.number("run", "port")? {
        container["ports"] = json!([{"containerPort": port}]);
    }
    let mut labels = args.get("labels").map(pairs).unwrap_or_default();
    if labels.is_empty() {
        labels.insert("run".into(), json!(name));
    }
    let restart = args.get("restart").unwrap_or("Always");
    let spec = json!({"containers": [container], "dnsPolicy": "ClusterFirst", "restartPolicy": restart});
    let metadata = json!({"name": name, "labels": labels});
    let pod = json!({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec, "status": {}});
    let pod = overridden(args, pod)?;
    let namespace = context.namespace(args);
    if !attach::wanted(args) || args.get("dry-run").is_some() {
        return create::submit(context, args, pod, &namespace, "created");
    }
    if args.on("rm") && !args.on("stdin") && !args.on("attach") {
        return Err(Failure::error("--rm should only be used for attached containers"));
    }
    let pod = api::create(context.world, pod, &namespace)?;
    attach::start(context, args, &pod, 0, &words)
}

/// An object with what `--overrides` says in its place (a merge patch).
fn overridden(args: &Args, object: Value) -> Result<Value, Failure> {
    let Some(text) = args.get("overrides") else { return Ok(object) };
    let change = serde_json::from_str(text).map_err(|_| Failure::error("Invalid JSON Patch"))?;
    Ok(patch::merge(&object, &change))
}
