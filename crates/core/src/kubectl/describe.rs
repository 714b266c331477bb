//! `kubectl describe`: an object in words, with the Events about it (`pkg/describe` of kubectl).

mod cluster;
mod events;
mod network;
mod other;
mod pod;
mod storage;
mod template;
mod text;
mod workload;

pub(super) use network::endpoints_of;
pub(super) use template::template;
pub(super) use text::Text;
pub(crate) use text::instant;

use super::args::Args;
use super::context::Context;
use super::failure::Failure;
use super::find::{Found, Scope, find};
use super::resource::{self, Selection};
use super::{DONE, Outcome, manifest};
use crate::error::ApiError;
use crate::object::{self, Kind, Object};
use crate::world::World;
use serde_json::Value;
use std::sync::Arc;

pub(super) const FLAGS: &str =
    "selector,l= all-namespaces,A show-events filename,f= recursive,R chunk-size= kustomize,k=";

pub(super) fn run(context: &mut Context<'_>, args: &Args) -> Outcome {
    let found = targets(context, args)?;
    let with_events = args.on_unless_off("show-events");
    let texts: Vec<String> =
        found.objects.iter().map(|object| describe(context.world, object, with_events)).collect();
    context.print(texts.join("\n\n"));
    if found.objects.is_empty() && found.failures.is_empty() {
        let namespace = context.namespace(args);
        context.warn(format!("No resources found in {namespace} namespace."));
    }
    Failure::all(found.failures)?;
    DONE
}

fn targets(context: &mut Context<'_>, args: &Args) -> Result<Found, Failure> {
    let scope = Scope::of(context, args)?;
    if args.get("filename").is_some() {
        let selection = manifest::selection(context, args)?;
        return Ok(find(context, &selection, &scope));
    }
    let selection = resource::select(&args.words)?;
    if selection.wanted.is_empty() {
        let message = "You must specify the type of resource to describe. Use \"kubectl api-resources\" for a complete \
             list of supported resources.";
        return Err(Failure::error(message));
    }
    Ok(by_prefix(context, &selection, &scope))
}

/// A name that no object has stands for all whose names begin with it.
fn by_prefix(context: &Context<'_>, selection: &Selection, scope: &Scope) -> Found {
    let mut found = Found::default();
    for wanted in &selection.wanted {
        let one = Selection { wanted: vec![wanted.clone()], several_kinds: false };
        let mut exact = find(context, &one, scope);
        if let (Some(prefix), true) = (&wanted.name, exact.objects.is_empty()) {
            let named = scope.list(context.world, wanted.kind).into_iter();
            exact.objects = named.filter(|object| object.meta.name.starts_with(prefix.as_str())).collect();
            let error = ApiError::not_found(&scope.key(wanted.kind, prefix));
            exact.failures = if exact.objects.is_empty() { vec![error.into()] } else { Vec::new() };
        }
        found.objects.extend(exact.objects);
        found.failures.extend(exact.failures);
    }
    found
}

/// An object in words.
pub(crate) fn describe(world: &World, object: &Arc<Object>, with_events: bool) -> String {
    let value = object::encode(object);
    let mut text = Text::default();
    body(world, object, &value, &mut text);
    // What is recorded of these has no Events.
    let none = [Kind::PersistentVolume, Kind::Namespace, Kind::Event, Kind::Secret];
    if with_events && !none.contains(&object.meta.kind) {
        events::about(world, object, &mut text);
    }
    text.align()
}

fn body(world: &World, object: &Arc<Object>, value: &Value, text: &mut Text) {
    match object.meta.kind {
        Kind::Pod => pod::pod(world, object, value, text),
        Kind::StatefulSet => workload::stateful_set(world, object, value, text),
        Kind::Deployment => workload::deployment(world, object, value, text),
        Kind::ReplicaSet => workload::replica_set(world, object, value, text),
        Kind::PodDisruptionBudget => workload::budget(value, text),
        Kind::PersistentVolumeClaim => storage::claim(world, object, value, text),
        Kind::PersistentVolume => storage::volume(world, object, value, text),
        Kind::StorageClass => storage::class(object, value, text),
        Kind::Service => network::service(world, object, value, text),
        Kind::Node => cluster::node(world, object, value, text),
        Kind::Namespace => cluster::namespace(value, text),
        Kind::ConfigMap => other::config_map(value, text),
        Kind::Secret => other::secret(value, text),
        Kind::EndpointSlice => network::endpoint_slice(value, text),
        Kind::ControllerRevision
        | Kind::Event
        | Kind::ServiceAccount
        | Kind::DaemonSet
        | Kind::Job
        | Kind::CronJob
        | Kind::Ingress
        | Kind::NetworkPolicy
        | Kind::HorizontalPodAutoscaler
        | Kind::PriorityClass
        | Kind::Role
        | Kind::RoleBinding
        | Kind::ClusterRole
        | Kind::ClusterRoleBinding => other::any(value, text),
    }
}
