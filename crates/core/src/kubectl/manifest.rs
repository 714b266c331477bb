//! Manifests that commands name with `-f`: files of the working directory, folders of them, standard input.

use super::args::Args;
use super::context::Context;
use super::failure::Failure;
use super::resource::{Selection, Wanted, is_absent};
use crate::error::ApiError;
use crate::object::{Key, Kind};
use crate::yaml;
use serde_json::{Value, json};

/// An object of a manifest.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    /// The file it is from, as messages name it.
    pub source: String,
    /// Its kind.
    pub kind: Kind,
    /// The object; one of a namespace has it written in it.
    pub value: Value,
}

impl Document {
    /// Its key; the name is empty where it has none.
    pub fn key(&self) -> Key {
        let text = |field: &str| self.value["metadata"][field].as_str().unwrap_or("").to_string();
        Key::new(self.kind, &text("namespace"), &text("name"))
    }

    /// A failure of what was being done with it: `error when creating "web.yaml": …`.
    pub fn failure(&self, doing: &str, error: &ApiError) -> Failure {
        Failure::while_doing(&format!("error when {doing} {:?}", self.source), error)
    }
}

/// The objects of all files, and what could not be read: kubectl does the rest and reports these at the end.
#[derive(Debug, Default)]
pub(crate) struct Manifests {
    /// The objects, in order.
    pub documents: Vec<Document>,
    /// What could not be read.
    pub failures: Vec<Failure>,
}

/// Reads what `-f` names.
///
/// # Errors
/// When there is no such file.
pub(crate) fn read(context: &Context<'_>, args: &Args) -> Result<Manifests, Failure> {
    let mut manifests = Manifests::default();
    for path in args.list("filename") {
        for (source, text) in sources(context, path)? {
            let documents = yaml::documents(&text);
            for value in documents.values {
                match unfit(&value).filter(|_| args.validates()) {
                    Some(why) => manifests.failures.push(invalid(&source, &why)),
                    None => manifests.add(context, args, &source, value),
                }
            }
            if let Some(error) = documents.error {
                manifests.failures.push(Failure::error(format!("error parsing {source}: {error}")));
            }
        }
    }
    Ok(manifests)
}

/// Why a document cannot be validated at all (`getObjectKind` of kubectl's validation).
fn unfit(value: &Value) -> Option<String> {
    let Some(object) = value.as_object() else { return Some("invalid object to validate".into()) };
    let complaint = |field: &str| match object.get(field) {
        None | Some(Value::Null) => Some(format!("{field} not set")),
        Some(Value::String(text)) if field == "apiVersion" && text.matches('/').count() > 1 => {
            Some(format!("unexpected GroupVersion string: {text}"))
        }
        Some(Value::String(_)) => None,
        Some(_) => Some(format!("{field} isn't string type")),
    };
    match ["apiVersion", "kind"].iter().filter_map(|field| complaint(field)).collect::<Vec<_>>().as_slice() {
        [] => None,
        [one] => Some(one.clone()),
        several => Some(format!("[{}]", several.join(", "))),
    }
}

fn invalid(source: &str, why: &str) -> Failure {
    Failure::error(format!(
        "error validating {source:?}: error validating data: {why}; if you choose to ignore these errors, turn validation \
         off with --validate=false"
    ))
}

/// The texts a path stands for, each with its name.
fn sources(context: &Context<'_>, path: &str) -> Result<Vec<(String, String)>, Failure> {
    if path == "-" {
        return Ok(vec![("STDIN".into(), context.stdin.into())]);
    }
    if path.starts_with("http://") || path.starts_with("https://") {
        let message = format!(
            "unable to read URL {path:?}: a simulated cluster has no network; paste the manifest instead"
        );
        return Err(Failure::error(message));
    }
    if let Some(content) = context.session.file(path) {
        return Ok(vec![(path.into(), content.to_string())]);
    }
    let is_manifest = |name: &str| [".yaml", ".yml", ".json"].iter().any(|ending| name.ends_with(ending));
    let files = context.session.files_in(path).filter(|(name, _)| is_manifest(name));
    let files: Vec<(String, String)> =
        files.map(|(name, content)| (name.to_string(), content.to_string())).collect();
    if files.is_empty() {
        return Err(Failure::error(format!("the path {path:?} does not exist")));
    }
    Ok(files)
}

impl Manifests {
    /// Adds a document, or what is in it if it is a list.
    fn add(&mut self, context: &Context<'_>, args: &Args, source: &str, value: Value) {
        let is_list = value["kind"].as_str().is_some_and(|kind| kind.ends_with("List"));
        if is_list && let Some(items) = value["items"].as_array() {
            items.iter().for_each(|item| self.add(context, args, source, item.clone()));
            return;
        }
        match document(context, args, source, value) {
            Ok(document) => self.documents.push(document),
            Err(failure) => self.failures.push(failure),
        }
    }
}

/// An object of a file.
///
/// # Errors
/// When it is none, or of no kind that there is.
pub(super) fn document(
    context: &Context<'_>,
    args: &Args,
    source: &str,
    mut value: Value,
) -> Result<Document, Failure> {
    if !value.is_object() {
        let what = match value {
            Value::Array(_) => "array",
            Value::Bool(_) => "bool",
            Value::Number(_) => "number",
            _ => "string",
        };
        let message = format!("json: cannot unmarshal {what} into Go value of type unstructured.detector");
        return Err(Failure::error(format!("unable to decode {source:?}: {message}")));
    }
    if value["kind"].as_str().is_none_or(str::is_empty) {
        let message = format!("unable to decode {source:?}: Object 'Kind' is missing in '{value}'");
        return Err(Failure::error(message));
    }
    let (version, kind) = (value["apiVersion"].as_str().unwrap_or(""), value["kind"].as_str().unwrap_or(""));
    let kind = Kind::of(version, kind).ok_or_else(|| no_match(source, &value))?;
    place(context, args, kind, &mut value)?;
    Ok(Document { source: source.into(), kind, value })
}

fn no_match(source: &str, value: &Value) -> Failure {
    let text = |value: &Value| value.as_str().unwrap_or("").to_string();
    let kind = text(&value["kind"]);
    if is_absent(&kind.to_ascii_lowercase()) {
        return Failure::error(format!(
            "{kind} from {source:?} is not simulated here; kubectl api-resources lists what is there"
        ));
    }
    Failure::error(format!(
        "resource mapping not found for name: {:?} namespace: {:?} from {source:?}: no matches for kind {:?} in version \
         {:?}\nensure CRDs are installed first",
        text(&value["metadata"]["name"]),
        text(&value["metadata"]["namespace"]),
        text(&value["kind"]),
        text(&value["apiVersion"]),
    ))
}

/// Writes the namespace into an object that has none; another than the one asked for is refused.
fn place(context: &Context<'_>, args: &Args, kind: Kind, value: &mut Value) -> Result<(), Failure> {
    if !kind.info().namespaced {
        return Ok(());
    }
    let own = value["metadata"]["namespace"].as_str().unwrap_or("");
    if let Some(asked) = args.get("namespace").filter(|asked| !own.is_empty() && *asked != own) {
        return Err(Failure::error(format!(
            "the namespace from the provided object {own:?} does not match the namespace {asked:?}. You must pass \
             '--namespace={own}' to perform this operation."
        )));
    }
    if own.is_empty() && (value["metadata"].is_object() || value["metadata"].is_null()) {
        value["metadata"]["namespace"] = json!(context.namespace(args));
    }
    Ok(())
}

/// The objects that files name, for commands that are about objects that exist.
///
/// # Errors
/// When a file is not there or cannot be read.
pub(crate) fn selection(context: &Context<'_>, args: &Args) -> Result<Selection, Failure> {
    let manifests = read(context, args)?;
    Failure::all(manifests.failures)?;
    let wanted =
        |document: &Document| Wanted { kind: document.kind, name: Some(document.key().name.to_string()) };
    let selection =
        Selection { wanted: manifests.documents.iter().map(wanted).collect(), several_kinds: false };
    Ok(Selection { several_kinds: selection.kinds().len() > 1, ..selection })
}
