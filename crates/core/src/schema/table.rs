//! The table of types, read once, at first use. What its files mean is said here, since they are loaded with the page:
//!
//! - `fields.txt` is generated from the k8s-openapi crate (Kubernetes v1.36) by tests/tests/schema_fields.rs
//!   (`UPDATE_EXPECT=1 cargo test`). A line a type: its name, @its group and version when objects can be of it, then its
//!   fields as name:shape, ! if required. Shapes: s string, b boolean, i int32, l int64, f number, y bytes, t time, u time in
//!   microseconds, q quantity, x integer or string, * anything, [ list of, { map to, and the names of other types.
//! - `rules.txt` has what the published OpenAPI does not say of fields, from the Go types' declarations and SetDefaults
//!   functions. A line a type, a word a field: ? a pointer in Go (a written zero stays), @key a list merged by that key (@
//!   alone: a union), =json what it is when nobody wrote it and that does not depend on anything else.
//! - `rare/` has the same of types that most manifests for a StatefulSet do without. They are read when one of them is asked
//!   for: what a page loads first leaves them out.

use serde_json::Value;
use std::fmt;
use std::sync::OnceLock;

/// A type of the table. Only the table makes them, so that each one is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TypeId(u16);

/// What a field's value looks like in JSON, and in Go where that shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `string`.
    String,
    /// `bool`.
    Bool,
    /// `int32`.
    Int32,
    /// `int64`.
    Int64,
    /// `float64`.
    Number,
    /// Bytes as base64.
    Bytes,
    /// An instant to the second (`2006-01-02T15:04:05Z`).
    Time,
    /// An instant to the microsecond.
    MicroTime,
    /// A quantity such as `1Gi`.
    Quantity,
    /// An integer or a string, such as a port's number or name.
    IntOrString,
    /// Anything: kept as it is.
    Any,
    /// An object with the fields of a type.
    Object(TypeId),
    /// A list of values of a shape.
    List(Box<Shape>),
    /// An object of any keys, with values of a shape.
    Map(Box<Shape>),
}

impl Shape {
    /// The type of the objects in it, if there are any: its own, or its elements'.
    #[must_use]
    pub fn objects(&self) -> Option<TypeId> {
        match self {
            Shape::Object(id) => Some(*id),
            Shape::List(inner) | Shape::Map(inner) => inner.objects(),
            _ => None,
        }
    }
}

impl fmt::Display for Shape {
    /// As `kubectl explain` writes it, `[]Container`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Shape::Object(id) => f.write_str(name(*id)),
            Shape::List(inner) => write!(f, "[]{inner}"),
            Shape::Map(inner) => write!(f, "map[string]{inner}"),
            Shape::Bool => f.write_str("boolean"),
            Shape::Int32 | Shape::Int64 => f.write_str("integer"),
            Shape::Number => f.write_str("number"),
            Shape::Quantity => f.write_str("Quantity"),
            Shape::IntOrString => f.write_str("IntOrString"),
            Shape::Any => f.write_str("Object"),
            Shape::String | Shape::Bytes | Shape::Time | Shape::MicroTime => f.write_str("string"),
        }
    }
}

/// How a strategic merge patch brings two lists together: the `patchStrategy` and `patchMergeKey` of the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Merge {
    /// The patch's list replaces the other.
    Replace,
    /// Elements are objects; those with the same value under this key are one element.
    ByKey(&'static str),
    /// Elements are plain values: the union.
    Union,
}

/// One field of a type.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name in JSON.
    pub name: &'static str,
    /// What its value looks like.
    pub shape: Shape,
    /// Whether it is written even when it is empty (no `omitempty`).
    pub required: bool,
    /// Whether Go tells "absent" from "zero" here: a zero that somebody wrote stays.
    pub pointer: bool,
    /// How a strategic merge patch merges it, when it is a list.
    pub merge: Merge,
    /// What an object has here when nobody wrote anything.
    pub default: Option<Value>,
}

#[derive(Debug)]
struct Type {
    name: &'static str,
    api_version: Option<&'static str>,
    fields: Vec<Field>,
}

const FIELDS: &str = include_str!("fields.txt");
const RULES: &str = include_str!("rules.txt");
const RARE_FIELDS: &str = include_str!("rare/fields.txt");
const RARE_RULES: &str = include_str!("rare/rules.txt");

/// Types with numbers that follow on each other.
#[derive(Debug)]
struct Table {
    types: Vec<Type>,
    /// The names of types by their numbers: of those in the table, those before, and those that a field of them is of.
    names: Vec<&'static str>,
}

fn common() -> &'static Table {
    static COMMON: OnceLock<Table> = OnceLock::new();
    COMMON.get_or_init(|| read(FIELDS, RULES, Vec::new()))
}

fn rare() -> &'static Table {
    static RARE: OnceLock<Table> = OnceLock::new();
    RARE.get_or_init(|| {
        let mut table = read(RARE_FIELDS, RARE_RULES, common().names.clone());
        crate::sort::sort_by_key(&mut table.types, |ty| number_of(ty.name, &mut table.names));
        table
    })
}

pub(super) fn all() -> impl Iterator<Item = TypeId> {
    (0..common().types.len() + rare().types.len()).map(|at| TypeId(at as u16))
}

pub(super) fn by_name(name: &str) -> Option<TypeId> {
    let common = common().types.binary_search_by(|candidate| candidate.name.cmp(name)).ok();
    let at = common.or_else(|| rare().names.iter().position(|candidate| *candidate == name))?;
    Some(TypeId(at as u16))
}

pub(super) fn name(id: TypeId) -> &'static str {
    ty(id).name
}

pub(super) fn api_version(id: TypeId) -> Option<&'static str> {
    ty(id).api_version
}

pub(super) fn fields(id: TypeId) -> &'static [Field] {
    &ty(id).fields
}

fn ty(id: TypeId) -> &'static Type {
    let (common, at) = (&common().types, usize::from(id.0));
    common.get(at).unwrap_or_else(|| &rare().types[at - common.len()])
}

/// Reads a table. It is part of the program and a test reads all of it, so nothing here can be wrong at a user's: what does
/// not parse would be left out, and that test would say so.
fn read(fields: &'static str, rules: &'static str, mut names: Vec<&'static str>) -> Table {
    for line in fields.lines() {
        number_of(head(line).0, &mut names);
    }
    let mut types: Vec<Type> = fields.lines().map(|line| read_type(line, &mut names)).collect();
    rules.lines().for_each(|line| read_rules(line, &mut types));
    Table { types, names }
}

/// The number of a type; one that has none yet gets the next.
fn number_of(name: &'static str, names: &mut Vec<&'static str>) -> u16 {
    let known = names.iter().position(|other| *other == name);
    let at = known.unwrap_or_else(|| {
        names.push(name);
        names.len() - 1
    });
    at as u16
}

fn head(line: &'static str) -> (&'static str, Option<&'static str>) {
    let head = line.split(' ').next().unwrap_or(line);
    head.split_once('@').map_or((head, None), |(name, version)| (name, Some(version)))
}

fn read_type(line: &'static str, names: &mut Vec<&'static str>) -> Type {
    let (name, api_version) = head(line);
    let fields = line.split(' ').skip(1).filter_map(|word| read_field(word, names)).collect();
    Type { name, api_version, fields }
}

fn read_field(word: &'static str, names: &mut Vec<&'static str>) -> Option<Field> {
    let (name, shape) = word.split_once(':')?;
    let required = name.ends_with('!');
    let shape = read_shape(shape, names)?;
    let name = name.trim_end_matches('!');
    Some(Field { name, shape, required, pointer: false, merge: Merge::Replace, default: None })
}

fn read_shape(text: &'static str, names: &mut Vec<&'static str>) -> Option<Shape> {
    Some(match text {
        "s" => Shape::String,
        "b" => Shape::Bool,
        "i" => Shape::Int32,
        "l" => Shape::Int64,
        "f" => Shape::Number,
        "y" => Shape::Bytes,
        "t" => Shape::Time,
        "u" => Shape::MicroTime,
        "q" => Shape::Quantity,
        "x" => Shape::IntOrString,
        "*" => Shape::Any,
        _ => return read_compound(text, names),
    })
}

fn read_compound(text: &'static str, names: &mut Vec<&'static str>) -> Option<Shape> {
    if let Some(element) = text.strip_prefix('[') {
        return Some(Shape::List(Box::new(read_shape(element, names)?)));
    }
    if let Some(value) = text.strip_prefix('{') {
        return Some(Shape::Map(Box::new(read_shape(value, names)?)));
    }
    Some(Shape::Object(TypeId(number_of(text, names))))
}

fn read_rules(line: &'static str, types: &mut [Type]) {
    let mut words = line.split(' ');
    let Some(name) = words.next() else { return };
    let Some(ty) = types.iter_mut().find(|ty| ty.name == name) else { return };
    words.for_each(|word| read_rule(word, &mut ty.fields));
}

fn read_rule(word: &'static str, fields: &mut [Field]) {
    let (word, default) = word.split_once('=').map_or((word, None), |(word, json)| (word, Some(json)));
    let (word, key) = word.split_once('@').map_or((word, None), |(word, key)| (word, Some(key)));
    let name = word.trim_end_matches('?');
    let Ok(at) = fields.binary_search_by(|field| field.name.cmp(name)) else { return };
    let field = &mut fields[at];
    field.pointer = word.ends_with('?');
    field.merge =
        key.map_or(Merge::Replace, |key| if key.is_empty() { Merge::Union } else { Merge::ByKey(key) });
    field.default = default.and_then(|json| serde_json::from_str(json).ok());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule_is_of_a_field(ty: &str, word: &str) -> bool {
        let name = word.split(['?', '@', '=']).next().unwrap_or(word);
        by_name(ty).is_some_and(|id| fields(id).iter().any(|field| field.name == name))
    }

    fn types() -> impl Iterator<Item = &'static Type> {
        common().types.iter().chain(&rare().types)
    }

    #[test]
    fn every_word_of_the_table_is_understood() {
        let words: usize =
            [FIELDS, RARE_FIELDS].concat().lines().map(|line| line.split(' ').count() - 1).sum();
        assert_eq!(types().map(|ty| ty.fields.len()).sum::<usize>(), words);
        assert!(words > 1000, "the table is whole");
    }

    #[test]
    fn every_type_of_a_field_is_in_the_table_with_the_number_it_has_there() {
        let names: Vec<&str> = types().map(|ty| ty.name).collect();
        assert_eq!(names, rare().names);
    }

    #[test]
    fn types_that_are_searched_and_fields_are_in_the_order_of_their_names() {
        assert!(common().types.is_sorted_by_key(|ty| ty.name));
        assert!(types().all(|ty| ty.fields.is_sorted_by_key(|field| field.name)));
    }

    #[test]
    fn every_rule_is_of_a_field_and_its_default_is_json() {
        for line in [RULES, RARE_RULES].concat().lines() {
            let mut words = line.split(' ');
            let ty = words.next().expect("a line has a word");
            for word in words {
                assert!(rule_is_of_a_field(ty, word), "{ty} {word}");
                let json = word.split_once('=').map(|(_, json)| serde_json::from_str::<Value>(json).is_ok());
                assert_ne!(json, Some(false), "{ty} {word}");
            }
        }
    }
}
