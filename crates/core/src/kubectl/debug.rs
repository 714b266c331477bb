//! `kubectl debug`: an ephemeral container in a pod, a copy of a pod, or a pod on a node, and a shell there.

use super::args::Args;
use super::context::Context;
use super::exec::{is_shell, running};
use super::failure::Failure;
use super::find::{Scope, find};
use super::resource::{self, Selection, Wanted};
use super::{DONE, Outcome, attach};
use crate::api;
use crate::object::{self, Kind, Object};
use crate::shell::{Io, Machine, Role, Shell};
use crate::store::DeleteOptions;
use serde_json::{Value, json};
use std::sync::Arc;

pub(super) const FLAGS: &str = "image= container,c= copy-to= replace env= attach stdin,i tty,t quiet,q target= profile= \
     set-image= share-processes same-node image-pull-policy= arguments-only keep-labels keep-annotations keep-liveness \
     keep-readiness keep-startup keep-init-containers custom= filename,f=";

pub(super) fn run(context: &mut Context<'_>, args: &Args) -> Outcome {
    check(args)?;
    let named = args.words.first().map_or("", String::as_str);
    let selection = match named.contains('/') {
        true => resource::select(&args.words[..1])?,
        false => Selection {
            wanted: vec![Wanted { kind: Kind::Pod, name: Some(named.into()) }],
            several_kinds: false,
        },
    };
    if let Some(container) = args.get("target").filter(|_| !args.on("quiet")) {
        context.line(format!(
            "Targeting container {container:?}. If you don't see processes from this container it may be because the \
             container runtime doesn't support this feature."
        ));
    }
    let found = find(context, &selection, &Scope::of(context, args)?);
    Failure::all(found.failures)?;
    let Some(object) = found.objects.first() else { return DONE };
    match (object.meta.kind, args.get("copy-to")) {
        (Kind::Node, _) => on_node(context, args, object),
        (Kind::Pod, Some(name)) => copy(context, args, object, name),
        (Kind::Pod, None) => ephemeral(context, args, object),
        (kind, _) => {
            let info = kind.info();
            let called = format!("{}/{}, Kind={}", info.group, info.version, info.name);
            Err(Failure::error(format!("{called:?} not supported by debug")))
        }
    }
}

/// What goes together and what does not (`DebugOptions.Validate`).
fn check(args: &Args) -> Result<(), Failure> {
    let copies = args.get("copy-to").is_some();
    let (image, images) = (args.get("image").is_some(), args.get("set-image").is_some());
    let problem = match () {
        () if copies && !image && !images && args.rest.is_none() => {
            "you must specify --image, --set-image or command arguments."
        }
        () if copies && args.rest.is_some() && !image && args.get("container").is_none() => {
            "you must specify an existing container or a new image when specifying args."
        }
        () if !copies && args.on("replace") => "--replace may only be used with --copy-to.",
        () if !copies && args.on("same-node") => "--same-node may only be used with --copy-to.",
        () if !copies && images => "--set-image may only be used with --copy-to.",
        () if !copies && !image => "you must specify --image when not using --copy-to.",
        () if args.words.is_empty() => "NAME or filename is required for debug",
        () if copies && args.get("target").is_some() => {
            "--target is incompatible with --copy-to. Use --share-processes instead."
        }
        () if args.on("tty") && !args.on("stdin") => {
            "-i/--stdin is required for containers with -t/--tty=true"
        }
        () => return Ok(()),
    };
    Err(Failure::error(problem))
}

/// The container that is added, under its own name or a made-up one.
fn container(context: &mut Context<'_>, args: &Args, made_up: bool) -> Value {
    let name = match args.get("container") {
        Some(name) => name.to_string(),
        None if made_up => {
            let name = format!("debugger-{}", context.world.rng.suffix());
            if !args.on("quiet") {
                context.line(format!("Defaulting debug container name to {name}."));
            }
            name
        }
        None => "debugger".into(),
    };
    let mut container = json!({"name": name, "image": args.get("image").unwrap_or(""), "resources": {}});
    let env = args.list("env").filter_map(|pair| pair.split_once('='));
    let env: Vec<Value> = env.map(|(name, value)| json!({"name": name, "value": value})).collect();
    if !env.is_empty() {
        container["env"] = json!(env);
    }
    for flag in ["stdin", "tty"].into_iter().filter(|flag| args.on(flag)) {
        container[flag] = json!(true);
    }
    if let Some(rest) = &args.rest {
        container[if args.on("arguments-only") { "args" } else { "command" }] = json!(rest);
    }
    container
}

fn attaches(args: &Args) -> bool {
    args.on("attach") || (args.on("stdin") && args.get("attach").is_none())
}

fn attached(context: &mut Context<'_>, args: &Args, pod: &Arc<Object>, container: usize) -> Outcome {
    let words: Vec<&String> = args.rest.iter().flatten().collect();
    if attaches(args) { attach::start(context, args, pod, container, &words) } else { DONE }
}

/// A pod on the node that sees all of it.
fn on_node(context: &mut Context<'_>, args: &Args, node: &Object) -> Outcome {
    let node = &node.meta.name;
    let pod = format!("node-debugger-{node}-{}", context.world.rng.suffix());
    let mut container = container(context, args, false);
    if !args.on("quiet") {
        let name = container["name"].as_str().unwrap_or("");
        context.line(format!("Creating debugging pod {pod} with container {name} on node {node}."));
    }
    container["volumeMounts"] = json!([{"mountPath": "/host", "name": "host-root"}]);
    let manifest = json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": pod, "labels": {"app.kubernetes.io/managed-by": "kubectl-debug"}},
        "spec": {
            "containers": [container],
            "hostIPC": true, "hostNetwork": true, "hostPID": true,
            "nodeName": &**node,
            "restartPolicy": "Never",
            "tolerations": [{"operator": "Exists"}],
            "volumes": [{"name": "host-root", "hostPath": {"path": "/"}}],
        },
    });
    let namespace = context.namespace(args);
    let pod = api::create(context.world, manifest, &namespace)?;
    attached(context, args, &pod, 0)
}

/// A copy of a pod, with a container more or with other images.
fn copy(context: &mut Context<'_>, args: &Args, pod: &Arc<Object>, name: &str) -> Outcome {
    let mut spec = object::encode(pod)["spec"].clone();
    spec["ephemeralContainers"] = Value::Null;
    if !args.on("same-node") {
        spec["nodeName"] = Value::Null;
    }
    let images: Vec<(&str, &str)> = args.list("set-image").filter_map(|pair| pair.split_once('=')).collect();
    let mut containers = spec["containers"].as_array().cloned().unwrap_or_default();
    for container in &mut containers {
        let of = |wanted: &str| images.iter().find(|(name, _)| *name == wanted).map(|(_, image)| *image);
        if let Some(image) = of(container["name"].as_str().unwrap_or("")).or(of("*")) {
            container["image"] = json!(image);
        }
        for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
            if let Some(container) = container.as_object_mut() {
                container.remove(probe);
            }
        }
    }
    let known =
        containers.iter().position(|container| container["name"] == args.get("container").unwrap_or(""));
    let at = known.unwrap_or(containers.len());
    match (known, args.get("image")) {
        (None, None) if images.is_empty() => {
            return Err(Failure::error("you must specify image when creating new container"));
        }
        (None, None) => {}
        (None, Some(_)) => containers.push(container(context, args, true)),
        (Some(at), image) => {
            if let Some(image) = image {
                containers[at]["image"] = json!(image);
            }
            if let Some(rest) = &args.rest {
                containers[at]["command"] = json!(rest);
            }
        }
    }
    spec["containers"] = json!(containers);
    let mut metadata = json!({"name": name});
    if args.on("keep-labels") {
        metadata["labels"] = object::encode(pod)["metadata"]["labels"].clone();
    }
    let manifest = json!({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec});
    let created = api::create(context.world, manifest, &pod.meta.namespace)?;
    if args.on("replace") {
        let options = DeleteOptions { grace_seconds: Some(0), ..DeleteOptions::default() };
        api::delete(context.world, &pod.key(), options)?;
    }
    if at < containers.len() { attached(context, args, &created, at) } else { DONE }
}

/// A container that is added to a pod that runs. Simpler than a real cluster: it runs at once and has no status of its own,
/// so that `describe` shows only that it is there.
fn ephemeral(context: &mut Context<'_>, args: &Args, pod: &Arc<Object>) -> Outcome {
    running(pod, 0)?;
    let mut added = container(context, args, true);
    if let Some(target) = args.get("target") {
        added["targetContainerName"] = json!(target);
    }
    let name = added["name"].as_str().unwrap_or("").to_string();
    let mut at = 0;
    context.world.store.update(&pod.key(), true, |stored| {
        let Some(pod) = stored.pod_mut() else { return };
        let spec = Arc::make_mut(&mut pod.spec);
        let mut all = spec.raw["ephemeralContainers"].as_array().cloned().unwrap_or_default();
        at = spec.containers.len() + spec.init.len() + all.len();
        all.push(added);
        spec.raw["ephemeralContainers"] = json!(all);
    })?;
    if !attaches(args) {
        return DONE;
    }
    // Its number is none of the pod's own containers', so that it has none of their volumes and variables.
    let machine = Machine::pod(pod, at);
    let command = args.rest.clone().unwrap_or_default();
    if command.is_empty() || is_shell(&command) {
        return Ok(attach::open(context, machine, Role::Ephemeral(name)));
    }
    let mut io = Io::default();
    Shell::new(context.world, context.session, machine).argv(&command, "", &mut io);
    context.print(&io.out);
    context.complain(&io.err);
    DONE
}
