//! `kubectl get`.

use super::args::Args;
use super::context::Context;
use super::failure::Failure;
use super::find::{Found, Scope, find};
use super::jsonpath::{Template, show};
use super::output::{Extras, Format};
use super::resource::{self, Selection};
use super::table::Rows;
use super::watch::{self, Watch};
use super::{DONE, Outcome, endpoints, manifest, raw};
use crate::object::{self, Object};
use serde_json::Value;
use std::cmp::Ordering;
use std::sync::Arc;

pub(super) const FLAGS: &str = "output,o= watch,w watch-only all-namespaces,A selector,l= field-selector= \
     label-columns,L= show-labels no-headers sort-by= show-kind ignore-not-found filename,f= recursive,R \
     chunk-size= output-watch-events template= allow-missing-template-keys show-managed-fields server-print raw= \
     subresource=";

const NO_RESOURCE: &str = "You must specify the type of resource to get. Use \"kubectl api-resources\" for a complete \
     list of supported resources.\n\nerror: Required resource not specified.\nUse \"kubectl explain <resource>\" for a \
     detailed description of that resource (e.g. kubectl explain pods).\nSee 'kubectl get -h' for help and examples";

pub(super) fn run(context: &mut Context<'_>, args: &Args) -> Outcome {
    if let Some(path) = args.get("raw") {
        return raw::run(context, args, path);
    }
    if let Some(names) = endpoints::asked(&args.words) {
        return endpoints::run(context, args, &names);
    }
    let format = Format::read(context, args)?;
    if let Some(parts) = endpoints::among(&args.words) {
        if !format.is_table() && format != Format::Name {
            return document_with_endpoints(context, args, &format, &parts);
        }
        return with_endpoints(context, args, parts, format.is_table());
    }
    let selection = selection(context, args)?;
    let scope = Scope::of(context, args)?;
    if selection.is_named() && args.on("all-namespaces") {
        return Err(Failure::error("a resource cannot be retrieved by name across all namespaces"));
    }
    if args.on("watch") || args.on("watch-only") {
        return watch(context, args, format, selection, scope);
    }
    let mut found = find(context, &selection, &scope);
    if args.on("ignore-not-found") {
        found.failures.clear();
    }
    if let Some(path) = args.get("sort-by") {
        sort(&mut found.objects, path)?;
    }
    print(context, args, &format, &selection, &found)?;
    Failure::all(found.failures)?;
    DONE
}

/// Several kinds with endpoints among them, as one document.
fn document_with_endpoints(
    context: &mut Context<'_>,
    args: &Args,
    format: &Format,
    parts: &[Vec<String>],
) -> Outcome {
    let (mut values, mut failures) = (Vec::new(), Vec::new());
    for words in parts {
        if let Some(names) = endpoints::asked(words) {
            let (found, missing) = endpoints::values(context, args, &names)?;
            values.extend(found);
            failures.extend(missing);
            continue;
        }
        let found = find(context, &resource::select(words)?, &Scope::of(context, args)?);
        values.extend(found.objects.iter().map(|object| object::encode(object)));
        failures.extend(found.failures);
    }
    if args.on("ignore-not-found") {
        failures.clear();
    }
    let text = format.print_values(values, false)?;
    context.print(text);
    Failure::all(failures)?;
    DONE
}

/// Several kinds with endpoints among them, one part after the other.
fn with_endpoints(context: &mut Context<'_>, args: &Args, parts: Vec<Vec<String>>, tables: bool) -> Outcome {
    let mut failures = Vec::new();
    let named = parts.iter().any(|words| words.len() > 1);
    let switches: &[&str] = if named { &["show-kind"] } else { &["show-kind", "ignore-not-found"] };
    for words in parts {
        let before = std::mem::take(&mut context.written);
        failures.extend(run(context, &args.with(words, switches)).err());
        let part = std::mem::replace(&mut context.written, before);
        let prints = |written: &[(bool, String)]| written.iter().any(|(error, _)| !error);
        if tables && prints(&part) && prints(&context.written) {
            context.print("\n");
        }
        for (error, text) in part {
            if error { context.complain(&text) } else { context.print(text) }
        }
    }
    if context.written.iter().all(|(error, _)| *error) && failures.is_empty() {
        let namespace = context.namespace(args);
        context.warn(format!("No resources found in {namespace} namespace."));
    }
    Failure::all(failures)?;
    DONE
}

fn watch(
    context: &mut Context<'_>,
    args: &Args,
    format: Format,
    selection: Selection,
    scope: Scope,
) -> Outcome {
    if selection.kinds().len() > 1 {
        return Err(Failure::error("you may only specify a single resource type"));
    }
    Failure::all(find(context, &selection, &scope).failures)?;
    let mut watch = Watch::new(selection.clone(), scope, extras(args, &format, &selection), format);
    if args.on("watch-only") {
        watch.skip(context);
        return watch::poll(context, &mut watch);
    }
    watch.begin(context)
}

/// The objects that the words or the files name.
fn selection(context: &mut Context<'_>, args: &Args) -> Result<Selection, Failure> {
    if args.get("filename").is_some() {
        return manifest::selection(context, args);
    }
    if args.words.is_empty() {
        return Err(Failure::plain(NO_RESOURCE));
    }
    resource::select(&args.words)
}

/// What a table shows beside the columns of its kind.
fn extras(args: &Args, format: &Format, selection: &Selection) -> Extras {
    Extras {
        wide: *format == Format::Wide,
        namespace: args.on("all-namespaces"),
        with_kind: args.on("show-kind") || selection.several_kinds,
        labels: args.list("label-columns").map(String::from).collect(),
        show_labels: args.on("show-labels"),
        no_headers: args.on("no-headers"),
    }
}

fn print(
    context: &mut Context<'_>,
    args: &Args,
    format: &Format,
    selection: &Selection,
    found: &Found,
) -> Result<(), Failure> {
    if !format.is_table() {
        let single = selection.is_named() && selection.wanted.len() == 1;
        if single && found.objects.is_empty() {
            return Ok(());
        }
        let text = format.print(&found.objects, single)?;
        context.print(text);
        return Ok(());
    }
    tables(context, &extras(args, format, selection), &found.objects);
    if found.objects.is_empty() && found.failures.is_empty() && !args.on("ignore-not-found") {
        let message = nothing(context, args, selection);
        context.warn(message);
    }
    Ok(())
}

/// A table for each run of objects of one kind.
fn tables(context: &mut Context<'_>, extras: &Extras, objects: &[Arc<Object>]) {
    for (at, group) in objects.chunk_by(|a, b| a.meta.kind == b.meta.kind).enumerate() {
        if at > 0 {
            context.print("\n");
        }
        let text = extras.table(context.world, group[0].meta.kind, group, &mut Rows::default());
        context.print(text);
    }
}

fn nothing(context: &Context<'_>, args: &Args, selection: &Selection) -> String {
    let everywhere =
        args.on("all-namespaces") || selection.kinds().iter().any(|kind| !kind.info().namespaced);
    if everywhere {
        "No resources found".into()
    } else {
        format!("No resources found in {} namespace.", context.namespace(args))
    }
}

/// Sorts by what a path selects of each object: numbers as numbers, texts as texts, nothing first.
fn sort(objects: &mut Vec<Arc<Object>>, path: &str) -> Result<(), Failure> {
    let template = Template::parse_relaxed(path)?;
    let (mut failure, mut found) = (None, objects.is_empty());
    crate::sort::sort_by_key(objects, |object| {
        let value = object::encode(object);
        let key = template.values(&value).map(|values| values.first().map(|value| (*value).clone()));
        found |= matches!(key, Ok(Some(_)));
        SortKey(key.unwrap_or_else(|problem| {
            failure = Some(problem);
            None
        }))
    });
    if !found && failure.is_none() {
        let path = path.trim_start_matches(['{', '.']).trim_end_matches('}');
        let message = format!("couldn't find any field with path \"{{.{path}}}\" in the list of objects");
        return Err(Failure::error(message));
    }
    failure.map_or(Ok(()), Err)
}

#[derive(PartialEq, Eq)]
struct SortKey(Option<Value>);

impl Ord for SortKey {
    fn cmp(&self, other: &SortKey) -> Ordering {
        match (&self.0, &other.0) {
            (Some(Value::Number(a)), Some(Value::Number(b))) => {
                let (a, b) = (a.as_f64().unwrap_or(0.0), b.as_f64().unwrap_or(0.0));
                a.total_cmp(&b)
            }
            (Some(a), Some(b)) => show(a).cmp(&show(b)),
            (a, b) => a.is_some().cmp(&b.is_some()),
        }
    }
}

impl PartialOrd for SortKey {
    fn partial_cmp(&self, other: &SortKey) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
