//! The functions of Go templates, and how values are compared and shown.

use super::Read;
use serde_json::Value;
use std::cmp::Ordering;

/// Calls a function.
pub(super) fn call(name: &str, arguments: &[Value]) -> Read<Value> {
    let first = arguments.first().cloned().unwrap_or_default();
    let second = arguments.get(1).cloned().unwrap_or_default();
    let order = || compare(&first, &second);
    Ok(match name {
        "print" => Value::from(arguments.iter().map(shown).collect::<String>()),
        "println" => Value::from(arguments.iter().map(shown).collect::<Vec<_>>().join(" ") + "\n"),
        "printf" => Value::from(printf(&shown(&first), arguments.get(1..).unwrap_or_default())),
        "len" => Value::from(length(&first)?),
        "index" => arguments.iter().skip(1).try_fold(first, |value, key| index(&value, key))?,
        "not" => (!truth(&first)).into(),
        "and" => {
            arguments.iter().find(|value| !truth(value)).or(arguments.last()).cloned().unwrap_or_default()
        }
        "or" => arguments.iter().find(|value| truth(value)).or(arguments.last()).cloned().unwrap_or_default(),
        "eq" => arguments.iter().skip(1).any(|other| *other == first).into(),
        "ne" => (first != second).into(),
        "lt" => (order() == Some(Ordering::Less)).into(),
        "le" => order().is_some_and(Ordering::is_le).into(),
        "gt" => (order() == Some(Ordering::Greater)).into(),
        "ge" => order().is_some_and(Ordering::is_ge).into(),
        "exists" => exists(&first, &arguments[1.min(arguments.len())..]).into(),
        "base64decode" => Value::from(crate::base64::decode(&shown(&first)).ok_or("base64 decode failed")?),
        _ => return Err(format!("function {name:?} not defined")),
    })
}

/// What an `if` takes for true.
pub(super) fn truth(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(map) => !map.is_empty(),
    }
}

/// A value as Go prints it.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::Null => "<no value>".into(),
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::Array(list) => format!("[{}]", list.iter().map(shown).collect::<Vec<_>>().join(" ")),
        Value::Object(map) => {
            let pairs = map.iter().map(|(key, value)| format!("{key}:{}", shown(value)));
            format!("map[{}]", pairs.collect::<Vec<_>>().join(" "))
        }
    }
}

fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64()?.partial_cmp(&b.as_f64()?),
        (Value::String(a), Value::String(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

fn length(value: &Value) -> Read<usize> {
    match value {
        Value::String(text) => Ok(text.len()),
        Value::Array(list) => Ok(list.len()),
        Value::Object(map) => Ok(map.len()),
        other => Err(format!("len of {}", shown(other))),
    }
}

fn index(value: &Value, key: &Value) -> Read<Value> {
    match (value, key) {
        (Value::Array(list), Value::Number(at)) => {
            let at = at.as_u64().and_then(|at| usize::try_from(at).ok());
            let problem = || format!("index out of range: {}", shown(key));
            at.and_then(|at| list.get(at)).cloned().ok_or_else(problem)
        }
        (Value::Object(map), Value::String(key)) => Ok(map.get(key).cloned().unwrap_or_default()),
        (Value::Null, _) => Err("index of untyped nil".into()),
        (other, _) => Err(format!("can't index {} with {}", shown(other), shown(key))),
    }
}

fn exists(value: &Value, keys: &[Value]) -> bool {
    let found = keys.iter().try_fold(value.clone(), |value, key| index(&value, key).ok());
    found.is_some_and(|value| !value.is_null())
}

/// `%s`, `%d`, `%v` and `%q`, with a width (`%-20s`).
fn printf(format: &str, arguments: &[Value]) -> String {
    let mut arguments = arguments.iter();
    let mut out = String::new();
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        out += &rest[..at];
        rest = &rest[at + 1..];
        let end = rest.find(|c: char| c.is_alphabetic() || c == '%').unwrap_or(rest.len());
        let (width, verb) = (&rest[..end], rest[end..].chars().next().unwrap_or('%'));
        rest = rest.get(end + verb.len_utf8()..).unwrap_or("");
        let text = match verb {
            '%' => "%".into(),
            'q' => format!("{:?}", arguments.next().map(shown).unwrap_or_default()),
            _ => arguments.next().map_or_else(|| format!("%!{verb}(MISSING)"), shown),
        };
        let wide = width.trim_start_matches('-').parse::<usize>().unwrap_or(0).min(500);
        out += &if width.starts_with('-') { format!("{text:<wide$}") } else { format!("{text:>wide$}") };
    }
    out + rest
}
