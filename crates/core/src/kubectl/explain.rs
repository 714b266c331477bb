//! `kubectl explain`: the fields of a kind and their types, from the schema, with what Kubernetes says of them (its
//! template `plaintext.tmpl`). Where a page could not bring the descriptions, the fields and types alone.

use super::args::Args;
use super::context::Context;
use super::failure::Failure;
use super::resource::kind_called;
use super::{DONE, Outcome};
use crate::object::Kind;
use crate::schema::{self, Field, Shape, TypeId, description};

pub(super) const FLAGS: &str = "recursive api-version= output=";

/// A field's place: its type, and the last step to it.
struct Place {
    shape: Shape,
    last: Option<(TypeId, &'static Field)>,
}

pub(super) fn run(context: &mut Context<'_>, args: &Args) -> Outcome {
    let Some(word) = args.words.first() else {
        return Err(Failure::error(
            "You must specify the type of resource to explain. Use \"kubectl api-resources\" for a complete list of supported resources.",
        ));
    };
    let mut names = word.split('.');
    let kind = names.next().unwrap_or("");
    let unknown = || Failure::error(format!("the server doesn't have a resource type {kind:?}"));
    let kind = kind_called(kind).ok_or_else(unknown)?;
    let id = schema::lookup(&kind.api_version(), kind.name()).ok_or_else(unknown)?;
    let place = place(id, names)?;
    let text = explain(kind, &place, args.on("recursive"));
    context.print(text);
    if !schema::are_described() {
        context.warn("The descriptions could not be loaded; these are the fields and their types alone.");
    }
    DONE
}

fn place<'a>(id: TypeId, names: impl Iterator<Item = &'a str>) -> Result<Place, Failure> {
    let mut place = Place { shape: Shape::Object(id), last: None };
    for name in names.filter(|name| !name.is_empty()) {
        let step = place.shape.objects().and_then(|id| Some((id, schema::field(id, name)?)));
        let (id, field) = step.ok_or_else(|| Failure::error(format!("field {name:?} does not exist")))?;
        place = Place { shape: field.shape.clone(), last: Some((id, field)) };
    }
    Ok(place)
}

fn explain(kind: Kind, place: &Place, recursive: bool) -> String {
    let info = kind.info();
    let mut text = String::new();
    if !info.group.is_empty() {
        text += &format!("GROUP:      {}\n", info.group);
    }
    text += &format!("KIND:       {}\nVERSION:    {}\n\n", info.name, info.version);
    let mut said = String::new();
    if let Some((id, field)) = place.last {
        text += &format!("FIELD: {} <{}>\n", field.name, place.shape);
        if let Some(description) = description(schema::name(id), Some(field.name)) {
            if !description.values.is_empty() {
                text += &format!("ENUM:\n{}", indent(&description.values.join("\n"), 4));
            }
            said = description.text;
        }
        text += "\n\n";
    }
    if schema::are_described() {
        said += &of_type(&place.shape, !said.is_empty());
        text += &format!("DESCRIPTION:\n{}\n", indent(&wrap(&said, 76), 4));
    }
    if let Some(id) = place.shape.objects() {
        text += "FIELDS:\n";
        fields(id, 1, recursive, &mut text);
    }
    text + "\n"
}

/// What is said of the type of a field, in lines below what is said of the field.
fn of_type(shape: &Shape, below: bool) -> String {
    let name = match shape {
        Shape::List(inner) | Shape::Map(inner) => return of_type(inner, below),
        Shape::Object(id) => schema::name(*id),
        Shape::Quantity => "Quantity",
        Shape::IntOrString => "IntOrString",
        Shape::Time => "Time",
        Shape::MicroTime => "MicroTime",
        Shape::String
        | Shape::Bool
        | Shape::Int32
        | Shape::Int64
        | Shape::Number
        | Shape::Bytes
        | Shape::Any => "",
    };
    let named = Some(name).filter(|name| !name.is_empty());
    let text = named.and_then(|name| description(name, None)).map(|said| said.text).unwrap_or_default();
    match (below, text.as_str()) {
        (true, "") => "\n".into(),
        (false, "") => "<empty>".into(),
        (true, text) => format!("\n{text}\n"),
        (false, text) => format!("{text}\n"),
    }
}

/// How deep `--recursive` goes: some types contain themselves.
const DEEPEST: usize = 12;

fn fields(id: TypeId, level: usize, recursive: bool, text: &mut String) {
    for field in schema::fields(id) {
        line(id, field, level, recursive, text);
        let inner = field.shape.objects().filter(|_| recursive && level < DEEPEST);
        inner.into_iter().for_each(|id| fields(id, level + 1, recursive, text));
    }
}

/// A field: its name and type, the first of its values, and unless all below it is listed too, what is said of it.
fn line(id: TypeId, field: &Field, level: usize, short: bool, text: &mut String) {
    let margin = 2 * level;
    let required = if is_required(id, field) { " -required-" } else { "" };
    *text += &format!("{:margin$}{}\t<{}>{required}\n", "", field.name, field.shape);
    let said = description(schema::name(id), Some(field.name));
    if let Some(said) = said.as_ref().filter(|said| !said.values.is_empty()) {
        /// How many values a list of fields shows.
        const SHOWN: usize = 4;
        let more = if said.values.len() > SHOWN { ", ...." } else { "" };
        let values = said.values.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
        *text += &format!("{:margin$}enum: {values}{more}\n", "");
    }
    if !short && schema::are_described() {
        let said = said.map(|said| said.text).filter(|said| !said.is_empty());
        let said = said.as_deref().unwrap_or("<no description>");
        *text += &format!("{}\n\n", indent(&wrap(said, 78 - margin), margin + 2));
    }
}

/// The table has the metadata of objects required, as it is in Go; the server's OpenAPI only has that of Events so.
fn is_required(id: TypeId, field: &Field) -> bool {
    let of_object = field.name == "metadata" && !matches!(schema::name(id), "Event");
    field.required && !of_object
}

fn indent(text: &str, by: usize) -> String {
    let margin = " ".repeat(by);
    format!("{margin}{}", text.replace('\n', &format!("\n{margin}")))
}

/// Breaks lines before the word that would go beyond the width, as kubectl's `WordWrapWriter` does.
fn wrap(text: &str, width: usize) -> String {
    let mut wrapped = String::new();
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            wrapped.push('\n');
        }
        let mut used = 0;
        for piece in line.split_inclusive(' ') {
            let word = piece.trim_end_matches(' ').chars().count();
            if used > 0 && used + word > width && word < width {
                let end = wrapped.trim_end_matches(' ').len();
                wrapped.truncate(end);
                wrapped.push('\n');
                used = 0;
            }
            wrapped += piece;
            used += piece.chars().count();
        }
    }
    wrapped
}
