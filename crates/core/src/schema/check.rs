//! Strict decoding: what in a document does not fit the types, in the words of the API server's decoder.

use super::normalize::{octal, old_boolean};
use super::table::{Shape, TypeId};
use super::{field, name};
use crate::quantity::Quantity;
use serde_json::{Number, Value};
use std::fmt;

/// One thing that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// A field that the type does not have: its path, such as `spec.template.spec.containers[0].foo`.
    UnknownField(String),
    /// A value of another JSON type than the field's.
    WrongType {
        /// The path with indices, for the editor.
        path: String,
        /// What stands there, as Go's decoder calls it: `string`, `number`, `number 1.5`, `object`…
        found: String,
        /// The Go type that has the field, and the field's path without indices.
        field: String,
        /// The Go type of the field.
        wanted: String,
    },
    /// A text of the right JSON type that cannot be read, such as a quantity: the reader's own message.
    Unreadable {
        /// The path with indices, for the editor.
        path: String,
        /// The whole message.
        message: String,
    },
}

impl Problem {
    /// The path of the field, for the editor to put it on its line.
    #[must_use]
    pub fn path(&self) -> &str {
        match self {
            Self::UnknownField(path) | Self::WrongType { path, .. } | Self::Unreadable { path, .. } => path,
        }
    }

    /// What is wrong, beside the field's line: without its name.
    #[must_use]
    pub fn complaint(&self) -> String {
        match self {
            Self::UnknownField(_) => "unknown field".into(),
            Self::WrongType { found, wanted, .. } => {
                format!("a value of type {wanted} belongs here, not {found}")
            }
            Self::Unreadable { message, .. } => message.clone(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownField(path) => write!(f, "unknown field {path:?}"),
            Self::WrongType { found, field, wanted, .. } => {
                write!(f, "json: cannot unmarshal {found} into Go struct field {field} of type {wanted}")
            }
            Self::Unreadable { message, .. } => f.write_str(message),
        }
    }
}

/// Why the API server refuses a document of this kind, when it does: the sentence after `Error from server
/// (BadRequest): error when creating "…": `. Values that do not decode come before unknown fields, and alone.
#[must_use]
pub fn refusal(id: TypeId, version: &str, problems: &[Problem]) -> Option<String> {
    let unreadable = problems.iter().find(|problem| matches!(problem, Problem::Unreadable { .. }));
    let wrong_type = problems.iter().find(|problem| matches!(problem, Problem::WrongType { .. }));
    let (kind, version) = (name(id), version.rsplit('/').next().unwrap_or(version));
    let reason = match unreadable.or(wrong_type) {
        Some(problem) => problem.to_string(),
        None if problems.is_empty() => return None,
        None => format!("strict decoding error: {}", joined(problems)),
    };
    Some(format!("{kind} in version {version:?} cannot be handled as a {kind}: {reason}"))
}

fn joined(problems: &[Problem]) -> String {
    problems.iter().map(Problem::to_string).collect::<Vec<_>>().join(", ")
}

/// Everything in the value that does not fit the type, in the document's order (keys sorted).
#[must_use]
pub fn check(id: TypeId, value: &Value) -> Vec<Problem> {
    let mut checker = Checker::default();
    checker.shape(&Shape::Object(id), value);
    checker.problems
}

/// Where the walk is: the path as users write it, and as Go's decoder reports it.
#[derive(Default)]
struct Checker {
    path: String,
    go_path: String,
    owner: &'static str,
    problems: Vec<Problem>,
}

impl Checker {
    fn shape(&mut self, shape: &Shape, value: &Value) {
        match (shape, value) {
            (Shape::Any, _) | (_, Value::Null) => {}
            (Shape::Object(id), Value::Object(object)) => self.object(*id, object.iter()),
            (Shape::List(element), Value::Array(list)) => self.list(element, list),
            (Shape::Map(element), Value::Object(map)) => self.map(element, map.iter()),
            (Shape::String | Shape::Bytes, Value::String(_)) | (Shape::Bool, Value::Bool(_)) => {}
            (Shape::Number, Value::Number(_)) => {}
            (Shape::Int32, Value::Number(number)) => {
                self.integer(number, i64::from(i32::MIN)..=i32::MAX.into(), shape)
            }
            (Shape::Int64, Value::Number(number)) => self.integer(number, i64::MIN..=i64::MAX, shape),
            (Shape::Int32 | Shape::Int64, Value::String(text)) if octal(text).is_some() => {}
            (Shape::Bool, Value::String(text)) if old_boolean(text).is_some() => {}
            (Shape::Quantity, _) => self.quantity(value),
            (Shape::IntOrString, _) => self.int_or_string(value),
            (Shape::Time | Shape::MicroTime, _) => self.time(value),
            _ => self.wrong_type(json_type(value), shape),
        }
    }

    fn object<'v>(&mut self, id: TypeId, entries: impl Iterator<Item = (&'v String, &'v Value)>) {
        let owner = std::mem::replace(&mut self.owner, name(id));
        for (key, value) in entries {
            let lengths = self.enter(key);
            match field(id, key) {
                Some(field) => self.shape(&field.shape, value),
                None => self.problems.push(Problem::UnknownField(self.path.clone())),
            }
            self.leave(lengths);
        }
        self.owner = owner;
    }

    fn list(&mut self, element: &Shape, list: &[Value]) {
        let length = self.path.len();
        for (at, value) in list.iter().enumerate() {
            self.path.push_str(&format!("[{at}]"));
            self.shape(element, value);
            self.path.truncate(length);
        }
    }

    fn map<'v>(&mut self, element: &Shape, entries: impl Iterator<Item = (&'v String, &'v Value)>) {
        let length = self.path.len();
        for (key, value) in entries {
            self.path.push_str(&format!("[{key}]"));
            self.shape(element, value);
            self.path.truncate(length);
        }
    }

    fn enter(&mut self, key: &str) -> (usize, usize) {
        let lengths = (self.path.len(), self.go_path.len());
        for path in [&mut self.path, &mut self.go_path] {
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(key);
        }
        lengths
    }

    fn leave(&mut self, (path, go_path): (usize, usize)) {
        self.path.truncate(path);
        self.go_path.truncate(go_path);
    }

    fn integer(&mut self, number: &Number, range: std::ops::RangeInclusive<i64>, shape: &Shape) {
        if !number.as_i64().is_some_and(|n| range.contains(&n)) {
            self.wrong_type(format!("number {number}"), shape);
        }
    }

    fn wrong_type(&mut self, found: impl Into<String>, shape: &Shape) {
        let (path, found) = (self.path.clone(), found.into());
        let field = format!("{}.{}", self.owner, self.go_path);
        self.problems.push(Problem::WrongType { path, found, field, wanted: go_type(shape) });
    }

    fn unreadable(&mut self, message: String) {
        self.problems.push(Problem::Unreadable { path: self.path.clone(), message });
    }

    fn quantity(&mut self, value: &Value) {
        let text = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        if let Err(error) = Quantity::parse(&text) {
            self.unreadable(error.to_string());
        }
    }

    fn int_or_string(&mut self, value: &Value) {
        let found = match value {
            Value::String(_) => return,
            Value::Number(number) if number.as_i64().is_some_and(|n| i32::try_from(n).is_ok()) => return,
            Value::Number(number) => format!("number {number}"),
            other => json_type(other).to_owned(),
        };
        self.unreadable(format!("json: cannot unmarshal {found} into Go value of type int32"));
    }

    fn time(&mut self, value: &Value) {
        let Value::String(text) = value else {
            let found = json_type(value);
            return self.unreadable(format!("json: cannot unmarshal {found} into Go value of type string"));
        };
        if let Some((rest, part)) = misread_time(text) {
            self.unreadable(format!(
                "parsing time {text:?} as \"2006-01-02T15:04:05Z07:00\": cannot parse {rest:?} as {part:?}"
            ));
        }
    }
}

/// Where a text stops being an RFC 3339 time: what is left of it, and the part of Go's layout that should be there.
fn misread_time(text: &str) -> Option<(&str, &'static str)> {
    let mut rest = text;
    for part in ["2006", "-", "01", "-", "02", "T", "15", ":", "04", ":", "05"] {
        let digits = part.len() > 1;
        let head = rest
            .get(..part.len())
            .filter(|head| if digits { head.bytes().all(|b| b.is_ascii_digit()) } else { *head == part });
        let Some(head) = head else { return Some((rest, part)) };
        rest = &rest[head.len()..];
    }
    let fraction = rest.strip_prefix('.').map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    let zone = fraction.unwrap_or(rest);
    let offset = zone.len() == 6 && zone.starts_with(['+', '-']);
    if zone == "Z" || offset { None } else { Some((zone, "Z07:00")) }
}

fn json_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// The Go type of a shape. Strings with a type of their own (`v1.PullPolicy`) are named `string`: the table does not
/// know them, which costs that one word of a message.
fn go_type(shape: &Shape) -> String {
    match shape {
        Shape::String => "string".into(),
        Shape::Bool => "bool".into(),
        Shape::Int32 => "int32".into(),
        Shape::Int64 => "int64".into(),
        Shape::Number => "float64".into(),
        Shape::Bytes => "[]uint8".into(),
        Shape::Time => "v1.Time".into(),
        Shape::MicroTime => "v1.MicroTime".into(),
        Shape::Quantity => "resource.Quantity".into(),
        Shape::IntOrString => "intstr.IntOrString".into(),
        Shape::Any => "runtime.RawExtension".into(),
        Shape::Object(id) => format!("v1.{}", name(*id)),
        Shape::List(element) => format!("[]{}", go_type(element)),
        Shape::Map(element) => format!("map[string]{}", go_type(element)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::lookup;
    use super::*;
    use expect_test::expect;
    use serde_json::json;

    fn problems(spec: Value) -> String {
        let id = lookup("apps/v1", "StatefulSet").expect("known");
        let found = check(id, &json!({"apiVersion": "apps/v1", "kind": "StatefulSet", "spec": spec}));
        let lines: String = found.iter().map(|problem| format!("{}: {problem}\n", problem.path())).collect();
        format!("{lines}{:?}\n", refusal(id, "apps/v1", &found))
    }

    #[test]
    fn unknown_fields_are_named_with_their_path() {
        let spec = json!({"replica": 3, "template": {"spec": {"containers": [{"name": "a", "foo": 1}]}}});
        expect![[r#"
            spec.replica: unknown field "spec.replica"
            spec.template.spec.containers[0].foo: unknown field "spec.template.spec.containers[0].foo"
            Some("StatefulSet in version \"v1\" cannot be handled as a StatefulSet: strict decoding error: unknown field \"spec.replica\", unknown field \"spec.template.spec.containers[0].foo\"")
        "#]].assert_eq(&problems(spec));
    }

    #[test]
    fn a_wrong_type_hides_unknown_fields() {
        let spec = json!({"replica": 3, "replicas": "three", "selector": [], "serviceName": 1,
            "template": {"metadata": {"labels": {"a": true}}, "spec": {"containers": [{"name": 1}, "x"]}},
            "minReadySeconds": 1.5, "revisionHistoryLimit": 3_000_000_000_u32});
        expect![[r#"
            spec.minReadySeconds: json: cannot unmarshal number 1.5 into Go struct field StatefulSetSpec.spec.minReadySeconds of type int32
            spec.replica: unknown field "spec.replica"
            spec.replicas: json: cannot unmarshal string into Go struct field StatefulSetSpec.spec.replicas of type int32
            spec.revisionHistoryLimit: json: cannot unmarshal number 3000000000 into Go struct field StatefulSetSpec.spec.revisionHistoryLimit of type int32
            spec.selector: json: cannot unmarshal array into Go struct field StatefulSetSpec.spec.selector of type v1.LabelSelector
            spec.serviceName: json: cannot unmarshal number into Go struct field StatefulSetSpec.spec.serviceName of type string
            spec.template.metadata.labels[a]: json: cannot unmarshal bool into Go struct field ObjectMeta.spec.template.metadata.labels of type string
            spec.template.spec.containers[0].name: json: cannot unmarshal number into Go struct field Container.spec.template.spec.containers.name of type string
            spec.template.spec.containers[1]: json: cannot unmarshal string into Go struct field PodSpec.spec.template.spec.containers of type v1.Container
            Some("StatefulSet in version \"v1\" cannot be handled as a StatefulSet: json: cannot unmarshal number 1.5 into Go struct field StatefulSetSpec.spec.minReadySeconds of type int32")
        "#]].assert_eq(&problems(spec));
    }

    #[test]
    fn what_cannot_be_read_hides_everything_else() {
        let claim = json!({"metadata": {"creationTimestamp": "yesterday"},
            "spec": {"resources": {"requests": {"storage": "lots", "cpu": true}}}});
        let spec = json!({"replicas": "three", "volumeClaimTemplates": [claim],
            "updateStrategy": {"rollingUpdate": {"maxUnavailable": [1]}}});
        expect![[r#"
            spec.replicas: json: cannot unmarshal string into Go struct field StatefulSetSpec.spec.replicas of type int32
            spec.updateStrategy.rollingUpdate.maxUnavailable: json: cannot unmarshal array into Go value of type int32
            spec.volumeClaimTemplates[0].metadata.creationTimestamp: parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006"
            spec.volumeClaimTemplates[0].spec.resources.requests[cpu]: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'
            spec.volumeClaimTemplates[0].spec.resources.requests[storage]: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'
            Some("StatefulSet in version \"v1\" cannot be handled as a StatefulSet: json: cannot unmarshal array into Go value of type int32")
        "#]].assert_eq(&problems(spec));
    }
}
