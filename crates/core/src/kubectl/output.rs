//! The forms in which objects are printed: tables, names, YAML, JSON, JSONPath, custom columns.

use super::args::Args;
use super::columns::{self, Column};
use super::context::Context;
use super::failure::Failure;
use super::gotemplate::GoTemplate;
use super::jsonpath::{Template, show};
use super::resource::singular;
use super::table::Rows;
use super::yaml;
use crate::api::{self, PatchType};
use crate::object::{self, Kind, Object};
use crate::world::World;
use serde_json::{Value, json};
use std::sync::Arc;

/// A form of output (`-o`).
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Format {
    /// A table.
    Table,
    /// A table with more columns.
    Wide,
    /// `kind/name`.
    Name,
    /// YAML.
    Yaml,
    /// JSON.
    Json,
    /// A JSONPath template.
    JsonPath(Template),
    /// A Go template.
    GoTemplate(GoTemplate),
    /// YAML in the style of JSON.
    Kyaml,
    /// What a JSONPath template selects, as JSON.
    JsonPathAsJson(Template),
    /// Columns of one's own: header and path; and whether the headers are shown.
    Custom(Vec<(String, Template)>, bool),
}

const FORMATS: &str = "custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,\
     jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,wide,yaml";

impl Format {
    /// The form that `-o` asks for.
    ///
    /// # Errors
    /// When there is no such form, or its template cannot be read.
    pub fn parse(args: &Args) -> Result<Format, Failure> {
        let asked =
            args.get("output").unwrap_or(if args.get("template").is_some() { "go-template" } else { "" });
        let (name, template) = asked.split_once('=').map_or((asked, None), |(name, rest)| (name, Some(rest)));
        Format::named(name, template.or_else(|| args.get("template")), args)
    }

    /// The form that `-o` asks for, where its template may be in a file of the working directory.
    ///
    /// # Errors
    /// As `parse`, and when there is no such file.
    pub fn read(context: &Context<'_>, args: &Args) -> Result<Format, Failure> {
        let asked = args.get("output").unwrap_or("");
        let (name, file) = asked.split_once('=').map_or((asked, None), |(name, file)| (name, Some(file)));
        let of = match name {
            "jsonpath-file" => "jsonpath",
            "go-template-file" | "templatefile" => "go-template",
            "custom-columns-file" => "custom-columns",
            _ => return Format::parse(args),
        };
        let Some(file) = file.or_else(|| args.get("template")) else {
            return Format::named(of, None, args);
        };
        let called = if of == "custom-columns" { "template" } else { "--template" };
        let missing = || {
            Failure::error(format!("error reading {called} {file}, open {file}: no such file or directory"))
        };
        let text = context.session.file(file).ok_or_else(missing)?;
        if of == "custom-columns" {
            return Ok(Format::Custom(columns_of_lines(text)?, !args.on("no-headers")));
        }
        Format::named(of, Some(text), args)
    }

    /// The form of a name, with its template.
    fn named(name: &str, template: Option<&str>, args: &Args) -> Result<Format, Failure> {
        match name {
            "" => Ok(Format::Table),
            "wide" => Ok(Format::Wide),
            "name" => Ok(Format::Name),
            "yaml" => Ok(Format::Yaml),
            "json" => Ok(Format::Json),
            "kyaml" => Ok(Format::Kyaml),
            "go-template" | "template" => match template {
                Some(template) => GoTemplate::parse(template).map(Format::GoTemplate),
                None => Err(Failure::error("template format specified but no template given")),
            },
            "jsonpath" => match template {
                Some(template) => Template::parse(template).map(Format::JsonPath),
                None => Err(Failure::error("template format specified but no template given")),
            },
            "jsonpath-as-json" => match template {
                Some(template) => Template::parse(template).map(Format::JsonPathAsJson),
                None => Err(Failure::error("template format specified but no template given")),
            },
            "custom-columns" => {
                let columns = custom_columns(template.unwrap_or(""))?;
                Ok(Format::Custom(columns, !args.on("no-headers")))
            }
            _ => Err(Failure::error(format!(
                "unable to match a printer suitable for the output format {name:?}, allowed formats are: {FORMATS}"
            ))),
        }
    }

    /// Whether it is a table that kubectl itself lays out.
    pub fn is_table(&self) -> bool {
        matches!(self, Format::Table | Format::Wide)
    }

    /// What it prints of objects; `single` says that one object was asked for by name.
    ///
    /// # Errors
    /// When a template does not fit.
    pub fn print(&self, objects: &[Arc<Object>], single: bool) -> Result<String, Failure> {
        match self {
            Format::Table | Format::Wide => Ok(String::new()),
            Format::Name => Ok(objects.iter().map(|object| format!("{}\n", full_name(object))).collect()),
            _ => self.print_values(objects.iter().map(|object| object::encode(object)).collect(), single),
        }
    }

    /// The same of objects as JSON, in a format that is neither a table nor names.
    pub fn print_values(&self, objects: Vec<Value>, single: bool) -> Result<String, Failure> {
        match self {
            Format::Table | Format::Wide | Format::Name => Ok(String::new()),
            Format::Yaml => Ok(yaml::yaml(&document(objects, single))),
            Format::Json => Ok(yaml::json(&document(objects, single))),
            Format::Kyaml => Ok(yaml::kyaml(&document(objects, single))),
            Format::GoTemplate(template) => template.print(&document(objects, single)),
            Format::JsonPath(template) => template.print(&document(objects, single)),
            Format::JsonPathAsJson(template) => {
                let document = document(objects, single);
                let values: Vec<Value> = template.values(&document)?.into_iter().cloned().collect();
                Ok(yaml::json(&values.into()))
            }
            Format::Custom(columns, headers) => custom(columns, *headers, &objects),
        }
    }
}

/// `pod/web-0`, `statefulset.apps/web`.
pub(crate) fn full_name(object: &Object) -> String {
    format!("{}/{}", singular(object.meta.kind), object.meta.name)
}

fn document(mut objects: Vec<Value>, single: bool) -> Value {
    if single && objects.len() == 1 {
        return objects.remove(0);
    }
    json!({"apiVersion": "v1", "items": objects, "kind": "List", "metadata": {"resourceVersion": ""}})
}

fn custom_columns(spec: &str) -> Result<Vec<(String, Template)>, Failure> {
    if spec.is_empty() {
        return Err(Failure::error("custom-columns format specified but no custom columns given"));
    }
    let column = |part: &str| {
        let problem = || {
            Failure::error(format!(
                "unexpected custom-columns spec: {part}, expected <header>:<json-path-expr>"
            ))
        };
        let (header, path) = part.split_once(':').ok_or_else(problem)?;
        Ok((header.to_string(), Template::parse_relaxed(path)?))
    };
    spec.split(',').map(column).collect()
}

/// The columns that a file gives: a line of headers, and below it a line of paths (`NewCustomColumnsPrinterFromTemplate`).
fn columns_of_lines(text: &str) -> Result<Vec<(String, Template)>, Failure> {
    const FORM: &str =
        "Expected format is one line of space separated headers, one line of space separated column specs.";
    let mut lines = text.lines();
    let mut words = |what: &str| -> Result<Vec<&str>, Failure> {
        let line = lines.next().filter(|line| !line.is_empty());
        let missing = || Failure::error(format!("invalid template, missing {what} line. {FORM}"));
        line.map(|line| line.split_whitespace().collect()).ok_or_else(missing)
    };
    let (headers, paths) = (words("header")?, words("spec")?);
    if headers.len() != paths.len() {
        let (headers, paths) = (headers.len(), paths.len());
        return Err(Failure::error(format!(
            "number of headers ({headers}) and field specifications ({paths}) don't match"
        )));
    }
    let column = |(header, path): (&&str, &&str)| Ok((header.to_string(), Template::parse_relaxed(path)?));
    headers.iter().zip(&paths).map(column).collect()
}

fn custom(columns: &[(String, Template)], headers: bool, objects: &[Value]) -> Result<String, Failure> {
    let headers = headers.then(|| columns.iter().map(|(header, _)| header.clone()).collect());
    let mut rows: Vec<Vec<String>> = headers.into_iter().collect();
    for object in objects {
        let cell = |(_, path): &(String, Template)| {
            let shown: Vec<String> =
                path.values(object)?.into_iter().map(|value| or_none(as_go(value))).collect();
            Ok(or_none(shown.join(",")))
        };
        rows.push(columns.iter().map(cell).collect::<Result<_, Failure>>()?);
    }
    Ok(Rows::default().print(&rows))
}

/// A value as Go prints it: `[a b]`, `map[app:web]`.
fn as_go(value: &Value) -> String {
    match value {
        Value::Array(list) => format!("[{}]", list.iter().map(as_go).collect::<Vec<_>>().join(" ")),
        Value::Object(map) => {
            let fields: Vec<String> =
                map.iter().map(|(key, value)| format!("{key}:{}", as_go(value))).collect();
            format!("map[{}]", fields.join(" "))
        }
        other => show(other),
    }
}

fn or_none(text: String) -> String {
    if text.is_empty() { "<none>".into() } else { text }
}

/// What a table shows beside a kind's own columns.
#[derive(Clone, Debug, Default)]
pub(crate) struct Extras {
    /// `-o wide`.
    pub wide: bool,
    /// The namespace first.
    pub namespace: bool,
    /// `kind/name` instead of the name.
    pub with_kind: bool,
    /// Labels as columns.
    pub labels: Vec<String>,
    /// All labels in one column.
    pub show_labels: bool,
    /// No headers.
    pub no_headers: bool,
}

impl Extras {
    fn shows(&self, column: &Column) -> bool {
        self.wide || !column.1
    }

    /// The headers of a kind's table.
    pub fn headers(&self, kind: Kind) -> Vec<String> {
        let namespace = self.has_namespace(kind).then(|| "NAMESPACE".to_string());
        let own = columns::columns(kind)
            .iter()
            .filter(|column| self.shows(column))
            .map(|column| column.0.to_string());
        let last = |label: &String| label.rsplit('/').next().unwrap_or(label).to_uppercase();
        let labels = self.labels.iter().map(last).chain(self.show_labels.then(|| "LABELS".to_string()));
        namespace.into_iter().chain(own).chain(labels).collect()
    }

    fn has_namespace(&self, kind: Kind) -> bool {
        self.namespace && kind.info().namespaced
    }

    /// An object's row.
    pub fn row(&self, world: &World, object: &Object) -> Vec<String> {
        let kind = object.meta.kind;
        let namespace = self.has_namespace(kind).then(|| object.meta.namespace.to_string());
        let cells = columns::cells(world, object).into_iter().zip(columns::columns(kind));
        let mut own: Vec<String> =
            cells.filter(|(_, column)| self.shows(column)).map(|(cell, _)| cell).collect();
        if let Some(name) = own.first_mut().filter(|_| self.with_kind) {
            *name = format!("{}/{name}", singular(kind));
        }
        let label = |name: &String| object.meta.label(name).map_or_else(String::new, ToString::to_string);
        let labels = self.labels.iter().map(label).chain(self.show_labels.then(|| pairs(object)));
        namespace.into_iter().chain(own).chain(labels).collect()
    }

    /// The table of objects of one kind.
    pub fn table(&self, world: &World, kind: Kind, objects: &[Arc<Object>], rows: &mut Rows) -> String {
        let headers = (!self.no_headers).then(|| self.headers(kind));
        let body = objects.iter().map(|object| self.row(world, object));
        rows.print(&headers.into_iter().chain(body).collect::<Vec<_>>())
    }
}

/// All labels: `app=web,tier=db`.
fn pairs(object: &Object) -> String {
    let pairs: Vec<String> = object.meta.labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
    or_none(pairs.join(","))
}

/// Runs what writes; for a dry run on a copy of the cluster, so that nothing stays written.
pub(crate) fn trial<T>(
    context: &mut Context<'_>,
    args: &Args,
    write: impl FnOnce(&mut Context<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    if dry_run(args)?.is_empty() {
        return write(context);
    }
    let mut world = context.world.clone();
    let mut copy = Context::new(&mut world, context.session, context.stdin);
    let result = write(&mut copy);
    let written = copy.written;
    context.written.extend(written);
    result
}

/// What a dry run adds to the line about an object; nothing for a real run.
///
/// # Errors
/// When there is no such kind of dry run.
pub(crate) fn dry_run(args: &Args) -> Result<&'static str, Failure> {
    match args.get("dry-run") {
        None | Some("none" | "false") => Ok(""),
        Some("client" | "unchanged" | "true") => Ok(" (dry run)"),
        Some("server") => Ok(" (server dry run)"),
        Some(other) => {
            let message =
                format!("Invalid dry-run value ({other}). Must be \"none\", \"server\", or \"client\".");
            Err(Failure::error(message))
        }
    }
}

/// Says what was done to an object, or prints it in the form asked for.
pub(crate) fn report(
    context: &mut Context<'_>,
    args: &Args,
    format: &Format,
    object: &Arc<Object>,
    what: &str,
) -> Result<(), Failure> {
    let recorded = record(context, object)?;
    let object = recorded.as_ref().unwrap_or(object);
    let text = if format.is_table() {
        format!("{} {what}{}\n", full_name(object), dry_run(args)?)
    } else {
        format.print(std::slice::from_ref(object), true)?
    };
    context.print(text);
    Ok(())
}

/// Writes the command into the object's annotation, where `--record` asks for it (`ChangeCauseRecorder`). Simpler than a
/// real cluster: it is a write of its own for every verb, at the same instant.
fn record(context: &mut Context<'_>, object: &Arc<Object>) -> Result<Option<Arc<Object>>, Failure> {
    let Some(cause) = &context.cause else { return Ok(None) };
    let change = json!({"metadata": {"annotations": {"kubernetes.io/change-cause": cause}}});
    Ok(Some(api::patch(context.world, &object.key(), PatchType::Merge, &change)?))
}
