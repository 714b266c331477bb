//! Reading JSON without panic: what is absent or of another type is read as nothing.

use super::instant::instant;
use crate::object::{IntOrPercent, Name, TextMap, text_map};
use crate::quantity::Quantity;
use crate::time::{Millis, Time};
use serde_json::{Map, Value};

/// A text; empty where there is none.
pub(super) fn text(value: &Value) -> Name {
    value.as_str().unwrap_or_default().into()
}

/// A text, if there is one.
pub(super) fn some_text(value: &Value) -> Option<Name> {
    value.as_str().map(Name::from)
}

/// A text, if there is one that is not empty.
pub(super) fn full_text(value: &Value) -> Option<Name> {
    some_text(value).filter(|text| !text.is_empty())
}

/// Whether something is true.
pub(super) fn flag(value: &Value) -> bool {
    value.as_bool().unwrap_or_default()
}

/// A whole number, if there is one.
pub(super) fn whole(value: &Value) -> Option<i64> {
    value.as_i64()
}

/// A count; nothing below zero.
pub(super) fn count(value: &Value) -> Option<u32> {
    whole(value).map(|n| u32::try_from(n.max(0)).unwrap_or(u32::MAX))
}

/// A port; 0 where there is none.
pub(super) fn port(value: &Value) -> u16 {
    whole(value).and_then(|n| u16::try_from(n).ok()).unwrap_or_default()
}

/// Seconds; nothing below zero.
pub(super) fn seconds(value: &Value) -> Option<u64> {
    whole(value).map(|n| n.max(0).unsigned_abs())
}

/// A span of so many seconds; none at all where nothing is said.
pub(super) fn span(value: &Value) -> Millis {
    Millis::seconds(seconds(value).unwrap_or_default())
}

/// A count or a share (`intstr.IntOrString`).
pub(super) fn int_or_percent(value: &Value) -> Option<IntOrPercent> {
    if let Some(percent) = value.as_str().and_then(|text| text.strip_suffix('%')) {
        return percent.parse().ok().map(IntOrPercent::Percent);
    }
    count(value).map(IntOrPercent::Int)
}

/// What is in a list.
pub(super) fn items(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// What is in a list, each read.
pub(super) fn list<T>(value: &Value, read: impl Fn(&Value) -> T) -> Vec<T> {
    items(value).iter().map(read).collect()
}

/// The texts of a list.
pub(super) fn texts(value: &Value) -> Vec<Name> {
    items(value).iter().filter_map(some_text).collect()
}

/// Labels, annotations and the like.
pub(super) fn texts_by_name(value: &Value) -> TextMap {
    let pairs = value.as_object().into_iter().flatten();
    text_map(pairs.map(|(name, value)| (name.as_str(), value.as_str().unwrap_or_default())))
}

/// An amount of whole units, bytes say; 0 where there is none.
pub(super) fn units(value: &Value) -> u64 {
    quantity(value).map(Quantity::units).and_then(|units| units.try_into().ok()).unwrap_or_default()
}

/// An amount in thousandths, of CPUs say; 0 where there is none.
pub(super) fn thousandths(value: &Value) -> u64 {
    quantity(value).map(Quantity::millis).and_then(|millis| millis.try_into().ok()).unwrap_or_default()
}

fn quantity(value: &Value) -> Option<Quantity> {
    let written = value.as_number().map(ToString::to_string);
    Quantity::parse(value.as_str().or(written.as_deref())?).ok()
}

/// An instant, if there is one.
pub(super) fn some_time(value: &Value) -> Option<Time> {
    value.as_str().and_then(instant)
}

/// An instant; the start of the simulation where there is none.
pub(super) fn time(value: &Value) -> Time {
    some_time(value).unwrap_or_default()
}

/// What a field holds, taken out of its object; null where it is not there.
pub(super) fn take(value: &mut Value, field: &str) -> Value {
    value.as_object_mut().and_then(|object| object.remove(field)).unwrap_or_default()
}

/// What a field of an object's field holds, taken out; a field that is left with nothing goes.
pub(super) fn take_in(value: &mut Value, outer: &str, field: &str) -> Value {
    let Some(inner) = value.get_mut(outer) else { return Value::Null };
    let taken = take(inner, field);
    if inner.as_object().is_some_and(Map::is_empty) {
        take(value, outer);
    }
    taken
}

/// The object without some of its fields.
pub(super) fn without(value: &Value, fields: &[&str]) -> Value {
    let mut rest = value.clone();
    fields.iter().for_each(|field| drop(take(&mut rest, field)));
    rest
}
