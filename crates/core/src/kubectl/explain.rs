//! `kubectl explain`: the fields of a kind and their types, from the schema. The descriptions of the real one are left
//! out: with them the table of fields would be many times as large.

use super::args::Args;
use super::context::Context;
use super::failure::Failure;
use super::resource::kind_called;
use super::table::{Layout, align};
use super::{DONE, Outcome};
use crate::object::Kind;
use crate::schema::{self, Field, Shape, TypeId};

pub(super) const FLAGS: &str = "recursive api-version= output=";

/// A field's place, and its type.
struct Place {
    path: Vec<String>,
    shape: Shape,
    required: bool,
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
    DONE
}

fn place<'a>(id: TypeId, names: impl Iterator<Item = &'a str>) -> Result<Place, Failure> {
    let mut place = Place { path: Vec::new(), shape: Shape::Object(id), required: false };
    for name in names.filter(|name| !name.is_empty()) {
        let field = place.shape.objects().and_then(|id| schema::field(id, name));
        let field = field.ok_or_else(|| Failure::error(format!("field {name:?} does not exist")))?;
        place.path.push(name.into());
        (place.shape, place.required) = (field.shape.clone(), field.required);
    }
    Ok(place)
}

fn explain(kind: Kind, place: &Place, recursive: bool) -> String {
    let info = kind.info();
    let mut head = String::new();
    if !info.group.is_empty() {
        head += &format!("GROUP:\t{}\n", info.group);
    }
    head += &format!("KIND:\t{}\nVERSION:\t{}\n", info.name, info.version);
    let mut text = align(&head, Layout { min_width: 0, padding: 6 });
    text.push('\n');
    if let Some(name) = place.path.last() {
        let required = if place.required { " -required-" } else { "" };
        text += &format!("FIELD: {name} <{}>{required}\n\n", place.shape);
    }
    if let Some(id) = place.shape.objects() {
        text += "FIELDS:\n";
        fields(id, 1, recursive, &mut text);
        text.push('\n');
    }
    text
}

/// How deep `--recursive` goes: some types contain themselves.
const DEEPEST: usize = 12;

fn fields(id: TypeId, level: usize, recursive: bool, text: &mut String) {
    for field in schema::fields(id) {
        text.extend(std::iter::repeat_n("  ", level));
        *text += &line(field);
        let inner = field.shape.objects().filter(|_| recursive && level < DEEPEST);
        inner.into_iter().for_each(|id| fields(id, level + 1, recursive, text));
    }
}

fn line(field: &Field) -> String {
    let required = if field.required { " -required-" } else { "" };
    format!("{}\t<{}>{required}\n", field.name, field.shape)
}
