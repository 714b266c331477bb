//! `kubectl apply`: creates what is not there, and patches what is by comparing three versions of it: what was applied
//! last, what is applied now, and what is there.

use super::args::Args;
use super::context::Context;
use super::failure::Failure;
use super::find::{Scope, find};
use super::manifest::{self, Document};
use super::output::{self, Format};
use super::selector::Selector;
use super::{DONE, Outcome, resource};
use crate::api::{self, PatchType};
use crate::error::ApiError;
use crate::object::{self, Key, Kind, Object};
use crate::store::DeleteOptions;
use crate::world::World;
use crate::{patch, revision, schema, validate};
use serde_json::{Value, json};
use std::sync::Arc;

pub(super) const FLAGS: &str = "record filename,f= recursive,R output,o= dry-run?unchanged validate?strict server-side \
     force-conflicts field-manager= overwrite force wait timeout= grace-period= cascade?background prune all \
     selector,l= kustomize,k= openapi-patch template= show-managed-fields";

/// The annotation that keeps what was applied last.
pub(crate) const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

pub(super) fn run(context: &mut Context<'_>, args: &Args) -> Outcome {
    if args.get("kustomize").is_some() {
        return Err(Failure::error(
            "this terminal builds no kustomizations; paste the manifest that yours gives",
        ));
    }
    if let Some((word, words)) = args.words.split_first() {
        return match word.as_str() {
            "view-last-applied" => view_last_applied(context, args, words),
            "set-last-applied" => set_last_applied(context, args),
            "edit-last-applied" => {
                Err(Failure::error("only whole objects are edited here; kubectl edit opens one"))
            }
            _ => {
                let words = args.words.join(" ");
                Err(Failure::misused("apply", &format!("Unexpected args: [{words}]")))
            }
        };
    }
    if args.get("filename").is_none() {
        return Err(Failure::error("must specify one of -f and -k"));
    }
    let format = Format::parse(args)?;
    let manifests = manifest::read(context, args)?;
    let mut failures = manifests.failures;
    if manifests.documents.is_empty() && failures.is_empty() {
        return Err(Failure::error("no objects passed to apply"));
    }
    if args.on("prune") && args.get("selector").is_none() && !args.on("all") {
        return Err(Failure::error(ALL_PRUNED));
    }
    for document in &manifests.documents {
        if let Err(failure) = apply(context, args, &format, document) {
            failures.push(failure);
        }
    }
    Failure::all(failures)?;
    if args.on("prune") {
        prune(context, args, &manifests.documents)?;
    }
    DONE
}

/// `apply view-last-applied`: the manifest that objects were applied from.
fn view_last_applied(context: &mut Context<'_>, args: &Args, words: &[String]) -> Outcome {
    let found = find(context, &resource::select(words)?, &Scope::of(context, args)?);
    Failure::all(found.failures)?;
    for object in found.objects {
        let applied = object.meta.annotation(LAST_APPLIED).and_then(|text| serde_json::from_str(text).ok());
        let Some(applied) = applied else {
            let name = &object.meta.name;
            return Err(Failure::error(format!(
                "no last-applied-configuration annotation found on resource: {name}"
            )));
        };
        let text = match args.get("output") {
            Some("json") => super::yaml::json(&applied),
            _ => super::yaml::yaml(&applied),
        };
        context.print(text);
    }
    DONE
}

/// `apply set-last-applied`: what is in files counts as applied last, and nothing else changes.
fn set_last_applied(context: &mut Context<'_>, args: &Args) -> Outcome {
    let manifests = manifest::read(context, args)?;
    Failure::all(manifests.failures)?;
    for document in manifests.documents {
        let key = document.key();
        let mut value = document.value;
        annotate(&mut value);
        let annotation = value["metadata"]["annotations"][LAST_APPLIED].take();
        let change = json!({"metadata": {"annotations": {LAST_APPLIED: annotation}}});
        let object = output::trial(context, args, |context| {
            Ok(api::patch(context.world, &key, PatchType::Merge, &change)?)
        })?;
        output::report(context, args, &Format::parse(args)?, &object, "configured")?;
    }
    DONE
}

const ALL_PRUNED: &str = "all resources selected for prune without explicitly passing --all. To prune all resources, pass \
     the --all flag. If you did not mean to prune all resources, specify a label selector";

/// The kinds that are pruned where none are named (`prune.GetRESTMappings`).
const PRUNED: [Kind; 14] = [
    Kind::ConfigMap,
    Kind::Namespace,
    Kind::PersistentVolumeClaim,
    Kind::PersistentVolume,
    Kind::Pod,
    Kind::Secret,
    Kind::Service,
    Kind::Job,
    Kind::CronJob,
    Kind::Ingress,
    Kind::DaemonSet,
    Kind::Deployment,
    Kind::ReplicaSet,
    Kind::StatefulSet,
];

/// Deletes what was applied before and is not applied now.
fn prune(context: &mut Context<'_>, args: &Args, documents: &[Document]) -> Result<(), Failure> {
    let kept: Vec<Key> = documents.iter().map(Document::key).collect();
    let selector = Selector::parse(args.get("selector"), None)?;
    let namespace = context.namespace(args);
    let mut gone: Vec<Arc<Object>> = Vec::new();
    for kind in PRUNED {
        let within = kind.info().namespaced.then_some(namespace.as_str());
        let was_applied = |object: &&Arc<Object>| object.meta.annotation(LAST_APPLIED).is_some();
        let objects = context.world.store.list(kind, within).filter(was_applied);
        gone.extend(
            objects.filter(|object| selector.matches(object) && !kept.contains(&object.key())).cloned(),
        );
    }
    for object in gone {
        if output::dry_run(args)?.is_empty() {
            api::delete(context.world, &object.key(), DeleteOptions::default())?;
        }
        context.line(format!("{} pruned{}", output::full_name(&object), output::dry_run(args)?));
    }
    Ok(())
}

fn apply(
    context: &mut Context<'_>,
    args: &Args,
    format: &Format,
    document: &Document,
) -> Result<(), Failure> {
    let (object, what) = applied(context, args, document)?;
    for warning in validate::warnings(&object) {
        context.warn(format!("Warning: {warning}"));
    }
    let what = if args.on("server-side") { "serverside-applied" } else { what };
    output::report(context, args, format, &object, what)
}

/// Applies one document. Gives the object and what became of it.
pub(super) fn applied(
    context: &mut Context<'_>,
    args: &Args,
    document: &Document,
) -> Result<Applied, Failure> {
    let key = document.key();
    if key.name.is_empty() {
        return Err(nameless(document, &key));
    }
    let mut document = document.clone();
    annotate(&mut document.value);
    let current = context.world.store.get(&key).cloned();
    output::trial(context, args, |context| match &current {
        None => create(context.world, &document).map(|object| (object, "created")),
        Some(current) => change(context, &document, current),
    })
}

fn create(world: &mut World, document: &Document) -> Result<Arc<Object>, Failure> {
    let created = api::create(world, document.value.clone(), &document.key().namespace);
    created.map_err(|error| document.failure("creating", &error))
}

type Applied = (Arc<Object>, &'static str);

fn change(context: &mut Context<'_>, document: &Document, current: &Arc<Object>) -> Result<Applied, Failure> {
    let key = current.key();
    let last = current.meta.annotation(LAST_APPLIED);
    if last.is_none() {
        context.warn(unmanaged(&key));
    }
    let Some(change) = difference(document, current) else { return Ok((current.clone(), "unchanged")) };
    let patched = api::patch(context.world, &key, PatchType::Strategic, &change);
    patched.map(|object| (object, "configured")).map_err(|error| refused(document, &key, &change, &error))
}

/// The patch that brings an object to what its document says; none if it is that already.
pub(super) fn difference(document: &Document, current: &Object) -> Option<Value> {
    let kind = current.meta.kind;
    let last = current.meta.annotation(LAST_APPLIED);
    let last: Value = last.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_else(|| json!({}));
    let id = schema::lookup(&kind.api_version(), kind.name())?;
    let change = patch::three_way(id, &last, &document.value, &object::encode(current));
    change.as_object().is_some_and(|change| !change.is_empty()).then_some(change)
}

/// Writes what is applied into its own annotation (`util.GetModifiedConfiguration`).
pub(crate) fn annotate(manifest: &mut Value) {
    if !manifest["metadata"].is_object() {
        manifest["metadata"] = json!({});
    }
    if !manifest["metadata"]["annotations"].is_object() {
        manifest["metadata"]["annotations"] = json!({});
    }
    if let Some(annotations) = manifest["metadata"]["annotations"].as_object_mut() {
        annotations.remove(LAST_APPLIED);
    }
    let applied = format!("{}\n", revision::go_json(manifest));
    manifest["metadata"]["annotations"][LAST_APPLIED] = json!(applied);
}

/// A resource as kubectl describes it in errors.
fn describe(key: &Key) -> String {
    let info = key.kind.info();
    let version = key.kind.api_version();
    format!(
        "Resource: \"{version}, Resource={}\", GroupVersionKind: \"{}, Kind={}\"\nName: {:?}, Namespace: {:?}",
        info.plural,
        if info.group.is_empty() { format!("/{version}") } else { version.clone() },
        info.name,
        key.name,
        key.namespace
    )
}

fn nameless(document: &Document, key: &Key) -> Failure {
    if document.value["metadata"]["generateName"].is_string() {
        let prefix = document.value["metadata"]["generateName"].as_str().unwrap_or("");
        return Failure::error(format!("from {prefix}: cannot use generate name with apply"));
    }
    Failure::error(format!(
        "error when retrieving current configuration of:\n{}\nfrom server for: {:?}: resource name may not be empty",
        describe(key),
        document.source
    ))
}

fn refused(document: &Document, key: &Key, change: &Value, error: &ApiError) -> Failure {
    let (source, to) = (&document.source, describe(key));
    let doing = format!(
        "error when applying patch:\n{}\nto:\n{to}\nfor: {source:?}: error when patching {source:?}",
        revision::go_json(change)
    );
    Failure::while_doing(&doing, error)
}

fn unmanaged(key: &Key) -> String {
    format!(
        "Warning: resource {}/{} is missing the {LAST_APPLIED} annotation which is required by kubectl apply. kubectl \
         apply should only be used on resources created declaratively by either kubectl create --save-config or \
         kubectl apply. The missing annotation will be patched automatically.",
        key.kind.info().plural,
        key.name
    )
}
