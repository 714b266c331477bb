//! Errors of fields, their texts, and the sentence kubectl prints for all of an object's.

use super::path::Path;
use crate::revision::go_json;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt;

/// What is wrong with a field. The values are as Kubernetes shows them: texts in quotes, the rest as JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It has to be there.
    Required,
    /// This value is not possible.
    Invalid(String),
    /// This value is none of those that are possible.
    NotSupported(String),
    /// It may not be there, or not be changed.
    Forbidden,
    /// This value is there already and has to be unique.
    Duplicate(String),
    /// What this value names does not exist.
    NotFound(String),
    /// It is too long.
    TooLong,
}

/// One error of one field. Follows `field.Error` of apimachinery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field's path, such as `spec.template.spec.containers[0].image`.
    pub field: String,
    /// What is wrong.
    pub reason: Reason,
    /// More about it; may be empty.
    pub detail: String,
}

impl FieldError {
    /// The error without the field: `Invalid value: -1: must be greater than or equal to 0`.
    #[must_use]
    pub fn message(&self) -> String {
        let (head, value) = match &self.reason {
            Reason::Required => ("Required value", None),
            Reason::Invalid(value) => ("Invalid value", Some(value)),
            Reason::NotSupported(value) => ("Unsupported value", Some(value)),
            Reason::Forbidden => ("Forbidden", None),
            Reason::Duplicate(value) => ("Duplicate value", Some(value)),
            Reason::NotFound(value) => ("Not found", Some(value)),
            Reason::TooLong => ("Too long", None),
        };
        let parts = [Some(head), value.map(String::as_str), Some(self.detail.as_str())];
        parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ")
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.message())
    }
}

/// What kubectl prints when the API server refuses an object: one error in the line, several in a list.
#[must_use]
pub fn sentence(kind: &str, name: &str, errors: &[FieldError]) -> String {
    let list = match errors {
        [error] => error.to_string(),
        _ => errors.iter().map(|error| format!("\n* {error}")).collect(),
    };
    format!("The {kind} {name:?} is invalid: {list}")
}

/// The same as the API server's own message has it, which controllers report (`errors.NewInvalid`).
pub(crate) fn status_message(kind: &str, name: &str, errors: &[FieldError]) -> String {
    let list: Vec<String> = errors.iter().map(FieldError::to_string).collect();
    match list.as_slice() {
        [one] => format!("{kind} {name:?} is invalid: {one}"),
        several => format!("{kind} {name:?} is invalid: [{}]", several.join(", ")),
    }
}

/// The errors found so far.
#[derive(Default)]
pub(super) struct Errors(Vec<FieldError>);

impl Errors {
    fn add(&mut self, path: &Path, reason: Reason, detail: impl Into<String>) {
        self.0.push(FieldError { field: path.to_string(), reason, detail: detail.into() });
    }

    pub(super) fn required(&mut self, path: &Path, detail: &str) {
        self.add(path, Reason::Required, detail);
    }

    pub(super) fn invalid(&mut self, path: &Path, value: &Value, detail: impl Into<String>) {
        self.add(path, Reason::Invalid(go_json(value)), detail);
    }

    /// Like `invalid`, of a value that is written out already.
    pub(super) fn invalid_written(&mut self, path: &Path, value: String, detail: &str) {
        self.add(path, Reason::Invalid(value), detail);
    }

    pub(super) fn invalid_text(&mut self, path: &Path, value: &str, detail: impl Into<String>) {
        self.invalid(path, &Value::from(value), detail);
    }

    pub(super) fn forbidden(&mut self, path: &Path, detail: impl Into<String>) {
        self.add(path, Reason::Forbidden, detail);
    }

    pub(super) fn duplicate(&mut self, path: &Path, value: &Value) {
        self.add(path, Reason::Duplicate(go_json(value)), "");
    }

    /// Like `duplicate`, of a value that is written out already.
    pub(super) fn duplicate_written(&mut self, path: &Path, value: &str) {
        self.add(path, Reason::Duplicate(value.into()), "");
    }

    pub(super) fn not_found(&mut self, path: &Path, value: &str) {
        self.add(path, Reason::NotFound(go_json(&Value::from(value))), "");
    }

    pub(super) fn too_long(&mut self, path: &Path, most: usize) {
        self.add(path, Reason::TooLong, format!("may not be more than {most} bytes"));
    }

    /// One of the supported values, which the message lists in this order.
    pub(super) fn one_of(&mut self, path: &Path, value: &str, supported: &[&str]) {
        if !supported.contains(&value) {
            self.not_supported(path, &Value::from(value), supported);
        }
    }

    pub(super) fn not_supported(&mut self, path: &Path, value: &Value, supported: &[&str]) {
        let list: Vec<String> = supported.iter().map(|value| format!("{value:?}")).collect();
        self.add(
            path,
            Reason::NotSupported(go_json(value)),
            format!("supported values: {}", list.join(", ")),
        );
    }

    /// One of the supported values, which has to be there.
    pub(super) fn required_one_of(&mut self, path: &Path, value: &str, supported: &[&str]) {
        if value.is_empty() { self.required(path, "") } else { self.one_of(path, value, supported) }
    }

    /// A number that is not below zero; one that is absent is zero.
    pub(super) fn not_negative(&mut self, path: &Path, value: &Value) {
        if value.as_i64().is_some_and(|number| number < 0) {
            self.invalid(path, value, super::words::NOT_NEGATIVE);
        }
    }

    /// A text that a rule of [`super::names`] has complaints about.
    pub(super) fn text_by(&mut self, path: &Path, value: &str, rule: fn(&str) -> Vec<String>) {
        rule(value).into_iter().for_each(|complaint| self.invalid_text(path, value, complaint));
    }

    /// All errors, each once: kubectl, too, prints none twice.
    pub(super) fn finish(self) -> Vec<FieldError> {
        let mut seen = BTreeSet::new();
        self.0.into_iter().filter(|error| seen.insert(error.to_string())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;
    use serde_json::json;

    #[test]
    fn errors_read_as_kubernetes_writes_them() {
        let mut errors = Errors::default();
        let spec = Path::Root("spec");
        let list = spec.field("list");
        errors.required(&list.index(2).field("name"), "");
        errors.required(&list, "must be there");
        errors.invalid(&spec.field("replicas"), &json!(-1), "must be greater than or equal to 0");
        errors.invalid(&spec, &json!({"a": "<b>"}), "");
        errors.one_of(&spec.field("policy"), "Keep", &["Retain", "Delete"]);
        errors.forbidden(&spec, "no changes");
        errors.duplicate(&list.index(0), &json!("web"));
        errors.not_found(&spec.key("cpu"), "nope");
        errors.too_long(&spec, 63);
        errors.too_long(&spec, 63);
        let errors = errors.finish();
        expect![[r#"
            The StatefulSet "web" is invalid: 
            * spec.list[2].name: Required value
            * spec.list: Required value: must be there
            * spec.replicas: Invalid value: -1: must be greater than or equal to 0
            * spec: Invalid value: {"a":"\u003cb\u003e"}
            * spec.policy: Unsupported value: "Keep": supported values: "Retain", "Delete"
            * spec: Forbidden: no changes
            * spec.list[0]: Duplicate value: "web"
            * spec[cpu]: Not found: "nope"
            * spec: Too long: may not be more than 63 bytes"#]]
        .assert_eq(&sentence("StatefulSet", "web", &errors));
        expect![[r#"The StatefulSet "web" is invalid: spec.list[2].name: Required value"#]]
            .assert_eq(&sentence("StatefulSet", "web", &errors[..1]));
    }
}
