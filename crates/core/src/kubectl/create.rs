//! `kubectl create`: from files, or by words (`create namespace lab`).

mod kept;
mod words;

use super::args::Args;
use super::context::Context;
use super::failure::Failure;
use super::manifest;
use super::output::{self, Format};
use super::resource::singular;
use super::{DONE, Outcome, apply};
use crate::api;
use crate::error::ApiError;
use crate::object::{Kind, Object};
use crate::validate;
use crate::world::World;
use serde_json::{Value, json};
use std::sync::Arc;

pub(super) const FLAGS: &str = "filename,f= recursive,R output,o= dry-run?unchanged validate?strict save-config edit \
     selector,l= field-manager= raw= kustomize,k= image= replicas,r= port= tcp= clusterip= external-name= node-port= \
     from-literal= from-file= from-env-file= type= min-available= max-unavailable= template= windows-line-endings value= \
     description= global-default preemption-policy= docker-server= docker-username= docker-password= docker-email= \
     cert= key= verb= resource= resource-name= user= group= serviceaccount= role= clusterrole= schedule= restart= \
     record append-hash";

pub(super) use words::CREATED;

pub(super) fn run(context: &mut Context<'_>, args: &Args) -> Outcome {
    if args.get("filename").is_none() {
        return by_words(context, args);
    }
    let format = Format::parse(args)?;
    let manifests = manifest::read(context, args)?;
    let mut failures = manifests.failures;
    if manifests.documents.is_empty() && failures.is_empty() {
        return Err(Failure::error("no objects passed to create"));
    }
    for mut document in manifests.documents {
        if args.on("save-config") {
            apply::annotate(&mut document.value);
        }
        if client_side(args) {
            print(context, args, &format, &document.value)?;
            continue;
        }
        let namespace = document.key().namespace;
        let created = output::trial(context, args, |context| {
            create(context.world, document.value.clone(), &namespace)
                .map_err(|error| document.failure("creating", &error))
        });
        match created {
            Ok(object) => say(context, args, &format, &object, "created")?,
            Err(failure) => failures.push(failure),
        }
    }
    Failure::all(failures)?;
    DONE
}

fn create(world: &mut World, manifest: Value, namespace: &str) -> Result<Arc<Object>, ApiError> {
    api::create(world, manifest, namespace)
}

fn say(
    context: &mut Context<'_>,
    args: &Args,
    format: &Format,
    object: &Arc<Object>,
    done: &str,
) -> Result<(), Failure> {
    for warning in validate::warnings(object) {
        context.warn(format!("Warning: {warning}"));
    }
    output::report(context, args, format, object, done)
}

fn by_words(context: &mut Context<'_>, args: &Args) -> Outcome {
    let namespace = context.namespace(args);
    let manifest = words::manifest(context, args)?;
    submit(context, args, manifest, &namespace, "created")
}

/// Creates an object that a command made up, or only prints it for a dry run on the client's side. Says what was done.
///
/// # Errors
/// What the API server answers.
pub(super) fn submit(
    context: &mut Context<'_>,
    args: &Args,
    mut manifest: Value,
    namespace: &str,
    done: &str,
) -> Outcome {
    let format = Format::parse(args)?;
    if args.on("save-config") {
        apply::annotate(&mut manifest);
    }
    if client_side(args) {
        let namespaced = kind_of(&manifest).is_some_and(|kind| kind.info().namespaced);
        if let Some(namespace) = args.get("namespace").filter(|_| namespaced) {
            manifest["metadata"]["namespace"] = json!(namespace);
        }
        print(context, args, &format, &manifest)?;
        return DONE;
    }
    let object = output::trial(context, args, |context| Ok(create(context.world, manifest, namespace)?))?;
    say(context, args, &format, &object, done)?;
    DONE
}

/// Whether a dry run does not ask the server: it knows of nothing that is there already.
fn client_side(args: &Args) -> bool {
    args.get("dry-run").is_some_and(|how| matches!(how, "client" | "unchanged" | "true"))
}

/// Prints an object that is not in the store.
pub(super) fn print(
    context: &mut Context<'_>,
    args: &Args,
    format: &Format,
    manifest: &Value,
) -> Result<(), Failure> {
    let text = match format {
        Format::Table | Format::Wide => format!("{} created{}\n", called(manifest), output::dry_run(args)?),
        Format::Json => super::yaml::json(manifest),
        Format::Name => format!("{}\n", called(manifest)),
        Format::JsonPath(template) => template.print(manifest)?,
        Format::GoTemplate(template) => template.print(manifest)?,
        _ => super::yaml::yaml(manifest),
    };
    context.print(text);
    Ok(())
}

fn kind_of(manifest: &Value) -> Option<Kind> {
    Kind::of(manifest["apiVersion"].as_str()?, manifest["kind"].as_str()?)
}

/// `pod/web`, of an object that is not there yet.
fn called(manifest: &Value) -> String {
    let name = manifest["metadata"]["name"].as_str().unwrap_or("");
    format!("{}/{name}", kind_of(manifest).map(singular).unwrap_or_default())
}
